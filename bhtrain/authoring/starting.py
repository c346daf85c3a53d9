"""The first lines of a new scenario: every field, with a comment that says what belongs there."""

from datetime import date
from pathlib import Path

from bhtrain.errors import AuthoringError
from bhtrain.exchange.handin import check_name
from bhtrain.model.billing import Payer
from bhtrain.model.scenario import Kind, Level

_SHOWN = {
    Kind.REVIEW: """\
draft:  # the claim that a colleague drafted; it may be right
  lines:
    - {code: "90837", units: 1, modifiers: [], place: "11"}
  diagnoses: [F41.1]
""",
    Kind.DENIAL: """\
draft:  # the claim as it was sent
  lines:
    - {code: "90837", units: 1, modifiers: [], place: "11"}
  diagnoses: [F41.1]
remittance:  # what came back: line of the claim, group, adjustment code, remark codes
  - {line: 1, group: CO, code: "150", remark: []}
""",
    Kind.PATTERN: """\
month: month.csv  # a file beside this one: date,client,code,units,modifiers,place,start,stop
""",
    Kind.TRIAGE: """\
queue:  # what lies on the desk, in no order
  - {id: a, text: "First thing."}
  - {id: b, text: "Second thing."}
""",
}
_KEYS = {
    Kind.TRIAGE: """\
queue_facts:  # for each thing: payer, date of service, and what decides its last day
  a: {payer: medicare, service_date: "2025-03-04", facts: {}}
  b:
    payer: commercial
    service_date: "2025-03-04"
    facts:
      payer_flags.timely_days: {value: 90, quote: "words of the note or of the thing itself"}
key:
  order: [b, a]  # the first to run out of time comes first; what is over already comes last
  deciding: [1]
""",
    Kind.QUERY: """\
key:
  decision: hold
  gaps:  # ids: bhtrain schema answers
    - {id: time-missing, evidence: [1]}
  deciding: [1]
  rubric:  # what a person looks for in the question; together fewer points than the task has
    - {text: "Names the date of service and what is missing.", points: 2}
    - {text: "Asks an open question and does not suggest the answer.", points: 4}
  model_query: >-
    The question that a good colleague would send.
""",
    Kind.PATTERN: """\
key:
  decision: hold  # bill: nothing stands out; not-billable: some lines cannot be paid
  causes: [long-sessions]  # ids: bhtrain/codebook/causes.yaml
  deciding: [1]
""",
    Kind.DENIAL: """\
key:
  decision: bill  # send it again; hold: ask first; not-billable: nothing can be sent
  causes: [code-time]  # ids: bhtrain/codebook/causes.yaml
  lines:
    - {code: "90834", units: 1, modifiers: [], place: "11", evidence: [1]}
  diagnoses: [F41.1]
  deciding: [1]
""",
}
_KEY = """\
key:
  decision: bill  # hold, with gaps and without lines; or not-billable, without both
  lines:
    - {code: "90834", units: 1, modifiers: [], place: "11", evidence: [1]}
  diagnoses: [F41.1]
  gaps: []
  deciding: [1]  # the sentences that a coder should mark
  alternatives: []  # other claims that a good coder could send
  optional_codes: []  # neutral, whether given or not
  optional_gaps: []
"""
_FACTS = """\
facts:  # names: bhtrain schema visit. Each with the exact words that show it, or null and why.
  modality: {value: in-person, quote: in the office}
  activities.psychotherapy.start: {value: "10:00", quote: From 10:00}
  activities.psychotherapy.stop: {value: null, why: The note gives no end.}
"""


def start_scenario(
    folder: Path,
    scenario_id: str,
    *,
    kind: Kind,
    level: Level,
    competency: str,
    payer: Payer,
    service_date: date,
) -> Path:
    """Write the file of a new scenario, to be filled in; `bhtrain check FILE` says what is open.

    Raises:
        AuthoringError: A file of that name is there already.
        ExchangeError: The id does not fit a file's name.
    """
    check_name("a scenario's id", scenario_id)
    file = folder / f"{scenario_id}.yaml"
    if file.exists():
        raise AuthoringError(f"{file} is there already; choose another id.")
    text = f"""\
# 1. Write the note first, as a clinician would. 2. Let somebody key it who sees only the note.
# 3. Fill in the rest. 4. bhtrain check {file.name}   5. bhtrain preview {file.name}
id: {scenario_id}
kind: {kind}
level: {level}
payer: {payer}
service_date: "{service_date.isoformat()}"
points: 10
note:  # one or two sentences an entry, 90 to 350 words in all; nobody real, nothing identifying
  - "First sentence."
{_SHOWN.get(kind, "")}title: ""  # shown after the answer
competencies: [{competency}]  # the main one first
rules: []  # the rules that decide: bhtrain rules list
format: narrative  # soap dap birp girp pie narrative template intake log letter
setting: private-practice  # or group-practice community-clinic telehealth-firm school …
messy: []  # what disturbs the reader: late-entry times-in-prose template-residue …
{"facts: {}" + chr(10) if kind is Kind.TRIAGE else _FACTS}{_KEYS.get(kind, _KEY)}rationale: >-
  60 to 150 words, as you would tell a colleague, naming the rules.
near_miss: >-
  What the note would need for the tempting wrong answer.
provenance: synthetic
review: drafted  # blind-keyed, agreed or disputed, when somebody else has keyed it
"""
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file
