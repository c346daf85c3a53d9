"""Accuracy three ways in words, and what to practice next: for the feedback and for the manager."""

from collections.abc import Iterable, Mapping
from typing import Any

from bhtrain.grading.accuracy import Accuracy, Dollars, Proportion
from bhtrain.grading.fees import SAMPLE_REMARK

MOST_TO_PRACTICE = 3
_MOST_NAMED = 12
RANGES = (
    "Per code and per case, the last two numbers say between what the true share likely lies "
    "(95%). Few cases say little. Money has no such range: one long session moves much of it."
)


def totals_in_words(given: Accuracy) -> list[dict[str, str]]:
    """Three rows, each with what is counted, the result, and of how many it is."""
    return [
        {"label": "Per code", "result": proportion_in_words(given.codes, "code")},
        {"label": "Per case", "result": proportion_in_words(given.cases, "case")},
        {"label": "Per dollar", "result": dollars_in_words(given.dollars)},
    ]


def proportion_in_words(given: Proportion, what: str) -> str:
    """83% (5 of 6 codes; 44% to 97%)."""
    if given.share is None:
        return f"no {what} counted"
    low, high = given.interval
    counted = f"{given.right} of {given.n} {what}{'' if given.n == 1 else 's'}"
    return f"{given.share:.0%} ({counted}; {low:.0%} to {high:.0%})"


def dollars_in_words(given: Dollars) -> str:
    """75% ($30 too much, $0 too little; 2 cases)."""
    if given.share is None:
        return "no money counted"
    over, under = _dollars(given.over_cents), _dollars(given.under_cents)
    cases = f"{given.n} case{'' if given.n == 1 else 's'}"
    return f"{given.share:.0%} ({over} too much, {under} too little; {cases})"


def fee_remark(given: Dollars) -> str:
    """Whose fees these are, where that has to be said, and which codes have none."""
    remarks = [f"The amounts are a {SAMPLE_REMARK}."] if given.sample else []
    if given.unpriced:
        codes = ", ".join(given.unpriced[:_MOST_NAMED])
        more = len(given.unpriced) - _MOST_NAMED
        remarks.append(
            f"Left out, without a fee: {codes}{f' and {more} more' if more > 0 else ''}."
        )
    return " ".join(remarks)


def _dollars(cents: int) -> str:
    return f"${cents / 100:,.2f}".removesuffix(".00")


def practice_next(tasks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The competencies with the lowest share of points, at most three, none that was all right.

    A task that waits for a person says nothing yet.
    """
    sums: dict[str, tuple[float, float]] = {}
    for task in tasks:
        if task["waits"]:
            continue
        for competency in task["competencies"]:
            points, most = sums.get(competency, (0.0, 0.0))
            sums[competency] = (points + task["points"], most + task["max_points"])
    weak = [
        (points / most, competency, points, most)
        for competency, (points, most) in sums.items()
        if most and points < most
    ]
    return [
        {"competency": competency, "points": round(points, 2), "max_points": most}
        for _, competency, points, most in sorted(weak)[:MOST_TO_PRACTICE]
    ]
