"""The review page in a real Chromium, as a page of the manager's server, by the keyboard."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import tab_to
from playwright.sync_api import Locator, Page, expect
from review.question_course import DECISION_POINTS, DISPUTE, NAME, T1, T8, raise_dispute
from running_server import MANAGER, RunningServer, start_server

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.sign_off import sign_off_of
from bhtrain.progress.identity import system_account
from bhtrain.review.case import review_case
from bhtrain.review.decide import give_points, give_rubric, see_damage
from bhtrain.review.queue import review_queue

pytestmark = pytest.mark.browser

OPENS = 60_000  # a kernel begins, and finds the course
DATABASES = ("gradebook.db", "attempts.db")
EVERYBODY = re.compile(r"\b(?:ana|ben|cora|dora)\b|Ana Ruiz|Ben Ito|Cora Diaz|Dora Lem")
FIRST, SECOND = "1 of 4", "2 of 4"


@pytest.fixture(scope="module")
def server(
    question_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The manager's server over the course of four learners."""
    folder = tmp_path_factory.mktemp("review-page")
    for name in ("course", "exchange"):
        shutil.copytree(question_template / name, folder / name)
    running = start_server(folder, MANAGER, seconds=120)
    yield running
    running.stop()


@pytest.fixture
def course(
    server: RunningServer, question_template: Path, monkeypatch: pytest.MonkeyPatch
) -> Course:
    """The course behind the page, in which nobody has decided yet."""
    for name in DATABASES:
        shutil.copy(question_template / "course" / name, server.folder / "course" / name)
    monkeypatch.setenv("BHTRAIN_COURSE", str(server.folder / "course"))
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(server.folder / "exchange"))
    return Course(server.folder / "course")


@pytest.fixture
def opens(server: RunningServer, course: Course) -> Callable[[Page], Page]:
    """Open the review page and wait for its first case."""

    def open_page(page: Page) -> Page:
        page.goto(f"{server.page('manager/review.ipynb')}?token={server.token}", timeout=OPENS)
        expect(page.get_by_role("heading", level=3).first).not_to_be_empty(timeout=OPENS)
        return page

    return open_page


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=3, name=re.compile(r"^(Learner|Ana|Ben|Cora|Dora)"))


def said(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text=re.compile("Saved|Taken back|rubric"))


def by_hand(course: Course, task: str) -> dict[str, float]:
    """Points that a person has set, by learner."""
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(NAME)
    return {one.learner: one.points for one in grades if one.task == task and one.by_hand}


def decisions(course: Course, task: str) -> list[Review]:
    return [
        one
        for one in ReviewHistory.of(course).entries(NAME, task=task)
        if one.what is Act.POINTS_SET
    ]


def settle_everything(course: Course) -> None:
    """Decide on all that waits, as another reviewer would."""
    for waiting in review_queue(course, NAME):
        case = review_case(course, waiting)
        if not waiting.task:
            see_damage(course, NAME, waiting.learner, why="Nothing to save.", by="omar")
        elif case.rubric:
            give_rubric(course, case, {}, by="omar")
        else:
            give_points(course, case, case.points, why="The key stands.", by="omar")


def test_a_question_is_graded_by_the_keyboard_alone(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """Two ticks and one key; the next one is there with the focus on it."""
    opens(page)
    expect(page.get_by_text("4 wait for you")).to_be_visible()
    expect(page.get_by_text(FIRST)).to_be_visible()
    expect(page.get_by_text("How long were you with him on October 9?")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("3")
    points = page.get_by_role("spinbutton", name="Points that count (0 to 10)")
    expect(points).to_have_value("8")  # of the decision, 2 and 2
    page.keyboard.press("3")
    expect(points).to_have_value("6")
    page.keyboard.press("Control+Enter")

    expect(said(page)).to_contain_text("Saved: 6 of 10 points for Learner")
    expect(page.get_by_text("3 wait for you")).to_be_visible()
    expect(page.get_by_text(SECOND)).to_be_visible()
    expect(heading(page)).to_be_focused()
    [entry] = decisions(course, T8)
    assert (entry.by, entry.now) == (system_account(), 6.0)
    assert entry.details["rubric"] == {"1": 2.0, "2": 0.0, "3": 0.0, "4": 0.0}


def test_keys_go_through_the_queue_and_never_leak_into_a_text(
    page: Page, opens: Callable[[Page], Page]
) -> None:
    """n and p move, but not while somebody writes; what is written stays."""
    opens(page)
    page.keyboard.press("c")
    comment = page.get_by_role("textbox", name="Comment to the learner")
    expect(comment).to_be_focused()
    page.keyboard.type("no 1 pnr?")
    expect(comment).to_have_value("no 1 pnr?")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_text(SECOND)).to_be_visible()
    expect(heading(page)).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_text(FIRST)).to_be_visible()
    expect(comment).to_have_value("no 1 pnr?")
    page.keyboard.press("?")
    expect(page.get_by_text("Insert a comment used before")).to_be_visible()


