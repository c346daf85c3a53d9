"""The real nbgrader, with our settings and without: same points, same rows, nothing executed."""

import json
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from nbgrader_commands import nbgrader, write_ordinary
from quiz_course import (
    CANARY,
    DEFENSIBLE_T1,
    DUE,
    ME,
    QUIZ,
    RIGHT_T1,
    WRONG_T1,
    key_answers,
    submit,
    submit_answers,
)

from bhtrain.course.collect import collect
from bhtrain.course.envelope import Envelope, envelope_text
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course
from bhtrain.course.release import released_files
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.claim import Answer

pytestmark = pytest.mark.nbgrader


def rows(course: Course) -> list[tuple[Any, ...]]:
    """Everything that grading wrote, with names in place of random ids."""
    query = """
        select student.id, student.first_name, student.last_name,
               assignment.name, submitted_assignment.timestamp, submitted_assignment.extension,
               notebook.name, submitted_notebook.flagged,
               submitted_notebook.late_submission_penalty,
               base_cell.name, base_cell.type, grade.auto_score, grade.manual_score,
               grade.extra_credit, grade.needs_manual_grade,
               (select count(*) from comment where comment.notebook_id = submitted_notebook.id)
        from submitted_assignment
        join student on student.id = submitted_assignment.student_id
        join assignment on assignment.id = submitted_assignment.assignment_id
        join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
        join notebook on notebook.id = submitted_notebook.notebook_id
        join grade on grade.notebook_id = submitted_notebook.id
        join base_cell on base_cell.id = grade.cell_id
        order by 1, 4, 10
    """
    engine = sa.create_engine(course.gradebook_url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(query))]
    engine.dispose()
    return found


def hand_in_everything(course: Course) -> None:
    """Good, wrong, empty, hostile and linked hand-ins, side by side."""
    submit_answers(course, "ana", {**key_answers(course), "quiz-1-t1": RIGHT_T1})
    submit_answers(course, "ben", {"quiz-1-t1": WRONG_T1})
    submit_answers(course, "cleo", {})
    submit_answers(course, "cora", {"quiz-1-t1": DEFENSIBLE_T1})
    submit(course, "dan", '{"schema": 1, "assi')
    submit(course, "eve", "[" * 200_000 + "]" * 200_000)
    submit(course, "fay", sheet_to_text(AnswerSheet(assignment=QUIZ, learner="ana")))
    linked = submit(course, "gus", None)
    (linked / "answers.json").symlink_to(course.keys_file(QUIZ))
    hostile = submit_answers(course, "hal", {"quiz-1-t1": WRONG_T1})
    notebook = json.loads(course.master(QUIZ).read_text())
    notebook["cells"][3]["source"] = ["open('PWNED', 'w').write('x')\nwhile True: pass"]
    notebook["cells"].append(dict(notebook["cells"][3]))
    (hostile / f"{QUIZ}.ipynb").write_text(json.dumps(notebook))
    doubtful = submit_answers(course, "ivy", {"quiz-1-t1": RIGHT_T1})
    (doubtful / "hand_in.json").write_text(
        envelope_text(
            Envelope(
                learner="ivy",
                assignment=QUIZ,
                said=DUE - timedelta(days=1),
                arrived=DUE + timedelta(days=1),
                source="account",
                account="ivy",
                verified=True,
            )
        )
    )
    broken = submit_answers(course, "ida", {"quiz-1-t1": RIGHT_T1})
    (broken / f"{QUIZ}.ipynb").write_text("{ this is no notebook")


def test_nbgrader_autograde_gives_the_rows_that_bhtrain_grade_writes(course: Course):
    """Two ways to grade, one result: each row equal, hostile hand-ins among them."""
    hand_in_everything(course)
    grade_assignment(course, QUIZ)
    ours = rows(course)
    notebooks = {
        path.parent.parent.name: json.loads(path.read_text())["cells"]
        for path in (course.folder / "autograded").rglob("*.ipynb")
    }

    nbgrader(course.folder, "autograde", QUIZ, "--force")

    assert len(ours) == 22
    assert {row[0] for row in ours if row[7]} == {"ivy"}  # flagged
    assert ours == rows(course)
    for path in (course.folder / "autograded").rglob("*.ipynb"):
        theirs = json.loads(path.read_text())["cells"]
        mine = notebooks[path.parent.parent.name]
        assert [c["source"] for c in mine] == [c["source"] for c in theirs]
        assert html_of(mine) == html_of(theirs)
    assert list(course.folder.rglob("PWNED")) == []
    shown = [p.read_text() for p in (course.folder / "autograded").rglob("*") if p.is_file()]
    assert all(CANARY not in text for text in shown)


