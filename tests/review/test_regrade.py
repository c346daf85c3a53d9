"""A key is corrected: whose marks move, and why, is known before; nothing moves silently."""

import pytest
from quiz_course import QUIZ

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course, read_yaml
from bhtrain.course.override import set_points
from bhtrain.course.regrade import apply_regrade, preview_regrade
from bhtrain.course.reviews import Act, ReviewHistory

T1, T2 = "quiz-1-t1", "quiz-1-t2"
WHY = "The note gives 53 minutes; the key had misread it."


def correct_key(course: Course, old: str = 'code: "90834"', new: str = 'code: "90837"') -> None:
    """Say that the first note supports another code than its key said."""
    file = course.keys_file(QUIZ)
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def points(course: Course) -> dict[tuple[str, str], float]:
    with open_gradebook(course) as gradebook:
        return {(one.learner, one.task): one.points for one in gradebook.grades(QUIZ)}


def entries(course: Course, what: Act):
    return [entry for entry in ReviewHistory.of(course).entries(QUIZ) if entry.what is what]


def everything(course: Course) -> dict[str, bytes]:
    """Every file of the course, by its name."""
    return {
        str(path.relative_to(course.folder)): path.read_bytes()
        for path in course.folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def corrected(graded: Course) -> Course:
    """Cora's first answer has a person's 9 points; then the key's code becomes 90837.

    Of the weight of 12 that the first task has, the code is 4: without it 8 of 12 are left.
    """
    set_points(graded, QUIZ, "cora", T1, 9, why="Her reason holds.", by="maria")
    correct_key(graded)
    return graded


def test_a_preview_foretells_every_move_and_changes_nothing(corrected: Course):
    """Who billed the old code loses it, who billed the new one gains it; a person's word stays."""
    before = everything(corrected)

    found = preview_regrade(corrected, QUIZ)

    assert everything(corrected) == before
    assert [(move.learner, move.task, move.was, move.now) for move in found.moves] == [
        ("ana", T1, 10.0, 6.67),
        ("ben", T1, 3.33, 6.67),
    ]
    for move in found.moves:
        assert move.why == ("Procedure codes: 90834 was expected, now 90837.",)
    assert [(one.learner, one.task, one.points, one.automatic) for one in found.by_hand] == [
        ("cora", T1, 9.0, 6.67)
    ]
    assert (found.up, found.down, found.stay) == (1, 1, 4)  # of six marks
    assert dict(found.keys) == {T1: "Procedure codes: 90834 was expected, now 90837."}
    assert found.problems == ()


def test_applying_moves_what_was_shown_and_writes_down_who_and_why(corrected: Course):
    """One entry for each mark that moved, one for the key."""
    before = points(corrected)
    shown = preview_regrade(corrected, QUIZ)

    apply_regrade(corrected, shown, why=WHY, by="maria")

    assert points(corrected) == {**before, ("ana", T1): 6.67, ("ben", T1): 6.67}
    assert points(corrected)["cora", T1] == 9.0
    moved = entries(corrected, Act.REGRADED)
    assert [(one.learner, one.task, one.was, one.now, one.by, one.why) for one in moved] == [
        ("ana", T1, 10.0, 6.67, "maria", WHY),
        ("ben", T1, 3.33, 6.67, "maria", WHY),
    ]
    [reopened] = entries(corrected, Act.KEY_REOPENED)
    assert (reopened.task, reopened.learner, reopened.why) == (T1, "", WHY)
    keys = {key["id"]: key["review"] for key in read_yaml(corrected.keys_file(QUIZ))["keys"]}
    assert keys == {T1: "drafted", T2: "drafted"}
    assert preview_regrade(corrected, QUIZ).moves == ()
