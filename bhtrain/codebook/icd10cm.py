"""Which ICD-10-CM codes exist, which are billable, and which exclude each other.

The facts come from one government release, compiled for the chapters this field meets (see
`bhtrain.authoring.icd10cm`). They are read once, when first asked for.
"""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol

ICD10CM_FILE = Path(__file__).parent.parent / "compiled" / "icd10cm.json"
ICD10CM_START = date(2015, 10, 1)  # dates of service before it took ICD-9-CM
# First days of new codes that updates.yaml gives with high certainty; other starts are of medium.
_SURE_STARTS = {ICD10CM_START, date(2021, 10, 1), date(2022, 10, 1), date(2024, 10, 1)}
_LOOKALIKES = str.maketrans("OIL", "011")


class Status(StrEnum):
    """What a diagnosis code is on a date of service."""

    BILLABLE = "billable"
    CATEGORY = "category"  # it exists, and a claim needs one of the codes below it
    UNKNOWN = "unknown"  # there is no such code on that date
    NOT_CHECKED = "not checked"  # outside what bhtrain knows: never an error


class Dated(Protocol):
    """A code of which it is known when it was billable; both days count."""

    @property
    def effective_from(self) -> date:
        """The first date of service."""

    @property
    def effective_to(self) -> date | None:
        """The last date of service; None while no end is known."""


@dataclass(frozen=True, slots=True)
class Validity:
    """A status and what it rests on.

    `certain` is False where it rests on a start date that was not compared with a release:
    such an answer may warn, and should not fail anybody.
    """

    status: Status
    reason: str  # a sentence
    certain: bool = True


@dataclass(frozen=True, slots=True)
class CodePattern:
    """The codes below a stem, or between two; `position` and `ending` narrow them further.

    Written F10.2, F20-F29, F10-F19@5=6 where the fifth character has to be a 6, or I69@-2=91
    where the last two have to be 91.
    """

    low: str  # without dot, as all codes here
    high: str
    position: int = 0
    ending: str = ""

    @classmethod
    def parse(cls, text: str) -> "CodePattern":
        """The pattern that is written so."""
        stems, _, condition = text.partition("@")
        low, _, high = stems.replace(".", "").partition("-")
        position, _, ending = condition.partition("=")
        return cls(low, high or low, int(position or 0), ending)

    def matches(self, code: str) -> bool:
        """Whether a code is one of them."""
        bare = code.replace(".", "")
        if not (self.low <= bare[: len(self.low)] and bare[: len(self.high)] <= self.high):
            return False
        start = self.position - 1 if self.position > 0 else self.position
        return not self.ending or bare[start:].startswith(self.ending)


