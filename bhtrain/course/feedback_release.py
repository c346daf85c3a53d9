"""Give learners their feedback: score, reasons and sources, each under a name only they know."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bhtrain.clock import now
from bhtrain.course.earlier import with_earlier
from bhtrain.course.envelope import due_of, read_envelope
from bhtrain.course.explained import kept_record
from bhtrain.course.feedback_page import feedback_record
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.override import comment_of, last_decisions
from bhtrain.course.reviews import DisputeEntries, Review, ReviewHistory, disputes_in
from bhtrain.course.rubric import present_rubric
from bhtrain.course.scoring import AnswerKeys, score_submission, secret_of
from bhtrain.course.status import released_assignments
from bhtrain.course.totals import practice_next
from bhtrain.course.weights import course_weights, graded_weights
from bhtrain.errors import CourseError
from bhtrain.exchange.handin import moment_to_text, secret_hash
from bhtrain.exchange.weights import publish_weights
from bhtrain.model.attempt import LearnerId

_SAFE = (
    *("task", "points", "max_points", "problem", "waits", "competencies"),
    *("asked", "papers", "answer", "question"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFeedback:
    """To whom feedback was released, and what of it still waits for a person.

    `look`: whose tasks; `in_doubt`: of whom nobody has said yet whether they were on time;
    `other_weights`: who was graded before weights.yaml was edited.
    """

    learners: tuple[LearnerId, ...]
    look: tuple[LearnerId, ...]
    in_doubt: tuple[LearnerId, ...]
    other_weights: tuple[LearnerId, ...]


def release_feedback(
    course: Course, assignment: str, *, only: LearnerId | None = None
) -> ReleasedFeedback:
    """Release the feedback of everybody who is graded, or of one. Points a person has set go first.

    A note that another released assignment still asks the learner about keeps its key. Everybody
    gets the feedback by the weights with which they were graded; weights edited since then are
    published when they have been applied.

    Raises:
        CourseError: Nobody is graded yet.
        ExchangeError: The exchange folder refuses.
    """
    course.check_released(assignment)
    with open_gradebook(course) as gradebook:
        graded = [one for one in gradebook.grades() if one.auto_points is not None or one.by_hand]
    by_learner: dict[LearnerId, dict[str, Grade]] = {}
    for grade in graded:
        if grade.assignment == assignment and only in (None, grade.learner):
            by_learner.setdefault(grade.learner, {})[grade.task] = grade
    shared = tasks_elsewhere(course, assignment)
    over = {(grade.learner, grade.assignment) for grade in graded}
    due = due_of(course, assignment)
    weights = course_weights(course)
    keys = AnswerKeys.load(course, assignment)
    history: dict[LearnerId, list[Review]] = {}
    for entry in ReviewHistory.of(course).entries(assignment):
        history.setdefault(entry.learner, []).append(entry)
    done, in_doubt, other_weights = [], [], []
    for learner, own in by_learner.items():
        secret = secret_of(course, learner, assignment)
        if secret is None:
            continue  # in the gradebook, but never handed in through the exchange
        still_open = {
            task: [other for other in others if (learner, other) not in over]
            for task, others in shared.items()
        }
        used = graded_weights(course, learner, assignment) or weights
        if used != weights:
            other_weights.append(learner)
        record = _record(course, learner, assignment, used)
        envelope = read_envelope(course, learner, assignment)  # the time may be settled by now
        record |= {"time": envelope.words(due) if envelope else ""}
        if envelope is not None and envelope.in_doubt(due):
            in_doubt.append(learner)
        record = with_earlier(record, course.exchange.feedback(assignment, learner, secret))
        said = [*history.get("", ()), *history.get(learner, ())]
        decided = with_decisions(with_points(record, own), said, keys)
        feedback = with_disputes(without_open_keys(decided, still_open), said)
        course.exchange.publish_feedback(assignment, learner, secret_hash(secret), feedback)
        done.append(learner)
    if not done:
        raise CourseError(
            f"Nobody is graded in {assignment!r} yet; run `bhtrain grade {assignment}` first."
        )
    if not other_weights:
        publish_weights(course.exchange, weights)
    look = [name for name in done if any(grade.look for grade in by_learner[name].values())]
    return ReleasedFeedback(
        learners=tuple(done),
        look=tuple(look),
        in_doubt=tuple(in_doubt),
        other_weights=tuple(other_weights),
    )


def renew_feedback(course: Course, assignment: str, learner: LearnerId) -> bool:
    """Publish a learner's feedback again, with the points of now and with what was answered.

    Returns:
        False where it was never released to that learner: then it still is not.

    Raises:
        CourseError, ExchangeError: Gradebook, keys or exchange refuse.
    """
    secret = secret_of(course, learner, assignment)
    given = None if secret is None else course.exchange.feedback(assignment, learner, secret)
    if secret is None or given is None:
        return False
    with open_gradebook(course) as gradebook:
        graded = gradebook.grades(assignment, learner=learner)
    if any(one.auto_points is not None or one.by_hand for one in graded):
        release_feedback(course, assignment, only=learner)
        return True
    # Somebody who is no longer in the gradebook keeps what was released, and gets the answer.
    feedback = with_disputes(given, ReviewHistory.of(course).entries(assignment, learner=learner))
    course.exchange.publish_feedback(assignment, learner, secret_hash(secret), feedback)
    return True


def kept_feedback(course: Course, learner: LearnerId, assignment: str) -> dict[str, Any]:
    """The feedback written at grading, by the weights that graded.

    It is made again where nbgrader's own buttons graded since; then its `content_version` is
    empty, for nobody knows any more which rulebook gave the points.

    Raises:
        CourseError: It has to be made again, and the keys cannot be read.
    """
    weights = graded_weights(course, learner, assignment) or course_weights(course)
    return _record(course, learner, assignment, weights)


def _record(
    course: Course, learner: LearnerId, assignment: str, weights: Mapping[str, float]
) -> dict[str, Any]:
    """The feedback written at grading; made again where nbgrader's own buttons graded since."""
    record = kept_record(course, learner, assignment)
    if record.get("weights") != weights:
        keys = replace(AnswerKeys.load(course, assignment), weights=weights)
        again = feedback_record(keys, score_submission(course, keys, learner))
        record = {**again, "content_version": ""}
    return record


