"""The rulebook's own answer to a task of any kind: the second witness beside the author's key."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bhtrain.codebook import load_codebook
from bhtrain.model.claim import Answer, Claim, Decision, ServiceLine
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.scenario import Kind, Queued, ReviewState, Scenario
from bhtrain.rules import derive, judge, load_rulebook
from bhtrain.rules.coder import stops_claim
from bhtrain.rules.deadlines import last_day

# A line of a month shows who billed what and when; what its note holds stands elsewhere.
_SEEN_IN_A_LINE = ("credentialing-patterns", "scope-of-practice", "annual-updates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A field in which the key of a scenario and the rulebook's answer differ."""

    field: str
    key: Any
    derived: Any


def derived_answer(scenario: Scenario) -> Answer:
    """What codebook and rules answer to the task, from the scenario's facts alone.

    A denial's causes are those of the rules that the claim as sent breaks; a pattern's, those of
    the month's figures and of each of its lines. A queue is ordered by the last day of each
    item; what is over already comes last.
    """
    task = scenario.task
    if task.kind is Kind.TRIAGE:
        return Answer(order=_order(scenario))
    if task.kind is Kind.PATTERN:
        return _pattern(scenario)
    answer = derive(scenario.visit_to_bill).answer
    if task.kind is Kind.DENIAL:
        visit = scenario.visit
        found = judge(visit, task.draft or Claim())
        broken = [f for f in found if stops_claim(f, unseen_counts=visit.whole_note)]
        answer = replace(answer, causes=causes_of(broken) or ("claim-right",))
    return answer


def causes_of(findings: list[Finding]) -> tuple[str, ...]:
    """The causes that these rules stand for, in the order of the codebook."""
    rules = {finding.rule for finding in findings}
    return tuple(
        cause.id
        for group in load_codebook().causes
        for cause in group.causes
        if rules.intersection(cause.rules)
    )


def _pattern(scenario: Scenario) -> Answer:
    visit = scenario.visit
    told = [f for f in judge(visit, Claim()) if f.outcome is Outcome.NOT_MET]
    rules = load_rulebook()
    lines = {(row.service_date, row.code, row.modifiers) for row in scenario.task.month}
    for day, code, modifiers in sorted(lines):
        claim = Claim(lines=(ServiceLine(code=code, modifiers=modifiers),))
        found = judge(replace(visit, service_date=day), claim)
        told += [f for f in found if f.fails and rules[f.rule].competency in _SEEN_IN_A_LINE]
    if any(finding.fails for finding in told):
        decision = Decision.NOT_BILLABLE
    else:
        decision = Decision.HOLD if told else Decision.BILL
    return Answer(decision=decision, causes=causes_of(told))


def _order(scenario: Scenario) -> tuple[str, ...]:
    today = scenario.task.service_date

    def urgency(queued: Queued) -> tuple[bool, date]:
        day = last_day(queued.visit)
        return (day is None or day < today, day or date.max)

    return tuple(queued.item for queued in sorted(scenario.queued, key=urgency))


def disagreements(scenario: Scenario) -> tuple[Disagreement, ...]:
    """Every field in which key and rulebook differ; none are told of a disputed scenario.

    What the key calls optional is neutral here too.
    """
    if scenario.review is ReviewState.DISPUTED:
        return ()
    key, derived = scenario.key, derived_answer(scenario)
    wanted = {gap.id for gap in key.gaps}
    missing = derived.gap_ids - (key.optional_gaps - wanted)
    told = set(derived.causes) - (key.optional_causes - set(key.causes))
    pairs: list[tuple[str, Any, Any]] = [
        ("decision", key.decision, derived.decision),
        ("gaps", sorted(wanted), sorted(missing)),
        ("causes", sorted(key.causes), sorted(told)),
        ("order", key.order, derived.order),
    ]
    if scenario.task.kind.asks_for_claim:
        pairs += [
            ("lines", _plain(key.claim), _plain(derived.claim)),
            ("diagnoses", key.claim.diagnoses, derived.claim.diagnoses),
        ]
    return tuple(
        Disagreement(field=field, key=one, derived=other)
        for field, one, other in pairs
        if one != other
    )


def _plain(claim: Claim) -> list[tuple[Any, ...]]:
    """Lines as they are compared: in no order, and without pointers and evidence."""
    return sorted((ln.code, ln.units, ln.modifiers, ln.place or "") for ln in claim.lines)
