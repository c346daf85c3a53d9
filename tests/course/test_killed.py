"""kill -9 at any moment of a grading run: whole learners only, and the next run completes it.

BHTRAIN_KILLS=100 kills so many runs; 20 are usual.
"""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

from quiz_course import QUIZ, RIGHT_T1, WRONG_T1, submit, submit_answers

from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course

KILLS = int(os.environ.get("BHTRAIN_KILLS", "20"))
LEARNERS = [f"learner-{number:02}" for number in range(40)]

# Everything is imported before the fork, so that a kill hits grading and not the start of Python.
GRADER = """
import os, signal, sys, time
from pathlib import Path
import sqlalchemy.dialects.sqlite
from bhtrain.codebook import load_codebook
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course
from bhtrain.rules import load_rulebook
load_codebook(), load_rulebook()
course = Course(Path(sys.argv[1]))
for line in sys.stdin:  # for each line a run, which has so many seconds to live
    began = time.monotonic()
    run = os.fork()
    if run == 0:
        grade_assignment(course, sys.argv[2])
        os._exit(0)
    if float(line) > 0:
        time.sleep(float(line))
        os.kill(run, signal.SIGKILL)
    status = os.waitpid(run, 0)[1]
    print(time.monotonic() - began, int(os.WIFSIGNALED(status)), flush=True)
"""


@contextmanager
def grader(course: Course) -> Iterator:
    """`run(seconds)` grades in a process of its own and kills it; 0 lets it live."""
    command = [sys.executable, "-c", GRADER, str(course.folder), QUIZ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout

        def run(seconds: float) -> tuple[float, bool]:
            stdin.write(f"{seconds}\n")
            stdin.flush()
            took, killed = stdout.readline().split()
            return float(took), killed == "1"

        yield run
        stdin.close()
        assert process.wait(timeout=60) == 0


def graded_learners(course: Course) -> dict[str, list[float]]:
    """Who is in the gradebook, with every task's points; it opens, and holds nobody by halves."""
    query = """
        select student_id, auto_score from submitted_assignment
        left join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
        left join grade on grade.notebook_id = submitted_notebook.id
        left join base_cell on base_cell.id = grade.cell_id order by 1, base_cell.name
    """
    found: dict[str, list[float]] = {}
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as database:
        assert list(database.execute("pragma integrity_check")) == [("ok",)]
        for learner, points in database.execute(query):
            found.setdefault(learner, []).append(points)
    assert all(len(points) == 2 and None not in points for points in found.values())
    return found


def results(course: Course) -> dict[str, bytes]:
    """Every result, by its name; each is whole. What a killed run had not renamed is none."""
    found = {}
    for top in ("autograded", "feedback"):
        for path in (course.folder / top).rglob("*"):
            if path.is_file() and not path.name.startswith(".part-"):
                found[str(path.relative_to(course.folder))] = data = path.read_bytes()
                if path.suffix in (".json", ".ipynb"):
                    json.loads(data)
                if path.suffix == ".html":
                    assert data.endswith(b"</html>")
    return found


def reset(course: Course, gradebook: bytes) -> None:
    """Back to nothing graded."""
    for name in ("autograded", "feedback"):
        shutil.rmtree(course.folder / name, ignore_errors=True)
    for path in course.folder.glob("gradebook.db*"):
        path.unlink()
    (course.folder / "gradebook.db").write_bytes(gradebook)


def test_a_killed_run_leaves_whole_learners_and_the_next_completes_it(course: Course):
    """From nothing, and on what other killed runs have left; the end is the same to the byte."""
    for number, learner in enumerate(LEARNERS):
        submit_answers(course, learner, {"quiz-1-t1": (RIGHT_T1, WRONG_T1)[number % 2]})
    submit(course, "mallory", "[" * 5_000)
    fresh = (course.folder / "gradebook.db").read_bytes()
    grade_assignment(course, QUIZ)
    whole, points = results(course), graded_learners(course)
    chance = random.Random(20261126)
    killed = 0

    with grader(course) as run:
        reset(course, fresh)
        needs = min(run(0)[0] for _ in range(3))
        for _ in range(KILLS):
            if chance.random() < 0.6:
                reset(course, fresh)
            before = graded_learners(course)
            killed += run(max(0.001, chance.uniform(0, needs)))[1]
            after = graded_learners(course)
            assert after in (before, points)
            left = results(course)
            assert all(whole[name] == data for name, data in left.items())
            if chance.random() < 0.3:
                assert not run(0)[1]
                assert graded_learners(course) == points

    assert killed >= KILLS // 2
    grade_assignment(course, QUIZ)
    assert results(course) == whole
    assert graded_learners(course) == points
    assert list(course.folder.rglob(".part-*")) == []
