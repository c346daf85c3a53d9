"""A note to code, and the key that goes with it.

A `Task` is what the learner sees. Everything that would give the answer away stands in
`Scenario`; for a graded task the two parts live in two files (CONTRIBUTING, recipe 3).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, Decision, Gap
from bhtrain.model.facts import visit_from_facts
from bhtrain.model.visit import Visit


class Kind(StrEnum):
    """What the learner is asked to do with the note."""

    CODE = "code"
    REVIEW = "review"  # a drafted claim: accept or correct
    DOCUMENTATION = "documentation"  # what is missing


class Level(StrEnum):
    """How hard."""

    FIRST = "first"
    CORE = "core"
    HARD = "hard"


class ReviewState(StrEnum):
    """How far a key has been checked. No certified coder has signed any key yet."""

    DRAFTED = "drafted"
    BLIND_KEYED = "blind-keyed"
    AGREED = "agreed"
    DISPUTED = "disputed"


class Provenance(StrEnum):
    """Where a note comes from. No note is of a real patient."""

    SYNTHETIC = "synthetic"  # written by a person
    GENERATED = "generated"  # put together from a template; for practice, never for grades


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the learner sees of one note. `note` holds its sentences, numbered from 1."""

    id: str
    kind: Kind
    level: Level
    payer: Payer
    service_date: date
    note: tuple[str, ...]
    points: int
    draft: Claim | None = None  # the drafted claim of a review task


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of the note: its value with the exact words that show it, or why it is missing."""

    name: str
    value: Any  # as written by the author; `bhtrain.model.facts` gives it its type
    quotes: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The expected answer. `deciding` are the sentences that a coder should mark.

    `alternatives` are other claims a good coder could send; `optional_codes` and
    `optional_gaps` are neutral, whether given or not.
    """

    decision: Decision
    claim: Claim = Claim()
    gaps: tuple[Gap, ...] = ()
    deciding: tuple[int, ...] = ()
    alternatives: tuple[Claim, ...] = ()
    optional_codes: frozenset[str] = frozenset()
    optional_gaps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A task with its facts, its key and what a colleague would say about it."""

    task: Task
    title: str
    competencies: tuple[str, ...]
    facts: tuple[Fact, ...]
    key: Key
    rules: tuple[str, ...]  # the rules that decide
    rationale: str
    near_miss: str
    review: ReviewState
    provenance: Provenance = Provenance.SYNTHETIC
    canary: str = ""  # keys of graded tasks carry one, so that a leak can be found

    @property
    def visit(self) -> Visit:
        """The visit that the facts describe, with the task's payer and date of service."""
        facts = {fact.name: fact.value for fact in self.facts}
        facts["payer"] = self.task.payer.value
        return visit_from_facts(facts, service_date=self.task.service_date)

    def sentences_showing(self, fact_names: tuple[str, ...]) -> tuple[int, ...]:
        """Numbers of the sentences whose words show one of these facts.

        A name may be a stem: "signature" stands for all facts below it.
        """
        quotes = [
            quote
            for fact in self.facts
            if any(fact.name == name or fact.name.startswith(f"{name}.") for name in fact_names)
            for quote in fact.quotes
        ]
        return tuple(
            number
            for number, sentence in enumerate(self.task.note, start=1)
            if any(quote in sentence for quote in quotes)
        )
