"""Points that a person sets, with a reason, and points that somebody set in formgrader.

The gradebook holds what counts, the history says why. Whichever door was used, the two agree:
`note_formgrader` writes down what was changed behind the history's back.
"""

from collections.abc import Iterable, Mapping

from bhtrain import clock
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.reviews import Act, Review, ReviewHistory, reason
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId

FORMGRADER = "somebody in formgrader"


def set_points(
    course: Course,
    assignment: str,
    learner: LearnerId,
    task: str,
    points: float | None,
    *,
    why: str,
    by: str,
    seen: float | None = None,
    rubric: Mapping[str, float] | None = None,
) -> Review:
    """Set what counts for one answer, and write down who, from what to what, and why.

    Args:
        course: The course.
        assignment: The assignment.
        learner: Whose answer.
        task: Which answer.
        points: Points of the task; None takes a person's word back, and the automatic points
            count again.
        why: The reason, which the learner may be told.
        by: The account of who decides.
        seen: The points that the reviewer saw; somebody else's change since then is not
            overwritten. Not compared where it is left out.
        rubric: Points of each rubric item, kept with the entry.

    Raises:
        CourseError: There is no reason, no such answer, the points are not between 0 and the
            most possible, or somebody else has decided meanwhile. Nothing has been changed.
    """
    why = reason(why)
    note_formgrader(course, assignment)
    with open_gradebook(course) as gradebook:
        before = _one(gradebook.grades(assignment), assignment, learner, task)
        if points is not None and not 0 <= points <= before.max_points:
            raise CourseError(
                f"{points:g} points do not fit; {task} has 0 to {before.max_points:g} points."
            )
        if seen is not None and seen != before.points:
            raise CourseError(_meanwhile(course, before))
        if not gradebook.set_by_hand(before, points):
            raise CourseError(_meanwhile(course, before))
        after = _one(gradebook.grades(assignment), assignment, learner, task)
    entry = Review(
        what=Act.POINTS_SET,
        by=by,
        assignment=assignment,
        learner=learner,
        task=task,
        was=before.points,
        now=after.points,
        why=why,
        details={"by_hand": after.by_hand, **({"rubric": dict(rubric)} if rubric else {})},
    )
    ReviewHistory.of(course).add(entry, at=clock.now())
    return entry


def note_formgrader(course: Course, assignment: str) -> tuple[Review, ...]:
    """Write down what was set in formgrader since the last entry; returns the new entries."""
    history = ReviewHistory.of(course)
    last = _by_hand(history.entries(assignment))
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(assignment)
    new = []
    for grade in grades:
        known = last.get((grade.learner, grade.task))
        now = grade.points if grade.by_hand else None
        if now != known:
            new.append(
                Review(
                    what=Act.IN_FORMGRADER,
                    by=FORMGRADER,
                    assignment=assignment,
                    learner=grade.learner,
                    task=grade.task,
                    was=known if known is not None else grade.auto_points,
                    now=grade.points,
                    details={"by_hand": grade.by_hand},
                )
            )
    if new:
        history.add(*new, at=clock.now())
    return tuple(new)


def _by_hand(entries: Iterable[Review]) -> dict[tuple[LearnerId, str], float | None]:
    """The points that the history knows as set by a person; None where they were taken back."""
    known: dict[tuple[LearnerId, str], float | None] = {}
    for entry in entries:
        if entry.what in (Act.POINTS_SET, Act.IN_FORMGRADER):
            by_hand = entry.details.get("by_hand", True)
            known[entry.learner, entry.task] = entry.now if by_hand else None
    return known


def _one(grades: Iterable[Grade], assignment: str, learner: LearnerId, task: str) -> Grade:
    for grade in grades:
        if grade.learner == learner and grade.task == task:
            return grade
    raise CourseError(f"{assignment}: {learner} has no graded answer to {task}.")


def _meanwhile(course: Course, grade: Grade) -> str:
    """Who decided between the reviewer's look and now."""
    entries = ReviewHistory.of(course).entries(
        grade.assignment, learner=grade.learner, task=grade.task
    )
    who = f"{entries[-1].by} " if entries else "Somebody else "
    return (
        f"{who}has decided on this answer meanwhile: {grade.points:g} points count now. "
        "Look again before you decide."
    )
