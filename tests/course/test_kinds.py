"""Denial, query, pattern and triage in a course: released, handed in, graded, by both doors."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from quiz_course import DUE, ME

from bhtrain.content import content
from bhtrain.course.compose import compose
from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course, create_course
from bhtrain.course.release import release
from bhtrain.course.roster import add_learners
from bhtrain.course.scoring import AnswerKeys
from bhtrain.exchange.handin import RosterEntry
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.claim import Answer
from bhtrain.widgets.released import tasks_in

NAME = "kinds"
SCENARIOS = ("payer-rules-204", "time-200", "credentialing-patterns-220", "annual-updates-200")
QUERY = "kinds-t2"
pytestmark = pytest.mark.nbgrader


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one task of each of the four kinds, released once and copied."""
    folder = tmp_path_factory.mktemp("kinds")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("course", "exchange", "learner"):
            patch.setenv(f"BHTRAIN_{name.upper()}", str(folder / name))
        course = create_course()
        compose(course, NAME, [content("bank")[name] for name in SCENARIOS])
        add_learners(course, [RosterEntry(learner="ana", name="Ana Ruiz", account=ME)])
        release(course, NAME, due=DUE)
    return folder


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    for name in ("course", "exchange"):
        shutil.copytree(template / name, tmp_path / name)
        monkeypatch.setenv(f"BHTRAIN_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path / "learner"))
    return Course(tmp_path / "course")


def worked(course: Course) -> dict[str, Answer]:
    """Answers as the keys have them, with sentences marked and a question written."""
    found = {}
    for name, one in AnswerKeys.load(course, NAME).scenarios.items():
        key = one.key
        found[name] = Answer(
            decision=key.decision,
            claim=replace(
                key.claim,
                lines=tuple(replace(line, evidence=key.deciding) for line in key.claim.lines),
            ),
            gaps=tuple(replace(gap, evidence=key.deciding) for gap in key.gaps),
            causes=key.causes,
            order=key.order,
            query="How long was the session?" if key.rubric else "",
        )
    return found


def hand_in(course: Course, answers: dict[str, Answer]) -> None:
    folder = course.submitted("ana", NAME)
    folder.mkdir(parents=True)
    sheet = AnswerSheet(assignment=NAME, learner="ana", answers=answers)
    (folder / "answers.json").write_text(sheet_to_text(sheet), encoding="utf-8")
    shutil.copy(course.master(NAME), folder / f"{NAME}.ipynb")
    (folder / "timestamp.txt").write_text("2025-11-30 12:00:00.000000 UTC")
    (folder / "submission_secret.txt").write_text("s" * 32)


def graded(course: Course) -> dict[str, tuple[float | None, bool]]:
    with open_gradebook(course) as gradebook:
        return {one.task: (one.auto_points, one.look) for one in gradebook.grades(NAME)}


def test_the_month_travels_with_its_assignment_and_no_key_does(course: Course):
    folder = course.exercises / NAME
    tasks = tasks_in(folder)
    keys = course.keys_file(NAME).read_text(encoding="utf-8")

    assert sorted(path.suffix for path in folder.iterdir()) == [".csv", ".ipynb", ".yaml"]
    assert [task.kind.value for task in tasks] == ["triage", "query", "pattern", "denial"]
    assert len(tasks[2].month) > 40
    assert tasks[0].queue
    assert tasks[3].remittance
    released = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    for secret in ("rubric", "model_query", "causes:", "rationale", keys.splitlines()[0][8:40]):
        assert secret in keys
        assert secret not in released


def test_the_key_earns_everything_but_what_a_person_gives(course: Course):
    """Six of the query's ten points are for the question itself."""
    hand_in(course, worked(course))

    (result,) = grade_assignment(course, NAME)

    assert result.waiting == (QUERY,)
    assert graded(course) == {
        "kinds-t1": (10.0, False),
        QUERY: (4.0, True),
        "kinds-t3": (10.0, False),
        "kinds-t4": (10.0, False),
    }
    page = (course.feedback("ana", NAME) / f"{NAME}.html").read_text(encoding="utf-8")
    assert "A person grades it by these" in page
    assert "How long was the session?" in page


def test_feedback_shows_what_lay_beside_the_note_and_what_was_answered(course: Course):
    """A denial without its denial, or a queue without its things, explains nothing."""
    answers = worked(course)
    answers["kinds-t1"] = replace(
        answers["kinds-t1"], order=tuple(reversed(answers["kinds-t1"].order))
    )
    hand_in(course, answers)
    grade_assignment(course, NAME)

    record = json.loads((course.feedback("ana", NAME) / "feedback.json").read_text())
    page = (course.feedback("ana", NAME) / f"{NAME}.html").read_text(encoding="utf-8")
    triage, query, pattern, denial = record["tasks"]
    tasks = [one.task for one in AnswerKeys.load(course, NAME).scenarios.values()]
    queue = [item.text for item in tasks[0].queue]
    assert [row[3:] for row in triage["papers"][0]["rows"]] == queue
    assert triage["answer"] != triage["expected"]
    assert (query["papers"], query["question"]) == ([], "How long was the session?")
    assert f"{len(tasks[2].month)} lines in all" in pattern["papers"][0]["rows"][-1]
    assert [paper["label"] for paper in denial["papers"]] == [
        "The claim as it was sent",
        "What came back",
    ]
    said = tasks[3].remittance[0]
    assert f"Line {said.line}: {said.group}-{said.code} (" in denial["papers"][1]["rows"][0]
    for task in record["tasks"]:
        for text in (
            task["asked"],
            task["answer"],
            *(row for paper in task["papers"] for row in paper["rows"]),
        ):
            assert escape(text) in page


def test_nbgraders_own_door_gives_the_same(course: Course):
    hand_in(course, worked(course))
    grade_assignment(course, NAME)
    ours = graded(course)
    command = [sys.executable, "-m", "nbgrader", "autograde", NAME, "--force"]
    done = subprocess.run(
        command, cwd=course.folder, capture_output=True, text=True, timeout=180, check=False
    )

    assert done.returncode == 0, done.stderr
    assert graded(course) == ours


def test_nothing_answered_earns_nothing_and_waits_for_nobody(course: Course):
    hand_in(course, {})
    grade_assignment(course, NAME)

    assert set(graded(course).values()) == {(0.0, False)}


def test_the_notebook_has_one_line_for_each_kind(course: Course):
    notebook = json.loads(course.master(NAME).read_text(encoding="utf-8"))
    cells = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]

    assert ["".join(cell["source"]) for cell in cells] == [
        f'task("kinds-t{number}")' for number in (1, 2, 3, 4)
    ]
