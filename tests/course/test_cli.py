"""The command line: one call deep, and every mistake one sentence and exit status 2."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from quiz_course import DUE, QUIZ, RIGHT_T1, WRONG_T1, submit_answers

from bhtrain import cli
from bhtrain.course.layout import Course


class Run:
    """What a command printed, and its exit status."""

    def __init__(self, status: int, out: str, err: str):
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def bhtrain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a bhtrain command in this process, through its real way in."""

    def run(*arguments: str) -> Run:
        monkeypatch.setattr(sys, "argv", ["bhtrain", *arguments])
        status: object = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = stop.code or 0
        out, err = capsys.readouterr()
        assert isinstance(status, int)
        return Run(status, out, err)

    return run


def test_the_manager_s_whole_path(course: Course, hands_in, bhtrain, tmp_path: Path):
    """From learners to backup: each command says what it did."""
    assert "ben is on the course; 2 learners" in bhtrain("learners", "add", "ben").out
    assert "ana\tAna Ruiz" in bhtrain("learners", "list").out
    hands_in()
    assert "ana\tAna Ruiz\tquiz-1\thanded in" in bhtrain("status").out
    assert "ana handed in" in bhtrain("collect", QUIZ).out
    graded = bhtrain("grade", QUIZ)
    assert "ana  " in graded.out
    assert "1 hand-in graded" in graded.out
    assert "Feedback released to ana" in bhtrain("feedback", "release", QUIZ).out
    grades = bhtrain("grades", QUIZ)
    assert "ana\t20 of 20\t100% (1 of 1 code; 21% to 100%)" in grades.out
    assert "a sample, not your fees" in grades.err
    rows = bhtrain("status", QUIZ).out.splitlines()
    assert [row.split("\t")[3] for row in rows[1:]] == ["graded", "not started"]

    assert "grades-items.csv." in bhtrain("export", str(tmp_path / "grades.csv")).out
    assert "records/ana.html." in bhtrain("record", "ana").out
    assert "ana.pdf." in bhtrain("record", "ana", "--pdf", str(tmp_path / "ana.pdf")).out
    assert bhtrain("backup", str(tmp_path / "course.tar.gz")).status == 0
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig") as file:
        assert [row["learner"] for row in csv.DictReader(file)] == ["ana", "ben"]
    with tarfile.open(tmp_path / "course.tar.gz") as archive:
        names = archive.getnames()
    assert {"course/gradebook.db", "course/attempts.db", "course/nbgrader_config.py"} <= set(names)


def test_a_time_in_doubt_is_said_and_settled_as_it_is_said(course: Course, hands_in, bhtrain):
    """The command that collect prints is the command that settles it."""
    hands_in(at=DUE - timedelta(days=1), arrived=DUE + timedelta(days=1))
    collected = bhtrain("collect", QUIZ)
    (command,) = re.findall("run `bhtrain (.* --on-time)`", collected.err)
    assert "time in doubt" in collected.out
    assert "time in doubt" in bhtrain("status", QUIZ).out
    bhtrain("grade", QUIZ)
    assert "whether these were on time: ana" in bhtrain("feedback", "release", QUIZ).out

    assert "counts as on time" in bhtrain(*command.split()).out
    assert "time in doubt" not in bhtrain("status", QUIZ).out
    assert "counts as late" in bhtrain("confirm", QUIZ, "ana", "--late").out
    assert "late" in bhtrain("status", QUIZ).out


def test_grading_without_a_name_grades_all_that_was_handed_in(course: Course, bhtrain):
    """And a course file that is damaged stops one assignment, not the others."""
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    shutil.copytree(course.exercises / QUIZ, course.exercises / "onboarding-1")
    master = course.exercises / "onboarding-1" / "onboarding-1.ipynb"
    (course.exercises / "onboarding-1" / f"{QUIZ}.ipynb").rename(master)
    (course.folder / "submitted" / "ana" / "onboarding-1").mkdir()

    run = bhtrain("grade")

    assert run.status == 2
    assert "onboarding-1: " in run.err
    assert "release it again" in run.err
    assert "1 hand-in graded. Next: bhtrain feedback release quiz-1" in run.out
    shutil.rmtree(course.exercises / "onboarding-1")
    assert bhtrain("grade").status == 0


def test_a_hand_in_that_could_not_be_graded_is_told_by_the_exit_status(
    course: Course, bhtrain, monkeypatch: pytest.MonkeyPatch
):
    """A script that grades at night must be able to tell."""
    from bhtrain.course import grade

    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    with monkeypatch.context() as patch:
        patch.setattr(grade, "feedback_page", lambda *_: 1 / 0)
        run = bhtrain("grade", QUIZ)

    assert run.status == 1
    assert "ana  Not graded: grading it failed with ZeroDivisionError" in run.out
    assert "0 hand-ins graded, 1 not" in run.out
    assert bhtrain("grade", QUIZ, QUIZ).status == 0


