"""Who is where with an assignment."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from bhtrain.clock import local_words
from bhtrain.course.envelope import Envelope, read_envelope
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.reviews import ReviewHistory, disputes_in
from bhtrain.course.roster import roster
from bhtrain.exchange.disputes import waiting_disputes
from bhtrain.exchange.records import HandInFile
from bhtrain.model.attempt import LearnerId

STATES = ("not started", "working", "handed in", "late", "graded")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerStatus:
    """Where one learner is with one assignment. `points` are None before grading."""

    learner: LearnerId
    name: str
    assignment: str
    state: str  # one of STATES; "late" is handed in after the due date, not yet graded
    at: datetime | None
    envelope: Envelope | None  # of what was handed in, if anything
    due: datetime | None
    points: float | None
    max_points: float | None
    look: bool  # a task waits for a person
    disputes: int  # that wait for an answer, collected or not

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a manager should know besides the state."""
        about = self.envelope.remarks(self.due) if self.envelope else ()
        remarks = [remark for remark in about if remark != self.state]
        if self.look:
            remarks.append("a person should look")
        if self.disputes:
            remarks.append(f"{self.disputes} dispute{'s' * (self.disputes > 1)} to answer")
        return tuple(remarks)


def status(course: Course, assignment: str) -> tuple[LearnerStatus, ...]:
    """Everybody on the roster, by id, with where they are.

    Raises:
        CourseError, ExchangeError: The assignment is not released, or something is unreadable.
    """
    if not course.is_ordinary(assignment):
        course.check_released(assignment)
    exchange = course.exchange_of(assignment)
    release = exchange.release_of(assignment)
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(assignment)
    started = {one.learner for one in exchange.started(assignment)}
    waiting = {file.learner: file for file in exchange.hand_ins(assignment)}
    entries = ReviewHistory.of(course).entries(assignment)
    disputes = Counter(
        [one.raised.learner for one in disputes_in(entries) if one.answer is None]
        + [file.learner for file in waiting_disputes(exchange, assignment)]
    )
    rows = []
    for entry in roster(course):
        learner = entry.learner
        own = [grade for grade in grades if grade.learner == learner]
        envelope = read_envelope(course, learner, assignment)
        if envelope is None and learner in waiting:
            envelope = _not_collected(waiting[learner], assignment)
        rows.append(
            LearnerStatus(
                learner=learner,
                name=entry.name,
                assignment=assignment,
                state=_state(own, envelope, release.due, learner in started),
                at=envelope.at if envelope else None,
                envelope=envelope,
                due=release.due,
                points=round(sum(grade.points for grade in own), 2) if _graded(own) else None,
                max_points=sum(grade.max_points for grade in own) if _graded(own) else None,
                look=_graded(own) and any(grade.look for grade in own),
                disputes=disputes[learner],
            )
        )
    return tuple(rows)


def _graded(own: list[Grade]) -> bool:
    return any(grade.auto_points is not None or grade.by_hand for grade in own)


def _not_collected(file: HandInFile, assignment: str) -> Envelope:
    """The envelope as far as the file's name tells; whose it is shows when it is collected."""
    return Envelope(
        learner=file.learner,
        assignment=assignment,
        said=file.at,
        arrived=file.arrived,
        source="",
        account=file.account,
        verified=True,
    )


def _state(own: list[Grade], envelope: Envelope | None, due: datetime | None, started: bool) -> str:
    if _graded(own):
        return "graded"
    if envelope is not None:
        return "late" if envelope.late(due) else "handed in"
    return "working" if started else "not started"


def status_rows(course: Course, assignment: str | None) -> list[tuple[str, ...]]:
    """The status of one assignment, or of all that are released, as rows of text."""
    names = [assignment] if assignment else released_assignments(course)
    return [
        (
            row.learner,
            row.name,
            row.assignment,
            row.state,
            local_words(row.at) if row.at else "",
            "" if row.points is None else f"{row.points:g} of {row.max_points:g}",
            ", ".join(row.remarks),
        )
        for name in names
        for row in status(course, name)
    ]


def released_assignments(course: Course) -> list[str]:
    """Assignments that learners can see, by name."""
    released = {release.assignment for release in course.exchange.releases()}
    return [name for name in course.assignments() if name in released]
