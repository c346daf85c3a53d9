"""Compare the engine's verdicts with Medicare's own tables of code pairs and unit limits.

    python benchmarks/ncci_agreement.py PTP.csv MUE.csv [--list FILE]

Each pair in force becomes a claim of two lines for Medicare, on a day inside the quarter of its
table: once in one session without a modifier, once in sessions apart with the modifier that would
open it. The table says which line is denied and whether the modifier opens the pair. Each limit is
billed at its last unit and at one more. All is done twice: with the codebook that came with
bhtrain, and with the table laid over it as a practice does with `bhtrain codes import-ncci`.
Only what the two lines do to each other counts: a rule that already fails one of them alone is
left out. The tables stay where they are; nothing of them is kept. `--list` writes disagreements.

Columns of PTP.csv: column1, column2, deletion (empty: in force), modifier_indicator, quarter.
Columns of MUE.csv: code, max_units, adjudication_indicator, quarter.
"""

import argparse
import csv
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.visit import Visit
from bhtrain.practice_codebook import lay_over
from bhtrain.rules import judge

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How the engine answered one question, and what the table says."""

    question: str
    codes: str
    table: str
    engine: str
    agrees: bool
    rules: str = ""


def rows_of(file: Path) -> list[Row]:
    """The rows of a table with column names."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def day_in(quarter: str) -> date:
    """The middle of a quarter: 2024Q3 is 2024-08-15."""
    return date(int(quarter[:4]), int(quarter[-1]) * 3 - 1, 15)


def first_day(quarter: str) -> str:
    """The first day of a quarter: 2024Q3 is 2024-07-01."""
    return date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1).isoformat()


def newest(pairs: list[Row]) -> list[Row]:
    """One row in force for each pair, of the latest quarter."""
    found: dict[tuple[str, str], Row] = {}
    for row in sorted(pairs, key=lambda one: one["quarter"]):
        if not row["deletion"]:
            found[row["column1"], row["column2"]] = row
    return list(found.values())


def with_tables(pairs: list[Row], limits: list[Row]) -> Codebook:
    """The codebook with the tables laid over it."""
    return lay_over(
        load_codebook(),
        descriptors={},
        pairs={
            f"{row['column1']}+{row['column2']}": {
                "column1": row["column1"],
                "column2": row["column2"],
                "indicator": int(row["modifier_indicator"]),
                "from": first_day(row["quarter"]),
                "quarter": row["quarter"],
            }
            for row in pairs
        },
        unit_limits={
            row["code"]: {
                "value": int(row["max_units"]),
                "mai": int(row["adjudication_indicator"]),
                "sourced": True,
                "quarter": row["quarter"],
            }
            for row in sorted(limits, key=lambda one: one["quarter"])
        },
        payers={},
    )


class Engine:
    """The engine on one codebook: what fails because of what stands together on a claim."""

    def __init__(self, book: Codebook):
        self._book = book
        self._alone = cache(self._judged_alone)

    def knows(self, code: str, day: date) -> bool:
        """Whether a code is in force that day."""
        return code in self._book.on(day).codes

    def holds(self, one: str, other: str) -> str:
        """Whether the codebook has the pair, in words."""
        return "held" if self._book.pair(one, other) else "not held"

    def marks(self, code: str, day: date) -> tuple[str, ...]:
        """The modifier that opens a pair with this code in column 2."""
        return ("25",) if self._book.on(day).codes[code].kind == "em" else ("59",)

    def _judged(self, claim: Claim, day: date, *, apart: bool) -> tuple[Finding, ...]:
        visit = Visit(
            service_date=day, payer=Payer.MEDICARE, whole_note=False, separate_sessions=apart
        )
        return judge(visit, claim, codebook=self._book)

    def _judged_alone(self, code: str, units: int, day: date, apart: bool) -> frozenset[str]:
        claim = Claim(lines=(ServiceLine(code=code, units=units),))
        found = self._judged(claim, day, apart=apart)
        return frozenset(one.rule for one in found if one.outcome is Outcome.NOT_MET)

    def together(
        self, one: ServiceLine, other: ServiceLine, day: date, *, apart: bool
    ) -> list[Finding]:
        """What fails the two lines together, and neither of them alone."""
        alone = {
            rule for line in (one, other) for rule in self._alone(line.code, line.units, day, apart)
        }
        found = self._judged(Claim(lines=(one, other)), day, apart=apart)
        return [finding for finding in found if finding.fails and finding.rule not in alone]

    def above_one(self, code: str, units: int, day: date) -> frozenset[str]:
        """The rules that object to, or warn of, so many units and not of one."""
        return self._alone(code, units, day, True) - self._alone(code, 1, day, True)


def denied(findings: list[Finding]) -> str:
    """Which line the findings speak of, in words."""
    if not findings:
        return "paid"
    lines = {index for finding in findings for index in finding.lines}
    return "both lines" if len(lines) != 1 else f"column {lines.pop() + 1}"


