"""One case as a script hands it over: a visit, perhaps a claim, and the answer as plain values."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.errors import AnswersError, UnknownNameError
from bhtrain.grading.answers import claim_from_dict
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
            `service_date`. They are taken for a part of a note, unless `whole_note` is true:
            then what is not stated was not written. `claim`, where given, holds `lines` and
            `diagnoses`. `id` comes back.
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
        claim = claim_of(case["claim"])
        findings = judge(visit, claim, codebook=codebook)
        book = codebook or load_codebook()
        open_facts = undetermined(findings) + unknown_codes(claim, book, visit.service_date)
        failed = any(finding.fails for finding in findings)
        answer["allowed"] = False if failed else None if open_facts else True
        if answer["allowed"] is None:
            answer["undetermined"] = open_facts
    stated = _by_stem(case["visit"])
    answer["findings"] = [_finding(f, stated) for f in findings if f.outcome in _SAID]
    return answer


def undetermined(findings: Iterable[Finding]) -> list[str]:
    """Facts that are not stated and that could make this very claim wrong."""
    open_ended = [f for f in findings if f.outcome is Outcome.UNDETERMINED and f.strict]
    names = [name for f in open_ended for name in f.facts if f.decisive or stands_in_note(name)]
    if not open_ended and any(f.outcome is Outcome.UNDETERMINED and not f.facts for f in findings):
        names = ["service_date"]
    return list(dict.fromkeys(names))


def unknown_codes(claim: Claim, codebook: Codebook, day: date) -> list[str]:
    """Places of the claim whose code nobody knows to be in force; unknown is never allowed.

    A code that started later and one that ended before are known to be wrong; a rule says so.
    """

    def known(number: str) -> bool:
        if number in codebook.codes:
            code = codebook.codes[number]
            return code.effective_from_kind == "exact" or code.effective_from <= day
        return number in codebook.deleted and codebook.deleted[number].end < day

    return [f"claim.lines[{i}].code" for i, code in enumerate(claim.codes) if not known(code)]


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
    facts = {"whole_note": False, **dict(flat(given))}
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
        AnswersError: A value does not fit.
    """
    _known("field of a claim", given, _CLAIM)
    lines = given.get("lines") or ()
    for line in lines if isinstance(lines, list) else ():
        _known("field of a service line", line, _LINE)
    claim = claim_from_dict(given)
    for index, line in enumerate(claim.lines):
        if line.units < 1:
            raise AnswersError(f"claim.lines[{index}].units is 0; write a whole number from 1.")
    return claim


def _line(line: ServiceLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "units": line.units,
        "modifiers": list(line.modifiers),
        "place": line.place,
    }


def _by_stem(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts that are stated below each name: "signature" holds all of the signature's."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in flat(given):
        steps = name.split(".")
        for end in range(1, len(steps) + 1):
            found.setdefault(".".join(steps[:end]), {})[name] = value
    return found


def _finding(finding: Finding, stated: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for fact in finding.facts:
        shown |= stated.get(fact, {})
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
