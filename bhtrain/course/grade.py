"""Grade an assignment: answers in, gradebook and feedback out. Nothing handed in is executed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bhtrain.course.deciding import Changed, deciding, save_together
from bhtrain.course.earlier import with_earlier
from bhtrain.course.explained import RECORD, explained_moves, released_record
from bhtrain.course.feedback_page import feedback_page, feedback_record
from bhtrain.course.gradebook import GradebookTables, open_gradebook
from bhtrain.course.gradebook_rows import Grade, SubmissionPoints, TaskPoints
from bhtrain.course.layout import SECRET, TIMESTAMP, Course
from bhtrain.course.moves import Because, Move, Place, entries_of, fixed
from bhtrain.course.release import title_of
from bhtrain.course.reopen import corrected_keys, reopen_keys
from bhtrain.course.scoring import (
    AnswerKeys,
    GradedSubmission,
    folder_is_link,
    score_submission,
    submitted_learners,
)
from bhtrain.course.weights import weights_metadata
from bhtrain.errors import AnswersError, CourseError, ExchangeError
from bhtrain.exchange.files import write_together
from bhtrain.exchange.handin import check_name
from bhtrain.grading.answers import read_plain_file
from bhtrain.model.attempt import LearnerId
from bhtrain.progress.identity import system_account

COPIED = (TIMESTAMP, SECRET)  # stock release_feedback needs the secret


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedLearner:
    """One line of the report: what a learner's hand-in earned, or why it earned nothing.

    `graded` is False where grading itself failed: `problem` says how, nothing of this learner
    was changed, and the next run tries again. `moved` are tasks that were graded before and whose
    points become others, though the answers are the same.
    """

    learner: LearnerId
    points: float
    max_points: int
    problem: str = ""
    waiting: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    graded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who wants to know how far grading is. Both are called with the number of all hand-ins."""

    begins: Callable[[LearnerId, int], None] = lambda _learner, _total: None
    ends: Callable[[GradedLearner, int], None] = lambda _result, _total: None


def gradable_assignments(course: Course) -> tuple[str, ...]:
    """Every released assignment of which something was collected, by name.

    Raises:
        CourseError: There is none.
    """
    found = tuple(
        name
        for name in course.assignments()
        if course.master(name).is_file() and submitted_learners(course, name)
    )
    if not found:
        raise CourseError("No hand-in has been collected yet; run `bhtrain collect NAME`.")
    return found


def grade_assignment(
    course: Course, assignment: str, *, watch: Watch | None = None
) -> tuple[GradedLearner, ...]:
    """Grade every hand-in of an assignment.

    One that cannot be read earns 0 with the reason; where grading one fails, only that one is
    left as it was; the others go on. Grades that a person has set by hand stay. The gradebook
    is written at the end, in one transaction; marks that move although the answers are the same
    come into the history with it. Grading again writes the same bytes, and completes what a run
    that was cut off has left.

    Raises:
        CourseError: There is no such assignment, it is not released, nothing was collected,
            its keys cannot be read, or it is being graded already; nothing has been changed.
            Or the gradebook refuses: then it is as it was.
    """
    course.check_released(assignment)
    keys = AnswerKeys.load(course, assignment)
    learners = submitted_learners(course, assignment)
    if not learners:
        raise CourseError(
            f"No hand-in of {assignment!r} has been collected; run `bhtrain collect {assignment}`."
        )
    with grading_alone(course):
        return grade_hand_ins(course, keys, learners, Because(by=system_account()), watch)


def grade_hand_ins(
    course: Course,
    keys: AnswerKeys,
    learners: Sequence[LearnerId],
    because: Because,
    watch: Watch | None = None,
) -> tuple[GradedLearner, ...]:
    """Grade these hand-ins, while nobody else grades; `because` stands beside marks that move.

    Raises:
        CourseError: As for `grade_assignment`.
    """
    master = _read_master(course, keys)
    watch = watch or Watch()
    standing: dict[LearnerId, list[Grade]] = {}
    with open_gradebook(course) as gradebook:
        for grade in gradebook.grades(keys.assignment):
            standing.setdefault(grade.learner, []).append(grade)
    reopen_keys(course, keys.assignment, corrected_keys(course, keys, learners), because)
    results: list[GradedLearner] = []
    points: list[SubmissionPoints] = []
    moves: dict[Place, Move] = {}
    for learner in learners:
        watch.begins(learner, len(learners))
        result, earned, moved = _grade_one(course, keys, master, learner, standing.get(learner, []))
        results.append(result)
        points += earned
        moves |= {(move.learner, move.task): move for move in moved}
        watch.ends(result, len(learners))
    with deciding(course):
        _save(course, keys.assignment, points, moves, because)
    return tuple(results)


def _save(
    course: Course,
    assignment: str,
    points: Sequence[SubmissionPoints],
    moves: Mapping[Place, Move],
    because: Because,
) -> None:
    """Write all points, and each move that is still one into the history: both, or neither."""
    if not moves:
        with open_gradebook(course) as gradebook:
            gradebook.save_points(assignment, points)
        return
    entries = {
        (one.learner, one.task): one
        for one in entries_of(course, assignment, moves.values(), because)
    }

    def write(gradebook: GradebookTables) -> Changed:
        before = {
            (grade.learner, grade.task): grade
            for grade in gradebook.save_points(assignment, points)
            if not fixed(grade)
        }
        moved = before.keys() & entries.keys()
        grades = gradebook.grades(assignment) if moved else ()
        after = [grade for grade in grades if (grade.learner, grade.task) in moved]
        return [before[grade.learner, grade.task] for grade in after], after

    save_together(course, write, lambda after: [entries[one.learner, one.task] for one in after])


