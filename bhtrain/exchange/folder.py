"""The exchange as a plain folder. No server, no database: files, written whole or not at all.

    roster.json                          who is on the course
    <assignment>/release.json            title, due date, which files
    <assignment>/files-<digest>/         the released files
    <assignment>/inbound/                hand-ins: others may add, never list (mode 1733)
    <assignment>/started/                who has opened the assignment (mode 1733)
    <assignment>/disputes/               what learners think is wrong (mode 1733)
    <assignment>/feedback/               others may open a name they know (mode 711)
    _nbgrader/                           the same for ordinary nbgrader assignments

A hand-in's file name holds a random token, and feedback is named by the hash of the hand-in's
secret, so no learner can find another's. Where the platform has no such modes (Windows), the
permissions of the shared folder itself are all there is; owners are then unknown.
"""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bhtrain.errors import AnswersError, ExchangeError
from bhtrain.exchange.files import (
    ADD_ONLY,
    BY_NAME,
    OPEN,
    account_of,
    in_words,
    make_folder,
    read_foreign,
    write_whole,
)
from bhtrain.exchange.handin import (
    MAX_HAND_IN_BYTES,
    HandIn,
    RosterEntry,
    check_name,
    digest_of,
    hand_in_from_bytes,
    hand_in_to_text,
    moment_from_text,
    moment_to_text,
    secret_hash,
)
from bhtrain.exchange.records import HandInFile, Receipt, Release, Started
from bhtrain.grading.answers import MAX_BYTES, load_json_safely
from bhtrain.model.attempt import Identity, LearnerId

MAX_FILE_BYTES = 4 * 1024 * 1024
INBOUND, DISPUTES = "inbound", "disputes"


def _read_json(path: Path) -> Any:
    try:
        return load_json_safely(
            read_foreign(path, limit=MAX_FILE_BYTES)[0], path.name, limit=MAX_FILE_BYTES
        )
    except AnswersError as error:
        raise ExchangeError(str(error)) from None


def _arrived(status: os.stat_result) -> datetime:
    """When a file was put there: its owner may set the time of its contents, but not this one."""
    return datetime.fromtimestamp(status.st_ctime, UTC)