def test_other_points_than_the_rubrics_need_a_reason(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """Without one nothing is saved, and the field that lacks it has the focus."""
    opens(page)
    page.keyboard.press("1")
    points = page.get_by_role("spinbutton", name="Points that count (0 to 10)")
    points.fill("9.5")
    points.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Give a reason.")).to_be_visible()
    reason = page.get_by_role("textbox", name="Reason for the record (needed)")
    expect(reason).to_be_focused()
    assert decisions(course, T8) == []

    page.keyboard.type("She asked by telephone, too.")
    page.keyboard.press("Control+Enter")
    expect(said(page)).to_contain_text("9.5 of 10 points")
    [entry] = decisions(course, T8)
    assert (entry.now, entry.why) == (9.5, "She asked by telephone, too.")


def test_a_defensible_answer_is_accepted_or_kept(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """Accepting it gives what it would have earned."""
    opens(page)
    page.get_by_role("combobox", name="What for").select_option(label="Defensible answer (1)")
    expect(page.get_by_text("1 of 1")).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Place of service"))
    expect(row).to_contain_text("53 Community mental health center")
    expect(row).to_contain_text("Wrong")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Say first")).to_be_visible()
    page.get_by_role("heading", name="Your decision").click()
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="Accept")).to_be_checked()
    page.keyboard.press("r")
    page.keyboard.type("The clinic bills from there.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("All of these are done.")).to_be_visible()
    assert by_hand(course, T1) == {"ben": 10.0}


@pytest.mark.parametrize(
    ("key", "points", "accepted"), [("a", "7", True), ("k", None, False)], ids=["accepted", "kept"]
)
def test_a_dispute_is_answered_by_the_keyboard_alone(
    page: Page,
    opens: Callable[[Page], Page],
    course: Course,
    key: str,
    points: str | None,
    accepted: bool,
) -> None:
    """It comes first; what the learner wrote is text, and the field is named beside the key."""
    raise_dispute(course, "cora", T1)
    opens(page)
    expect(page.get_by_text("The learner disputes: Place of service")).to_be_visible()
    expect(page.get_by_role("blockquote").filter(has_text=DISPUTE)).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Say first")).to_be_visible()
    heading(page).click()
    page.keyboard.press(key)
    if points:
        tab_to(page, "spinbutton", "Points that count (0 to 10)")
        page.keyboard.press("Control+A")
        page.keyboard.type(points)
        page.keyboard.press("Tab")
        tab_to(page, "textbox", "Your answer to the learner (needed)")
    else:
        page.keyboard.press("r")
    page.keyboard.type("The note says it.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("status").filter(has_text="Answered:")).to_be_visible()
    entries = ReviewHistory.of(course).entries(NAME, learner="cora", task=T1)
    [answer] = [one for one in entries if one.what is Act.DISPUTE_ANSWERED]
    assert (answer.why, answer.details["accepted"]) == ("The note says it.", accepted)
    assert by_hand(course, T1) == ({"cora": float(points)} if points else {})


def test_an_accepted_dispute_fills_in_what_the_field_is_worth(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """Ben has only the place wrong. Points that stay though he is right are asked about."""
    raise_dispute(course, "ben", T1, why="The clinic bills from there. " * 60)
    opens(page)
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="Accept")).to_be_in_viewport()
    points = page.get_by_role("spinbutton", name="Points that count (0 to 10)")
    expect(points).to_have_value("10")
    points.fill("9.17")
    points.press("r")
    page.keyboard.type("The note could be clearer.")
    page.keyboard.press("Control+Enter")
    told = page.get_by_role("alert").filter(has_text="but the points stay 9.17 of 10")
    expect(told).to_be_visible()
    points.fill("10")
    points.press("Control+Enter")

    expect(page.get_by_role("status").filter(has_text="Answered: 10 of 10")).to_be_visible()
    assert by_hand(course, T1) == {"ben": 10.0}


def test_a_decision_is_taken_back_with_a_reason(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """It can be looked at once more right away, and waits again then."""
    opens(page)
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.get_by_text(FIRST)).to_be_visible()
    page.get_by_text("Take this decision back").click()
    page.get_by_role("textbox", name="Why it is taken back").fill("The wrong learner.")
    page.get_by_role("button", name="Take it back").click()

    expect(said(page)).to_contain_text(f"Taken back: {DECISION_POINTS:g} of 10 points count")
    expect(page.get_by_text("4 wait for you")).to_be_visible()
    assert by_hand(course, T8) == {}


def test_no_name_reaches_the_browser_before_somebody_asks(
    page: Page, opens: Callable[[Page], Page]
) -> None:
    """Neither the page nor any message to it holds one; and they go again."""
    received: list[str] = []

    def listen(socket: Any) -> None:
        socket.on("framereceived", lambda frame: received.append(_text(frame)))

    page.on("websocket", listen)
    opens(page)
    for _ in range(3):
        page.keyboard.press("n")
    expect(page.get_by_text("4 of 4")).to_be_visible()
    page.get_by_text("Sign off", exact=True).click()
    expect(page.get_by_text("Not ready yet")).to_be_visible()
    assert any("How long were you with him" in frame for frame in received)
    assert not [frame for frame in received if EVERYBODY.search(frame)]
    assert not EVERYBODY.search(page.content())

    page.get_by_role("checkbox", name="Show names").check()
    expect(heading(page)).to_contain_text(re.compile(r"(Ana|Ben|Cora|Dora) \w+ \(\w+\)"))
    page.get_by_role("checkbox", name="Show names").uncheck()
    expect(heading(page)).to_contain_text("Learner")
    expect(page.get_by_text("Not ready yet")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(EVERYBODY)


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")


def test_the_second_reviewer_is_told_and_loses_nothing(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """The sentence names who decided; the case shows what counts now, with all that was typed."""
    opens(page)
    page.get_by_role("textbox", name="Comment to the learner").fill("Say the date, too.")
    for learner in ("ana", "ben"):
        set_points(course, NAME, learner, T8, 8, why="First.", by="omar")
    page.keyboard.press("Alt+ArrowUp")  # nothing comes before it
    page.get_by_role("checkbox", name=re.compile("2 points")).first.check()
    page.keyboard.press("Control+Enter")

    refusal = page.get_by_role("alert").filter(has_text="omar has decided on this answer")
    expect(refusal).to_be_visible()
    expect(page.get_by_text(FIRST)).to_be_visible()
    comment = page.get_by_role("textbox", name="Comment to the learner")
    expect(comment).to_have_value("Say the date, too.")
    expect(page.get_by_role("checkbox", name=re.compile("2 points")).first).to_be_checked()
    expect(page.get_by_text("What was decided before (1)")).to_be_visible()
    assert by_hand(course, T8) == {"ana": 8.0, "ben": 8.0}


def test_an_edited_rubric_moves_the_others_after_it_was_shown(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """First whom it moves, then Apply; a change in between takes Apply away."""
    ana = next(one for one in review_queue(course, NAME) if (one.learner, one.task) == ("ana", T8))
    give_rubric(course, review_case(course, ana), {"1": 2.0}, by="omar")
    opens(page)
    page.get_by_text("Edit this rubric").click()
    worth = page.get_by_role("spinbutton", name="Points", exact=True).first
    apply = page.get_by_role("button", name="Apply")
    worth.fill("1")
    page.get_by_role("textbox", name="Reason for the change").fill("Too much for a greeting.")
    page.get_by_role("button", name="Show whom it moves").click()
    expect(page.get_by_text(re.compile(r"Learner \d: from 6 to 5 points"))).to_be_visible()
    expect(apply).to_be_enabled()
    worth.fill("0.5")
    expect(apply).to_be_disabled()
    worth.fill("1")
    page.get_by_role("button", name="Show whom it moves").click()
    apply.click()

    expect(said(page)).to_contain_text("The rubric is changed. Points moved: 1.")
    assert by_hand(course, T8) == {"ana": 5.0}


def test_comments_used_before_are_inserted_by_a_key(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """The bank is that of the task."""
    ana = next(one for one in review_queue(course, NAME) if (one.learner, one.task) == ("ana", T8))
    give_rubric(course, review_case(course, ana), {}, by="omar", comment="Ask openly.")
    opens(page)
    page.keyboard.press("Alt+1")

    expect(page.get_by_role("textbox", name="Comment to the learner")).to_have_value("Ask openly.")


def test_where_a_comment_is_written_all_nine_at_hand_are_in_sight(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """Their numbers are of no use below the edge."""
    ana = next(one for one in review_queue(course, NAME) if (one.learner, one.task) == ("ana", T8))
    lines = "\n".join(f"Remark {number}, for another question." for number in range(9))
    give_rubric(course, review_case(course, ana), {}, by="omar", comment=lines)
    opens(page)
    page.keyboard.press("c")

    for number in range(9):
        remark = page.get_by_role("button", name=f"Remark {number},")
        expect(remark).to_be_in_viewport(ratio=1)


def test_a_comment_is_at_hand_for_the_very_next_answer_and_keeps_its_number(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """A new one does not push those aside whose number the reviewer knows by now."""
    ben = next(one for one in review_queue(course, NAME) if (one.learner, one.task) == ("ben", T8))
    give_rubric(course, review_case(course, ben), {}, by="omar", comment="Ask openly.")
    set_points(course, NAME, "ben", T8, None, why="Once more.", by="omar")  # the comment stays
    opens(page)
    page.keyboard.press("1")
    page.keyboard.press("c")
    page.keyboard.type("Name the date.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(SECOND)).to_be_visible()
    page.keyboard.press("Alt+2")

    comment = page.get_by_role("textbox", name="Comment to the learner")
    expect(comment).to_have_value("Ask openly.\nName the date.")


def test_letters_are_keys_in_the_points_and_w_opens_the_rules(
    page: Page, opens: Callable[[Page], Page]
) -> None:
    """A number has no letters; its digits, and the letters of a reason, stay what they are."""
    opens(page)
    rules = page.get_by_text("Why the key says so", exact=True)
    expect(rules).to_be_hidden()
    page.keyboard.press("w")
    expect(rules).to_be_visible()
    page.keyboard.press("w")
    expect(rules).to_be_hidden()
    points = page.get_by_role("spinbutton", name="Points that count (0 to 10)")
    points.fill("9")
    points.press("r")
    reason = page.get_by_role("textbox", name="Reason for the record (needed)")
    expect(reason).to_be_focused()
    page.keyboard.type("why 1 w")
    expect(reason).to_have_value("why 1 w")
    expect(points).to_have_value("9")
    expect(rules).to_be_hidden()


def test_who_is_ready_is_signed_off_all_at_once_after_a_question(
    page: Page, opens: Callable[[Page], Page], course: Course
) -> None:
    """And nothing else is offered than what is ready."""
    settle_everything(course)
    opens(page)
    page.get_by_text("Sign off", exact=True).first.click()
    page.get_by_role("button", name="Sign off all 4").click()
    expect(page.get_by_text("This signs off 4 learners.")).to_be_visible()
    assert sign_off_of(course, NAME, "ana").entry is None
    page.get_by_role("button", name="Yes, sign off 4").click()

    expect(page.get_by_text("4 learners are signed off.")).to_be_visible()
    assert sign_off_of(course, NAME, "ana").entry.by == system_account()


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1300), ("dark", 1300), ("light", 420), ("dark", 420)]
)
def test_no_accessibility_fault_on_any_case(
    new_page: Callable[..., Page],
    opens: Callable[[Page], Page],
    axe: Callable[..., list[dict[str, Any]]],
    scheme: str,
    width: int,
) -> None:
    """Also with everything unfolded, and nothing runs out of the side of a narrow screen."""
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    opens(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    expect(page.get_by_text("Not ready yet")).to_be_visible()
    assert axe(page) == []
    for number in (2, 3, 4):
        page.get_by_role("button", name="Next", exact=True).click()
        expect(page.get_by_text(f"{number} of 4")).to_be_visible()
        assert axe(page, ".bhr") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_in_jupyterlab_the_keys_are_the_pages_and_not_the_notebooks(
    page: Page, server: RunningServer, course: Course
) -> None:
    """There n, a digit or Ctrl+Enter would be commands to the notebook's cells."""
    page.goto(f"{server.base}lab/tree/manager/review.ipynb?reset&token={server.token}")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_attached(timeout=OPENS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(heading(page)).to_be_visible(timeout=OPENS)
    cells = page.locator(".jp-Cell").count()
    heading(page).click()
    for key in ("n", "p", "1"):
        page.keyboard.press(key)
    expect(page.get_by_role("spinbutton", name="Points that count (0 to 10)")).to_have_value("6")
    page.keyboard.press("Control+Enter")

    expect(said(page)).to_contain_text("Saved: 6 of 10 points")
    expect(page.get_by_text(SECOND)).to_be_visible()
    assert page.locator(".jp-Cell").count() == cells
    assert [one.now for one in decisions(course, T8)] == [6.0]
