"""The case desk in JupyterLab, where managers and authors try it: a cell, run by Run All Cells."""

import json
import os
import signal
from collections.abc import Iterator

import pytest
from browser import Watch
from desk_walks import WALKS, fields, walk
from playwright.sync_api import Browser, Locator, Page, expect
from running_server import MANAGER, RunningServer, start_server

from bhtrain.grading.answers import answer_to_dict, read_sheet
from bhtrain.progress import identity

pytestmark = pytest.mark.browser

READY = 60_000
START = "import os; from pathlib import Path; Path('{name}.pid').write_text(str(os.getpid()))"


def notebook(name: str, *sources: str) -> str:
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(
            [f"{START.format(name=name)}\nfrom bhtrain import practice", *sources]
        )
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    body = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(body)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """JupyterLab in a course folder with two notebooks; its user is signed in as a learner."""
    folder = tmp_path_factory.mktemp("lab")
    identity.sign_in_by_account(folder / "learner")
    running = start_server(folder, MANAGER, seconds=120)
    for name, notes in {
        "walks": [one.note for one in WALKS.values()],
        "killed": [WALKS["query"].note],
    }.items():
        cells = [f"practice(note={note!r})" for note in notes]
        (folder / "course" / f"{name}.ipynb").write_text(notebook(name, *cells), encoding="utf-8")
    yield running
    running.stop()


def open_notebook(page: Page, lab: RunningServer, name: str, desks: int) -> None:
    """Open it and let all its cells run, as somebody does who was sent the file."""
    page.goto(f"{lab.base}lab/tree/{name}.ipynb?reset&token={lab.token}")
    run_all(page, desks)


def run_all(page: Page, desks: int) -> None:
    page.evaluate("document.querySelectorAll('.bht').forEach((one) => { one.dataset.old = ''; })")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_attached(timeout=READY)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.locator(".bht:not([data-old])")).to_have_count(desks, timeout=READY)


@pytest.fixture(scope="module")
def walks_page(browser: Browser, lab: RunningServer) -> Iterator[Page]:
    """One notebook with a desk of each kind, run once for all tests of this module."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    watch = Watch(context)
    page = context.new_page()
    open_notebook(page, lab, "walks", len(WALKS))
    yield page
    context.close()
    assert watch.outside == []
    assert watch.errors == []


def desk(page: Page, kind: str) -> Locator:
    return page.get_by_role("article", name=f"Practice note {WALKS[kind].note}")


@pytest.mark.parametrize("kind", WALKS)
def test_each_kind_is_answered_wrong_and_then_right(
    walks_page: Page, lab: RunningServer, kind: str
) -> None:
    """What is a page for a learner is a cell for an author, and works the same."""
    walk(desk(walks_page, kind), kind)
    (file,) = (lab.folder / "learner").rglob("practice/answers.json")
    saved = answer_to_dict(read_sheet(file).answers[WALKS[kind].note])
    assert {name: saved[name] for name in WALKS[kind].answer} == WALKS[kind].answer


def test_a_killed_kernel_is_told_and_the_cell_brings_every_field_back(
    page: Page, lab: RunningServer
) -> None:
    """JupyterLab starts another kernel by itself, which knows nothing of the desk."""
    open_notebook(page, lab, "killed", 1)
    one = desk(page, "query")
    WALKS["query"].wrong(one)
    expect(one.locator(".bht-saved")).to_have_attribute("data-state", "saved")
    os.kill(int((lab.folder / "course" / "killed.pid").read_text()), signal.SIGKILL)
    expect(one.get_by_text("The connection to bhtrain was lost.")).to_be_visible(timeout=20_000)
    expect(one.get_by_text("Run this cell again to save it.")).to_be_visible()
    page.get_by_role("button", name="Ok", exact=True).click()
    WALKS["query"].right(one)
    typed = fields(one)
    run_all(page, 1)
    expect(one.locator(".bht-saved")).to_have_attribute("data-state", "saved", timeout=READY)
    assert fields(one) == typed
    open_notebook(page, lab, "killed", 1)  # JupyterLab's own reload brings other notebooks back
    assert fields(one) == typed
    page.watch.forgive(
        "WebSocket|Failed to load resource|Canceled|disposed|[Cc]onnection|[Kk]ernel"
    )
