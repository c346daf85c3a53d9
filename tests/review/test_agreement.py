"""Gradebook and history say the same, whatever doors are used, by whom, and whoever is killed."""

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from review.question_course import NAME, T1, T8

from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.override import last_decisions, note_formgrader, set_points
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.review.case import review_case
from bhtrain.review.decide import give_points, give_rubric
from bhtrain.review.queue import Waiting
from bhtrain.review.rubric import Criterion, edit_rubric

LEARNERS = ("ana", "ben", "cora")
RUBRIC = tuple(
    Criterion(id=str(number), text=f"Part {number}", points=points)
    for number, points in enumerate((2, 1, 2, 1), start=1)
)


def case_of(course, learner, task):
    return review_case(
        course,
        Waiting(
            assignment=NAME,
            learner=learner,
            task=task,
            needs=(),
            points=0.0,
            max_points=10.0,
            since=None,
        ),
    )


def in_formgrader(course, learner, task, score, extra=None):
    """What formgrader's page writes when a score or extra credit is typed into it."""
    with sqlite3.connect(course.folder / "gradebook.db") as database:
        database.execute(
            """
            update grade set manual_score = ?, extra_credit = ?, needs_manual_grade = 0
            where cell_id = (select id from base_cell where name = ?) and notebook_id in (
                select submitted_notebook.id from submitted_notebook join submitted_assignment
                on submitted_assignment.id = submitted_notebook.assignment_id
                where student_id = ?)
            """,
            (score, extra, task, learner),
        )
    database.close()


def through_nbgrader(course, learner, task, score):
    from nbgrader.api import Gradebook

    with Gradebook(course.gradebook_url, "bhtrain") as book:
        book.find_grade(task, NAME, NAME, learner).manual_score = score
        book.db.commit()


def check_agreement(course):
    """Each answer counts by the history's last word on it, and no step of it is missing."""
    note_formgrader(course, NAME)
    assert note_formgrader(course, NAME) == ()
    entries = ReviewHistory.of(course).entries(NAME)
    decided = last_decisions(entries)
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(NAME)
    for grade in grades:
        last = decided.get((grade.learner, grade.task))
        if last is None:
            assert not grade.by_hand
            continue
        assert (last.now, last.details["by_hand"]) == (grade.points, grade.by_hand)
        steps = [e for e in entries if (e.learner, e.task) == (grade.learner, grade.task)]
        assert [e.was for e in steps] == [grade.auto_points, *(e.now for e in steps[:-1])]


learners, tasks = st.sampled_from(LEARNERS), st.sampled_from((T1, T8))
scores = st.integers(0, 20).map(lambda half: half / 2)
shares = st.sampled_from((0.0, 0.5, 1.0))
doors = st.one_of(
    st.tuples(st.just("points"), learners, tasks, st.none() | scores),
    st.tuples(st.just("page"), learners, tasks, scores),
    st.tuples(st.just("rubric"), learners, st.tuples(shares, shares, shares, shares)),
    st.tuples(st.just("edit"), st.permutations((1.0, 1.5, 2.0, 0.5)), st.booleans()),
    st.tuples(
        st.just("formgrader"), learners, tasks, st.none() | scores, st.sampled_from((None, 1))
    ),
    st.tuples(st.just("nbgrader"), learners, tasks, scores),
    st.tuples(st.just("grade")),
    st.tuples(st.just("look")),
)


def go_through(course, door, *about):
    if door == "points":
        set_points(course, NAME, *about, why="Because.", by="maria")
    elif door == "page":
        learner, task, points = about
        give_points(course, case_of(course, learner, task), points, why="So.", by="omar")
    elif door == "rubric":
        learner, got = about
        case = case_of(course, learner, T8)
        given_points = {
            one.id: one.points * share
            for one, share in zip(case.rubric, got, strict=True)
            if not one.retired
        }
        give_rubric(course, case, given_points, by="omar")
    elif door == "edit":
        worth, retire = about
        edited = [replace(one, points=points) for one, points in zip(RUBRIC, worth, strict=True)]
        edited[0] = replace(edited[0], retired=retire)
        edit_rubric(course, NAME, T8, edited, why="Fairer.", by="maria")
    elif door == "formgrader":
        in_formgrader(course, *about)
    elif door == "nbgrader":
        through_nbgrader(course, *about)
    elif door == "grade":
        grade_assignment(course, NAME)
    else:
        note_formgrader(course, NAME)


@pytest.mark.slow
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],  # a step takes too long to shrink by the hundred
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(doors, min_size=1, max_size=7))
def test_gradebook_and_history_never_disagree(waiting, steps):
    """Whatever doors are used in whatever order: no change without an entry, no entry without."""
    before = (waiting.folder / "gradebook.db").read_bytes()
    for name in ("attempts.db", ".decision.json"):
        (waiting.folder / name).unlink(missing_ok=True)
    try:
        for step in steps:
            go_through(waiting, *step)
        check_agreement(waiting)
    finally:
        (waiting.folder / "gradebook.db").write_bytes(before)


def test_extra_credit_is_a_persons_word_too(waiting):
    """Given in formgrader beside the score, or without one."""
    in_formgrader(waiting, "ana", T1, None, extra=1)
    [entry] = note_formgrader(waiting, NAME)
    assert (entry.what, entry.was, entry.now) == (Act.IN_FORMGRADER, 10.0, 11.0)

    set_points(waiting, NAME, "ana", T1, 9, why="No extra credit here.", by="maria")

    assert case_of(waiting, "ana", T1).points == 9.0
    check_agreement(waiting)


def test_what_was_set_in_formgrader_is_in_the_case_that_is_opened(waiting):
    """So a decision on it is not refused for something that the reviewer has seen."""
    in_formgrader(waiting, "ben", T1, 3)

    case = case_of(waiting, "ben", T1)
    give_points(waiting, case, 8, why="Place 53 alone is wrong.", by="maria")

    assert [entry.now for entry in case_of(waiting, "ben", T1).history] == [3.0, 8.0]
