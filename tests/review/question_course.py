"""Onboarding 1 handed in by four learners: its eighth task is a question to the clinician."""

from dataclasses import replace
from datetime import UTC, datetime

from bhtrain.course.envelope import ENVELOPE, Envelope, envelope_text
from bhtrain.course.layout import TIMESTAMP, Course, timestamp_text
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.scoring import AnswerKeys
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.claim import Answer, Decision

NAME = "onboarding-1"
T1, T8 = f"{NAME}-t1", f"{NAME}-t8"
DISPUTE = "Sentence 2 says <b>when</b> we stopped."
DECISION_POINTS, QUESTION_POINTS = 4.0, 6.0  # of T8; the criteria give 2, 1, 2 and 1


def right_answers(course: Course) -> dict[str, Answer]:
    """Everything as the key has it, with the sentences that decide, and a question."""
    answers = {}
    for task, scenario in AnswerKeys.load(course, NAME).scenarios.items():
        key = scenario.key
        lines = tuple(replace(line, evidence=key.deciding) for line in key.claim.lines)
        claim = replace(key.claim, lines=lines)
        answers[task] = Answer(decision=key.decision, claim=claim, gaps=key.gaps)
    question = "How long were you with him on October 9?"
    return {**answers, T8: replace(answers[T8], query=question)}


def elsewhere(answer: Answer) -> Answer:
    """The same claim with place 53, which no rule refuses here: one twelfth is lost."""
    [line] = answer.claim.lines
    return replace(answer, claim=replace(answer.claim, lines=(replace(line, place="53"),)))


def secret_of(learner: str) -> str:
    """The secret of each hand-in of a learner."""
    return learner.ljust(32, "s")


def hand_in_as_collected(
    course: Course, learner: str, answers: dict[str, Answer] | None, said: str
) -> None:
    """Put a hand-in where collect would; None is a file that cannot be read."""
    folder = course.submitted(learner, NAME)
    folder.mkdir(parents=True, exist_ok=True)
    text = "no JSON at all"
    if answers is not None:
        text = sheet_to_text(AnswerSheet(assignment=NAME, learner=learner, answers=answers))
    (folder / "answers.json").write_text(text, encoding="utf-8")
    (folder / "submission_secret.txt").write_text(secret_of(learner), encoding="utf-8")
    moment = datetime.fromisoformat(said).replace(tzinfo=UTC)
    envelope = Envelope(
        learner=learner,
        assignment=NAME,
        said=moment,
        arrived=moment,
        source="account",
        account=learner,
        verified=True,
    )
    (folder / ENVELOPE).write_text(envelope_text(envelope), encoding="utf-8")
    (folder / TIMESTAMP).write_text(timestamp_text(moment), encoding="utf-8")


def hand_in_all(course: Course) -> None:
    """Ana and Ben wrote a question, Ben's claim is defensible, Dora's file cannot be read."""
    right = right_answers(course)
    hand_in_as_collected(course, "ana", right, "2025-11-30 12:00")
    ben = {**right, T1: elsewhere(right[T1])}
    hand_in_as_collected(course, "ben", ben, "2025-11-30 12:05")
    cora = {T1: Answer(decision=Decision.HOLD)}
    hand_in_as_collected(course, "cora", cora, "2025-11-30 12:10")
    hand_in_as_collected(course, "dora", None, "2025-11-30 12:15")


def raise_dispute(
    course: Course, learner: str, task: str, field: str = "place", why: str = DISPUTE
) -> None:
    """A dispute of a field, as it stands in the history once it is collected."""
    entry = Review(
        what=Act.DISPUTED,
        by=learner,
        assignment=NAME,
        learner=learner,
        task=task,
        why=why,
        details={
            "field": field,
            "label": "Place of service",
            "said_at": "2025-12-03T10:00:00+00:00",
            "identity": {"source": "account", "account": learner, "verified": True},
            "late": True,
            "remarks": ["after the due date"],
        },
    )
    ReviewHistory.of(course).add(entry, at=datetime(2025, 12, 3, 10, 5, tzinfo=UTC))
