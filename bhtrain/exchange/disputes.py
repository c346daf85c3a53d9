"""A dispute: a learner thinks that something in the feedback is wrong, and says why.

One small file, written by the learner's machine and read by the manager's. It carries the secret
of the hand-in that it speaks of, so nobody disputes for somebody else.
"""

import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bhtrain.errors import AnswersError, ExchangeError
from bhtrain.exchange.files import account_of, in_words, read_foreign
from bhtrain.exchange.folder import DISPUTES, Exchange
from bhtrain.exchange.handin import (
    check_name,
    check_secret,
    identity_from,
    identity_to_dict,
    moment_from_text,
    moment_to_text,
    short_text,
)
from bhtrain.exchange.records import HandInFile
from bhtrain.grading.answers import load_json_safely
from bhtrain.grading.feedback import FIELD_LABELS
from bhtrain.model.attempt import Identity

SCHEMA = 1
MAX_REASON = 2000  # characters
MAX_BYTES = 20_000
WHOLE_TASK, NOTE_OR_KEY = "", "key"
DISPUTED_LABELS = {
    **FIELD_LABELS,
    "question": "Question to the clinician",
    NOTE_OR_KEY: "The note or the key itself",
    WHOLE_TASK: "The whole task",
}
_TOKEN = re.compile(r"[0-9a-f]{32}")
_TURNS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # would change how others read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What a learner disputes. `field` is one of DISPUTED_LABELS; `token` tells it from others.

    Raises:
        ExchangeError: There is no reason, it is longer than 2,000 characters, or a name, the
            secret or the time cannot be used.
    """

    assignment: str
    identity: Identity
    task: str
    field: str
    reason: str
    at: datetime
    secret: str
    token: str

    def __post_init__(self) -> None:
        check_name("an assignment's name", self.assignment)
        check_name("a learner's id", self.identity.learner)
        check_secret(self.secret)
        if self.field not in DISPUTED_LABELS:
            raise ExchangeError(f"{self.field[:40]!r} is no part of a task that can be disputed.")
        if not self.reason or self.reason != plain_reason(self.reason):
            raise ExchangeError("Say in a sentence or two why you think that it is wrong.")
        if len(self.reason) > MAX_REASON:
            raise ExchangeError(
                f"The reason has {len(self.reason):,} characters; the limit is {MAX_REASON:,}. "
                "Say it shorter."
            )
        if not _TOKEN.fullmatch(self.token):
            raise ExchangeError("The dispute has no token of 32 hexadecimal digits.")


def plain_reason(text: str) -> str:
    """A reason without what could hide or turn around what others read."""
    lines = _TURNS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (letter for letter in lines if letter in "\n\t" or _is_plain(letter))
    return "".join(kept).strip()


def _is_plain(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs")


def new_token() -> str:
    """What tells a dispute from all others."""
    return secrets.token_hex(16)


def dispute_to_text(dispute: Dispute) -> str:
    """The text of a dispute's file."""
    body = {
        "schema": SCHEMA,
        "assignment": dispute.assignment,
        **identity_to_dict(dispute.identity),
        "task": dispute.task,
        "field": dispute.field,
        "reason": dispute.reason,
        "at": moment_to_text(dispute.at),
        "secret": dispute.secret,
        "token": dispute.token,
    }
    return json.dumps(body, ensure_ascii=False)


def dispute_from_bytes(data: bytes, what: str) -> Dispute:
    """The dispute in a file's bytes.

    Raises:
        ExchangeError: It cannot be read; the text says why.
    """
    try:
        body = load_json_safely(data, what, limit=MAX_BYTES)
    except AnswersError as error:
        raise ExchangeError(str(error)) from None
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        raise ExchangeError(f"{what} is not a dispute of schema {SCHEMA}.")
    if not isinstance(body.get("reason"), str):
        raise ExchangeError(f"{what} gives no reason.")
    return Dispute(
        assignment=check_name("an assignment's name", body.get("assignment", "")),
        identity=identity_from(body, what),
        task=short_text(body, "task", what),
        field=short_text(body, "field", what),
        reason=plain_reason(body["reason"]),
        at=moment_from_text(body.get("at"), f"{what}: at"),
        secret=short_text(body, "secret", what),
        token=short_text(body, "token", what),
    )


def send_dispute(exchange: Exchange, dispute: Dispute) -> None:
    """Send a dispute: one new file, complete or not there at all (learner).

    Raises:
        ExchangeError: The exchange cannot be reached, or refuses.
    """
    with in_words("Sending it", exchange.root):
        exchange.add(
            dispute.assignment,
            DISPUTES,
            dispute_to_text(dispute).encode(),
            learner=dispute.identity.learner,
            at=dispute.at,
            token=dispute.token,
        )


def waiting_disputes(exchange: Exchange, assignment: str) -> tuple[HandInFile, ...]:
    """All disputes that are not collected, oldest first; other files are passed over (manager)."""
    with in_words(f"Listing the disputes of {assignment}", exchange.root):
        try:
            return exchange.waiting(assignment, DISPUTES)
        except FileNotFoundError:  # released by a bhtrain that had no disputes
            return ()


def read_dispute(file: HandInFile) -> tuple[Dispute, str | None]:
    """A waiting dispute and the account that owns its file (manager).

    Raises:
        ExchangeError: It is a link, too large or damaged, or not what its name says.
    """
    data, status = read_foreign(file.path, limit=MAX_BYTES)
    dispute = dispute_from_bytes(data, f"The dispute of {file.learner}")
    file.refuse_misplaced("dispute", dispute.identity.learner, dispute.assignment)
    return dispute, account_of(status.st_uid)
