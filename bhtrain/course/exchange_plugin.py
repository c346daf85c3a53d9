"""nbgrader's exchange commands and buttons, over our plain-folder exchange.

Thin: each class calls the function that the `bhtrain` command calls too. nbgrader itself does
not use an exchange on Windows; there, use the commands.
"""

import json
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from bhtrain import places
from bhtrain.clock import local_words, now
from bhtrain.course.collect import collect
from bhtrain.course.disputes import collect_disputes
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import COURSE_ID, Course
from bhtrain.course.ordinary import (
    fetch_ordinary,
    hand_in_files,
    keep_feedback,
    release_ordinary,
    release_ordinary_feedback,
)
from bhtrain.course.release import released_files, title_of
from bhtrain.errors import BhtrainError, ExchangeError
from bhtrain.exchange.files import account_of, write_whole
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import HandIn, check_number, moment_to_text, new_secret
from bhtrain.exchange.ordinary import MAX_PACK_BYTES, ordinary_exchange
from bhtrain.exchange.records import Receipt
from bhtrain.grading.answers import FILE_NAME, MAX_BYTES, read_plain_file
from bhtrain.model.attempt import Identity, IdentitySource

RECEIPT = "receipt.json"


class FolderExchange(abc.Exchange):  # type: ignore[misc]
    """What all commands share: our errors become nbgrader's."""

    @property
    def root(self) -> str:
        """The exchange folder, which nbgrader's pages show."""
        return str(places.exchange_folder())

    @property
    def folder(self) -> Exchange:
        """The exchange."""
        return Exchange(places.exchange_folder())

    @property
    def course(self) -> Course:
        """The manager's course folder."""
        return Course(Path(self.coursedir.root))

    @property
    def assignment(self) -> str:
        """The assignment that the command names."""
        return str(self.coursedir.assignment_id)

    @property
    def own_folder(self) -> Path:
        """Where the learner's copy of the assignment stands."""
        return Path(self.assignment_dir).absolute() / self.assignment

    def ordinary_release(self) -> Exchange | None:
        """The exchange of ordinary assignments, where the assignment is released there."""
        ordinary = ordinary_exchange(places.exchange_folder())
        names = {release.assignment for release in ordinary.releases()}
        return ordinary if self.assignment in names else None

    def init_src(self) -> None:
        """Nothing to prepare."""

    def init_dest(self) -> None:
        """Nothing to prepare."""

    def copy_files(self) -> None:
        """Do the command's work, and put a refusal into one sentence of nbgrader's log."""
        try:
            self.work()
        except (BhtrainError, OSError) as error:
            self.fail(str(error))

    def work(self) -> None:
        """What the command does."""


class ReleaseAssignment(FolderExchange, abc.ExchangeReleaseAssignment):  # type: ignore[misc]
    """Publish exercises/<assignment>, with the due date that stands in the gradebook."""

    def work(self) -> None:
        if self.course.is_ordinary(self.assignment):
            release_ordinary(self.course, self.assignment, self.coursedir.ignore)
        else:
            self.course.check_released(self.assignment)
            files = released_files(self.course, self.assignment)
            with open_gradebook(self.course) as gradebook:
                due = gradebook.due(self.assignment)
            self.folder.release(
                self.assignment,
                files,
                title=title_of(json.loads(files[f"{self.assignment}.ipynb"]), self.assignment),
                due=due,
                released_at=now(),
            )
        self.log.info("Released %s in %s", self.assignment, self.root)


class FetchAssignment(FolderExchange, abc.ExchangeFetchAssignment):  # type: ignore[misc]
    """Copy the released files; what the learner already has stays, but for missing files."""

    def work(self) -> None:
        ordinary = self.ordinary_release()
        if ordinary is None:
            files = self.folder.fetch(self.assignment)
        else:
            files = fetch_ordinary(ordinary, self.assignment)
        for name, data in files.items():
            if not (self.own_folder / name).exists():
                (self.own_folder / name).parent.mkdir(parents=True, exist_ok=True)
                write_whole(self.own_folder / name, data)
        self.log.info("Fetched %s to %s", self.assignment, self.own_folder)


class Submit(FolderExchange, abc.ExchangeSubmit):  # type: ignore[misc]
    """Hand in, vouched for by the system's account.

    Of an assignment with tasks that is answers.json, of an ordinary one the files in the folder.
    """

    def work(self) -> None:
        ordinary = self.ordinary_release()
        if ordinary is None:
            text = read_plain_file(self.own_folder / FILE_NAME).decode("utf-8", "replace")
            receipt = self._hand_in(self.folder, text, MAX_BYTES)
        else:
            released = fetch_ordinary(ordinary, self.assignment)
            text, missing = hand_in_files(self.own_folder, released, self.coursedir.ignore)
            if missing and self.strict:
                raise ExchangeError(f"Not handed in: {', '.join(missing)} is missing.")
            if missing:
                self.log.warning("Handed in without %s", ", ".join(missing))
            receipt = self._hand_in(ordinary, text, MAX_PACK_BYTES)
        self.log.info(
            "Handed in %s, receipt %s, check number %s",
            self.assignment,
            receipt.number,
            check_number(receipt.digest),
        )

    def _hand_in(self, exchange: Exchange, text: str, limit: int) -> Receipt:
        identity, secret = self._identity(), new_secret()
        receipt = exchange.hand_in(
            HandIn(
                assignment=self.assignment,
                identity=identity,
                at=now(),
                answers_text=text,
                secret=secret,
            ),
            limit=limit,
        )
        body = {
            "number": receipt.number,
            "at": moment_to_text(receipt.at),
            "digest": receipt.digest,
            "learner": identity.learner,
            "secret": secret,
        }
        write_whole(self.own_folder / RECEIPT, json.dumps(body).encode(), mode=0o600)
        return receipt

    def _identity(self) -> Identity:
        import getpass
        import os

        account = account_of(os.getuid()) if hasattr(os, "getuid") else getpass.getuser()
        learners = [
            entry.learner
            for entry in self.folder.roster()
            if (entry.account or entry.learner) == account
        ]
        if not learners:
            raise ExchangeError(f"The account {account!r} is on no roster; ask your manager.")
        return Identity(learner=learners[0], source=IdentitySource.ACCOUNT, account=account)


