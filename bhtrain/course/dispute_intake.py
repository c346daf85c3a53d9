"""What a dispute has to show before the history takes it in, and how it is marked.

Nothing that comes late is thrown away for that: it is taken in, and marked.
"""

import hmac
from collections.abc import Iterable
from typing import Any

from bhtrain import clock
from bhtrain.course.deciding import deciding
from bhtrain.course.envelope import read_envelope
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.inbound import refuse_strangers
from bhtrain.course.layout import Course
from bhtrain.course.reviews import Act, Review, ReviewHistory, waiting_about
from bhtrain.course.roster import roster
from bhtrain.course.scoring import secret_of
from bhtrain.course.sign_off import holding
from bhtrain.errors import ExchangeError
from bhtrain.exchange.disputes import DISPUTED_LABELS, Dispute, read_dispute
from bhtrain.exchange.handin import RosterEntry, moment_from_text, moment_to_text
from bhtrain.exchange.records import HandInFile, Release


class Intake:
    """What has to be known about an assignment in order to take disputes of it."""

    def __init__(self, course: Course, assignment: str):
        self._course = course
        self._assignment = assignment
        self._release: Release = course.exchange.release_of(assignment)
        self._roster = {entry.learner: entry for entry in roster(course)}
        with open_gradebook(course) as gradebook:
            self._graded = {(one.learner, one.task) for one in gradebook.grades(assignment)}
        self._tasks = {task for _, task in self._graded}

    def take(self, file: HandInFile) -> Review | None:
        """The new entry of the history; None where a run that was stopped has added it before.

        Raises:
            ExchangeError: The file is refused.
        """
        dispute, owner = read_dispute(file)
        learner = dispute.identity.learner
        feedback = self._feedback_it_speaks_of(dispute, owner)
        known = self._tasks | {str(task.get("task")) for task in feedback.get("tasks", ())}
        if dispute.task not in known:
            raise ExchangeError(f"{dispute.task[:80]!r} is no task of {self._assignment}.")
        with deciding(self._course):
            history = ReviewHistory.of(self._course)
            own = history.entries(self._assignment, learner=learner)
            if any(entry.details.get("token") == dispute.token for entry in own):
                return None
            if waiting_about(own, dispute.task, dispute.field):
                raise ExchangeError(
                    f"{DISPUTED_LABELS[dispute.field]} of {dispute.task} is disputed already, and "
                    "that waits for an answer."
                )
            entry = self._entry(dispute, owner, file, feedback, own)
            history.add(entry, at=clock.now())
        return entry

    def _feedback_it_speaks_of(self, dispute: Dispute, owner: str | None) -> dict[str, Any]:
        """The feedback that the learner was given; empty where none can be read.

        Raises:
            ExchangeError: The file is not that learner's.
        """
        learner = dispute.identity.learner
        envelope = read_envelope(self._course, learner, self._assignment)
        off_roster = RosterEntry(
            learner=learner, name="", account=envelope.account if envelope else None
        )
        refuse_strangers(dispute.identity, owner, self._roster.get(learner, off_roster))
        secret = secret_of(self._course, learner, self._assignment) or ""
        if not hmac.compare_digest(secret.encode(), dispute.secret.encode()):
            raise ExchangeError(
                f"It does not carry the secret of {learner}'s hand-in that counts, so nobody knows "
                "whose it is."
            )
        try:
            return self._course.exchange.feedback(self._assignment, learner, secret) or {}
        except ExchangeError:
            return {}

    def _entry(
        self,
        dispute: Dispute,
        owner: str | None,
        file: HandInFile,
        feedback: dict[str, Any],
        own: Iterable[Review],
    ) -> Review:
        learner = dispute.identity.learner
        arrived = min(file.arrived, clock.now())
        late = self._release.due is not None and arrived > self._release.due
        verified = dispute.identity.verified and owner is not None
        given = feedback.get("released_at")
        again = given is not None and self._release.released_at > moment_from_text(given, "It")
        remarks = {
            "after the due date": late,
            "after the sign-off": holding(own) is not None,
            "released again since the feedback": again,
            "not on the roster": learner not in self._roster,
            "no points in the gradebook": (learner, dispute.task) not in self._graded,
            "identity not verified": not verified,
        }
        return Review(
            what=Act.DISPUTED,
            by=learner,
            assignment=self._assignment,
            learner=learner,
            task=dispute.task,
            why=dispute.reason,
            details={
                "field": dispute.field,
                "label": DISPUTED_LABELS[dispute.field],
                "said_at": moment_to_text(dispute.at),
                "arrived": moment_to_text(arrived),
                "identity": {
                    "source": dispute.identity.source.value,
                    "account": owner,
                    "verified": verified,
                },
                "late": late,
                "remarks": [words for words, holds in remarks.items() if holds],
                "token": dispute.token,
            },
        )
