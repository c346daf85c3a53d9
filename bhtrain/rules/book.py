"""The rules, each with its versions. A date of service picks the version, never today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from bhtrain.content import content, content_version
from bhtrain.errors import UnknownNameError
from bhtrain.model.finding import Severity
from bhtrain.rules.verdict import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A rule as it reads from one date of service until the next version starts."""

    start: date
    end: date | None  # last date of service, where the rule was withdrawn; None: still in force
    says: str  # the rule in one plain sentence
    check: Check
    values: Mapping[str, Any]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """What a colleague says about the rule."""

    why: str
    mistake: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule card: what it says, for whom, how sure it is, and what its failure leads to."""

    id: str
    title: str
    competency: str
    severity: Severity
    scope: tuple[str, ...]
    confidence: str  # sourced | knowledge
    certainty: str  # high | medium | low
    fails_when_missing: bool
    needs: tuple[str, ...]  # facts it reads
    gaps: tuple[str, ...]  # gaps in a note that it can name
    denial_codes: tuple[str, ...]
    teach: Teaching
    versions: tuple[Version, ...]  # in order of their start

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
        self.version = version  # a short hash of everything compiled

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


def _rule_from(rule_id: str, entry: Mapping[str, Any]) -> Rule:
    checks = import_module(f"bhtrain.rules.{entry['folder']}.checks")
    versions = tuple(
        Version(
            start=date.fromisoformat(version["from"]),
            end=date.fromisoformat(version["to"]) if version.get("to") else None,
            says=version["says"],
            check=getattr(checks, version["check"]),
            values=version["values"],
            sources=tuple(version["sources"]),
        )
        for version in entry["versions"]
    )
    return Rule(
        id=rule_id,
        title=entry["title"],
        competency=entry["competency"],
        severity=Severity(entry["severity"]),
        scope=tuple(entry["scope"]),
        confidence=entry["confidence"],
        certainty=entry["certainty"],
        fails_when_missing=entry["fails_when_missing"],
        needs=tuple(entry["needs"]),
        gaps=tuple(entry["gaps"]),
        denial_codes=tuple(entry["denial_codes"]),
        teach=Teaching(**entry["teach"]),
        versions=versions,
    )


@cache
def load_rulebook() -> RuleBook:
    """The rules that came with bhtrain."""
    rules = {name: _rule_from(name, entry) for name, entry in content("rules").items()}
    return RuleBook(rules, version=content_version())
