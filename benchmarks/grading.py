"""Grade hand-ins: `bhtrain grade` against stock nbgrader, whole commands, start-up included.

    python benchmarks/grading.py [--rounds 3] [--learners 50] [--large] [--growth-only]

Ours reads ten tasks' answers for each learner, scores every field, writes the gradebook, the
graded notebooks and the feedback pages. Stock runs `nbgrader autograde` and `nbgrader
generate_feedback` on ten one-line equality cells. Runs alternate; each starts from a course in
which nothing is graded; each checks every learner's points in the gradebook inside its time. The
same is done for one learner, and with --large once for 500. Growth is ours alone, at 50 and 200
learners in turn: seconds for each, and for each further learner. No two learners mark the same
sentences, and wrong claims differ, as in a class. Raw samples go to benchmarks/results/.
"""

import argparse
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from bhtrain.clock import now
from bhtrain.course.layout import Course, create_course, read_yaml, timestamp_text
from bhtrain.course.notebook import assignment_notebook
from bhtrain.course.release import release
from bhtrain.course.scoring import AnswerKeys
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.grading.score import score
from bhtrain.model.claim import Answer, Claim, Decision, ServiceLine
from bhtrain.scenarios.files import task_from_dict

HERE = Path(__file__).parent
NAME = "bench"
TASKS = 10
BIN = Path(sys.executable).parent
Points = dict[str, list[float]]


def run(folder: Path, *arguments: str) -> None:
    """Run a command of this Python in a folder."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "BHTRAIN_COURSE": str(folder)}
    subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        timeout=4 * 3600,  # a busy machine, 500 hand-ins, stock
    )


def points_in(folder: Path) -> Points:
    """Every learner's points in a gradebook, in the order of the cells."""
    query = """
        select submitted_assignment.student_id, grade.auto_score from grade
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join base_cell on base_cell.id = grade.cell_id
        order by 1, base_cell.name
    """
    found: Points = {}
    database = sqlite3.connect(folder / "gradebook.db")
    for learner, points in database.execute(query):
        found.setdefault(learner, []).append(points)
    database.close()
    return found


def learner_names(learners: int) -> list[str]:
    """Ids of that many learners."""
    return [f"learner-{number:03}" for number in range(learners)]


def make_ours(folder: Path, learners: int) -> tuple[Path, Points]:
    """A course of ours with ten tasks, handed in by everybody; and the points to expect."""
    os.environ["BHTRAIN_EXCHANGE"] = str(folder / "exchange")
    course = create_course(folder / "ours")
    write_ten_tasks(course)
    release(course, NAME, due=None)
    keys = AnswerKeys.load(course, NAME)
    expected: Points = {}
    for number, learner in enumerate(learner_names(learners)):
        answers = {}
        for place, (task, scenario) in enumerate(keys.scenarios.items()):
            key = scenario.key
            right = Answer(decision=key.decision, claim=key.claim, gaps=key.gaps, confidence=2)
            answers[task] = wrong_answer(number) if (number + place) % 3 == 0 else right
        expected[learner] = [score(keys.scenarios[t], answers[t]).points for t in sorted(answers)]
        target = course.submitted(learner, NAME)
        target.mkdir(parents=True)
        sheet = AnswerSheet(assignment=NAME, learner=learner, answers=answers)
        (target / "answers.json").write_text(sheet_to_text(sheet), encoding="utf-8")
        (target / "timestamp.txt").write_text(timestamp_text(now()))
        (target / "submission_secret.txt").write_text("s" * 32)
        shutil.copy(course.master(NAME), target)
    return course.folder, expected


WRONG_CODES = ("90791", "90832", "90834", "90837", "90846", "90847", "90853", "99214")


def wrong_answer(learner: int) -> Answer:
    """A claim that is wrong, with the learner's own units and marked sentences."""
    line = ServiceLine(
        code=WRONG_CODES[learner % len(WRONG_CODES)],
        units=1 + learner % 3,
        place="11",
        evidence=tuple(n for n in range(1, 9) if learner >> n & 1),
    )
    return Answer(decision=Decision.BILL, claim=Claim(lines=(line,)))


