"""What a learner disputed from this machine, and what came of it as far as the feedback tells."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from filelock import FileLock

from bhtrain import clock
from bhtrain.errors import AnswersError, BhtrainError
from bhtrain.exchange.disputes import (
    DISPUTED_LABELS,
    Dispute,
    new_token,
    plain_reason,
    send_dispute,
)
from bhtrain.grading.answers import load_json_safely, read_plain_file, write_atomically
from bhtrain.model.attempt import Identity
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.released import given_feedback

WAITING, ANSWERED = "waiting", ("accepted", "kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A dispute as its learner sees it. `state` is waiting, accepted or kept."""

    token: str
    field: str
    label: str
    reason: str
    said_at: datetime
    state: str = WAITING
    answer: str = ""
    answered_at: datetime | None = None
    was: float | None = None
    now: float | None = None


class SentDisputes:
    """A learner's disputes of one assignment: kept in the learner's own folder."""

    def __init__(self, workspace: Workspace, assignment: str):
        self._learner = workspace.learner
        self._assignment = assignment
        self._path = workspace.disputes_path(assignment)

    def of(self, task: str, given: Iterable[Mapping[str, Any]]) -> tuple[Told, ...]:
        """All disputes of a task, oldest first.

        Args:
            task: The task.
            given: `disputes` of the task in the feedback.
        """
        told = {one.token: one for one in map(_from_feedback, given)}
        answered = [one for one in told.values() if one.state != WAITING]
        for row in self._read()["sent"]:
            if row["task"] == task and row["token"] not in told:
                since = [one for one in answered if one.token not in row["answered"]]
                told[row["token"]] = _answered_by(_from_receipt(row), since)
        return tuple(sorted(told.values(), key=lambda one: one.said_at))

    def draft(self, task: str) -> dict[str, str]:
        """The field and reason that could not be sent; empty where there are none."""
        return dict(self._read()["drafts"].get(task, {}))

    def send(
        self,
        task: str,
        field: str,
        reason: str,
        *,
        identity: Identity,
        secret: str,
        given: Iterable[Mapping[str, Any]],
    ) -> None:
        """Send a dispute, then keep a receipt. What cannot be sent is kept as a draft.

        Raises:
            BhtrainError: It was not sent; the text says why.
        """
        with self._lock():
            dispute = Dispute(
                assignment=self._assignment,
                identity=identity,
                task=task,
                field=field,
                reason=plain_reason(reason),
                at=clock.now(),
                secret=secret,
                token=new_token(),
            )
            before = [one for one in self.of(task, given) if one.field == field]
            for one in before:
                _refuse_again(one, dispute.reason)
            body = self._read()
            try:
                send_dispute(parts.exchange(), dispute)
            except BhtrainError:
                body["drafts"][task] = {"field": field, "reason": dispute.reason}
                self._write(body)
                raise
            body["drafts"].pop(task, None)
            body["sent"].append(
                {
                    "token": dispute.token,
                    "task": task,
                    "field": field,
                    "reason": dispute.reason,
                    "at": dispute.at.isoformat(),
                    "answered": [one.token for one in before],  # what is answered later is news
                }
            )
            self._write(body)

    def mark_seen(self, told: Iterable[Told]) -> None:
        """Remember which answers the learner has had on the screen."""
        answered = {one.token for one in told if one.state != WAITING}
        if answered - set(self._read()["seen"]):
            with self._lock():
                body = self._read()
                self._write(body | {"seen": sorted(answered.union(body["seen"]))})

    def not_seen(self, told: Iterable[Told]) -> tuple[Told, ...]:
        """The answers that the learner has not had on the screen yet."""
        seen = self._read()["seen"]
        return tuple(one for one in told if one.state != WAITING and one.token not in seen)

    def _lock(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"), timeout=10)

    def _read(self) -> dict[str, Any]:
        """What is kept. A damaged file is put aside, never overwritten."""
        body: dict[str, Any] = {"sent": [], "drafts": {}, "seen": []}
        if not self._path.exists():
            return body
        try:
            kept: dict[str, Any] = load_json_safely(read_plain_file(self._path), self._path.name)
            return body | kept
        except (AnswersError, TypeError):
            aside = self._path.with_name(f"damaged-{clock.now():%Y%m%dT%H%M%S}-{self._path.name}")
            self._path.replace(aside)
            logging.getLogger("bhtrain").exception("a damaged file was put aside as %s", aside)
            return body

    def _write(self, body: Mapping[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path, json.dumps(body, indent=1, ensure_ascii=False))


def answered_since(assignment: str, workspace: Workspace) -> str:
    """What a learner is told elsewhere about answers that wait to be read; empty for none."""
    given = given_feedback(assignment, workspace)
    if given is None:
        return ""
    sent = SentDisputes(workspace, assignment)
    tasks = [
        str(number)
        for number, task in enumerate(given.feedback.get("tasks", ()), start=1)
        if sent.not_seen(sent.of(str(task.get("task")), task.get("disputes", ())))
    ]
    if not tasks:
        return ""
    *most, last = tasks
    which = f"tasks {', '.join(most)} and {last}" if most else f"task {last}"
    return f"Your manager answered what you wrote about {which}."


def _refuse_again(one: Told, reason: str) -> None:
    if one.state == WAITING:
        raise BhtrainError(
            f"You sent this on {clock.local_words(one.said_at)}, and it waits for an answer."
        )
    if one.reason.split() == reason.split():
        raise BhtrainError(
            "Your manager has answered exactly this. If you see it otherwise, write what is new."
        )


def _from_feedback(row: Mapping[str, Any]) -> Told:
    answered = row.get("answered_at")
    state = row.get("state")
    return Told(
        token=str(row["token"]),
        field=str(row["field"]),
        label=str(row["label"]),
        reason=str(row["reason"]),
        said_at=datetime.fromisoformat(row["said_at"]),
        state=str(state) if answered and state in ANSWERED else WAITING,
        answer=str(row.get("answer", "")),
        answered_at=datetime.fromisoformat(answered) if answered else None,
        was=row.get("was"),
        now=row.get("now"),
    )


def _from_receipt(row: Mapping[str, Any]) -> Told:
    field = str(row["field"])
    return Told(
        token=str(row["token"]),
        field=field,
        label=DISPUTED_LABELS.get(field, field),
        reason=str(row["reason"]),
        said_at=datetime.fromisoformat(row["at"]),
    )


def _answered_by(own: Told, answered: Iterable[Told]) -> Told:
    """A second dispute of one field, sent from another machine, is answered with the first."""
    for one in answered:
        if one.field == own.field:
            same = asdict(one)
            kept = {name: same[name] for name in ("state", "answer", "answered_at", "was", "now")}
            return Told(**(asdict(own) | kept))
    return own
