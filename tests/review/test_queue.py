"""What waits for a person: each answer once, with every need, in the order of the work."""

from datetime import timedelta

import pytest
from quiz_course import QUIZ
from review.question_course import T1, T3

from bhtrain.clock import now
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.errors import CourseError
from bhtrain.review.queue import Need, narrowed, neighbors, review_queue


def shown(queue):
    return [(one.learner, one.task, [need.name for need in one.needs]) for one in queue]


def dispute(course, learner, task, *, ago=0):
    entry = Review(
        what=Act.DISPUTED, by=learner, assignment=QUIZ, learner=learner, task=task, why="No."
    )
    ReviewHistory.of(course).add(entry, at=now() - timedelta(hours=ago))


def test_each_need_is_found_and_questions_come_before_what_differs(waiting):
    """One task of all learners in a row, then whole hand-ins."""
    assert shown(review_queue(waiting, QUIZ)) == [
        ("ana", T3, ["QUESTION"]),
        ("ben", T3, ["QUESTION"]),
        ("ben", T1, ["DEFENSIBLE"]),
        ("dora", "", ["DAMAGE"]),
    ]
    assert review_queue(waiting) == review_queue(waiting, QUIZ)
