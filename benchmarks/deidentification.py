"""How many seeded identifiers the de-identification lint finds, and how many hits are false.

    python benchmarks/deidentification.py                          the frozen sets of the tests
    python benchmarks/deidentification.py SEEDED.yaml CLEAN.yaml   other sets of the same form

Beside the frozen sets stand `second-` (once unseen, then learned from), `third-` (unseen to the
end: recall 1.00, precision 0.98) and `hard-` (wording that a writer of patterns would not think of
first: recall 0.79).

A seeded sentence counts as found when a hit of its identifier overlaps the value. Strict: the
identifier has to be the very one. Lenient: telephone and fax count for each other, and so do the
numbers that only their cue tells apart. A false hit is any hit in a clean sentence, and one in a
seeded sentence beside its value.
"""

import argparse
import json
import platform
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bhtrain import __version__
from bhtrain.scenarios.deidentify import find_identifiers

RESULTS = Path(__file__).parent / "results"
SETS = Path(__file__).parent.parent / "tests" / "scenarios" / "deidentification"
ALIKE = (
    frozenset(("telephone", "fax")),
    frozenset(("mrn", "account", "plan-number", "licence", "device")),
)


def alike(one: str, other: str) -> bool:
    """Whether the lenient count takes one identifier for the other."""
    return one == other or any({one, other} <= group for group in ALIKE)


def measure(seeded: list[dict[str, Any]], clean: list[str]) -> dict[str, Any]:
    """Counts by identifier over both sets, and what was missed or wrong."""
    seeds: Counter[str] = Counter()
    strict: Counter[str] = Counter()
    lenient: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    false: Counter[str] = Counter()
    missed: list[dict[str, Any]] = []
    wrong: list[dict[str, Any]] = []
    for entry in seeded:
        text, name, value = entry["text"], entry["identifier"], str(entry["value"])
        start = text.index(value)
        stop = start + len(value)
        found = find_identifiers(text)
        on_it = [hit for hit in found if hit.start < stop and start < hit.stop]
        beside = [hit for hit in found if hit not in on_it]
        seeds[name] += 1
        strict[name] += any(hit.identifier == name for hit in on_it)
        lenient[name] += any(alike(hit.identifier, name) for hit in on_it)
        hits.update(hit.identifier for hit in found)
        false.update(hit.identifier for hit in beside)
        wrong += [{"text": text, "hit": hit.text, "as": hit.identifier} for hit in beside]
        if not any(hit.identifier == name for hit in on_it):
            missed.append({**entry, "as": [hit.identifier for hit in on_it]})
    for text in clean:
        found = find_identifiers(text)
        hits.update(hit.identifier for hit in found)
        false.update(hit.identifier for hit in found)
        wrong += [{"text": text, "hit": hit.text, "as": hit.identifier} for hit in found]
    rows = {
        name: {
            "seeded": seeds[name],
            "found": strict[name],
            "found_lenient": lenient[name],
            "recall": strict[name] / seeds[name] if seeds[name] else None,
            "hits": hits[name],
            "false": false[name],
            "precision": 1 - false[name] / hits[name] if hits[name] else None,
        }
        for name in dict.fromkeys([*seeds, *hits])
    }
    return {
        "seeded": seeds.total(),
        "clean": len(clean),
        "recall": strict.total() / seeds.total(),
        "recall_lenient": lenient.total() / seeds.total(),
        "precision": 1 - false.total() / hits.total() if hits else 1.0,
        "identifiers": rows,
        "missed": missed,
        "wrong": wrong,
    }


def read_sets(seeded: Path, clean: Path) -> dict[str, Any]:
    """Measure two files, each with its list under `sentences`."""
    read = [
        yaml.safe_load(file.read_text(encoding="utf-8"))["sentences"] for file in (seeded, clean)
    ]
    return measure(*read)


def _share(share: float | None) -> str:
    return "     -" if share is None else f"{share:6.3f}"


def main() -> None:
    """Measure, print, and keep the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("seeded", nargs="?", type=Path, default=SETS / "seeded.yaml")
    parser.add_argument("clean", nargs="?", type=Path, default=SETS / "clean.yaml")
    asked = parser.parse_args()
    found = {
        "bhtrain": __version__,
        "python": platform.python_version(),
        "sets": [asked.seeded.name, asked.clean.name],
        **read_sets(asked.seeded, asked.clean),
    }
    name = f"deidentification-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (RESULTS / name).write_text(text + "\n", encoding="utf-8")
    print("identifier    seeded  found  recall   hits  false  precision")
    for identifier, row in found["identifiers"].items():
        print(
            f"{identifier:12}  {row['seeded']:6}  {row['found']:5}  {_share(row['recall'])}"
            f"  {row['hits']:5}  {row['false']:5}  {_share(row['precision'])}"
        )
    print(
        f"all: {found['seeded']} seeded, {found['clean']} clean; recall {found['recall']:.3f}"
        f" (lenient {found['recall_lenient']:.3f}), precision {found['precision']:.3f}\n"
        f"raw: benchmarks/results/{name}"
    )


if __name__ == "__main__":
    main()
