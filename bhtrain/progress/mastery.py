"""What a learner's attempts say about each competency, and about how well they judge themselves.

Of practice only first tries count; graded tasks are evidence beside them. The order of the tries
is that of the log, not of the clock: a clock that was set back changes no trend.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bhtrain.grading.accuracy import Proportion
from bhtrain.model.attempt import Attempt
from bhtrain.progress.graded import GradedWork

PRACTICE = "practice"  # the setting of attempts on practice notes
LATELY = 5  # first tries that count as "lately"

Judged = tuple[datetime, bool]  # when, and whether it was right


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyProgress:
    """One competency in a learner's log.

    `firsts` says of each first try whether it was right, oldest first. Later tries teach, but
    they do not count. Right is everything but the marked sentences. A first try with hints counts
    like any other; `with_hints` says how many of them there are. `graded` says the same of graded
    tasks, and `evidence` of both together.
    """

    competency: str
    tries: int
    firsts: tuple[bool, ...]
    with_hints: int
    graded: tuple[bool, ...]
    evidence: tuple[bool, ...]
    last_seen: datetime

    @property
    def accuracy(self) -> Proportion:
        """How many first tries were right."""
        return _share(self.firsts)

    @property
    def graded_accuracy(self) -> Proportion:
        """How many graded tasks were right."""
        return _share(self.graded)

    @property
    def trend(self) -> tuple[Proportion, Proportion] | None:
        """The last five first tries and those before; None while there are not five of each."""
        if len(self.firsts) < 2 * LATELY:
            return None
        return _share(self.firsts[-LATELY:]), _share(self.firsts[:-LATELY])


def _share(firsts: Sequence[bool]) -> Proportion:
    return Proportion(sum(firsts), len(firsts))


def by_competency(
    attempts: Iterable[Attempt], graded: Iterable[GradedWork] = ()
) -> tuple[CompetencyProgress, ...]:
    """Progress in each competency that was practiced or graded, in alphabetical order.

    Args:
        attempts: The learner's log.
        graded: Hand-ins with released feedback, each once.
    """
    tried: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.setting == PRACTICE:
            for competency in attempt.competencies:
                tried.setdefault(competency, []).append(attempt)
    judged: dict[str, list[Judged]] = {}
    for work in sorted(graded, key=lambda one: one.at):
        for task in work.tasks:
            for competency in task.competencies:
                judged.setdefault(competency, []).append((work.at, task.right))
    return tuple(
        _progress(name, tried.get(name, []), judged.get(name, []))
        for name in sorted(tried.keys() | judged.keys())
    )


def _progress(
    competency: str, tries: Sequence[Attempt], judged: Sequence[Judged]
) -> CompetencyProgress:
    first = [one for one in tries if one.try_number == 1 and one.right is not None]
    firsts = [(one.at, bool(one.right)) for one in first]
    return CompetencyProgress(
        competency=competency,
        tries=len(tries),
        firsts=tuple(right for _, right in firsts),
        with_hints=sum(one.hints > 0 for one in first),
        graded=tuple(right for _, right in judged),
        evidence=tuple(_together(firsts, judged)),
        last_seen=max([*(one.at for one in tries), *(at for at, _ in judged)]),
    )


def _together(firsts: Iterable[Judged], judged: Sequence[Judged]) -> Iterator[bool]:
    """Graded tasks among the first tries, which keep the order of the log."""
    waiting = list(judged)
    for at, right in firsts:
        while waiting and waiting[0][0] <= at:
            yield waiting.pop(0)[1]
        yield right
    yield from (right for _, right in waiting)


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
