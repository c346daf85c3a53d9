"""What the codebook knows, as frozen values. Dates are dates of service, both ends included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bhtrain.model.billing import Payer
from bhtrain.model.documentation import MedicalDecision
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Codes that may not be billed with a code, for one patient and one clinician."""

    codes: tuple[str, ...]
    scope: str  # same_session | same_day | same_month
    override: str = "none"  # what releases it, in words; "none": nothing does
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseDates:
    """Dates of service on which some bases of an add-on count."""

    codes: tuple[str, ...]
    start: date
    end: date | None = None
    certainty: str  # high | medium | low

    def covers(self, on: date) -> bool:
        """Whether they count on a date of service."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLimit:
    """Medicare's unit edit (MUE): the most units of a code for one patient and date.

    A value of 0 means that Medicare does not pay the code; never test it for other payers.
    """

    value: int  # units
    mai: int  # 1 per claim line | 2 absolute | 3 can be appealed with records
    sourced: bool
    quarter: str  # of the table it stands in: 2024Q3
    note: str = ""

    def covers(self, on: date) -> bool:
        """Whether a date of service lies in the quarter whose table was read."""
        return self.quarter == f"{on.year}Q{(on.month + 2) // 3}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A procedure code: how many documented minutes it takes and who may bill it.

    Minutes count both ends. `billable_by` lists the credentials that may bill Medicare, with
    the first date of service, or None where there is no date to test. A medical visit also
    names the patient and the level of decision making, where its summary states them.
    """

    code: str
    kind: str  # primary | add_on | em
    family: str
    summary: str  # our own words, never the official descriptor
    words: tuple[str, ...]  # what a biller would type to find it
    activity: str | None = None  # the kind of documented time it counts: "psychotherapy"
    minutes_min: int | None = None  # an add-on's own, unless minutes_note says it is the total
    minutes_max: int | None = None
    minutes_typical: int | None = None
    alone_max: int | None = None  # last minute at which it stands without its add-on
    starts_at: Mapping[str, int] = field(default_factory=dict)  # base: first total minute of a unit
    each_minutes: int | None = None  # minutes after that for each further unit
    minutes_payer_ruled: bool = False  # minutes_min is only usual; the payer decides
    minutes_note: str = ""
    unit_basis: str = ""  # what one unit is: "per 15 minutes"
    new_patient: bool | None = None
    decision: MedicalDecision | None = None
    required_base: tuple[str, ...] = ()  # one of these has to be on the claim; () = payer decides
    required_base_dates: tuple[BaseDates, ...] = ()  # bases that count only on some dates
    excludes: tuple[Exclusion, ...] = ()
    patient: str = ""  # required | absent | not-applicable | ... in words
    family_role: str = ""  # required | optional | no | ... in words
    max_units_per_day: int | None = None
    max_units_basis: str = ""
    unit_limit: UnitLimit | None = None
    medicare_status: str = ""  # payable | not-payable | bundled | ...
    telehealth_video: str = ""  # Medicare: yes | no | inherent | payer-varies | uncertain | ...
    telehealth_audio: str = ""
    billable_by: Mapping[str, date | None]
    billable_later: Mapping[str, date] = field(default_factory=dict)  # see Codebook.on
    effective_from: date
    effective_from_kind: str  # exact | lower_bound
    effective_to: date | None = None
    sources: tuple[str, ...] = ()
    confidence: str = "sourced"  # sourced | knowledge
    certainty: str = "high"  # high | medium | low
    notes: str = ""

    def holds(self, minutes: int) -> bool:
        """Whether this many documented minutes fit the code's range."""
        return (self.minutes_min or 0) <= minutes and (
            self.minutes_max is None or minutes <= self.minutes_max
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedCode:
    """A code that ended, and what is billed since. Its start is not known."""

    code: str
    summary: str
    end: date  # the last date of service
    successors: tuple[str, ...]
    note: str = ""
    sources: tuple[str, ...] = ()
    confidence: str
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two codes that NCCI does not pay together: column 1 is paid, column 2 denied.

    Indicator 0: no modifier releases it. 1: a modifier can, for truly separate services.
    9: no longer active. `start` is a lower bound: before it nothing is known.
    """

    column1: str
    column2: str
    indicator: int
    start: date
    end: date | None = None
    quarter: str  # of the table it stands in: 2024Q3; "": a rule of CPT, in no table
    sources: tuple[str, ...] = ()
    confidence: str = "sourced"
    certainty: str = "high"
    note: str = ""

    def in_force(self, on: date) -> bool | None:
        """Whether it holds on a date of service; None before its start: undetermined."""
        if on < self.start:
            return None
        return self.indicator != 9 and (self.end is None or on <= self.end)


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
    scope: str = ""  # which payers use it, in words
    start: date | None = None  # first date of service; None: no date to test
    neutral: tuple[str, ...] = ()
    required: tuple[Demand, ...] = ()
    same_as: tuple[str, ...] = ()

    def begun(self, on: date) -> bool:
        """Whether it exists on a date of service."""
        return self.start is None or self.start <= on


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of service; `setting` is where the patient was, for a visit in person."""

    place: str
    summary: str
    setting: Location | None = None
    start: date | None = None  # first date of service; None: no date to test

    def begun(self, on: date) -> bool:
        """Whether it exists on a date of service."""
        return self.start is None or self.start <= on


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A provider type of the NUCC: ten characters, and our words for it where it needs some."""

    code: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A clinician's licence or certificate, and the code families it reports as a rule."""

    id: str
    abbreviation: str
    full_name: str
    families: tuple[str, ...]
    excluded_codes: tuple[str, ...] = ()
    education_level: str = ""
    practice_status: str = ""  # independent | supervised | ... in words
    prescriber: bool | None = False  # None: the state decides
    may_enrol: bool = False  # bills Medicare under its own number
    medicare_since: date | None = None  # first date of service; None: no date to test
    billing_note: str = ""
    taxonomy: tuple[Taxonomy, ...] = ()
    level_modifiers: tuple[str, ...] = ()
    notes: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = "sourced"
    certainty: str = "high"

    def usually_reports(self, code: Code) -> bool:
        """Whether payers other than Medicare usually recognise it for this code."""
        return code.family in self.families and code.code not in self.excluded_codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A billable ICD-10-CM code under our own short name."""

    code: str
    name: str
    start: date
    end: date | None = None
    group: str
    everyday: bool = False  # the desk offers these first
    note: str = ""  # what to use instead after its end

    @property
    def effective_from(self) -> date:
        """The first date of service, as the table of ICD-10-CM asks for it."""
        return self.start

    @property
    def effective_to(self) -> date | None:
        """The last date of service, as the table of ICD-10-CM asks for it."""
        return self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Excludes1:
    """Diagnoses that bar each other on one claim; a stem or a trailing - means all below it."""

    code: str
    not_with: str
    only: str = ""  # which codes of a range are meant, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisPattern:
    """How a diagnosis is chosen within a group."""

    id: str
    group: str
    rule: str
    check: str
    example: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: str
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something a payer does, and how sure we are of it."""

    fact: str
    confidence: str = "knowledge"
    certainty: str = "medium"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerProfile:
    """What one payer asks for. A flag that is not set is not known."""

    id: str
    payer: Payer
    flags: Mapping[str, bool | int | str | tuple[str, ...]]
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What changed in a year, and what it means for people who code."""

    year: int
    area: str
    start: date
    end: date | None = None
    change: str
    impact: str
    sources: tuple[str, ...]
    confidence: str
    certainty: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a payer says no, or what it would ask about; and the rules that find it."""

    id: str
    label: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseGroup:
    """Causes that belong together, and the kinds of task that ask for them."""

    group: str
    kinds: tuple[str, ...]
    causes: tuple[Cause, ...]
