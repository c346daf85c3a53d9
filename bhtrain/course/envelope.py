"""Who handed in what counts, when, and what a person has still to look at about it.

The time of a hand-in is what the learner's machine says. Beside it stands when the file was
there, by the clock of the machine that keeps the exchange folder, which no learner can set. Where
the two disagree about the due date, neither wins by itself: the hand-in is marked, and the
manager says whether it was on time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bhtrain.clock import local_words, now
from bhtrain.course.layout import TIMESTAMP, Course, timestamp_text
from bhtrain.course.reviews import MAX_WHY, Act, Review, ReviewHistory
from bhtrain.errors import AnswersError, CourseError, ExchangeError
from bhtrain.exchange.files import write_whole
from bhtrain.exchange.handin import moment_to_text
from bhtrain.grading.answers import load_json_safely, read_plain_file
from bhtrain.model.attempt import LearnerId

ENVELOPE = "hand_in.json"
CLOCKS_DIFFER = timedelta(minutes=10)  # so far two honest clocks, and a slow network, may differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands on a hand-in that was collected.

    `said` is the time by the learner's machine; `arrived` is when the file was in the exchange,
    at the latest when it was collected. `settled_late` is the manager's word where the two leave
    a doubt; None: nobody has said.
    """

    learner: LearnerId
    assignment: str
    said: datetime
    arrived: datetime
    source: str
    account: str | None
    verified: bool
    confirmed: bool = False
    settled_late: bool | None = None

    @property
    def sure(self) -> bool:
        """Whether the identity is verified, or was confirmed by the manager."""
        return self.verified or self.confirmed

    @property
    def ahead(self) -> bool:
        """Whether it says a time that was still to come when it arrived."""
        return self.said > self.arrived + CLOCKS_DIFFER

    @property
    def at(self) -> datetime:
        """The time that counts."""
        return self.arrived if self.ahead or self.settled_late else self.said

    def late(self, due: datetime | None) -> bool:
        """Whether it counts as late."""
        return due is not None and self.at > due

    def in_doubt(self, due: datetime | None) -> bool:
        """Whether it says that it was on time, arrived too late for that, and nobody settled it."""
        if due is None or self.settled_late is not None:
            return False
        return self.said <= due and self.arrived > due + CLOCKS_DIFFER

    def remarks(self, due: datetime | None) -> tuple[str, ...]:
        """What a manager should know about it, in a few words each."""
        found = []
        if self.late(due):
            found.append("late")
        if self.in_doubt(due):
            found.append(f"time in doubt: arrived {local_words(self.arrived)}")
        if self.ahead:
            found.append("its clock is ahead: counted from when it arrived")
        if not self.sure:
            found.append("identity not verified")
        return tuple(found)

    def to_settle(self, due: datetime | None) -> str:
        """What the manager is asked where the time is in doubt; nothing where it is not."""
        if not self.in_doubt(due):
            return ""
        return (
            f"{self.learner}'s computer says {local_words(self.said)}, before the due date; the "
            f"file arrived on {local_words(self.arrived)}, after it. Ask, then run `bhtrain "
            f"confirm {self.assignment} {self.learner} --on-time`, or `--late`."
        )

    def words(self, due: datetime | None) -> str:
        """What the learner reads about the time; nothing where it was on time."""
        if self.in_doubt(due):
            return (
                "By your computer's clock this was handed in on time, but it arrived after the "
                "due date. Your manager decides whether it counts as on time."
            )
        return "This was handed in after the due date." if self.late(due) else ""


def due_of(course: Course, assignment: str) -> datetime | None:
    """The last moment that is not late, as learners see it; None where there is none to be read."""
    try:
        return course.exchange_of(assignment).release_of(assignment).due
    except ExchangeError:
        return None


def envelope_text(envelope: Envelope) -> str:
    """The text of hand_in.json."""
    return json.dumps(
        {
            "learner": envelope.learner,
            "assignment": envelope.assignment,
            "said": moment_to_text(envelope.said),
            "arrived": moment_to_text(envelope.arrived),
            "source": envelope.source,
            "account": envelope.account,
            "verified": envelope.verified,
            "confirmed": envelope.confirmed,
            "settled_late": envelope.settled_late,
        },
        indent=1,
    )


