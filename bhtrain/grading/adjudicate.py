"""One case as a script hands it over: a visit, perhaps a claim, and the answer as plain values."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.errors import UnknownNameError
from bhtrain.grading.feedback import consequence
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.facts import stands_in_note, visit_from_facts
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.visit import Visit
from bhtrain.rules import derive, judge

_SAID = (Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED)
_CASE = ("id", "visit", "claim")
_CLAIM = ("lines", "diagnoses")
_LINE = ("code", "units", "modifiers", "place", "pointers")


def adjudicate(case: Mapping[str, Any], *, codebook: Codebook | None = None) -> dict[str, Any]:
    """Say what a visit supports, and whether a claim for it may go out.

    Args:
        case: `visit` holds facts by name, flat (`clinician.credential`) or nested, and the
            `service_date`; `claim`, where given, `lines` and `diagnoses`. `id` comes back.
        codebook: Another codebook, such as one with a practice's own payers laid over it.

    Returns:
        `id`, `decision`, `supported` (alternatives, each a list of lines), `diagnoses`,
        `reasons`, `gaps`, with a claim also `allowed` (true, false, or null, and then
        `undetermined` names the facts that are missing), and `findings`: on the claim that was
        given, else on the one that is supported.

    Raises:
        UnknownNameError: A field or fact is named that does not exist.
        ValueError: A value does not fit; the text says what would.
    """
    _known("field of a case", case, _CASE)
    visit = visit_of(case.get("visit"))
    derived = derive(visit, codebook=codebook)
    first = derived.answer.claim
    answer: dict[str, Any] = {
        "id": case.get("id"),
        "decision": derived.answer.decision,
        "supported": [
            [_line(line) for line in claim.lines]
            for claim in ((first, *derived.alternatives) if first.lines else ())
        ],
        "diagnoses": list(first.diagnoses),
        "gaps": [gap.id for gap in derived.answer.gaps],
        "reasons": list(derived.reasons),
    }
    findings = derived.findings
    if case.get("claim") is not None:
        findings = judge(visit, claim_of(case["claim"]), codebook=codebook)
        open_facts = undetermined(findings)
        failed = any(finding.fails for finding in findings)
        answer["allowed"] = False if failed else None if open_facts else True
        if answer["allowed"] is None:
            answer["undetermined"] = open_facts
    given = case["visit"]
    answer["findings"] = [_finding(f, given) for f in findings if f.outcome in _SAID]
    return answer


def undetermined(findings: Iterable[Finding]) -> list[str]:
    """Facts of the note that are not stated and that could make a claim wrong."""
    open_ended = [f for f in findings if f.outcome is Outcome.UNDETERMINED and f.strict]
    names = [name for finding in open_ended for name in finding.facts if stands_in_note(name)]
    if not open_ended and any(f.outcome is Outcome.UNDETERMINED and not f.facts for f in findings):
        names = ["service_date"]
    return list(dict.fromkeys(names))


def _known(what: str, given: Any, names: tuple[str, ...]) -> None:
    if not isinstance(given, Mapping):
        raise ValueError(f"{given!r} is not an object; write {{…}}")
    for name in given:
        if name not in names:
            raise UnknownNameError(what, str(name), names)


def flat(facts: Mapping[str, Any], stem: str = "") -> Iterator[tuple[str, Any]]:
    """Nested facts by their flat names: {"plan": {"signed": true}} is plan.signed."""
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{stem}{name}.")
        else:
            yield f"{stem}{name}", value


def visit_of(given: Any) -> Visit:
    """The visit of a case.

    Raises:
        UnknownNameError: A fact is named that does not exist.
        ValueError: There is no date of service, or a value does not fit its fact.
    """
    if not isinstance(given, Mapping):
        raise ValueError("visit is missing; write the facts of the note, and service_date")
    facts = dict(flat(given))
    day = facts.pop("service_date", None)
    if day is None:
        raise ValueError("visit.service_date is missing; write 2025-03-04")
    try:
        service_date = date.fromisoformat(str(day))
    except ValueError:
        raise ValueError(f"visit.service_date: {day!r} is not a date; write 2025-03-04") from None
    return visit_from_facts(facts, service_date=service_date)


def claim_of(given: Any) -> Claim:
    """The claim of a case.

    Raises:
        UnknownNameError: A field is named that does not exist.
        ValueError: A value does not fit.
    """
    _known("field of a claim", given, _CLAIM)
    lines = given.get("lines", [])
    if not isinstance(lines, list):
        raise ValueError("claim.lines is not a list")
    return Claim(
        lines=tuple(_service_line(line, index) for index, line in enumerate(lines)),
        diagnoses=_texts(given.get("diagnoses", []), "claim.diagnoses"),
    )


def _service_line(given: Any, index: int) -> ServiceLine:
    where = f"claim.lines[{index}]"
    _known("field of a service line", given, _LINE)
    code, units, place = given.get("code"), given.get("units", 1), given.get("place")
    if not isinstance(code, str) or not code:
        raise ValueError(f'{where}.code is {code!r}; write the number in quotes: "90834"')
    if isinstance(units, bool) or not isinstance(units, int) or units < 1:
        raise ValueError(f"{where}.units is {units!r}; write a whole number from 1")
    if place is not None and not isinstance(place, str):
        raise ValueError(f'{where}.place is {place!r}; write it in quotes: "11"')
    pointers = given.get("pointers", [])
    if not isinstance(pointers, list) or not all(type(number) is int for number in pointers):
        raise ValueError(f"{where}.pointers is not a list of whole numbers")
    modifiers = _texts(given.get("modifiers", []), f"{where}.modifiers")
    return ServiceLine(
        code=code, units=units, modifiers=modifiers, place=place, pointers=tuple(pointers)
    )


def _texts(given: Any, where: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise ValueError(f"{where} is not a list of texts")
    return tuple(given)


def _line(line: ServiceLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "units": line.units,
        "modifiers": list(line.modifiers),
        "place": line.place,
    }


def _finding(finding: Finding, given: Mapping[str, Any]) -> dict[str, Any]:
    stated = dict(flat(given))
    shown = {
        name: value
        for name, value in stated.items()
        if any(name == fact or name.startswith(f"{fact}.") for fact in finding.facts)
    }
    first = finding.sources[0] if finding.sources else None
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "strict": finding.strict,
        "line": finding.lines[0] + 1 if finding.lines else None,  # counted from 1, as pointers are
        "because": finding.reason,
        "evidence": shown,
        "source": first and {"id": first.id, "title": first.title, "url": first.url, "where": None},
        "sources": [source.id for source in finding.sources],
        "confidence": finding.confidence,
        "certainty": finding.certainty,
        "consequence": consequence(finding) or None,
    }