def test_the_bar_shows_how_many_of_how_many_the_time_left_and_the_slow_one(
    course: Course, monkeypatch: pytest.MonkeyPatch
):
    """As on a terminal: who is slow is named while it lasts, and afterwards."""
    from rich.console import Console

    from bhtrain import cli_grades
    from bhtrain.course.grade import GradedLearner

    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=100, color_system=None)
    moments = iter([0.0, 0.1, 1.0, 8.5])
    with cli_grades.progress(QUIZ, console) as watch:
        monkeypatch.setattr(cli_grades, "monotonic", lambda: next(moments))
        for learner in ("ana", "ben"):
            watch.begins(learner, 2)
            time.sleep(0.15)  # the bar is drawn ten times a second
            watch.ends(GradedLearner(learner=learner, points=1, max_points=2), 2)

    text = shown.getvalue()
    assert "Grading quiz-1" in text
    assert "2 of 2" in text
    assert "0:00:0" in text
    assert re.search(r"1 of 2 +\S+ ben", text)
    assert "The slowest was ben: 7.5 seconds." in text


def write(path: Path, text: str | bytes) -> str:
    """A file for a command to stumble over."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


BAD = {
    "no such assignment to release": (["release", "quiz-9", "--due", "2099-01-01"], "'quiz-9'"),
    "a path for an assignment": (["release", "../quiz-1", "--due", "2099-01-01"], "'../quiz-1'"),
    "a date that is none": (["release", QUIZ, "--due", "soon"], "'soon' is not a due date"),
    "a date that is over": (["release", QUIZ, "--due", "2020-01-01"], "is over already"),
    "no such assignment to collect": (["collect", "nope"], "'nope'"),
    "no such assignment to grade": (["grade", "nope"], "'nope'"),
    "nothing collected": (["grade", QUIZ], "run `bhtrain collect quiz-1`"),
    "not released": (["collect", "onboarding-1"], "bhtrain release onboarding-1"),
    "nobody graded": (["feedback", "release", QUIZ], "run `bhtrain grade quiz-1`"),
    "no grades yet": (["grades", QUIZ], "run `bhtrain grade quiz-1`"),
    "no such grades": (["grades", "nope"], "'nope'"),
    "nothing to preview": (["weights", "--preview", QUIZ], "run `bhtrain grade quiz-1`"),
    "a preview of nothing": (["weights", "--preview", "nope"], "'nope'"),
    "nobody to confirm": (["confirm", QUIZ, "zoe"], "Nothing of 'zoe'"),
    "a status of nothing": (["status", "nope"], "there is: "),
    "an id with capitals": (["learners", "add", "Ana"], "lower-case letters"),
    "an id with a path": (["learners", "add", "../ana"], "lower-case letters"),
    "an id that is too long": (["learners", "add", "x" * 65], "lower-case letters"),
    "an account that is taken": (["learners", "add", "ben", "--account", "{me}"], "both have"),
    "no such file": (["learners", "import", "{tmp}/none.csv"], "is not there"),
    "a folder for a file": (["learners", "import", "{tmp}"], "not an ordinary file"),
    "no columns": (["learners", "import", "{tmp}/text.csv"], "the columns are id, name, account"),
    "a bad line": (["learners", "import", "{tmp}/line.csv"], "line 3"),
    "a line too long": (["learners", "import", "{tmp}/wide.csv"], "line 2"),
    "a learner twice": (["learners", "import", "{tmp}/twice.csv"], "is there twice"),
    "no learner": (["learners", "import", "{tmp}/empty.csv"], "names no learner"),
    "not text": (["learners", "import", "{tmp}/latin.csv"], "UTF-8"),
    "a link": (["learners", "import", "{tmp}/link.csv"], "is a link"),
    "not a spreadsheet": (["export", "{tmp}/grades.ods"], "does not end in .csv or .xlsx"),
    "somebody's workbook": (["export", "{tmp}/text.xlsx"], "no export of ours"),
    "nobody's record": (["record", "zoe"], "'zoe' is not on the course"),
    "a path for a learner": (["record", "../ana"], "'../ana' is not on the course"),
    "a record by another name": (["record", "ana", "--pdf", "{tmp}/ana.doc"], "not end in .pdf"),
    "a record that is there": (["record", "ana", "--pdf", "{tmp}/there.pdf"], "is there already"),
    "somebody's csv": (["export", "{tmp}/line.csv"], "no export of ours"),
    "a folder that is not there": (["export", "{tmp}/no/grades.csv"], "cannot be written"),
    "a backup that is there": (["backup", "{tmp}/there.tar.gz"], "replaces nothing"),
    "a backup by another name": (["backup", "{tmp}/course.zip"], "does not end in .tar.gz"),
    "a backup nowhere": (["backup", "{tmp}/no/course.tar.gz"], "There is no folder"),
    "a command that is none": (["lern"], "No such command"),
    "an option missing": (["release", QUIZ], "--due"),
    "a port that is none": (["start", "--port", "99999"], "65535"),
    "a word for a port": (["start", "--port", "x"], "--port"),
    "an argument missing": (["collect"], "NAME"),
    "nothing to grade at all": (["grade"], "run `bhtrain collect NAME`"),
    "one of two that is none": (["grade", QUIZ, "nope"], "'nope'"),
    "a group's command that is none": (["learners", "remove"], "'remove'"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_one_sentence_and_exit_status_2(
    course: Course, bhtrain, tmp_path: Path, case: str
):
    """What was seen, where, what to do; no traceback; and nothing is changed."""
    from quiz_course import ME

    write(tmp_path / "text.csv", "hello\nworld\n")
    write(tmp_path / "text.xlsx", "hello\nworld\n")
    write(tmp_path / "there.pdf", "mine")
    write(tmp_path / "line.csv", "id,name\nben,Ben\nBen Ode,x\n")
    write(tmp_path / "wide.csv", "id\nben,Ben,more\n")
    write(tmp_path / "twice.csv", "id\nben\nben\n")
    write(tmp_path / "empty.csv", "id,name,account\n")
    write(tmp_path / "latin.csv", "id,name\nben,Bén\n".encode("latin-1"))
    (tmp_path / "link.csv").symlink_to(tmp_path / "line.csv")
    write(tmp_path / "there.tar.gz", "mine")
    before = bhtrain("learners", "list").out
    arguments, says = BAD[case]

    run = bhtrain(*(argument.format(tmp=tmp_path, me=ME) for argument in arguments))

    assert run.status == 2
    assert says in " ".join(run.err.split())
    assert "Traceback" not in run.err + run.out
    assert (tmp_path / "there.tar.gz").read_text() == "mine"
    assert (tmp_path / "there.pdf").read_text() == "mine"
    assert before == bhtrain("learners", "list").out
    assert len(run.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["learners", "list"],
        ["collect", QUIZ],
        ["grade", QUIZ],
        ["export", "x.csv"],
        ["record", "ana"],
    ],
)
def test_without_a_course_each_command_says_how_to_begin_one(
    bhtrain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
):
    """A new manager's first mistake."""
    monkeypatch.setenv("BHTRAIN_COURSE", str(tmp_path / "nowhere"))

    run = bhtrain(*arguments)

    assert run.status == 2
    assert "There is no course in" in run.err
    assert not (tmp_path / "nowhere").exists()


