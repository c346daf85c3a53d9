"""The rules, each with its versions. A date of service picks the version, never today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any

from bhtrain.content import content, content_version
from bhtrain.errors import UnknownNameError
from bhtrain.model.finding import RuleState, Severity
from bhtrain.rules.verdict import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A rule as it reads from one date of service until the next version starts."""

    start: date
    end: date | None  # last date of service, where the rule was withdrawn; None: still in force
    says: str  # the rule in one plain sentence
    check: Check | None  # None: taught, never judged
    values: Mapping[str, Any]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """What a colleague says about the rule."""

    why: str
    mistake: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What keeps the rule and what breaks it, each in a sentence."""

    passes: str
    fails: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule card: what it says, for whom, how sure it is, and what its failure leads to."""

    id: str
    title: str
    competency: str
    state: RuleState
    why_teaching: str  # why it cannot be judged from a note
    flag: str | None  # the flag of a payer's profile that makes it strict
    overrides: tuple[str, ...]  # rules that it replaces where it has a result of its own
    codes: tuple[str, ...]  # codes that it speaks of, for those who look it up
    severity: Severity
    scope: tuple[str, ...]
    confidence: str  # sourced | knowledge
    certainty: str  # high | medium | low
    fails_when_missing: bool
    gaps: tuple[str, ...]  # gaps in a note that it can name
    denial_codes: tuple[str, ...]
    remark_codes: tuple[str, ...]
    teach: Teaching
    examples: Examples
    versions: tuple[Version, ...]  # in order of their start

    @property
    def days_of_change(self) -> tuple[date, ...]:
        """The days on which another version, or none, begins to hold."""
        starts = [version.start for version in self.versions]
        return (*starts, *(v.end + timedelta(days=1) for v in self.versions if v.end))

    def version_on(self, service_date: date) -> Version | None:
        """The version in force on a date of service; None where there was none."""
        for version in reversed(self.versions):
            if version.start <= service_date:
                return version if version.end is None or service_date <= version.end else None
        return None


class RuleBook:
    """All rules, by id, in the order of their ids."""

    def __init__(self, rules: Mapping[str, Rule], *, version: str):
        self._rules = dict(sorted(rules.items()))
        self.judged = tuple(r for r in self if r.state is not RuleState.TEACHING)
        self.version = version  # a short hash of everything compiled
        self.days_of_change = tuple(sorted({day for rule in self for day in rule.days_of_change}))

    def __getitem__(self, rule_id: str) -> Rule:
        if rule_id not in self._rules:
            raise UnknownNameError("rule", rule_id, self._rules)
        return self._rules[rule_id]

    def __contains__(self, rule_id: object) -> bool:
        return rule_id in self._rules

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def by_competency(self, competency: str) -> tuple[Rule, ...]:
        """The rules that teach one competency."""
        return tuple(rule for rule in self if rule.competency == competency)

    def in_force(self, service_date: date) -> tuple[Rule, ...]:
        """The rules that have a version on a date of service."""
        return tuple(rule for rule in self if rule.version_on(service_date))


def check_named(folder: str, name: str | None) -> Check | None:
    """A check of the competency's own `checks.py`, or one of those that many rules share.

    Raises:
        UnknownNameError: Neither has a check of that name.
    """
    if name is None:
        return None
    for module in (f"bhtrain.rules.{folder}.checks", "bhtrain.rules.shapes"):
        found: Check | None = getattr(import_module(module), name, None)
        if found is not None:
            return found
    raise UnknownNameError("check", name, dir(import_module(f"bhtrain.rules.{folder}.checks")))


def _rule_from(rule_id: str, entry: Mapping[str, Any]) -> Rule:
    versions = tuple(
        Version(
            start=date.fromisoformat(version["from"]),
            end=date.fromisoformat(version["to"]) if version.get("to") else None,
            says=version["says"],
            check=check_named(entry["folder"], version["check"]),
            values=version["values"],
            sources=tuple(version["sources"]),
        )
        for version in entry["versions"]
    )
    return Rule(
        id=rule_id,
        title=entry["title"],
        competency=entry["competency"],
        state=RuleState(entry["state"]),
        why_teaching=entry["why_teaching"],
        flag=entry["flag"],
        overrides=tuple(entry["overrides"]),
        codes=tuple(entry["codes"]),
        severity=Severity(entry["severity"]),
        scope=tuple(entry["scope"]),
        confidence=entry["confidence"],
        certainty=entry["certainty"],
        fails_when_missing=entry["fails_when_missing"],
        gaps=tuple(entry["gaps"]),
        denial_codes=tuple(entry["denial_codes"]),
        remark_codes=tuple(entry["remark_codes"]),
        teach=Teaching(**entry["teach"]),
        examples=Examples(**entry["examples"]),
        versions=versions,
    )


@cache
def load_rulebook() -> RuleBook:
    """The rules that came with bhtrain."""
    rules = {name: _rule_from(name, entry) for name, entry in content("rules").items()}
    return RuleBook(rules, version=content_version())
