"""Disputing in a real browser: by keyboard alone, narrow and dark, and the answer afterwards."""

from datetime import timedelta

import pytest
from browser import tab_to
from playwright.sync_api import expect
from running_server import start_server

from bhtrain import clock
from bhtrain.exchange.disputes import read_dispute, waiting_disputes
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import RosterEntry, moment_to_text, secret_hash
from bhtrain.exchange.records import Receipt
from bhtrain.progress import identity as who
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import released

pytestmark = pytest.mark.browser

SECRET = "s" * 32
HOSTILE = "<img src=x onerror=\"document.title='run'\"> & <b>bold</b>"


def feedback(*disputes):
    """Two tasks; the disputes are about the second."""
    fields = [{"name": "units", "label": "Units", "status": "wrong", "text": "One, not 2."}]
    one = {"points": 5, "max_points": 10, "headline": "5 of 10 points.", "fields": fields}
    tasks = [{**one, "task": "trial-t1"}, {**one, "task": "trial-t2", "disputes": [*disputes]}]
    return {"points": 10, "max_points": 20, "tasks": tasks}


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Ana has her feedback to an assignment of two tasks."""
    exchange = Exchange(tmp_path / "exchange")
    exchange.publish_roster(
        [RosterEntry(learner="ana", name="Ana Lopez", account=who.system_account())]
    )
    exchange.release("trial", {"a.txt": b""}, title="Trial", due=None, released_at=clock.now())
    for name in ("LEARNER", "EXCHANGE"):
        monkeypatch.setenv(f"BHTRAIN_{name}", str(tmp_path / name.lower()))
    receipt = Receipt(
        assignment="trial", learner="ana", at=clock.now(), number="1111-2222", digest="0" * 64
    )
    released.keep_receipt(Workspace.of("ana"), receipt, secret=SECRET, last_attempt=0)
    exchange.publish_feedback("trial", "ana", secret_hash(SECRET), feedback())
    who.sign_in_by_account(tmp_path / "learner", roster=exchange.roster())
    running = start_server(tmp_path)
    yield running
    running.stop()


def open_feedback(page, server):
    page.goto(server.address)
    page.goto(server.page("feedback.ipynb?assignment=trial"))
    page.locator("body[data-ready=yes]").wait_for()


def test_a_dispute_is_sent_by_keyboard_and_its_answer_comes_back(server, new_page, axe):
    """The folder is away at first; what was typed stays. Whatever was typed is only text."""
    exchange = Exchange(server.folder / "exchange")
    page = new_page(color_scheme="dark", viewport={"width": 420, "height": 900})
    open_feedback(page, server)
    second = page.get_by_role("group", name="If something in task 2 is wrong")
    expect(second.get_by_role("button", name="Send to my manager")).to_be_hidden()
    tab_to(page, "button", "I think this is wrong (task 2)")
    page.keyboard.press("Enter")
    part = second.get_by_role("combobox", name="What is wrong?")
    expect(part).to_be_focused()
    expect(part.get_by_role("option")).to_have_text(
        ["Units", "The note or the key itself", "The whole task"]
    )
    page.keyboard.press("Tab")
    page.keyboard.type(f"Rule 4.\n{HOSTILE}")
    assert axe(page) == []
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wider) <= 0

    box = exchange.root / "trial" / "disputes"
    box.rename(box.with_name("away"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(second.get_by_role("status")).to_contain_text("kept on this computer")
    box.with_name("away").rename(box)
    page.reload()
    page.locator("body[data-ready=yes]").wait_for()
    expect(second.get_by_role("textbox")).to_have_value(f"Rule 4.\n{HOSTILE}")
    tab_to(page, "button", "Send to my manager")
    page.keyboard.press("Enter")
    expect(second.get_by_role("status")).to_contain_text("Sent.")
    expect(second.get_by_role("button", name="I think this is wrong")).to_be_focused()
    told = second.get_by_role("listitem")
    expect(told).to_contain_text(HOSTILE)
    expect(told).to_contain_text("It waits for your manager’s answer.")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(part.get_by_role("option")).to_have_text(
        ["The note or the key itself", "The whole task"]
    )

    [file] = waiting_disputes(exchange, "trial")
    sent, _ = read_dispute(file)
    assert (sent.task, sent.field, sent.reason) == ("trial-t2", "units", f"Rule 4.\n{HOSTILE}")
    answer = {
        "field": "units",
        "label": "Units",
        "reason": sent.reason,
        "said_at": moment_to_text(sent.at),
        "token": sent.token,
        "state": "accepted",
        "answer": f"Yes. {HOSTILE}",
        "answered_at": moment_to_text(clock.now() + timedelta(hours=1)),
        "was": 5,
        "now": 8,
    }
    exchange.publish_feedback("trial", "ana", secret_hash(SECRET), feedback(answer))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(server.page("assignments.ipynb"))
    expect(page.get_by_text("Your manager answered what you wrote about task 2.")).to_be_visible()
    page.get_by_role("link", name="Read your feedback").click()
    expect(told).to_contain_text("you are right. 5 points before, 8 now.")
    expect(told).to_contain_text(f"Yes. {HOSTILE}")
    assert axe(page) == []
    assert page.title() != "run"
    page.emulate_media(media="print")
    expect(told).to_be_visible()
    expect(second.get_by_role("button", name="I think this is wrong")).to_be_hidden()
