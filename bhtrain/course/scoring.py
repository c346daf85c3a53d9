"""A hand-in becomes scores: answers.json against the keys, and nothing else of what came."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from bhtrain.course.envelope import due_of, read_envelope
from bhtrain.course.layout import SECRET, Course, read_yaml
from bhtrain.course.weights import course_weights
from bhtrain.errors import AnswersError, CourseError
from bhtrain.grading.answers import FILE_NAME, AnswerSheet, read_plain_file, read_sheet
from bhtrain.grading.feedback import Feedback, feedback
from bhtrain.grading.feedback_html import feedback_html, task_html
from bhtrain.grading.score import FIELD_WEIGHTS, Score, score
from bhtrain.model.attempt import LearnerId
from bhtrain.model.claim import Answer
from bhtrain.model.scenario import Scenario
from bhtrain.scenarios.files import join_graded

REFUSED = "answers.refused.txt"  # stands where a link was taken out; holds the sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerKeys:
    """The tasks of an assignment with their keys, in the order of the tasks.

    `weights` are those that the course gives the fields of an answer.
    """

    assignment: str
    scenarios: dict[str, Scenario]
    weights: Mapping[str, float]

    @staticmethod
    def load(course: Course, assignment: str) -> "AnswerKeys":
        """Read tasks.yaml, the keys and the weights; again only when one of them has changed.

        Raises:
            CourseError: One of the files is missing or wrong, or they name different tasks.
        """
        tasks, keys = course.tasks_file(assignment), course.keys_file(assignment)
        found = _load(assignment, tasks, keys, _changed(tasks), _changed(keys))
        return replace(found, weights=course_weights(course))

    def scenario(self, task: str) -> Scenario:
        """One task with its key.

        Raises:
            CourseError: The assignment has no such task.
        """
        if task not in self.scenarios:
            raise CourseError(f"{self.assignment} has no task {task!r}.")
        return self.scenarios[task]

    @property
    def max_points(self) -> int:
        """The most points that the assignment gives."""
        return sum(scenario.task.points for scenario in self.scenarios.values())


def _changed(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _load(assignment: str, tasks: Path, keys: Path, *_changed: tuple[int, int]) -> AnswerKeys:
    try:
        scenarios, alone = join_graded(read_yaml(tasks), read_yaml(keys), tasks.parent)
    except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
        raise CourseError(
            f"The tasks or keys of {assignment} in {tasks.parent.parent} cannot be read: "
            f"{type(error).__name__} {error}. Run `bhtrain check`."
        ) from error
    if alone or not scenarios:
        raise CourseError(
            f"{tasks} and {keys} do not name the same tasks: {', '.join(alone) or 'none at all'}."
        )
    return AnswerKeys(assignment=assignment, scenarios=scenarios, weights=FIELD_WEIGHTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedTask:
    """One task of one learner: what was answered and what it earned.

    `html` is the task with its feedback, for formgrader and the feedback page, escaped.
    """

    answer: Answer | None
    score: Score
    feedback: Feedback
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedSubmission:
    """All tasks of one learner. `problem` says why the answers could not be read.

    `time` says that it came late, or that nobody has settled whether it did (`in_doubt`).
    """

    learner: LearnerId
    tasks: dict[str, GradedTask]
    problem: str = ""
    time: str = ""
    in_doubt: bool = False

    def task(self, task_id: str) -> GradedTask:
        """One task.

        Raises:
            CourseError: The notebook has a cell for a task that the assignment does not have.
        """
        if task_id not in self.tasks:
            raise CourseError(
                f"The notebook asks for {task_id!r}, which is no task. Release again."
            )
        return self.tasks[task_id]

    def result(self, task_id: str) -> dict[str, str]:
        """What stands in a task's cell as its result, by type; the first one speaks of the time.

        Raises:
            CourseError: The notebook has a cell for a task that the assignment does not have.
        """
        task = self.task(task_id)
        first = task_id == next(iter(self.tasks))
        time = f"<p><strong>{escape(self.time)}</strong></p>\n" if self.time and first else ""
        return {"text/plain": repr(float(task.score.points)), "text/html": time + task.html}

    @property
    def points(self) -> float:
        """Points of all tasks together."""
        return round(sum(task.score.points for task in self.tasks.values()), 2)

    @property
    def max_points(self) -> int:
        """The most points that could be earned."""
        return sum(task.score.max_points for task in self.tasks.values())

    @property
    def waiting(self) -> tuple[str, ...]:
        """Tasks at which a person has to look before their points are final."""
        return tuple(name for name, task in self.tasks.items() if task.score.waits)


def folder_is_link(folder: Path) -> bool:
    """Whether a submitted folder, or its learner's, is a link: it may lead to somebody else's."""
    return folder.is_symlink() or folder.parent.is_symlink()


def secret_of(course: Course, learner: LearnerId, assignment: str) -> str | None:
    """The secret of the hand-in that counts; None where none came through the exchange."""
    folder = course.submitted(learner, assignment)
    if folder_is_link(folder):
        return None  # the secret behind it may be somebody else's
    try:
        return read_plain_file(folder / SECRET, limit=1000).decode()
    except (AnswersError, OSError, UnicodeDecodeError):
        return None


def read_answers(folder: Path, assignment: str, learner: LearnerId) -> AnswerSheet:
    """The answers in a submitted folder.

    Raises:
        AnswersError: They cannot be read, or belong to another learner or assignment.
    """
    if folder_is_link(folder):
        raise AnswersError(f"The folder {folder.name} is a link; links are not read.")
    if os.path.lexists(folder / REFUSED):
        words = read_plain_file(folder / REFUSED, limit=1000).decode("utf-8", "replace")
        raise AnswersError(" ".join(words.split())[:300])
    sheet = read_sheet(folder / FILE_NAME)
    if sheet.learner != learner:
        raise AnswersError(
            f"{FILE_NAME} is signed by {sheet.learner[:64]!r}, but {learner} handed it in."
        )
    if sheet.assignment != assignment:
        raise AnswersError(
            f"{FILE_NAME} answers the assignment {sheet.assignment[:64]!r}, not {assignment!r}."
        )
    return sheet


def score_submission(course: Course, keys: AnswerKeys, learner: LearnerId) -> GradedSubmission:
    """Grade one learner's hand-in. Unreadable answers earn 0, with the reason."""
    problem = ""
    answers: dict[str, Any] = {}
    try:
        folder = course.submitted(learner, keys.assignment)
        answers = dict(read_answers(folder, keys.assignment, learner).answers)
    except AnswersError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{FILE_NAME} cannot be read: {error.strerror or error}."
    tasks = {}
    for name, scenario in keys.scenarios.items():
        answer = answers.get(name)
        earned = score(scenario, answer, problem=problem, weights=keys.weights)
        words = feedback(scenario, answer, earned)
        tasks[name] = GradedTask(
            answer=answer,
            score=earned,
            feedback=words,
            html="\n".join(
                [
                    task_html(scenario.task, scenario.key.deciding),
                    feedback_html(words, answer, scenario.task.kind),
                ]
            ),
        )
    envelope = read_envelope(course, learner, keys.assignment)
    due = due_of(course, keys.assignment)
    return GradedSubmission(
        learner=learner,
        tasks=tasks,
        problem=problem,
        time=envelope.words(due) if envelope else "",
        in_doubt=envelope is not None and envelope.in_doubt(due),
    )


def refuse_link(folder: Path, link: Path) -> None:
    """Take a link out of a hand-in; where the answers were the link, say so in its place."""
    if link.is_symlink():
        link.unlink()
    if link == folder or link.name == FILE_NAME:
        sentence = (
            f"The folder {folder.name} is a link; links are not read."
            if link == folder
            else f"{link.name} is a link to another file; links are not read."
        )
        if (folder / REFUSED).is_symlink():
            (folder / REFUSED).unlink()
        (folder / REFUSED).write_text(sentence, encoding="utf-8")


def submitted_learners(course: Course, assignment: str) -> tuple[LearnerId, ...]:
    """Who has a hand-in that waits to be graded, or was graded, by id."""
    top = course.folder / "submitted"
    if not top.is_dir():
        return ()
    with os.scandir(top) as entries:
        names = [entry.name for entry in entries]
    return tuple(
        sorted(name for name in names if os.path.lexists(course.submitted(name, assignment)))
    )