@dataclass(frozen=True, slots=True)
class CodeFirst:
    """The note that another condition is listed before this one.

    `required` is False where the note says "if applicable", "if known" or "any".
    """

    required: bool
    examples: tuple[str, ...] = ()  # patterns; other conditions may also serve


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IcdTable:
    """One release of ICD-10-CM, for the categories that this field meets."""

    release: str
    first_day: date  # of the release's fiscal year
    last_day: date
    covered: tuple[CodePattern, ...]
    names: Mapping[str, str]  # official short names, without codes that a seventh character makes
    billable: frozenset[str]  # of these
    seventh: Mapping[str, str]  # code: the characters that make it billable, padded with X
    seventh_words: Mapping[str, str]
    exclusions: tuple[tuple[CodePattern, CodePattern], ...]
    first: Mapping[str, CodeFirst]  # by pattern, the most specific first

    def covers(self, code: str) -> bool:
        """Whether the table holds the category of this code, so that it would hold the code."""
        category = normal(code)[:3]
        return any(pattern.matches(category) for pattern in self.covered)

    def name(self, code: str) -> str | None:
        """The official short name; None for a code that the release does not have."""
        code = normal(code)
        if code in self.names:
            return self.names[code]
        stem = self._stem(code)
        return None if stem is None else f"{self.names[stem]}, {self.seventh_words[code[-1]]}"

    def status(self, code: str, on: date, dated: Mapping[str, Dated] | None = None) -> Status:
        """What a code is on a date of service; see `validity`."""
        return self.validity(code, on, dated).status

    def validity(self, code: str, on: date, dated: Mapping[str, Dated] | None = None) -> Validity:
        """What a code is on a date of service, and why.

        Inside the release's fiscal year the release decides. On other dates only the dated
        codes do: their own days, or those of a code below.

        Args:
            code: The code, with or without its dot.
            on: The date of service.
            dated: Codes of which it is known when they were billable.
        """
        code = normal(code)
        if on < ICD10CM_START:
            return Validity(Status.NOT_CHECKED, f"Before {ICD10CM_START} ICD-9-CM applied.")
        if self.first_day <= on <= self.last_day and self.covers(code):
            return self._in_release(code)
        known = dated or {}
        if code in known:
            return self._by_its_dates(code, on, known[code])
        below = (
            []
            if on > self.last_day
            else [
                entry for other, entry in known.items() if _below(other, code) and _open(entry, on)
            ]
        )
        if below:
            sure = any(entry.effective_from in _SURE_STARTS for entry in below)
            return Validity(Status.CATEGORY, f"{code} has codes below it on {on}.", sure)
        return Validity(Status.NOT_CHECKED, f"{self.release} does not speak of {code} on {on}.")

    def children(self, code: str) -> tuple[str, ...]:
        """The billable codes below a category, in order; none below a billable code."""
        return tuple(self._billable_below(normal(code)))

    def suggestions(self, code: str, limit: int = 3) -> tuple[str, ...]:
        """Billable codes that may have been meant by a code that is not billable."""
        code = normal(code)
        if self._is_billable(code):
            return ()
        below = self.children(code)
        if below:
            return below[:limit]
        spelled = normal(code[:1] + code[1:].translate(_LOOKALIKES))
        if spelled != code and self.name(spelled) is not None:
            return self.children(spelled)[:limit] or (spelled,)
        for stem in (code[:3], code[:2], code[:1]):
            known = list(self._billable_below(stem)) if stem else []
            near = difflib.get_close_matches(code, known, n=limit, cutoff=0.6)
            if near:
                return tuple(near)
        return ()

    def excludes1(self, code: str, other: str) -> bool | None:
        """Whether an Excludes1 note of either code bars the other on the same claim.

        The guidelines allow both where the two conditions are not related; that is for the
        caller to judge.

        Returns:
            None where the table does not hold both codes.
        """
        code, other = normal(code), normal(other)
        if self.name(code) is None or self.name(other) is None:
            return None
        if code == other:
            return False
        return any(pattern.matches(other) for pattern in _barred(self, code)) or any(
            pattern.matches(code) for pattern in _barred(self, other)
        )

    def code_first(self, code: str) -> CodeFirst | None:
        """The nearest note that another condition is to be listed before this code."""
        return _code_first(self, normal(code))

    def _in_release(self, code: str) -> Validity:
        if self._is_billable(code):
            return Validity(Status.BILLABLE, f"{code} is billable in {self.release}.")
        if code in self.names:
            return Validity(Status.CATEGORY, f"{code} has codes below it in {self.release}.")
        return Validity(Status.UNKNOWN, f"{self.release} has no code {code}.")

    def _by_its_dates(self, code: str, on: date, entry: Dated) -> Validity:
        sure = entry.effective_from in _SURE_STARTS
        if on < entry.effective_from:
            reason = f"{code} came with dates of service from {entry.effective_from}."
            return Validity(Status.UNKNOWN, reason, sure)
        if entry.effective_to is not None and entry.effective_to < on:
            divided = code in self.names and code not in self.billable
            reason = f"{code} was billable for dates of service up to {entry.effective_to}."
            return Validity(Status.CATEGORY if divided else Status.UNKNOWN, reason, sure)
        if on > self.last_day:
            reason = f"A release after {self.release} may have changed {code}."
            return Validity(Status.NOT_CHECKED, reason)
        reason = f"{code} is billable for dates of service from {entry.effective_from}."
        return Validity(Status.BILLABLE, reason, sure)

    def _is_billable(self, code: str) -> bool:
        return code in self.billable or self._stem(code) is not None

    def _stem(self, code: str) -> str | None:
        """The code without its seventh character and padding; None when it has none."""
        bare = code.replace(".", "")
        if len(bare) != 7:
            return None
        stem = normal(bare[:6].rstrip("X"))
        padded = (stem, normal(bare[:6]))
        return next((s for s in padded if bare[6] in self.seventh.get(s, "")), None)

    def _billable_below(self, stem: str) -> Iterator[str]:
        for code in self.names:
            if code in self.billable and _below(code, stem):
                yield code
            elif code in self.seventh and (code == stem or _below(code, stem)):
                yield from (with_seventh(code, mark) for mark in self.seventh[code])


@lru_cache(maxsize=4096)
def normal(code: str) -> str:
    """A code as it is written in the books: capitals, and a dot after the third character."""
    bare = code.strip().upper().replace(".", "")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def with_seventh(code: str, mark: str) -> str:
    """A code with its seventh character, padded with X where it is shorter than six."""
    return normal(code.replace(".", "").ljust(6, "X") + mark)


def _below(code: str, stem: str) -> bool:
    return stem != "" and code != stem and code.startswith(stem)


def _open(entry: Dated, on: date) -> bool:
    ended = entry.effective_to is not None and entry.effective_to < on
    return entry.effective_from <= on and not ended


@lru_cache(maxsize=4096)
def _code_first(table: IcdTable, code: str) -> CodeFirst | None:
    notes = (note for text, note in table.first.items() if CodePattern.parse(text).matches(code))
    return next(notes, None)


@lru_cache(maxsize=4096)
def _barred(table: IcdTable, code: str) -> tuple[CodePattern, ...]:
    """What the Excludes1 notes of a code and of all levels above it bar."""
    return tuple(other for owner, other in table.exclusions if owner.matches(code))


def table_from_dict(data: Mapping[str, Any]) -> IcdTable:
    """The table in the compiled file.

    A row of `codes` holds the code, how many characters its name shares with the name in the
    row above, the rest of its name, and its kind: b for billable, c for category, otherwise
    the seventh characters that make it billable.
    """
    names: dict[str, str] = {}
    name = ""
    for code, shared, rest, _ in data["codes"]:
        names[code] = name = name[:shared] + rest
    parse = CodePattern.parse
    return IcdTable(
        release=data["release"],
        first_day=date.fromisoformat(data["from"]),
        last_day=date.fromisoformat(data["to"]),
        covered=tuple(parse(text) for text in data["covered"]),
        names=names,
        billable=frozenset(code for code, _, _, kind in data["codes"] if kind == "b"),
        seventh={code: kind for code, _, _, kind in data["codes"] if kind not in "bc"},
        seventh_words=data["seventh"],
        exclusions=tuple(
            (parse(owner), parse(other))
            for owner, others in data["excludes1"].items()
            for other in others
        ),
        first={
            owner: CodeFirst(required, tuple(examples))
            for owner, (required, examples) in data["code_first"].items()
        },
    )


@cache
def load_icd10cm() -> IcdTable:
    """The table that came with bhtrain."""
    with ICD10CM_FILE.open(encoding="utf-8") as file:
        return table_from_dict(json.load(file))
