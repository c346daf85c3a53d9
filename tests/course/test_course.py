"""The course folder, its records, worked answers and backups."""

import sqlite3
import stat
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from quiz_course import CANARY, QUIZ, RIGHT_T1, submit_answers
from tries import tried

from bhtrain.course.backup import backup
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course, create_course, open_course
from bhtrain.course.records import REPORTED_BY, CourseRecords
from bhtrain.course.roster import add_learners, roster
from bhtrain.course.status import status
from bhtrain.course.worked import show_key, worked_answer
from bhtrain.errors import CourseError
from bhtrain.exchange.handin import RosterEntry
from bhtrain.model.attempt import Identity, IdentitySource

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_new_course_is_private_and_complete(tmp_path: Path):
    """Settings, gradebook and the specimen assignment are there; nobody else can open it."""
    course = create_course(tmp_path / "new")

    assert stat.S_IMODE(course.folder.stat().st_mode) == 0o700
    assert {"gradebook.db", "nbgrader_config.py", "solutions"} == {
        path.name for path in course.folder.iterdir()
    }
    shipped = (Path(__file__).parents[2] / "solutions").glob("*/tasks.yaml")
    assert course.assignments() == tuple(sorted(path.parent.name for path in shipped))
    assert course == open_course(course.folder)


def test_creating_a_course_again_overwrites_nothing(course: Course):
    """A practice's own keys survive an update of bhtrain."""
    own = course.keys_file("onboarding-1")
    own.write_text("mine", encoding="utf-8")
    (course.folder / "nbgrader_config.py").write_text("# mine")

    create_course(course.folder)

    assert (
        own.read_text(encoding="utf-8"),
        (course.folder / "nbgrader_config.py").read_text(),
    ) == ("mine", "# mine")


def test_status_tells_who_has_not_started_who_works_and_who_is_graded(course: Course):
    """What a manager wants to know before the due date."""
    add_learners(course, [RosterEntry(learner=name, name=name) for name in ("ben", "cy")])
    identity = Identity(learner="ben", source=IdentitySource.PIN)
    course.exchange.mark_started(QUIZ, identity, NOON)
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    grade_assignment(course, QUIZ)

    states = {row.learner: (row.state, row.points) for row in status(course, QUIZ)}

    assert states == {
        "ana": ("graded", 10.0),
        "ben": ("working", None),
        "cy": ("not started", None),
    }


def test_a_learner_s_name_and_account_can_be_changed_one_at_a_time(course: Course):
    """Adding again changes what is given and keeps the rest."""
    add_learners(course, [RosterEntry(learner="ben", name="Ben Ode", account="bode")])
    add_learners(course, [RosterEntry(learner="ben", name="Benjamin Ode")])

    ben = next(entry for entry in roster(course) if entry.learner == "ben")
    assert RosterEntry(learner="ben", name="Benjamin Ode", account="bode") == ben
    assert roster(course) == course.exchange.roster()


def test_records_say_that_attempts_were_reported(course: Course):
    """Readiness rests on assessments; what a learner's machine reports is context."""
    attempt = replace(tried("time-1", "time", at=NOON), competencies=("time", "plan"), score=None)
    records = CourseRecords.of(course)

    assert (
        records.add([attempt, attempt], received_at=NOON),
        records.add([attempt], received_at=NOON),
    ) == (1, 0)
    assert (attempt,) == records.attempts("ana")
    assert records.attempts("ben") == ()
    with closing(sqlite3.connect(course.folder / "attempts.db")) as database:
        rows = list(database.execute("select reported_by, competencies from attempts"))
    assert rows == [(REPORTED_BY, "time plan")]


def test_the_worked_answer_is_plain_and_always_the_same(
    course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """A manager's notebook shows it; a learner's machine has no keys file to show it from."""
    monkeypatch.chdir(course.solutions / QUIZ)
    show_key("quiz-1-t1")
    shown = capsys.readouterr().out

    assert worked_answer("quiz-1-t1") + "\n" == shown
    assert "90834" in shown
    assert "Deciding sentences: 2" in shown
    assert CANARY not in shown
    with pytest.raises(CourseError, match="No keys file names"):
        worked_answer("quiz-9-t1")


def test_a_backup_holds_a_sound_gradebook_even_while_it_is_written(course: Course, tmp_path: Path):
    """An open transaction neither blocks the backup nor gets into it by half."""
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    grade_assignment(course, QUIZ)
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as writing:
        writing.execute("begin")
        writing.execute("update grade set auto_score = 0")
        backup(course, tmp_path / "b.tar.gz")
        writing.rollback()

    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        archive.extractall(tmp_path / "back", filter="data")
    with closing(sqlite3.connect(tmp_path / "back" / "course" / "gradebook.db")) as database:
        assert list(database.execute("pragma integrity_check")) == [("ok",)]
        assert 10.0 in [row[0] for row in database.execute("select auto_score from grade")]
    assert stat.S_IMODE((tmp_path / "b.tar.gz").stat().st_mode) == 0o600


def test_a_failed_backup_leaves_nothing(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Half a backup would be trusted one day."""

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    (tmp_path / "out").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", full)
        with pytest.raises(CourseError, match="cannot be written"):
            backup(course, tmp_path / "out" / "b.tar.gz")

    assert list((tmp_path / "out").iterdir()) == []
