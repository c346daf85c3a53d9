"""A new trainee's first two weeks: placement, two lessons, an assignment, each seen by the next."""

import getpass
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from running_server import RunningServer
from walk.test_first_hour import Manager, bill, desk, learner_server  # noqa: F401  # a fixture

from bhtrain import clock
from bhtrain.widgets.course_map import lessons

OF = 12  # tasks of the placement
pytestmark = [pytest.mark.browser, pytest.mark.nbgrader]


def test_from_signing_in_to_the_first_assignment(tmp_path: Path, learner_server, page) -> None:  # noqa: F811
    manager = Manager(tmp_path)
    due = (clock.today() + timedelta(days=14)).isoformat()
    manager.types("learners", "add", "ana", "--name", "Ana Ruiz", "--account", getpass.getuser())
    for assignment in ("placement", "onboarding-1"):
        manager.types("release", assignment, "--due", due)

    sign_in(page, learner_server)
    do_the_placement(page)
    for words in (("collect",), ("grade",), ("feedback", "release")):
        manager.types(*words, "placement")
    see_what_placement_spared(page, learner_server)
    first, third, *rest = [one for one in lessons() if one.number != "02"]
    for lesson in (first, third):
        page.goto(learner_server.page("start.ipynb"))
        page.get_by_role(
            "link", name=re.compile(rf"^Read lesson \d: {re.escape(lesson.title)}")
        ).click()
        take_the_self_check(page)
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_text(f"2 of {len(rest) + 2} of your path done")).to_be_visible()
    do_the_assignment(page, learner_server)
    assert "handed in" in manager.types("status", "onboarding-1")


def sign_in(page: Page, server: RunningServer) -> None:
    page.goto(server.address)
    page.get_by_role("button", name=f"Sign in as Ana Ruiz ({getpass.getuser()})").click()
    expect(page.get_by_text("Step 1 of 5.")).to_be_visible()
    page.get_by_role("button", name="Skip the tour").click()
    page.get_by_role("link", name="Do the placement").click()


def do_the_placement(page: Page) -> None:
    """One of twelve, and right: the one on time."""
    page.get_by_role("link", name="Open Placement").click()
    first = desk(page, f"Task 1 of {OF}")
    bill(first, "90834", "11", "F41.0", sentence=2)
    expect(first.get_by_text("Saved")).to_be_visible()
    hand_in(page)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Yes, hand in now").click()
    expect(page.get_by_text("Thank you, it is handed in.")).to_be_visible()


def see_what_placement_spared(page: Page, server: RunningServer) -> None:
    """Lesson 2 is optional now, and the page says why; lesson 5 is not."""
    page.goto(server.page("lessons.ipynb"))
    expect(page.get_by_role("heading", name="Optional for you")).to_be_visible()
    spared = page.get_by_role("listitem").filter(has_text="Lesson 2:")
    expect(spared).to_contain_text("You showed time in the placement note")
    missed = page.get_by_role("listitem").filter(has_text="Lesson 5:")
    expect(missed).to_contain_text("this lesson will help")


def take_the_self_check(page: Page) -> None:
    """The first option of each question; wrong ones are explained, and the lesson is done."""
    page.locator("body[data-ready=yes]").wait_for()
    expect(page.get_by_role("button", name="Check my answers")).to_be_visible(timeout=20_000)
    questions = page.get_by_role("group", name="Check yourself").get_by_role("group")
    expect(questions).to_have_count(5)
    for question in questions.all():
        question.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("This lesson is done").first).to_be_visible()


def do_the_assignment(page: Page, server: RunningServer) -> None:
    page.goto(server.page("assignments.ipynb"))
    page.get_by_role("link", name="Open Onboarding 1").click()
    first = page.get_by_role("article").first
    first.get_by_role("radio", name="Hold and ask").check()
    expect(first.get_by_text("Saved")).to_be_visible()
    hand_in(page)
