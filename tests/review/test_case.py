"""One answer with everything that a decision needs, and the decisions themselves."""

import pytest
from review.question_course import (
    DECISION_POINTS,
    NAME,
    T1,
    T8,
    raise_dispute,
    right_answers,
    secret_of,
)

from bhtrain.clock import now
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.errors import CourseError
from bhtrain.review.case import review_case
from bhtrain.review.comments import comment_bank
from bhtrain.review.decide import give_points, give_rubric
from bhtrain.review.queue import review_queue


def opened(course, learner, task):
    [found] = [one for one in review_queue(course) if (one.learner, one.task) == (learner, task)]
    return review_case(course, found)


def points_of(course, learner, task):
    with open_gradebook(course) as gradebook:
        return gradebook.grade(NAME, learner, task)


def released_task(course, learner, task):
    release_feedback(course, NAME)
    record = course.exchange.feedback(NAME, learner, secret_of(learner))
    return next(one for one in record["tasks"] if one["task"] == task)


def test_a_question_stands_beside_key_note_and_rubric(waiting):
    """The reviewer opens nothing else."""
    case = opened(waiting, "ana", T8)

    assert case.task.id == T8
    assert case.answer == right_answers(waiting)[T8]
    assert case.deciding == (3,)
    assert case.key_words == (
        "Hold and ask the clinician. Missing: No start and stop times and no total minutes."
    )
    assert case.feedback["question"] == case.answer.query
    assert case.feedback["points"] == DECISION_POINTS
    assert [(one.id, one.points) for one in case.rubric] == [
        ("1", 2.0),
        ("2", 1.0),
        ("3", 2.0),
        ("4", 1.0),
    ]
    assert case.rubric[1].text == "Quotes what the note has, the start at 9:05."
    assert (case.auto_points, case.points, case.max_points) == (4.0, 4.0, 10.0)
    assert (case.given, case.comment, case.comments, case.history) == ({}, "", (), ())
    assert (case.by_hand, case.problem, case.accepted_points, case.seen) == (False, "", None, 0)
    assert case.envelope.learner == "ana"


def test_a_whole_hand_in_says_what_is_wrong_with_it(waiting):
    """Nothing of one task is made up."""
    case = opened(waiting, "dora", "")

    assert (case.task, case.answer, case.rubric) == (None, None, ())
    assert "answers.json is damaged" in case.problem
    assert case.envelope.learner == "dora"


def test_the_rubric_gives_points_on_top_of_the_decision(waiting):
    """And the learner reads what was given for each part, with the comment."""
    case = opened(waiting, "ana", T8)

    entry = give_rubric(waiting, case, {"1": 2, "3": 1.5}, by="maria", comment=" Quote the start. ")

    assert (entry.was, entry.now, entry.why) == (4.0, 7.5, "By the rubric: 3.5 of 6 points.")
    assert points_of(waiting, "ana", T8).points == 7.5
    again = review_case(waiting, case.waiting)
    assert again.given == {"1": 2.0, "2": 0.0, "3": 1.5, "4": 0.0}
    assert (again.comment, again.comments) == ("Quote the start.", ("Quote the start.",))
    told = released_task(waiting, "ana", T8)
    assert (told["points"], told["comment"], told["waits"]) == (7.5, "Quote the start.", False)
    assert [one["given"] for one in told["rubric"]] == [2.0, 0.0, 1.5, 0.0]


@pytest.mark.parametrize("given", [{"1": 2.5}, {"1": -1}, {"9": 1}, {"1": float("nan")}])
def test_points_that_no_criterion_has_are_refused(waiting, given):
    """A slip at the keyboard is no decision."""
    case = opened(waiting, "ana", T8)

    with pytest.raises(CourseError, match="points do not fit it"):
        give_rubric(waiting, case, given, by="maria")

    assert not points_of(waiting, "ana", T8).by_hand


def test_a_defensible_claim_is_accepted_as_right_but_for_the_marks(waiting):
    """Place 53 costs one twelfth of ten points; accepted, nothing is lost."""
    case = opened(waiting, "ben", T1)
    assert (case.auto_points, case.accepted_points) == (9.17, 10.0)

    give_points(waiting, case, case.accepted_points, why="The plan lists it.", by="maria")

    assert (points_of(waiting, "ben", T1).points, len(review_queue(waiting))) == (10.0, 3)


def test_points_kept_on_purpose_are_a_decision(waiting):
    """It leaves the queue, and the history says by whom and why."""
    case = opened(waiting, "ben", T1)

    give_points(waiting, case, case.auto_points, why="53 is a center.", by="maria")

    assert points_of(waiting, "ben", T1).by_hand
    assert len(review_queue(waiting)) == 3
    [entry] = ReviewHistory.of(waiting).entries(NAME, learner="ben")
    assert (entry.was, entry.now, entry.by) == (9.17, 9.17, "maria")


