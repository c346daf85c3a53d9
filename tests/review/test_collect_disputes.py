"""Disputes are taken in once, whatever comes late; what is none is kept aside."""

import json
import os
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from disputed_quiz import SECRET, T1, T2, history, shown
from quiz_course import DUE, ME, ON_TIME, QUIZ

from bhtrain import clock
from bhtrain.course.disputes import answer_dispute, collect_disputes, open_disputes_of
from bhtrain.course.envelope import ENVELOPE, Envelope, envelope_text
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.release import release
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.course.sign_off import sign_off
from bhtrain.course.status import status
from bhtrain.errors import CourseError
from bhtrain.exchange.disputes import new_token
from bhtrain.exchange.handin import moment_to_text, secret_hash
from bhtrain.model.attempt import Identity, IdentitySource


def test_a_dispute_is_taken_into_the_history_and_its_file_is_gone(given, send):
    """Who, what, why, and when it was said."""
    file = send(at=clock.now() - timedelta(hours=3))
    arrived = datetime.fromtimestamp(file.stat().st_ctime, tz=clock.now().tzinfo)

    [taken] = collect_disputes(given, QUIZ).taken

    [entry] = history(given)
    assert (entry.what, entry.by, entry.learner, entry.task) == (Act.DISPUTED, "ben", "ben", T1)
    assert entry.why == "The plan pays it."
    assert (entry.details["field"], entry.details["label"]) == ("procedure", "Procedure codes")
    assert entry.details["identity"] == {"source": "account", "account": ME, "verified": True}
    assert not file.exists()
    assert SECRET not in json.dumps(dict(entry.details))
    assert open_disputes_of(given) == open_disputes_of(given, QUIZ) == (taken,)
    assert abs(taken.since - arrived) < timedelta(seconds=2)
    assert timedelta(hours=2) < taken.since - taken.said_at < timedelta(hours=4)
    assert taken.days(taken.since + timedelta(days=9, hours=23)) == 9


def test_they_come_in_the_order_in_which_they_were_sent(given, send):
    """And running again adds none."""
    send(T1, "units", at=clock.now() - timedelta(hours=1))
    send(T2, "decision", at=clock.now() - timedelta(hours=3))
    send(T1, "", at=clock.now() - timedelta(hours=2))

    collect_disputes(given, QUIZ)

    assert [(e.task, e.details["field"]) for e in history(given)] == [
        (T2, "decision"),
        (T1, ""),
        (T1, "units"),
    ]
    assert collect_disputes(given, QUIZ).taken == ()
    assert len(history(given)) == 3


def test_a_run_that_was_stopped_before_the_file_was_gone_doubles_nothing(given, send):
    """The file that it left is known by its token."""
    file = send()
    data = file.read_bytes()
    collect_disputes(given, QUIZ)
    file.write_bytes(data)

    again = collect_disputes(given, QUIZ)

    assert (again.taken, again.refused, again.waiting) == ((), (), ())
    assert len(history(given)) == 1
    assert not file.exists()


def test_a_history_that_refuses_loses_nothing(given, send, monkeypatch):
    """The file waits for the next run."""
    file = send()
    with monkeypatch.context() as patch:
        patch.setenv("BHTRAIN_ATTEMPTS_URL", f"sqlite:///{given.folder}/no/such/folder.db")
        with pytest.raises(CourseError, match="records refuse"):
            collect_disputes(given, QUIZ)

    assert file.exists()
    assert len(collect_disputes(given, QUIZ).taken) == 1


def test_nothing_is_too_late_it_is_only_marked(given, send):
    """After the due date, the sign-off, another release, and by somebody off the roster."""
    handed_in = Envelope(
        learner="ben",
        assignment=QUIZ,
        said=ON_TIME,
        arrived=ON_TIME,
        source="account",
        account=ME,
        verified=True,
    )
    text = envelope_text(handed_in)
    (given.submitted("ben", QUIZ) / ENVELOPE).write_text(text, encoding="utf-8")
    sign_off(given, QUIZ, "ben", by="maria")
    published = given.exchange.feedback(QUIZ, "ben", SECRET)
    published["released_at"] = moment_to_text(clock.now() - timedelta(days=2))
    given.exchange.publish_feedback(QUIZ, "ben", secret_hash(SECRET), published)
    release(given, QUIZ, due=DUE)
    engine = sa.create_engine(given.gradebook_url)
    with engine.begin() as database:  # as `nbgrader db student remove` does
        database.execute(sa.text("delete from grade"))
        database.execute(sa.text("delete from submitted_notebook"))
        database.execute(sa.text("delete from submitted_assignment"))
        database.execute(sa.text("delete from student where id = 'ben'"))
    engine.dispose()
    send(reason="I have left, and still.")

    [taken] = collect_disputes(given, QUIZ).taken

    assert taken.remarks == (
        "after the due date",
        "after the sign-off",
        "released again since the feedback",
        "not on the roster",
        "no points in the gradebook",
    )
    assert open_disputes_of(given, QUIZ) == (taken,)
    answer_dispute(given, QUIZ, "ben", T1, accepted=True, why="You are right.", by="maria")
    assert shown(given)["disputes"][0]["answer"] == "You are right."


