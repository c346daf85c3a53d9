"""The small assignment with a question to the clinician as its third task, for review."""

import json

from quiz_course import FACTS, QUIZ, RIGHT_T1, key_answers, write_quiz

from bhtrain.course.layout import Course, read_yaml
from bhtrain.course.notebook import assignment_notebook
from bhtrain.model.claim import Answer, Decision, Gap
from bhtrain.scenarios.files import task_from_dict

T1, T2, T3 = f"{QUIZ}-t1", f"{QUIZ}-t2", f"{QUIZ}-t3"
QUESTION_TASK = """
  - id: quiz-1-t3
    kind: query
    level: first
    payer: commercial
    service_date: "2026-03-26"
    points: 10
    note:
      - Individual psychotherapy in my office, patient seen face to face.
      - We planned the first week back at school.
      - F41.1 generalized anxiety disorder.
      - Treatment plan of 03/01/2026 covers this visit, weekly 45-minute therapy for 12 weeks.
      - "Electronically signed: Maren Holt, LCSW, 03/26/2026"
"""
QUESTION_KEY = f"""
  - id: quiz-1-t3
    title: Ask for the minutes
    competencies: [time]
    rules: [time-documented]
    facts:{FACTS}
      activities.psychotherapy.minutes: {{value: null, why: The note gives no time at all.}}
    key:
      decision: hold
      lines: []
      diagnoses: []
      gaps: [{{id: time-missing, evidence: [2]}}]
      deciding: [2]
      rubric:
        - {{text: Says that the time is missing., points: 2}}
        - {{text: Asks an open question., points: 3}}
        - {{text: Is polite., points: 1}}
      model_query: How long were you with the patient on March 26?
    rationale: The clinician did not write how long the therapy lasted, so ask.
    near_miss: With the minutes of therapy written down, a time-based code could be chosen.
    provenance: synthetic
    review: drafted
"""
ASKED = "How long did the session last?"


def asked(question: str = ASKED, *, right: bool = True) -> Answer:
    """An answer to the third task: 4 points of the decision where it is right."""
    gaps = (Gap(id="time-missing", evidence=(2,)),) if right else ()
    return Answer(decision=Decision.HOLD if right else Decision.BILL, gaps=gaps, query=question)


def write_question_quiz(course: Course) -> None:
    """Put the three tasks into a course."""
    write_quiz(course)
    with course.tasks_file(QUIZ).open("a", encoding="utf-8") as file:
        file.write(QUESTION_TASK)
    with course.keys_file(QUIZ).open("a", encoding="utf-8") as file:
        file.write(QUESTION_KEY)
    tasks = [task_from_dict(entry) for entry in read_yaml(course.tasks_file(QUIZ))["tasks"]]
    notebook = assignment_notebook(QUIZ, "Quiz 1", tasks)
    path = course.solutions / QUIZ / f"{QUIZ}.ipynb"
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def right_answers(course: Course) -> dict[str, Answer]:
    """Everything as the key has it, and a question."""
    return {**key_answers(course), T1: RIGHT_T1, T3: asked()}
