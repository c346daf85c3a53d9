"""The codebook: what may be billed, looked up by code and by date of service."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Any

from bhtrain.codebook.abbreviations import Abbreviation, abbreviations_in
from bhtrain.codebook.entries import (
    Cause,
    CauseGroup,
    Code,
    Credential,
    DeletedCode,
    Diagnosis,
    DiagnosisPattern,
    Excludes1,
    GapGroup,
    GapKind,
    Modifier,
    Pair,
    PayerProfile,
    Place,
    Update,
)
from bhtrain.errors import UnknownNameError
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import MedicalDecision
from bhtrain.model.finding import Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codebook:
    """Everything that codes, rules and the desk look up, by its code or id.

    `calendar` says when each code set changes.
    """

    codes: Mapping[str, Code]
    modifiers: Mapping[str, Modifier]
    places: Mapping[str, Place]
    credentials: Mapping[str, Credential]
    diagnoses: Mapping[str, Diagnosis]
    gaps: tuple[GapGroup, ...]
    causes: tuple[CauseGroup, ...]
    sources: Mapping[str, Source]
    carc: Mapping[str, str]  # adjustment code: meaning
    rarc: Mapping[str, str] = field(default_factory=dict)  # remark code: meaning
    group_codes: Mapping[str, str] = field(default_factory=dict)  # who owes: meaning
    deleted: Mapping[str, DeletedCode] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str], Pair] = field(default_factory=dict)  # by columns 1 and 2
    payers: Mapping[str, PayerProfile] = field(default_factory=dict)
    updates: tuple[Update, ...] = ()
    calendar: Mapping[str, str] = field(default_factory=dict)  # code set: when it changes
    excludes1: tuple[Excludes1, ...] = ()
    diagnosis_patterns: Mapping[str, DiagnosisPattern] = field(default_factory=dict)
    abbreviations: tuple[Abbreviation, ...] = ()

    def payer_profile(self, name: str | None, payer: Payer) -> Mapping[str, Any]:
        """The flags of a payer's profile: the one that is named, else the payer's own, if any.

        Raises:
            UnknownNameError: There is no profile of that name.
        """
        if name is not None and name not in self.payers:
            raise UnknownNameError("payer profile", name, self.payers)
        profile = self.payers.get(name or payer.value)
        return profile.flags if profile else {}

    def code(self, code: str) -> Code:
        """The procedure code of that number.

        Raises:
            UnknownNameError: The codebook does not hold it.
        """
        if code not in self.codes:
            raise UnknownNameError("procedure code", code, self.codes)
        return self.codes[code]

    def gap_label(self, gap_id: str) -> str:
        """The words for one gap.

        Raises:
            UnknownNameError: No gap has that id.
        """
        return _label("gap", gap_id, (gap for group in self.gaps for gap in group.gaps))

    def cause_label(self, cause_id: str) -> str:
        """The words for one cause.

        Raises:
            UnknownNameError: No cause has that id.
        """
        return _label("cause", cause_id, (c for group in self.causes for c in group.causes))

    def abbreviations_in(self, text: str) -> list[tuple[str, str]]:
        """The abbreviations that stand in a text, each with what it means."""
        return abbreviations_in(text, self.abbreviations)

    def pair(self, one: str, other: str) -> Pair | None:
        """The NCCI pair of two codes, whichever of them is in column 1."""
        return self.pairs.get((one, other)) or self.pairs.get((other, one))

    def pairs_of(self, codes: Iterable[str]) -> tuple[Pair, ...]:
        """Every pair among these codes."""
        found = (self.pair(one, other) for one, other in combinations(dict.fromkeys(codes), 2))
        return tuple(pair for pair in found if pair is not None)

    def for_minutes(self, family: str, minutes: int) -> Code | None:
        """The timed code of a family whose range holds these minutes; None below the lowest."""
        fitting = (c for c in self.codes.values() if c.family == family and c.kind != "em")
        return next((c for c in fitting if c.minutes_min and c.holds(minutes)), None)

    def office_visit(self, decision: MedicalDecision, *, new_patient: bool) -> Code:
        """The office visit for a level of decision making."""
        return next(
            code
            for code in self.codes.values()
            if code.family == "em_office"
            and code.decision is decision
            and code.new_patient is new_patient
        )

    def home_visits(self, *, new_patient: bool) -> list[Code]:
        """The visits at home for a new or an established patient, shortest first."""
        at_home = (code for code in self.codes.values() if code.family == "em_home_or_other")
        fitting = (code for code in at_home if code.new_patient is new_patient)
        return sorted(fitting, key=lambda code: code.minutes_min or 0)

    def on(self, service_date: date) -> "Codebook":
        """The codebook as it stood on a date of service.

        Codes not in force are left out, and so are bases that did not count yet or any more;
        `billable_by` keeps the credentials that could bill Medicare on that date, and those
        that could only later move to `billable_later`.
        """
        changes = _days_of_change(self)
        return _as_of(self, changes[max(0, bisect_right(changes, service_date) - 1)])


@lru_cache(maxsize=8)
def _days_of_change(book: Codebook) -> tuple[date, ...]:
    """The days on which something begins or is no longer so; between them nothing changes."""
    days = {date.min}
    for code in book.codes.values():
        days.add(code.effective_from)
        ends = [code.effective_to, *(dates.end for dates in code.required_base_dates)]
        days.update(end + timedelta(days=1) for end in ends if end is not None)
        starts = [*code.billable_by.values(), *(d.start for d in code.required_base_dates)]
        days.update(start for start in starts if start is not None)
    return tuple(sorted(days))


@lru_cache(maxsize=256)
def _as_of(book: Codebook, service_date: date) -> Codebook:
    def in_force(code: Code) -> bool:
        began = code.effective_from_kind != "exact" or code.effective_from <= service_date
        return began and (code.effective_to is None or service_date <= code.effective_to)

    def of_the_day(code: Code) -> Code:
        later = {
            who: since
            for who, since in code.billable_by.items()
            if since is not None and since > service_date
        }
        out = {
            base
            for dates in code.required_base_dates
            if not dates.covers(service_date)
            for base in dates.codes
        }
        if not later and not out:
            return code
        now = {who: since for who, since in code.billable_by.items() if who not in later}
        bases = tuple(base for base in code.required_base if base not in out)
        return replace(code, billable_by=now, billable_later=later, required_base=bases)

    codes = {number: of_the_day(code) for number, code in book.codes.items() if in_force(code)}
    return replace(book, codes=codes)


def _label(what: str, name: str, entries: Iterable[GapKind | Cause]) -> str:
    labels = {entry.id: entry.label for entry in entries}
    if name not in labels:
        raise UnknownNameError(what, name, labels)
    return labels[name]
