"""What the scenarios cover: how they spread over what they train, how often two readers agreed,
and which rules and codes none of them reaches. Nothing is read here, and nothing written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, get_args

from bhtrain.authoring.forms import Format, Mess, Setting
from bhtrain.grading.answers import answer_from_dict
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, Decision
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.scenario import Kind, Level, ReviewState, Scenario
from bhtrain.model.visit import Visit
from bhtrain.rules import derive, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Scenarios that are counted together, and those whose key is disputed, which are not."""

    name: str
    counted: tuple[Scenario, ...]
    disputed: tuple[Scenario, ...] = ()

    @classmethod
    def of(cls, name: str, scenarios: Iterable[Scenario]) -> "Pool":
        """The pool of some scenarios."""
        every = tuple(scenarios)
        return cls(
            name=name,
            counted=tuple(one for one in every if one.review is not ReviewState.DISPUTED),
            disputed=tuple(one for one in every if one.review is ReviewState.DISPUTED),
        )

    @property
    def every(self) -> tuple[Scenario, ...]:
        """Those that are disputed, too."""
        return self.counted + self.disputed


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A way to sort scenarios: the values that are known, and those that one scenario has."""

    known: tuple[str, ...]
    of: Callable[[Scenario], tuple[str, ...]]


KIND = Axis(known=tuple(Kind), of=lambda scenario: (scenario.task.kind,))
LEVEL = Axis(known=tuple(Level), of=lambda scenario: (scenario.task.level,))
DECISION = Axis(  # of a triage there is none
    known=tuple(Decision),
    of=lambda scenario: (scenario.key.decision,) if scenario.key.decision else (),
)
PAYER = Axis(known=tuple(Payer), of=lambda scenario: (scenario.task.payer,))
FORMAT = Axis(known=get_args(Format), of=lambda scenario: (scenario.format,))
SETTING = Axis(known=get_args(Setting), of=lambda scenario: (scenario.setting,))
MESS = Axis(known=get_args(Mess), of=lambda scenario: scenario.messy)


def competency_axis(known: Iterable[str]) -> Axis:
    """By competency; a scenario that trains two stands under both."""
    return Axis(known=tuple(sorted(set(known))), of=lambda scenario: scenario.competencies)


def counts(scenarios: Iterable[Scenario], axis: Axis) -> Counter[str]:
    """How many scenarios have each value."""
    return Counter(value for scenario in scenarios for value in set(axis.of(scenario)))


def crossed(scenarios: Iterable[Scenario], row: Axis, column: Axis) -> Counter[tuple[str, str]]:
    """How many scenarios have each value of the one together with each of the other."""
    return Counter(
        pair
        for scenario in scenarios
        for pair in product(set(row.of(scenario)), set(column.of(scenario)))
    )


def words_in(scenario: Scenario) -> int:
    """Words of the note."""
    return sum(len(sentence.split()) for sentence in scenario.task.note)


# Two readers --------------------------------------------------------------------------------

DECIDING = "deciding"  # which sentences decide is told apart: it is finer than the answer


def differing(scenario: Scenario, first: Mapping[str, Any]) -> frozenset[str]:
    """The fields in which a first key, as its file holds it, is not the key of today.

    Lines are compared in no order and without their evidence, gaps and causes in no order.
    """
    key, answer = scenario.key, answer_from_dict(first, "first key")
    pairs: dict[str, tuple[Any, Any]] = {
        "decision": (answer.decision, key.decision),
        "lines": (_plain(answer.claim), _plain(key.claim)),
        "diagnoses": (answer.claim.diagnoses, key.claim.diagnoses),
        "gaps": (answer.gap_ids, {gap.id for gap in key.gaps}),
        "causes": (set(answer.causes), set(key.causes)),
        "order": (answer.order, key.order),
        DECIDING: (tuple(first["deciding"]), key.deciding),
    }
    return frozenset(name for name, (one, other) in pairs.items() if one != other)


def _plain(claim: Claim) -> list[tuple[Any, ...]]:
    return sorted((ln.code, ln.units, ln.modifiers, ln.place or "") for ln in claim.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How often the first key was the key of today, in the whole answer and in what decides."""

    answers: int = 0
    deciding: int = 0
    of: int = 0


def agreements(
    scenarios: Iterable[Scenario], first_keys: Mapping[str, Mapping[str, Any]], axis: Axis
) -> dict[str, Agreement]:
    """Agreement by each value of an axis, and of all under ""; only where there is a first key."""
    seen: dict[str, list[frozenset[str]]] = {}
    for scenario in scenarios:
        first = first_keys.get(scenario.task.id)
        if first is not None:
            for value in ("", *axis.of(scenario)):
                seen.setdefault(value, []).append(differing(scenario, first))
    return {
        value: Agreement(
            answers=sum(not fields - {DECIDING} for fields in found),
            deciding=sum(DECIDING not in fields for fields in found),
            of=len(found),
        )
        for value, found in seen.items()
    }


# What is exercised --------------------------------------------------------------------------


def rules_exercised(scenario: Scenario) -> frozenset[str]:
    """Rules with a result, met or not met, on a claim of the key or on the drafted one."""
    return frozenset(
        name for visit, claim in _claims(scenario) for name in _with_result(judge(visit, claim))
    )


def rules_on_what_was_held(scenario: Scenario) -> frozenset[str]:
    """Rules with a result on the claim that a note held, or not billable, would have had.

    The key of such a note has no lines, so that a rule that speaks of lines is silent there,
    even one for which the claim is held.
    """
    if scenario.key.decision in (None, Decision.BILL):
        return frozenset()
    return frozenset(_with_result(derive(scenario.visit_to_bill).findings))


def _claims(scenario: Scenario) -> Iterator[tuple[Visit, Claim]]:
    for claim in (scenario.key.claim, *scenario.key.alternatives):
        yield scenario.visit_to_bill, claim
    if scenario.task.draft is not None:
        yield scenario.visit, scenario.task.draft


def _with_result(findings: Iterable[Finding]) -> Iterator[str]:
    return (f.rule for f in findings if f.outcome in (Outcome.MET, Outcome.NOT_MET))


def codes_exercised(scenario: Scenario) -> frozenset[str]:
    """Codes that stand in a claim of the key, in the draft or the month, or are optional."""
    claims = (code for _, claim in _claims(scenario) for code in claim.codes)
    month = (line.code for line in scenario.task.month)
    return frozenset([*claims, *month, *scenario.key.optional_codes])