def test_weights_are_shown_and_previewed(course: Course, bhtrain):
    """What holds, whose it is, and what an edited file would move before it does."""
    shown = bhtrain("weights")
    assert "procedure\t4\t\n" in shown.out
    assert "bhtrain's own; to change them, write" in shown.err
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    bhtrain("grade", QUIZ)
    assert "No marks would move" in bhtrain("weights", "--preview", QUIZ).out

    (course.folder / "weights.yaml").write_text("procedure: 16\n", encoding="utf-8")

    assert "procedure\t16\t4\n" in bhtrain("weights").out
    found = bhtrain("weights", "--preview", QUIZ)
    why = "Weight of procedure codes: 4 before, now 16."
    assert f"ana\tquiz-1-t1\t3.33\t1.67\t-1.66\t{why}\n" in found.out
    assert "1 of 2 marks would move: 0 up, 1 down; 1 stay." in found.out
    assert "Nothing is changed yet. To apply it: bhtrain regrade quiz-1 --apply" in found.err


def test_a_damaged_gradebook_is_named(course: Course, bhtrain):
    """The database's own words, in a sentence."""
    (course.folder / "gradebook.db").write_bytes(b"no database at all" * 100)

    run = bhtrain("status")

    assert (run.status, len(run.err.strip().splitlines())) == (2, 1)
    assert "not a database" in run.err


def test_damaged_keys_are_named_with_their_line(course: Course, bhtrain):
    """The author finds the place."""
    course.keys_file(QUIZ).write_text("canary: x\nkeys: [}\n")

    run = bhtrain("release", QUIZ, "--due", "2099-01-01")

    assert run.status == 2
    assert "quiz-1.keys.yaml, line 2" in run.err


def test_an_import_that_fails_adds_nobody(course: Course, bhtrain, tmp_path: Path):
    """All of a file, or nothing."""
    bhtrain("learners", "import", write(tmp_path / "half.csv", "id\nben\nBad Id\n"))

    assert "ben" not in bhtrain("learners", "list").out


def test_a_name_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(
    course: Course, bhtrain, tmp_path: Path
):
    """The export is opened by people, not by us."""
    bhtrain("learners", "add", "ben", "--name", "=HYPERLINK(1)")
    bhtrain("export", str(tmp_path / "grades.csv"))

    with (tmp_path / "grades.csv").open(encoding="utf-8-sig") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert "'=HYPERLINK(1)" in names


def test_the_help_lists_commands_in_the_order_of_a_course(bhtrain):
    """It reads like a table of contents."""
    out = bhtrain("--help").out
    names = ("learners", "release", "status", "collect", "confirm", "grade", "feedback", "backup")
    places = [out.index(f" {name} ") for name in names]

    assert sorted(places) == places


def test_the_installed_command_starts(course: Course):
    """The entry point, as a person types it."""
    run = subprocess.run(
        [sys.executable, "-m", "bhtrain.cli", "grade", "nope"],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=60,
    )

    assert run.returncode == 2
    assert "there is: onboarding-1, onboarding-2" in run.stderr
    assert "Traceback" not in run.stderr