def html_of(cells: list[dict[str, Any]]) -> list[str]:
    """The feedback in a notebook's cells."""
    found = [out["data"]["text/html"] for cell in cells for out in cell.get("outputs", [])]
    return ["".join(html) for html in found]


def test_what_the_bulk_writer_wrote_is_what_nbgrader_writes_from_nothing(
    course: Course, tmp_path: Path
):
    """The contract: new rows of ours, in every column, against new rows of nbgrader's own."""
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    submit_answers(course, "new", {"quiz-1-t1": WRONG_T1})
    untouched = course.folder / "gradebook.db"
    original = untouched.read_bytes()
    nbgrader(course.folder, "autograde", QUIZ)
    theirs = rows(course), columns(course)
    untouched.write_bytes(original)

    grade_assignment(course, QUIZ)

    assert theirs == (rows(course), columns(course))


def columns(course: Course) -> dict[str, set[tuple[str, bool]]]:
    """For each table: its columns, and whether all, or not all, of their values are given."""
    found = {}
    engine = sa.create_engine(course.gradebook_url)
    with engine.connect() as connection:
        for table in ("student", "submitted_assignment", "submitted_notebook", "grade", "comment"):
            values = [
                dict(row._mapping) for row in connection.execute(sa.text(f"select * from {table}"))
            ]
            found[table] = {(name, row[name] is None) for row in values for name in row}
    engine.dispose()
    return found


def test_nbgrader_s_own_models_read_what_the_bulk_writer_wrote(course: Course):
    """formgrader, export and everybody's scripts go through nbgrader.api."""
    from nbgrader.api import Base, Gradebook

    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    grade_assignment(course, QUIZ)

    with warnings.catch_warnings(), Gradebook(course.gradebook_url, "bhtrain") as book:
        warnings.simplefilter("ignore")
        submission = book.find_submission(QUIZ, "ana")
        assert (submission.score, submission.max_score) == (10.0, 20.0)
        assert str(submission.timestamp) == "2025-11-30 12:00:00"
        assert not submission.needs_manual_grade
        assert book.find_grade("quiz-1-t1", QUIZ, QUIZ, "ana").auto_score == 10.0
    engine = sa.create_engine(course.gradebook_url)
    reflected = sa.MetaData()
    reflected.reflect(engine)
    engine.dispose()
    for name in ("student", "submitted_assignment", "submitted_notebook", "grade", "comment"):
        modelled = {column.name: column.nullable for column in Base.metadata.tables[name].columns}
        there = {column.name: column.nullable for column in reflected.tables[name].columns}
        assert modelled == there


