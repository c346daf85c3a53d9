"""Give learners their feedback: score, reasons and sources, each under a name only they know."""

import json
from dataclasses import dataclass
from typing import Any

from bhtrain.clock import now
from bhtrain.course.feedback_page import feedback_record
from bhtrain.course.gradebook import Grade, open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.scoring import AnswerKeys, folder_is_link, score_submission
from bhtrain.errors import AnswersError, CourseError
from bhtrain.exchange.handin import moment_to_text, secret_hash
from bhtrain.grading.answers import load_json_safely, read_plain_file
from bhtrain.model.attempt import LearnerId

MAX_BYTES = 4 * 1024 * 1024
RECORD = "feedback.json"
SECRET = "submission_secret.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFeedback:
    """To whom feedback was released, and which of them still wait for a person's look."""

    learners: tuple[LearnerId, ...]
    look: tuple[LearnerId, ...]


def release_feedback(course: Course, assignment: str) -> ReleasedFeedback:
    """Release the feedback of everybody who is graded. Points a person has set go first.

    Raises:
        CourseError: Nobody is graded yet.
        ExchangeError: The exchange folder refuses.
    """
    course.check_released(assignment)
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(assignment)
    by_learner: dict[LearnerId, dict[str, Grade]] = {}
    for grade in grades:
        by_learner.setdefault(grade.learner, {})[grade.task] = grade
    done = []
    for learner, own in by_learner.items():
        secret = _secret(course, learner, assignment)
        if secret is None:
            continue  # in the gradebook, but never handed in through the exchange
        record = _record(course, learner, assignment)
        feedback = with_points(record, own)
        course.exchange.publish_feedback(assignment, learner, secret_hash(secret), feedback)
        done.append(learner)
    if not done:
        raise CourseError(
            f"Nobody is graded in {assignment!r} yet; run `bhtrain grade {assignment}` first."
        )
    look = [name for name in done if any(grade.look for grade in by_learner[name].values())]
    return ReleasedFeedback(learners=tuple(done), look=tuple(look))


def _secret(course: Course, learner: LearnerId, assignment: str) -> str | None:
    folder = course.submitted(learner, assignment)
    if folder_is_link(folder):
        return None  # the secret behind it may be somebody else's
    try:
        return read_plain_file(folder / SECRET, limit=1000).decode()
    except (AnswersError, OSError, UnicodeDecodeError):
        return None


def _record(course: Course, learner: LearnerId, assignment: str) -> dict[str, Any]:
    """The feedback written at grading; made again where nbgrader's own buttons removed it."""
    try:
        record: dict[str, Any] = load_json_safely(
            read_plain_file(course.feedback(learner, assignment) / RECORD, limit=MAX_BYTES),
            RECORD,
            limit=MAX_BYTES,
        )
    except (AnswersError, OSError):
        keys = AnswerKeys.load(course, assignment)
        record = feedback_record(keys, score_submission(course, keys, learner))
    return record


def with_points(record: dict[str, Any], own: dict[str, Grade]) -> dict[str, Any]:
    """The record with the points that count in the gradebook now."""
    tasks = []
    for task in record["tasks"]:
        grade = own.get(task["task"])
        if grade is not None and grade.points != task["points"]:
            words = f"{grade.points:g} of {task['max_points']} points, set by a person."
            task = {**task, "points": grade.points, "headline": words}
        tasks.append(task)
    points = round(sum(task["points"] for task in tasks), 2)
    released = json.loads(json.dumps({**record, "tasks": tasks, "points": points}))
    return {**released, "released_at": moment_to_text(now())}
