"""Keys to look at again, each with the reason. A reason is a hint to a person, never a verdict."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from bhtrain.reports.frames import typed_frame
from bhtrain.reports.tries import NO_ANSWER

TYPES = {"assignment": "string", "task": "string", "title": "string", "reason": "string"}
HARD = 0.3  # a mean share of points below which a task is unusually hard
MIN_TRIES = 5  # with fewer, a hard task is two bad days
MIN_WRONG = 3  # so many have to agree on what the key does not have
MIN_CHANGED = 2  # one correction is about one answer


def keys_to_check(items: pd.DataFrame, choices: pd.DataFrame) -> pd.DataFrame:
    """One row for each key and reason; keys with most reasons first.

    The reasons:
        - a learner disputed it;
        - its review state is disputed;
        - it was corrected after it had graded, and nobody else has keyed the note since: its
          review state is still drafted;
        - a person gave other points than the key for at least two answers;
        - at least three learners chose what the key does not have, and more than chose any of
          what it has in the same part of the answer;
        - its discrimination is below 0;
        - it is very hard: at most 30 % of the points, over at least five learners.

    Args:
        items: As `items.items_frame` gives them.
        choices: As `items.choices_frame` gives them.
    """
    rows = [
        {"assignment": item["assignment"], "task": item["task"], "title": item["title"]}
        | {"reason": reason}
        for item in items.to_dict("records")
        for reason in _reasons(item, choices)
    ]
    found = typed_frame(rows, TYPES)
    most = found.groupby(["assignment", "task"])["reason"].transform("size")
    order = most.sort_values(ascending=False, kind="stable").index
    return found.loc[order].reset_index(drop=True)


def _reasons(item: Mapping[Hashable, Any], choices: pd.DataFrame) -> Iterator[str]:
    n = item["n"]
    if item["disputes"]:
        yield f"{_learners(item['disputes'])} disputed it."
    if item["key"] == "disputed":
        yield "Its review state is disputed: two readers of the note did not agree."
    if item["reopened"]:
        yield f"Its key was corrected on {item['reopened']}; nobody else has keyed the note since."
    if item["changed"] >= MIN_CHANGED:
        yield f"A person gave other points than the key for {item['changed']} of {n} answers."
    same = (choices["assignment"] == item["assignment"]) & (choices["task"] == item["task"])
    yield from _against_the_key(choices[same])
    if item["discrimination"] < 0:  # never where it is missing
        yield (
            f"Those who did well elsewhere did worse here: {item['discrimination']:.2f} "
            f"({item['low']:.2f} to {item['high']:.2f}), {_learners(n)}."
        )
    if n >= MIN_TRIES and item["facility"] <= HARD:
        yield f"Very hard: {item['facility']:.0%} of the points on average, {_learners(n)}."


def _against_the_key(choices: pd.DataFrame) -> Iterator[str]:
    """The first part of the answer in which most agree on what the key does not have.

    A part in which the key has nothing is left out: the decision says it.
    """
    counted = choices[(choices["choice"] != NO_ANSWER) & (choices["key"] != "")]
    for _, part in counted.groupby("part", sort=False):
        rows = part.sort_values("n", ascending=False, kind="stable").to_dict("records")
        wrong = next((row for row in rows if not row["right"]), None)
        right = next((row["n"] for row in rows if row["right"]), 0)
        if wrong is not None and wrong["n"] >= MIN_WRONG and wrong["n"] > right:
            yield (
                f"{wrong['choice']} was chosen by {wrong['n']} of {wrong['of']}, "
                f"what the key has ({wrong['key']}) by {right or 'nobody'}."
            )
            return


def _learners(n: int) -> str:
    return f"{n} learner{'' if n == 1 else 's'}"
