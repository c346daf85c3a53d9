"""The exchange folder: what it keeps, what it refuses, and who may see what."""

import hashlib
import json
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tries import tried

from bhtrain.errors import ExchangeError
from bhtrain.exchange import (
    Exchange,
    HandIn,
    RosterEntry,
    check_name,
    new_secret,
    secret_hash,
)
from bhtrain.model.attempt import Identity, IdentitySource

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
ANA = Identity(learner="ana", source=IdentitySource.ACCOUNT, account="ana")
FILES = {"quiz.ipynb": b"{}", "tasks.yaml": b"tasks: []"}


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    """An exchange in which quiz is released."""
    exchange = Exchange(tmp_path / "exchange")
    exchange.release("quiz", FILES, title="Quiz", due=None, released_at=NOW)
    return exchange


def hand_in(**changes) -> HandIn:
    """A sound hand-in."""
    fields = {
        "assignment": "quiz",
        "identity": ANA,
        "at": NOW,
        "answers_text": '{"schema": 1}',
        "secret": new_secret(),
    }
    return HandIn(**{**fields, **changes})


def test_a_new_exchange_is_empty_and_not_an_error(tmp_path: Path):
    """A learner may come before the manager."""
    exchange = Exchange(tmp_path / "not-there")

    assert exchange.releases() == ()
    assert exchange.roster() == ()
    with pytest.raises(ExchangeError, match=r"'quiz' is not released .* released: none"):
        exchange.fetch("quiz")


def test_what_is_released_is_what_is_fetched(exchange: Exchange):
    """Byte for byte, and the newest release only."""
    assert exchange.fetch("quiz") == FILES

    exchange.release("quiz", {"quiz.ipynb": b"new"}, title="Quiz", due=NOW, released_at=NOW)

    assert exchange.fetch("quiz") == {"quiz.ipynb": b"new"}
    assert exchange.releases()[0].due == NOW
    assert len(list((exchange.root / "quiz").glob("files-*"))) == 1


def test_a_hand_in_comes_back_whole(exchange: Exchange):
    """Who, when, the answers' very text, and every attempt."""
    attempt = replace(
        tried("time-1", "time", at=NOW, first=False),
        competencies=("time", "signature"),
        hints=1,
        score=None,
    )
    given = hand_in(attempts=(attempt,), answers_text='{"ä": "\\u00e4"}\n')

    receipt = exchange.hand_in(given)

    [waiting] = exchange.hand_ins("quiz")
    taken, owner = exchange.read_hand_in(waiting)
    assert given == taken
    assert receipt.number.replace("-", "").lower() in waiting.path.name
    assert receipt.digest == hashlib.sha256(taken.answers_text.encode()).hexdigest()
    assert owner is None or owner == waiting.account


def test_hand_ins_come_oldest_first_and_none_replaces_another(exchange: Exchange):
    """Each is a file of its own."""
    for hours in (2, 0, 1):
        exchange.hand_in(hand_in(at=NOW + timedelta(hours=hours)))

    ats = [file.at for file in exchange.hand_ins("quiz")]
    assert [NOW + timedelta(hours=hours) for hours in (0, 1, 2)] == ats


def test_others_may_add_to_the_inbound_folder_but_not_list_it(exchange: Exchange):
    """One learner neither sees nor removes another's hand-in."""
    modes = {
        name: stat.S_IMODE((exchange.root / "quiz" / name).stat().st_mode)
        for name in ("inbound", "started", "feedback")
    }
    assert modes == {"inbound": 0o1733, "started": 0o1733, "feedback": 0o711}


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".hidden", "../up", "a/b", "a\\b", "Ana", "a b", "ana+x", "é", "x" * 65, "a\n"],
)
def test_a_name_that_could_leave_the_folder_is_refused(exchange: Exchange, name: str):
    """Every name becomes part of a path."""
    with pytest.raises(ExchangeError, match="use 1 to 64 lower-case letters"):
        check_name("a learner's id", name)
    with pytest.raises(ExchangeError):
        exchange.release(name, FILES, title="", due=None, released_at=NOW)
    with pytest.raises(ExchangeError):
        exchange.release("quiz", {name: b""}, title="", due=None, released_at=NOW)
    with pytest.raises(ExchangeError):
        hand_in(identity=Identity(learner=name, source=IdentitySource.PIN))


