"""One case in two browser windows, as on the learner's server: two kernels, one answers.json."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from running_server import RunningServer, start_server

from bhtrain.grading.answers import read_sheet
from bhtrain.model.claim import Answer
from bhtrain.progress import identity

pytestmark = pytest.mark.browser

CASE = "time-200"  # a question to the clinician: there is something to type
NEWER = "Another window has saved a newer answer to this case."
REPLACED = "Your change here is saved. It took the place of an answer"
SWAPPED = "This is the answer from the other window"
CUT_OFF = "You changed this case while bhtrain could not be reached."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("windows")
    identity.sign_in_by_account(folder / "learner")
    running = start_server(folder)
    yield running
    running.stop()


@pytest.fixture
def open_case(server: RunningServer, page: Page) -> Callable[[], Page]:
    """Open the case in one more window of the same browser; nothing is answered at first."""
    for file in answers(server):
        file.unlink()

    def opened() -> Page:
        one = page if page.url == "about:blank" else page.context.new_page()
        one.goto(server.page(f"practice.ipynb?note={CASE}&token={server.token}"))
        question(one).wait_for(timeout=40_000)
        return one

    return opened


def question(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your question to the clinician")


def write(page: Page, words: str) -> None:
    question(page).fill(words)
    expect(page.locator(".bht-saved")).to_have_attribute("data-state", "saved")


def answers(server: RunningServer) -> list[Path]:
    return [*(server.folder / "learner").rglob("practice/answers.json")]


def on_disk(server: RunningServer) -> Answer:
    (file,) = answers(server)
    return read_sheet(file).answers[CASE]


def test_the_later_edit_wins_and_the_other_window_offers_it(
    server: RunningServer, open_case: Callable[[], Page], axe: Callable[..., Any]
) -> None:
    """What was typed in the window behind is seen, in words, and can be had back."""
    one, two = open_case(), open_case()
    write(one, "When did it begin?")
    notice = two.locator(".bht-elsewhere")
    expect(notice).to_contain_text(NEWER, timeout=10_000)
    expect(question(two)).to_have_value("")
    assert axe(two, ".bht") == []
    two.get_by_role("button", name="Show the newer answer").press("Enter")
    expect(question(two)).to_have_value("When did it begin?")
    expect(notice).to_contain_text(SWAPPED)
    expect(notice.locator("p")).to_be_focused()
    two.get_by_role("button", name="Keep what is here").press("Enter")
    expect(notice).to_be_empty()
    expect(two.locator(".bht-heading")).to_be_focused()

    write(two, "When did it end?")
    assert on_disk(server).query == "When did it end?"
    expect(one.locator(".bht-elsewhere")).to_contain_text(NEWER, timeout=10_000)
    expect(question(one)).to_have_value("When did it begin?")

    write(one, "From the first window.")
    assert on_disk(server).query == "From the first window."
    expect(one.locator(".bht-elsewhere")).to_contain_text(REPLACED, timeout=10_000)
    one.get_by_role("button", name="Bring the other answer back").click()
    expect(question(one)).to_have_value("When did it end?")
    assert on_disk(server).query == "When did it end?"
    expect(two.locator(".bht-elsewhere")).to_be_empty()
    one.get_by_role("button", name="Go back to the answer from before").click()
    expect(question(one)).to_have_value("From the first window.")
    expect(two.locator(".bht-elsewhere")).to_contain_text(NEWER, timeout=10_000)


def test_what_a_window_without_connection_kept_is_offered_after_a_change_elsewhere(
    server: RunningServer, open_case: Callable[[], Page]
) -> None:
    """The one place where it still stood was this browser: it must not be swept away."""
    one, two = open_case(), open_case()
    server.kernel_of(one).kill()
    expect(one.get_by_text("The connection to bhtrain was lost.").first).to_be_visible(
        timeout=20_000
    )
    question(one).fill("Typed without a connection.")
    write(two, "Meanwhile in the other window.")
    one.get_by_role("article").get_by_role("button", name="Reload the page").click()
    notice = one.locator(".bht-elsewhere")
    expect(notice).to_contain_text(CUT_OFF, timeout=40_000)
    expect(question(one)).to_have_value("Meanwhile in the other window.")
    one.get_by_role("button", name="Show those changes").click()
    expect(question(one)).to_have_value("Typed without a connection.")
    expect(notice).to_be_empty()
    expect(one.locator(".bht-saved")).to_have_attribute("data-state", "saved")
    assert on_disk(server).query == "Typed without a connection."
    expect(two.locator(".bht-elsewhere")).to_contain_text(NEWER, timeout=10_000)
    left = "Object.keys(localStorage).filter(name => name.startsWith('bhtrain:'))"
    assert one.evaluate(left) == []
    one.watch.forgive("WebSocket|Failed to load resource|Canceled|disposed|[Cc]onnection")
