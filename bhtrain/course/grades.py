"""What an assignment shows of its learners: points, and accuracy three ways."""

from collections.abc import Mapping

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.scoring import AnswerKeys, score_submission
from bhtrain.course.totals import fee_remark, totals_in_words
from bhtrain.errors import CourseError
from bhtrain.grading.accuracy import Accuracy, accuracy
from bhtrain.grading.score import FIELD_WEIGHTS, Score
from bhtrain.model.attempt import LearnerId
from bhtrain.practice_codebook import practice_fees

EVERYBODY = "all together"


def graded_grades(course: Course, assignment: str) -> dict[LearnerId, list[Grade]]:
    """Everybody who is graded, with their grades.

    Raises:
        CourseError: Nobody is.
    """
    course.check_released(assignment)
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(assignment)
    by_learner: dict[LearnerId, list[Grade]] = {}
    for grade in grades:
        by_learner.setdefault(grade.learner, []).append(grade)
    found = {
        learner: own
        for learner, own in by_learner.items()
        if any(grade.auto_points is not None or grade.by_hand for grade in own)
    }
    if not found:
        raise CourseError(
            f"Nobody is graded in {assignment!r} yet; run `bhtrain grade {assignment}` first."
        )
    return found


def weight_rows(weights: Mapping[str, float]) -> list[tuple[str, ...]]:
    """Each field with the weight in force, and bhtrain's own where it differs."""
    return [
        (name, f"{weight:g}", "" if weight == FIELD_WEIGHTS[name] else f"{FIELD_WEIGHTS[name]:g}")
        for name, weight in weights.items()
    ]


COLUMNS = ("learner", "points", "per code", "per case", "per dollar")


def grade_rows(course: Course, assignment: str) -> tuple[list[tuple[str, ...]], str]:
    """A row for each learner and one for all of them; and what has to be said of the fees.

    Points are those of the gradebook, a person's word first. Accuracy is what was answered.

    Raises:
        CourseError: Nobody is graded yet.
        PracticeError: The practice's fees cannot be read.
    """
    graded = graded_grades(course, assignment)
    keys, fees = AnswerKeys.load(course, assignment), practice_fees()
    rows: list[tuple[str, ...]] = []
    everything: list[Score] = []
    for learner, own in graded.items():
        scores = [task.score for task in score_submission(course, keys, learner).tasks.values()]
        points = sum(grade.points for grade in own)
        most = sum(grade.max_points for grade in own)
        rows.append((learner, f"{points:g} of {most:g}", *_cells(accuracy(scores, fees))))
        everything += scores
    total = accuracy(everything, fees)
    if len(rows) > 1:
        rows.append((EVERYBODY, "", *_cells(total)))
    return rows, fee_remark(total.dollars)


def _cells(given: Accuracy) -> tuple[str, ...]:
    return tuple(row["result"] for row in totals_in_words(given))
