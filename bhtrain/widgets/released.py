"""Released assignments on the learner's machine: fetch, open, answer, hand in, feedback."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from bhtrain import clock, places
from bhtrain.errors import AnswersError, BhtrainError, ExchangeError, UnknownNameError
from bhtrain.exchange.handin import check_name
from bhtrain.exchange.records import Receipt, Release
from bhtrain.grading.answers import (
    AnswerSheet,
    load_json_safely,
    read_plain_file,
    sheet_from_bytes,
    write_atomically,
    write_sheet,
)
from bhtrain.model.attempt import Identity
from bhtrain.model.claim import Answer
from bhtrain.model.scenario import Task
from bhtrain.progress.graded import GradedWork, graded_tasks
from bhtrain.progress.workspace import Workspace
from bhtrain.scenarios.files import task_from_dict, task_with_month
from bhtrain.widgets import parts

TASKS = "tasks.yaml"
PRACTICE = "practice"
PRACTICE_KEPT = 50  # answers in progress; what they scored stays in the attempt log for ever


# Fetching ------------------------------------------------------------------------------------


def released() -> tuple[Release, ...]:
    """What the manager has released; nothing while the exchange cannot be read."""
    try:
        return parts.exchange().releases()
    except ExchangeError:
        logging.getLogger("bhtrain").exception("the exchange cannot be read")
        return ()


def page_of(assignment: str) -> str:
    """The page of an assignment, below the pages folder."""
    return f"assignments/{assignment}.ipynb"


def fetch(assignment: str, workspace: Workspace) -> str:
    """Fetch a released assignment, or its newer version; answers stay as they are.

    Returns:
        Its page.

    Raises:
        ExchangeError: It is not released, or the exchange cannot be read.
    """
    folder = workspace.exercise_folder(assignment)
    for name, data in parts.exchange().fetch(assignment).items():
        _write(folder / name, data)
        if name == f"{assignment}.ipynb":
            _write(places.learner_folder() / "pages" / page_of(assignment), data)
    return page_of(assignment)


def _write(path: Path, data: bytes) -> None:
    text = data.decode("utf-8")
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, text)


# Tasks ---------------------------------------------------------------------------------------


def tasks_in(folder: Path) -> tuple[Task, ...]:
    """The tasks that stand in an assignment's folder; none when there is no tasks.yaml.

    Raises:
        BhtrainError: The file is damaged.
    """
    file = folder / TASKS
    if not file.is_file():
        return ()
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        loaded = yaml.load(file.read_bytes(), Loader=loader)
        return tuple(task_from_dict(task_with_month(one, folder)) for one in loaded["tasks"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, UnicodeDecodeError):
        raise BhtrainError(
            f"The tasks in {file} are damaged. Open the page Assignments to fetch them again."
        ) from None


def find_task(task_id: str, workspace: Workspace | None) -> tuple[str, tuple[Task, ...]]:
    """The assignment that a task belongs to, with all its tasks in order.

    The folder of the notebook comes first (JupyterLab in the course folder), then what the
    learner has fetched.

    Raises:
        UnknownNameError: No assignment here has that task.
    """
    folders = [Path.cwd()]
    if workspace is not None:
        exercises = workspace.home / "exercises"
        folders += sorted(path for path in exercises.glob("*") if path.is_dir())
    known: list[str] = []
    for folder in folders:
        tasks = tasks_in(folder)
        if any(task.id == task_id for task in tasks):
            return folder.name, tasks
        known += [task.id for task in tasks]
    raise UnknownNameError("task", task_id, known)


# Answers -------------------------------------------------------------------------------------

_sheet_in = lru_cache(maxsize=8)(sheet_from_bytes)  # open desks look every few seconds


class Answers:
    """A learner's answers.json of one assignment. Each change is on the disk when it returns."""

    def __init__(self, workspace: Workspace, assignment: str):
        self.learner = workspace.learner
        self.assignment = assignment
        self.path = (
            workspace.practice_path
            if assignment == PRACTICE
            else workspace.answers_path(assignment)
        )
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.path.with_suffix(".lock"), timeout=10)

    def sheet(self) -> AnswerSheet:
        """All answers so far. A damaged file is put aside, never overwritten."""
        empty = AnswerSheet(assignment=self.assignment, learner=self.learner)
        if not self.path.exists():
            return empty
        try:
            return _sheet_in(read_plain_file(self.path), self.path.name)
        except AnswersError:
            aside = self.path.with_name(f"answers-damaged-{clock.now():%Y%m%dT%H%M%S}.json")
            self.path.replace(aside)
            logging.getLogger("bhtrain").exception("damaged answers were put aside as %s", aside)
            return empty

    def of(self, task_id: str) -> Answer | None:
        """The answer to one task; None when nothing was entered yet."""
        return self.sheet().answers.get(task_id)

    def save(self, task_id: str, answer: Answer) -> None:
        """Keep the answer to one task. Two open pages cannot overwrite each other's tasks."""
        with self._lock:
            before = dict(self.sheet().answers)
            before.pop(task_id, None)  # the newest stands last
            if self.assignment == PRACTICE:
                before = dict(list(before.items())[-PRACTICE_KEPT:])
            write_sheet(
                self.path,
                AnswerSheet(
                    assignment=self.assignment,
                    learner=self.learner,
                    answers={**before, task_id: answer},
                ),
            )

    def text(self) -> str:
        """The text of answers.json, as it is handed in.

        Raises:
            BhtrainError: Nothing was answered yet.
        """
        if not self.path.exists():
            raise BhtrainError("Nothing is answered yet, so there is nothing to hand in.")
        return read_plain_file(self.path).decode("utf-8")


