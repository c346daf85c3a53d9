"""The learner's pages in a real browser, on the real server: seen, narrow, dark, reloaded."""

import json
import re
import time
from datetime import timedelta

import psutil
import pytest
from browser import tab_to
from playwright.sync_api import expect
from running_server import start_server

from bhtrain import clock, places
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import RosterEntry, secret_hash
from bhtrain.exchange.records import Receipt
from bhtrain.grading.answers import read_sheet
from bhtrain.progress import identity as who
from bhtrain.progress.lessons import read_lessons
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import released

pytestmark = pytest.mark.browser

TASKS = """\
tasks:
  - id: trial-t1
    kind: code
    level: first
    payer: commercial
    service_date: 2026-02-10
    points: 10
    note: ["We met from 9:07 to 9:44 in the office.", "Signed by M. Vega, LCSW."]
  - id: trial-t2
    kind: code
    level: first
    payer: medicare
    service_date: 2026-02-11
    points: 10
    note: ["Appointment 10:00 to 11:00.", "Signed by M. Vega, LCSW."]
"""
PAPER = {
    "points": 5,
    "max_points": 10,
    "totals": [{"label": "Per code", "result": "50% (1 of 2 codes; 9% to 91%)"}],
    "totals_remark": "The amounts are a sample, not your fees.",
    "practice_next": [{"competency": "time", "points": 5, "max_points": 10}],
    "tasks": [
        {
            "task": "paper-t1",
            "points": 5,
            "max_points": 10,
            "headline": "5 of 10 points.",
            "sentences": [1],
            "expected": "Bill 90832.",
            "rationale": "37 minutes.",
            "near_miss": "38 minutes would do.",
            "earlier": [
                {
                    "released_at": "2026-01-02T12:00:00+00:00",
                    "headline": "10 of 10 points. All of it is right.",
                    "expected": "Bill 90834.",
                    "fields": [
                        {"name": "units", "label": "Units", "status": "right", "text": "One."}
                    ],
                    "rationale": "45 minutes.",
                    "near_miss": "53 minutes would do.",
                }
            ],
        }
    ],
}
PAGES = {
    "start.ipynb": "Start here",
    "lessons.ipynb": "Lessons",
    "glossary.ipynb": "Glossary",
    "practice.ipynb": "Practice",
    "assignments.ipynb": "Assignments",
    "assignments/trial.ipynb": "Trial",
    "feedback.ipynb": "Feedback",
    "my-progress.ipynb": "My progress",
    "how-it-is-graded.ipynb": "How it is graded",
    "rules.ipynb": "Rules",
    "rules.ipynb?rule=time-documented": "Rules",
    **{lesson.page: lesson.title for lesson in read_lessons(places.shipped("notebooks"))},
}


