"""Contrasts for lessons: notes that differ in one fact, side by side, as plain text.

The claim comes from `derive`, so a row can never say what the rulebook does not.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bhtrain.codebook import load_codebook
from bhtrain.model.claim import Answer, Claim, Decision, ServiceLine
from bhtrain.model.documentation import CrisisElement
from bhtrain.model.facts import visit_from_facts
from bhtrain.model.finding import Finding, Outcome, Severity
from bhtrain.rules.book import load_rulebook
from bhtrain.rules.coder import derive
from bhtrain.rules.engine import judge
from bhtrain.rules.explain import EXAMPLE_DAY
from bhtrain.rules.table import Table

Facts = Mapping[str, Any]

# What a complete note holds; a lesson says only what matters to it.
_COMPLETE: Facts = {
    "modality": "in-person",
    "patient.location": "office",
    "patient.present": True,
    "patient.established": True,
    "clinician.credential": "lcsw",
    "signature.kind": "electronic",
    "signature.by_rendering_clinician": True,
    "signature.credentials_shown": True,
    "plan.covers_service_date": True,
    "plan.states": ["type", "amount", "frequency", "duration", "diagnosis", "goals"],
    "diagnoses": ["F41.1"],
    "note.dated": True,
    "note.service_named": True,
    "note.symptoms": True,
    "note.intervention": True,
    "note.response": True,
    "note.plan_for_next": True,
    "note.goal_link": True,
    "note.progress": True,
    "note.necessity_link": True,
    "family.names_patient_problem": True,
}
# What a complete note of these services holds besides.
_OF_SERVICE: Mapping[str, Facts] = {
    "crisis": {
        "crisis.elements": list(CrisisElement),
        "crisis.criterion": "life-threat",
        "crisis.high_distress": True,
    },
    "family": {
        "family.present": True,
        "family.content": ["interaction"],
        "family.intervention_and_response": True,
        "family.benefit_documented": True,
    },
}
_DRAFTED = "claim.diagnoses"
_VERDICTS = {
    Severity.DENY: "denied",
    Severity.RECOUP: "taken back",
    Severity.WARN: "a risk",
    Severity.INFO: "ok",
}


def compare(
    note: Facts,
    changes: Mapping[str, Facts],
    *,
    on: date | str = EXAMPLE_DAY,
    claim: Sequence[ServiceLine | str] = (),
    about: Sequence[str] = (),
    diagnoses: bool = False,
) -> Table:
    """Notes that differ in what each row names: what is billed for each, and why.

    Args:
        note: Named facts that all rows share (`bhtrain.model.facts`). A complete note is
            taken for granted: name only what the lesson is about; None takes a fact out.
        changes: What each row says about its difference, and the facts that differ. The fact
            `service_date` moves a row to another date of service; `claim.diagnoses` are those of
            the drafted claim, the first one first.
        on: Date of service.
        claim: With a claim, each row tells how that very claim fares instead of what the note
            supports. Needs `about`. A code stands for one unit of it.
        about: Rules by id whose reasons are told; the coder's own reasons, if left out.
        diagnoses: Tell the diagnoses that go on each claim, too.

    Raises:
        UnknownNameError: A fact or a rule is named that does not exist.
        ValueError: A claim is given without the rules to look at, or its diagnoses without it.
    """
    if claim and not about:
        raise ValueError("a claim is compared by rules: name them in about=[...]")
    for rule in about:
        load_rulebook()[rule]
    drafts = any(_DRAFTED in differs for differs in changes.values())
    if not claim and (drafts or _DRAFTED in note):
        raise ValueError(f"{_DRAFTED} belongs to a drafted claim: give claim=[...]")
    rows = []
    for label, differs in changes.items():
        facts = {**note, **differs}
        day = _day(facts.pop("service_date", on))
        drafted = tuple(facts.pop(_DRAFTED, ()))
        visit = visit_from_facts(_complete(facts, day), service_date=day)
        if claim:
            lines = tuple(one if isinstance(one, ServiceLine) else _line(one) for one in claim)
            findings = _about(judge(visit, Claim(lines=lines, diagnoses=drafted)), about)
            why = " ".join(_once([finding.reason for finding in findings]))
            rows.append((label, _verdict(findings), why))
        else:
            derived = derive(visit)
            told = [finding.reason for finding in _about(derived.findings, about)]
            why = " ".join(_once(told or derived.reasons))
            rows.append((label, _billed(derived.answer, diagnoses=diagnoses), why))
    differ = "the draft says" if drafts else "the note says"
    return Table((differ, "the claim" if claim else "billed", "why"), rows)


def compare_minutes(
    minutes: Sequence[int],
    *,
    service: str = "psychotherapy",
    beside_visit: bool = False,
    on: date | str = EXAMPLE_DAY,
) -> Table:
    """For each number of documented minutes: what is billed, and why.

    Args:
        minutes: Documented minutes of the service.
        service: psychotherapy, crisis or family.
        beside_visit: The same clinician also gave a medical visit of moderate decision making.
        on: Date of service.
    """
    day, note = _day(on), {}
    if beside_visit:
        note = {
            "clinician.credential": "pmhnp",
            "medical_decision": "moderate",
            "note.therapy_told_apart": True,
            "activities.medical-visit.minutes": None,
        }
    rows = []
    for count in minutes:
        facts = _complete({**note, f"activities.{service}.minutes": count}, day)
        derived = derive(visit_from_facts(facts, service_date=day))
        why = _time_reason(derived.findings) or " ".join(derived.reasons)
        rows.append((str(count), _billed(derived.answer), why))
    return Table(("minutes", "billed", "why"), rows)


def _day(on: date | str) -> date:
    return date.fromisoformat(on) if isinstance(on, str) else on


def _complete(facts: Facts, day: date) -> dict[str, Any]:
    """A note in order, of the services that are named, with what is said of it."""
    named = {name.split(".")[1] for name in facts if name.startswith("activities.")}
    of_service = [_OF_SERVICE[service] for service in sorted(named & _OF_SERVICE.keys())]
    whole = {**_COMPLETE, "signature.signed_on": day.isoformat()}
    for more in (*of_service, facts):
        whole |= more
    return whole


def _line(code: str) -> ServiceLine:
    load_codebook().code(code)  # a slip of the pen shows here, and not as an odd verdict
    return ServiceLine(code=code)


def _about(findings: Sequence[Finding], rules: Sequence[str]) -> list[Finding]:
    """What these rules say, in the order in which they are named."""
    silent = (Outcome.NOT_APPLICABLE, Outcome.NOT_IN_FORCE)
    found = [f for f in findings if f.rule in rules and f.outcome not in silent]
    return sorted(found, key=lambda finding: rules.index(finding.rule))


def _once(reasons: Sequence[str]) -> list[str]:
    """Each reason once: several rules may say the same, with their name behind it."""
    return list({reason.partition(" (")[0]: reason for reason in reversed(reasons)}.values())[::-1]


def _verdict(findings: Sequence[Finding]) -> str:
    failed = [finding.severity for finding in findings if finding.fails]
    if failed:
        return _VERDICTS[min(failed, key=list(_VERDICTS).index)]
    outcomes = {finding.outcome for finding in findings}
    if Outcome.NOT_MET in outcomes:
        return "a risk"
    return "open" if Outcome.UNDETERMINED in outcomes else "ok"


def _billed(answer: Answer, *, diagnoses: bool = False) -> str:
    if answer.decision is not Decision.BILL:
        return str(answer.decision).replace("-", " ")
    lines = " + ".join(line_words(line) for line in answer.claim.lines)
    return f"{lines} for {', '.join(answer.claim.diagnoses)}" if diagnoses else lines


def line_words(line: ServiceLine) -> str:
    """A service line in short: `90834-95 x2, place 10`."""
    marks = "".join(f"-{modifier}" for modifier in line.modifiers)
    units = f" x{line.units}" if line.units > 1 else ""
    place = f", place {line.place}" if line.place and line.place != "11" else ""
    return f"{line.code}{marks}{units}{place}"


_ABOUT_MINUTES = ("time-psychotherapy-", "crisis-minimum-", "crisis-first-", "family-min-")


def _time_reason(findings: Sequence[Finding]) -> str:
    for finding in findings:
        about_minutes = finding.rule.startswith(_ABOUT_MINUTES)
        if about_minutes and finding.outcome in (Outcome.MET, Outcome.NOT_MET):
            return finding.reason
    return ""
