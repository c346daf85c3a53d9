"""Points that a person sets, with a reason, and points that somebody set in formgrader.

The gradebook holds what counts, the history says why. Whichever door was used, the two agree:
`note_formgrader` writes down what was changed behind the history's back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bhtrain import clock
from bhtrain.course.deciding import deciding, write_together
from bhtrain.course.envelope import handed_in_words, read_envelope
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.reviews import MAX_WHY, Act, Review, ReviewHistory, reason
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId

FORMGRADER = "somebody in formgrader"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsByHand:
    """What a person wants to count for one answer.

    Attributes:
        points: Points of the task; None takes a person's word back, and the automatic points
            count again.
        why: The reason, which the learner may be told.
        seen: The points that the reviewer saw; somebody else's change since then is not
            overwritten. Not compared where it is None.
        seen_entry: The number of the newest entry that the reviewer saw (`newest_entry`), 0 where
            there was none; what was said since then is not passed over. Not compared where None.
        rubric: Points of each criterion, kept with the entry.
        comment: What the learner reads from now on; empty takes the earlier one away, None
            leaves it.
    """

    learner: LearnerId
    task: str
    points: float | None
    why: str
    seen: float | None = None
    seen_entry: int | None = None
    rubric: Mapping[str, float] | None = None
    comment: str | None = None


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
    seen_entry: int | None = None,
    rubric: Mapping[str, float] | None = None,
    comment: str | None = None,
) -> Review:
    """Set what counts for one answer, and write down who, from what to what, and why.

    Args: see `PointsByHand`; `by` is the account of who decides.

    Raises:
        CourseError: There is no reason, no such answer, the points are not between 0 and the
            most possible, or somebody else has decided meanwhile. Nothing has been changed.
    """
    wanted = PointsByHand(
        learner=learner,
        task=task,
        points=points,
        why=why,
        seen=seen,
        seen_entry=seen_entry,
        rubric=rubric,
        comment=comment,
    )
    with deciding(course):
        return set_points_together(course, assignment, [wanted], by=by)[0]


def set_points_together(
    course: Course,
    assignment: str,
    wanted: Sequence[PointsByHand],
    *,
    by: str,
    also: Sequence[Review] = (),
) -> tuple[Review, ...]:
    """Set what counts for several answers of an assignment: for all or none; inside `deciding`.

    Args:
        course: The course.
        assignment: The assignment.
        wanted: The answers.
        by: The account of who decides.
        also: Further entries that belong to the same decision; they come first.

    Returns:
        The entries of the answers, in the same order.

    Raises:
        CourseError: As for `set_points`. Nothing has been changed.
    """
    for one in wanted:
        reason(one.why)
        if one.comment is not None and len(one.comment) > MAX_WHY:
            raise CourseError(f"The comment is longer than {MAX_WHY} characters. Say it shorter.")
    if len(wanted) == 1:
        _note_formgrader(course, assignment, wanted[0].learner, wanted[0].task)
    else:
        _note_formgrader(course, assignment)
    with open_gradebook(course) as gradebook:
        before = [gradebook.grade(assignment, one.learner, one.task) for one in wanted]
    for one, grade in zip(wanted, before, strict=True):
        _check(course, one, grade)

    def entries_of(after: Sequence[Grade]) -> list[Review]:
        rows = zip(wanted, before, after, strict=True)
        return [*also, *(_entry(course, *row, by=by) for row in rows)]

    changes = [(grade, one.points) for one, grade in zip(wanted, before, strict=True)]
    return write_together(course, changes, entries_of)[len(also) :]


def _check(course: Course, wanted: PointsByHand, grade: Grade) -> None:
    points = wanted.points
    if points is not None and not 0 <= points <= grade.max_points:
        raise CourseError(
            f"{points:g} points do not fit; {grade.task} has 0 to {grade.max_points:g} points."
        )
    check_seen(course, grade, wanted.seen, wanted.seen_entry)


def check_seen(course: Course, grade: Grade, seen: float | None, seen_entry: int | None) -> None:
    """Refuse to decide on what is no longer as the reviewer saw it; inside `deciding`.

    Raises:
        CourseError: Somebody else has decided meanwhile, or it was disputed; the text says so.
    """
    if seen is not None and seen != grade.points:
        raise CourseError(_meanwhile(course, grade))
    if seen_entry is not None:
        newest = newest_entry(course, grade.assignment, grade.learner, grade.task)
        if (newest.number if newest is not None else 0) != seen_entry:
            raise CourseError(_meanwhile(course, grade))


def _entry(course: Course, wanted: PointsByHand, before: Grade, after: Grade, *, by: str) -> Review:
    details = _details(course, after)
    if wanted.rubric is not None:
        details["rubric"] = dict(wanted.rubric)
    if wanted.comment is not None:
        details["comment"] = wanted.comment.strip()
    return Review(
        what=Act.POINTS_SET,
        by=by,
        assignment=after.assignment,
        learner=after.learner,
        task=after.task,
        was=before.points,
        now=after.points,
        why=reason(wanted.why),
        details=details,
    )


def _details(course: Course, grade: Grade) -> dict[str, Any]:
    """Whether the points are a person's, and of which version of the hand-in."""
    envelope = read_envelope(course, grade.learner, grade.assignment)
    return {"by_hand": grade.by_hand, "handed_in": handed_in_words(envelope)}


