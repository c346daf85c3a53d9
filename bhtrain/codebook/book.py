"""The codebook as frozen values. Authors write it as YAML beside this file, by topic."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any

from bhtrain.content import content
from bhtrain.errors import UnknownNameError
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import MedicalDecision
from bhtrain.model.finding import Source
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A procedure code: how many documented minutes it takes and who may bill it.

    Minutes count both ends. `billable_by` lists the credentials that may bill Medicare, with
    the first date of service, or None where there is no date to test. An office visit also
    names the patient and the level of decision making it stands for.
    """

    code: str
    kind: str  # primary | add_on | em
    family: str
    summary: str  # our own words, never the official descriptor
    words: tuple[str, ...]  # what a biller would type to find it
    minutes_min: int | None = None
    minutes_max: int | None = None
    alone_max: int | None = None  # last minute at which it stands without its add-on
    new_patient: bool | None = None
    decision: MedicalDecision | None = None
    required_base: tuple[str, ...] = ()  # at least one of these has to be on the claim
    billable_by: Mapping[str, date | None]
    billable_later: Mapping[str, date] = field(default_factory=dict)  # see Codebook.on
    effective_from: date
    effective_from_kind: str  # exact | lower_bound
    effective_to: date | None = None
    sources: tuple[str, ...] = ()

    def holds(self, minutes: int) -> bool:
        """Whether this many documented minutes fit the code's range."""
        return (self.minutes_min or 0) <= minutes and (
            self.minutes_max is None or minutes <= self.minutes_max
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Visits on whose lines a payer requires a modifier."""

    payer: Payer
    modality: Modality
    start: date
    end: date | None = None

    def covers(self, payer: Payer, modality: Modality | None, on: date) -> bool:
        """Whether a visit is one of them."""
        in_time = self.start <= on and (self.end is None or on <= self.end)
        return in_time and payer is self.payer and modality is self.modality


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """Two characters that say more about a service line.

    `neutral` names the situations in which neither its presence nor its absence is an error;
    modifiers.yaml says what each word means.
    """

    modifier: str
    summary: str
    goes_on: str
    neutral: tuple[str, ...] = ()
    required: tuple[Demand, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of service; `setting` is where the patient was, for a visit in person."""

    place: str
    summary: str
    setting: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A clinician's licence or certificate, and the code families it reports as a rule."""

    id: str
    abbreviation: str
    full_name: str
    families: tuple[str, ...]
    excluded_codes: tuple[str, ...] = ()

    def usually_reports(self, code: Code) -> bool:
        """Whether payers other than Medicare usually recognise it for this code."""
        return code.family in self.families and code.code not in self.excluded_codes


@dataclass(frozen=True, slots=True, kw_only=True)
class GapKind:
    """Something a note can leave out."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapGroup:
    """Gaps that an auditor lists together."""

    group: str
    gaps: tuple[GapKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codebook:
    """Codes, modifiers, places, credentials, diagnoses, gaps, sources and denial codes."""

    codes: Mapping[str, Code]
    modifiers: Mapping[str, Modifier]
    places: Mapping[str, Place]
    credentials: Mapping[str, Credential]
    diagnoses: Mapping[str, str]  # ICD-10-CM code: our own short name
    gaps: tuple[GapGroup, ...]
    sources: Mapping[str, Source]
    carc: Mapping[str, str]  # adjustment code: meaning
    payers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # profile: its flags

    def payer_profile(self, name: str | None, payer: Payer) -> Mapping[str, Any]:
        """The flags of a payer's profile: the one that is named, else the payer's own, if any.

        Raises:
            UnknownNameError: There is no profile of that name.
        """
        if name is not None and name not in self.payers:
            raise UnknownNameError("payer profile", name, self.payers)
        return self.payers.get(name or payer.value, {})

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
        labels = {gap.id: gap.label for group in self.gaps for gap in group.gaps}
        if gap_id not in labels:
            raise UnknownNameError("gap", gap_id, labels)
        return labels[gap_id]

    def for_minutes(self, family: str, minutes: int) -> Code | None:
        """The timed code of a family whose range holds these minutes; None below the lowest."""
        fitting = (c for c in self.codes.values() if c.family == family and c.kind != "em")
        return next((c for c in fitting if c.minutes_min and c.holds(minutes)), None)

    def office_visit(self, decision: MedicalDecision, *, new_patient: bool) -> Code:
        """The office visit for a level of decision making."""
        return next(
            code
            for code in self.codes.values()
            if code.decision is decision and code.new_patient is new_patient
        )

    def on(self, service_date: date) -> "Codebook":
        """The codebook as it stood on a date of service.

        Codes not in force are left out; `billable_by` keeps the credentials that could bill
        Medicare on that date, and those that could only later move to `billable_later`.
        """
        return _as_of(self, service_date)


@lru_cache(maxsize=256)
def _as_of(book: Codebook, service_date: date) -> Codebook:
    def in_force(code: Code) -> bool:
        began = code.effective_from_kind != "exact" or code.effective_from <= service_date
        return began and (code.effective_to is None or service_date <= code.effective_to)

    def of_the_day(code: Code) -> Code:
        later = {who: since for who, since in code.billable_by.items() if since is not None}
        later = {who: since for who, since in later.items() if since > service_date}
        now = {who: since for who, since in code.billable_by.items() if who not in later}
        return replace(code, billable_by=now, billable_later=later)

    codes = {number: of_the_day(code) for number, code in book.codes.items() if in_force(code)}
    return replace(book, codes=codes)


def codebook_from_dict(data: Mapping[str, Any]) -> Codebook:
    """The codebook in compiled content."""

    def day(text: str | None) -> date | None:
        return None if text is None else date.fromisoformat(text)

    def code_from(number: str, entry: dict[str, Any]) -> Code:
        minutes, visit = entry.get("minutes", {}), entry.get("visit")
        return Code(
            code=number,
            **{key: entry[key] for key in ("kind", "family", "summary")},
            words=tuple(entry["words"]),
            minutes_min=minutes.get("min"),
            minutes_max=minutes.get("max"),
            alone_max=minutes.get("alone_max"),
            new_patient=visit and visit["patient"] == "new",
            decision=visit and MedicalDecision(visit["decision"]),
            required_base=tuple(entry.get("required_base", ())),
            billable_by={who: day(since) for who, since in entry["billable_by"].items()},
            effective_from=date.fromisoformat(entry["from"]),
            effective_from_kind=entry["from_kind"],
            effective_to=day(entry.get("to")),
            sources=tuple(entry["sources"]),
        )

    def demand_from(entry: dict[str, Any]) -> Demand:
        return Demand(
            payer=Payer(entry["payer"]),
            modality=Modality(entry["modality"]),
            start=date.fromisoformat(entry["from"]),
            end=day(entry.get("to")),
        )

    def modifier_from(name: str, entry: dict[str, Any]) -> Modifier:
        return Modifier(
            modifier=name,
            summary=entry["summary"],
            goes_on=entry["goes_on"],
            neutral=tuple(entry.get("neutral", ())),
            required=tuple(demand_from(item) for item in entry.get("required", ())),
            same_as=tuple(entry.get("same_as", ())),
        )

    def place_from(number: str, entry: dict[str, Any]) -> Place:
        setting = entry.get("setting")
        return Place(
            place=number,
            summary=entry["summary"],
            setting=None if setting is None else Location(setting),
        )

    def credential_from(name: str, entry: dict[str, Any]) -> Credential:
        return Credential(
            id=name,
            abbreviation=entry["abbreviation"],
            full_name=entry["full_name"],
            families=tuple(entry["families"]),
            excluded_codes=tuple(entry.get("excluded_codes", ())),
        )

    return Codebook(
        codes={name: code_from(name, entry) for name, entry in data["codes"].items()},
        modifiers={name: modifier_from(name, entry) for name, entry in data["modifiers"].items()},
        places={name: place_from(name, entry) for name, entry in data["places"].items()},
        credentials={n: credential_from(n, entry) for n, entry in data["credentials"].items()},
        diagnoses=data["diagnoses"],
        gaps=tuple(
            GapGroup(group=entry["group"], gaps=tuple(GapKind(**gap) for gap in entry["gaps"]))
            for entry in data["gaps"]
        ),
        sources={name: Source(id=name, **entry) for name, entry in data["sources"].items()},
        carc=data["carc"],
    )


@cache
def load_codebook() -> Codebook:
    """The codebook that came with bhtrain."""
    return codebook_from_dict(content()["codebook"])