def _notebook():
    def code(source, name):
        return {
            "cell_type": "code",
            "execution_count": None,
            "id": name,
            "metadata": {},
            "outputs": [],
            "source": source,
        }

    return {
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Trial"},
            code("from bhtrain.widgets.pages import hand_in, task", "b"),
            code('task("trial-t1")', "c"),
            code('task("trial-t2")', "d"),
            code('hand_in("trial")', "e"),
        ],
        "metadata": {"kernelspec": {"display_name": "", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The server of somebody who is on the roster, with one assignment released."""
    folder = tmp_path_factory.mktemp("pages")
    exchange = Exchange(folder / "exchange")
    exchange.publish_roster(
        [RosterEntry(learner="ana", name="Ana Lopez", account=who.system_account())]
    )
    exchange.release(
        "trial",
        {"tasks.yaml": TASKS.encode(), "trial.ipynb": json.dumps(_notebook()).encode()},
        title="Trial",
        due=clock.now() + timedelta(days=3),
        released_at=clock.now(),
    )
    running = start_server(folder)
    yield running
    running.stop()


@pytest.fixture
def signed_in(server):
    """Ana is signed in, and her list of assignments has been opened."""
    learner = server.folder / "learner"
    roster = Exchange(server.folder / "exchange").roster()
    who.sign_in_by_account(learner, roster=roster)
    assert server.ask("/voila/render/assignments.ipynb")[0] == 200
    return server


def open_page(page, server, path):
    """Open a page and wait until its parts are alive. The first address only lets one in."""
    page.context.request.get(server.address, max_redirects=0)
    page.goto(server.page(path))
    page.locator("body[data-ready=yes]").wait_for()


def test_no_page_that_ships_is_left_out():
    """The manager's notebooks are no pages: they open in JupyterLab."""
    root = places.shipped("notebooks")
    shipped = {path.relative_to(root) for path in root.rglob("*.ipynb")}

    assert {str(path) for path in shipped if path.parts[0] != "manager"} <= set(PAGES)


@pytest.mark.parametrize(("path", "heading"), PAGES.items(), ids=list(PAGES))
def test_a_page_can_be_used_by_everybody(new_page, axe, signed_in, path, heading):
    """Light, dark, and as narrow as a telephone: no barrier, no code, nothing cut off."""
    page = new_page(color_scheme="light", reduced_motion="reduce")  # no colour half-way to another
    open_page(page, signed_in, path)

    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator(".jp-Cell-inputWrapper .cm-editor")).to_have_count(0)
    expect(page.get_by_text("from bhtrain")).to_have_count(0)
    expect(page.locator("#bh-who")).to_have_text("Ana Lopez")
    for width in (1280, 420):
        page.set_viewport_size({"width": width, "height": 900})
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            assert axe(page) == [], (width, colours)
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0


def test_signing_in_is_one_click_and_the_header_follows(page, axe, server):
    """The first click of a first day; the page needs no reload."""
    who.sign_out(server.folder / "learner")
    page.route("**/pulse/*", lambda _route: None)  # what the server would say comes too late
    open_page(page, server, "start.ipynb")
    expect(page.locator("#bh-who")).to_have_text("Not signed in")
    assert axe(page) == []

    page.get_by_role("button", name="Sign in as Ana Lopez").click()

    expect(page.get_by_text("You are signed in as Ana Lopez.")).to_be_visible()
    expect(page.locator("#bh-who")).to_have_text("Ana Lopez")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#bh-who")).to_have_text("Not signed in")
    page.get_by_role("button", name="Sign in as Ana Lopez").click()
    expect(page.locator("#bh-who")).to_have_text("Ana Lopez")
    page.unroute("**/pulse/*")
    page.get_by_role("link", name="Do Trial").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assignments")


def test_answers_survive_closing_the_page_and_are_handed_in(new_page, axe, signed_in):
    """Answer, close the browser at once, come back, find it, hand in, get a receipt."""
    page = new_page()
    open_page(page, signed_in, "assignments.ipynb")
    page.get_by_role("link", name="Open Trial").click()
    page.locator("body[data-ready=yes]").wait_for()
    first = page.get_by_role("radio", name="Hold and ask").first
    first.check()
    page.context.close()

    answers = signed_in.folder / "learner/learners/ana/answers/trial/answers.json"
    until = time.monotonic() + 10
    while not answers.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert read_sheet(answers).answers["trial-t1"].decision == "hold"

    page = new_page()
    open_page(page, signed_in, "assignments/trial.ipynb")
    page.get_by_role("button", name="Open").first.click()
    expect(page.get_by_role("radio", name="Hold and ask").first).to_be_checked()
    expect(page.get_by_text("Task 2 has no answer yet")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Yes, hand in now").click()
    expect(page.get_by_text("Thank you, it is handed in.")).to_be_visible()
    assert axe(page) == []
    assert len(Exchange(signed_in.folder / "exchange").hand_ins("trial")) == 1


def test_a_killed_kernel_is_told_in_words_and_reload_brings_the_page_back(page, axe, signed_in):
    """A dead page that looks alive costs somebody an hour."""
    open_page(page, signed_in, "my-progress.ipynb")
    expect(page.get_by_text("This page has lost its connection")).to_be_hidden()

    signed_in.kernel_of(page).kill()

    expect(page.get_by_text("This page has lost its connection")).to_be_visible(timeout=15_000)
    assert axe(page) == []
    page.watch.forgive("")
    page.get_by_role("button", name="Reload the page").click()
    page.locator("body[data-ready=yes]").wait_for()
    expect(page.get_by_text("This page has lost its connection")).to_be_hidden()


def test_three_pages_opened_and_closed_leave_no_kernel_behind(new_page, signed_in):
    """Forty pages a day would fill the memory."""
    page = new_page()
    others = [page.context.new_page(), page.context.new_page()]
    for one, path in zip([page, *others], ["feedback", "my-progress", "practice"], strict=True):
        open_page(one, signed_in, f"{path}.ipynb")
    processes = [signed_in.kernel_of(one) for one in (page, *others)]

    page.goto("about:blank")
    for other in others:
        other.close(run_before_unload=True)

    _, alive = psutil.wait_procs(processes, timeout=45)  # until the browser let go of each
    assert alive == []


def test_a_page_that_is_not_there_says_so(page, axe, server):
    """A mistyped address is answered like everything else: in words."""
    page.goto(server.address)
    page.goto(server.page("nowhere.ipynb"))
    page.watch.forgive("404")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    assert axe(page) == []
    page.get_by_role("link", name="Home page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Start here")


def test_without_the_token_there_is_a_sentence(page, axe, server):
    """A bookmark without the token says what to do."""
    page.goto(server.base)
    page.watch.forgive("403")

    expect(page.get_by_text("full address that bhtrain showed")).to_be_visible()
    assert axe(page) == []


def test_ctrl_c_ends_with_a_sentence(tmp_path):
    """The person at the terminal is told that nothing is lost."""
    running = start_server(tmp_path)

    said = running.stop()

    assert running.process.returncode == 0
    assert "bhtrain has stopped. Your answers and your progress are saved." in said
    assert "Traceback" not in said
    assert "bhtrain start" in said or "start" in said


def test_feedback_prints_without_the_frame_and_with_the_note(page, axe, signed_in, monkeypatch):
    """On paper there is nothing to click: what is folded away on the screen has to be there."""
    exchange = Exchange(signed_in.folder / "exchange")
    exchange.release(
        "paper",
        {"tasks.yaml": TASKS.replace("trial", "paper").encode()},
        title="Paper",
        due=None,
        released_at=clock.now(),
    )
    monkeypatch.setenv("BHTRAIN_LEARNER", str(signed_in.folder / "learner"))
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(signed_in.folder / "exchange"))
    workspace = Workspace.of("ana")
    released.fetch("paper", workspace)
    receipt = Receipt(
        assignment="paper", learner="ana", at=clock.now(), number="1111-2222", digest="0" * 64
    )
    released.keep_receipt(workspace, receipt, secret="s" * 32, last_attempt=0)
    exchange.publish_feedback("paper", "ana", secret_hash("s" * 32), PAPER)

    open_page(page, signed_in, "feedback.ipynb?assignment=paper")

    expect(page.get_by_role("link", name="Time", exact=True)).to_have_attribute(
        "href", re.compile(r"practice\.ipynb\?competency=time$")
    )
    assert axe(page) == []
    note = page.get_by_text("We met from 9:07 to 9:44")
    expect(note).to_be_hidden()
    earlier = page.get_by_text("Bill 90834.")
    expect(earlier).to_be_hidden()
    page.get_by_text("How it was explained on Fri 2 Jan 2026, by the rulebook of then").click()
    expect(earlier).to_be_visible()
    assert axe(page) == []
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.locator("#bh-who")).to_be_visible()  # whose record it is
    whole = (
        "[...document.querySelectorAll('.jp-OutputArea-child')].map("
        "one => getComputedStyle(one).breakInside)"
    )
    assert set(page.evaluate(whole)) == {"auto"}  # else the first sheet holds the title alone
    assert note.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})")
    faint = (
        "[...document.querySelectorAll('main h1, main a, main mark, main td')].filter("
        "one => getComputedStyle(one).color !== 'rgb(0, 0, 0)').map(one => one.textContent)"
    )
    page.wait_for_timeout(500)  # colours fade
    assert page.evaluate(faint) == []


