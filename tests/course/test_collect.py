"""Collecting: whose hand-in counts, and that a stranger's never does."""

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from quiz_course import DUE, ME, ON_TIME, QUIZ, RIGHT_T1, WRONG_T1
from tries import tried

from bhtrain.course.collect import collect
from bhtrain.course.envelope import confirm, read_envelope
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course
from bhtrain.course.records import CourseRecords
from bhtrain.course.roster import add_learners
from bhtrain.course.status import status
from bhtrain.errors import CourseError
from bhtrain.exchange.handin import RosterEntry
from bhtrain.model.attempt import Attempt, IdentitySource
from bhtrain.progress.store import attempt_to_dict

PIN = {"source": IdentitySource.PIN, "account": None}


def attempt(learner: str = "ana", task: str = "time-1") -> Attempt:
    """One practice try."""
    return replace(tried(task, "time", right=False, at=ON_TIME), learner=learner)


def test_the_newest_hand_in_counts_and_all_are_kept(course: Course, hands_in):
    """A learner may hand in again; nothing that was handed in is ever lost."""
    hands_in(answers={"quiz-1-t1": WRONG_T1})
    hands_in(answers={"quiz-1-t1": RIGHT_T1}, at=ON_TIME + timedelta(hours=1))

    collected = collect(course, QUIZ)

    answers = json.loads((course.submitted("ana", QUIZ) / "answers.json").read_text())
    assert [envelope.learner for envelope in collected.taken] == ["ana"]
    assert answers["answers"]["quiz-1-t1"]["lines"][0]["code"] == "90834"
    assert len(list((course.folder / "received" / QUIZ).iterdir())) == 2
    assert course.exchange.hand_ins(QUIZ) == ()


def test_an_older_hand_in_that_arrives_later_does_not_count(course: Course, hands_in):
    """Two machines, one of them slow: the newest stays."""
    hands_in(at=ON_TIME + timedelta(hours=1))
    collect(course, QUIZ)
    hands_in(at=ON_TIME)

    assert "newer hand-in" in collect(course, QUIZ).refused[0]


def test_a_learner_not_on_the_roster_is_named_and_left_waiting(course: Course, hands_in):
    """A typing error in an id must not lose somebody's work."""
    hands_in("zoe")

    collected = collect(course, QUIZ)

    assert (len(collected.waiting), len(collected.refused), len(collected.taken)) == (1, 0, 0)
    assert "zoe is not on the roster" in collected.waiting[0]
    assert [file.learner for file in course.exchange.hand_ins(QUIZ)] == ["zoe"]


def test_nobody_hands_in_for_somebody_else(course: Course, hands_in):
    """ben's account is another one; a file from this account in his name is refused."""
    add_learners(course, [RosterEntry(learner="ben", name="Ben Ode", account="ben-account")])
    hands_in("ben", account="ben-account")
    hands_in("ben", account=ME)

    collected = collect(course, QUIZ)

    assert len(collected.refused) == 2
    assert all("ben has the account 'ben-account'" in sentence for sentence in collected.refused)
    assert not course.submitted("ben", QUIZ).exists()
    kept = sorted(path.name for path in (course.folder / "refused" / QUIZ).iterdir())
    assert len(kept) == 4  # the two files, and for each the reason


def test_a_pin_hand_in_is_marked_until_the_manager_confirms(course: Course, hands_in):
    """A name and a PIN are convenience; a person says whose work it was."""
    hands_in(**PIN)
    collect(course, QUIZ)
    assert status(course, QUIZ)[0].remarks == ("identity not verified",)

    confirm(course, QUIZ, "ana", by="maria")

    assert status(course, QUIZ)[0].remarks == ()
    with pytest.raises(CourseError, match="nothing to confirm"):
        confirm(course, QUIZ, "ana", by="maria")


def test_a_pin_hand_in_never_replaces_one_that_an_account_vouches_for(course: Course, hands_in):
    """Whoever knows a colleague's PIN cannot throw away their work."""
    hands_in(answers={"quiz-1-t1": RIGHT_T1})
    collect(course, QUIZ)
    hands_in(answers={"quiz-1-t1": WRONG_T1}, at=ON_TIME + timedelta(hours=1), **PIN)

    collected = collect(course, QUIZ)

    assert "does not replace" in collected.refused[0]
    envelope = read_envelope(course, "ana", QUIZ)
    assert envelope is not None
    assert envelope.verified


def test_after_grading_a_hand_in_does_not_count(course: Course, hands_in):
    """Otherwise the feedback of one could become the answers of another."""
    hands_in()
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    hands_in(at=ON_TIME + timedelta(hours=1))

    assert "after it was graded" in collect(course, QUIZ).refused[0]


