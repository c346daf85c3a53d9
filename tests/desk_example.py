"""A small codebook, a few notes and a memory on disk, for trying the case desk without a course."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bhtrain.codebook import (
    Abbreviation,
    Cause,
    CauseGroup,
    Code,
    Codebook,
    Diagnosis,
    GapGroup,
    GapKind,
    Modifier,
    Place,
)
from bhtrain.grading.answers import answer_from_dict, answer_to_dict
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Answer, Claim, ServiceLine
from bhtrain.model.papers import BilledLine, QueueItem, RemittanceLine
from bhtrain.model.scenario import Kind, Level, Task
from bhtrain.widgets.desk import CaseDesk


def _code(number: str, summary: str, *words: str, kind: str = "primary") -> Code:
    return Code(
        code=number,
        kind=kind,
        family="psychotherapy",
        summary=summary,
        words=words,
        billable_by={},
        effective_from=date(2013, 1, 1),
        effective_from_kind="exact",
    )


BOOK = Codebook(
    codes={
        code.code: code
        for code in (
            _code("90791", "Full mental health intake assessment without medical work", "intake"),
            _code("90832", "Psychotherapy of about 30 minutes", "30 minute therapy", "half hour"),
            _code("90834", "Psychotherapy of about 45 minutes", "45 minute therapy"),
            _code("90837", "Psychotherapy of about 60 minutes", "60 minute therapy", "1 hr"),
            _code("90847", "Family therapy with the patient present", "couples", "family"),
            _code("99213", "Office visit, low decision making", "med check", kind="em"),
        )
    },
    modifiers={
        "95": Modifier(modifier="95", summary="Live video visit", goes_on="telehealth"),
        "25": Modifier(modifier="25", summary="Separate office visit the same day", goes_on="E/M"),
    },
    places={
        "02": Place(place="02", summary="Telehealth, patient not at home"),
        "10": Place(place="10", summary="Telehealth, patient at home"),
        "11": Place(place="11", summary="Office"),
    },
    credentials={},
    diagnoses={
        code: Diagnosis(code=code, name=name, start=date(2015, 10, 1), group="mood", everyday=True)
        for code, name in (
            ("F32.1", "single depressive episode, moderate"),
            ("F33.1", "recurrent depression, moderate"),
            ("F41.1", "generalized anxiety"),
            ("F43.10", "post-traumatic stress, not specified"),
        )
    },
    causes=(
        CauseGroup(
            group="Code and note",
            kinds=("denial", "pattern"),
            causes=(
                Cause(id="code-time", label="The code does not fit the minutes"),
                Cause(id="late", label="Filed too late"),
            ),
        ),
    ),
    gaps=(
        GapGroup(
            group="Time",
            gaps=(
                GapKind(id="time-missing", label="No start and stop times and no total minutes"),
                GapKind(id="time-scheduled-only", label="Only the booked slot"),
            ),
        ),
        GapGroup(
            group="Signature",
            gaps=(GapKind(id="signature-missing", label="Not signed by the clinician"),),
        ),
    ),
    sources={},
    carc={},
    abbreviations=(
        Abbreviation(short="LCSW", long="licensed clinical social worker"),
        Abbreviation(short="GAD-7", long="seven questions", about="anxiety, 0 to 21"),
    ),
)

TASK = Task(
    id="example-code",
    kind=Kind.CODE,
    level=Level.CORE,
    payer=Payer.MEDICARE,
    service_date=date(2024, 3, 4),
    note=(
        "Date of service 03/04/2024, in person at our Main Street office.",
        "Session 2:05 PM to 2:52 PM, individual psychotherapy.",
        "Diagnosis: major depressive disorder, recurrent, moderate (F33.1).",
        "Client reports low mood most days and poor sleep since the move.",
        "Used behavioral activation: built a schedule of three small outings and one call to a "
        "friend; practised answering the thought that nothing will help.",
        "Client rated mood 4 of 10 at the start and 6 of 10 at the end, and said the plan feels "
        "possible.",
        "Treatment plan of 01/15/2024 reviewed; goal 2 (regular activity) in progress; weekly "
        "individual sessions continue for 12 weeks.",
        "Signed electronically by R. Alvarez, LCSW, 03/04/2024 3:10 PM.",
    ),
    points=10,
)
REVIEW = replace(
    TASK,
    id="example-review",
    kind=Kind.REVIEW,
    draft=Claim(
        lines=(ServiceLine(code="90837", place="11", pointers=(1,)),), diagnoses=("F33.1",)
    ),
)
DOCUMENTATION = replace(TASK, id="example-documentation", kind=Kind.DOCUMENTATION)
QUERY = replace(TASK, id="example-query", kind=Kind.QUERY)
HOSTILE = replace(
    TASK,
    id="example-hostile",
    note=(
        "<script>window.hacked = true</script><b>bold</b> Session 47 minutes.",
        '<img src=x onerror="window.hacked = true"> Signed.',
    ),
)

ATTACK = '<script>window.hacked = true</script><img src=x onerror="window.hacked = true"><b>b</b>'
HOSTILE_BOOK = replace(
    BOOK,
    causes=(
        CauseGroup(
            group=f"Group {ATTACK}",
            kinds=("denial", "pattern"),
            causes=(Cause(id="late", label=f"Cause {ATTACK}"),),
        ),
    ),
    carc={"29": f"Reason {ATTACK}"},
)
HOSTILE_KINDS = {
    "denial": replace(
        REVIEW,
        id="hostile-denial",
        kind=Kind.DENIAL,
        remittance=(RemittanceLine(line=1, group="CO", code="29", remarks=(f"Mark {ATTACK}",)),),
    ),
    "query": replace(TASK, id="hostile-query", kind=Kind.QUERY),
    "pattern": replace(
        TASK,
        id="hostile-pattern",
        kind=Kind.PATTERN,
        month=(
            BilledLine(
                service_date=TASK.service_date, client=f"Client {ATTACK}", code=f"Code {ATTACK}"
            ),
        ),
    ),
    "triage": replace(
        TASK,
        id="hostile-triage",
        kind=Kind.TRIAGE,
        queue=(QueueItem(id="a", text=f"Item {ATTACK}"), QueueItem(id="b", text="Another item")),
    ),
}


def feedback_for(answer: Answer) -> dict[str, Any]:
    """Feedback in the shape that grading gives, right when 90834 is billed."""
    right = answer.claim.codes == ("90834",)
    source = {
        "title": "Local Coverage Determination: Psychiatry and Psychology Services",
        "publisher": "CMS contractor",
        "date": "2024-01-01",
        "url": "https://www.example.org/lcd",
        "checked": True,
    }
    return {
        "points": 10 if right else 6.5,
        "max_points": 10,
        "headline": "10 of 10 points. All of it is supported."
        if right
        else "6.5 of 10 points. Look again at: procedure codes.",
        "problem": "",
        "fields": [
            {"name": "decision", "label": "Decision", "status": "right", "text": "Bill."},
            {
                "name": "procedure",
                "label": "Procedure codes",
                "status": "right" if right else "wrong",
                "text": "90834." if right else "You chose 90837; the note supports 90834.",
            },
            {
                "name": "evidence",
                "label": "Marked sentences",
                "status": "near",
                "text": "You marked 1 of the 2 sentences that decide.",
            },
        ],
        "reasons": [
            {
                "rule": "time-code-minimum",
                "title": "The documented minutes reach the minimum of the code",
                "outcome": "met" if right else "not met",
                "text": "90837 starts at 53 minutes. The note shows 47 minutes.",
                "strict": True,
                "sentences": [2],
                "consequence": "The payer takes back the difference on review.",
                "sureness": "Sourced; high certainty.",
                "sources": [source, {**source, "title": "An unread guide", "checked": False}],
            },
            {
                "rule": "signature",
                "title": "The clinician who gave the service signed the note",
                "outcome": "met",
                "text": "Signed the same day with credentials.",
                "strict": True,
                "sentences": [8],
                "consequence": "",
                "sureness": "Sourced; high certainty.",
                "sources": [source],
            },
        ],
        "errors": []
        if right
        else [{"kind": "overcoded", "label": "Overcoded", "text": "90837 for 47 minutes."}],
        "sentences": [2, 8],
        "expected": "Bill 90834, 1 unit, place of service 11, with F33.1.",
        "rationale": "2:05 to 2:52 PM is 47 minutes, which falls in the band of 38 to 52.",
        "near_miss": "With a stop time of 2:58 PM or later the note would carry 90837.",
        "defensible": False,
    }


def remembered_desk(task: Task, *, setting: str = "practice", **options: Any) -> CaseDesk:
    """A desk whose answers stand in a file of DESK_MEMORY, so that a reload finds them."""
    file = Path(os.environ["DESK_MEMORY"]) / f"{task.id}.{options.get('mirror_key', '')}.json"
    before = answer_from_dict(json.loads(file.read_text())) if file.exists() else None

    def save(answer: Answer) -> str:
        file.write_text(json.dumps(answer_to_dict(answer)))
        return "Saved 4:02 PM"

    return CaseDesk(
        task,
        setting=setting,
        answer=before,
        on_answer=save,
        **{
            "on_check": feedback_for if setting == "practice" else None,
            "codebook": BOOK,
            "heading": "Task 3 of 6",
            **options,
        },
    )


def practice_desk(scenario_id: str, **options: Any) -> CaseDesk:
    """A scenario of the practice bank, graded as it is in practice."""
    from bhtrain.content import COMPILED
    from bhtrain.grading.feedback import feedback, feedback_to_dict
    from bhtrain.grading.hints import hint_for, hint_to_dict
    from bhtrain.grading.score import score
    from bhtrain.scenarios.bank import Bank

    scenario = Bank(COMPILED).scenario(scenario_id)
    return remembered_desk(
        scenario.task,
        codebook=None,
        on_check=lambda answer: feedback_to_dict(
            feedback(scenario, answer, score(scenario, answer), practice=True)
        ),
        on_hint=lambda step: hint_to_dict(hint_for(scenario, step)),
        **options,
    )


def hostile_desk(kind: str) -> CaseDesk:
    """A desk on which every text that its kind adds tries to run a script."""
    told = {
        **feedback_for(Answer()),
        "model_query": f"Question {ATTACK}",
        "rubric": [{"points": 1, "text": f"Rubric {ATTACK}"}],
        "order": [{"id": "a", "text": f"Ordered {ATTACK}"}] if kind == "triage" else [],
    }
    rule = {"rule": "r", "title": f"Title {ATTACK}", "says": f"Says {ATTACK}"}
    return remembered_desk(
        HOSTILE_KINDS[kind],
        on_check=lambda _answer: told,
        on_hint=lambda step: {"step": 3, "competencies": [], "sentences": [], "rules": [rule]},
        codebook=HOSTILE_BOOK,
        heading=kind,
    )
