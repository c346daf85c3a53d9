"""The small course of tests/course, with three graded learners."""

import pytest
from course.conftest import course, hands_in, template  # noqa: F401  # the same fixtures
from quiz_course import QUIZ, RIGHT_T1, WRONG_T1, key_answers, submit_answers

from bhtrain.course.grade import grade_assignment
from bhtrain.course.roster import add_learners
from bhtrain.exchange.handin import RosterEntry


@pytest.fixture
def graded(course):  # noqa: F811
    """Ana has all right, Ben one of two, Cora nothing."""
    add_learners(
        course,
        [RosterEntry(learner="ben", name="Ben Ito"), RosterEntry(learner="cora", name="Cora Diaz")],
    )
    submit_answers(course, "ana", key_answers(course))
    submit_answers(
        course, "ben", {"quiz-1-t1": WRONG_T1, "quiz-1-t2": key_answers(course)["quiz-1-t2"]}
    )
    submit_answers(course, "cora", {"quiz-1-t1": RIGHT_T1})
    grade_assignment(course, QUIZ)
    return course
