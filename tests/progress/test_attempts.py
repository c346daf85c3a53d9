"""The attempt log only grows, and what it says about mastery rests on first tries."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from tries import NOON, graded, tried

from bhtrain.grading.accuracy import Proportion
from bhtrain.progress.mastery import by_competency, by_confidence
from bhtrain.progress.store import AttemptStore, attempt_from_dict, attempt_to_dict

ATTEMPT = replace(
    tried("time-001", "time", right=False),
    competencies=("time", "telehealth"),
    seconds=95,
    score=0.5,
    rules_missed=("time-psychotherapy-45",),
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
        ({"confidence": 4}, "not 1, 2 or 3"),
        ({"confidence": "sure"}, "not 1, 2 or 3"),
    ],
)
def test_an_attempt_from_elsewhere_is_checked(change, says):
    with pytest.raises(ValueError, match=says):
        attempt_from_dict({**attempt_to_dict(ATTEMPT), **change})


def test_only_first_tries_count_for_accuracy():
    """Trying until it is right is learning, not mastery."""
    right = {"score": 1.0, "rules_missed": ()}
    again = replace(ATTEMPT, try_number=2, at=NOON + timedelta(minutes=5), **right)
    other = replace(ATTEMPT, task="time-002", competencies=("time",), **right)

    telehealth, time = by_competency([ATTEMPT, again, other])

    assert (telehealth.competency, telehealth.tries) == ("telehealth", 2)
    assert telehealth.accuracy == Proportion(0, 1)
    assert telehealth.last_seen == NOON + timedelta(minutes=5)
    assert time.accuracy == Proportion(1, 2)


@pytest.mark.parametrize(
    ("score", "missed", "right"),
    [
        (1.0, (), True),
        (0.9, (), True),  # only the marked sentences differ
        (0.9, ("time-documented",), False),  # one unit too many costs little, and is not right
        (0.0, (), False),
        (None, (), None),
    ],
)
def test_right_is_everything_but_the_marked_sentences(score, missed, right):
    """A share of points cannot tell a forgotten mark from a wrong unit."""
    assert replace(ATTEMPT, score=score, rules_missed=missed).right is right


def test_a_self_check_is_no_practice_note():
    """Five questions of a lesson would count like one note."""
    assert by_competency([replace(ATTEMPT, setting="lesson", task="02-time")]) == ()


def test_an_assessment_without_a_score_is_a_try_but_no_accuracy():
    (only,) = by_competency([replace(ATTEMPT, score=None, competencies=("time",))])

    assert only.tries == 1
    assert only.accuracy == Proportion(0, 0)


def test_graded_tasks_are_evidence_in_their_place_and_no_first_try():
    """Wrong on Monday in practice, right on Tuesday in an assignment, wrong on Wednesday."""
    days = [NOON + timedelta(days=n) for n in range(3)]
    log = [tried(f"time-{n}", "time", right=False, at=days[n]) for n in (0, 2)]

    (time,) = by_competency(log, [graded("time", at=days[1])])

    assert time.evidence == (False, True, False)
    assert time.firsts == (False, False)
    assert time.graded_accuracy == Proportion(1, 1)
    assert time.last_seen == days[2]


def test_a_clock_set_back_leaves_the_tries_among_graded_tasks_in_order():
    back = tried("time-1", "time", right=False, at=NOON - timedelta(days=400))

    (time,) = by_competency([tried("time-0", "time"), back], [graded("time", at=NOON)])

    assert time.evidence == (True, True, False)


FIRSTS = [replace(ATTEMPT, task=f"time-{n:03}", score=1.0, rules_missed=()) for n in range(12)]
WRONG = [replace(one, score=0.2, rules_missed=("time-documented",)) for one in FIRSTS]


def test_the_trend_compares_the_last_five_with_those_before():
    _telehealth, time = by_competency(WRONG[:6] + FIRSTS[6:11])

    assert time.trend == (Proportion(5, 5), Proportion(0, 6))


def test_four_notes_before_the_last_five_are_too_few_for_a_trend():
    assert by_competency(FIRSTS[:9])[0].trend is None


def test_a_clock_set_back_changes_no_trend():
    """The log's order counts; the newest tries may carry the oldest dates."""
    back = [replace(one, at=NOON - timedelta(days=400)) for one in FIRSTS[5:10]]

    assert by_competency(WRONG[:5] + back)[0].trend == (Proportion(5, 5), Proportion(0, 5))


def test_confidence_is_set_against_what_came_out_at_the_first_try():
    sure = [replace(one, confidence=3) for one in (FIRSTS[0], FIRSTS[1], WRONG[2])]
    again = replace(WRONG[0], try_number=2, confidence=3)
    guessed = replace(FIRSTS[4], confidence=1)

    found = by_confidence([*sure, again, guessed, FIRSTS[5]])

    assert found == {1: Proportion(1, 1), 3: Proportion(2, 3)}


# A log of before there was a confidence ---------------------------------------------------------

OLD_SCHEMA = """
create table attempts (
    number integer primary key, learner text not null, at text not null, task text not null,
    kind text not null, competencies text not null, setting text not null,
    try_number integer not null, hints integer not null, seconds integer not null, score real,
    rules_missed text not null, content_version text not null, identity_source text not null
);
create index attempts_of_learner on attempts (learner, task);
create trigger attempts_are_never_changed before update on attempts
    begin select raise(abort, 'an attempt is never changed'); end;
create trigger attempts_are_never_deleted before delete on attempts
    begin select raise(abort, 'an attempt is never deleted'); end;
insert into attempts values (1, 'ana', '2026-03-02T12:00:00+00:00', 'time-001', 'code',
    'time telehealth', 'practice', 1, 0, 95, 0.5, 'time-psychotherapy-45', 'abc', 'account');
"""


def test_an_old_log_goes_on_with_its_rows_and_takes_new_ones(tmp_path):
    """Nobody loses a month of practice to a new version."""
    path = tmp_path / "attempts.sqlite3"
    with sqlite3.connect(path) as database:
        database.executescript(OLD_SCHEMA)
    database.close()
    newer = replace(ATTEMPT, task="time-002", confidence=2)

    AttemptStore(path).add(newer)

    assert AttemptStore(path).attempts("ana") == (ATTEMPT, newer)
    assert AttemptStore(path).last_number("ana") == 2


def test_a_row_from_an_older_machine_needs_no_confidence():
    row = attempt_to_dict(ATTEMPT)
    del row["confidence"]

    assert attempt_from_dict(row) == ATTEMPT
