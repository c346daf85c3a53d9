"""Points set by a person: a reason, a history, and never two truths."""

import pytest
from quiz_course import QUIZ, set_by_hand

from bhtrain.course.deciding import deciding
from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.override import (
    PointsByHand,
    note_formgrader,
    set_points,
    set_points_together,
)
from bhtrain.course.records import CourseRecords
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.errors import CourseError

T1 = "quiz-1-t1"


def grade_of(course, learner, task=T1):
    with open_gradebook(course) as gradebook:
        [found] = [g for g in gradebook.grades(QUIZ) if (g.learner, g.task) == (learner, task)]
    return found


def history(course, learner=None):
    return ReviewHistory.of(course).entries(QUIZ, learner=learner)


def test_a_persons_points_count_and_the_history_says_why(graded):
    """Who, from what, to what, and why; the automatic points stay beside them."""
    before = grade_of(graded, "ben")

    set_points(graded, QUIZ, "ben", T1, 8, why="  The plan allows 90837.  ", by="maria")

    after = grade_of(graded, "ben")
    assert (after.points, after.by_hand, after.auto_points) == (8.0, True, before.auto_points)
    [entry] = history(graded)
    assert (entry.by, entry.learner, entry.task) == ("maria", "ben", T1)
    assert (entry.was, entry.now, entry.why) == (before.points, 8.0, "The plan allows 90837.")
    assert entry.what is Act.POINTS_SET
    assert entry.content_version


def test_nbgrader_itself_sees_the_same_points(graded):
    """One truth, whichever door it is read through."""
    from nbgrader.api import Gradebook

    set_points(graded, QUIZ, "ben", T1, 8, why="The plan allows it.", by="maria")

    with Gradebook(graded.gradebook_url, "bhtrain") as book:
        grade = book.find_grade(T1, QUIZ, QUIZ, "ben")
        assert (grade.manual_score, grade.score, grade.needs_manual_grade) == (8.0, 8.0, False)


def test_what_was_set_in_formgrader_is_written_down_once(graded):
    """A reason is not on record there, and the history says so."""
    before = grade_of(graded, "ben").points
    set_by_hand(graded, "ben", T1, 6)

    [entry] = note_formgrader(graded, QUIZ)
    assert (entry.what, entry.was, entry.now) == (Act.IN_FORMGRADER, before, 6.0)
    assert note_formgrader(graded, QUIZ) == ()
    set_points(graded, QUIZ, "ben", T1, 7, why="Half right.", by="maria")
    assert [(e.what, e.was, e.now) for e in history(graded)] == [
        (Act.IN_FORMGRADER, before, 6.0),
        (Act.POINTS_SET, 6.0, 7.0),
    ]


def test_a_change_in_formgrader_just_before_comes_into_the_history_first(graded):
    """The reviewer's own entry then says from which points it went."""
    set_by_hand(graded, "ben", T1, 6)

    set_points(graded, QUIZ, "ben", T1, 9, why="Looked again.", by="maria")

    assert [e.now for e in history(graded)] == [6.0, 9.0]


def test_a_persons_word_can_be_taken_back(graded):
    """Then the automatic points count again, and somebody should look."""
    automatic = grade_of(graded, "ben").points
    set_points(graded, QUIZ, "ben", T1, 9, why="Generous.", by="maria")

    set_points(graded, QUIZ, "ben", T1, None, why="That was the wrong learner.", by="maria")

    grade = grade_of(graded, "ben")
    assert (grade.points, grade.by_hand, grade.look) == (automatic, False, True)
    assert history(graded)[-1].now == automatic
    assert note_formgrader(graded, QUIZ) == ()


def test_grading_again_keeps_a_persons_points_and_adds_no_entry(graded):
    """A rerun decides nothing."""
    set_points(graded, QUIZ, "ben", T1, 9, why="Looked.", by="maria")

    grade_assignment(graded, QUIZ)

    assert grade_of(graded, "ben").points == 9.0
    assert note_formgrader(graded, QUIZ) == ()


def test_the_second_of_two_reviewers_is_told(graded):
    """Both saw the same points; only one decides without knowing of the other."""
    seen = grade_of(graded, "ben").points
    set_points(graded, QUIZ, "ben", T1, 8, why="First.", by="maria", seen=seen)

    with pytest.raises(CourseError, match=r"maria has decided on this answer meanwhile: 8 points"):
        set_points(graded, QUIZ, "ben", T1, 2, why="Second.", by="omar", seen=seen)

    assert grade_of(graded, "ben").points == 8.0
    assert len(history(graded)) == 1


@pytest.mark.parametrize(
    ("points", "why", "said"),
    [
        (8, "   ", "Give a reason"),
        (-1, "Because.", "0 to 10 points"),
        (10.5, "Because.", "0 to 10 points"),
        (float("nan"), "Because.", "0 to 10 points"),
        (8, "x" * 2001, "longer than 2000 characters"),
    ],
)
def test_what_does_not_fit_changes_nothing(graded, points, why, said):
    """Neither the gradebook nor the history."""
    before = grade_of(graded, "ben")

    with pytest.raises(CourseError, match=said):
        set_points(graded, QUIZ, "ben", T1, points, why=why, by="maria")

    assert grade_of(graded, "ben") == before
    assert history(graded) == ()


def test_an_answer_that_is_not_there_is_named(graded):
    """A slip in a name must not look like a decision."""
    with pytest.raises(CourseError, match="nobody has no graded answer to quiz-1-t1"):
        set_points(graded, QUIZ, "nobody", T1, 5, why="Because.", by="maria")


def test_the_database_refuses_to_change_or_delete_an_entry(graded):
    """Append-only is not a promise of ours alone."""
    import sqlalchemy as sa

    set_points(graded, QUIZ, "ben", T1, 8, why="Because.", by="maria")
    records = CourseRecords.of(graded)
    for statement in ("update reviews set now = 10", "delete from reviews"):
        with pytest.raises(CourseError, match="what was decided stays"), records.open() as database:
            database.execute(sa.text(statement))

    assert [entry.now for entry in history(graded)] == [8.0]


def test_of_several_points_one_that_does_not_fit_leaves_all_as_they_were(graded):
    """All or nothing."""
    fits, does_not = (
        PointsByHand(learner=name, task=T1, points=points, why="Because.")
        for name, points in (("ana", 5), ("ben", 11))
    )
    with deciding(graded), pytest.raises(CourseError, match="0 to 10 points"):
        set_points_together(graded, QUIZ, [fits, does_not], by="maria")

    assert not grade_of(graded, "ana").by_hand
    assert history(graded) == ()
