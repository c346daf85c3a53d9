"""What codes and rules say, as plain text for lessons. The same call gives the same text."""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bhtrain.codebook import Code, Codebook, load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.facts import visit_from_facts
from bhtrain.model.finding import Outcome, Severity, Source
from bhtrain.rules.book import Rule, Version, load_rulebook
from bhtrain.rules.engine import judge

WIDTH = 88
_MANY = 12  # bases that are named one by one
EXAMPLE_DAY = date(2026, 1, 5)  # a lesson that names no date means this one

_WORDS = {
    Severity.DENY: "the claim is denied",
    Severity.RECOUP: "paid now, taken back on review",
    Severity.WARN: "a risk",
    Severity.INFO: "good to know",
}
_MARKS = {
    Outcome.MET: "ok",
    Outcome.NOT_MET: "NOT MET",
    Outcome.UNDETERMINED: "open",
}


class Text(str):
    """A text that a notebook shows as it stands."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _day(on: date | str | None) -> date | None:
    return date.fromisoformat(on) if isinstance(on, str) else on


def _wrapped(text: str, *, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent or "  ", break_on_hyphens=False
    )


def explain(name: str, *, on: date | str | None = None) -> Text:
    """What a name stands for: a procedure code, a rule, a source, and what a claim carries besides.

    Args:
        name: "90834", "time-documented", "cms-crisis"; with their kind before them, "modifier 95",
            "place 10" and "denial CO-97" or "denial N95".
        on: Date of service, for codes and rules; over all dates, if left out.

    Raises:
        UnknownNameError: Nothing has that name.
    """
    codes, rules, day = load_codebook(), load_rulebook(), _day(on)
    kind, _, rest = name.partition(" ")
    if name in codes.codes:
        return Text("\n".join(_code_lines(codes, codes.code(name), day)))
    if name in rules:
        return Text("\n".join(_rule_lines(codes, rules[name], day)))
    if name in codes.sources:
        return Text("\n".join(_document_lines(codes.sources[name])))
    if kind == "modifier" and rest in codes.modifiers:
        found = codes.modifiers[rest]
        return Text(_wrapped(f"Modifier {rest}  {found.summary}") + f"\n  Goes on: {found.goes_on}")
    if kind == "place" and rest in codes.places:
        return Text(_wrapped(f"Place {rest}  {codes.places[rest].summary}"))
    if kind == "denial":
        group, _, number = rest.rpartition("-")
        meanings = (codes.group_codes.get(group), codes.carc.get(number), codes.rarc.get(rest))
        if said := "; ".join(filter(None, meanings)):
            return Text(_wrapped(f"{rest}  {said}"))
    known = [*codes.codes, *(rule.id for rule in rules), *codes.sources]
    known += [f"modifier {one}" for one in codes.modifiers]
    known += [f"place {one}" for one in codes.places]
    raise UnknownNameError("code, rule or source", name, known)


def _document_lines(source: Source) -> list[str]:
    how = "its wording was compared" if source.checked else "its wording was not compared"
    return [
        _wrapped(f"{source.publisher}: {source.title} ({source.date})"),
        _wrapped(f"What it says for us: {source.supports}", indent="  "),
        f"  How sure: {how}",
        f"  {source.url}",
    ]


def _code_lines(codes: Codebook, code: Code, day: date | None) -> list[str]:
    lines = [_wrapped(f"{code.code}  {code.summary}")]
    if code.minutes_min is not None:
        last = f" to {code.minutes_max}" if code.minutes_max else " or more"
        what = "Where time chooses it, total minutes" if code.kind == "em" else "Documented minutes"
        lines.append(f"  {what}: {code.minutes_min}{last}")
    if code.alone_max is not None:
        lines.append(f"  Alone up to minute {code.alone_max}")
    if code.required_base:
        first, others = code.required_base[:_MANY], len(code.required_base[_MANY:])
        more = f", or {others} others" if others else ""
        lines.append(_wrapped(f"  Stands beside one of: {', '.join(first)}{more}"))
    billable = code.billable_by if day is None else codes.on(day).code(code.code).billable_by
    names = []
    for who, since in billable.items():
        start = f" from {since:%Y-%m-%d}" if since and day is None else ""
        names.append(codes.credentials[who].abbreviation + start)
    when = f" on {day:%Y-%m-%d}" if day else ""
    unique = ", ".join(dict.fromkeys(names)) or "nobody under their own number"
    return [*lines, _wrapped(f"  Billed to Medicare{when} by: {unique}")]


def _rule_lines(codes: Codebook, rule: Rule, day: date | None) -> list[str]:
    only = rule.version_on(day) if day else None
    if day is not None and only is None:
        return [f"{rule.title}  ({rule.id})", f"  Not in force on {day:%Y-%m-%d}."]
    versions = rule.versions if only is None else (only,)
    basis = "from a document" if rule.confidence == "sourced" else "professional knowledge"
    harm = f"{_WORDS[rule.severity]} ({', '.join(rule.denial_codes)})"
    return [
        f"{rule.title}  ({rule.id})",
        *(_wrapped(f"From {v.start:%Y-%m-%d}: {v.says}", indent="  ") for v in versions),
        _wrapped(f"Why: {rule.teach.why}", indent="  "),
        _wrapped(f"Common mistake: {rule.teach.mistake}", indent="  "),
        _wrapped(f"Instead: {rule.teach.instead}", indent="  "),
        _wrapped(f"When it is not met: {harm}", indent="  "),
        f"  How sure: {basis}, certainty {rule.certainty}",
        "  Sources:",
        *(_source_line(codes.sources[name]) for name in _sources_of(versions)),
    ]


def _sources_of(versions: Sequence[Version]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for version in versions for name in version.sources))


def _source_line(source: Source) -> str:
    checked = "" if source.checked else " [not checked]"
    text = f"{source.publisher}: {source.title} ({source.date}){checked}"
    return _wrapped(text, indent="    ")


def explain_visit(
    facts: Mapping[str, Any],
    codes: Sequence[str],
    service_date: date | str,
    *,
    place: str | None = None,
    modifiers: Sequence[str] = (),
    about: Sequence[str] = (),
) -> Text:
    """Judge a visit and a claim, and say each finding in words.

    Args:
        facts: Named facts as scenarios and cases write them (`bhtrain.model.facts`).
        codes: Procedure codes of the claim, one unit each.
        service_date: Date of service, which picks the version of each rule.
        place: Place of service of every line.
        modifiers: Modifiers of every line.
        about: Rules by id or competency; only what these say is told. All, if left out.

    Raises:
        UnknownNameError: A fact is named that does not exist.
    """
    day = _day(service_date) or EXAMPLE_DAY
    visit = visit_from_facts(facts, service_date=day)
    lines = tuple(ServiceLine(code=c, place=place, modifiers=tuple(modifiers)) for c in codes)
    rules = load_rulebook()
    findings = [
        finding
        for finding in judge(visit, Claim(lines=lines))
        if not about or {finding.rule, rules[finding.rule].competency} & set(about)
    ]
    text = [f"{' + '.join(codes) or 'No code'} on {day:%Y-%m-%d}"]
    for mark in (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.MET):
        for finding in findings:
            if finding.outcome is mark:
                harm = f" [{_WORDS[finding.severity]}]" if finding.fails else ""
                if mark is Outcome.NOT_MET and not finding.fails:
                    harm = " [a warning]"
                said = f"{_MARKS[mark]:<8}{finding.reason}{harm} ({finding.rule})"
                text.append(
                    textwrap.fill(said, WIDTH, subsequent_indent=" " * 8, break_on_hyphens=False)
                )
    return Text("\n".join(text))
