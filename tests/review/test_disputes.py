"""Disputes from end to end: kill -9, the record, the commands."""

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from disputed_quiz import SECRET, T1, history, points_of, shown
from quiz_course import ME, QUIZ
from typer.testing import CliRunner

from bhtrain import clock
from bhtrain.cli import app
from bhtrain.course.disputes import answer_dispute, collect_disputes
from bhtrain.course.reviews import Act
from bhtrain.errors import CourseError
from bhtrain.model.attempt import Identity, IdentitySource
from bhtrain.progress.workspace import Workspace
from bhtrain.reports.record import record_of
from bhtrain.widgets.sent_disputes import SentDisputes

KILLED = """
import os, signal, sys
from pathlib import Path
from bhtrain.course import deciding, disputes
from bhtrain.course.layout import Course
from bhtrain.course.reviews import ReviewHistory

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

course, what, where = Course(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
if where == "before the history keeps it":
    ReviewHistory.add = die
elif where == "before the gradebook keeps it":
    deciding._keep = die
elif where == "before the file is gone":
    Path.unlink = die
if what == "collect":
    disputes.collect_disputes(course, "quiz-1")
else:
    words = {"accepted": True, "why": "Yes.", "by": "maria", "points": 8}
    disputes.answer_dispute(course, "quiz-1", "ben", "quiz-1-t1", **words)
"""


def killed(course, what, where):
    """Run it in a process of its own, which is killed there."""
    ended = subprocess.run([sys.executable, "-c", KILLED, course.folder, what, where], check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("where", ["before the history keeps it", "before the file is gone"])
def test_a_killed_collect_neither_loses_nor_doubles_a_dispute(given, send, where):
    """The next one completes it."""
    file = send()
    killed(given, "collect", where)
    assert file.exists()

    collect_disputes(given, QUIZ)

    assert [entry.what for entry in history(given)] == [Act.DISPUTED]
    assert not file.exists()


def test_an_answer_that_is_killed_early_has_changed_nothing(disputed):
    """The next try decides."""
    before = points_of(disputed)
    killed(disputed, "answer", "before the gradebook keeps it")
    assert points_of(disputed) == before

    answer_dispute(disputed, QUIZ, "ben", T1, accepted=True, why="Yes.", by="maria", points=8)

    assert points_of(disputed) == 8.0
    assert shown(disputed)["disputes"][0]["state"] == "accepted"


def test_an_answer_that_is_killed_between_the_two_databases_is_completed(disputed):
    """The next try is told that it is answered, and the learner sees it with its points."""
    killed(disputed, "answer", "before the history keeps it")
    assert points_of(disputed) == 8.0

    with pytest.raises(CourseError, match="maria has answered this dispute"):
        answer_dispute(disputed, QUIZ, "ben", T1, accepted=False, why="No.", by="omar", points=2)

    assert points_of(disputed) == 8.0
    assert [(entry.what, entry.now) for entry in history(disputed)] == [
        (Act.DISPUTED, None),
        (Act.DISPUTE_ANSWERED, 8.0),
        (Act.POINTS_SET, 8.0),
    ]
    assert (shown(disputed)["points"], shown(disputed)["disputes"][0]["answer"]) == (8, "Yes.")


def test_what_the_learner_s_page_sends_is_what_the_record_tells_years_later(given):
    """From the form's own way of sending to the printed record."""
    ben = Identity(learner="ben", source=IdentitySource.ACCOUNT, account=ME)
    sent = SentDisputes(Workspace.of("ben"), QUIZ)
    sent.send(T1, "units", "Two <b>units</b>.", identity=ben, secret=SECRET, given=())
    collect_disputes(given, QUIZ)
    answer_dispute(given, QUIZ, "ben", T1, accepted=True, why="Yes.", by="maria", points=8)

    [told] = sent.of(T1, shown(given)["disputes"])

    assert (told.state, told.answer, told.now) == ("accepted", "Yes.", 8.0)
    [row] = [
        row
        for part in record_of(given, "ben").parts
        if getattr(part, "columns", ())[-1:] == ("Outcome",)
        for row in part.rows
    ]
    assert row[1].endswith("Two <b>units</b>. (Units)")
    assert row[2].startswith("maria, ")
    assert row[2].endswith(", from 3.33 to 8 points: Yes.")


def test_a_manager_s_way_from_collecting_to_the_answer(given, send):
    """Each command says what came of it."""

    def types(*words, ends=0):
        ended = CliRunner().invoke(app, list(words))
        said = ended.output + str(ended.exception or "")
        assert ended.exit_code == ends, said
        return said

    send(reason="The plan\npays it.")
    send(secret="x" * 32, at=clock.now() - timedelta(hours=1))

    said = types("collect", QUIZ)
    assert "ben disputes quiz-1-t1: Procedure codes · after the due date" in said
    assert "does not carry the secret" in said
    assert "1 dispute collected" in said
    assert "1 dispute to answer" in types("status", QUIZ)
    row = "0\tben\tquiz-1\tquiz-1-t1\tProcedure codes\tThe plan pays it.\tafter the due date"
    assert row in types("disputes")
    assert row in types("disputes", QUIZ)
    why = ("--why", "It does.")
    assert "ben, quiz-1-t1: answered. 3.33 points before, 8 now." in types(
        "answer", QUIZ, "ben", T1, "--accept", "--points", "8", *why
    )
    assert "No dispute waits." in types("disputes", QUIZ)
    assert "has answered this dispute" in types("answer", QUIZ, "ben", T1, "--keep", *why, ends=1)
