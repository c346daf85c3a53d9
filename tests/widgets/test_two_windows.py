"""One case in two windows, without a browser: two desks, as two kernels have them, on one file."""

from pathlib import Path
from typing import Any

import pytest
from desk_example import BOOK, TASK

from bhtrain.grading.answers import answer_to_dict
from bhtrain.model.attempt import LearnerId
from bhtrain.model.claim import Answer, Claim, Decision, ServiceLine
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets.desk import CaseDesk
from bhtrain.widgets.desk_pages import reader, saver
from bhtrain.widgets.released import Answers
from bhtrain.widgets.texts import TEXTS

BILLED = Answer(decision=Decision.BILL, claim=Claim(lines=(ServiceLine(code="90834"),)))
HELD = Answer(decision=Decision.HOLD, query="When did it end?")
SURE = Answer(decision=Decision.NOT_BILLABLE, confidence=3)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path))


def stored() -> Answers:
    """The file as one kernel has it open."""
    return Answers(Workspace.of(LearnerId("ana")), "trial")


def window() -> CaseDesk:
    """The desk of a window that is opened now."""
    answers = stored()
    return CaseDesk(
        TASK,
        setting="assessment",
        answer=answers.of(TASK.id),
        on_answer=saver(answers, TASK.id),
        stored=reader(answers, TASK.id),
        codebook=BOOK,
    )


def changed(desk: CaseDesk, answer: Answer) -> None:
    """Somebody changes the answer in that window."""
    desk.set_state({"answer": {**answer_to_dict(answer), "revision": desk._revision + 1}})


def hears(desk: CaseDesk, kind: str) -> None:
    """The browser sends a message of this type."""
    desk._handle_custom_msg({"type": kind, "number": 1}, [])


def shown(desk: CaseDesk) -> dict[str, Any]:
    return {name: value for name, value in desk.answer.items() if name != "revision"}


def test_a_desk_alone_says_nothing_of_other_windows() -> None:
    """What it saved itself is no news, however often it looks."""
    one = window()
    for answer in (BILLED, HELD):
        changed(one, answer)
        hears(one, "ping")
        assert one.elsewhere == ""
    hears(one, "show other")
    assert (one.current, stored().of(TASK.id)) == (HELD, HELD)


def test_the_later_edit_wins_and_the_other_window_says_so() -> None:
    """What it shows stays on the screen until somebody asks for the newer answer."""
    one, two = window(), window()
    changed(one, BILLED)
    hears(two, "ping")
    assert two.elsewhere == "newer"
    changed(two, HELD)
    assert stored().of(TASK.id) == HELD
    hears(one, "ping")
    assert one.elsewhere == "newer"
    assert shown(one) == answer_to_dict(BILLED)
    hears(one, "show other")
    assert shown(one) == answer_to_dict(HELD)
    assert (one.elsewhere, one.saved, one.current) == ("swapped", TEXTS["saved.before"], HELD)


def test_a_change_in_the_older_window_wins_and_the_newer_answer_can_be_brought_back() -> None:
    """Also where it was made before the desk had looked: the overwritten one is not gone."""
    for looked_before in (True, False):
        one, two = window(), window()
        changed(two, HELD)
        if looked_before:
            hears(one, "ping")
        changed(one, BILLED)
        assert (one.elsewhere, stored().of(TASK.id)) == ("replaced", BILLED)
        hears(one, "show other")
        assert (one.current, stored().of(TASK.id)) == (HELD, HELD)
        assert one.elsewhere == "swapped"
        hears(one, "show other")
        assert (one.current, stored().of(TASK.id)) == (BILLED, BILLED)


def test_showing_the_newer_answer_loses_nothing_of_the_older() -> None:
    """Going back is a change like any other: it is saved, and the other window hears of it."""
    one, two = window(), window()
    changed(one, BILLED)
    changed(two, HELD)
    hears(one, "ping")
    hears(one, "show other")
    hears(one, "show other")
    assert (one.current, stored().of(TASK.id)) == (BILLED, BILLED)
    hears(two, "ping")
    assert two.elsewhere == "newer"


def test_keeping_what_is_here_saves_it_and_ends_the_matter() -> None:
    """What is shown and what is saved are the same again."""
    one, two = window(), window()
    changed(one, BILLED)
    changed(two, HELD)
    hears(one, "ping")
    hears(one, "keep this")
    assert (one.elsewhere, stored().of(TASK.id)) == ("", BILLED)
    hears(one, "ping")
    assert one.elsewhere == ""


def test_the_newest_of_several_is_the_one_that_is_offered() -> None:
    """The other window went on; nobody wants what it held in between."""
    one, two = window(), window()
    changed(one, BILLED)
    for answer in (HELD, SURE):
        changed(two, answer)
        hears(one, "ping")
    hears(one, "show other")
    assert one.current == SURE


def test_the_same_answer_in_both_windows_is_no_news() -> None:
    """Nobody is told of a change that makes no difference."""
    one, two = window(), window()
    changed(one, BILLED)
    changed(two, HELD)
    hears(one, "ping")
    assert one.elsewhere == "newer"
    changed(two, BILLED)
    hears(one, "ping")
    assert one.elsewhere == ""


def test_another_task_of_the_same_file_is_no_news() -> None:
    """Six desks share answers.json; each looks at its own answer."""
    one = window()
    changed(one, BILLED)
    stored().save("another-task", HELD)
    hears(one, "ping")
    assert one.elsewhere == ""


def test_a_file_that_cannot_be_read_is_no_news_and_the_desk_lives() -> None:
    """A damaged file is put aside elsewhere; the window that is open saves its answer again."""
    one = window()
    changed(one, BILLED)
    stored().path.write_text("{", encoding="utf-8")
    hears(one, "ping")
    assert (one.elsewhere, one.current) == ("", BILLED)
    changed(one, HELD)
    assert stored().of(TASK.id) == HELD


def test_an_answer_that_cannot_be_saved_does_not_change_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A full disk: the desk keeps what it shows and says why."""
    one, two = window(), window()
    changed(two, HELD)
    changed(one, BILLED)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Answers, "save", full)
    hears(one, "show other")
    assert (one.current, one.elsewhere) == (BILLED, "replaced")
    assert one.saved.startswith("Not saved: No space left on device.")
    assert stored().of(TASK.id) == BILLED
