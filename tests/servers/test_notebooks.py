"""The notebooks keep their word: stored outputs are what the code says today, and all of it runs.

Each runs in a temporary learner folder; nobody's answers are touched.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from running_server import folders

from bhtrain import places

NOTEBOOKS = sorted(
    path.relative_to(places.shipped("notebooks"))
    for path in places.shipped("notebooks").rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
LESSONS = [path for path in NOTEBOOKS if path.parts[0] == "lessons"]
IGNORED = "nbval-ignore-output"


def read(notebook):
    return json.loads((places.shipped("notebooks") / notebook).read_text(encoding="utf-8"))


def code_cells(body):
    return [cell for cell in body["cells"] if cell["cell_type"] == "code"]


def compared(body):
    return [c for c in code_cells(body) if IGNORED not in c["metadata"].get("tags", [])]


def environment(folder):
    for name in ("learner", "course", "exchange"):
        (folder / name).mkdir(exist_ok=True)
    own_bin = str(Path(sys.executable).parent)
    path = os.pathsep.join([own_bin, os.environ.get("PATH", "")])
    return {**os.environ, **folders(folder), "PATH": path}


def nbval(folder, *notebooks):
    """Run nbval as a newcomer would, apart from this test run's own settings."""
    settings = folder / "pytest.ini"
    settings.write_text("[pytest]\n", encoding="utf-8")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"),
            *("-c", str(settings)),
            *map(str, notebooks),
        ],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_every_stored_output_is_what_the_code_says_today(tmp_path):
    """A lesson that shows an old answer teaches the old answer."""
    done = nbval(tmp_path, *(places.shipped("notebooks") / path for path in NOTEBOOKS))

    assert done.returncode == 0, done.stdout[-3000:]


def test_a_changed_output_is_noticed(tmp_path):
    """The test above would prove nothing if nbval said yes to everything."""
    body = read(LESSONS[0])
    cell = next(cell for cell in compared(body) if cell["outputs"])
    cell["outputs"][0]["data"]["text/plain"][-1] = "90837 takes what it likes."
    broken = tmp_path / "broken.ipynb"
    broken.write_text(json.dumps(body), encoding="utf-8")

    done = nbval(tmp_path, broken)

    assert done.returncode == 1, done.stdout[-3000:]
    assert "1 failed" in done.stdout


@pytest.mark.parametrize("notebook", LESSONS, ids=str)
def test_a_lesson_has_at_least_five_compared_outputs(notebook):
    """What a lesson claims is checked against the rules, not only written down."""
    assert sum(bool(cell["outputs"]) for cell in compared(read(notebook))) >= 5


@pytest.mark.parametrize("notebook", LESSONS, ids=str)
def test_a_lesson_names_only_rules_that_exist_in_the_dossier_or_the_rulebook(notebook):
    """No invented authority: each rule that the prose names can be looked up."""
    import re

    from bhtrain.rules import load_rulebook

    prose = "".join(
        "".join(cell["source"]) for cell in read(notebook)["cells"] if cell["cell_type"] != "code"
    )
    named = set(re.findall(r"rule `([a-z0-9-]+)`", prose)) | set(
        re.findall(r"\| `([a-z0-9-]+)` \|", prose)
    )
    # These stand in the dossier; the rulebook does not test them yet.
    dossier = {"time-no-rounding", "time-face-to-face-only", "time-over-60-no-extra"}

    assert named
    assert named <= dossier | {rule.id for rule in load_rulebook()}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_run_all_in_jupyterlab_ends_without_an_error(notebook, tmp_path, monkeypatch):
    """Also for somebody who is not signed in, with no course and an empty exchange."""
    import nbformat
    from nbclient import NotebookClient

    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    body = nbformat.read(places.shipped("notebooks") / notebook, as_version=4)

    NotebookClient(
        body, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()

    assert not [
        output
        for cell in body.cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=str)
def test_a_notebook_is_saved_without_noise(notebook):
    """Only compared outputs are kept, so that a change of a notebook can be read."""
    body = read(notebook)

    assert body["metadata"]["kernelspec"]["name"] == "python3"
    assert "widgets" not in body["metadata"]
    for cell in code_cells(body):
        if IGNORED in cell["metadata"].get("tags", []):
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
