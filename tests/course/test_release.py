"""What is released, and what stops a release."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from quiz_course import CANARY, QUIZ

from bhtrain import places
from bhtrain.course.layout import CONFIG, Course, read_yaml
from bhtrain.course.leaks import leaks
from bhtrain.course.release import parse_due, refresh_exercises, regenerate, release
from bhtrain.errors import CourseError
from bhtrain.grading.score import FIELD_WEIGHTS
from bhtrain.scenarios.files import TASK_FIELDS

REPOSITORY = Path(__file__).parents[2]


def everything_below(folder: Path) -> str:
    """All bytes of all files, as text."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def test_a_graded_cell_is_released_as_exactly_one_line(course: Course):
    """A learner's cell holds the task's name and nothing that speaks of the answer."""
    notebook = json.loads(course.master(QUIZ).read_text())
    graded = ["".join(c["source"]) for c in notebook["cells"] if "nbgrader" in c["metadata"]]

    assert graded == ['task("quiz-1-t1")', 'task("quiz-1-t2")']
    assert "".join(notebook["cells"][-1]["source"]) == 'hand_in("quiz-1")'


def test_no_canary_reaches_exercises_or_exchange(course: Course):
    """Each key holds a canary; where it is found, a key has leaked."""
    assert CANARY in course.keys_file(QUIZ).read_text()
    assert CANARY not in everything_below(course.exercises)
    assert CANARY not in everything_below(course.exchange.root)
    assert "rationale" not in everything_below(course.exchange.root)


def test_only_the_notebook_and_the_tasks_travel(course: Course):
    """The keys file stands beside the folder, so nothing that copies the folder takes it."""
    assert {"quiz-1.ipynb", "tasks.yaml"} == set(course.exchange.fetch(QUIZ))


def put_into(course: Course, place: str) -> None:
    """Give an answer away, in one of the ways an author might."""
    source = course.solutions / QUIZ / f"{QUIZ}.ipynb"
    notebook = json.loads(source.read_text())
    tasks = course.tasks_file(QUIZ)
    if place == "canary in a text":
        notebook["cells"][0]["source"] += [f"\n{CANARY}"]
    elif place == "canary in the metadata":
        notebook["metadata"]["hint"] = CANARY
    elif place == "a rationale, wrapped otherwise":
        notebook["cells"][0]["source"] += [
            "\nStart and stop are written,\n",
            "and 45 minutes lie in the band of 90834.",
        ]
    elif place == "a hidden test":
        notebook["cells"][2]["source"] += ["\n# ### BEGIN HIDDEN TESTSX"]
    elif place == "a worked solution outside its region":
        notebook["cells"][2]["source"] += ["\nshow_key('quiz-1-t1')"]
    elif place == "a title in tasks.yaml":
        tasks.write_text(
            tasks.read_text().replace("    level: first", "    level: first\n    title: x")
        )
    elif place == "a stray file":
        (tasks.parent / "notes.txt").write_text(f"{CANARY}\n")
    elif place == "more code in the graded cell":
        notebook["cells"][3]["source"][0] = 'task("quiz-1-t1") or 10\n'
    elif place == "other points than the task":
        notebook["cells"][3]["metadata"]["nbgrader"]["points"] = 100
    source.write_text(json.dumps(notebook))


@pytest.mark.parametrize(
    "place",
    [
        "canary in a text",
        "canary in the metadata",
        "a rationale, wrapped otherwise",
        "a hidden test",
        "a worked solution outside its region",
        "a title in tasks.yaml",
        "a stray file",
        "more code in the graded cell",
        "other points than the task",
    ],
)
def test_a_leak_stops_the_release_and_leaves_the_old_one(course: Course, place: str):
    """A release that would give an answer away does not happen, and undoes nothing."""
    before = everything_below(course.exercises), everything_below(course.exchange.root)
    put_into(course, place)

    with pytest.raises(CourseError, match="quiz-1 was not released"):
        release(course, QUIZ, due=None)

    assert before == (everything_below(course.exercises), everything_below(course.exchange.root))
    assert [path.name for path in course.folder.glob(".release-*")] == []


def test_releasing_again_changes_the_due_date_for_learners_and_gradebook(course: Course):
    """A manager moves a due date by releasing once more."""
    release(course, QUIZ, due=datetime(2027, 1, 2, 12, tzinfo=UTC))

    assert datetime(2027, 1, 2, 12, tzinfo=UTC) == course.exchange.release_of(QUIZ).due