def note_formgrader(
    course: Course, assignment: str, learner: LearnerId | None = None, task: str | None = None
) -> tuple[Review, ...]:
    """Write down what was set in formgrader since the last entry; returns the new entries."""
    with deciding(course):
        return _note_formgrader(course, assignment, learner, task)


def _note_formgrader(
    course: Course, assignment: str, learner: LearnerId | None = None, task: str | None = None
) -> tuple[Review, ...]:
    history = ReviewHistory.of(course)
    last = last_decisions(history.entries(assignment, learner=learner, task=task))
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(assignment, learner=learner, task=task)
    new = []
    for grade in grades:
        known = _by_hand(last.get((grade.learner, grade.task)))
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
                    details=_details(course, grade),
                )
            )
    if new:
        history.add(*new, at=clock.now())
    return tuple(new)


def last_decisions(entries: Iterable[Review]) -> dict[tuple[LearnerId, str], Review]:
    """For each answer the entry that says last what a person let count, or took back.

    Where a person had only added to the automatic points, grading again moves the sum.
    """
    return {
        (entry.learner, entry.task): entry
        for entry in entries
        if entry.what in (Act.POINTS_SET, Act.IN_FORMGRADER)
        or (entry.what is Act.REGRADED and entry.details.get("by_hand"))
    }


def waits(grade: Grade, last: Review | None, handed_in: str | None) -> bool:
    """Whether a person has still to look: nobody has, or not at the version that counts.

    Args:
        grade: The answer in the gradebook.
        last: The entry that says last what a person let count, if any.
        handed_in: The version that counts, as `handed_in_words` gives it.
    """
    if not (grade.look and grade.by_hand):
        return grade.look
    return last is not None and last.details.get("handed_in", handed_in) != handed_in


def _by_hand(entry: Review | None) -> float | None:
    """The points that the history knows as set by a person; None where there are none."""
    return entry.now if entry is not None and entry.details.get("by_hand", True) else None


def comment_of(entries: Iterable[Review]) -> str:
    """What the learner of these entries is told now, beside the points."""
    comments = [str(one.details["comment"]) for one in entries if "comment" in one.details]
    return comments[-1] if comments else ""


def newest_entry(course: Course, assignment: str, learner: LearnerId, task: str) -> Review | None:
    """What was said last of an answer, or of its task for everybody: an edited rubric."""
    history = ReviewHistory.of(course)
    said = (
        *history.entries(assignment, learner=learner, task=task),
        *history.entries(assignment, learner="", task=task),
    )
    return max(said, key=lambda entry: entry.number, default=None)


def _meanwhile(course: Course, grade: Grade) -> str:
    """Who decided between the reviewer's look and now."""
    entry = newest_entry(course, grade.assignment, grade.learner, grade.task)
    if entry is not None and entry.what is Act.DISPUTED:
        return "This answer was disputed meanwhile. Look again before you decide."
    if entry is not None and not entry.learner:
        return (
            f"{entry.by} has changed something about this task meanwhile ({entry.what.value}). "
            "Look again before you decide."
        )
    who = f"{entry.by} " if entry is not None else "Somebody else "
    return (
        f"{who}has decided on this answer meanwhile: {grade.points:g} points count now. "
        "Look again before you decide."
    )
