"""The questions that close a lesson: counted right, kept once, and nothing given away before."""

import json

import pytest
from learner_pages import find, text_of

from bhtrain import places
from bhtrain.progress.identity import sign_in_by_account
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets.self_check import SelfCheck, ask, self_check

TIME = ask("37 minutes?", ["90832", "90834"], right="90832", why="It takes 16 to 37.")
HOLD = ask("Only the slot?", ["Bill", "Hold"], right="Hold", why="No minutes in the note.")


@pytest.fixture
def learner(tmp_path, monkeypatch):
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path / "learner"))
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(tmp_path / "exchange"))
    return sign_in_by_account(places.learner_folder()).learner


def check_of(*questions):
    return find(self_check("02-time", *questions), SelfCheck)


def taken(learner):
    return Workspace.of(learner).store().attempts(learner)


def test_answers_are_counted_and_kept_as_one_attempt(learner):
    """One right of two; the lesson counts as done either way."""
    check = check_of(TIME, HOLD)
    check.chosen = [0, 0, 0]

    assert [row["right"] for row in check.result["questions"]] == [True, False]
    assert check.result["says"].startswith("1 of 2 right.")
    [attempt] = taken(learner)
    assert (attempt.task, attempt.setting, attempt.score) == ("02-time", "lesson", 0.5)
    assert attempt.competencies == (), "a lesson is no evidence of coding"


def test_a_lesson_out_of_order_says_which_comes_first_and_then_what_is_next(learner):
    """Kindly: any order works, and nobody is left at the bottom of a page."""
    page = self_check("02-time-decides-the-code", TIME)
    assert "any order works" in text_of(page)
    assert "lessons/01-what-a-claim-says.ipynb" in text_of(page)

    find(page, SelfCheck).chosen = [1, 0]

    assert "What to do next" in text_of(page)
    assert "Read lesson 1: What a claim says" in text_of(page)
    assert "any order works" not in text_of(page)


def test_the_first_lesson_and_one_that_nobody_knows_say_nothing_of_an_order(learner):
    for lesson in ("01-what-a-claim-says", "40-our-own"):
        assert "any order" not in text_of(self_check(lesson, TIME))


def test_a_second_go_is_a_second_attempt(learner):
    """Attempts are appended; the better one is not hidden, nor the first one lost."""
    check = check_of(TIME, HOLD)
    check.chosen = [0, 0, 0]
    check.chosen = [1, 0, 1]

    assert [(one.try_number, one.score) for one in taken(learner)] == [(1, 0.5), (2, 1.0)]
    assert check.result["says"].startswith("All 2 right.")


def test_nothing_that_was_not_asked_is_known_to_the_browser():
    """Which answer is right, and why, goes out with the result only."""
    check = check_of(TIME, HOLD)
    sent = json.dumps(check.get_state(), default=str)

    assert "It takes 16 to 37." not in sent
    assert "No minutes in the note." not in sent


def test_without_signing_in_it_works_and_says_that_nothing_is_kept(tmp_path, monkeypatch):
    """Somebody who looks around is not stopped."""
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path / "learner"))
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(tmp_path / "exchange"))
    check = check_of(TIME)
    check.chosen = [0, 0]

    assert "Nothing is kept" in check.result["says"]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        [],
        [0],
        [0, 0, 0, 0],
        [0, "x", 1],
        [0, 0, 9],
        [0, None, 1],
        {"a": 1},
        "text",
        [0, -1, 0],
    ],
)
def test_anything_from_a_browser_leaves_it_alive(learner, sent):
    """Nothing is kept of what our page would not send."""
    check = check_of(TIME, HOLD)
    check.chosen = sent

    assert "questions" not in check.result
    assert taken(learner) == ()
    check.chosen = [0, 0, 1]
    assert check.result["says"].startswith("All 2 right.")


def test_a_full_disk_is_told(learner, monkeypatch):
    """The reasons are shown all the same."""

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bhtrain.progress.store.AttemptStore.add", full)
    check = check_of(TIME)
    check.chosen = [0, 0]

    assert "could not be kept" in check.result["says"]
    assert check.result["questions"][0]["right"] is True


@pytest.mark.parametrize(
    ("options", "right"),
    [(["a", "b"], "c"), (["a", "a"], "a"), (["a"], "a")],
)
def test_a_question_that_cannot_be_answered_is_refused(options, right):
    """An author's slip shows when the notebook runs."""
    with pytest.raises(ValueError, match="has to be one of"):
        ask("?", options, right=right, why="")