def test_a_due_date_means_the_end_of_that_day_where_the_manager_is():
    """A learner who hands in on the evening of the due date is not late."""
    due = parse_due("2026-12-01")

    assert due.timetuple()[:6] == (2026, 12, 1, 23, 59, 59)
    assert due.tzinfo is not None


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "", "01/12/2026", "2026-12-01T99:00"])
def test_an_unreadable_due_date_is_refused(text: str):
    """The sentence shows what was written and what to write."""
    with pytest.raises(CourseError, match="is not a due date; write 2026-12-01"):
        parse_due(text)


def test_a_due_date_in_the_past_is_refused():
    """Everybody would be late at once: surely a slip of the hand."""
    with pytest.raises(CourseError, match="is over already"):
        parse_due("2026-01-01", after=datetime(2026, 6, 1, tzinfo=UTC))


# The repository's own assignments ----------------------------------------------------------


def test_the_exercises_are_what_the_solutions_give(tmp_path: Path):
    """Stale exercises would teach what is no longer graded; regenerate them after a change."""
    regenerate(REPOSITORY / "solutions", tmp_path / "exercises")

    fresh = {
        str(path.relative_to(tmp_path / "exercises")): path.read_bytes()
        for path in (tmp_path / "exercises").rglob("*")
        if path.is_file()
    }
    kept = {
        str(path.relative_to(REPOSITORY / "exercises")): path.read_bytes()
        for path in (REPOSITORY / "exercises").rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    assert fresh == kept


def test_two_yaml_files_are_enough_for_a_new_assignment(course: Course):
    """An author writes tasks and keys; the notebook and the exercises follow."""
    (course.solutions / QUIZ / f"{QUIZ}.ipynb").unlink()

    assert QUIZ in refresh_exercises(course.solutions)

    notebook = json.loads((course.exercises / QUIZ / f"{QUIZ}.ipynb").read_text())
    assert notebook["cells"][0]["source"][0] == "# Quiz 1\n"
    assert (course.exercises / "onboarding-1" / "tasks.yaml").is_file()


def test_the_repository_s_exercises_hold_no_key():
    """The same search that stops a release, over what a wheel carries."""
    for keys_file in (REPOSITORY / "solutions").glob("*.keys.yaml"):
        assignment = keys_file.name.removesuffix(".keys.yaml")
        folder = REPOSITORY / "exercises" / assignment
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        keys, tasks = read_yaml(keys_file), read_yaml(folder / "tasks.yaml")

        assert keys["canary"]
        assert leaks(files, tasks=tasks, keys=keys) == ()
        assert all(set(task) <= set(TASK_FIELDS) for task in tasks["tasks"])


def test_the_assignment_says_how_it_is_graded():
    """The weights that trainees read are the weights that are used."""
    notebook = json.loads((REPOSITORY / "exercises/onboarding-1/onboarding-1.ipynb").read_text())
    text = "".join("".join(cell["source"]) for cell in notebook["cells"])

    for weight in FIELD_WEIGHTS.values():
        assert f"| {weight} |" in text
    assert len(FIELD_WEIGHTS) == text.count(" |\n") - 2


def test_the_repository_s_settings_are_the_course_s():
    """nbgrader behaves in a clone as in a course folder."""
    assert (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8") == CONFIG


@pytest.mark.nbgrader
def test_the_wheel_holds_exercises_but_no_key(tmp_path: Path):
    """What anybody can install gives no answer away."""
    import subprocess
    import sys
    import zipfile

    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        inside = b"\n".join(archive.read(name) for name in names).decode("utf-8", "replace")

    assert "bhtrain/shipped/exercises/onboarding-1/tasks.yaml" in names
    assert not [name for name in names if "keys.yaml" in name or "solutions" in name]
    for keys_file in (REPOSITORY / "solutions").glob("*.keys.yaml"):
        assert read_yaml(keys_file)["canary"] not in inside


def test_the_course_folder_is_private(course: Course):
    """Keys stand in it: another account of the machine must not look inside."""
    fresh = places.make_private(course.folder)

    assert os.name != "posix" or fresh.stat().st_mode & 0o777 == 0o700
