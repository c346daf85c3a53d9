"""Hand-ins whose answers could not be read: they earn 0, and a person looks at each."""

from collections.abc import Iterable

from bhtrain.course.envelope import Envelope, handed_in_words
from bhtrain.course.explained import kept_record
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.reviews import Act, Review
from bhtrain.model.attempt import LearnerId


def graded_problem(course: Course, learner: LearnerId, assignment: str) -> str:
    """Why grading could not read a hand-in; nothing where it could, or where nothing says."""
    return str(kept_record(course, learner, assignment).get("problem") or "")


def damage_waits(
    course: Course, own: list[Grade], envelope: Envelope | None, history: Iterable[Review]
) -> bool:
    """Whether a hand-in could not be read, and nobody has looked at it yet.

    Only then every task has 0 points from the grading, so few records have to be opened.

    Args:
        course: The course.
        own: The learner's grades of one assignment.
        envelope: How it was handed in.
        history: Entries about this learner and assignment, others among them or not.
    """
    learner = own[0].learner
    if any(grade.auto_points or grade.by_hand for grade in own):
        return False
    seen = [one for one in history if one.what is Act.DAMAGE_SEEN and one.learner == learner]
    if seen and seen[-1].details.get("handed_in") == handed_in_words(envelope):
        return False
    return bool(graded_problem(course, learner, own[0].assignment))
