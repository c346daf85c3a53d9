"""A dispute is answered by one person, in one decision, and the learner sees the answer."""

import json
import threading
from datetime import datetime

import pytest
from disputed_quiz import SECRET, T1, T2, history, points_of, shown
from quiz_course import QUIZ

from bhtrain import clock
from bhtrain.course import disputes
from bhtrain.course.disputes import answer_dispute, collect_disputes, open_disputes_of
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.override import note_formgrader, set_points
from bhtrain.course.reviews import Act
from bhtrain.course.sign_off import sign_off, sign_off_of
from bhtrain.errors import CourseError, ExchangeError
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import secret_hash
from bhtrain.review.queue import Need, review_queue


def test_an_answer_with_points_is_one_entry_and_the_learner_sees_it(disputed):
    """Points, history, and the page, at once."""
    before = points_of(disputed)

    entry = answer_dispute(
        *(disputed, QUIZ, "ben", T1), accepted=True, why="The plan pays it.", by="maria", points=8
    )

    assert (entry.what, entry.was, entry.now) == (Act.DISPUTE_ANSWERED, before, 8.0)
    assert entry.details["accepted"] is True
    assert entry.details["field"] == "procedure"
    assert points_of(disputed) == 8.0
    assert [e.what for e in history(disputed)] == [
        Act.DISPUTED,
        Act.DISPUTE_ANSWERED,
        Act.POINTS_SET,
    ]
    task = shown(disputed)
    [told] = task["disputes"]
    assert task["points"] == 8
    assert (told["field"], told["label"], told["reason"]) == (
        *("procedure", "Procedure codes"),
        "The plan pays it.",
    )
    assert (told["state"], told["answer"]) == ("accepted", "The plan pays it.")
    assert datetime.fromisoformat(told["answered_at"]) <= clock.now()
    assert (told["was"], told["now"]) == (before, 8.0)
    assert "maria" not in json.dumps(disputed.exchange.feedback(QUIZ, "ben", SECRET))
    assert open_disputes_of(disputed) == ()


def test_an_answer_that_keeps_all_changes_no_points(disputed):
    """And says why not."""
    before = points_of(disputed)

    answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why=" 45 min. ", by="maria")

    assert points_of(disputed) == before
    [told] = shown(disputed)["disputes"]
    assert (told["state"], told["answer"], told["now"]) == ("kept", "45 min.", None)


def test_only_that_learner_s_feedback_is_published_again(disputed):
    """Others see what they saw."""
    folder = disputed.exchange.root / QUIZ / "feedback"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="maria")

    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(before) == 3
    assert {name for name in after if after[name] != before[name]} == {
        f"{secret_hash(SECRET)}.json"
    }


def test_what_was_never_released_is_not_released_by_an_answer(disputed):
    """The learner reads the answer with the feedback, when it comes."""
    for path in (disputed.exchange.root / QUIZ / "feedback").iterdir():
        path.unlink()

    answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="maria")

    assert disputed.exchange.feedback(QUIZ, "ben", SECRET) is None
    release_feedback(disputed, QUIZ)
    assert shown(disputed)["disputes"][0]["answer"] == "No."


def test_the_second_of_two_managers_is_told(disputed):
    """Who answered, and what; the points of the second never count."""
    answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="maria", points=4)

    with pytest.raises(CourseError, match=r"maria has answered this dispute on .*: No\. Nothing"):
        answer_dispute(disputed, QUIZ, "ben", T1, accepted=True, why="Yes.", by="omar", points=9)

    assert points_of(disputed) == 4.0
    assert len(history(disputed)) == 3


