"""What a grading has changed since the one before: the kept feedback beside the new one."""

from collections.abc import Iterable, Mapping
from typing import Any

from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import SECRET, Course
from bhtrain.course.moves import Move, moving
from bhtrain.course.scoring import GradedSubmission, secret_of
from bhtrain.errors import AnswersError, ExchangeError
from bhtrain.grading.answers import load_json_safely, read_plain_file
from bhtrain.grading.feedback import FIELD_LABELS, STATUS_WORDS
from bhtrain.grading.keyed import key_changes
from bhtrain.model.attempt import LearnerId

MAX_BYTES = 4 * 1024 * 1024
RECORD = "feedback.json"


def kept_record(course: Course, learner: LearnerId, assignment: str) -> dict[str, Any]:
    """The feedback as the last grading wrote it; empty where it is gone or cannot be read."""
    try:
        path = course.feedback(learner, assignment) / RECORD
        found = load_json_safely(read_plain_file(path, limit=MAX_BYTES), RECORD, limit=MAX_BYTES)
        return dict(found)
    except (AnswersError, OSError, TypeError, ValueError):
        return {}


def released_record(course: Course, learner: LearnerId, assignment: str) -> dict[str, Any] | None:
    """The feedback that the learner can read now; None where none is released, or none found."""
    secret = secret_of(course, learner, assignment)
    if secret is None:
        return None
    try:
        return course.exchange.feedback(assignment, learner, secret)
    except ExchangeError:
        return None


def handed_in_again(course: Course, learner: LearnerId, assignment: str) -> bool:
    """Whether what counts came after the last grading, so that nothing of it was graded before."""
    graded = course.feedback(learner, assignment) / SECRET
    try:
        return read_plain_file(graded, limit=1000).decode() != secret_of(
            course, learner, assignment
        )
    except (AnswersError, OSError, UnicodeDecodeError):
        return False


def explained_moves(
    course: Course, standing: Iterable[Grade], graded: GradedSubmission, record: Mapping[str, Any]
) -> tuple[Move, ...]:
    """The marks of one learner that move by grading again, and why.

    Args:
        course: The course.
        standing: The learner's grades as they are.
        graded: The answers, graded again.
        record: The new feedback.
    """
    earned = {(graded.learner, name): task.score.points for name, task in graded.tasks.items()}
    found = list(moving(standing, earned))
    if not found or handed_in_again(course, graded.learner, found[0][0].assignment):
        return ()
    before = kept_record(course, graded.learner, found[0][0].assignment)
    versions = (str(before.get("content_version", "")), str(record["content_version"]))
    return tuple(
        Move(
            learner=grade.learner,
            task=grade.task,
            was=grade.points,
            now=now,
            max_points=grade.max_points,
            why=why_moved(before, record, grade.task),
            versions=versions,
            extra=grade.extra,
        )
        for grade, now in found
    )


def task_of(record: Mapping[str, Any], task: str) -> Mapping[str, Any] | None:
    """What a record says of one task; None where it says nothing."""
    return next((one for one in record.get("tasks", ()) if one["task"] == task), None)


def key_correction(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """In which parts the key is another one, a sentence each.

    A record of an older bhtrain has only the whole worked answer.
    """
    if isinstance(was.get("keyed"), Mapping):
        return key_changes(was["keyed"], now["keyed"])
    if was.get("expected") == now["expected"]:
        return ()
    return (f"The worked answer was “{was.get('expected')}”, now “{now['expected']}”",)


def why_moved(before: Mapping[str, Any], after: Mapping[str, Any], task: str) -> tuple[str, ...]:
    """Why a task's points are others, a sentence for each reason.

    Args:
        before: The record of the last grading.
        after: The record of the new one.
        task: The task.
    """
    was, now = task_of(before, task), task_of(after, task)
    if was is None or now is None:
        return ("The earlier explanation is gone; only its points are known.",)
    if after["problem"] and not before["problem"]:
        return (after["problem"],)
    told = [*key_correction(was, now), *_weights(before, after)]
    if not key_correction(was, now):
        told += _fields(was, now)
    if not told or before["content_version"] != after["content_version"]:
        told += _rules(was, now)
    if not told and before["content_version"] != after["content_version"]:
        told.append("The rulebook is another version.")
    return tuple(told) or ("A grading that was cut off had written the new explanation already.",)


def _weights(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    used = before.get("weights", {})
    return [
        f"Weight of {FIELD_LABELS[name].lower()}: {used.get(name, 0):g} before, now {weight:g}."
        for name, weight in after["weights"].items()
        if used.get(name) != weight
    ]


def _fields(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    then = {field["name"]: field["status"] for field in was["fields"]}
    found = []
    for field in now["fields"]:
        status = then.pop(field["name"], None)
        if status != field["status"]:
            before = STATUS_WORDS[status].lower() if status else "not asked"
            now_words = STATUS_WORDS[field["status"]].lower()
            found.append(f"{field['label']}: {before} before, {now_words} now.")
    return found + [f"{FIELD_LABELS[name]}: no longer asked." for name in then]


def _rules(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    then = {reason["rule"]: reason for reason in was["reasons"]}
    found = []
    for reason in now["reasons"]:
        before = then.pop(reason["rule"], None)
        if before is None or _said(before) != _said(reason):
            found.append(f"Rule {reason['rule']} says now: {reason['text']}")
    return found + [f"Rule {rule} no longer decides here." for rule in then]


def _said(reason: Mapping[str, Any]) -> tuple[Any, ...]:
    return reason["outcome"], reason["text"], reason["strict"]