def test_a_name_and_a_pin_are_taken_in_and_marked(given, send):
    """The manager sees that no account vouches."""
    send(identity=Identity(learner="ben", source=IdentitySource.PIN))

    [taken] = collect_disputes(given, QUIZ).taken

    assert "identity not verified" in taken.remarks


def write(given, text, name=None):
    folder = given.exchange.root / QUIZ / "disputes"
    name = name or f"ben+20260102T030405Z+{new_token()}.json"
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


REFUSED = {
    "a secret that is not the hand-in's": ({"secret": "x" * 32}, "does not carry the secret"),
    "somebody else's account": ({"learner": "ana"}, "ana has the account 'ana-at-home'"),
    "somebody who handed in nothing": ({"learner": "zoe"}, "zoe has the account 'zoe'"),
    "a task that is not there": ({"task": "quiz-1-t9"}, "'quiz-1-t9' is no task of quiz-1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_dispute_that_cannot_be_one_is_kept_aside_with_a_sentence(given, send, name):
    """Nobody disputes for somebody else."""
    changes, said = REFUSED[name]
    file = send(**changes)

    collected = collect_disputes(given, QUIZ)

    assert (collected.taken, len(collected.refused)) == ((), 1)
    assert said in collected.refused[0]
    assert ReviewHistory.of(given).entries(QUIZ) == ()
    kept = given.folder / "refused" / QUIZ
    assert (kept / file.name).is_file()
    assert said in (kept / f"{file.name}.txt").read_text(encoding="utf-8")
    assert list(file.parent.iterdir()) == []


def test_files_that_are_no_dispute_stop_nobody(given, send, tmp_path):
    """Damaged, too large, of an unknown field, a link, a second name of a file."""
    sound = send(T1, "units")
    body = json.loads(sound.read_text(encoding="utf-8"))
    write(given, "{")
    write(given, b"\xff\xfe")
    write(given, json.dumps(body | {"reason": "x" * 30_000}))
    write(given, json.dumps(body | {"field": "everything"}))
    (tmp_path / "secret.json").write_text("{}")
    folder = sound.parent
    (folder / f"ben+20260102T030405Z+{'a' * 32}.json").symlink_to(tmp_path / "secret.json")
    (tmp_path / "other.json").write_text(json.dumps(body))
    os.link(tmp_path / "other.json", folder / f"ben+20260102T030405Z+{'b' * 32}.json")
    (folder / "what is this").write_text("")

    collected = collect_disputes(given, QUIZ)

    assert len(collected.taken) == 1
    assert len(collected.refused) == 6
    assert len(history(given)) == 1
    assert (tmp_path / "secret.json").exists()
    assert [path.name for path in folder.iterdir()] == ["what is this"]


def test_one_part_of_a_task_waits_once(given, send):
    """A second one is kept aside; another part, or the same once it is answered, is welcome."""
    send(T1, "units")
    send(T1, "units", "And again.", at=clock.now() + timedelta(seconds=1))
    send(T1, "place")

    collected = collect_disputes(given, QUIZ)

    assert {one.field for one in collected.taken} == {"place", "units"}
    assert "Units of quiz-1-t1 is disputed already" in collected.refused[0]
    answer_dispute(given, QUIZ, "ben", T1, accepted=False, why="One.", by="maria", field="units")
    send(T1, "units", "Page 4 says two.")
    assert [one.field for one in collect_disputes(given, QUIZ).taken] == ["units"]


def test_the_status_says_that_one_waits_collected_or_not(given, send):
    """And no longer, once it is answered."""

    def remarks():
        [ben] = [row for row in status(given, QUIZ) if row.learner == "ben"]
        return [one for one in ben.remarks if "dispute" in one]

    assert remarks() == []
    send(T1)
    assert remarks() == ["1 dispute to answer"]
    collect_disputes(given, QUIZ)
    send(T2)
    assert remarks() == ["2 disputes to answer"]
    collect_disputes(given, QUIZ)
    for task in (T1, T2):
        answer_dispute(given, QUIZ, "ben", task, accepted=False, why="No.", by="maria")
    assert remarks() == []


def test_an_exchange_without_a_folder_for_disputes_has_none(given):
    """It was released by an earlier bhtrain; the next feedback makes the folder."""
    folder = given.exchange.root / QUIZ / "disputes"
    folder.rmdir()

    assert collect_disputes(given, QUIZ).taken == ()
    assert [row.disputes for row in status(given, QUIZ)] == [0, 0, 0]
    release_feedback(given, QUIZ)
    assert folder.stat().st_mode & 0o7777 == 0o1733