def test_answers_that_are_too_large_are_refused_at_the_learner_s_side(exchange: Exchange):
    """The learner reads why at once, and nothing lies in the folder."""
    with pytest.raises(ExchangeError, match="the limit is"):
        exchange.hand_in(hand_in(answers_text="x" * 300_000))

    assert list((exchange.root / "quiz" / "inbound").iterdir()) == []


def test_a_failed_write_leaves_nothing(exchange: Exchange, monkeypatch: pytest.MonkeyPatch):
    """A hand-in is there whole, or not at all."""

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(ExchangeError, match="No space left on device"):
            exchange.hand_in(hand_in())

    assert list((exchange.root / "quiz" / "inbound").iterdir()) == []


def test_files_with_other_names_are_passed_over(exchange: Exchange):
    """Half-written and stray files in the inbound folder are no hand-ins."""
    inbound = exchange.root / "quiz" / "inbound"
    for name in (".part-x", "readme.txt", "a+b.json", "ana+notatime+0.json", "Ana+x+y.json"):
        (inbound / name).write_text("x")

    assert exchange.hand_ins("quiz") == ()


def test_a_pipe_is_not_waited_for(exchange: Exchange):
    """Reading a pipe that nobody writes would stop collecting for ever."""
    inbound = exchange.root / "quiz" / "inbound"
    os.mkfifo(inbound / f"ana+20261124T120000Z+{'0' * 32}.json")

    [waiting] = exchange.hand_ins("quiz")
    with pytest.raises(ExchangeError, match="not an ordinary file"):
        exchange.read_hand_in(waiting)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "yesterday"),
        ("at", "2026-11-24T12:00:00"),
        ("source", "trust me"),
        ("learner", "../ben"),
        ("answers", ["x"]),
        ("attempts", {"a": 1}),
        ("attempts", [1]),
        ("attempts", [{"learner": "ana"}]),
        ("account", "x" * 500),
        ("secret", "short"),
        ("secret", None),
        ("schema", 2),
    ],
)
def test_a_forged_envelope_is_refused_in_words(exchange: Exchange, field: str, value: object):
    """Everything in a file from another machine is checked again."""
    exchange.hand_in(hand_in())
    [waiting] = exchange.hand_ins("quiz")
    body = json.loads(waiting.path.read_text())
    body[field] = value
    waiting.path.write_text(json.dumps(body))

    with pytest.raises(ExchangeError, match=r"^[^\n]{5,300}$"):
        exchange.read_hand_in(waiting)


def test_the_roster_is_read_as_it_was_published(exchange: Exchange):
    """Names may hold any letter; ids are plain."""
    entries = (
        RosterEntry(learner="ana", name="Ána Ruïz", account="aruiz"),
        RosterEntry(learner="ben", name=""),
    )
    exchange.publish_roster(entries)

    assert entries == exchange.roster()


def test_starting_is_noted_once(exchange: Exchange):
    """The first opening is what a manager wants to know."""
    exchange.mark_started("quiz", ANA, NOW)
    exchange.mark_started("quiz", ANA, NOW + timedelta(hours=1))

    assert [(one.learner, one.at) for one in exchange.started("quiz")] == [("ana", NOW)]


def test_damaged_start_markers_are_passed_over(exchange: Exchange):
    """A prank in a folder that everybody may write stops no status."""
    folder = exchange.root / "quiz" / "started"
    (folder / "ana+1.json").write_text("[]")
    (folder / "ben+2.json").write_text('{"learner": "../x", "at": "now"}')
    (folder / "cy+3.json").symlink_to("/etc/hostname")

    assert exchange.started("quiz") == ()


def test_feedback_opens_only_with_the_hand_in_s_secret(exchange: Exchange):
    """Its name is a hash that nobody else can guess."""
    secret = new_secret()
    exchange.publish_feedback("quiz", "ana", secret_hash(secret), {"points": 7.5})

    assert exchange.feedback("quiz", "ana", secret) == {"points": 7.5}
    assert exchange.feedback("quiz", "ana", new_secret()) is None
    with pytest.raises(ExchangeError, match="not for ben"):
        exchange.feedback("quiz", "ben", secret)
    assert secret not in "".join(str(path) for path in exchange.root.rglob("*"))