@contextmanager
def grading_alone(course: Course) -> Iterator[None]:
    """Let nobody else grade in this course meanwhile.

    Raises:
        CourseError: Somebody does already.
    """
    lock = FileLock(course.folder / ".grading.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CourseError(
            "This course is being graded already, in another window; wait until that is done."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _grade_one(
    course: Course,
    keys: AnswerKeys,
    master: dict[str, Any],
    learner: LearnerId,
    standing: Sequence[Grade],
) -> tuple[GradedLearner, list[SubmissionPoints], tuple[Move, ...]]:
    """Grade one learner and write their files. Whatever goes wrong stays with this learner.

    `standing` are the learner's grades as they are.
    """
    try:
        check_name("a learner's id", learner)
        graded = score_submission(course, keys, learner)
        points = _points(course, keys.assignment, graded)
        record = feedback_record(keys, graded)
        moves = explained_moves(course, standing, graded, record)
        _write_results(course, keys, master, graded, record)
    except Exception as error:  # a mistake of ours, or of the machine's: nobody else pays for it
        problem = _in_a_sentence(error)
        failed = GradedLearner(
            learner=learner, points=0, max_points=keys.max_points, problem=problem, graded=False
        )
        return failed, [], ()
    result = GradedLearner(
        learner=learner,
        points=graded.points,
        max_points=graded.max_points,
        problem=graded.problem,
        waiting=graded.waiting,
        moved=tuple(move.task for move in moves),
    )
    return result, [points], moves


def _in_a_sentence(error: Exception) -> str:
    if isinstance(error, ExchangeError):
        return str(error)
    if isinstance(error, OSError):
        return f"Not graded: the file system refuses ({error.strerror or error})."
    words = " ".join(str(error).split())[:200]
    return f"Not graded: grading it failed with {type(error).__name__} ({words}). Please report it."


def _read_master(course: Course, keys: AnswerKeys) -> dict[str, Any]:
    path = course.master(keys.assignment)
    try:
        master = json.loads(path.read_text(encoding="utf-8"))
        cells = master["cells"]
        asked = [_graded_cell(cell) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} cannot be read ({error}); release it again.") from error
    for name in asked:
        if name is not None and name not in keys.scenarios:
            raise CourseError(f"{path} asks for {name!r}, which is no task; release it again.")
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = []
    return dict(master)


def _graded_cell(cell: dict[str, Any]) -> str | None:
    """The task that a cell of the notebook is graded for, if any."""
    about = cell["metadata"].get("nbgrader") or {}
    return about["grade_id"] if about.get("grade") else None


def _points(course: Course, assignment: str, graded: GradedSubmission) -> SubmissionPoints:
    return SubmissionPoints(
        learner=graded.learner,
        at=handed_in_at(course.submitted(graded.learner, assignment)),
        flagged=graded.in_doubt,
        tasks={
            name: TaskPoints(points=task.score.points, look=task.score.waits)
            for name, task in graded.tasks.items()
        },
    )


def handed_in_at(folder: Path) -> datetime | None:
    """When this was handed in, as its timestamp.txt says; None where there is none."""
    try:
        text = read_plain_file(folder / TIMESTAMP, limit=200).decode()
        return datetime.fromisoformat(text.strip().removesuffix(" UTC")).replace(tzinfo=UTC)
    except (AnswersError, OSError, ValueError):
        return None


def graded_notebook(
    master: dict[str, Any], keys: AnswerKeys, graded: GradedSubmission
) -> dict[str, Any]:
    """The released notebook with each task's points and feedback as its result."""
    cells = []
    for cell in master["cells"]:
        name = _graded_cell(cell)
        if name is not None:
            result = {
                "output_type": "execute_result",
                "execution_count": None,
                "data": graded.result(name),
                "metadata": {},
            }
            cell = {**cell, "outputs": [result]}
        cells.append(cell)
    about = {**master["metadata"], **weights_metadata(keys.weights)}
    return {**master, "cells": cells, "metadata": about}


def _write_results(
    course: Course,
    keys: AnswerKeys,
    master: dict[str, Any],
    graded: GradedSubmission,
    record: dict[str, Any],
) -> None:
    """Write autograded/ and feedback/ of one learner: all new, or all as they were."""
    assignment, learner = keys.assignment, graded.learner
    submitted = course.submitted(learner, assignment)
    autograded = course.autograded(learner, assignment)
    feedback = course.feedback(learner, assignment)
    notebook = graded_notebook(master, keys, graded)
    record = with_earlier(record, released_record(course, learner, assignment))
    page = feedback_page(record, graded, title_of(master, assignment))
    files = {
        autograded / f"{assignment}.ipynb": json.dumps(notebook, indent=1, ensure_ascii=False),
        feedback / f"{assignment}.html": page,
        feedback / RECORD: json.dumps(record, ensure_ascii=False),
    }
    for name in () if folder_is_link(submitted) else COPIED:
        text = _small_text(submitted / name)
        if text is not None:
            files[autograded / name] = files[feedback / name] = text
    write_together({path: text.encode() for path, text in files.items()})


def _small_text(path: Path) -> str | None:
    try:
        return read_plain_file(path, limit=1000).decode()
    except (AnswersError, OSError, UnicodeDecodeError):
        return None