def saved_words() -> str:
    """The words for "this is on the disk": Saved 4:02 PM."""
    return "Saved " + f"{clock.now().astimezone():%I:%M %p}".lstrip("0")


# Receipts and state --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReceipt:
    """A hand-in that this machine made. Its secret opens the feedback."""

    number: str
    at: datetime
    secret: str
    digest: str
    last_attempt: int  # the number of the last row of the attempt log that it carried


def receipts(workspace: Workspace, assignment: str) -> tuple[KeptReceipt, ...]:
    """What this learner handed in from this machine, oldest first."""
    path = workspace.receipts_path(assignment)
    if not path.exists():
        return ()
    body = load_json_safely(read_plain_file(path), path.name)
    return tuple(
        KeptReceipt(
            number=str(row["number"]),
            at=datetime.fromisoformat(row["at"]),
            secret=str(row["secret"]),
            digest=str(row["digest"]),
            last_attempt=int(row["last_attempt"]),
        )
        for row in body["handed_in"]
    )


def keep_receipt(workspace: Workspace, receipt: Receipt, *, secret: str, last_attempt: int) -> None:
    """Keep a receipt beside the earlier ones."""
    rows: list[dict[str, Any]] = [
        {
            "number": kept.number,
            "at": kept.at.isoformat(),
            "secret": kept.secret,
            "digest": kept.digest,
            "last_attempt": kept.last_attempt,
        }
        for kept in receipts(workspace, receipt.assignment)
    ]
    rows.append(
        {
            "number": receipt.number,
            "at": receipt.at.isoformat(),
            "secret": secret,
            "digest": receipt.digest,
            "last_attempt": last_attempt,
        }
    )
    body = {"assignment": receipt.assignment, "handed_in": rows}
    write_atomically(workspace.receipts_path(receipt.assignment), json.dumps(body, indent=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFeedback:
    """What the manager released, and the receipt of the hand-in that it answers."""

    feedback: dict[str, Any]
    receipt: KeptReceipt


def given_feedback(assignment: str, workspace: Workspace) -> GivenFeedback | None:
    """The feedback to the newest hand-in that has some; None while none is released."""
    for kept in reversed(receipts(workspace, assignment)):
        found = parts.exchange().feedback(assignment, workspace.learner, kept.secret)
        if found is not None:
            return GivenFeedback(feedback=found, receipt=kept)
    return None


def feedback_of(assignment: str, workspace: Workspace) -> dict[str, Any] | None:
    """The same, without the receipt."""
    given = given_feedback(assignment, workspace)
    return None if given is None else given.feedback


def graded_work(workspace: Workspace) -> tuple[GradedWork, ...]:
    """Of each assignment the newest hand-in that has feedback; what cannot be read is left out."""
    found = []
    for path in sorted(workspace.receipts_path("*").parent.glob("*.json")):
        try:
            given = given_feedback(path.stem, workspace)
        except BhtrainError:  # the exchange is away, or the receipts are damaged
            logging.getLogger("bhtrain").exception("no graded work in %s", path.stem)
            continue
        if given is not None:
            found.append(GradedWork(at=given.receipt.at, tasks=graded_tasks(given.feedback)))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentState:
    """How far a learner is with an assignment, and in words."""

    name: str  # not started | working | handed in | graded
    words: str
    answered: int
    of: int


def is_answered(answer: Answer | None) -> bool:
    """Whether anything that can be graded was entered."""
    return answer is not None and bool(answer.decision or answer.order)


def state_of(
    assignment: str, workspace: Workspace, *, due: datetime | None = None
) -> AssignmentState:
    """How far the learner is."""
    tasks = tasks_in(workspace.exercise_folder(assignment))
    answers = Answers(workspace, assignment).sheet().answers
    answered = sum(is_answered(answers.get(task.id)) for task in tasks)

    def state(name: str, words: str) -> AssignmentState:
        return AssignmentState(name=name, words=words, answered=answered, of=len(tasks))

    handed_in = receipts(workspace, assignment)
    if handed_in:
        try:
            graded = feedback_of(assignment, workspace)
        except ExchangeError:
            graded = None
        if graded is not None:
            points, most = graded.get("points"), graded.get("max_points")
            return state("graded", f"graded: {points:g} of {most:g} points")
        late = ", late" if due and handed_in[-1].at > due else ""
        return state("handed in", f"handed in {clock.local_words(handed_in[-1].at)}{late}")
    overdue = ", overdue" if due and clock.now() > due else ""
    if answers:
        return state("working", f"working: {answered} of {len(tasks)} answered{overdue}")
    return state("not started", f"not started{overdue}")


def note_start(assignment: str, identity: Identity) -> None:
    """Let the manager see that somebody has opened the assignment; never in the way."""
    try:
        check_name("an assignment's name", assignment)
        parts.exchange().mark_started(assignment, identity, clock.now())
    except ExchangeError:
        logging.getLogger("bhtrain").exception("the start could not be noted")
