"""Sign-off: a person says that a learner's assignment counts, on what date and by which rulebook.

An entry of the history like any other: it is whole or not there, and it is undone only by a new
entry. Whatever changes afterwards ends it: a later hand-in, other points, an open dispute.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bhtrain import clock
from bhtrain.course.damage import damage_waits
from bhtrain.course.envelope import Envelope, handed_in_words, read_envelope
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.override import last_decisions, note_formgrader, waits
from bhtrain.course.reviews import Act, Review, ReviewHistory, disputes_in, reason
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId

UNREAD = "The answers cannot be read. Look at that hand-in on the review page first."


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """How an assignment of a learner stands.

    `entry` is the sign-off that holds, or None. `open` says in sentences what a person has to do
    before it can be signed off; `changed` what has changed since it was.
    """

    learner: LearnerId
    assignment: str
    points: float
    max_points: float
    entry: Review | None
    open: tuple[str, ...]
    changed: str = ""


def sign_off(course: Course, assignment: str, learner: LearnerId, *, by: str) -> Review:
    """Sign off a learner's assignment.

    Raises:
        CourseError: Something still needs a person, it is signed off already, or nothing of it is
            graded; the text says what to do.
    """
    state = sign_off_of(course, assignment, learner)
    if state.open:
        raise CourseError(f"{learner} cannot be signed off yet. " + " ".join(state.open))
    if state.entry is not None and not state.changed:
        raise CourseError(
            f"{learner} was signed off for {assignment} by {state.entry.by} on "
            f"{clock.local_words(state.entry.at)}."
        )
    entry = Review(
        what=Act.SIGNED_OFF,
        by=by,
        assignment=assignment,
        learner=learner,
        now=state.points,
        details={
            "max_points": state.max_points,
            "handed_in": handed_in_words(read_envelope(course, learner, assignment)),
        },
    )
    ReviewHistory.of(course).add(entry, at=clock.now())
    return entry


def undo_sign_off(
    course: Course, assignment: str, learner: LearnerId, *, by: str, why: str
) -> Review:
    """Take a sign-off back, with a reason. The old entry stays.

    Raises:
        CourseError: It is not signed off, or there is no reason.
    """
    why = reason(why)
    state = sign_off_of(course, assignment, learner)
    if state.entry is None:
        raise CourseError(f"{learner} is not signed off for {assignment}.")
    entry = Review(
        what=Act.SIGN_OFF_UNDONE,
        by=by,
        assignment=assignment,
        learner=learner,
        was=state.entry.now,
        why=why,
    )
    ReviewHistory.of(course).add(entry, at=clock.now())
    return entry


def sign_off_of(course: Course, assignment: str, learner: LearnerId) -> SignOff:
    """Whether a learner's assignment is signed off, and what stands against it.

    Raises:
        CourseError: Nothing of it is graded.
    """
    found = sign_offs_of(course, assignment, learner)
    if learner not in found:
        raise CourseError(f"Nothing of {learner} is graded in {assignment}; run `bhtrain grade`.")
    return found[learner]


def sign_offs_of(
    course: Course, assignment: str, learner: LearnerId | None = None
) -> dict[LearnerId, SignOff]:
    """The same of everybody who is graded in an assignment, or of one learner where named."""
    note_formgrader(course, assignment, learner)
    grades: dict[LearnerId, list[Grade]] = {}
    with open_gradebook(course) as gradebook:
        for grade in gradebook.grades(assignment, learner=learner):
            grades.setdefault(grade.learner, []).append(grade)
    history: dict[LearnerId, list[Review]] = {name: [] for name in grades}
    for entry in ReviewHistory.of(course).entries(assignment, learner=learner):
        history.setdefault(entry.learner, []).append(entry)
    return {name: _state(course, own, history[name]) for name, own in grades.items()}


def _state(course: Course, grades: list[Grade], history: list[Review]) -> SignOff:
    assignment, learner = grades[0].assignment, grades[0].learner
    points = round(sum(grade.points for grade in grades), 2)
    entry = holding(history)
    envelope = read_envelope(course, learner, assignment)
    handed_in = handed_in_words(envelope)
    return SignOff(
        learner=learner,
        assignment=assignment,
        points=points,
        max_points=sum(grade.max_points for grade in grades),
        entry=entry,
        open=(
            *_waiting(grades, history, handed_in),
            *_unverified(envelope),
            *([UNREAD] if damage_waits(course, grades, envelope, history) else []),
            *_disputed(history),
        ),
        changed=_changed(entry, points, handed_in, open_disputes(history)),
    )


def holding(history: Iterable[Review]) -> Review | None:
    """The sign-off of a learner's assignment that nobody has undone."""
    entry = None
    for one in history:
        if one.what is Act.SIGNED_OFF:
            entry = one
        elif one.what is Act.SIGN_OFF_UNDONE:
            entry = None
    return entry


def _waiting(grades: Iterable[Grade], history: list[Review], handed_in: str | None) -> list[str]:
    last = last_decisions(history)
    waiting = [
        grade.task
        for grade in grades
        if waits(grade, last.get((grade.learner, grade.task)), handed_in)
    ]
    return [f"A person should look at {', '.join(waiting)}."] if waiting else []


def _unverified(envelope: Envelope | None) -> list[str]:
    if envelope is None or envelope.sure:
        return []
    command = f"bhtrain confirm {envelope.assignment} {envelope.learner}"
    return [f"Ask who handed it in, then run `{command}`."]


def _disputed(history: Iterable[Review]) -> list[str]:
    return [f"Answer the dispute of {task}." for task in open_disputes(history)]


def open_disputes(history: Iterable[Review]) -> tuple[str, ...]:
    """The tasks with a dispute that nobody has answered."""
    waiting = [one.raised.task for one in disputes_in(history) if one.answer is None]
    return tuple(dict.fromkeys(waiting))


def _changed(
    entry: Review | None, points: float, handed_in: str | None, disputed: tuple[str, ...]
) -> str:
    if entry is None:
        return ""
    if entry.details.get("handed_in") != handed_in:
        return "It was handed in again since."
    if disputed:
        return f"The learner disputes {', '.join(disputed)}, and nobody has answered yet."
    if entry.now != points:
        return f"The points have changed since: {entry.now:g} then, {points:g} now."
    return ""
