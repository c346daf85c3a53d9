"""Lessons as a newcomer sees them: the self-check, and the card on paper."""

import re

import pytest
from playwright.sync_api import expect
from running_server import start_server

from bhtrain import places
from bhtrain.progress import identity as who
from bhtrain.progress.workspace import Workspace

pytestmark = pytest.mark.browser

LESSONS = sorted(path.name for path in (places.shipped("notebooks") / "lessons").glob("*.ipynb"))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = start_server(tmp_path_factory.mktemp("lessons"))
    yield running
    running.stop()


def open_lesson(page, server, name):
    """Open a lesson and wait until its last part is alive."""
    page.goto(server.address)
    page.goto(server.page(f"lessons/{name}"))
    page.locator("body[data-ready=yes]").wait_for()
    expect(page.get_by_role("button", name="Check my answers")).to_be_visible()


@pytest.mark.parametrize("name", LESSONS)
def test_the_card_of_a_lesson_is_one_printed_page(page, server, name):
    """And nothing but the card: it hangs beside a screen."""
    open_lesson(page, server, name)
    expect(page.get_by_role("button", name="Print this card")).to_be_visible()

    paper = page.pdf(format="Letter", margin=dict.fromkeys(("top", "bottom"), "1.5cm"))

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=re.compile("^The card"))).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()


def test_a_self_check_by_keyboard_says_what_is_right_and_why(page, server):
    """Wrong then right; the focus is never lost, and the lesson is done."""
    learner = who.sign_in_by_account(server.folder / "learner").learner
    open_lesson(page, server, "02-time-decides-the-code.ipynb")
    check = page.get_by_role("button", name="Check my answers")
    check.focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("status").filter(has_text="Question 1 has no answer yet")
    ).to_be_visible()
    for _ in range(5):  # the first option of each question
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    expect(check).to_be_focused()
    page.keyboard.press("Enter")

    said = page.get_by_role("status").filter(has_text="of 5 right. This lesson is done")
    expect(said).to_be_visible()
    expect(page.get_by_role("button", name="Start again")).to_be_focused()
    assert page.get_by_text(re.compile("^Not right; it is: ")).count() >= 1
    [attempt] = Workspace(learner, server.folder / "learner").store().attempts(learner)
    assert attempt.setting == "lesson"
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="90832").first).to_be_focused()
