"""Find a hand-in by the number on its receipt: when it came, what was in it, does it count."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bhtrain.clock import local_words
from bhtrain.course.envelope import read_envelope
from bhtrain.course.layout import SECRET, Course
from bhtrain.errors import AnswersError, CourseError, ExchangeError
from bhtrain.exchange.handin import (
    MAX_HAND_IN_BYTES,
    HandIn,
    check_number,
    digest_of,
    hand_in_from_bytes,
)
from bhtrain.grading.answers import read_plain_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hand-in that was collected. `state`: counts, was replaced, or why it was refused."""

    hand_in: HandIn
    arrived: datetime
    state: str
    file: Path

    @property
    def sentence(self) -> str:
        """What a manager says to a learner who quotes the number."""
        one = self.hand_in
        return (
            f"{one.identity.learner}, {one.assignment}: handed in {local_words(one.at)}, arrived "
            f"{local_words(self.arrived)}; check number {check_number(digest_of(one.answers_text))}"
            f". {self.state} It is kept in {self.file}."
        )


def find_receipt(course: Course, number: str) -> Found:
    """The hand-in with this receipt.

    Raises:
        CourseError: That is no receipt's number, or no hand-in that was collected has it.
    """
    token = number.strip().replace("-", "").lower()
    if not re.fullmatch("[0-9a-f]{8}", token):
        raise CourseError(f"{number[:40]!r} is no receipt; one looks like 3F9A-22C1.")
    for top in ("received", "refused"):
        for file in sorted((course.folder / top).glob(f"*/*+{token}*.json")):
            try:
                data = read_plain_file(file, limit=MAX_HAND_IN_BYTES)
                hand_in = hand_in_from_bytes(data, file.name)
            except (AnswersError, ExchangeError):
                continue  # it is refused because it cannot be read, and its name is all there is
            when = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            return Found(
                hand_in=hand_in, arrived=when, state=_state(course, hand_in, file), file=file
            )
    raise CourseError(
        f"No hand-in that was collected has the receipt {number[:40]}. If it still waits, "
        "`bhtrain collect NAME` takes it."
    )


def _state(course: Course, hand_in: HandIn, file: Path) -> str:
    learner, assignment = hand_in.identity.learner, hand_in.assignment
    if file.parent.parent.name == "refused":
        why = file.with_name(f"{file.name}.txt")
        return f"It was refused: {why.read_text(encoding='utf-8').strip()}"
    try:
        secret = read_plain_file(course.submitted(learner, assignment) / SECRET, limit=1000)
    except (AnswersError, OSError):
        secret = b""
    if secret.decode("utf-8", "replace") == hand_in.secret and read_envelope(
        course, learner, assignment
    ):
        return "It is the one that counts."
    return "A newer one took its place."
