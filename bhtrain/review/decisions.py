"""What was decided on the review page, carried out in the course."""

from dataclasses import dataclass

from bhtrain.course.disputes import answer_dispute
from bhtrain.course.envelope import confirm, settle_time
from bhtrain.course.layout import Course
from bhtrain.course.override import set_points
from bhtrain.errors import CourseError
from bhtrain.review.case import ReviewCase, open_disputes
from bhtrain.review.decide import give_points, give_rubric, see_damage
from bhtrain.review.queue import Need
from bhtrain.review.texts import REVIEW_TEXTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the reviewer entered. `points` None: they follow from the rubric.

    `ticked` holds ids of the rubric, None where there is none; `act` is the button of a hand-in.
    """

    act: str = ""
    points: float | None = None
    ticked: tuple[str, ...] | None = None
    accepted: bool | None = None
    why: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What came of it: the sentence that says so (its key in the texts), and what still waits."""

    what: str
    points: float
    needs: tuple[Need, ...] = ()


def decide(course: Course, case: ReviewCase, said: Said, *, by: str) -> Decided:
    """Carry out a decision.

    Raises:
        CourseError: Something is missing, does not fit, or somebody else has decided meanwhile.
            Nothing has been changed.
    """
    if case.task is None:
        return _settle(course, case, said, by=by)
    if open_disputes(case.disputes):
        return _answer_dispute(course, case, said, by=by)
    if case.rubric and said.points is None:
        worth = {item.id: item.points for item in case.rubric if not item.retired}
        given = {name: worth.get(name, 0.0) for name in said.ticked or ()}
        entry = give_rubric(course, case, given, by=by, why=said.why, comment=said.comment)
    elif said.points is None:
        raise CourseError(REVIEW_TEXTS["review.missing.points"].format(max=f"{case.max_points:g}"))
    else:
        entry = give_points(course, case, said.points, why=said.why, by=by, comment=said.comment)
    return Decided(what="points", points=entry.now or 0.0)


def take_back(course: Course, case: ReviewCase, why: str, *, by: str) -> Decided:
    """Take a person's word back: the automatic points count again, and it waits again.

    Raises:
        CourseError: There is no reason, or somebody else has decided meanwhile.
    """
    waiting = case.waiting
    entry = set_points(
        course,
        waiting.assignment,
        waiting.learner,
        waiting.task,
        None,
        why=why,
        by=by,
        seen=case.points,
        seen_entry=case.seen,
    )
    need = Need.QUESTION if case.rubric else Need.AGAIN
    return Decided(what="undone", points=entry.now or 0.0, needs=(need,))


def _answer_dispute(course: Course, case: ReviewCase, said: Said, *, by: str) -> Decided:
    if said.accepted is None:
        raise CourseError(REVIEW_TEXTS["review.missing.choice"])
    graded = case.by_hand or not case.waiting.needs[1:]  # else the same points are a decision, too
    same = said.points is None or (said.points == case.points and graded)
    entry = answer_dispute(
        course,
        case.waiting.assignment,
        case.waiting.learner,
        case.waiting.task,
        accepted=said.accepted,
        why=said.why,
        by=by,
        points=None if same else said.points,
        seen=case.points,
        seen_entry=case.seen,
    )
    return Decided(what="dispute", points=case.points if entry.now is None else entry.now)


def _settle(course: Course, case: ReviewCase, said: Said, *, by: str) -> Decided:
    """Settle who handed in, when it counts, or that damaged answers were looked at."""
    assignment, learner, why = case.waiting.assignment, case.waiting.learner, said.why
    settled = {
        "identity": Need.IDENTITY,
        "on-time": Need.TIME,
        "late": Need.TIME,
        "damage": Need.DAMAGE,
    }.get(said.act)
    if settled is None:
        raise CourseError(REVIEW_TEXTS["review.missing.button"])
    if settled is Need.IDENTITY:
        confirm(course, assignment, learner, by=by, why=why)
    elif settled is Need.TIME:
        settle_time(course, assignment, learner, late=said.act == "late", by=by, why=why)
    else:
        see_damage(course, assignment, learner, by=by, why=why)
    left = tuple(need for need in case.waiting.needs if need is not settled)
    return Decided(what=said.act, points=case.points, needs=left)
