"""One answer as a reviewer sees it: beside the note and the key, with all that was said of it."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from bhtrain.course.envelope import Envelope, read_envelope
from bhtrain.course.feedback_release import kept_feedback
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.override import comment_of, last_decisions, note_formgrader
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.rubric import Criterion, present_rubric
from bhtrain.course.scoring import AnswerKeys, read_answers
from bhtrain.errors import AnswersError
from bhtrain.grading.feedback import expected_in_words
from bhtrain.grading.score import score
from bhtrain.model.claim import Answer
from bhtrain.model.scenario import Scenario, Task
from bhtrain.review.comments import comment_bank
from bhtrain.review.queue import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCase:
    """Everything that one decision needs.

    Of a whole hand-in (`waiting.task` is empty) `task`, `answer` and all that speaks of one task
    are None or empty. `answer` is None, too, where nothing was answered; `problem` says why the
    answers could not be read.

    Attributes:
        feedback: `feedback_to_dict` of the stored record, with the learner's answer in words.
        key_words: The worked answer on one line.
        deciding: Numbers of the sentences that decide, from 1.
        rubric: The rubric that holds now, retired criteria last; empty where there is none.
        given: Points of each criterion, by its id; empty until somebody has graded by it.
        auto_points: Points of the grading; of a question those of the decision alone.
        accepted_points: What a defensible answer earns where it is accepted; None elsewhere.
        disputed_points: What the answer earns where each disputed field counts as right; None
            where no field is disputed, a person has set the points, or a question is part of it.
        comment: What the learner is told now; `comments` what was told on this task before.
        history: The entries of this answer, or of the hand-in, oldest first.
        seen: The number of the newest entry of this answer, or of its task for everybody, by
            which a decision shows what it knew; 0 where there is none.
    """

    waiting: Waiting
    task: Task | None
    answer: Answer | None
    feedback: Mapping[str, Any]
    key_words: str
    deciding: tuple[int, ...]
    rubric: tuple[Criterion, ...]
    given: Mapping[str, float]
    auto_points: float | None
    accepted_points: float | None
    disputed_points: float | None
    points: float
    max_points: float
    by_hand: bool
    comment: str
    comments: tuple[str, ...]
    disputes: tuple[Review, ...]
    history: tuple[Review, ...]
    problem: str
    envelope: Envelope | None
    seen: int


def review_case(course: Course, waiting: Waiting) -> ReviewCase:
    """Gather what one decision needs, as it stands now.

    Raises:
        CourseError: The keys, the gradebook or the history cannot be read, or the answer is no
            longer in the gradebook.
    """
    assignment, learner = waiting.assignment, waiting.learner
    record = kept_feedback(course, learner, assignment)
    if not waiting.task:
        return _whole_hand_in(course, waiting, str(record["problem"]))
    scenario = AnswerKeys.load(course, assignment).scenario(waiting.task)
    note_formgrader(course, assignment, learner, waiting.task)  # the reviewer sees it, too
    entries = ReviewHistory.of(course).entries(assignment, task=waiting.task)
    own = tuple(entry for entry in entries if entry.learner == learner)
    with open_gradebook(course) as gradebook:
        grade = gradebook.grade(assignment, learner, waiting.task)
    answer = _answer(course, waiting)
    told: dict[str, Any] = next((one for one in record["tasks"] if one["task"] == waiting.task), {})
    last = last_decisions(own).get((learner, waiting.task))
    accepted = None
    if answer is not None and told.get("defensible"):
        accepted = _accepted(scenario, answer, record["weights"])
    disputed = None
    if answer is not None and not grade.by_hand and not scenario.key.rubric:
        disputed = _with_disputed(scenario, answer, record["weights"], open_disputes(own))
    return ReviewCase(
        waiting=waiting,
        task=scenario.task,
        answer=answer,
        feedback=told,
        key_words=expected_in_words(scenario),
        deciding=scenario.key.deciding,
        rubric=present_rubric(scenario, entries),
        given=dict(last.details.get("rubric", {})) if last else {},
        auto_points=grade.auto_points,
        accepted_points=accepted,
        disputed_points=disputed,
        points=grade.points,
        max_points=grade.max_points,
        by_hand=grade.by_hand,
        comment=comment_of(own),
        comments=comment_bank(entries, waiting.task),
        disputes=_disputes(own),
        history=own,
        problem=str(record["problem"]),
        envelope=read_envelope(course, learner, assignment),
        seen=max((one.number for one in entries if one.learner in ("", learner)), default=0),
    )


def _whole_hand_in(course: Course, waiting: Waiting, problem: str) -> ReviewCase:
    own = ReviewHistory.of(course).entries(waiting.assignment, learner=waiting.learner, task="")
    return ReviewCase(
        waiting=waiting,
        task=None,
        answer=None,
        feedback={},
        key_words="",
        deciding=(),
        rubric=(),
        given={},
        auto_points=None,
        accepted_points=None,
        disputed_points=None,
        points=waiting.points,
        max_points=waiting.max_points,
        by_hand=False,
        comment="",
        comments=(),
        disputes=_disputes(own),
        history=own,
        problem=problem,
        envelope=read_envelope(course, waiting.learner, waiting.assignment),
        seen=own[-1].number if own else 0,
    )


def _answer(course: Course, waiting: Waiting) -> Answer | None:
    folder = course.submitted(waiting.learner, waiting.assignment)
    try:
        sheet = read_answers(folder, waiting.assignment, waiting.learner)
    except (AnswersError, OSError):
        return None  # the record says why
    return sheet.answers.get(waiting.task)


def _disputes(own: tuple[Review, ...]) -> tuple[Review, ...]:
    return tuple(entry for entry in own if entry.what in (Act.DISPUTED, Act.DISPUTE_ANSWERED))


def open_disputes(entries: Iterable[Review]) -> tuple[Review, ...]:
    """The disputes among the entries of one answer that nobody has answered."""
    waiting: list[Review] = []
    for one in entries:
        if one.what is Act.DISPUTED:
            waiting.append(one)
        elif one.what is Act.DISPUTE_ANSWERED:
            waiting.clear()
    return tuple(waiting)


def _accepted(scenario: Scenario, answer: Answer, weights: Mapping[str, float]) -> float:
    """Points where the claim counts as right, though it is not the key's: all but the marks."""
    names = {field.name for field in score(scenario, answer, weights=weights).fields}
    return _points_with(scenario, answer, weights, right=names - {"evidence"})


def _with_disputed(
    scenario: Scenario, answer: Answer, weights: Mapping[str, float], disputes: Iterable[Review]
) -> float | None:
    """Points where each disputed field counts as right; None where no graded field is disputed."""
    names = {field.name for field in score(scenario, answer, weights=weights).fields}
    right = names & {str(one.details.get("field", "")) for one in disputes}
    return _points_with(scenario, answer, weights, right=right) if right else None


def _points_with(
    scenario: Scenario, answer: Answer, weights: Mapping[str, float], *, right: Set[str]
) -> float:
    """Points of the grading, as if these fields were right."""
    fields = score(scenario, answer, weights=weights).fields
    weight = sum(weights[field.name] for field in fields)
    earned = sum(
        weights[field.name] * (1.0 if field.name in right else field.share) for field in fields
    )
    most = scenario.task.points - scenario.key.points_by_hand
    return round(most * earned / weight, 2) if weight else 0.0
