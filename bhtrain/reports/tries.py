"""First tries of graded tasks: what each learner answered, and the share of points it earned.

No hand-in is taken once it was graded, so each learner answers a task of an assignment once
without having seen its key.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.scoring import AnswerKeys, read_answers
from bhtrain.errors import AnswersError
from bhtrain.grading.feedback import DECISION_WORDS, DECISION_WORDS_OF_KIND
from bhtrain.model.attempt import LearnerId
from bhtrain.model.claim import Answer, Decision
from bhtrain.model.scenario import Kind, Scenario

NO_ANSWER = "no answer"
_KEPT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One learner's graded answer to one task.

    `share` is the share of points that count, 0 to 1; None while it waits for a person.
    `changed` says that a person gave other points than the key.
    """

    assignment: str
    scenario: Scenario
    learner: LearnerId
    answer: Answer | None
    points: float
    share: float | None
    changed: bool

    @property
    def task(self) -> str:
        """The id of the task."""
        return self.scenario.task.id


def graded_tries(course: Course) -> tuple[Try, ...]:
    """Every graded answer of the course that can be read, by assignment, task and learner.

    Raises:
        CourseError: The keys of an assignment, or the gradebook, cannot be read.
    """
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades()
    found: list[Try] = []
    for assignment in course.assignments():
        own = [grade for grade in grades if grade.assignment == assignment]
        if own:
            found += _tries(course, assignment, own)
    return tuple(found)


def _tries(course: Course, assignment: str, grades: list[Grade]) -> list[Try]:
    keys = AnswerKeys.load(course, assignment)
    answers = {}
    for learner in {grade.learner for grade in grades}:
        try:
            folder = course.submitted(learner, assignment)
            answers[learner] = read_answers(folder, assignment, learner).answers
        except (AnswersError, OSError):
            continue  # a hand-in that cannot be read says nothing about a task
    by_place = {(grade.task, grade.learner): grade for grade in grades}
    return [
        _try(scenario, by_place[task, learner], answers[learner].get(task))
        for task, scenario in keys.scenarios.items()
        for learner in sorted(answers)
        if (task, learner) in by_place
    ]


def _try(scenario: Scenario, grade: Grade, answer: Answer | None) -> Try:
    said = grade.by_hand or (grade.auto_points is not None and not grade.look)
    changed = grade.by_hand and not scenario.key.rubric and grade.points != grade.auto_points
    return Try(
        assignment=grade.assignment,
        scenario=scenario,
        learner=grade.learner,
        answer=answer,
        points=grade.points,
        share=grade.points / grade.max_points if said and grade.max_points else None,
        changed=changed,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Something chosen in one part of an answer, and what the key has there, empty for nothing.

    `name` is what the learner's file holds, of which 40 characters are kept. It is shown as text
    and nowhere else.
    """

    part: str  # decision, code, gap or cause
    name: str
    right: bool
    keyed: str


def chosen(given: Try) -> Iterator[Choice]:
    """What was chosen, each once. A code counts only where the claim was billed."""
    answer, key, kind = given.answer, given.scenario.key, given.scenario.task.kind
    wanted = _decision(key.decision, kind)
    if answer is None or answer.is_empty:
        yield Choice("decision", NO_ANSWER, False, wanted)
        return
    if answer.decision is not None:
        right = answer.decision is key.decision
        yield Choice("decision", _decision(answer.decision, kind), right, wanted)
    billed = kind.asks_for_claim and answer.decision is Decision.BILL
    codes = key.claim.codes if key.decision is Decision.BILL else ()
    other_codes = {code for claim in key.alternatives for code in claim.codes} | key.optional_codes
    gaps = [gap.id for gap in key.gaps]
    for part, names, keyed, accepted in (
        ("code", answer.claim.codes if billed else (), codes, other_codes if codes else ()),
        ("gap", [gap.id for gap in answer.gaps], gaps, key.optional_gaps),
        ("cause", answer.causes, key.causes, key.optional_causes),
    ):
        for name in dict.fromkeys(names):
            right = name in keyed or name in accepted
            yield Choice(part, name[:_KEPT], right, ", ".join(keyed))


def _decision(decision: Decision | None, kind: Kind) -> str:
    return DECISION_WORDS_OF_KIND.get(kind, DECISION_WORDS)[decision] if decision else ""
