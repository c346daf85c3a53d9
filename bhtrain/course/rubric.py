"""The rubric of a question to the clinician: what a good one does, and what each part is worth.

It begins as the key's. Reviewers may edit it in the course: every edit is an entry of the history
that holds the whole rubric from then on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bhtrain.course.reviews import Act, Review
from bhtrain.model.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that a good question does. A retired one is no longer given, and stays readable."""

    id: str  # never used again for another
    text: str
    points: float
    retired: bool = False


def present_rubric(scenario: Scenario, entries: Iterable[Review]) -> tuple[Criterion, ...]:
    """The rubric that holds now, retired criteria last; empty where the task has none.

    Args:
        scenario: The task with its key.
        entries: The history of the task.
    """
    edits = [
        entry
        for entry in entries
        if entry.what is Act.RUBRIC_EDITED and entry.task == scenario.task.id
    ]
    if edits:
        return tuple(Criterion(**item) for item in edits[-1].details["rubric"])
    return tuple(
        Criterion(id=str(number), text=item.text, points=float(item.points))
        for number, item in enumerate(scenario.key.rubric, start=1)
    )
