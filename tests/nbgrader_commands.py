"""Real nbgrader commands, and an assignment of nbgrader's own kind, for the tests of course."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent


def nbgrader(folder: Path, *arguments: str, status: int = 0) -> str:
    """Run a real nbgrader command in a folder; return what it printed."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=180
    )
    assert run.returncode == status, run.stderr
    return run.stdout + run.stderr


def ordinary_cell(name: str, source: str, **about: object) -> dict[str, Any]:
    """A cell as nbgrader's own toolbar marks it."""
    usual = {"schema_version": 3, "grade_id": name, "cell_type": "code", "task": False}
    flags = {"grade": False, "solution": False, "locked": False}
    code = about.get("cell_type", "code") == "code"
    return {
        "cell_type": "code" if code else "markdown",
        "id": name,
        "metadata": {"nbgrader": {**usual, **flags, **about}},
        "source": source,
        **({"execution_count": None, "outputs": []} if code else {}),
    }


def write_ordinary(source: Path) -> None:
    """An assignment of nbgrader's own kind: code to write, visible and hidden tests, an essay."""
    solution = "### BEGIN SOLUTION\ndef minutes(start, stop):\n    return stop - start\n"
    hidden = "### BEGIN HIDDEN TESTS\nassert isinstance(minutes(0, 45), int)\n### END HIDDEN TESTS"
    cells = [
        ordinary_cell("write", f"{solution}### END SOLUTION", solution=True),
        ordinary_cell("seen", "assert minutes(0, 45) == 45", grade=True, locked=True, points=3),
        ordinary_cell(
            "unseen", f"assert minutes(5, 50) == 45\n{hidden}", grade=True, locked=True, points=4
        ),
        ordinary_cell("why", "Because.", grade=True, solution=True, points=2, cell_type="markdown"),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    body = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (source / "code-1").mkdir(parents=True)
    (source / "code-1" / "code-1.ipynb").write_text(json.dumps(body))
