"""Files by the thousand, each damaged in its own way: one is read, or refused with a sentence.

BHTRAIN_FUZZ=100000 tries so many of each; 10,000 are usual.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from quiz_course import QUIZ, RIGHT_T1, WRONG_T1
from tries import tried

from bhtrain.course.layout import Course
from bhtrain.course.scoring import AnswerKeys
from bhtrain.errors import AnswersError, BhtrainError, ExchangeError
from bhtrain.exchange.handin import HandIn, hand_in_from_bytes, hand_in_to_text
from bhtrain.grading.answers import AnswerSheet, _checksum, sheet_from_bytes, sheet_to_text
from bhtrain.grading.feedback import feedback
from bhtrain.grading.feedback_html import feedback_html
from bhtrain.grading.score import score
from bhtrain.model.attempt import Identity, IdentitySource
from bhtrain.model.claim import Answer, Gap

TRIES = int(os.environ.get("BHTRAIN_FUZZ", "10000"))
SCORED = 500  # of those that are read, so many are graded too

SHEET = AnswerSheet(
    assignment=QUIZ,
    learner="ana",
    answers={
        "quiz-1-t1": RIGHT_T1,
        "quiz-1-t2": Answer(
            decision=WRONG_T1.decision,
            claim=WRONG_T1.claim,
            gaps=(Gap(id="time-missing", evidence=(2,)),),
            causes=("time",),
            order=("a", "b"),
            confidence=2,
            query="Wie lange? ✓",
        ),
    },
)
MOMENT = datetime(2025, 11, 30, 12, tzinfo=UTC)
ATTEMPT = tried("t", "time", at=MOMENT)
HAND_IN = HandIn(
    assignment=QUIZ,
    identity=Identity(learner="ana", source=IdentitySource.ACCOUNT, account="ana"),
    at=MOMENT,
    answers_text=sheet_to_text(SHEET),
    attempts=(ATTEMPT,),
    secret="s" * 32,
)

NASTY: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 10**9, 10**400, -0.0, 0.5, 1e308, float("inf"), float("nan")),
    *("", " ", "\x00", "\ud800", "é" * 50, "x" * 5000, "９０８３４", "90834", "<script>", "=1+1"),
    *("../../etc", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "javascript:x"),
    *([], {}, [[]], [{}], {"": {}}, [None], ["a"] * 300, {"code": "90834"}, [{"code": "90834"}]),
    *([-1], [0], [9999], [[[[[[[[]]]]]]]], {"a": {"b": {"c": []}}}),
)
TOKENS = (b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\\u", b"\\ud800", b"NaN", b"-", b"1e9")
TOKENS += (b"Infinity", b"null", b"\xff", b"\x00", b"\xef\xbb\xbf", b"[" * 40, b"9" * 5000)


def damaged_bytes(chance: random.Random, data: bytes) -> bytes:
    """Bits turned, pieces lost, doubled, moved, and bits of JSON where none belong."""
    text = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at, other = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
        start, end = sorted((at, other))
        match chance.randrange(5):
            case 0 if start < len(text):
                text[start] ^= 1 << chance.randrange(8)
            case 1:
                del text[start : min(end, start + 40)]
            case 2:
                text[at:at] = text[start : min(end, start + 200)]
            case 3:
                text[at:at] = chance.choice(TOKENS)
            case _:
                del text[start:]
    return bytes(text)


def places(body: Any) -> Iterator[tuple[Any, Any]]:
    """Every object or list inside, with each of its keys."""
    for key, value in list(body.items() if isinstance(body, dict) else enumerate(body)):
        yield body, key
        if isinstance(value, dict | list):
            yield from places(value)


def damaged_values(chance: random.Random, data: bytes) -> dict[str, Any]:
    """Well-formed, with values of the wrong kind, lost or under other names."""
    body = json.loads(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        inside, key = chance.choice(list(places(body)))
        match chance.randrange(4):
            case 0 if isinstance(inside, dict):
                inside[chance.choice(("", "schema", "quiz-1-t1", "lines"))] = inside.pop(key)
            case 1:
                del inside[key]
            case _:
                inside[key] = deepcopy(chance.choice(NASTY))
        if not body:
            break
    return body


def files(seed: int, data: bytes, seal: Callable[[dict[str, Any]], Any]) -> Iterator[bytes]:
    """Damaged files without end to it, the same for each seed."""
    chance = random.Random(seed)
    for number in range(TRIES):
        if number % 2:
            yield damaged_bytes(chance, data)
        else:
            yield json.dumps(seal(damaged_values(chance, data))).encode("utf-8", "surrogatepass")


def sealed(body: dict[str, Any]) -> dict[str, Any]:
    """With the checksum that belongs to it."""
    body.pop("checksum", None)
    return {**body, "checksum": _checksum(body)}


def refused(error: BhtrainError) -> bool:
    """One sentence, and not a book."""
    words = str(error)
    assert 5 < len(words) < 400
    return True


def test_damaged_answers_are_read_or_refused_and_what_is_read_can_be_graded(course: Course):
    """Whatever is read earns points between 0 and all, and its feedback holds no markup."""
    keys = AnswerKeys.load(course, QUIZ)
    outcomes = {"read": 0, "refused": 0}
    for data in files(1, sheet_to_text(SHEET).encode(), sealed):
        try:
            sheet = sheet_from_bytes(data)
        except AnswersError as error:
            outcomes["refused"] += refused(error)
            continue
        outcomes["read"] += 1
        if outcomes["read"] > SCORED:
            continue
        for task, scenario in keys.scenarios.items():
            answer = sheet.answers.get(task)
            earned = score(scenario, answer)
            assert 0 <= earned.points <= earned.max_points
            words = feedback(scenario, answer, earned)
            assert "<script" not in feedback_html(words, answer, scenario.task.kind)
            json.dumps(sheet_to_text(sheet)).encode()

    assert min(outcomes.values()) > TRIES / 50


def test_damaged_hand_ins_are_read_or_refused():
    """And what is read can be written again, as collect keeps it."""
    outcomes = {"read": 0, "refused": 0}
    for data in files(2, hand_in_to_text(HAND_IN).encode(), dict):
        try:
            hand_in = hand_in_from_bytes(data, "The hand-in of ana")
            hand_in_to_text(hand_in, limit=None).encode()
        except ExchangeError as error:
            outcomes["refused"] += refused(error)
        else:
            outcomes["read"] += 1

    assert min(outcomes.values()) > TRIES / 50


@pytest.mark.parametrize("value", NASTY, ids=lambda value: repr(value)[:20])
def test_one_nasty_value_anywhere_in_a_hand_in(value: Any):
    """Not by chance: each such value in each place."""
    good = json.loads(hand_in_to_text(HAND_IN))
    for number in range(len(list(places(good)))):
        body = json.loads(hand_in_to_text(HAND_IN))
        inside, key = list(places(body))[number]
        inside[key] = value
        try:
            hand_in_from_bytes(json.dumps(body).encode(), "The hand-in of ana")
        except ExchangeError as error:
            refused(error)