def test_the_second_of_two_reviewers_is_told_though_the_points_are_the_same(waiting):
    """Both opened it; the first kept the points, which no comparison of points would show."""
    first, second = opened(waiting, "ben", T1), opened(waiting, "ben", T1)
    give_points(waiting, first, 9.17, why="Kept.", by="maria")

    with pytest.raises(CourseError, match=r"maria has decided on this answer meanwhile: 9\.17"):
        give_points(waiting, second, 10, why="Accepted.", by="omar")

    assert points_of(waiting, "ben", T1).points == 9.17
    give_points(waiting, review_case(waiting, second.waiting), 10, why="Accepted.", by="omar")
    assert points_of(waiting, "ben", T1).points == 10.0


def test_a_dispute_that_came_meanwhile_is_not_passed_over(waiting):
    """The reviewer decides again, with the learner's reason before their eyes."""
    case = opened(waiting, "ben", T1)
    entry = Review(
        what=Act.DISPUTED, by="ben", assignment=NAME, learner="ben", task=T1, why="See the plan."
    )
    ReviewHistory.of(waiting).add(entry, at=now())

    with pytest.raises(CourseError, match="This answer was disputed meanwhile"):
        give_points(waiting, case, 9.17, why="Kept.", by="maria")

    assert [one.why for one in review_case(waiting, case.waiting).disputes] == ["See the plan."]


@pytest.mark.parametrize(
    ("field", "points"),
    [("place", 10.0), ("units", 9.17), ("", None), ("no-such-field", None)],
    ids=["the only wrong one", "one that was right", "the whole task", "none that is graded"],
)
def test_a_dispute_says_what_the_field_is_worth(waiting, field, points):
    """Ben's place is wrong, which is one twelfth; nothing is foretold of a whole task."""
    raise_dispute(waiting, "ben", T1, field=field)

    assert opened(waiting, "ben", T1).disputed_points == points


def test_points_by_hand_or_an_answered_dispute_foretell_nothing(waiting):
    """There a person's word counts, not the sum of the fields."""
    assert opened(waiting, "ben", T1).disputed_points is None
    case = opened(waiting, "ben", T1)
    give_points(waiting, case, 5, why="Half.", by="maria")
    raise_dispute(waiting, "ben", T1)

    assert review_case(waiting, case.waiting).disputed_points is None


def test_a_comment_stays_until_another_or_none_takes_its_place(waiting):
    """What was typed without a comment, on the command line, takes none away."""
    case = opened(waiting, "ben", T1)
    give_points(waiting, case, 9, why="Half.", by="maria", comment="Look at box 24B.")
    set_points(waiting, NAME, "ben", T1, 8, why="Less.", by="omar")
    assert released_task(waiting, "ben", T1)["comment"] == "Look at box 24B."

    case = review_case(waiting, case.waiting)
    give_points(waiting, case, 8, why="Less.", by="omar", comment="")

    assert released_task(waiting, "ben", T1)["comment"] == ""


def test_too_long_a_comment_changes_nothing(waiting):
    """As with a reason."""
    case = opened(waiting, "ben", T1)

    with pytest.raises(CourseError, match="comment is longer than 2000"):
        give_points(waiting, case, 9, why="Half.", by="maria", comment="x" * 2001)

    assert not points_of(waiting, "ben", T1).by_hand


def test_the_bank_has_the_most_used_comment_first():
    """Of equals the newest; of other tasks none."""
    said = ["Open it.", "Quote it.", "Open it.", "Name it.", ""]
    entries = [
        Review(what=Act.POINTS_SET, by="maria", assignment=NAME, task=T8, details={"comment": one})
        for one in said
    ]
    other = Review(
        what=Act.POINTS_SET, by="maria", assignment=NAME, task=T1, details={"comment": "Else."}
    )

    assert comment_bank([*entries, other], T8) == ("Open it.", "Name it.", "Quote it.")


def test_a_comment_put_together_from_several_counts_for_each_of_its_lines():
    """What is used in every second comment stays at hand, whatever is written around it."""
    said = ["Say that the claim waits.", "Name the date.\n\nSay that the claim waits. \n", "Good."]
    entries = [
        Review(what=Act.POINTS_SET, by="maria", assignment=NAME, task=T8, details={"comment": one})
        for one in said
    ]

    bank = comment_bank(entries, T8)

    assert bank[0] == "Say that the claim waits."
    assert sorted(bank[1:]) == ["Good.", "Name the date."]
