"""A small assignment of two notes, and ways to hand it in, for the tests of course and exchange."""

import json
import os
import pwd
import shutil
import textwrap
from datetime import UTC, datetime
from pathlib import Path

from bhtrain.course.layout import Course, read_yaml
from bhtrain.course.notebook import assignment_notebook
from bhtrain.course.scoring import AnswerKeys
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.claim import Answer, Claim, Decision, ServiceLine
from bhtrain.scenarios.files import task_from_dict

QUIZ = "quiz-1"
CANARY = "the lamp in the ferry office burns blue 5f1d"
ME = pwd.getpwuid(os.getuid()).pw_name
DUE = datetime(2025, 12, 1, 23, 59, 59, tzinfo=UTC)
ON_TIME = datetime(2025, 11, 30, 12, 0, 0, tzinfo=UTC)

TASKS = """
tasks:
  - id: quiz-1-t1
    kind: code
    level: first
    payer: commercial
    service_date: "2026-03-24"
    points: 10
    note:
      - Individual psychotherapy in my office, patient seen face to face.
      - We met from 2:00 pm to 2:45 pm and used a thought record.
      - Anxiety went from 7 to 4 over the session.
      - F41.1 generalized anxiety disorder, improving.
      - Treatment plan of 03/01/2026 covers this visit, weekly 45-minute therapy for 12 weeks.
      - "Electronically signed: Maren Holt, LCSW, 03/24/2026"
  - id: quiz-1-t2
    kind: documentation
    level: first
    payer: commercial
    service_date: "2026-03-25"
    points: 10
    note:
      - Individual psychotherapy in my office, patient seen face to face.
      - We worked on the sleep diary and breathing.
      - She felt calmer at the end.
      - F41.1 generalized anxiety disorder.
      - Treatment plan of 03/01/2026 covers this visit, weekly 45-minute therapy for 12 weeks.
      - "Electronically signed: Maren Holt, LCSW, 03/25/2026"
"""

FACTS = """
      modality: {value: in-person, quote: face to face}
      clinician.credential: {value: lcsw, quote: "Maren Holt, LCSW"}
      patient.present: {value: true, quote: patient seen face to face}
      patient.location: {value: office, quote: in my office}
      diagnoses: {value: [F41.1], quote: F41.1 generalized anxiety disorder}
      signature.kind: {value: electronic, quote: "Electronically signed:"}
      signature.credentials_shown: {value: true, quote: "Maren Holt, LCSW"}
      signature.by_rendering_clinician: {value: true, quote: "signed: Maren Holt"}
      plan.covers_service_date: {value: true, quote: covers this visit}
"""

KEYS = f"""
canary: {CANARY}
keys:
  - id: quiz-1-t1
    title: A session with its start and its stop
    competencies: [time]
    rules: [time-documented]
    facts:{FACTS}
      activities.psychotherapy.start: {{value: "14:00", quote: "from 2:00 pm"}}
      activities.psychotherapy.stop: {{value: "14:45", quote: "to 2:45 pm"}}
    key:
      decision: bill
      lines: [{{code: "90834", units: 1, modifiers: [], place: "11", evidence: [2]}}]
      diagnoses: [F41.1]
      gaps: []
      deciding: [2]
    rationale: Start and stop are written, and 45 minutes lie in the band of 90834.
    near_miss: 90837 would need at least 53 minutes with the patient.
    provenance: synthetic
    review: drafted
  - id: quiz-1-t2
    title: A session without any time at all
    competencies: [time, documentation-elements]
    rules: [time-documented]
    facts:{FACTS}
      activities.psychotherapy.minutes: {{value: null, why: The note gives no time at all.}}
    key:
      decision: hold
      lines: []
      diagnoses: []
      gaps: [{{id: time-missing, evidence: [2]}}]
      deciding: [2]
    rationale: The clinician did not write how long the therapy lasted, so no code can be chosen.
    near_miss: With the minutes of therapy written down, a time-based code could be chosen.
    provenance: synthetic
    review: drafted
"""


def write_quiz(course: Course) -> None:
    """Put the two-note assignment into a course."""
    folder = course.solutions / QUIZ
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tasks.yaml").write_text(textwrap.dedent(TASKS), encoding="utf-8")
    course.keys_file(QUIZ).write_text(textwrap.dedent(KEYS), encoding="utf-8")
    tasks = [task_from_dict(entry) for entry in read_yaml(folder / "tasks.yaml")["tasks"]]
    notebook = assignment_notebook(QUIZ, "Quiz 1", tasks)
    (folder / f"{QUIZ}.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")


RIGHT_T1 = Answer(
    decision=Decision.BILL,
    claim=Claim(
        lines=(ServiceLine(code="90834", place="11", pointers=(1,), evidence=(2,)),),
        diagnoses=("F41.1",),
    ),
)
DEFENSIBLE_T1 = Answer(  # another place than the key's, which no rule of ours refuses
    decision=Decision.BILL,
    claim=Claim(lines=(ServiceLine(code="90834", place="10"),), diagnoses=("F41.1",)),
)
WRONG_T1 = Answer(decision=Decision.BILL, claim=Claim(lines=(ServiceLine(code="90837"),)))


def key_answers(course: Course, assignment: str = QUIZ) -> dict[str, Answer]:
    """The worked answers."""
    return {
        name: Answer(decision=one.key.decision, claim=one.key.claim, gaps=one.key.gaps)
        for name, one in AnswerKeys.load(course, assignment).scenarios.items()
    }


def submit(course: Course, learner: str, text: str | None) -> Path:
    """Put a hand-in where collect would, whatever it holds."""
    folder = course.submitted(learner, QUIZ)
    folder.mkdir(parents=True)
    if text is not None:
        (folder / "answers.json").write_text(text, encoding="utf-8")
    shutil.copy(course.master(QUIZ), folder / f"{QUIZ}.ipynb")
    (folder / "timestamp.txt").write_text("2025-11-30 12:00:00.000000 UTC")
    (folder / "submission_secret.txt").write_text("s" * 32)
    return folder


def submit_answers(course: Course, learner: str, answers: dict[str, Answer]) -> Path:
    """Put a sound hand-in where collect would."""
    sheet = AnswerSheet(assignment=QUIZ, learner=learner, answers=answers)
    return submit(course, learner, sheet_to_text(sheet))


def set_by_hand(course: Course, learner: str, task: str, score: float) -> None:
    """Set the points of a task as a manager does in formgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(course.gradebook_url, "bhtrain") as book:
        book.find_grade(task, QUIZ, QUIZ, learner).manual_score = score
        book.db.commit()
