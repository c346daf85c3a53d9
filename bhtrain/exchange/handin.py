"""What travels through the exchange: hand-ins, the roster, and the names both use.

A hand-in is one JSON file. It is written by the learner's machine and read by the manager's,
so everything in it is checked again when it is read.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bhtrain.errors import AnswersError, ExchangeError
from bhtrain.grading.answers import MAX_BYTES, load_json_safely
from bhtrain.model.attempt import Attempt, Identity, IdentitySource, LearnerId
from bhtrain.progress.store import attempt_from_dict, attempt_to_dict

SCHEMA = 1
MAX_HAND_IN_BYTES = 4 * 1024 * 1024
MAX_ATTEMPTS = 5000
MAX_ATTEMPT_TEXT = 4000
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")


def check_name(what: str, name: str) -> str:
    """Return the name of an assignment, learner or file, or refuse it with a sentence.

    Raises:
        ExchangeError: It holds something other than lower-case letters, digits, - _ and .,
            begins with a dot, or is longer than 64 characters.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ExchangeError(
            f"{str(name)[:80]!r} cannot be used as {what}: use 1 to 64 lower-case letters, "
            "digits, - _ or . and begin with a letter or digit."
        )
    return name


def new_secret() -> str:
    """A secret that only this hand-in's learner and manager know; it opens the feedback."""
    return secrets.token_urlsafe(24)


def secret_hash(secret: str) -> str:
    """The name under which feedback is published: the secret itself is never shown."""
    return hashlib.sha256(secret.encode()).hexdigest()


def digest_of(answers_text: str) -> str:
    """What shows later that answers are the ones that were handed in."""
    return hashlib.sha256(answers_text.encode()).hexdigest()


def check_number(digest: str) -> str:
    """A digest as people compare it, by its first 48 bits: 1A2B-3C4D-5E6F."""
    return "-".join(digest[start : start + 4] for start in (0, 4, 8)).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """A learner of the course; `account` is the hub's or system's user name, where known."""

    learner: LearnerId
    name: str
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """An assignment handed in: who, when, the text of answers.json, and new attempts."""

    assignment: str
    identity: Identity
    at: datetime
    answers_text: str
    attempts: tuple[Attempt, ...] = ()
    secret: str

    def __post_init__(self) -> None:
        check_name("an assignment's name", self.assignment)
        check_name("a learner's id", self.identity.learner)
        check_secret(self.secret)
        if self.at.tzinfo is None:
            raise ExchangeError("The hand-in's time has no time zone.")


def moment_to_text(moment: datetime) -> str:
    """A moment as files hold it, in UTC: 2026-11-24T16:02:05+00:00."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def moment_from_text(text: Any, where: str) -> datetime:
    """The moment that a file holds.

    Raises:
        ExchangeError: It is not a date and time with a time zone.
    """
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ExchangeError(f"{where} is {text[:40]!r}, without a time zone.")
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ExchangeError(f"{where} is {str(text)[:40]!r}, not a date and time.") from None


def short_text(data: Mapping[str, Any], name: str, where: str) -> str:
    """A text of at most 200 characters that a file holds.

    Raises:
        ExchangeError: It is missing, too long, or no text.
    """
    value = data.get(name)
    if not isinstance(value, str) or len(value) > 200:
        raise ExchangeError(f"{where}: {name} is not a text of at most 200 characters.")
    return value


def _attempt(data: Any, where: str) -> Attempt:
    if not isinstance(data, dict):
        raise ExchangeError(f"{where} is not an object with names.")
    try:
        attempt = attempt_from_dict(data)
    except (ValueError, OverflowError) as error:
        raise ExchangeError(f"{where} cannot be read: {str(error)[:200]}.") from None
    texts = [value for value in attempt_to_dict(attempt).values() if isinstance(value, str)]
    if any(len(text) > MAX_ATTEMPT_TEXT or "\0" in text for text in texts):
        raise ExchangeError(f"{where} holds a text that no record can keep.")
    numbers = (attempt.try_number, attempt.hints, attempt.seconds)
    if not all(0 <= number < 2**31 for number in numbers):
        raise ExchangeError(f"{where} holds a number that is out of range.")
    return attempt


def identity_from(body: Mapping[str, Any], where: str) -> Identity:
    """Who signs a file, and who vouches for them, as the file says it.

    Raises:
        ExchangeError: It does not say so, or not in a way that can be read.
    """
    if body.get("source") not in list(IdentitySource):
        raise ExchangeError(f"{where} does not say who vouches for the learner.")
    account = body.get("account")
    return Identity(
        learner=check_name("a learner's id", body.get("learner", "")),
        source=IdentitySource(body["source"]),
        account=None if account is None else short_text(body, "account", where),
    )


def identity_to_dict(identity: Identity) -> dict[str, Any]:
    """The same as a file holds it."""
    return {
        "learner": identity.learner,
        "source": identity.source.value,
        "account": identity.account,
    }


def check_secret(secret: str) -> str:
    """Return a hand-in's secret.

    Raises:
        ExchangeError: It is not 16 to 128 letters, digits, - or _.
    """
    if not _SECRET.fullmatch(secret):
        raise ExchangeError("The hand-in's secret is not 16 to 128 letters, digits, - or _.")
    return secret


def hand_in_to_text(hand_in: HandIn, *, limit: int | None = MAX_BYTES) -> str:
    """The text of a hand-in's file.

    Args:
        limit: How many bytes of answers are taken; None where they were taken before.

    Raises:
        ExchangeError: The answers or the attempts are larger than the exchange takes.
    """
    size = len(hand_in.answers_text.encode())
    if limit is not None and size > limit:
        raise ExchangeError(f"The answers have {size:,} bytes; the limit is {limit:,}.")
    if len(hand_in.attempts) > MAX_ATTEMPTS:
        raise ExchangeError(
            f"The hand-in carries {len(hand_in.attempts)} attempts; the limit is {MAX_ATTEMPTS}."
        )
    return json.dumps(
        {
            "schema": SCHEMA,
            "assignment": hand_in.assignment,
            **identity_to_dict(hand_in.identity),
            "at": moment_to_text(hand_in.at),
            "answers": hand_in.answers_text,
            "attempts": [attempt_to_dict(attempt) for attempt in hand_in.attempts],
            "secret": hand_in.secret,
        },
        ensure_ascii=False,
    )


def hand_in_from_bytes(data: bytes, what: str) -> HandIn:
    """The hand-in in a file's bytes.

    Raises:
        ExchangeError: It cannot be read; the text says why.
    """
    try:
        body = load_json_safely(data, what, limit=MAX_HAND_IN_BYTES)
    except AnswersError as error:
        raise ExchangeError(str(error)) from None
    if not isinstance(body, dict) or body.get("schema") != SCHEMA:
        raise ExchangeError(f"{what} is not a hand-in of schema {SCHEMA}.")
    answers = body.get("answers")
    attempts = body.get("attempts")
    if not isinstance(answers, str):
        raise ExchangeError(f"{what} carries no text of answers.")
    if not isinstance(attempts, list) or len(attempts) > MAX_ATTEMPTS:
        raise ExchangeError(f"{what} carries no list of at most {MAX_ATTEMPTS} attempts.")
    return HandIn(
        assignment=check_name("an assignment's name", body.get("assignment", "")),
        identity=identity_from(body, what),
        at=moment_from_text(body.get("at"), f"{what}: at"),
        answers_text=answers,
        attempts=tuple(_attempt(row, f"{what}: an attempt") for row in attempts),
        secret=short_text(body, "secret", what),
    )
