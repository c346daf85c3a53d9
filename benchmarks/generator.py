"""How fast fresh notes come, and how much they repeat each other.

    python benchmarks/generator.py [--notes 10000]

Two questions:
  seconds for 10,000 notes, all of them different                          goal < 60 s
  pairs of notes that share more than 60 % of the 5-grams of the smaller   goal < 1 %
Pairs are drawn at random from all notes, and in a second count every pair of 500 notes of one
template is looked at, for each template. Raw figures go to benchmarks/results.
"""

import argparse
import json
import platform
import random
import re
import time
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from bhtrain import __version__
from bhtrain.content import content_version
from bhtrain.scenarios.generate import generated, templates

RESULTS = Path(__file__).parent / "results"
WORDS = 5  # of a run that counts as shared
SHARED = 0.6
PAIRS = 200_000
SAME = 500  # notes of one template, all pairs of which are compared


def runs(note: tuple[str, ...]) -> frozenset[int]:
    """Every run of five words of a note, without case and punctuation."""
    words = re.findall(r"[\w'/:.-]*\w", " ".join(note).lower())
    return frozenset(hash(tuple(words[at : at + WORDS])) for at in range(len(words) - WORDS + 1))


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two notes share more than the limit."""
    return len(one & other) > SHARED * min(len(one), len(other))


def speed(notes: int) -> dict[str, Any]:
    """Seconds for so many notes in a row, and how many of them differ from all others."""
    generated(0)  # the content is read once
    started = time.perf_counter()
    texts = [generated(seed).task.note for seed in range(notes)]
    seconds = time.perf_counter() - started
    return {"notes": notes, "seconds": seconds, "distinct": len(set(texts))}


def random_pairs(notes: int) -> dict[str, Any]:
    """Pairs of any two notes."""
    rng = random.Random(1)
    found = [runs(generated(seed).task.note) for seed in range(notes)]
    pairs = (rng.sample(range(notes), 2) for _ in range(PAIRS))
    count = sum(alike(found[one], found[other]) for one, other in pairs)
    return {"pairs": PAIRS, "alike": count, "share": count / PAIRS}


def same_template(size: int) -> dict[str, Any]:
    """All pairs of notes of one template, for each template."""
    names, shares = templates(), {}
    for place, name in enumerate(names):
        found = [runs(generated(turn * len(names) + place).task.note) for turn in range(size)]
        pairs = size * (size - 1) // 2
        shares[name] = sum(alike(one, other) for one, other in combinations(found, 2)) / pairs
    worst = max(shares, key=lambda name: shares[name])
    mean = sum(shares.values()) / len(shares)
    return {"notes_each": size, "mean": mean, "worst": worst, "share": shares[worst], "all": shares}


def main() -> None:
    """Measure, print, and keep the raw figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--notes", type=int, default=10_000)
    wanted = parser.parse_args()
    made, apart, same = speed(wanted.notes), random_pairs(wanted.notes), same_template(SAME)
    print(f"{made['notes']:,} notes in {made['seconds']:.1f} s, {made['distinct']:,} distinct")
    print(f"any two notes alike: {apart['share']:.3%} of {PAIRS:,} pairs")
    print(f"two notes of one template alike: {same['mean']:.2%} on average,")
    print(f"  worst {same['worst']} with {same['share']:.2%}")
    for name, share in sorted(same["all"].items(), key=lambda item: -item[1])[:8]:
        print(f"  {share:7.2%}  {name}")
    RESULTS.mkdir(exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    result = {
        "version": __version__,
        "content": content_version(),
        "python": platform.python_version(),
        "templates": len(templates()),
        "speed": made,
        "random_pairs": apart,
        "same_template": same,
    }
    text = json.dumps(result, indent=1)
    (RESULTS / f"generator-{stamp}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
