"""What stands in the exchange: releases, hand-ins that wait, receipts, and who has begun."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bhtrain.errors import ExchangeError
from bhtrain.model.attempt import LearnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An assignment as it was released. `due` is the last moment that is not late."""

    assignment: str
    title: str
    due: datetime | None
    released_at: datetime
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the learner keeps as proof of a hand-in."""

    assignment: str
    learner: LearnerId
    at: datetime
    number: str  # "3F9A-22C1": the manager finds the hand-in's file by it
    digest: str  # SHA-256 of the answers as they were handed in, in hexadecimal digits


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInFile:
    """A file in the inbound folder, unread. `account` owns it; None where that is unknown.

    `learner` and `at` are what its name says; `arrived` is what the folder's machine says.
    """

    path: Path
    learner: LearnerId
    at: datetime
    arrived: datetime
    account: str | None

    def refuse_misplaced(self, what: str, learner: LearnerId, assignment: str) -> None:
        """Refuse contents that are of another learner or assignment than name and folder say.

        Raises:
            ExchangeError: They are; the text says so of `what`, a "hand-in" or a "dispute".
        """
        if learner != self.learner:
            raise ExchangeError(f"The {what} named for {self.learner} is signed by {learner}.")
        if assignment != self.path.parent.parent.name:
            raise ExchangeError(f"It is a {what} of another assignment, {assignment!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A learner has opened an assignment."""

    learner: LearnerId
    at: datetime
    account: str | None
