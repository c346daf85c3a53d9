"""The notes beside each other: whoever has seen one has not seen the next."""

import re
from collections import Counter
from itertools import combinations

from bhtrain.authoring.coverage_pools import graded_pool, practice_bank

LENGTH = 5  # words in a row
MOST_SHARED = 0.30  # of the note that has fewer of them


def runs_of_words(sentences: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Every LENGTH words in a row, without capitals and punctuation."""
    words = re.findall(r"[^\W_]+", " ".join(sentences).lower())
    return set(zip(*(words[start:] for start in range(LENGTH)), strict=False))


def shared(notes: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], float]:
    """The share of runs that two notes have in common, for each pair that has any."""
    runs = {name: runs_of_words(note) for name, note in sorted(notes.items())}
    holders: dict[tuple[str, ...], list[str]] = {}
    for name, found in runs.items():
        for run in found:
            holders.setdefault(run, []).append(name)
    common = Counter(pair for names in holders.values() for pair in combinations(names, 2))
    return {
        (one, other): count / min(len(runs[one]), len(runs[other]))
        for (one, other), count in common.items()
    }


def test_the_share_is_that_of_the_shorter_note():
    """Cut into two sentences, and written otherwise, the words are the same."""
    found = shared(
        {
            "long": ("He came in late and left.", "She stayed on until five."),
            "short": ("he came in LATE, and left early",),
            "other": ("Nothing of this is in the two.",),
        }
    )

    assert found == {("long", "short"): 2 / 3}


def test_no_note_of_bank_and_graded_pool_repeats_another():
    """A copied note is found by eye, and then it trains nothing."""
    scenarios = [*practice_bank().every, *graded_pool().every]
    notes = {scenario.task.id: scenario.task.note for scenario in scenarios}

    assert len(notes) == len(scenarios)
    assert [f"{a} and {b}: {n:.0%}" for (a, b), n in shared(notes).items() if n > MOST_SHARED] == []
