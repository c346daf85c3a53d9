"""What the YAML of the generator holds: templates, phrase banks of styles and themes."""

# ruff: noqa: RUF012 - these are pydantic models, which copy their defaults.

from typing import Any, Literal

from pydantic import Field, StrictInt

from bhtrain.authoring.forms import Day, Form, Format, LineForm
from bhtrain.model.claim import Decision
from bhtrain.model.scenario import Kind, Level

Says = dict[str, list[str]]
When = dict[str, Any]
Age = Literal["adult", "older", "child", "teen"]


class RangeForm(Form):
    """Numbers or dates from one to another, with boundaries around which more are drawn.

    `months` keeps dates to these, 1 to 12.
    """

    first: StrictInt | Day = Field(alias="from")
    last: StrictInt | Day = Field(alias="to")
    near: list[StrictInt | Day] = []
    months: list[StrictInt] = []


class TableRowForm(Form):
    """One row of a table: what a value is when conditions hold. One of a list is drawn."""

    when: When = {}
    value: StrictInt | str | list[StrictInt | str] = Field(alias="is")


class TableForm(Form):
    """A value that follows from others, such as the place of service from payer and date."""

    name: str
    rows: list[TableRowForm] = Field(min_length=1)


class SpanForm(Form):
    """One stretch of time: how long, with which pause, how long after the one before."""

    minutes: StrictInt | str
    pause: StrictInt | str | None = None
    after: list[StrictInt] = []


class UnitLineForm(LineForm):
    """A service line whose units may be a slot."""

    units: StrictInt | str = 1  # type: ignore[assignment]


class OtherClaimForm(Form):
    """Another claim that a good coder could send."""

    lines: list[UnitLineForm] = Field(min_length=1)


class OutcomeForm(Form):
    """One row of the key: what follows when its conditions hold."""

    when: When = {}
    decision: Decision
    lines: list[UnitLineForm] = []
    gaps: list[str] = []
    optional_gaps: list[str] = []
    alternatives: list[OtherClaimForm] = []
    deciding: list[str] = Field(min_length=1)
    rules: list[str] = []
    says: Says = {}
    leaves_out: list[str] = []
    missing: dict[str, str] = {}
    rationale: str
    near_miss: str


class TemplateForm(Form):
    """One template: what varies, what the note says, and the key that follows."""

    id: str
    title: str
    kind: Kind
    level: Level
    competencies: list[str] = Field(min_length=1)
    rules: list[str] = []
    themes: list[str] = Field(min_length=1)
    styles: list[str] = []
    layout: str = "session"
    draw: dict[str, RangeForm | list[StrictInt | str]] = {}
    tables: list[TableForm] = []
    clocks: list[SpanForm] = []
    marks: dict[str, dict[str, Any]] = {}
    says: Says = {}
    leaves_out: list[str] = []
    missing: dict[str, str] = {}
    drafts: list[list[UnitLineForm]] = []
    aside: str = ""
    key: list[OutcomeForm] = Field(min_length=1)


class SectionForm(Form):
    """Parts of a note under one label."""

    label: str = ""
    parts: list[str] = Field(min_length=1)


Layouts = dict[str, list[list[SectionForm]]]


class StyleForm(Form):
    """How one kind of clinician writes."""

    id: str
    format: Format
    dates: list[Literal["long", "abbreviated", "slashes", "short"]] = Field(min_length=1)
    clocks: list[Literal["24", "lower", "upper", "dots"]] = Field(min_length=1)
    slots: Says
    shorthand: dict[str, str] = {}
    layouts: Layouts
    says: Says


class DiagnosisWordsForm(Form):
    """A diagnosis and how clinicians word it."""

    code: str
    words: list[str] = Field(min_length=1)
    since: Day | None = Field(default=None, alias="from")
    to: Day | None = None


class ThreadForm(Form):
    """What one session was about: symptoms, work and response that belong together.

    `answers` has a list for each `response`: the numbers, from 1, of the `work` phrases that it
    fits; an empty one fits any. `diagnoses` are those of the theme that this thread is about.
    """

    ages: list[Age] = []
    diagnoses: list[str] = []
    answers: list[list[StrictInt]] = []
    slots: Says = {}
    says: Says


class ThemeForm(Form):
    """What patients of one kind bring, and what is done about it."""

    id: str
    group: str
    since: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    ages: list[Age] = Field(min_length=1)
    diagnoses: list[DiagnosisWordsForm] = Field(min_length=1)
    numbers: dict[str, list[StrictInt]] = {}
    slots: Says = {}
    says: Says = {}
    threads: list[ThreadForm] = Field(min_length=2)


class NamesForm(Form):
    """Invented names, ages and small words."""

    ages: dict[Age, list[StrictInt]]
    first: dict[str, list[str]]
    clinicians: list[str]
    family: list[str]
    letters: dict[str, list[str]]
    states: dict[str, str]
    lists: Says


class CommonForm(Form):
    """What all templates share. A phrase with an `unfit` mark is left out where that holds."""

    marks: dict[str, dict[str, Any]]
    unfit: dict[str, When] = {}
    draw: dict[str, RangeForm | list[StrictInt | str]]
    tables: list[TableForm]
    names: NamesForm
    says: Says
    layouts: Layouts
