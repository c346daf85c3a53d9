"""How accurate somebody is, three ways: per code, per case, per dollar. Each says of how many.

Points weigh what a payer cares about; these three are what an audit reports. They look at what
was answered, not at what a person later decided about the points.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

from bhtrain.grading.fees import Fees

if TYPE_CHECKING:  # a page of practice shows intervals long before it scores anything
    from bhtrain.grading.score import Score

# A case is right when all of these are. The last two are what a denial, a month or a queue asks
# in their place. Place of service, diagnoses and marked sentences do not decide it.
CASE_FIELDS = frozenset(
    {"decision", "procedure", "units", "modifiers", "gaps", "causes", "order"},
)
_Z_95 = 1.959964  # the standard normal deviate that leaves 2.5 % on either side


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share, from 0 to 1. Nothing counted says nothing: 0 to 1.

    Source:
        E. B. Wilson, Probable inference, the law of succession, and statistical inference,
        Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if not 0 <= right <= n:
        raise ValueError(f"{right} of {n} is no share")
    if n == 0:
        return 0.0, 1.0
    share, square = right / n, _Z_95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z_95 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    low = 0.0 if right == 0 else max(0.0, middle - half)
    high = 1.0 if right == n else min(1.0, middle + half)
    return low, high


@dataclass(frozen=True, slots=True)
class Proportion:
    """How many of how many."""

    right: int
    n: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing was counted."""
        return self.right / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the true share likely lies (Wilson, 95 %).

        It takes what is counted as independent. Two codes of one note are not quite that, so
        per code it is a little too narrow.
        """
        return wilson(self.right, self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dollars:
    """Billed money against expected money, in cents, over `n` cases in which there is any.

    `over_cents` was billed and should not have been; `under_cents` should have been and was not.
    There is no interval: dollars are not independent trials, one long session moves a hundred of
    them at once. `unpriced` are codes without a fee; their lines are left out.
    """

    right_cents: int
    over_cents: int
    under_cents: int
    n: int
    unpriced: tuple[str, ...] = ()
    sample: bool = False

    @property
    def share(self) -> float | None:
        """Right money over the larger of billed and expected, line by line; None without any."""
        larger = self.right_cents + self.over_cents + self.under_cents
        return self.right_cents / larger if larger else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """The three together."""

    codes: Proportion
    cases: Proportion
    dollars: Dollars


@dataclass(slots=True)
class _Money:
    """What was summed up so far, in cents."""

    right: int = 0
    over: int = 0
    under: int = 0
    cases: int = 0
    unpriced: set[str] = field(default_factory=set)


def accuracy(scores: Iterable["Score"], fees: Fees) -> Accuracy:
    """Per code, per case and per dollar over any number of graded tasks.

    Per code, right service-line codes are counted over the larger of entered and expected. A task
    without an answer counts with everything that it expected.
    """
    right_codes = all_codes = right_cases = all_cases = 0
    money = _Money()
    for score in scores:
        matched = score.matched
        right_codes += sum(pair.entered.code == pair.wanted.code for pair in matched.pairs)
        all_codes += matched.larger
        right_cases += _case_is_right(score)
        all_cases += 1
        _add_money(money, score, fees)
    return Accuracy(
        codes=Proportion(right_codes, all_codes),
        cases=Proportion(right_cases, all_cases),
        dollars=Dollars(
            right_cents=money.right,
            over_cents=money.over,
            under_cents=money.under,
            n=money.cases,
            unpriced=tuple(sorted(money.unpriced)),
            sample=fees.sample,
        ),
    )


def _case_is_right(score: "Score") -> bool:
    asked = [part for part in score.fields if part.name in CASE_FIELDS]
    return not score.problem and all(part.status == "right" for part in asked)


def _add_money(money: _Money, score: "Score", fees: Fees) -> None:
    """Money that was billed for another line than expected is right as far as both go."""
    matched, any_money = score.matched, False
    lines = [(pair.entered, pair.wanted) for pair in matched.pairs]
    for entered, wanted in (
        *lines,
        *((line, None) for line in matched.extra),
        *((None, line) for line in matched.missing),
    ):
        cents = {line: fees.cents_of(line) for line in (entered, wanted) if line is not None}
        money.unpriced |= {line.code for line, amount in cents.items() if amount is None}
        if None in cents.values():
            continue
        billed = (cents[entered] or 0) if entered else 0
        expected = (cents[wanted] or 0) if wanted else 0
        money.right += min(billed, expected)
        money.over += max(0, billed - expected)
        money.under += max(0, expected - billed)
        any_money = any_money or billed > 0 or expected > 0
    money.cases += any_money
