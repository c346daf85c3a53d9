"""What each YAML file of the codebook holds."""

from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from bhtrain.authoring.forms import Day, Form
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import MedicalDecision
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality

Neutral = Literal["video", "audio", "em-beside-psychotherapy", "level", "discipline", "any"]
Confidence = Literal["sourced", "knowledge"]
Certainty = Literal["high", "medium", "low"]
Telehealth = Literal[
    "yes",
    "no",
    "yes-home-only",
    "inherent",
    "payer-varies",
    "uncertain",
    "not-a-telehealth-service",
]
# fmt: off
Activity = Literal[
    "psychotherapy", "crisis", "family", "group", "evaluation", "medical-visit",
    "testing-evaluation", "test-administration", "technician-testing", "neurobehavioral-exam",
    "health-behavior-assessment", "health-behavior-individual", "health-behavior-group",
    "health-behavior-family", "health-behavior-family-alone",
    "aba-assessment", "aba-assessment-technician", "aba-treatment", "aba-group",
    "aba-protocol-change", "aba-family-guidance", "aba-family-group", "aba-group-protocol-change",
    "aba-team-assessment", "aba-team-treatment",
    "care-month", "safety-planning", "brief-intervention", "telephone", "named-service",
]
# fmt: on


class Sourced(Form):
    """Anything that names where it comes from and how sure it is."""

    sources: list[str]
    confidence: Confidence
    certainty: Certainty


class VisitForm(Form):
    """Which medical visit a code stands for, as far as its summary says."""

    patient: Literal["new", "established"]
    decision: MedicalDecision | None = None


class MinutesForm(Form):
    """Documented minutes, both ends included."""

    min: StrictInt | None = None
    max: StrictInt | None = None
    alone_max: StrictInt | None = None
    typical: StrictInt | None = None
    payer_ruled: StrictBool | None = None


class BaseDatesForm(Form):
    """Dates on which some bases count."""

    codes: list[str]
    since: Day = Field(alias="from")
    to: Day | None = None
    certainty: Certainty


class ExclusionForm(Form):
    """Codes that may not stand with this one."""

    codes: list[str] = Field(min_length=1)
    scope: Literal["same_session", "same_day", "same_month"]
    override: str | None = None
    note: str | None = None


class MedicareForm(Form):
    """What Medicare does with a code; `billed_by` is a list of medicare_lists.yaml."""

    status: str
    billed_by: str


class TelehealthForm(Form):
    """Medicare telehealth."""

    video: Telehealth
    audio: Telehealth


class CodeForm(Sourced):
    """One procedure code."""

    code: str
    kind: Literal["primary", "add_on", "em"]
    family: str
    activity: Activity | None = None
    summary: str
    words: list[str] = Field(min_length=1)
    minutes: MinutesForm | None = None
    starts_at: dict[str, StrictInt] | None = None
    each_minutes: StrictInt | None = None
    minutes_note: str | None = None
    unit: str
    visit: VisitForm | None = None
    required_base: list[str] | None = None
    required_base_dates: list[BaseDatesForm] | None = None
    excludes: list[ExclusionForm] | None = None
    patient: str
    family_role: str
    max_units: StrictInt | None = None
    max_units_basis: str | None = None
    medicare: MedicareForm
    telehealth: TelehealthForm
    since: Day = Field(alias="from")
    from_kind: Literal["exact", "lower_bound"]
    to: Day | None = None
    notes: str | None = None


class DeletedForm(Sourced):
    """One code that ended."""

    code: str
    summary: str
    to: Day
    successors: list[str]
    note: str | None = None


class PairForm(Form):
    """One NCCI pair."""

    column1: str
    column2: str
    indicator: Literal[0, 1, 9]
    since: Day = Field(alias="from")
    to: Day | None = None
    sources: list[str] | None = None
    confidence: Confidence | None = None
    certainty: Certainty | None = None
    note: str | None = None


class TableForm(Form):
    """A quarterly table of CMS."""

    quarter: str = Field(pattern=r"^\d{4}Q[1-4]$")
    as_of: Day
    sources: list[str]


