"""For authors' tests: the cases that stand beside the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from bhtrain.authoring.compiling import read_content
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.facts import visit_from_facts
from bhtrain.model.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of a rule: a visit and claim, and what a coder expects of them."""

    rule: str
    name: str
    service_date: date
    visit: Visit
    claim: Claim
    expect: str  # one of the five outcomes
    because: str  # words that the reason has to hold
    strict: bool | None
    gap: str | None
    written: Mapping[str, Any]  # facts, claim, diagnoses and date, as the author wrote them

    @property
    def flags(self) -> frozenset[str]:
        """The flags of a payer's profile that the case sets."""
        return frozenset(
            name.partition(".")[2] for name in self.written if name.startswith("payer_flags.")
        )

    def differs_in_one_thing(self, other: "Case") -> bool:
        """Whether exactly one fact, the claim or the date is another."""
        names = {*self.written, *other.written}
        changed = [name for name in names if self.written.get(name) != other.written.get(name)]
        return len(changed) == 1


def load_cases(rule_id: str | None = None) -> tuple[Case, ...]:
    """All cases, or those of one rule, in the order in which authors wrote them."""
    return tuple(case for case in _every_case() if rule_id in (None, case.rule))


@cache
def _every_case() -> tuple[Case, ...]:
    cases = []
    for rule, _ in read_content().rules.values():
        for case in rule.cases:
            day = date.fromisoformat(case.service_date)
            lines = tuple(
                ServiceLine(
                    code=line.code,
                    units=line.units,
                    modifiers=tuple(line.modifiers),
                    place=line.place,
                    pointers=tuple(line.pointers),
                )
                for line in case.claim
            )
            cases.append(
                Case(
                    rule=rule.id,
                    name=case.name,
                    service_date=day,
                    visit=visit_from_facts(case.facts, service_date=day),
                    claim=Claim(lines=lines, diagnoses=tuple(case.diagnoses)),
                    expect=case.expect.value,
                    because=case.because,
                    strict=case.strict,
                    gap=case.gap,
                    written={
                        **case.facts,
                        "its claim": case.claim,
                        "its diagnoses": case.diagnoses,
                        "its date": day,
                    },
                )
            )
    return tuple(cases)
