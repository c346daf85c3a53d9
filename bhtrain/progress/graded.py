"""Graded work as evidence: what released feedback says of each task, beside first tries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NEARLY = 0.75  # of a task's points: what it can be worth where only marked sentences differ


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedTask:
    """One task that was graded: what it trains, and whether it was right."""

    competencies: tuple[str, ...]
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedWork:
    """One hand-in whose feedback was released. `at` is when the learner handed it in."""

    at: datetime
    tasks: tuple[GradedTask, ...]


def graded_tasks(feedback: Mapping[str, Any]) -> tuple[GradedTask, ...]:
    """The tasks of a released feedback, in its order.

    A task that a person has still to look at says nothing yet. Anything unreadable is passed over.
    """
    tasks = feedback.get("tasks")
    return tuple(
        GradedTask(
            competencies=tuple(str(name) for name in task.get("competencies") or ()),
            right=_is_right(task),
        )
        for task in (tasks if isinstance(tasks, list) else ())
        if isinstance(task, dict) and not task.get("waits")
    )


def _is_right(task: Mapping[str, Any]) -> bool:
    """Full points; or everything right but the marked sentences, where the fields are shown."""
    points, most = float(task.get("points") or 0), float(task.get("max_points") or 0)
    if most <= 0 or points >= most:
        return most > 0
    fields = [field for field in task.get("fields") or () if field.get("name") != "evidence"]
    all_right = bool(fields) and all(field.get("status") == "right" for field in fields)
    return all_right and points >= NEARLY * most
