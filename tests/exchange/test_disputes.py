"""A dispute as a file: it comes back as it was sent, and a bad one is refused in words."""

import json
import os
from datetime import UTC, datetime

import pytest

from bhtrain.errors import ExchangeError
from bhtrain.exchange import Exchange
from bhtrain.exchange.disputes import (
    Dispute,
    dispute_from_bytes,
    dispute_to_text,
    new_token,
    plain_reason,
    read_dispute,
    send_dispute,
    waiting_disputes,
)
from bhtrain.exchange.files import account_of
from bhtrain.model.attempt import Identity, IdentitySource

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
ANA = Identity(learner="ana", source=IdentitySource.ACCOUNT, account="ana")


@pytest.fixture
def exchange(tmp_path):
    """An exchange in which quiz is released."""
    made = Exchange(tmp_path / "exchange")
    made.release("quiz", {"quiz.ipynb": b"{}"}, title="Quiz", due=None, released_at=NOW)
    return made


def dispute(**changes) -> Dispute:
    """A sound dispute."""
    fields = {
        "assignment": "quiz",
        "identity": ANA,
        "task": "quiz-t1",
        "field": "units",
        "reason": "The note says two units.",
        "at": NOW,
        "secret": "s" * 32,
        "token": new_token(),
    }
    return Dispute(**{**fields, **changes})


def test_a_dispute_arrives_as_it_was_sent(exchange):
    """Text in any script, in lines; and the file's owner is known."""
    sent = dispute(reason="¿Por qué?\n“Two” units — 2 × 15 min.")
    send_dispute(exchange, sent)

    [file] = waiting_disputes(exchange, "quiz")

    assert (file.learner, file.at) == ("ana", NOW)
    assert read_dispute(file) == (sent, account_of(os.getuid()))


def test_others_may_add_a_dispute_and_see_none(exchange):
    """As with hand-ins: the folder cannot be listed, and the sticky bit keeps others' files."""
    assert (exchange.root / "quiz" / "disputes").stat().st_mode & 0o7777 == 0o1733


def test_where_the_exchange_is_gone_a_sentence_says_so(exchange, tmp_path):
    """Nothing was sent."""
    (exchange.root / "quiz" / "disputes").rmdir()

    with pytest.raises(ExchangeError, match="Sending it failed in the exchange folder"):
        send_dispute(exchange, dispute())
    assert waiting_disputes(exchange, "quiz") == ()


def test_what_others_would_read_differently_is_taken_out():
    """Control characters, escapes of a terminal, and marks that turn the direction of a text."""
    assert plain_reason(" a\x1b[31mb\x00c\u202ed\r\ne\tf ") == "a[31mbcd\ne\tf"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "why you think"),
        ({"reason": "  "}, "why you think"),
        ({"reason": "x" * 2001}, "2,001 characters; the limit is 2,000"),
        ({"field": "points"}, "'points' is no part of a task"),
        ({"secret": "short"}, "secret is not 16 to 128"),
        ({"token": "../../x"}, "no token of 32"),
        ({"assignment": "../quiz"}, "cannot be used as an assignment's name"),
    ],
)
def test_what_does_not_fit_is_told(changes, said):
    """On the learner's machine already."""
    with pytest.raises(ExchangeError, match=said):
        dispute(**changes)


def test_the_longest_reason_fits_into_the_file(exchange):
    """2,000 characters of the widest kind."""
    send_dispute(exchange, dispute(reason="\U0001f98b" * 2000))

    [file] = waiting_disputes(exchange, "quiz")
    assert len(read_dispute(file)[0].reason) == 2000


BAD = {
    "no JSON": (b"{", "is damaged"),
    "a list": (b"[]", "is not a dispute of schema 1"),
    "another schema": (json.dumps({"schema": 2}).encode(), "is not a dispute of schema 1"),
    "a hand-in": (json.dumps({"schema": 1, "answers": "{}"}).encode(), "gives no reason"),
    "a number as its reason": (json.dumps({"schema": 1, "reason": 7}).encode(), "gives no reason"),
    "nobody's": (
        json.dumps({"schema": 1, "reason": "x", "assignment": "quiz"}).encode(),
        "vouches",
    ),
    "too deep": (b"[" * 5000 + b"]" * 5000, "levels deep"),
    "too large": (b'"' + b"x" * 20_000 + b'"', "the limit is 20,000"),
    "not UTF-8": (b'{"schema": 1, "reason": "\xff"}', "UTF-8"),
    "half a character": (b'{"schema": 1, "reason": "\\ud800"}', "UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_nobody_can_read_is_refused_in_words(name):
    """Whatever somebody wrote by hand."""
    data, said = BAD[name]
    with pytest.raises(ExchangeError, match=said):
        dispute_from_bytes(data, "The dispute of ana")


@pytest.mark.parametrize("name", ["task", "field", "secret", "token", "at", "learner", "source"])
@pytest.mark.parametrize("value", [None, 7, [], {}, "x" * 500])
def test_a_part_of_the_wrong_kind_is_refused(name, value):
    """Each name, each kind."""
    body = json.loads(dispute_to_text(dispute())) | {name: value}

    with pytest.raises(ExchangeError):
        dispute_from_bytes(json.dumps(body).encode(), "The dispute of ana")


def test_a_file_is_what_its_name_says(exchange):
    """Neither another learner's nor another assignment's; a link is not read."""
    send_dispute(exchange, dispute())
    [file] = waiting_disputes(exchange, "quiz")
    text = file.path.read_text(encoding="utf-8")

    file.path.write_text(text.replace('"ana"', '"ben"'), encoding="utf-8")
    with pytest.raises(ExchangeError, match="named for ana is signed by ben"):
        read_dispute(file)
    file.path.write_text(text.replace('"quiz"', '"other"'), encoding="utf-8")
    with pytest.raises(ExchangeError, match="another assignment, 'other'"):
        read_dispute(file)
    file.path.rename(exchange.root / "elsewhere.json")
    file.path.symlink_to(exchange.root / "elsewhere.json")
    with pytest.raises(ExchangeError, match="links are not read"):
        read_dispute(file)