def test_of_two_managers_at_the_same_moment_one_decides(disputed):
    """Whoever is first; the other is told, and no points are mixed."""
    together = threading.Barrier(2)
    told = []

    def answer(by, points):
        together.wait(timeout=30)
        try:
            words = {"accepted": True, "why": f"So says {by}.", "by": by, "points": points}
            answer_dispute(disputed, QUIZ, "ben", T1, **words)
        except CourseError as error:
            told.append(str(error))

    both = [threading.Thread(target=answer, args=one) for one in (("maria", 8), ("omar", 6))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(timeout=60)

    [entry] = [one for one in history(disputed) if one.what is Act.DISPUTE_ANSWERED]
    assert points_of(disputed) == entry.now == {"maria": 8.0, "omar": 6.0}[entry.by]
    assert len(told) == 1
    assert f"{entry.by} has answered this dispute" in told[0]


def test_points_that_another_has_changed_meanwhile_are_not_overwritten(disputed):
    """With other points, or without."""
    seen = points_of(disputed)
    set_points(disputed, QUIZ, "ben", T1, 6, why="Looked.", by="omar")

    for points in (9, None):
        with pytest.raises(
            CourseError, match="omar has decided on this answer meanwhile: 6 points"
        ):
            answer_dispute(
                *(disputed, QUIZ, "ben", T1),
                accepted=True,
                why="Yes.",
                by="maria",
                points=points,
                seen=seen,
            )
    assert points_of(disputed) == 6.0
    assert len(open_disputes_of(disputed)) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"why": " "}, "Give a reason"),
        ({"points": 11}, "0 to 10 points"),
        ({"task": T2}, "No dispute of quiz-1-t2 by ben waits in quiz-1"),
        ({"learner": "ana"}, "No dispute of quiz-1-t1 by ana waits"),
        ({"field": "units"}, "No dispute of quiz-1-t1 by ben waits"),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(disputed, changes, said):
    """Neither points nor history."""
    before = points_of(disputed)
    words = {"learner": "ben", "task": T1, "why": "Yes.", "points": 9, "field": None} | changes

    with pytest.raises(CourseError, match=said):
        answer_dispute(
            *(disputed, QUIZ, words.pop("learner"), words.pop("task")),
            accepted=True,
            by="maria",
            **words,
        )

    assert points_of(disputed) == before
    assert len(open_disputes_of(disputed)) == 1


def test_several_parts_of_a_task_are_answered_together_or_one_by_one(disputed, send):
    """Without a part's name, all of them."""
    send(T1, "units", "Two.")
    send(T1, "", "All of it.")
    collect_disputes(disputed, QUIZ)

    answer_dispute(disputed, QUIZ, "ben", T1, accepted=True, why="Yes.", by="maria", field="units")
    assert [one.field for one in open_disputes_of(disputed)] == ["procedure", ""]
    assert [one.learner for one in review_queue(disputed, QUIZ) if Need.DISPUTE in one.needs] == [
        "ben"
    ]

    answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="maria")
    assert open_disputes_of(disputed) == ()
    assert {(one["field"], one["answer"]) for one in shown(disputed)["disputes"]} == {
        ("units", "Yes."),
        ("procedure", "No."),
        ("", "No."),
    }


def test_points_given_with_an_answer_are_not_taken_for_formgrader_s(disputed):
    """The history knows them."""
    answer_dispute(disputed, QUIZ, "ben", T1, accepted=True, why="Yes.", by="maria", points=8)

    assert note_formgrader(disputed, QUIZ) == ()


def test_an_answer_that_cannot_be_shown_is_kept_and_the_manager_is_told(disputed, monkeypatch):
    """The exchange is away; a later release shows it."""

    def away(*_):
        raise ExchangeError("The folder is away.")

    with monkeypatch.context() as patch:
        patch.setattr(Exchange, "publish_feedback", away)
        with pytest.raises(CourseError, match=r"The answer is kept, but ben cannot see it yet"):
            answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="maria")

    assert open_disputes_of(disputed) == ()
    release_feedback(disputed, QUIZ)
    assert shown(disputed)["disputes"][0]["answer"] == "No."


def test_an_answer_that_was_stopped_before_it_was_shown_is_shown_by_the_next_try(
    disputed, monkeypatch
):
    """The second try is told that it is answered; the learner sees it."""
    with monkeypatch.context() as patch:
        patch.setattr(disputes, "renew_feedback", interrupted)
        with pytest.raises(KeyboardInterrupt):
            answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="maria")
    assert "disputes" not in shown(disputed)

    with pytest.raises(CourseError, match="maria has answered this dispute"):
        answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="maria")

    assert shown(disputed)["disputes"][0]["answer"] == "No."
    assert len(history(disputed)) == 2


def interrupted(*_):
    raise KeyboardInterrupt


def test_a_dispute_after_the_sign_off_opens_it_until_it_is_answered(given, send):
    """An answer that changes no points leaves the sign-off as it was."""
    sign_off(given, QUIZ, "ben", by="maria")
    send()
    collect_disputes(given, QUIZ)

    state = sign_off_of(given, QUIZ, "ben")
    assert state.changed == "The learner disputes quiz-1-t1, and nobody has answered yet."
    assert state.entry is not None
    assert state.open == ("Answer the dispute of quiz-1-t1.",)

    answer_dispute(given, QUIZ, "ben", T1, accepted=False, why="No.", by="maria")
    assert (sign_off_of(given, QUIZ, "ben").changed, sign_off_of(given, QUIZ, "ben").open) == (
        "",
        (),
    )
