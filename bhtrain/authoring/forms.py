"""What each kind of YAML file holds. Names that stand in no form are refused."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt

from bhtrain.model.billing import Payer
from bhtrain.model.claim import Decision
from bhtrain.model.finding import Outcome, RuleState, Severity
from bhtrain.model.scenario import Kind, Level, Provenance, ReviewState


def _iso_day(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, AfterValidator(_iso_day)]
Scope = Literal["all", "medicare", "tricare", "va", "medicaid-varies", "commercial-varies"]

# How a note is written, where, and what disturbs it: the coverage page counts them.
Format = Literal[
    "soap", "dap", "birp", "girp", "pie", "narrative", "template", "intake", "log", "letter"
]
Setting = Literal[
    "private-practice",
    "group-practice",
    "community-clinic",
    "telehealth-firm",
    "school",
    "php-iop",
    "aba",
    "hospital",
    "primary-care",
    "crisis-team",
    "substance-program",
]
Mess = Literal[
    "contradictory-times",
    "cloned-passage",
    "template-residue",
    "late-entry",
    "times-in-prose",
    "two-clinicians",
    "interruption",
    "abbreviations",
    "dictation-errors",
    "wrong-header",
]


class Form(BaseModel):
    """A mapping of known names, each of exactly its type."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    def plain(self) -> dict[str, Any]:
        """The values as JSON holds them, without the names that were left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class LineForm(Form):
    """One service line."""

    code: str
    units: StrictInt = 1
    modifiers: list[str] = []
    place: str | None = None
    pointers: list[StrictInt] = []
    evidence: list[StrictInt] = []


class ClaimForm(Form):
    """Service lines and diagnoses."""

    lines: list[LineForm] = []
    diagnoses: list[str] = []


class CaseForm(Form):
    """One case of a rule: what a coder expects, written without running the rule."""

    name: str
    service_date: Day
    facts: dict[str, Any] = {}
    claim: list[LineForm] = []
    diagnoses: list[str] = []
    expect: Outcome
    because: str = ""
    strict: StrictBool | None = None
    gap: str | None = None


class VersionForm(Form):
    """A rule from one date of service on. A rule that is only taught has no check."""

    since: Day = Field(alias="from")
    to: Day | None = None
    says: str
    check: str | None = None
    values: dict[str, Any] = {}
    sources: list[str] = Field(min_length=1)


class TeachForm(Form):
    """What a colleague says about a rule."""

    why: str
    mistake: str
    instead: str


class ExamplesForm(Form):
    """What keeps a rule and what breaks it, each in a sentence."""

    passes: str
    fails: str


class RuleForm(Form):
    """One rule card with its versions and cases."""

    id: str
    title: str
    competency: str
    state: RuleState
    why_teaching: str = ""
    flag: str | None = None
    overrides: list[str] = []
    codes: list[str] = []
    severity: Severity
    scope: list[Scope] = Field(min_length=1)
    confidence: Literal["sourced", "knowledge"]
    certainty: Literal["high", "medium", "low"]
    fails_when_missing: StrictBool = False
    gaps: list[str] = []
    denial_codes: list[str]
    remark_codes: list[str] = []
    versions: list[VersionForm] = Field(min_length=1)
    teach: TeachForm
    examples: ExamplesForm
    cases: list[CaseForm] = []


class FactForm(Form):
    """A fact with the words that show it, or null with why it is missing.

    A figure of a month of claims has no words: `month: true` says that its rows show it.
    """

    value: Any
    quote: str | list[str] | None = None  # a list where several sentences show it together
    why: str | None = None
    month: StrictBool = False


class EvidencedGap(Form):
    """A gap in a key."""

    id: str
    evidence: list[StrictInt] = []


class RubricItemForm(Form):
    """What a good question does, and its points."""

    text: str
    points: StrictInt = Field(ge=1)


class KeyForm(Form):
    """The expected answer."""

    decision: Decision | None = None
    lines: list[LineForm] = []
    diagnoses: list[str] = []
    gaps: list[EvidencedGap] = []
    causes: list[str] = []
    order: list[str] = []
    deciding: list[StrictInt] = Field(min_length=1)
    alternatives: list[ClaimForm] = []
    optional_codes: list[str] = []
    optional_gaps: list[str] = []
    optional_causes: list[str] = []
    rubric: list[RubricItemForm] = []
    model_query: str = ""


class RemittanceForm(Form):
    """What the payer said of one line of the claim as it was sent."""

    line: StrictInt = Field(ge=1)
    group: Literal["CO", "PR", "OA", "PI"]
    code: str
    remark: list[str] = []


class QueueItemForm(Form):
    """One thing of a day's queue."""

    id: str
    text: str


class QueuedForm(Form):
    """What is known of one thing of the queue."""

    payer: Payer
    service_date: Day
    facts: dict[str, FactForm] = {}


class TaskForm(Form):
    """What a learner sees of a note; nothing else may be released."""

    id: str
    kind: Kind
    level: Level
    payer: Payer
    service_date: Day
    note: list[str] = Field(min_length=1)
    points: StrictInt
    draft: ClaimForm | None = None
    remittance: list[RemittanceForm] = []
    month: str | None = None  # the name of a CSV file beside this one
    queue: list[QueueItemForm] = []


class AnswerForm(Form):
    """The rest of a graded task, which is never released."""

    id: str
    title: str
    competencies: list[str] = Field(min_length=1)
    rules: list[str] = Field(min_length=1)
    format: Format
    setting: Setting
    messy: list[Mess]
    facts: dict[str, FactForm]
    queue_facts: dict[str, QueuedForm] = {}
    key: KeyForm
    rationale: str
    near_miss: str
    provenance: Provenance
    review: ReviewState


class ScenarioForm(AnswerForm, TaskForm):
    """A practice scenario: both halves in one file."""


class TasksFile(Form):
    """tasks.yaml of an assignment."""

    tasks: list[TaskForm] = Field(min_length=1)


class KeysFile(Form):
    """<assignment>.keys.yaml"""

    canary: str
    keys: list[AnswerForm]
