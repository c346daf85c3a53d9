"""What a reviewer does with a case. Every decision is in the history, with who, when and why."""

from collections.abc import Mapping

from bhtrain import clock
from bhtrain.course.damage import graded_problem
from bhtrain.course.envelope import handed_in_words, read_envelope
from bhtrain.course.layout import Course
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, Review, ReviewHistory, reason
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId
from bhtrain.review.case import ReviewCase


def give_points(
    course: Course, case: ReviewCase, points: float, *, why: str, by: str, comment: str = ""
) -> Review:
    """Let these points count: the accepted ones, the automatic ones, or others.

    The automatic points, kept on purpose, count as a decision too. `comment` is what the learner
    reads from now on; an empty one takes the earlier one away.

    Raises:
        CourseError: There is no reason, the points do not fit, or somebody else has decided
            since the case was opened. Nothing has been changed.
    """
    return set_points(
        course,
        case.waiting.assignment,
        case.waiting.learner,
        case.waiting.task,
        points,
        why=why,
        by=by,
        seen=case.points,
        seen_entry=case.seen,
        comment=comment,
    )


def give_rubric(
    course: Course,
    case: ReviewCase,
    given: Mapping[str, float],
    *,
    by: str,
    why: str = "",
    comment: str = "",
) -> Review:
    """Grade a question: the automatic points of the decision, and points for each criterion.

    Args:
        course: The course.
        case: The case, as it was opened.
        given: Points by the id of the criterion, 0 to what it is worth; a criterion that is left
            out gets 0.
        by: The account of who decides.
        why: The reason; where it is empty, what the rubric gave is the reason.
        comment: What the learner reads from now on.

    Raises:
        CourseError: Points do not fit their criterion, there is no such criterion, or somebody
            else has decided since the case was opened. Nothing has been changed.
    """
    worth = {item.id: item.points for item in case.rubric if not item.retired}
    for name, points in given.items():
        if not 0 <= points <= worth.get(name, -1.0):
            raise CourseError("The rubric has changed meanwhile, or points do not fit it.")
    full = {name: float(given.get(name, 0.0)) for name in worth}
    got = sum(full.values())
    return set_points(
        course,
        case.waiting.assignment,
        case.waiting.learner,
        case.waiting.task,
        round((case.auto_points or 0.0) + got, 2),
        why=why.strip() or f"By the rubric: {got:g} of {sum(worth.values()):g} points.",
        by=by,
        seen=case.points,
        seen_entry=case.seen,
        comment=comment,
        rubric=full,
    )


def see_damage(course: Course, assignment: str, learner: LearnerId, *, why: str, by: str) -> Review:
    """Say that a person has looked at answers that cannot be read: their points stand.

    Raises:
        CourseError: There is no reason, or the answers could be read.
    """
    problem = graded_problem(course, learner, assignment)
    if not problem:
        raise CourseError(f"The answers of {learner} to {assignment} could be read.")
    entry = Review(
        what=Act.DAMAGE_SEEN,
        by=by,
        assignment=assignment,
        learner=learner,
        why=reason(why),
        details={
            "handed_in": handed_in_words(read_envelope(course, learner, assignment)),
            "problem": problem,
        },
    )
    ReviewHistory.of(course).add(entry, at=clock.now())
    return entry