class Exchange:
    """The exchange folder, for both sides. Its methods say which side may call them."""

    def __init__(self, root: Path):
        self.root = Path(root)

    def _folder(self, assignment: str) -> Path:
        return self.root / check_name("an assignment's name", assignment)

    def _released(self, assignment: str) -> Path:
        folder = self._folder(assignment)
        with in_words(f"Looking for {assignment}", self.root):
            there = (folder / "release.json").is_file()
        if not there:
            names = ", ".join(release.assignment for release in self.releases()) or "none"
            raise ExchangeError(
                f"{assignment!r} is not released in the exchange folder {self.root}; "
                f"released: {names}. If you worked on it, your answers are kept: ask whoever runs "
                "the course."
            )
        return folder

    # Releases ------------------------------------------------------------------------------

    def release(
        self,
        assignment: str,
        files: Mapping[str, bytes],
        *,
        title: str,
        due: datetime | None,
        released_at: datetime,
    ) -> Release:
        """Publish an assignment, or publish it again with other files or another due date."""
        folder = self._folder(assignment)
        digest = hashlib.sha256()
        for name in sorted(files):
            check_name("a released file's name", name)
            if len(files[name]) > MAX_FILE_BYTES:
                raise ExchangeError(f"{name} is larger than {MAX_FILE_BYTES:,} bytes.")
            digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
        inside = f"files-{digest.hexdigest()[:16]}"
        release = Release(
            assignment=assignment,
            title=title,
            due=due.astimezone(UTC) if due else None,
            released_at=released_at.astimezone(UTC),
            files=tuple(sorted(files)),
        )
        body = {
            "schema": 1,
            "assignment": assignment,
            "title": title,
            "due": moment_to_text(due) if due else None,
            "released_at": moment_to_text(released_at),
            "files": list(release.files),
            "folder": inside,
        }
        with in_words(f"Releasing {assignment}", self.root):
            make_folder(self.root, OPEN)
            make_folder(folder, OPEN)
            make_folder(folder / INBOUND, ADD_ONLY)
            make_folder(folder / "started", ADD_ONLY)
            make_folder(folder / DISPUTES, ADD_ONLY)
            make_folder(folder / "feedback", BY_NAME)
            for name, data in files.items():
                write_whole(make_folder(folder / inside, OPEN) / name, data)
            write_whole(folder / "release.json", json.dumps(body, indent=1).encode())
            for old in folder.glob("files-*"):
                if old.name != inside:
                    shutil.rmtree(old, ignore_errors=True)
        return release

    def _release_body(self, assignment: str) -> dict[str, Any]:
        body = _read_json(self._released(assignment) / "release.json")
        if not isinstance(body, dict) or not isinstance(body.get("files"), list):
            raise ExchangeError(f"The release of {assignment} in {self.root} cannot be read.")
        return body

    def release_of(self, assignment: str) -> Release:
        """One released assignment (either side)."""
        body = self._release_body(assignment)
        due = body.get("due")
        return Release(
            assignment=assignment,
            title=str(body.get("title", assignment)),
            due=None if due is None else moment_from_text(due, "The due date"),
            released_at=moment_from_text(body.get("released_at"), "The time of release"),
            files=tuple(check_name("a released file's name", name) for name in body["files"]),
        )

    def releases(self) -> tuple[Release, ...]:
        """All released assignments, by name (either side)."""
        with in_words("Listing what is released", self.root):
            found = sorted(self.root.glob("*/release.json"))
        return tuple(self.release_of(path.parent.name) for path in found)

    def fetch(self, assignment: str) -> dict[str, bytes]:
        """The released files of an assignment (learner)."""
        for last_try in (False, True):
            release = self.release_of(assignment)
            inside = check_name("a folder", str(self._release_body(assignment).get("folder")))
            try:
                return {
                    name: read_foreign(
                        self._folder(assignment) / inside / name, limit=MAX_FILE_BYTES
                    )[0]
                    for name in release.files
                }
            except ExchangeError:
                if last_try:  # the first time, the manager may just have released it again
                    raise
        raise AssertionError

    # The roster ----------------------------------------------------------------------------

    def publish_roster(self, entries: Iterable[RosterEntry]) -> None:
        """Publish who is on the course (manager)."""
        rows = []
        for entry in entries:
            check_name("a learner's id", entry.learner)
            rows.append({"learner": entry.learner, "name": entry.name, "account": entry.account})
        with in_words("Publishing the roster", self.root):
            text = json.dumps({"schema": 1, "roster": rows}, indent=1, ensure_ascii=False)
            write_whole(make_folder(self.root, OPEN) / "roster.json", text.encode())

    def roster(self) -> tuple[RosterEntry, ...]:
        """Who is on the course; empty before the manager has published it (either side)."""
        with in_words("Looking for the roster", self.root):
            there = (self.root / "roster.json").exists()
        if not there:
            return ()
        body = _read_json(self.root / "roster.json")
        rows = body.get("roster") if isinstance(body, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ExchangeError(f"The roster in {self.root} cannot be read.")
        return tuple(
            RosterEntry(
                learner=check_name("a learner's id", row.get("learner", "")),
                name=str(row.get("name", "")),
                account=None if row.get("account") is None else str(row["account"]),
            )
            for row in rows
        )

    # Learners' work ------------------------------------------------------------------------

    def mark_started(self, assignment: str, identity: Identity, at: datetime) -> None:
        """Say that a learner has opened an assignment, once (learner)."""
        folder = self._released(assignment) / "started"
        learner = check_name("a learner's id", identity.learner)
        # With the account in its name, nobody can occupy the marker of somebody else.
        whose = hashlib.sha256(f"{identity.source}:{identity.account}".encode()).hexdigest()[:12]
        marker = folder / f"{learner}+{whose}.json"
        with in_words(f"Noting the start of {assignment}", self.root):
            if not marker.exists():
                body = {"schema": 1, "learner": learner, "at": moment_to_text(at)}
                write_whole(marker, json.dumps(body).encode())

    def started(self, assignment: str) -> tuple[Started, ...]:
        """Who has opened the assignment; markers that cannot be read are passed over (manager)."""
        found = []
        for path in sorted((self._released(assignment) / "started").glob("*+*.json")):
            with contextlib.suppress(ExchangeError, AnswersError):
                data, status = read_foreign(path, limit=1000)
                body = load_json_safely(data, path.name)
                if not isinstance(body, dict):
                    continue
                found.append(
                    Started(
                        learner=check_name("a learner's id", body.get("learner", "")),
                        at=moment_from_text(body.get("at"), path.name),
                        account=account_of(status.st_uid),
                    )
                )
        return tuple(found)

    def hand_in(self, hand_in: HandIn, *, limit: int = MAX_BYTES) -> Receipt:
        """Hand in: one new file, complete or not there at all (learner).

        limit: how many bytes of answers are taken.
        """
        data = hand_in_to_text(hand_in, limit=limit).encode()
        token = secrets.token_hex(16)
        learner, at = hand_in.identity.learner, hand_in.at.astimezone(UTC)
        with in_words(f"Handing in {hand_in.assignment}", self.root):
            self.add(hand_in.assignment, INBOUND, data, learner=learner, at=at, token=token)
        number = f"{token[:4]}-{token[4:8]}".upper()
        return Receipt(
            assignment=hand_in.assignment,
            learner=learner,
            at=at,
            number=number,
            digest=digest_of(hand_in.answers_text),
        )

    def add(
        self,
        assignment: str,
        box: str,
        data: bytes,
        *,
        learner: LearnerId,
        at: datetime,
        token: str,
    ) -> None:
        """Put a new file into the box of hand-ins or disputes, whole or not at all (learner)."""
        name = f"{learner}+{at.astimezone(UTC):%Y%m%dT%H%M%SZ}+{token}.json"
        write_whole(self._released(assignment) / box / name, data)

    def hand_ins(self, assignment: str) -> tuple[HandInFile, ...]:
        """All hand-ins that wait, oldest first; other files are passed over (manager)."""
        with in_words(f"Listing the hand-ins of {assignment}", self.root):
            return self.waiting(assignment, INBOUND)

    def waiting(self, assignment: str, box: str) -> tuple[HandInFile, ...]:
        """What learners have put into a box, oldest first, unread (manager)."""
        found = []
        for path in (self._released(assignment) / box).iterdir():
            with contextlib.suppress(ExchangeError, ValueError, FileNotFoundError):
                learner, at, _token = path.name.removesuffix(".json").split("+")
                status = path.lstat()
                found.append(
                    HandInFile(
                        path=path,
                        learner=check_name("a learner's id", learner),
                        at=datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
                        arrived=_arrived(status),
                        account=account_of(status.st_uid),
                    )
                )
        return tuple(sorted(found, key=lambda file: (file.at, file.arrived, file.path.name)))

    def read_hand_in(self, file: HandInFile) -> tuple[HandIn, str | None]:
        """A waiting hand-in and the account that owns its file (manager).

        Raises:
            ExchangeError: It is a link, too large or damaged, or not what its name says.
        """
        data, status = read_foreign(file.path, limit=MAX_HAND_IN_BYTES)
        hand_in = hand_in_from_bytes(data, f"The hand-in of {file.learner}")
        file.refuse_misplaced("hand-in", hand_in.identity.learner, hand_in.assignment)
        return hand_in, account_of(status.st_uid)

    # Feedback ------------------------------------------------------------------------------

    def publish_feedback(
        self, assignment: str, learner: LearnerId, secret_hash: str, feedback: Mapping[str, Any]
    ) -> None:
        """Publish one learner's feedback under the hash of the hand-in's secret (manager)."""
        name = check_name("a secret's hash", secret_hash)
        body = {"schema": 1, "assignment": assignment, "learner": learner, "feedback": feedback}
        with in_words(f"Publishing feedback for {learner}", self.root):
            released = self._released(assignment)
            make_folder(released / DISPUTES, ADD_ONLY)  # what was released long ago has none yet
            folder = make_folder(released / "feedback", BY_NAME)
            data = json.dumps(body, ensure_ascii=False).encode()
            if len(data) > MAX_FILE_BYTES:
                raise ExchangeError(
                    f"The feedback has {len(data):,} bytes; the limit is {MAX_FILE_BYTES:,}."
                )
            write_whole(folder / f"{name}.json", data)

    def feedback(self, assignment: str, learner: LearnerId, secret: str) -> dict[str, Any] | None:
        """The feedback to a hand-in, once it is released; None before that (learner)."""
        path = self._released(assignment) / "feedback" / f"{secret_hash(secret)}.json"
        with in_words("Looking for feedback", self.root):
            there = path.exists()
        if not there:
            return None
        body = _read_json(path)
        if not isinstance(body, dict) or body.get("learner") != learner:
            raise ExchangeError(f"The feedback in {self.root} is not for {learner}.")
        feedback = body.get("feedback")
        return feedback if isinstance(feedback, dict) else None
