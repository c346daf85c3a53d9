"""Grade an assignment: answers in, gradebook and feedback out. Nothing handed in is executed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bhtrain.course.feedback_page import feedback_page, feedback_record
from bhtrain.course.gradebook import SubmissionPoints, TaskPoints, open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.scoring import (
    AnswerKeys,
    GradedSubmission,
    score_submission,
    submitted_learners,
)
from bhtrain.errors import AnswersError, CourseError, ExchangeError
from bhtrain.exchange.files import write_whole
from bhtrain.exchange.handin import check_name
from bhtrain.grading.answers import read_plain_file
from bhtrain.model.attempt import LearnerId

COPIED = ("timestamp.txt", "submission_secret.txt")  # stock release_feedback needs the secret


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedLearner:
    """One line of the report: what a learner's hand-in earned, or why it earned nothing."""

    learner: LearnerId
    points: float
    max_points: int
    problem: str = ""
    waiting: tuple[str, ...] = ()


def grade_assignment(
    course: Course,
    assignment: str,
    *,
    on_learner: Callable[[GradedLearner, int], None] | None = None,
) -> tuple[GradedLearner, ...]:
    """Grade every hand-in of an assignment.

    One that cannot be read earns 0 with the reason, and the others go on. Grades that a person
    has set by hand stay. The gradebook is written at the end, in one transaction.

    Args:
        on_learner: Called with each result, and with the number of all hand-ins.

    Raises:
        CourseError: There is no such assignment, it is not released, nothing was collected, or
            its keys cannot be read; nothing has been changed.
    """
    course.check_released(assignment)
    keys = AnswerKeys.load(course, assignment)
    master = _read_master(course, assignment)
    learners = submitted_learners(course, assignment)
    if not learners:
        raise CourseError(
            f"No hand-in of {assignment!r} has been collected; run `bhtrain collect {assignment}`."
        )
    results: list[GradedLearner] = []
    points: list[SubmissionPoints] = []
    for learner in learners:
        try:
            check_name("a learner's id", learner)
        except ExchangeError as error:
            result = GradedLearner(
                learner=learner, points=0, max_points=keys.max_points, problem=str(error)
            )
        else:
            graded = score_submission(course, keys, learner)
            _write_results(course, keys, master, graded)
            points.append(_points(course, assignment, graded))
            result = GradedLearner(
                learner=learner,
                points=graded.points,
                max_points=graded.max_points,
                problem=graded.problem,
                waiting=graded.waiting,
            )
        results.append(result)
        if on_learner is not None:
            on_learner(result, len(learners))
    with open_gradebook(course) as gradebook:
        gradebook.save_points(assignment, points)
    return tuple(results)


def _read_master(course: Course, assignment: str) -> dict[str, Any]:
    path = course.master(assignment)
    try:
        master = json.loads(path.read_text(encoding="utf-8"))
        cells = master["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{path} cannot be read ({error}); release it again.") from error
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    return dict(master)


def _points(course: Course, assignment: str, graded: GradedSubmission) -> SubmissionPoints:
    return SubmissionPoints(
        learner=graded.learner,
        at=handed_in_at(course.submitted(graded.learner, assignment)),
        tasks={
            name: TaskPoints(points=task.score.points, look=task.score.waits)
            for name, task in graded.tasks.items()
        },
    )


def handed_in_at(folder: Path) -> datetime | None:
    """When this was handed in, as its timestamp.txt says; None where there is none."""
    try:
        text = read_plain_file(folder / "timestamp.txt", limit=200).decode()
        return datetime.fromisoformat(text.strip().removesuffix(" UTC")).replace(tzinfo=UTC)
    except (AnswersError, OSError, ValueError):
        return None


def graded_notebook(master: dict[str, Any], graded: GradedSubmission) -> dict[str, Any]:
    """The released notebook with each task's points and feedback as its result."""
    cells = []
    for cell in master["cells"]:
        about = cell["metadata"].get("nbgrader") or {}
        if about.get("grade"):
            task = graded.task(about["grade_id"])
            result = {
                "output_type": "execute_result",
                "execution_count": None,
                "data": {"text/plain": task.points_text, "text/html": task.html},
                "metadata": {},
            }
            cell = {**cell, "outputs": [result]}
        cells.append(cell)
    return {**master, "cells": cells}


def _write_results(
    course: Course, keys: AnswerKeys, master: dict[str, Any], graded: GradedSubmission
) -> None:
    """Write autograded/ and feedback/ of one learner, each file whole or not at all."""
    assignment, learner = keys.assignment, graded.learner
    autograded = course.autograded(learner, assignment)
    feedback = course.feedback(learner, assignment)
    notebook = graded_notebook(master, graded)
    record = feedback_record(keys, graded)
    files = {
        autograded / f"{assignment}.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False),
        feedback / f"{assignment}.html": feedback_page(record, keys, graded),
        feedback / "feedback.json": json.dumps(record, ensure_ascii=False),
    }
    for name in COPIED:
        text = _small_text(course.submitted(learner, assignment) / name)
        if text is not None:
            files[autograded / name] = files[feedback / name] = text
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode(), durable=False)


def _small_text(path: Path) -> str | None:
    try:
        return read_plain_file(path, limit=1000).decode()
    except (AnswersError, OSError, UnicodeDecodeError):
        return None
