"""One case as the review page gets it: plain values, and no name of a learner.

Whoever is told of is a number; names travel by themselves, and only once somebody asks.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bhtrain import clock
from bhtrain.course.envelope import due_of
from bhtrain.course.layout import Course
from bhtrain.course.reviews import Review
from bhtrain.course.scoring import AnswerKeys
from bhtrain.grading.answers import answer_to_dict
from bhtrain.grading.asked import asked_in_words, papers_of
from bhtrain.model.attempt import LearnerId
from bhtrain.model.scenario import Kind, Task
from bhtrain.practice_codebook import practice_codebook
from bhtrain.review.case import ReviewCase, open_disputes
from bhtrain.review.comparison import compared
from bhtrain.review.queue import Need
from bhtrain.review.texts import REVIEW_TEXTS
from bhtrain.widgets.desk import task_to_dict

Number = Callable[[LearnerId], int]


def case_to_dict(
    course: Course, case: ReviewCase, number: Number, *, names_shown: bool
) -> dict[str, Any]:
    """What the page shows of a case.

    Raises:
        CourseError: The keys cannot be read.
    """
    data = {
        "needs": [need.name.lower() for need in case.waiting.needs],
        "problem": case.problem,
        "history": [_entry(one, number) for one in case.history],
        "disputes": [_dispute(one) for one in open_disputes(case.disputes)],
        "comment": case.comment,
        "comments": list(case.comments),
        "points": {
            "auto": case.auto_points or 0.0,
            "now": case.points,
            "max": case.max_points,
            "accepted": case.accepted_points,
            "disputed": case.disputed_points,
            "byHand": case.by_hand,
        },
        "task": None,
    }
    if case.task is None:
        return {**data, "handIn": _hand_in(course, case, names_shown=names_shown)}
    return {**data, **_answer(course, case, case.task)}


def _answer(course: Course, case: ReviewCase, task: Task) -> dict[str, Any]:
    scenario = AnswerKeys.load(course, case.waiting.assignment).scenarios[task.id]
    feedback = {
        name: value
        for name, value in case.feedback.items()
        if name in ("errors", "reasons", "expected", "order", "rationale", "near_miss")
    }
    rubric = [
        {
            "id": item.id,
            "text": item.text,
            "points": item.points,
            "given": case.given.get(item.id, 0.0) > 0,
        }
        for item in case.rubric
        if not item.retired
    ]
    question = None
    if task.kind is Kind.QUERY:
        question = {
            "text": case.answer.query.strip() if case.answer else "",
            "model": scenario.key.model_query,
            "rubric": rubric,
            "most": scenario.key.points_by_hand,
        }
    drafts = [one for one in papers_of(task) if one.label == "The drafted claim"]
    return {
        "task": {**task_to_dict(task, practice_codebook()), "asked": asked_in_words(task)},
        "answer": answer_to_dict(case.answer) if case.answer else None,
        "deciding": list(case.deciding),
        "fields": compared(case.answer, scenario.key, task.kind, case.feedback),
        "feedback": {**feedback, "headline": REVIEW_TEXTS["review.why.title"]},
        "question": question,
        "draft": [row for paper in drafts for row in paper.rows],
    }


def _entry(one: Review, number: Number) -> dict[str, Any]:
    own = one.by == one.learner  # a learner's own act, such as a dispute
    return {
        "what": one.what.value,
        "by": "" if own else one.by,
        "learner": number(one.learner) if own else None,
        "at": clock.local_words(one.at),
        "was": one.was,
        "now": one.now,
        "why": one.why,
        "comment": str(one.details.get("comment") or ""),
    }


def _dispute(one: Review) -> dict[str, Any]:
    said = REVIEW_TEXTS["review.dispute.said"].format(at=_moment(one))
    return {
        "field": str(one.details.get("field", "")),
        "label": str(one.details.get("label", "")),
        "why": one.why,
        "said": said,
        "remarks": [str(words).capitalize() for words in one.details.get("remarks", ())],
    }


def _moment(one: Review) -> str:
    """When the learner said it; where that cannot be read, when it came."""
    try:
        return clock.local_words(datetime.fromisoformat(str(one.details["said_at"])))
    except (KeyError, ValueError):
        return clock.local_words(one.at)


def _hand_in(course: Course, case: ReviewCase, *, names_shown: bool) -> dict[str, Any]:
    """Facts of a whole hand-in, what the reviewer is asked, and the buttons that settle it."""
    words, needs, envelope = REVIEW_TEXTS, case.waiting.needs, case.envelope
    facts: list[list[str]] = []

    def tell(name: str, value: str) -> None:
        facts.append([words[f"review.fact.{name}"], value])

    if envelope is not None:
        tell("said", clock.local_words(envelope.said))
        tell("arrived", clock.local_words(envelope.arrived))
        due = due_of(course, case.waiting.assignment)
        if due is not None:
            tell("due", clock.local_words(due))
        tell("source", words.get(f"review.source.{envelope.source}", envelope.source))
        if envelope.account and names_shown:
            tell("account", envelope.account)
    tell(
        "points",
        words["review.points.of"].format(points=f"{case.points:g}", max=f"{case.max_points:g}"),
    )
    if case.problem:
        tell("told", case.problem)
    asks, settle = [], list[list[Any]]()
    if Need.DAMAGE in needs:
        asks.append(words["review.ask.damage"])
        settle.append(["damage", words["review.settle.damage"], False])
    if Need.IDENTITY in needs:
        asks.append(words["review.ask.identity"])
        if not names_shown:
            asks.append(words["review.ask.identity.hidden"])
        settle.append(["identity", words["review.settle.identity"], not names_shown])
    if Need.TIME in needs:
        asks.append(words["review.ask.time"])
        settle += [[act, words[f"review.settle.{act}"], False] for act in ("on-time", "late")]
    reason = words[f"review.reason.{'damage' if Need.DAMAGE in needs else 'hand-in'}"]
    return {"facts": facts, "asks": asks, "settle": settle, "reason": reason}