def test_the_whole_cycle_by_nbgrader_s_own_commands(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Release, fetch, submit, collect, autograde, feedback: each through our exchange."""
    nbgrader(course.folder, "generate_assignment", QUIZ, "--force")
    nbgrader(course.folder, "release_assignment", QUIZ)
    learner = tmp_path / "desk"
    learner.mkdir()
    (learner / "nbgrader_config.py").write_text((course.folder / "nbgrader_config.py").read_text())
    assert QUIZ in nbgrader(learner, "list")

    nbgrader(learner, "fetch_assignment", QUIZ)
    assert set(released_files(course, QUIZ)) == {p.name for p in (learner / QUIZ).iterdir()}
    sheet = AnswerSheet(assignment=QUIZ, learner="ana", answers={"quiz-1-t1": RIGHT_T1})
    (learner / QUIZ / "answers.json").write_text(sheet_to_text(sheet))
    nbgrader(learner, "submit", QUIZ)
    assert "ana" in nbgrader(course.folder, "list", "--inbound")
    nbgrader(course.folder, "collect", QUIZ)
    nbgrader(course.folder, "autograde", QUIZ)
    nbgrader(course.folder, "generate_feedback", QUIZ)
    nbgrader(course.folder, "release_feedback", QUIZ)
    nbgrader(learner, "fetch_feedback", QUIZ)

    fetched = json.loads((learner / QUIZ / "feedback" / "feedback.json").read_text())
    assert fetched["points"] == 10.0
    nbgrader(course.folder, "export", "--to", str(tmp_path / "grades.csv"))
    assert "ana" in (tmp_path / "grades.csv").read_text()


def test_stock_nbgrader_without_our_settings_passes_nobody(course: Course, tmp_path: Path):
    """A lost configuration must not give everybody full marks: the desk refuses to be executed."""
    stock = tmp_path / "stock"
    source = stock / "source" / QUIZ
    source.mkdir(parents=True)
    (source / f"{QUIZ}.ipynb").write_text(course.master(QUIZ).read_text())
    nbgrader(stock, "generate_assignment", QUIZ)
    handed = stock / "submitted" / "ana" / QUIZ
    handed.mkdir(parents=True)
    (handed / f"{QUIZ}.ipynb").write_text((stock / "release" / QUIZ / f"{QUIZ}.ipynb").read_text())
    answers: dict[str, Answer] = {"quiz-1-t1": RIGHT_T1}
    sheet = AnswerSheet(assignment=QUIZ, learner="ana", answers=answers)
    (handed / "answers.json").write_text(sheet_to_text(sheet))

    nbgrader(stock, "autograde", QUIZ)

    engine = sa.create_engine(f"sqlite:///{stock}/gradebook.db")
    with engine.connect() as connection:
        scores = list(connection.execute(sa.text("select auto_score from grade")).scalars())
    engine.dispose()
    assert scores == [0.0, 0.0]


def test_collecting_by_nbgrader_keeps_our_owner_check(course: Course, hands_in):
    """The button takes nothing that the command would refuse."""
    hands_in("ana", account="somebody-else")

    said = nbgrader(course.folder, "collect", QUIZ)

    assert "ana has the account" in said
    assert not course.submitted("ana", QUIZ).exists()
    assert collect(course, QUIZ).taken == ()
    assert ME


ORDINARY = {  # what the learners wrote; the hidden test wants a whole number
    "ana": "def minutes(start, stop):\n    return stop - start",
    "ben": "def minutes(start, stop):\n    return float(stop - start)",
    "cy": "def minutes(start, stop):\n    raise NotImplementedError",
    "dee": "def minutes(start, stop:",
}


def released_cells(folder: Path) -> list[tuple[str, Any]]:
    """Source and nbgrader's metadata, checksum included, of each released cell."""
    cells = json.loads((folder / "code-1" / "code-1.ipynb").read_text())["cells"]
    return [("".join(cell["source"]), cell["metadata"]["nbgrader"]) for cell in cells]


def test_an_ordinary_assignment_in_our_course_is_graded_as_stock_grades_it(
    course: Course, tmp_path: Path
):
    """Hidden tests stay hidden, learners' code runs as always, and each row is the same."""
    stock = Course(tmp_path / "stock")
    for folder, source, release in (
        (course.folder, course.solutions, course.exercises),
        (stock.folder, stock.folder / "source", stock.folder / "release"),
    ):
        write_ordinary(source)
        nbgrader(folder, "generate_assignment", "code-1")
        for learner, code in ORDINARY.items():
            target = folder / "submitted" / learner / "code-1"
            target.mkdir(parents=True)
            handed = json.loads((release / "code-1" / "code-1.ipynb").read_text())
            handed["cells"][0]["source"] = code
            (target / "code-1.ipynb").write_text(json.dumps(handed))
            (target / "timestamp.txt").write_text("2025-11-30 12:00:00.000000 UTC")
        nbgrader(folder, "autograde", "code-1")

    released = released_cells(course.exercises)
    assert released == released_cells(stock.folder / "release")
    assert "HIDDEN" not in str(released)
    assert "raise NotImplementedError()" in released[0][0]
    graded = [row for row in rows(course) if row[3] == "code-1"]
    ours = {(row[0], row[9]): row[11] for row in graded}
    assert [ours[name, "seen"] for name in ORDINARY] == [3.0, 3.0, 0.0, 0.0]
    assert [ours[name, "unseen"] for name in ORDINARY] == [4.0, 0.0, 0.0, 0.0]
    # the roster gave ana a name in our course; nothing else may differ
    assert [row[3:] for row in graded] == [row[3:] for row in rows(stock)]