class PairsFile(TableForm):
    """pairs.yaml"""

    pairs: list[PairForm]


class UnitLimitForm(Form):
    """The most units of one code."""

    code: str
    value: StrictInt
    mai: Literal[1, 2, 3]
    sources: list[str] | None = None
    sourced: StrictBool | None = None
    note: str | None = None


class UnitLimitsFile(TableForm):
    """unit_limits.yaml"""

    limits: list[UnitLimitForm]


class DemandForm(Form):
    """Visits on which a modifier is required."""

    payer: Payer
    modality: Modality
    since: Day = Field(alias="from")
    to: Day | None = None


class ModifierForm(Form):
    """One modifier."""

    modifier: str
    summary: str
    goes_on: str
    scope: str
    since: Day | None = Field(default=None, alias="from")
    neutral: list[Neutral] | None = None
    required: list[DemandForm] | None = None
    same_as: list[str] | None = None


class PlaceForm(Form):
    """One place of service."""

    place: str
    summary: str
    setting: Location | None = None
    since: Day | None = Field(default=None, alias="from")


class TaxonomyForm(Form):
    """One provider type."""

    code: str = Field(pattern=r"^[0-9A-Z]{10}$")
    label: str | None = None


class CredentialForm(Sourced):
    """One credential."""

    id: str
    abbreviation: str
    full_name: str
    education_level: str
    practice_status: str
    prescriber: StrictBool | Literal["by-state"]
    may_enrol: StrictBool
    medicare_since: Day | None = None
    billing_note: str
    families: list[str]
    excluded_codes: list[str] | None = None
    taxonomy: list[TaxonomyForm] | None = None
    level_modifiers: list[str] | None = None
    notes: str


class DiagnosisForm(Form):
    """One diagnosis."""

    name: str
    since: Day = Field(alias="from")
    to: Day | None = None
    group: str
    everyday: StrictBool | None = None
    note: str | None = None


class Excludes1Form(Form):
    """Two diagnoses that bar each other."""

    code: str
    not_with: str
    only: str | None = None


class PatternForm(Sourced):
    """How a diagnosis is chosen."""

    id: str
    group: str
    rule: str
    check: str
    example: str
    rules: list[str]


class DenialCodesFile(Form):
    """denial_codes.yaml"""

    group_codes: dict[str, str]
    carc: dict[str, str]
    rarc: dict[str, str]


class UpdateForm(Sourced):
    """What changed in a year."""

    year: StrictInt
    area: str
    since: Day = Field(alias="from")
    to: Day | None = None
    change: str
    impact: str


class UpdatesFile(Form):
    """updates.yaml"""

    updates: list[UpdateForm]
    calendar: dict[str, str]


class FactForm(Form):
    """Something that a payer does."""

    fact: str
    confidence: Confidence | None = None
    certainty: Certainty | None = None
    sources: list[str] | None = None


class PayerForm(Form):
    """One payer; also what a practice writes for its own."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    payer: Payer
    flags: dict[str, StrictBool | StrictInt | str | list[str]] | None = None
    facts: list[FactForm] | None = None


class GapForm(Form):
    """One gap."""

    id: str
    label: str


class GapGroupForm(Form):
    """Gaps that belong together."""

    group: str
    gaps: list[GapForm]


class CauseForm(Form):
    """One cause."""

    id: str
    label: str
    rules: list[str]


class CauseGroupForm(Form):
    """Causes that belong together, and the kinds of task that ask for them."""

    group: str
    kinds: list[Literal["denial", "pattern"]]
    causes: list[CauseForm]


class AbbreviationForm(Form):
    """One short form and what it means."""

    short: str
    long: str
    about: str | None = None
    also: list[str] | None = None
    not_in: list[str] | None = None


class SourceForm(Form):
    """One document."""

    id: str
    kind: str
    title: str
    publisher: str
    date: str  # as the document gives it
    url: str
    checked: StrictBool
    supports: str
