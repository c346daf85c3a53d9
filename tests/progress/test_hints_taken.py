"""Hints that were taken are kept with the try they belong to, whatever happens in between."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from tries import NOON, tried

from bhtrain.progress.mastery import by_competency
from bhtrain.progress.store import AttemptStore

ATTEMPT = replace(tried("time-001", "time"), hints=1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ana" / "attempts.sqlite3"


def test_a_step_counts_once_and_a_store_opened_again_still_knows_it(path):
    """Two tabs show the same step, and a reload forgets nothing."""
    AttemptStore(path).note_hint("ana", "time-001", 1, NOON)
    AttemptStore(path).note_hint("ana", "time-001", 1, NOON)
    AttemptStore(path).note_hint("ana", "time-001", 2, NOON)

    assert AttemptStore(path).hints("ana", "time-001") == 2


def test_another_note_and_another_learner_have_their_own(path):
    store = AttemptStore(path)
    store.note_hint("ana", "time-001", 1, NOON)

    assert store.hints("ana", "time-002") == 0
    assert store.hints("ben", "time-001") == 0


def test_each_try_begins_without_hints(path):
    """What the feedback told before the second try is more than any hint."""
    store = AttemptStore(path)
    store.note_hint("ana", "time-001", 1, NOON)
    store.add(ATTEMPT)
    assert store.hints("ana", "time-001") == 0

    store.note_hint("ana", "time-001", 1, NOON)
    assert store.hints("ana", "time-001") == 1


def test_a_hint_that_was_taken_is_never_changed_or_deleted(path):
    store = AttemptStore(path)
    store.note_hint("ana", "time-001", 1, NOON)
    with closing(sqlite3.connect(path)) as database:
        for change in ("update hints set step = 3", "delete from hints"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                database.execute(change)


def test_a_log_from_before_there_were_hints_opens(path):
    store = AttemptStore(path)
    store.add(ATTEMPT)
    with closing(sqlite3.connect(path)) as database:
        database.execute("drop table hints")
        database.commit()

    assert AttemptStore(path).hints("ana", "time-001") == 0
    assert AttemptStore(path).attempts("ana") == (ATTEMPT,)


def test_a_first_try_with_hints_counts_and_is_told_apart():
    """Scoring stays as published; who reads the progress sees how it came about."""
    helped = replace(ATTEMPT, hints=2, score=1.0)
    alone = replace(ATTEMPT, task="time-002", hints=0, score=0.0)
    again = replace(helped, try_number=2, hints=3)

    (time,) = by_competency([helped, alone, again])

    assert time.firsts == (True, False)
    assert time.with_hints == 1
