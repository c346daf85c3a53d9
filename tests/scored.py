"""One note with its key, held and billed, and answers to it, for the tests of scoring."""

from dataclasses import replace
from datetime import date

from bhtrain.model.billing import Payer
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine
from bhtrain.model.scenario import Fact, Key, Kind, Level, ReviewState, Scenario, Task

NOTE = (
    "Seen in the office, in person, by an LCSW.",
    "Session 14:00 to 14:45, CBT for worry.",
    "Electronically signed, Ana Ruiz, LCSW, 2 March 2026.",
)
FACTS = (
    Fact(name="modality", value="in-person", quotes=("in person",)),
    Fact(name="patient.location", value="office", quotes=("in the office",)),
    Fact(name="patient.present", value=True, quotes=("Seen",)),
    Fact(name="clinician.credential", value="lcsw", quotes=("LCSW",)),
    Fact(name="activities.psychotherapy.start", value="14:00", quotes=("14:00",)),
    Fact(name="activities.psychotherapy.stop", value="14:45", quotes=("14:45",)),
    Fact(name="diagnoses", value=("F41.1",), quotes=("worry",)),
    Fact(name="signature.kind", value="electronic", quotes=("Electronically signed",)),
    Fact(name="signature.credentials_shown", value=True, quotes=("LCSW",)),
    Fact(name="signature.by_rendering_clinician", value=True, quotes=("Ana Ruiz",)),
    Fact(name="signature.signed_on", value="2026-03-02", quotes=("2 March 2026",)),
    Fact(name="note.dated", value=True, quotes=("2 March 2026",)),
    Fact(name="note.service_named", value=True, quotes=("CBT",)),
    Fact(name="note.symptoms", value=True, quotes=("worry",)),
    Fact(name="note.intervention", value=True, quotes=("CBT",)),
    Fact(name="note.response", value=True, quotes=("CBT for worry",)),
    Fact(name="note.plan_for_next", value=True, quotes=("CBT for worry",)),
    Fact(name="note.goal_link", value=True, quotes=("CBT for worry",)),
    Fact(name="note.progress", value=True, quotes=("CBT for worry",)),
    Fact(name="note.necessity_link", value=True, quotes=("CBT for worry",)),
    Fact(name="plan.frequency_kept", value=True, quotes=("Session",)),
)
LINE = ServiceLine(code="90834", place="11", evidence=(2,))
BILL = Scenario(
    task=Task(
        id="t1",
        kind=Kind.CODE,
        level=Level.FIRST,
        payer=Payer.COMMERCIAL,
        service_date=date(2026, 3, 2),
        note=NOTE,
        points=10,
    ),
    title="45 minutes",
    competencies=("time",),
    facts=FACTS,
    key=Key(
        decision=Decision.BILL,
        claim=Claim(lines=(LINE,), diagnoses=("F41.1",)),
        deciding=(2,),
    ),
    rules=("time-psychotherapy-45",),
    rationale="It is 45 minutes.",
    near_miss="53 minutes would be 90837.",
    review=ReviewState.AGREED,
)
HOLD = replace(
    BILL,
    key=Key(decision=Decision.HOLD, gaps=(Gap(id="time-missing"),), deciding=()),
    rules=("time-documented",),
)
RIGHT = Answer(decision=Decision.BILL, claim=BILL.key.claim)


def billed(*lines: ServiceLine, diagnoses: tuple[str, ...] = ("F41.1",)) -> Answer:
    return Answer(decision=Decision.BILL, claim=Claim(lines=lines, diagnoses=diagnoses))
