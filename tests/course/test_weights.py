"""Weights that a manager edits: read with care, shown before they count, and never mixed."""

import shutil

import pytest
from quiz_course import QUIZ, RIGHT_T1, WRONG_T1, key_answers, set_by_hand, submit_answers

from bhtrain.course.collect import collect
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.regrade import preview_regrade
from bhtrain.course.weights import course_weights, graded_weights
from bhtrain.errors import CourseError
from bhtrain.exchange.weights import publish_weights, published_weights
from bhtrain.grading.score import FIELD_WEIGHTS

HARSH = "procedure: 16\n"  # the code is half of the task's weight of 12 with the usual 4


def write(course: Course, text: str) -> None:
    (course.folder / "weights.yaml").write_text(text, encoding="utf-8")


def points(course: Course) -> dict[tuple[str, str], float]:
    with open_gradebook(course) as gradebook:
        return {(one.learner, one.task): one.points for one in gradebook.grades(QUIZ)}


def test_without_the_file_bhtrains_own_weights_hold(course: Course):
    assert course_weights(course) == FIELD_WEIGHTS


def test_a_field_that_is_left_out_keeps_its_weight(course: Course):
    write(course, "procedure: 5\nevidence: 0.5\nplace: 0\n")

    assert course_weights(course) == {**FIELD_WEIGHTS, "procedure": 5, "evidence": 0.5, "place": 0}


