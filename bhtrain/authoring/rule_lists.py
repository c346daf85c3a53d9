"""Lists of rules, and what differs between two dates of service."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bhtrain.codebook import Code, Codebook, load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.rules import Rule, load_rulebook
from bhtrain.rules.book import Version


def listed(*, competency: str | None = None, on: date | None = None) -> list[dict[str, Any]]:
    """Rules as plain values, in the order of their ids.

    Raises:
        UnknownNameError: No rule has that competency.
    """
    book = load_rulebook()
    known = sorted({rule.competency for rule in book})
    if competency is not None and competency not in known:
        raise UnknownNameError("competency", competency, known)
    rules = book if competency is None else book.by_competency(competency)
    return [_plain(rule) for rule in rules if on is None or rule.version_on(on)]


def _plain(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "competency": rule.competency,
        "state": rule.state,
        "confidence": rule.confidence,
        "certainty": rule.certainty,
        "severity": rule.severity,
        "versions": [_version(version) for version in rule.versions],
        "sources": list(dict.fromkeys(s for v in rule.versions for s in v.sources)),
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "from": version.start.isoformat(),
        "to": version.end and version.end.isoformat(),
        "says": version.says,
        "sources": list(version.sources),
    }


def in_words(rules: Sequence[Mapping[str, Any]]) -> str:
    """The list as a person reads it, by competency."""
    lines: list[str] = []
    for competency in sorted({rule["competency"] for rule in rules}):
        lines += ["", competency]
        here = [rule for rule in rules if rule["competency"] == competency]
        lines += [f"  {rule['id']:<34}{rule['state']:<10}{rule['title']}" for rule in here]
    lines += ["", f"{len(rules)} rules. One of them: bhtrain rules show ID"]
    return "\n".join(lines).strip()


def differences(one: date, other: date) -> dict[str, Any]:
    """What differs between two dates of service, the earlier first: rules, codes, and why."""
    before, after = sorted((one, other))
    codebook = load_codebook()
    return {
        "before": before.isoformat(),
        "after": after.isoformat(),
        "rules": [change for rule in load_rulebook() if (change := _changed(rule, before, after))],
        "codes": _code_changes(codebook, before, after),
        "why": [
            {"effective": update.start.isoformat(), "change": update.change}
            for update in codebook.updates
            if before < update.start <= after
        ],
    }


def _changed(rule: Rule, before: date, after: date) -> dict[str, Any] | None:
    old, new = rule.version_on(before), rule.version_on(after)
    told = new or old
    if old is new or told is None:
        return None
    return {
        "id": rule.id,
        "title": rule.title,
        "before": old and old.says,
        "after": new and new.says,
        "since": new.start.isoformat() if new else None,
        "sources": list(told.sources),
    }


def _code_changes(codebook: Codebook, before: date, after: date) -> list[dict[str, Any]]:
    old, new = codebook.on(before).codes, codebook.on(after).codes
    found = []
    for number in sorted({*old, *new}):
        then, now = old.get(number), new.get(number)
        if then is None and now is not None:
            said = f"can be billed from {now.effective_from:%Y-%m-%d}"
        elif then is not None and now is None:
            said = f"could be billed until {then.effective_to:%Y-%m-%d}"
            deleted = codebook.deleted.get(number)
            if deleted is not None and deleted.successors:
                said += f"; now {', '.join(deleted.successors)}"
        else:
            said = _terms_changed(then, now)
        if said:
            found.append({"code": number, "change": said})
    return found


def _terms_changed(then: Code | None, now: Code | None) -> str:
    if then is None or now is None:
        return ""
    said = []
    joined = sorted(set(now.billable_by) - set(then.billable_by))
    if joined:
        said.append(f"Medicare also pays it to {', '.join(joined)}")
    if set(then.required_base) != set(now.required_base):
        said.append("its base codes differ")
    return "; ".join(said)


def differences_in_words(changes: Mapping[str, Any]) -> str:
    """The differences as a person reads them."""
    lines = [f"Between {changes['before']} and {changes['after']}:"]
    for change in changes["rules"]:
        lines += ["", f"{change['title']} ({change['id']})"]
        lines.append(f"  before: {change['before'] or 'not in force'}")
        lines.append(f"  after:  {change['after'] or 'not in force'}")
    lines += ["", *(f"{change['code']}: {change['change']}" for change in changes["codes"])]
    lines += ["", *(f"{why['effective']}: {why['change']}" for why in changes["why"])]
    if not changes["rules"] and not changes["codes"]:
        lines.append("  no rule and no code differs.")
    return "\n".join(lines).rstrip()
