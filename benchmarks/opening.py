"""Opening practice with 100 and with 10,000 of a practice's own scenarios.

    python benchmarks/opening.py [--runs 7]

Each run is a new process that imports bhtrain, makes the practice page and its first desk, and
looks up one of the own notes; the two banks take turns. The goal is a ratio of medians near 1.
Raw samples go to benchmarks/results/.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bhtrain.authoring.compiling import one_entry_a_line
from bhtrain.content import content
from bhtrain.exchange.own_bank import publish_own_bank
from bhtrain.scenarios.bank import index_of

SIZES = (100, 10_000)
PROGRAM = """\
from bhtrain.widgets import pages, parts
page = pages.practice()
bank = parts.practice_bank()
assert bank.scenario("own-{last}").task.id == "own-{last}"
print(len(bank), page.children[1].task["id"])
"""


def write_bank(exchange: Path, size: int) -> None:
    """A bank of so many scenarios, copies of bhtrain's own under other names."""
    ours = list(content("bank").values())
    entries = {f"own-{n}": {**ours[n % len(ours)], "id": f"own-{n}"} for n in range(size)}
    text = one_entry_a_line(entries) + "\n"
    publish_own_bank(exchange, text, one_entry_a_line(index_of(text)) + "\n")


def seconds(folder: Path, size: int) -> float:
    """One new process from start to page; what it prints is verified."""
    environment = {
        **os.environ,
        "BHTRAIN_EXCHANGE": str(folder / str(size)),
        "BHTRAIN_LEARNER": str(folder / "learner"),
    }
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(last=size - 1)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    took = time.perf_counter() - began
    assert int(done.stdout.split()[0]) == size + len(content("bank"))
    return took


def main() -> None:
    """Measure, print the ratio, keep the samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in SIZES:
            write_bank(folder / str(size), size)
            seconds(folder, size)  # once for the disk's memory
        samples: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(runs):
            for size in SIZES:
                samples[size].append(seconds(folder, size))
    small, large = (statistics.median(samples[size]) for size in SIZES)
    print(f"opening practice: {small:.2f} s with {SIZES[0]}, {large:.2f} s with {SIZES[1]:,}")
    print(f"ratio {large / small:.2f}")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = Path(__file__).parent / "results" / f"opening-{stamp}.json"
    target.write_text(json.dumps({"ratio": large / small, "seconds": samples}, indent=1) + "\n")


if __name__ == "__main__":
    main()