BAD = {
    "an unknown field": ("codes: 3\n", "'codes', which is no field; there are decision, procedure"),
    "a number for a field": ("3: 4\n", "'3', which is no field"),
    "below zero": ("procedure: -1\n", "procedure is '-1'; write a number from 0 to 100"),
    "text": ("procedure: much\n", "procedure is 'much'; write a number"),
    "a number as text": ('procedure: "4"\n', "procedure is '4'; write a number"),
    "yes": ("procedure: yes\n", "procedure is 'True'; write a number"),
    "nothing": ("procedure:\n", "procedure is 'None'; write a number"),
    "a list": ("procedure: [1]\n", "write a number"),
    "no end": ("procedure: .inf\n", "write a number"),
    "no number": ("procedure: .nan\n", "write a number"),
    "too much": ("procedure: 1000000\n", "write a number from 0 to 100"),
    "all zero": ("".join(f"{name}: 0\n" for name in FIELD_WEIGHTS), "every field the weight 0"),
    "decisions for nothing": ("decision: 0\n", "gives 'decision' the weight 0"),
    "queues for nothing": ("order: 0.0\n", "gives 'order' the weight 0"),
    "a field twice": ("procedure: 1\nprocedure: 2\n", "gives 'procedure' 2 times; keep one"),
    "no YAML": ("procedure: [\n", "line 2 cannot be read"),
    "only text": ("heavy\n", "holds no names with values"),
    "empty": ("", "holds no names with values"),
    "not UTF-8": ("procedure: 1 # \udcff\n", "cannot be read"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_file_is_one_sentence_and_grades_nobody(course: Course, case: str):
    """Better no grade than one by weights that nobody meant."""
    text, says = BAD[case]
    submit_answers(course, "ana", key_answers(course))
    (course.folder / "weights.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(CourseError, match=r"weights\.yaml") as error:
        grade_assignment(course, QUIZ)

    assert says in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert not (course.folder / "autograded").exists()


def test_a_preview_says_whose_points_would_move_and_changes_nothing(course: Course):
    """Ana's code is wrong and would cost her more; Ben's answers are right by any weights."""
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    submit_answers(course, "ben", {"quiz-1-t1": RIGHT_T1})
    grade_assignment(course, QUIZ)
    before = points(course)
    write(course, HARSH)

    found = preview_regrade(course, QUIZ)

    [moved] = found.moves
    assert (moved.learner, moved.task) == ("ana", "quiz-1-t1")
    assert moved.why == ("Weight of procedure codes: 4 before, now 16.",)
    assert (found.learners, found.by_hand, found.stay) == (("ana", "ben"), (), 3)
    # decision 3 + units 1 of: decision 3, code 4, units 1, place 1, diagnosis 2, evidence 1
    assert (moved.was, moved.now) == (round(10 * 4 / 12, 2), round(10 * 4 / 24, 2))
    assert points(course) == before


def test_grading_again_applies_what_was_previewed(course: Course):
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    grade_assignment(course, QUIZ)
    write(course, HARSH)
    then = preview_regrade(course, QUIZ).moves[0].now

    grade_assignment(course, QUIZ)

    assert points(course)["ana", "quiz-1-t1"] == then
    assert preview_regrade(course, QUIZ).moves == ()


def test_a_mark_set_by_a_person_stays_and_is_counted(course: Course):
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    grade_assignment(course, QUIZ)
    set_by_hand(course, "ana", "quiz-1-t1", 8.5)
    write(course, HARSH)

    found = preview_regrade(course, QUIZ)
    grade_assignment(course, QUIZ)

    assert found.moves == ()
    [kept] = found.by_hand
    assert (kept.points, kept.automatic) == (8.5, 1.67)
    assert points(course)["ana", "quiz-1-t1"] == 8.5


def test_an_edited_file_is_seen_at_once_and_taken_away_again(course: Course):
    """Nothing that is kept in memory may mix two sets of weights."""
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    earned = []
    for text in ("procedure: 4\n", HARSH, "procedure: 4\n"):
        write(course, text)
        earned.append(grade_assignment(course, QUIZ)[0].points)
    (course.folder / "weights.yaml").unlink()
    earned.append(grade_assignment(course, QUIZ)[0].points)

    assert earned == [3.33, 1.67, 3.33, 3.33]


def test_nobody_graded_is_a_sentence(course: Course):
    with pytest.raises(CourseError, match="run `bhtrain grade quiz-1` first"):
        preview_regrade(course, QUIZ)


def test_learners_read_the_weights_in_force(course: Course, hands_in):
    """They stand in the exchange from the release on; a new file with the next feedback."""
    assert published_weights(course.exchange) == FIELD_WEIGHTS
    hands_in()
    collect(course, QUIZ)
    write(course, HARSH)
    grade_assignment(course, QUIZ)
    release_feedback(course, QUIZ)

    assert published_weights(course.exchange) == {**FIELD_WEIGHTS, "procedure": 16}


def test_weights_edited_after_grading_are_neither_used_nor_published_before_they_are_applied(
    course: Course, hands_in
):
    """Points, reasons and the page How it is graded belong together."""
    secret = hands_in(answers={"quiz-1-t1": WRONG_T1})
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    write(course, HARSH)

    early = release_feedback(course, QUIZ)
    before = course.exchange.feedback(QUIZ, "ana", secret)
    published = published_weights(course.exchange)
    grade_assignment(course, QUIZ)
    late = release_feedback(course, QUIZ)
    after = course.exchange.feedback(QUIZ, "ana", secret)

    assert before is not None
    assert after is not None
    assert (early.other_weights, late.other_weights) == (("ana",), ())
    assert (before["points"], before["weights"]["procedure"]) == (3.33, 4)
    assert (after["points"], after["weights"]["procedure"]) == (1.67, 16)
    assert published == FIELD_WEIGHTS
    assert published_weights(course.exchange)["procedure"] == 16


def test_feedback_that_has_to_be_made_again_is_made_by_the_weights_of_then(
    course: Course, hands_in
):
    """nbgrader's own buttons empty the folder of feedback."""
    secret = hands_in(answers={"quiz-1-t1": WRONG_T1})
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    shutil.rmtree(course.feedback("ana", QUIZ))
    write(course, HARSH)

    release_feedback(course, QUIZ)

    given = course.exchange.feedback(QUIZ, "ana", secret)
    assert given is not None
    assert (given["points"], given["weights"]["procedure"]) == (3.33, 4)


def test_damaged_published_weights_are_named(course: Course):
    from bhtrain.errors import ExchangeError

    publish_weights(course.exchange, {"decision": 3})

    with pytest.raises(ExchangeError, match=r"The weights in .* cannot be read"):
        published_weights(course.exchange)


@pytest.mark.nbgrader
def test_nbgraders_own_door_uses_the_same_weights(course: Course):
    """`nbgrader autograde` calls the same score."""
    import subprocess
    import sys

    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    write(course, HARSH)
    command = [sys.executable, "-m", "nbgrader", "autograde", QUIZ, "--create"]
    subprocess.run(command, cwd=course.folder, check=True, capture_output=True, timeout=120)
    by_nbgrader = points(course)
    kept = graded_weights(course, "ana", QUIZ)

    grade_assignment(course, QUIZ)

    assert points(course) == by_nbgrader
    assert kept == graded_weights(course, "ana", QUIZ) == course_weights(course)
    assert by_nbgrader["ana", "quiz-1-t1"] == 1.67