def tasks_elsewhere(course: Course, assignment: str) -> dict[str, list[str]]:
    """For each task of an assignment, the other released ones that ask about the same note."""
    scenarios = AnswerKeys.load(course, assignment).scenarios
    found: dict[str, list[str]] = {name: [] for name in scenarios}
    for other in released_assignments(course):
        if other != assignment:
            notes = {one.task.note for one in AnswerKeys.load(course, other).scenarios.values()}
            for name, scenario in scenarios.items():
                if scenario.task.note in notes:
                    found[name].append(other)
    return found


def without_open_keys(
    record: dict[str, Any], still_open: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The record without what would give away a note that this learner may still be asked about."""
    tasks = []
    for task in record["tasks"]:
        others = still_open.get(task["task"])
        if others:
            words = (
                f"{task['points']:g} of {task['max_points']} points. The reasons wait until "
                f"{' and '.join(others)}, which asks about the same note, is graded, too."
            )
            task = {name: task[name] for name in _SAFE} | {"headline": words}
            record = {**record, "totals": [], "totals_remark": ""}  # dollars would tell the code
        tasks.append(task)
    return {**record, "tasks": tasks}


def with_points(record: dict[str, Any], own: dict[str, Grade]) -> dict[str, Any]:
    """The record with the points that count in the gradebook now."""
    tasks = []
    for task in record["tasks"]:
        grade = own.get(task["task"])
        if grade is not None and grade.by_hand:
            task = {**task, "waits": False}
        if grade is not None and grade.points != task["points"]:
            by_whom = ", set by a person" if grade.by_hand else ""
            words = f"{grade.points:g} of {task['max_points']} points{by_whom}."
            task = {**task, "points": grade.points, "headline": words}
        tasks.append(task)
    points = round(sum(task["points"] for task in tasks), 2)
    weak = [] if record["problem"] else practice_next(tasks)
    changed = {"tasks": tasks, "points": points, "practice_next": weak}
    released = json.loads(json.dumps({**record, **changed}))
    return {**released, "released_at": moment_to_text(now())}


def with_decisions(
    record: dict[str, Any], history: Sequence[Review], keys: AnswerKeys
) -> dict[str, Any]:
    """The record with what a person wrote to the learner, and gave for each part of a question.

    Args:
        record: The feedback.
        history: The entries of this learner, and those about everybody.
        keys: The tasks with their keys.
    """
    decided = last_decisions(history)
    tasks = []
    for task in record["tasks"]:
        name = task["task"]
        own = [entry for entry in history if entry.task == name]
        last = decided.get((record["learner"], name))
        given = last.details.get("rubric") if last else None
        if given is not None:
            rubric = [
                {"text": one.text, "points": one.points, "given": given.get(one.id, 0.0)}
                for one in present_rubric(keys.scenario(name), own)
                if not one.retired
            ]
            task = {**task, "rubric": rubric}
        tasks.append({**task, "comment": comment_of(own)})
    return {**record, "tasks": tasks}


def with_disputes(record: dict[str, Any], history: Iterable[Review]) -> dict[str, Any]:
    """The record with what the learner disputed in a task, if anything, and what came of it.

    Who answered is not told: the practice answers, and a name would be the next thing to dispute.
    """
    by_task: dict[str, list[dict[str, Any]]] = {}
    for one in disputes_in(history):
        by_task.setdefault(one.raised.task, []).append(_dispute(one))
    tasks = [
        {**task, "disputes": by_task[task["task"]]} if task["task"] in by_task else task
        for task in record["tasks"]
    ]
    return {**record, "tasks": tasks}


def _dispute(one: DisputeEntries) -> dict[str, Any]:
    details, answer = one.raised.details, one.answer
    told = {
        "field": details.get("field", ""),
        "label": details.get("label", ""),
        "reason": one.raised.why,
        "said_at": details.get("said_at", moment_to_text(one.raised.at)),
        "token": details.get("token", ""),
        "state": "waiting",
    }
    if answer is None:
        return told
    return told | {
        "state": "accepted" if answer.details.get("accepted") else "kept",
        "answer": answer.why,
        "answered_at": moment_to_text(answer.at),
        "was": answer.was,
        "now": answer.now,
    }