def test_late_is_after_the_due_date_to_the_second(course: Course, hands_in):
    """The last second still counts as on time."""
    hands_in(at=DUE)
    assert not collect(course, QUIZ).taken[0].late(DUE)

    hands_in(at=DUE + timedelta(seconds=1))
    assert collect(course, QUIZ).taken[0].late(DUE)
    assert status(course, QUIZ)[0].state == "late"


def test_attempts_are_imported_once_and_only_the_learner_s_own(course: Course, hands_in):
    """A second hand-in repeats old rows; and nobody reports attempts for a colleague."""
    rows = (attempt(), attempt("ben"), replace(attempt(), task="time-2"))
    hands_in(attempts=rows)
    first = collect(course, QUIZ).attempts
    hands_in(attempts=rows, at=ON_TIME + timedelta(hours=1))
    second = collect(course, QUIZ).attempts

    stored = CourseRecords.of(course).attempts()
    assert (first, second) == (2, 0)
    assert {("ana", "time-1"), ("ana", "time-2")} == {(one.learner, one.task) for one in stored}
    assert attempt() in stored


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "damaged"),
        (b"[1, 2]", "not a hand-in"),
        (b"[" * 200_000, "levels deep"),
        (b'{"schema": 1}', "carries no text of answers"),
        (b"x" * (5 * 1024 * 1024), "the limit is"),
    ],
    ids=["empty", "a list", "too deep", "no answers", "too large"],
)
def test_a_damaged_hand_in_is_put_aside_with_the_reason(
    course: Course, hands_in, data: bytes, reason: str
):
    """One broken file never stops the others."""
    inbound = course.exchange.root / QUIZ / "inbound"
    (inbound / f"ana+20251130T110000Z+{'0' * 32}.json").write_bytes(data)
    hands_in()

    collected = collect(course, QUIZ)

    assert reason in collected.refused[0]
    assert [envelope.learner for envelope in collected.taken] == ["ana"]


def test_a_link_in_the_inbound_folder_is_not_followed(course: Course):
    """A link to the keys would otherwise copy them into a hand-in."""
    inbound = course.exchange.root / QUIZ / "inbound"
    link = inbound / f"ana+20251130T110000Z+{'0' * 32}.json"
    link.symlink_to(course.keys_file(QUIZ))

    collected = collect(course, QUIZ)

    assert "is a link" in collected.refused[0]
    assert not os.path.lexists(link)
    assert course.keys_file(QUIZ).exists()


def test_a_hand_in_named_for_one_and_signed_by_another_is_refused(course: Course, hands_in):
    """The name outside and the name inside must agree."""
    add_learners(course, [RosterEntry(learner="ben", name="Ben", account="ben-account")])
    hands_in("ana")
    path = course.exchange.hand_ins(QUIZ)[0].path
    path.rename(path.with_name(path.name.replace("ana+", "ben+")))

    assert "signed by ana" in collect(course, QUIZ).refused[0]


def test_a_failed_copy_leaves_the_hand_in_waiting(
    course: Course, hands_in, monkeypatch: pytest.MonkeyPatch
):
    """A full disk loses nothing: the file leaves the exchange last."""
    hands_in()
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).name == "timestamp.txt":
            raise OSError(28, "No space left on device")
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        collected = collect(course, QUIZ)

    assert "No space left" in collected.waiting[0]
    assert len(list((course.exchange.root / QUIZ / "inbound").iterdir())) == 1
    assert list(course.submitted("ana", QUIZ).glob(".part-*")) == []


OLD_RECORDS = """
create table attempts (
    id varchar(64) primary key, learner varchar(64) not null, at varchar(40) not null,
    task text not null, kind text not null, competencies text not null, setting text not null,
    try_number integer not null, hints integer not null, seconds integer not null, score float,
    rules_missed text not null, content_version text not null,
    identity_source varchar(16) not null, reported_by text not null,
    received_at varchar(40) not null
)
"""


def test_records_of_an_older_version_go_on_and_take_nothing_twice(tmp_path):
    """The row of an attempt that came before there was a confidence has kept its name."""
    url = f"sqlite:///{tmp_path / 'attempts.db'}"
    old = attempt_to_dict(attempt())
    del old["confidence"]
    name = hashlib.sha256(json.dumps(old, sort_keys=True).encode()).hexdigest()
    row = {"id": name, **old, "reported_by": "x", "received_at": "2026-01-01T00:00:00+00:00"}
    with closing(sqlite3.connect(tmp_path / "attempts.db")) as database, database:
        database.execute(OLD_RECORDS)
        database.execute(
            f"insert into attempts values ({', '.join('?' * len(row))})", list(row.values())
        )
    sure = replace(attempt(task="time-2"), confidence=3)

    added = CourseRecords(url).add([attempt(), sure, sure], received_at=ON_TIME)

    assert added == 1
    assert set(CourseRecords(url).attempts("ana")) == {attempt(), sure}
