"""One note of an assignment on the case desk."""

import os
from collections.abc import Callable

import ipywidgets as widgets

from bhtrain.errors import BhtrainError
from bhtrain.model.claim import Answer
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts, time_spent
from bhtrain.widgets.desk import CaseDesk
from bhtrain.widgets.released import (
    Answers,
    find_task,
    is_answered,
    note_start,
    saved_words,
)

Watcher = Callable[[], None]
_watchers: dict[str, list[Watcher]] = {}


def when_answers_change(assignment: str, watcher: Watcher) -> None:
    """Be told when an answer of this assignment is saved on this page."""
    _watchers.setdefault(assignment, []).append(watcher)


def saver(
    answers: Answers, task_id: str, *, then: Callable[[], None] = lambda: None
) -> Callable[[Answer], str]:
    """Saves an answer to a task and says so; `then` is called when it is on the disk."""

    def save(answer: Answer) -> str:
        try:
            answers.save(task_id, answer)
        except TimeoutError:
            raise BhtrainError(
                "Not saved: another page is busy with your answers. Change something again."
            ) from None
        except OSError as error:
            why = error.strerror or error
            raise BhtrainError(
                f"Not saved: {why}. Leave the page open, tell your manager."
            ) from None
        then()
        for watcher in _watchers.get(answers.assignment, ()):
            watcher()
        return saved_words()

    return save


def reader(answers: Answers, task_id: str) -> Callable[[], Answer | None]:
    """What another window may have saved meanwhile; never in the way of the desk."""

    def stored() -> Answer | None:
        try:
            return answers.of(task_id)
        except (BhtrainError, OSError):
            return None

    return stored


def task(task_id: str) -> widgets.Widget:
    """One note of an assignment on the case desk. Every change is saved at once.

    Raises:
        BhtrainError: nbgrader executes the notebook. Answers are data: a notebook is never
            executed to grade it, and a course without bhtrain's settings passes nobody.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise BhtrainError(
            "bhtrain grades answers.json, never an executed notebook. Put nbgrader_config.py of "
            "the course folder in place, or use `bhtrain grade`."
        )
    return _task_desk(task_id)


@parts.in_words
def _task_desk(task_id: str) -> widgets.Widget:
    identity = parts.signed_in()
    if identity is None and parts.under_voila():
        return parts.please_sign_in()
    workspace = Workspace.of(identity.learner) if identity else None
    assignment, tasks = find_task(task_id, workspace)
    number = next(i for i, each in enumerate(tasks, start=1) if each.id == task_id)
    heading = f"Task {number} of {len(tasks)}"
    if identity is None or workspace is None:
        return CaseDesk(
            tasks[number - 1],
            setting="assessment",
            answer=None,
            on_answer=lambda _answer: "Preview: nobody is signed in, nothing is saved",
            on_check=None,
            heading=heading,
            opened=number == 1,
        )
    if number == 1:
        note_start(assignment, identity)
    answers = Answers(workspace, assignment)
    time_spent.begin(workspace, assignment)
    so_far = answers.sheet().answers
    first_open = next((t.id for t in tasks if not is_answered(so_far.get(t.id))), tasks[0].id)
    return CaseDesk(
        tasks[number - 1],
        setting="assessment",
        answer=so_far.get(task_id),
        on_answer=saver(
            answers,
            task_id,
            then=lambda: time_spent.changed(workspace, assignment, task_id),
        ),
        on_check=None,
        stored=reader(answers, task_id),
        heading=heading,
        opened=task_id == first_open,
        mirror_key=f"{identity.learner} {assignment}",
    )