def write_ten_tasks(course: Course) -> None:
    """Ten tasks out of the specimen's six, under names of their own."""
    tasks = read_yaml(course.tasks_file("onboarding-1"))["tasks"]
    keys = read_yaml(course.keys_file("onboarding-1"))
    by_id = {key["id"]: key for key in keys["keys"]}
    ten = [{**tasks[n % len(tasks)], "id": f"{NAME}-t{n:02}"} for n in range(TASKS)]
    theirs = [{**by_id[tasks[n % len(tasks)]["id"]], "id": f"{NAME}-t{n:02}"} for n in range(TASKS)]
    (course.solutions / NAME).mkdir()
    course.tasks_file(NAME).write_text(as_yaml({"tasks": ten}), encoding="utf-8")
    course.keys_file(NAME).write_text(
        as_yaml({"canary": "a canary of the benchmark", "keys": theirs}), encoding="utf-8"
    )
    notebook = assignment_notebook(NAME, "Benchmark", [task_from_dict(task) for task in ten])
    (course.solutions / NAME / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def as_yaml(content: dict[str, Any]) -> str:
    """As an author would keep it."""
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def make_stock(folder: Path, learners: int) -> tuple[Path, Points]:
    """A stock course with ten one-line equality cells, handed in by everybody."""
    stock = folder / "stock"
    (stock / "source" / NAME).mkdir(parents=True)
    cells = [cell("answers", "answers = {}", solution=True)]
    cells += [
        cell(f"t{number:02}", f"assert answers.get({number}) == {number}", points=10)
        for number in range(TASKS)
    ]
    write_notebook(stock / "source" / NAME, cells)
    run(stock, "nbgrader", "generate_assignment", NAME)
    released = json.loads((stock / "release" / NAME / f"{NAME}.ipynb").read_text())
    expected: Points = {}
    for number, learner in enumerate(learner_names(learners)):
        right = [place for place in range(TASKS) if (number + place) % 3]
        expected[learner] = [10.0 if place in right else 0.0 for place in range(TASKS)]
        released["cells"][0]["source"] = [f"answers = {dict(zip(right, right, strict=True))}"]
        target = stock / "submitted" / learner / NAME
        target.mkdir(parents=True)
        (target / f"{NAME}.ipynb").write_text(json.dumps(released))
        (target / "timestamp.txt").write_text(timestamp_text(now()))
    return stock, expected


def cell(name: str, source: str, *, points: int | None = None, solution: bool = False) -> Any:
    """A code cell with nbgrader's metadata."""
    about = {
        "schema_version": 3,
        "cell_type": "code",
        "grade_id": name,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    if points is not None:
        about["points"] = points
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "metadata": {"nbgrader": about},
        "outputs": [],
        "source": [source],
    }


def write_notebook(folder: Path, cells: list[Any]) -> None:
    """A notebook of these cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    body = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / f"{NAME}.ipynb").write_text(json.dumps(body))


def reset(folder: Path, gradebook: bytes) -> None:
    """Back to a course in which nothing is graded."""
    for name in ("autograded", "feedback"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "gradebook.db").write_bytes(gradebook)


def timed(folder: Path, expected: Points, work: Callable[[Path], None], gradebook: bytes) -> float:
    """Seconds of one run from nothing graded to every learner's points checked."""
    reset(folder, gradebook)
    began = time.perf_counter()
    work(folder)
    assert points_in(folder) == expected, "the points are not the expected ones"
    pages = list((folder / "feedback").glob(f"*/{NAME}/{NAME}.html"))
    notebooks = list((folder / "autograded").glob(f"*/{NAME}/{NAME}.ipynb"))
    assert len(pages) == len(notebooks) == len(expected)
    return time.perf_counter() - began


def grade_ours(folder: Path) -> None:
    """Our one command."""
    run(folder, "bhtrain.cli", "grade", NAME)


def grade_stock(folder: Path) -> None:
    """Stock nbgrader's two commands."""
    run(folder, "nbgrader", "autograde", NAME)
    run(folder, "nbgrader", "generate_feedback", NAME)


def compare(learners: int, rounds: int) -> dict[str, Any]:
    """Alternate stock and ours; return the samples and the ratio of their medians."""
    with tempfile.TemporaryDirectory() as folder:
        ours, expected = make_ours(Path(folder), learners)
        stock, stock_expected = make_stock(Path(folder), learners)
        fresh, stock_fresh = [(one / "gradebook.db").read_bytes() for one in (ours, stock)]
        samples: dict[str, list[float]] = {"ours": [], "stock": []}
        for number in range(rounds):
            samples["stock"].append(timed(stock, stock_expected, grade_stock, stock_fresh))
            samples["ours"].append(timed(ours, expected, grade_ours, fresh))
            print(f"  round {number + 1}: {samples['stock'][-1]:.2f} s {samples['ours'][-1]:.2f} s")
    medians = {name: statistics.median(values) for name, values in samples.items()}
    return {
        "learners": learners,
        "tasks": TASKS,
        "seconds": samples,
        "median_seconds": medians,
        "stock_over_ours": medians["stock"] / medians["ours"],
    }


def growth(rounds: int, sizes: tuple[int, ...] = (50, 200)) -> dict[str, Any]:
    """Ours at several sizes in turn: is each further learner as cheap as the one before?"""
    samples: dict[int, list[float]] = {size: [] for size in sizes}
    with tempfile.TemporaryDirectory() as folder:
        made = {size: make_ours(Path(folder) / str(size), size) for size in sizes}
        fresh = {size: (made[size][0] / "gradebook.db").read_bytes() for size in sizes}
        for _ in range(rounds):
            for size in sizes:
                samples[size].append(timed(*made[size], grade_ours, fresh[size]))
    medians = {size: statistics.median(values) for size, values in samples.items()}
    small, large = min(sizes), max(sizes)
    return {
        "seconds": samples,
        "seconds_per_learner": {size: medians[size] / size for size in sizes},
        "seconds_per_further_learner": (medians[large] - medians[small]) / (large - small),
    }


def main() -> None:
    """Run both comparisons, print the ratios, keep the samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--learners", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="500 hand-ins too, one round")
    parser.add_argument("--growth-only", action="store_true", help="nothing of stock")
    options = parser.parse_args()
    measured: dict[str, Any] = {"growth": growth(max(5, options.rounds))}
    for size, seconds in measured["growth"]["seconds_per_learner"].items():
        print(f"{size} hand-ins: {1000 * seconds:.1f} ms each, start-up included")
    further = measured["growth"]["seconds_per_further_learner"]
    print(f"Each further hand-in: {1000 * further:.1f} ms")
    if not options.growth_only:
        print("One hand-in (stock, ours):")
        one = measured["one"] = compare(1, max(5, options.rounds))
        print(f"One hand-in: ours takes {1 / one['stock_over_ours']:.2f} of stock's time")
        sizes = [(options.learners, options.rounds), *([(500, 1)] if options.large else [])]
        for name, (learners, rounds) in zip(("many", "large"), sizes, strict=False):
            print(f"{learners} hand-ins (stock, ours):")
            many = measured[name] = compare(learners, rounds)
            ratio = many["stock_over_ours"]
            print(f"{learners} hand-ins: stock takes {ratio:.1f} times as long")
    names = ("nbgrader", "nbconvert", "sqlalchemy", "typer")
    result = {
        "what": "bhtrain grade against nbgrader autograde + generate_feedback, whole commands",
        "at": now().isoformat(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "versions": {name: version(name) for name in names},
        **measured,
    }
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    target = results / f"grading-{now():%Y%m%dT%H%M%SZ}.json"
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"Samples: {target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
