"""The attempt log only grows, and what it says about mastery rests on first tries."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bhtrain.model.attempt import Attempt, IdentitySource
from bhtrain.progress.mastery import by_competency
from bhtrain.progress.store import AttemptStore, attempt_from_dict, attempt_to_dict

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ATTEMPT = Attempt(
    learner="ana",
    at=NOON,
    task="time-001",
    kind="code",
    competencies=("time", "telehealth"),
    setting="practice",
    try_number=1,
    hints=0,
    seconds=95,
    score=0.5,
    rules_missed=("time-psychotherapy-45",),
    content_version="abc",
    identity_source=IdentitySource.ACCOUNT,
)


@pytest.fixture
def store(tmp_path):
    return AttemptStore(tmp_path / "ana" / "attempts.sqlite3")


def test_attempts_come_back_in_the_order_they_were_made(store):
    later = replace(ATTEMPT, at=NOON + timedelta(hours=1), score=None)
    store.add(ATTEMPT)
    store.add(later)

    assert store.attempts("ana") == (ATTEMPT, later)


def test_one_learner_does_not_see_another(store):
    store.add(ATTEMPT)
    store.add(replace(ATTEMPT, learner="ben"))

    assert store.attempts("ben") == (replace(ATTEMPT, learner="ben"),)
    assert store.tries("ana", "time-001") == 1


def test_only_rows_after_a_number_are_handed_over(store):
    """A second hand-in carries the new attempts, not all of them again."""
    store.add(ATTEMPT)
    seen = store.last_number("ana")
    newer = replace(ATTEMPT, at=NOON + timedelta(days=1), try_number=2)
    store.add(newer)

    assert store.attempts("ana", after=seen) == (newer,)


@pytest.mark.parametrize("statement", ["update attempts set score = 1.0", "delete from attempts"])
def test_the_log_cannot_be_rewritten(store, statement):
    store.add(ATTEMPT)

    with sqlite3.connect(store.path) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute(statement)
    database.close()

    assert store.attempts("ana") == (ATTEMPT,)


def test_the_log_is_private(store):
    assert store.path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"score": 1.5}, "share from 0 to 1"),
        ({"at": "2026-03-02T12:00:00"}, "time zone"),
        ({"at": "yesterday"}, "isoformat"),
        ({"identity_source": "rumour"}, "rumour"),
        ({"try_number": "first"}, "invalid literal"),
    ],
)
def test_an_attempt_from_elsewhere_is_checked(change, says):
    with pytest.raises(ValueError, match=says):
        attempt_from_dict({**attempt_to_dict(ATTEMPT), **change})


def test_only_first_tries_count_for_accuracy():
    """Trying until it is right is learning, not mastery."""
    again = replace(ATTEMPT, try_number=2, score=1.0, at=NOON + timedelta(minutes=5))
    other = replace(ATTEMPT, task="time-002", score=1.0, competencies=("time",))

    telehealth, time = by_competency([ATTEMPT, again, other])

    assert (telehealth.competency, telehealth.tries, telehealth.first_tries) == ("telehealth", 2, 1)
    assert telehealth.accuracy == 0.5
    assert telehealth.last_seen == NOON + timedelta(minutes=5)
    assert (time.first_tries, time.accuracy) == (2, 0.75)


def test_an_assessment_without_a_score_is_a_try_but_no_accuracy():
    (only,) = by_competency([replace(ATTEMPT, score=None, competencies=("time",))])

    assert only.tries == 1
    assert only.accuracy is None