def pair_answers(engine: Engine, pairs: list[Row]) -> Iterator[Answer]:
    """Ask for each pair in one session, and apart with a modifier."""
    for row in pairs:
        day, indicator = day_in(row["quarter"]), row["modifier_indicator"]
        first, second = row["column1"], row["column2"]
        if not (engine.knows(first, day) and engine.knows(second, day)):
            continue
        for marked in (False, True):
            marks = engine.marks(second, day) if marked else ()
            lines = (ServiceLine(code=first), ServiceLine(code=second, modifiers=marks))
            found = engine.together(*lines, day, apart=marked)
            table = "paid" if indicator == "1" and marked else "column 2"
            seen = denied(found)
            asked = "apart, with modifier" if marked else "one session, no modifier"
            yield Answer(
                question=f"pair {engine.holds(first, second)}, indicator {indicator}, {asked}",
                codes=f"{first}+{second}",
                table=table,
                engine=seen,
                agrees=seen == table or (table == "column 2" and seen == "both lines"),
                rules=" ".join(sorted(finding.rule for finding in found)),
            )


def ended_answers(engine: Engine, pairs: list[Row], in_force: list[Row]) -> Iterator[Answer]:
    """Ask for each pair that has ended and did not come back in either order."""
    still = {frozenset((row["column1"], row["column2"])) for row in in_force}
    ended = {
        (row["column1"], row["column2"]): row
        for row in pairs
        if row["deletion"] and {row["column1"], row["column2"]} not in still
    }
    for (first, second), row in ended.items():
        day = day_in(row["quarter"])
        if engine.knows(first, day) and engine.knows(second, day):
            lines = (ServiceLine(code=first), ServiceLine(code=second))
            found = engine.together(*lines, day, apart=True)
            yield Answer(
                question="ended, apart, no modifier",
                codes=f"{first}+{second}",
                table="paid",
                engine=denied(found),
                agrees=not found,
                rules=" ".join(sorted(finding.rule for finding in found)),
            )


def limit_answers(engine: Engine, limits: list[Row]) -> Iterator[Answer]:
    """Ask for the last unit of each limit and for one more; 0 (never paid) is not a limit."""
    for row in limits:
        day, code, most = day_in(row["quarter"]), row["code"], int(row["max_units"])
        if not engine.knows(code, day) or most == 0:
            continue
        for units, table in ((most, "within"), (most + 1, "above")):
            rules = engine.above_one(code, units, day)
            yield Answer(
                question=f"unit limit, {table}",
                codes=f"{code} x{units}",
                table=table,
                engine="above" if rules else "within",
                agrees=bool(rules) == (table == "above"),
                rules=" ".join(sorted(rules)),
            )


def report(title: str, answers: list[Answer]) -> None:
    """Print how often engine and table agree, by question, and what the rest have in common."""
    print(f"\n{title}")
    for question in sorted({answer.question for answer in answers}):
        asked = [answer for answer in answers if answer.question == question]
        right = [answer for answer in asked if answer.agrees]
        both = sum(answer.engine == "both lines" for answer in right)
        share = 100 * len(right) / len(asked)
        named = f", {both} of them by naming both lines" if both else ""
        print(f"  {question}: {len(right)} of {len(asked)} agree ({share:.1f} %){named}")
        causes = Counter(
            f"table: {answer.table}, engine: {answer.engine} [{answer.rules or 'no rule'}]"
            for answer in asked
            if not answer.agrees
        )
        for cause, count in causes.most_common(8):
            print(f"      {count:5}  {cause}")


def main() -> None:
    """Ask everything with both codebooks and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pairs", type=Path, help="CSV file of code pairs")
    parser.add_argument("limits", type=Path, help="CSV file of unit limits")
    parser.add_argument("--list", type=Path, help="write each disagreement to this CSV file")
    options = parser.parse_args()
    began = time.perf_counter()
    pairs, limits = rows_of(options.pairs), rows_of(options.limits)
    in_force = newest(pairs)
    found: list[tuple[str, Answer]] = []
    for title, book in (
        ("The codebook that came with bhtrain", load_codebook()),
        ("With the tables laid over it", with_tables(in_force, limits)),
    ):
        engine = Engine(book)
        answers = [
            *pair_answers(engine, in_force),
            *ended_answers(engine, pairs, in_force),
            *limit_answers(engine, limits),
        ]
        report(title, answers)
        found += [(title, answer) for answer in answers if not answer.agrees]
    print(f"\n{time.perf_counter() - began:.0f} seconds")
    if options.list:
        with options.list.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(["codebook", "question", "codes", "table", "engine", "rules"])
            for title, one in found:
                writer.writerow([title, one.question, one.codes, one.table, one.engine, one.rules])


if __name__ == "__main__":
    main()