def test_practice_is_chosen_by_keyboard_and_a_reload_stays_with_the_note(page, axe, signed_in):
    """The keyboard is then at the new note, and why it came is on the screen."""
    open_page(page, signed_in, "practice.ipynb")
    page.get_by_role("combobox", name="Practice on").select_option("Crisis")
    page.get_by_role("combobox", name="Task").select_option("Code a note")
    tab_to(page, "button", "Show me a note like this")
    page.keyboard.press("Enter")

    heading = page.get_by_role("article").get_by_role("heading", level=2).first
    expect(heading).to_be_focused()
    expect(
        page.get_by_text("Why this note: you have not coded a note on crisis yet.")
    ).to_be_in_viewport()
    expect(page.get_by_text("Code the note.")).to_be_visible()
    assert axe(page) == []
    shown = heading.inner_text()

    page.reload()
    page.locator("body[data-ready=yes]").wait_for()

    expect(page.get_by_role("article").get_by_role("heading", level=2).first).to_have_text(shown)
    expect(page.get_by_role("combobox", name="Practice on")).to_have_value("Crisis")


def test_the_five_notes_of_a_lesson_keep_their_place(narrow_page, axe, signed_in):
    """On a telephone, too: next, reload, back."""
    page = narrow_page
    open_page(page, signed_in, "lessons/02-time-decides-the-code.ipynb")
    expect(page.get_by_role("article", name="Note 1 of 5")).to_be_visible()
    page.get_by_role("button", name="Next note").click()
    expect(page.get_by_role("article", name="Note 2 of 5")).to_be_visible()

    page.reload()
    page.locator("body[data-ready=yes]").wait_for()

    expect(page.get_by_role("article", name="Note 2 of 5")).to_be_visible()
    page.get_by_role("button", name="Note before").click()
    expect(page.get_by_role("heading", name="Note 1 of 5")).to_be_focused()
    assert axe(page) == []


def test_the_path_follows_the_role_at_once(page, axe, signed_in):
    """A role is one choice, and it is there after a reload."""
    open_page(page, signed_in, "my-progress.ipynb")
    page.get_by_role("combobox", name="Your work").select_option("Billing")
    expect(page.get_by_text("You send claims out")).to_be_visible()
    assert axe(page) == []

    page.reload()
    page.locator("body[data-ready=yes]").wait_for()

    expect(page.get_by_role("combobox", name="Your work")).to_have_value("Billing")
    open_page(page, signed_in, "lessons.ipynb")
    expect(page.get_by_role("heading", name="Optional for you")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Lesson 2: Time decides the code", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Time decides the code")
