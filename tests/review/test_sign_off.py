"""Sign-off: only when nothing waits, undone only by a new entry, ended by what changes."""

import pytest
from quiz_course import QUIZ
from review.question_course import NAME

from bhtrain.clock import now
from bhtrain.course.collect import collect
from bhtrain.course.grade import grade_assignment
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.sign_off import sign_off, sign_off_of, undo_sign_off
from bhtrain.errors import CourseError
from bhtrain.model.attempt import IdentitySource
from bhtrain.review.decide import see_damage

T1 = "quiz-1-t1"


def test_a_learner_is_signed_off_with_date_points_and_rulebook(graded):
    """All right, nothing waits."""
    entry = sign_off(graded, QUIZ, "ana", by="maria")

    state = sign_off_of(graded, QUIZ, "ana")
    assert state.entry.by == "maria"
    assert state.entry.content_version
    assert (state.entry.now, state.changed, state.open) == (state.points, "", ())
    assert entry.what is Act.SIGNED_OFF
    with pytest.raises(CourseError, match="was signed off for quiz-1 by maria"):
        sign_off(graded, QUIZ, "ana", by="omar")


def test_an_answer_that_waits_for_a_person_stands_against_it(graded):
    """A defensible answer is nobody's zero; somebody decides first."""
    from nbgrader.api import Gradebook

    with Gradebook(graded.gradebook_url, "bhtrain") as book:
        book.find_grade(T1, QUIZ, QUIZ, "ben").needs_manual_grade = True
        book.db.commit()

    with pytest.raises(CourseError, match=f"A person should look at {T1}"):
        sign_off(graded, QUIZ, "ben", by="maria")
    set_points(graded, QUIZ, "ben", T1, 10, why="The patient was at home.", by="maria")

    sign_off(graded, QUIZ, "ben", by="maria")


def test_an_open_dispute_stands_against_it(graded):
    """Until it is answered, whatever the answer is."""
    history = ReviewHistory.of(graded)
    common = {"assignment": QUIZ, "learner": "ana", "task": T1}
    history.add(Review(what=Act.DISPUTED, by="ana", why="The key is wrong.", **common), at=now())

    with pytest.raises(CourseError, match=f"Answer the dispute of {T1}"):
        sign_off(graded, QUIZ, "ana", by="maria")
    history.add(Review(what=Act.DISPUTE_ANSWERED, by="maria", why="It is not.", **common), at=now())

    sign_off(graded, QUIZ, "ana", by="maria")


def test_an_identity_that_nobody_confirmed_stands_against_it(course, hands_in):
    """A PIN is convenience, and no proof of who answered."""
    hands_in(source=IdentitySource.PIN, account=None)
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)

    with pytest.raises(CourseError, match="bhtrain confirm quiz-1 ana"):
        sign_off(course, QUIZ, "ana", by="maria")


def test_it_is_undone_by_a_new_entry_with_a_reason(graded):
    """Both entries stay; it can be signed off again."""
    sign_off(graded, QUIZ, "ana", by="maria")
    with pytest.raises(CourseError, match="Give a reason"):
        undo_sign_off(graded, QUIZ, "ana", by="maria", why=" ")

    undo_sign_off(graded, QUIZ, "ana", by="omar", why="Two answers were the neighbor's.")

    assert sign_off_of(graded, QUIZ, "ana").entry is None
    sign_off(graded, QUIZ, "ana", by="maria")
    assert [entry.what for entry in ReviewHistory.of(graded).entries(learner="ana")] == [
        Act.SIGNED_OFF,
        Act.SIGN_OFF_UNDONE,
        Act.SIGNED_OFF,
    ]


def test_other_points_end_it(graded):
    """What was signed off is not what counts now, and the page says so."""
    sign_off(graded, QUIZ, "ana", by="maria")
    points = sign_off_of(graded, QUIZ, "ana").points
    set_points(graded, QUIZ, "ana", T1, 4, why="Looked again.", by="omar")

    state = sign_off_of(graded, QUIZ, "ana")
    assert state.changed.startswith(f"The points have changed since: {points:g} then,")
    sign_off(graded, QUIZ, "ana", by="maria")
    assert sign_off_of(graded, QUIZ, "ana").changed == ""


def test_nobody_is_signed_off_for_nothing(graded):
    """A learner without a graded hand-in, and an undo of what never was."""
    with pytest.raises(CourseError, match="Nothing of nobody is graded"):
        sign_off(graded, QUIZ, "nobody", by="maria")
    with pytest.raises(CourseError, match="ana is not signed off"):
        undo_sign_off(graded, QUIZ, "ana", by="maria", why="Because.")


def test_answers_that_cannot_be_read_are_looked_at_before_they_count(waiting):
    """Dora's file is torn: 0 points by the grading, which nobody has looked into yet."""
    with pytest.raises(CourseError, match="Look at that hand-in on the review page first"):
        sign_off(waiting, NAME, "dora", by="maria")

    see_damage(waiting, NAME, "dora", why="She has no other copy.", by="maria")

    assert sign_off(waiting, NAME, "dora", by="maria").now == 0