class Collect(FolderExchange, abc.ExchangeCollect):  # type: ignore[misc]
    """Take the hand-ins, exactly as `bhtrain collect` does."""

    def work(self) -> None:
        collected = collect(self.course, self.assignment)
        for envelope in collected.taken:
            self.log.info("Collected %s of %s", self.assignment, envelope.learner)
        disputes = collect_disputes(self.course, self.assignment)
        for dispute in disputes.taken:
            self.log.info("%s", dispute.sentence)
        for sentence in (
            *(*collected.doubts, *collected.refused, *collected.waiting),
            *(*disputes.refused, *disputes.waiting),
        ):
            self.log.warning("%s", sentence)


class ReleaseFeedback(FolderExchange, abc.ExchangeReleaseFeedback):  # type: ignore[misc]
    """Publish feedback, exactly as `bhtrain feedback release` does, or nbgrader's own pages."""

    def work(self) -> None:
        learner = self.coursedir.student_id or "*"
        if self.course.is_ordinary(self.assignment):
            done, failed = release_ordinary_feedback(self.course, self.assignment, learner=learner)
            for sentence in failed:
                self.log.warning("%s", sentence)
        else:
            only = None if learner == "*" else learner
            done = release_feedback(self.course, self.assignment, only=only).learners
        self.log.info("Released feedback to %s", ", ".join(done) or "nobody")


class FetchFeedback(FolderExchange, abc.ExchangeFetchFeedback):  # type: ignore[misc]
    """Fetch the feedback to the last hand-in made from this folder."""

    def work(self) -> None:
        receipt = json.loads(read_plain_file(self.own_folder / RECEIPT))
        ordinary = self.ordinary_release()
        feedback = (ordinary or self.folder).feedback(
            self.assignment, receipt["learner"], receipt["secret"]
        )
        if feedback is None:
            raise ExchangeError(f"The feedback to {self.assignment} is not released yet.")
        if ordinary is not None:
            target = keep_feedback(self.own_folder, feedback)
        else:
            target = self.own_folder / "feedback"
            target.mkdir(exist_ok=True)
            write_whole(target / "feedback.json", json.dumps(feedback, indent=1).encode())
        self.log.info("Fetched feedback to %s", target)


class ListAssignments(FolderExchange, abc.ExchangeList):  # type: ignore[misc]
    """List what is released or, with --inbound, the hand-ins that wait."""

    def _wanted(self, name: str) -> bool:
        return self.assignment in ("", "*", name)

    def list_files(self) -> list[dict[str, Any]]:
        """The list, logged and returned in nbgrader's shape."""
        found: list[dict[str, Any]] = []
        try:
            for exchange in (self.folder, ordinary_exchange(places.exchange_folder())):
                for release in exchange.releases():
                    if self._wanted(release.assignment) and not self.cached:
                        found += (
                            self._inbound(exchange, release.assignment)
                            if self.inbound
                            else [self._released(exchange, release.assignment)]
                        )
        except BhtrainError as error:
            self.fail(str(error))
        return found

    def _released(self, exchange: Exchange, assignment: str) -> dict[str, Any]:
        self.log.info("%s %s", COURSE_ID, assignment)
        return {
            "course_id": COURSE_ID,
            "assignment_id": assignment,
            "status": "fetched"
            if (Path(self.assignment_dir) / assignment).is_dir()
            else "released",
            "path": str(exchange.root / assignment),
            "notebooks": [],
        }

    def _inbound(self, exchange: Exchange, assignment: str) -> list[dict[str, Any]]:
        by_learner: dict[str, list[dict[str, Any]]] = {}
        for file in exchange.hand_ins(assignment):
            self.log.info("%s %s %s %s", COURSE_ID, file.learner, assignment, local_words(file.at))
            by_learner.setdefault(file.learner, []).append(
                {
                    "course_id": COURSE_ID,
                    "assignment_id": assignment,
                    "student_id": file.learner,
                    "timestamp": f"{file.at:%Y-%m-%d %H:%M:%S} UTC",
                    "status": "submitted",
                    "path": str(file.path),
                    "notebooks": [],
                }
            )
        return [
            {
                "course_id": COURSE_ID,
                "assignment_id": assignment,
                "student_id": learner,
                "status": "submitted",
                "submissions": submissions,
            }
            for learner, submissions in by_learner.items()
        ]

    def remove_files(self) -> list[dict[str, Any]]:
        """Hand-ins are never removed by a button: each one is kept."""
        self.fail("A release is not taken back, and hand-ins are kept; release it again instead.")
        return []
