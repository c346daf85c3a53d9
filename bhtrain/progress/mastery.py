"""What a learner's attempts say about each competency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bhtrain.model.attempt import Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyProgress:
    """One competency in a learner's log.

    `accuracy` is the mean share of points of first tries that have a score, 0 to 1; None
    while there is none. Later tries teach, but they do not count.
    """

    competency: str
    tries: int
    first_tries: int
    accuracy: float | None
    last_seen: datetime


def by_competency(attempts: Iterable[Attempt]) -> tuple[CompetencyProgress, ...]:
    """Progress in each competency that was tried, in alphabetical order."""
    grouped: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        for competency in attempt.competencies:
            grouped.setdefault(competency, []).append(attempt)
    progress = []
    for competency, tries in sorted(grouped.items()):
        first = [attempt for attempt in tries if attempt.try_number == 1]
        scores = [attempt.score for attempt in first if attempt.score is not None]
        progress.append(
            CompetencyProgress(
                competency=competency,
                tries=len(tries),
                first_tries=len(first),
                accuracy=sum(scores) / len(scores) if scores else None,
                last_seen=max(attempt.at for attempt in tries),
            )
        )
    return tuple(progress)
