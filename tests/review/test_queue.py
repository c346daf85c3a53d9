"""What waits for a person: each answer once, with every need, in the order of the work."""

from datetime import UTC, datetime, timedelta

import pytest
from review.question_course import NAME, T1, T8, hand_in_as_collected, right_answers

from bhtrain.clock import now
from bhtrain.course.grade import grade_assignment
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.errors import CourseError
from bhtrain.review.decide import see_damage
from bhtrain.review.queue import Need, narrowed, neighbors, review_queue


def shown(queue):
    return [(one.learner, one.task, [need.name for need in one.needs]) for one in queue]


def dispute(course, learner, task, *, ago=0):
    entry = Review(
        what=Act.DISPUTED, by=learner, assignment=NAME, learner=learner, task=task, why="No."
    )
    ReviewHistory.of(course).add(entry, at=now() - timedelta(hours=ago))


def answered(course, learner, task):
    entry = Review(
        what=Act.DISPUTE_ANSWERED, by="maria", assignment=NAME, learner=learner, task=task, why="No"
    )
    ReviewHistory.of(course).add(entry, at=now())


def test_each_need_is_found_and_questions_come_before_what_differs(waiting):
    """One task of all learners in a row, then whole hand-ins."""
    queue = review_queue(waiting, NAME)

    assert shown(queue) == [
        ("ana", T8, ["QUESTION"]),
        ("ben", T8, ["QUESTION"]),
        ("ben", T1, ["DEFENSIBLE"]),
        ("dora", "", ["DAMAGE"]),
    ]
    assert (queue[0].points, queue[0].max_points) == (4.0, 10.0)
    assert (queue[3].points, queue[3].max_points) == (0.0, 80.0)
    assert queue[0].since == datetime(2025, 11, 30, 12, 0, tzinfo=UTC)
    assert review_queue(waiting) == queue


def test_disputes_come_first_the_oldest_first(waiting):
    """An answer with two needs stands in the queue once."""
    dispute(waiting, "cora", T1, ago=2)
    dispute(waiting, "ben", T8, ago=30)

    assert shown(review_queue(waiting, NAME))[:3] == [
        ("ben", T8, ["DISPUTE", "QUESTION"]),
        ("cora", T1, ["DISPUTE"]),
        ("ana", T8, ["QUESTION"]),
    ]
    answered(waiting, "ben", T8)
    assert shown(review_queue(waiting, NAME))[:2] == [
        ("cora", T1, ["DISPUTE"]),
        ("ana", T8, ["QUESTION"]),
    ]


def test_what_a_person_decided_leaves_until_it_is_disputed(waiting):
    """Also where the automatic points were kept, and where it is graded again."""
    set_points(waiting, NAME, "ben", T1, 9.17, why="Kept: place 53 does not fit.", by="maria")
    set_points(waiting, NAME, "ben", T8, 9, why="By the rubric.", by="maria")
    grade_assignment(waiting, NAME)

    assert ("ben", T1) not in [(one.learner, one.task) for one in review_queue(waiting, NAME)]
    assert ("ben", T8) not in [(one.learner, one.task) for one in review_queue(waiting, NAME)]
    dispute(waiting, "ben", T1)
    assert shown(review_queue(waiting, NAME))[0] == ("ben", T1, ["DISPUTE"])


def test_a_new_hand_in_brings_a_decided_answer_back(waiting):
    """The points were given to another version."""
    set_points(waiting, NAME, "ben", T1, 10, why="Accepted.", by="maria")
    set_points(waiting, NAME, "ben", T8, 9, why="By the rubric.", by="maria")
    hand_in_as_collected(waiting, "ben", right_answers(waiting), "2025-12-01 08:00")
    grade_assignment(waiting, NAME)

    ben = [one for one in review_queue(waiting, NAME) if one.learner == "ben"]
    assert shown(ben) == [("ben", T8, ["QUESTION"]), ("ben", T1, ["AGAIN"])]
    set_points(waiting, NAME, "ben", T1, 10, why="Right now.", by="maria")
    assert len(review_queue(waiting, NAME)) == 3


def test_a_word_that_was_taken_back_waits_again(waiting):
    """Nobody has decided then."""
    set_points(waiting, NAME, "cora", T1, 9, why="Generous.", by="maria")
    set_points(waiting, NAME, "cora", T1, None, why="The wrong learner.", by="maria")

    assert ("cora", T1, ["AGAIN"]) in shown(review_queue(waiting, NAME))


def test_damage_leaves_once_somebody_has_looked(waiting):
    """Zero points stand because a person saw the file, and not by a machine alone."""
    see_damage(waiting, NAME, "dora", why="She hands in again next week.", by="maria")

    assert Need.DAMAGE not in {need for one in review_queue(waiting, NAME) for need in one.needs}
    hand_in_as_collected(waiting, "dora", None, "2025-12-01 08:00")
    grade_assignment(waiting, NAME)
    assert shown(review_queue(waiting, NAME))[-1] == ("dora", "", ["DAMAGE"])


def test_a_queue_is_narrowed_and_walked(waiting):
    """Filters only leave out; the order stays."""
    queue = review_queue(waiting, NAME)

    assert shown(narrowed(queue, need=Need.DEFENSIBLE)) == [("ben", T1, ["DEFENSIBLE"])]
    assert shown(narrowed(queue, task=T8, assignment=NAME)) == shown(queue[:2])
    assert narrowed(queue, assignment="another") == ()
    assert narrowed(queue) == queue
    assert neighbors(queue, queue[0]) == (None, queue[1])
    assert neighbors(queue, queue[3]) == (queue[2], None)


def test_an_assignment_that_is_not_released_is_named(waiting):
    """A slip in a name must not look like an empty queue."""
    with pytest.raises(CourseError, match="'onboarding-2' is not released yet"):
        review_queue(waiting, "onboarding-2")
