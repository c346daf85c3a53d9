"""The whole path on real parts: a trainee's first hour, and a manager's first grading.

One Chromium, the learner's real server, a real JupyterLab with nbgrader's formgrader, and the
command line as a person types it. Any request that leaves this machine fails the test.
"""

import getpass
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from running_server import MANAGER, RunningServer, folders, start_server

from bhtrain import clock

LEARNER = (
    "import sys; sys.argv = ['bhtrain', 'start', '--no-browser'];"
    " from bhtrain.cli import main; main()"
)
TASKS = 8

pytestmark = [pytest.mark.browser, pytest.mark.nbgrader]


class Manager:
    """Types commands, and expects each to end well."""

    def __init__(self, folder: Path):
        self.folder = folder

    def types(self, *words: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "bhtrain.cli", *words],
            env={**os.environ, **folders(self.folder)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, f"bhtrain {' '.join(words)}: {ended.stdout}{ended.stderr}"
        return ended.stdout


def desk(page: Page, heading: str) -> Locator:
    """The case desk with that heading."""
    return page.get_by_role("article", name=heading)


def choose(box: Locator, words: str) -> None:
    """Type into a field with a list, and take the first that is found."""
    box.fill(words)
    box.press("Enter")


def bill(place: Locator, code_words: str, pos: str, diagnosis: str, sentence: int) -> None:
    """Bill one line, with the sentence that supports it."""
    place.get_by_role("radio", name=re.compile("^Bill")).check()
    choose(place.get_by_role("combobox", name="Procedure code"), code_words)
    place.get_by_role("combobox", name="Place of service").select_option(pos)
    choose(place.get_by_role("combobox", name="Add a diagnosis"), diagnosis)
    place.get_by_role("button", name=re.compile(f"^{sentence} ")).click()


@pytest.fixture
def learner_server(tmp_path: Path):
    server = start_server(tmp_path, LEARNER)
    yield server
    server.stop()


def manager_server(tmp_path: Path) -> RunningServer:
    (tmp_path / "lab").mkdir()
    return start_server(tmp_path, MANAGER, seconds=120)


def test_first_hour(tmp_path: Path, learner_server, new_page) -> None:
    manager = Manager(tmp_path)
    due = (clock.today() + timedelta(days=14)).isoformat()
    manager.types("learners", "add", "ana", "--name", "Ana Ruiz", "--account", getpass.getuser())
    manager.types("learners", "add", "ben", "--name", "Ben Ode")
    assert "Onboarding 1 is released" in manager.types("release", "onboarding-1", "--due", due)
    before = manager.types("status", "onboarding-1").splitlines()
    assert sum("not started" in line for line in before) == 2

    page = new_page()
    sign_in_and_read(page, learner_server)
    practise_three_notes(page, learner_server)
    answer_and_leave(page, learner_server)
    assert "working" in manager.types("status", "onboarding-1")
    page.context.close()

    again = new_page()
    again.goto(learner_server.address)
    come_back_and_hand_in(again, learner_server)

    assert "handed in" in manager.types("status", "onboarding-1")
    assert "1 hand-in collected" in manager.types("collect", "onboarding-1")
    assert "ana  20 of 80" in manager.types("grade", "onboarding-1")
    look_in_formgrader(tmp_path, new_page)
    assert "ana" in manager.types("feedback", "release", "onboarding-1")
    assert "graded" in manager.types("status", "onboarding-1")

    read_feedback(again, learner_server)


def sign_in_and_read(page: Page, server: RunningServer) -> None:
    page.goto(server.address)
    page.get_by_role("button", name=f"Sign in as Ana Ruiz ({getpass.getuser()})").click()
    expect(page.get_by_text("You are signed in as Ana Ruiz.")).to_be_visible()
    page.get_by_role("link", name="Read lesson").click()
    expect(page.get_by_role("button", name="Check my answers")).to_be_visible()
    assert "compare(" not in page.locator("body").inner_text(), "code is out of sight"


def practise_three_notes(page: Page, server: RunningServer) -> None:
    page.goto(server.page("practice.ipynb?competency=time&kind=code"))
    place = page.get_by_role("article")
    for _ in range(3):
        expect(place).to_be_visible()
        expect(page.get_by_text("Why this note: you have")).to_be_visible()
        before = place.get_by_role("heading", level=2).first.inner_text()
        place.get_by_role("radio", name="Not billable").check()
        place.get_by_role("button", name="Check my answer").click()
        expect(place.get_by_role("heading", name=re.compile(r"of 10 points"))).to_be_focused()
        expect(place.get_by_text("How we got there")).to_be_visible()
        page.get_by_role("button", name="Next note").click()
        expect(place.get_by_role("heading", level=2).first).not_to_have_text(before)


def answer_and_leave(page: Page, server: RunningServer) -> None:
    """Task 1 in full, task 3 by its decision alone; then the browser is closed."""
    page.goto(server.page("assignments.ipynb"))
    page.get_by_role("link", name="Open Onboarding 1").click()
    first = desk(page, f"Task 1 of {TASKS}")
    bill(first, "45 min psycho", "11", "F43.22", sentence=9)
    expect(first.get_by_text("Saved")).to_be_visible()
    expect(first.get_by_role("button", name="Check my answer")).to_have_count(0)
    page.get_by_role("button", name=f"Open Task 3 of {TASKS}").click()
    third = desk(page, f"Task 3 of {TASKS}")
    third.get_by_role("radio", name="Not billable").check()
    expect(third.get_by_text("Saved")).to_be_visible()


def come_back_and_hand_in(page: Page, server: RunningServer) -> None:
    page.goto(server.page("assignments.ipynb"))
    page.get_by_role("link", name="Go on with Onboarding 1").click()
    page.get_by_role("button", name=f"Open Task 1 of {TASKS}").click()
    first = desk(page, f"Task 1 of {TASKS}")
    expect(first.get_by_role("radio", name=re.compile("^Bill"))).to_be_checked()
    expect(first.get_by_role("combobox", name="Procedure code")).to_have_value(re.compile("90834"))
    expect(first.get_by_role("combobox", name="Place of service")).to_have_value("11")
    expect(first.get_by_text("F43.22").first).to_be_visible()
    expect(page.get_by_text("Tasks 2, 4, 5, 6, 7 and 8 have no answer yet.")).to_be_visible()
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Yes, hand in now").click()
    expect(page.get_by_text("Thank you, it is handed in.")).to_be_visible()
    expect(page.get_by_text("Your receipt is")).to_be_visible()


def look_in_formgrader(tmp_path: Path, new_page) -> None:
    server = manager_server(tmp_path)
    try:
        page = new_page()
        page.goto(server.address)
        expect(page.get_by_role("tab", name="start.ipynb")).to_be_visible(timeout=60_000)
        page.goto(f"{server.base}formgrader/gradebook/onboarding-1")
        page.get_by_role("link", name="onboarding-1").last.click()
        page.get_by_role("link", name="Submission #1").click()
        shown = page.locator("body")
        expect(shown).to_contain_text("Bill 90834", timeout=30_000)
        expect(shown).to_contain_text("10 of 10 points")
        page.context.close()  # before the server goes, or the page would miss it
    finally:
        server.stop()


def read_feedback(page: Page, server: RunningServer) -> None:
    page.goto(server.page("feedback.ipynb?assignment=onboarding-1"))
    expect(page.get_by_role("heading", name="20 of 80 points")).to_be_visible()
    expect(page.get_by_text("time-psychotherapy-45").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Project 01-106")).first).to_be_visible()
    page.goto(server.page("my-progress.ipynb"))
    expect(page.get_by_role("row", name=re.compile("^Time .*[0-3] of 3 right"))).to_be_visible()
