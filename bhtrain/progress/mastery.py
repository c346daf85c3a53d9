"""What a learner's attempts say about each competency, and about how well they judge themselves.

Only first tries of practice notes count. The order is that of the log, not of the clock: a clock
that was set back changes no trend.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bhtrain.grading.accuracy import Proportion
from bhtrain.model.attempt import Attempt

PRACTICE = "practice"  # the setting of attempts on practice notes
LATELY = 5  # first tries that count as "lately"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyProgress:
    """One competency in a learner's log.

    `firsts` says of each first try whether it was right, oldest first. Later tries teach, but
    they do not count. Right is everything but the marked sentences. A first try with hints counts
    like any other; `with_hints` says how many of them there are.
    """

    competency: str
    tries: int
    firsts: tuple[bool, ...]
    with_hints: int
    last_seen: datetime

    @property
    def accuracy(self) -> Proportion:
        """How many first tries were right."""
        return _share(self.firsts)

    @property
    def trend(self) -> tuple[Proportion, Proportion] | None:
        """The last five first tries and those before; None while there are not five of each."""
        if len(self.firsts) < 2 * LATELY:
            return None
        return _share(self.firsts[-LATELY:]), _share(self.firsts[:-LATELY])


def _share(firsts: Sequence[bool]) -> Proportion:
    return Proportion(sum(firsts), len(firsts))


def by_competency(attempts: Iterable[Attempt]) -> tuple[CompetencyProgress, ...]:
    """Progress in each competency that was practiced, in alphabetical order."""
    grouped: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.setting == PRACTICE:
            for competency in attempt.competencies:
                grouped.setdefault(competency, []).append(attempt)
    progress = []
    for competency, tries in sorted(grouped.items()):
        first = [one for one in tries if one.try_number == 1 and one.right is not None]
        progress.append(
            CompetencyProgress(
                competency=competency,
                tries=len(tries),
                firsts=tuple(bool(one.right) for one in first),
                with_hints=sum(one.hints > 0 for one in first),
                last_seen=max(attempt.at for attempt in tries),
            )
        )
    return tuple(progress)


def by_confidence(attempts: Iterable[Attempt]) -> dict[int, Proportion]:
    """How many first tries were right where the learner was 1 guessing, 2 fairly sure, 3 sure.

    A confidence that was never chosen is left out.
    """
    grouped: dict[int, list[bool]] = {}
    for attempt in attempts:
        counts = attempt.setting == PRACTICE and attempt.try_number == 1
        if counts and attempt.confidence is not None and attempt.right is not None:
            grouped.setdefault(attempt.confidence, []).append(attempt.right)
    return {confidence: _share(firsts) for confidence, firsts in sorted(grouped.items())}
