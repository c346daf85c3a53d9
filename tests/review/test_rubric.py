"""Editing a rubric: told first whom it moves, then all of them or none, and no person's word."""

from dataclasses import replace

import pytest
from review.question_course import NAME, T1, T8

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.errors import CourseError
from bhtrain.review.case import review_case
from bhtrain.review.decide import give_rubric
from bhtrain.review.queue import Waiting, review_queue
from bhtrain.review.rubric import Criterion, edit_rubric, rubric_effect


@pytest.fixture
def given(waiting):
    """Ana has 4 for the decision and 2 + 1 + 1 of the rubric, Ben 4 and 2."""
    cases = {one.learner: review_case(waiting, one) for one in review_queue(waiting)[:2]}
    give_rubric(waiting, cases["ana"], {"1": 2, "2": 1, "3": 1}, by="maria")
    give_rubric(waiting, cases["ben"], {"1": 2}, by="maria")
    return waiting


def rubric():
    """As the key's, in short words: 2, 1, 2 and 1 points."""
    short = [
        ("1", "Names the session", 2),
        ("2", "Quotes", 1),
        ("3", "Open question", 2),
        ("4", "Polite", 1),
    ]
    return tuple(Criterion(id=one, text=text, points=points) for one, text, points in short)


def ana(course):
    """Her answer, which is decided, as the page opens it from the list of all."""
    return review_case(
        course,
        Waiting(
            assignment=NAME,
            learner="ana",
            task=T8,
            needs=(),
            points=8.0,
            max_points=10.0,
            since=None,
        ),
    )


def points_of(course, learner):
    with open_gradebook(course) as gradebook:
        return gradebook.grade(NAME, learner, T8).points


def test_who_moves_is_told_before_anything_is_changed(given):
    """Each criterion keeps the share that was given; a retired one gives nothing."""
    one, two, three, four = rubric()
    edited = (one, replace(two, retired=True), replace(three, points=3), four)

    moved = rubric_effect(given, NAME, T8, edited)

    assert [(m.learner, m.was, m.now, m.given) for m in moved] == [
        ("ana", 8.0, 7.5, {"1": 2.0, "3": 1.5, "4": 0.0}),
    ]
    assert points_of(given, "ana") == 8.0
    assert not [e for e in ReviewHistory.of(given).entries() if e.what is Act.RUBRIC_EDITED]


def test_an_edit_moves_what_was_graded_by_it_and_says_why(given):
    """The history holds the whole rubric; the next case shows it."""
    one, two, three, four = rubric()
    new = Criterion(id="", text="  Names the   note. ", points=1)
    edited = (replace(one, points=1), two, three, four, new)

    moved = edit_rubric(given, NAME, T8, edited, why="Too much for a date.", by="omar")

    assert [(e.learner, e.was, e.now, e.by, e.why) for e in moved] == [
        ("ana", 8.0, 7.0, "omar", "Rubric edited: Too much for a date."),
        ("ben", 6.0, 5.0, "omar", "Rubric edited: Too much for a date."),
    ]
    assert (points_of(given, "ana"), points_of(given, "ben")) == (7.0, 5.0)
    entries = ReviewHistory.of(given).entries(NAME, task=T8)
    assert [(e.what, e.learner) for e in entries[2:]] == [
        (Act.RUBRIC_EDITED, ""),
        (Act.POINTS_SET, "ana"),
        (Act.POINTS_SET, "ben"),
    ]
    assert entries[2].details["rubric"][-1] == {
        "id": "5",
        "text": "Names the note.",
        "points": 1.0,
        "retired": False,
    }


def test_points_that_a_person_set_otherwise_stay(given):
    """In our door or in formgrader's."""
    from nbgrader.api import Gradebook

    set_points(given, NAME, "ana", T8, 9, why="A very good question.", by="maria")
    with Gradebook(given.gradebook_url, "bhtrain") as book:
        book.find_grade(T8, NAME, NAME, "ben").manual_score = 3
        book.db.commit()
    one, *others = rubric()

    moved = edit_rubric(given, NAME, T8, (replace(one, points=1), *others), why="Less.", by="omar")

    assert moved == ()
    assert (points_of(given, "ana"), points_of(given, "ben")) == (9.0, 3.0)


def test_points_that_change_places_are_counted_again_though_the_sum_stays(given):
    """Otherwise the next edit would start from points that no criterion has."""
    one, two, three, four = rubric()
    edited = (replace(one, points=1), replace(two, points=2), three, four)

    moved = rubric_effect(given, NAME, T8, edited)

    assert [(m.learner, m.was, m.now) for m in moved] == [("ana", 8.0, 8.0), ("ben", 6.0, 5.0)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda whole: whole[1:], "Retire a criterion instead of leaving it out"),
        (lambda whole: (*whole, whole[0]), "Retire a criterion"),
        (lambda whole: (replace(whole[0], points=3), *whole[1:]), r"give 7 points together.*6"),
        (lambda whole: (replace(whole[0], points=0), *whole[1:]), "more than 0 points"),
        (lambda whole: (replace(whole[0], points=float("nan")), *whole[1:]), "more than 0"),
        (lambda whole: (replace(whole[0], text="  "), *whole[1:]), "needs a text"),
        (lambda whole: tuple(replace(one, retired=True) for one in whole), "give 0 points"),
    ],
)
def test_a_rubric_that_does_not_fit_changes_nothing(given, change, said):
    """The preview says it, too."""
    before = ReviewHistory.of(given).entries(NAME)

    with pytest.raises(CourseError, match=said):
        rubric_effect(given, NAME, T8, change(rubric()))
    with pytest.raises(CourseError, match=said):
        edit_rubric(given, NAME, T8, change(rubric()), why="Because.", by="omar")

    assert ReviewHistory.of(given).entries(NAME) == before
    assert points_of(given, "ana") == 8.0


def test_a_task_without_a_question_has_no_rubric(given):
    """Its points come from the key."""
    with pytest.raises(CourseError, match="has no rubric"):
        rubric_effect(given, NAME, T1, ())


def test_of_two_editors_the_second_is_told(given):
    """Even where the first edit moved nobody."""
    case = ana(given)
    [one, *others] = case.rubric
    edit_rubric(
        given,
        NAME,
        T8,
        (replace(one, text="Names the day."), *others),
        why="Clearer.",
        by="maria",
        seen=case.rubric,
    )

    with pytest.raises(CourseError, match="Somebody else has edited this rubric meanwhile"):
        edit_rubric(given, NAME, T8, case.rubric, why="Mine.", by="omar", seen=case.rubric)


def test_a_retired_criterion_can_no_longer_be_given(given):
    """The case shows it as retired, and who comes next grades by the others."""
    one, two, three, four = rubric()
    edit_rubric(given, NAME, T8, (one, two, three, replace(four, retired=True)), why="-", by="m")
    case = ana(given)

    assert [(c.id, c.retired) for c in case.rubric][-1] == ("4", True)
    with pytest.raises(CourseError, match="points do not fit it"):
        give_rubric(given, case, {"4": 1}, by="maria")
