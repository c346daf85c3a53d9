"""A note to code, and the key that goes with it.

A `Task` is what the learner sees. Everything that would give the answer away stands in
`Scenario`; for a graded task the two parts live in two files (CONTRIBUTING, recipe 3).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, Decision, Gap
from bhtrain.model.facts import visit_from_facts
from bhtrain.model.papers import BilledLine, QueueItem, RemittanceLine
from bhtrain.model.visit import Visit


class Kind(StrEnum):
    """What the learner is asked to do with the note."""

    CODE = "code"
    REVIEW = "review"  # a drafted claim: accept or correct
    DENIAL = "denial"  # a claim came back unpaid: find the cause and the fix
    DOCUMENTATION = "documentation"  # what is missing
    QUERY = "query"  # ask the clinician; a person grades the question
    PATTERN = "pattern"  # a month of claims: what would a payer ask about
    TRIAGE = "triage"  # a day's queue: what first

    @property
    def asks_for_claim(self) -> bool:
        """Whether service lines and diagnoses are part of the answer."""
        return self in (Kind.CODE, Kind.REVIEW, Kind.DENIAL)


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
    draft: Claim | None = None  # the drafted claim of a review, or a denied claim as it was sent
    remittance: tuple[RemittanceLine, ...] = ()  # of a denial
    month: tuple[BilledLine, ...] = ()  # of a pattern
    queue: tuple[QueueItem, ...] = ()  # of a triage


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of the note: its value with the exact words that show it, or why it is missing.

    What a month of claims shows has no words: `month` says so.
    """

    name: str
    value: Any  # as written by the author; `bhtrain.model.facts` gives it its type
    quotes: tuple[str, ...] = ()
    why: str | None = None
    month: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricItem:
    """One thing that a good question to the clinician does, and the points it is worth."""

    text: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The expected answer. `deciding` are the sentences that a coder should mark.

    `alternatives` are other claims a good coder could send; `optional_codes`, `optional_gaps`
    and `optional_causes` are neutral, whether given or not. A triage has an order and no
    decision. The rubric's points are given by a person and are part of the task's points.
    """

    decision: Decision | None = None
    claim: Claim = Claim()
    gaps: tuple[Gap, ...] = ()
    causes: tuple[str, ...] = ()  # of a denial or a pattern: ids of the codebook
    order: tuple[str, ...] = ()  # of a triage: ids of its queue, first thing first
    deciding: tuple[int, ...] = ()
    alternatives: tuple[Claim, ...] = ()
    optional_codes: frozenset[str] = frozenset()
    optional_gaps: frozenset[str] = frozenset()
    optional_causes: frozenset[str] = frozenset()
    rubric: tuple[RubricItem, ...] = ()
    model_query: str = ""

    @property
    def points_by_hand(self) -> int:
        """Points that only a person can give."""
        return sum(item.points for item in self.rubric)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """What is known of one item of a queue, from which its last day follows."""

    item: str  # its id in the queue
    payer: Payer
    service_date: date
    facts: tuple[Fact, ...]

    @property
    def visit(self) -> Visit:
        """The visit behind the item."""
        return _visit(self.facts, self.payer, self.service_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A task with its facts, its key and what a colleague would say about it.

    `format`, `setting` and `messy` say how the note is written, where, and what disturbs it; the
    coverage page counts them.
    """

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
    format: str = ""
    setting: str = ""
    messy: tuple[str, ...] = ()
    queued: tuple[Queued, ...] = ()
    canary: str = ""  # keys of graded tasks carry one, so that a leak can be found

    @property
    def visit(self) -> Visit:
        """The visit that the facts describe, with the task's payer and date of service."""
        return _visit(self.facts, self.task.payer, self.task.service_date)

    @property
    def visit_to_bill(self) -> Visit:
        """The visit by which an entered claim is judged: after a denial it is a corrected one."""
        visit = self.visit
        if self.task.kind is not Kind.DENIAL:
            return visit
        return replace(visit, claim_file=replace(visit.claim_file, corrected=True))

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


def _visit(facts: tuple[Fact, ...], payer: Payer, service_date: date) -> Visit:
    values = {fact.name: fact.value for fact in facts}
    return visit_from_facts({**values, "payer": payer.value}, service_date=service_date)
