"""What the gradebook is told of hand-ins, and what it tells of learners and their grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bhtrain.model.attempt import LearnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPoints:
    """What one task earned; `look` asks a person to look at it. None: nobody has said yet."""

    points: float | None
    look: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPoints:
    """What one hand-in earned, by task; `flagged` is formgrader's mark for a person's look."""

    learner: LearnerId
    at: datetime | None
    tasks: Mapping[str, TaskPoints]
    flagged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One task of one learner in the gradebook. `points` count: a person's word goes first.

    `extra` are points that a person has added to the automatic ones, which go on counting.
    """

    learner: LearnerId
    assignment: str
    task: str
    points: float
    max_points: float
    auto_points: float | None
    by_hand: bool
    look: bool
    extra: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A learner in the gradebook."""

    learner: LearnerId
    name: str