def read_envelope(course: Course, learner: LearnerId, assignment: str) -> Envelope | None:
    """The envelope of the hand-in that counts; None where nothing was handed in."""
    folder = course.submitted(learner, assignment)
    if folder.is_symlink() or folder.parent.is_symlink():
        return None  # what stands behind the link may be somebody else's
    try:
        data: Mapping[str, Any] = load_json_safely(read_plain_file(folder / ENVELOPE), ENVELOPE)
        settled = data["settled_late"]
        return Envelope(
            learner=str(data["learner"]),
            assignment=str(data["assignment"]),
            said=datetime.fromisoformat(data["said"]),
            arrived=datetime.fromisoformat(data["arrived"]),
            source=str(data["source"]),
            account=data["account"],
            verified=data["verified"] is True,
            confirmed=data["confirmed"] is True,
            settled_late=None if settled is None else settled is True,
        )
    except (AnswersError, OSError, KeyError, TypeError, ValueError):
        return None


def handed_in_words(envelope: Envelope | None) -> str | None:
    """Which version of a hand-in a decision is about, as the history keeps it."""
    return None if envelope is None else envelope.said.isoformat()


def confirm(
    course: Course, assignment: str, learner: LearnerId, *, by: str, why: str = ""
) -> Envelope:
    """Say that a hand-in with name and PIN is really that learner's.

    Args:
        course: The course.
        assignment: The assignment.
        learner: Whose hand-in.
        by: The account of who says so, for the history.
        why: How they know, if they say.

    Raises:
        CourseError: That learner has not handed in, or nothing needs to be confirmed.
    """
    envelope = _collected(course, assignment, learner)
    if envelope.sure:
        raise CourseError(f"The hand-in of {learner} is verified already; nothing to confirm.")
    return _write(course, replace(envelope, confirmed=True), Act.IDENTITY_CONFIRMED, by, why)


def settle_time(
    course: Course, assignment: str, learner: LearnerId, *, late: bool, by: str, why: str = ""
) -> Envelope:
    """Say whether a hand-in whose time is in doubt was late. It may be said again, otherwise.

    Args:
        course: The course.
        assignment: The assignment.
        learner: Whose hand-in.
        late: Whether it counts as late.
        by: The account of who says so, for the history.
        why: How they know, if they say.

    Raises:
        CourseError: That learner has not handed in, or its time was never in doubt.
    """
    envelope = _collected(course, assignment, learner)
    if not replace(envelope, settled_late=None).in_doubt(due_of(course, assignment)):
        raise CourseError(
            f"The time of {learner}'s hand-in is not in doubt; there is nothing to settle."
        )
    return _write(course, replace(envelope, settled_late=late), Act.TIME_SETTLED, by, why)


def _collected(course: Course, assignment: str, learner: LearnerId) -> Envelope:
    if not course.is_ordinary(assignment):
        course.check_released(assignment)
    envelope = read_envelope(course, learner, assignment)
    if envelope is None:
        raise CourseError(
            f"Nothing of {learner!r} for {assignment!r} has been collected; "
            f"see `bhtrain status {assignment}`."
        )
    return envelope


def _write(course: Course, envelope: Envelope, what: Act, by: str, why: str) -> Envelope:
    """Into the history first: whoever is stopped after that sees the question once more."""
    entry = Review(
        what=what,
        by=by,
        assignment=envelope.assignment,
        learner=envelope.learner,
        why=why.strip()[:MAX_WHY],
        details={"handed_in": handed_in_words(envelope), "late": envelope.settled_late},
    )
    ReviewHistory.of(course).add(entry, at=now())
    folder = course.submitted(envelope.learner, envelope.assignment)
    write_whole(folder / TIMESTAMP, timestamp_text(envelope.at).encode())
    write_whole(folder / ENVELOPE, envelope_text(envelope).encode())
    return envelope
