"""Disputes: taken out of the exchange, listed while they wait, and answered by a person.

A dispute that was collected is an entry of the history like any decision, and so is its answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bhtrain import clock
from bhtrain.course.deciding import deciding
from bhtrain.course.dispute_intake import Intake
from bhtrain.course.feedback_release import renew_feedback
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.inbound import put_aside
from bhtrain.course.layout import Course
from bhtrain.course.override import PointsByHand, check_seen, set_points_together
from bhtrain.course.reviews import (
    Act,
    Review,
    ReviewHistory,
    disputes_in,
    reason,
    waiting_about,
)
from bhtrain.errors import CourseError, ExchangeError
from bhtrain.exchange.disputes import waiting_disputes
from bhtrain.exchange.handin import moment_from_text
from bhtrain.model.attempt import LearnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDispute:
    """A dispute that waits for an answer.

    `field` is empty where the whole task is meant; `label` says it in words. `said_at` is the
    time by the learner's machine, `since` when it arrived. `remarks` say in a few words each what
    is special: that it came after the sign-off, or from somebody off the roster.
    """

    learner: LearnerId
    assignment: str
    task: str
    field: str
    label: str
    reason: str
    said_at: datetime
    since: datetime
    remarks: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Who disputes what, in one line."""
        words = f"{self.learner} disputes {self.task}: {self.label}"
        return " · ".join([words, *self.remarks])

    def days(self, now: datetime) -> int:
        """For how many whole days it has waited."""
        return max(0, (now - self.since).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedDisputes:
    """What came. `refused` and `waiting` hold a sentence for each file."""

    taken: tuple[OpenDispute, ...]
    refused: tuple[str, ...]
    waiting: tuple[str, ...]


# Taking in -----------------------------------------------------------------------------------


def collect_disputes(course: Course, assignment: str) -> CollectedDisputes:
    """Take all disputes of an assignment into the history, oldest first, each of them once.

    A file is removed only when the history has kept it. A run that was stopped in between leaves
    the file, and the next one knows it by its token and only removes it.

    Raises:
        CourseError, ExchangeError: The exchange, the gradebook or the history cannot be used.
            What was taken before that stays taken.
    """
    ordinary = course.is_ordinary(assignment)  # nobody can dispute those
    files = () if ordinary else waiting_disputes(course.exchange, assignment)
    if not files:
        return CollectedDisputes(taken=(), refused=(), waiting=())
    desk = Intake(course, assignment)
    taken, refused, waiting = [], [], []
    for file in files:
        try:
            try:
                entry = desk.take(file)
            except ExchangeError as error:
                put_aside(course, assignment, file, str(error))
                refused.append(f"{file.learner}: {error}")
                continue
            file.path.unlink()
        except OSError as error:
            waiting.append(
                f"{file.learner}: the file system refuses ({error.strerror or error}); a dispute "
                "waits. Collect again."
            )
            continue
        if entry is not None:
            taken.append(_open(entry))
    return CollectedDisputes(taken=tuple(taken), refused=tuple(refused), waiting=tuple(waiting))


# Listing -------------------------------------------------------------------------------------


def open_disputes_of(course: Course, assignment: str | None = None) -> tuple[OpenDispute, ...]:
    """The disputes that nobody has answered, of one assignment or of all, oldest first."""
    entries = ReviewHistory.of(course).entries(assignment)
    found = [_open(one.raised) for one in disputes_in(entries) if one.answer is None]
    return tuple(sorted(found, key=lambda one: one.since))


def _open(entry: Review) -> OpenDispute:
    details = entry.details
    said_at = details.get("said_at")
    arrived = details.get("arrived")
    field = str(details.get("field", ""))
    return OpenDispute(
        learner=entry.learner,
        assignment=entry.assignment,
        task=entry.task,
        field=field,
        label=str(details.get("label", field)),
        reason=entry.why,
        said_at=moment_from_text(said_at, "said_at") if said_at else entry.at,
        since=moment_from_text(arrived, "arrived") if arrived else entry.at,
        remarks=tuple(details.get("remarks", ())),
    )


# Answering -----------------------------------------------------------------------------------


def answer_dispute(
    course: Course,
    assignment: str,
    learner: LearnerId,
    task: str,
    *,
    accepted: bool,
    why: str,
    by: str,
    points: float | None = None,
    seen: float | None = None,
    seen_entry: int | None = None,
    field: str | None = None,
) -> Review:
    """Answer a dispute, with other points or without, and show the learner the answer.

    Points and answer are one decision: where the machine stops in the middle, whoever looks next
    finds both or neither (`deciding`). Then the learner's feedback is published again, if it was
    published before; where the machine stops before that, asking once more to answer publishes
    it, and says that it was answered.

    Args:
        course: The course.
        assignment: The assignment.
        learner: Whose dispute.
        task: What it is about.
        accepted: Whether the learner is right.
        why: The answer, which the learner reads.
        by: The account of who answers.
        points: What counts from now on, in points of the task; left out, they stay as they are.
        seen: The points that the reviewer saw. Not compared where it is left out.
        seen_entry: The number of the newest entry that the reviewer saw; the same.
        field: Which of several disputes of the task; left out, all that wait are answered.

    Raises:
        CourseError: There is no answer, nothing waits (any more), or the points are refused:
            then nothing has been changed. Or the decision is kept and only the learner's page
            could not be renewed; the text says so.
    """
    why = reason(why)
    with deciding(course):
        own = ReviewHistory.of(course).entries(assignment, learner=learner, task=task)
        waiting = waiting_about(own, task, field)
        if waiting:
            fields = {str(one.raised.details.get("field", "")) for one in waiting}
            one_field = {"field": fields.pop()} if len(fields) == 1 else {}
            answer = Review(
                what=Act.DISPUTE_ANSWERED,
                by=by,
                assignment=assignment,
                learner=learner,
                task=task,
                why=why,
                details={"accepted": accepted, **one_field},
            )
            wanted = PointsByHand(
                learner=learner,
                task=task,
                points=points,
                why=why,
                seen=seen,
                seen_entry=seen_entry,
            )
            answer = _decide(course, answer, wanted)
    try:
        renew_feedback(course, assignment, learner)  # also where a run was stopped before it
    except (CourseError, ExchangeError) as error:
        raise CourseError(
            f"The answer is kept, but {learner} cannot see it yet: {error} "
            f"`bhtrain feedback release {assignment}` shows it."
        ) from None
    if not waiting:
        raise CourseError(_nothing_waits(own, assignment, learner, task, field))
    return answer


def _decide(course: Course, answer: Review, wanted: PointsByHand) -> Review:
    """Add the answer, and set the points where they change."""
    before = None
    if (wanted.points, wanted.seen, wanted.seen_entry) != (None, None, None):
        with open_gradebook(course) as gradebook:
            before = gradebook.grade(answer.assignment, answer.learner, answer.task)
    if before is not None and wanted.points is not None:
        answer = replace(answer, was=before.points, now=wanted.points)
        set_points_together(course, answer.assignment, [wanted], by=answer.by, also=[answer])
        return answer
    if before is not None:
        check_seen(course, before, wanted.seen, wanted.seen_entry)
    ReviewHistory.of(course).add(answer, at=clock.now())
    return answer


def _nothing_waits(
    own: Iterable[Review], assignment: str, learner: LearnerId, task: str, field: str | None
) -> str:
    answered = [
        one.answer
        for one in disputes_in(own)
        if one.answer is not None and field in (None, one.raised.details.get("field", ""))
    ]
    if not answered:
        return (
            f"No dispute of {task} by {learner} waits in {assignment}. `bhtrain disputes` lists "
            f"those that do; `bhtrain collect {assignment}` takes in new ones."
        )
    last = answered[-1]
    return (
        f"{last.by} has answered this dispute on {clock.local_words(last.at)}: {last.why} "
        "Nothing was changed."
    )
