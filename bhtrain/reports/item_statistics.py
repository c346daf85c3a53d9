"""What many answers to one task say about the task. Numbers in, numbers out."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import StatisticsError, correlation, pstdev

MIN_LEARNERS = 10  # with fewer, one person more or less turns the sign
MIN_SPREAD = 0.02  # where everybody earns the same share, nobody is told from anybody
_Z_95 = 1.959964  # the standard normal deviate that leaves 2.5 % on either side


@dataclass(frozen=True, slots=True)
class Discrimination:
    """How well a task tells those who know from those who do not, from -1 to 1.

    `low` and `high` say between what the true value likely lies (95 %).
    """

    value: float
    low: float
    high: float


def discrimination(task: Sequence[float], others: Sequence[float]) -> Discrimination | None:
    """The corrected item-total correlation of one task.

    It is Pearson's correlation, over learners, of the share of points in this task with the share
    of points in all other tasks of the same assignment. "Corrected" means that the task itself
    is not part of the total, which it would agree with. Above 0, those who did well elsewhere did
    well here too. Below 0 they did worse, and the key is the first thing to look at.

    Args:
        task: Each learner's share in this task, 0 to 1.
        others: The same learners' shares in the other tasks, in the same order.

    Returns:
        None with fewer than 10 learners, or where all of them earned nearly the same.

    Source:
        The interval: R. A. Fisher, On the "probable error" of a coefficient of correlation
        deduced from a small sample, Metron 1 (1921), 3-32.
    """
    if len(task) != len(others):
        raise ValueError(f"{len(task)} shares in the task, {len(others)} in the others")
    if len(task) < MIN_LEARNERS or min(pstdev(task), pstdev(others)) < MIN_SPREAD:
        return None
    try:
        found = correlation(task, others)
    except StatisticsError:
        return None
    z = atanh(max(-1 + 1e-9, min(1 - 1e-9, found)))
    half = _Z_95 / sqrt(len(task) - 3)
    return Discrimination(found, tanh(z - half), tanh(z + half))


def facility(shares: Sequence[float]) -> float | None:
    """The mean share of points, 0 to 1: high is easy. None where nobody has any."""
    return sum(shares) / len(shares) if shares else None
