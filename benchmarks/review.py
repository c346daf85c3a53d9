"""Review at size: the queue, the next answer and a decision, with 600 learners and 8 tasks.

    python benchmarks/review.py [--learners 600] [--decisions 200]

Three ratios within one run, each beside the bare database work that it cannot do without, on the
same gradebook with Python's sqlite3:
  open the queue    / read every grade of the assignment with one query
  the next answer   / read one grade                         goal <= 100 ms at the 95th percentile
  a decision        / change one grade and commit it         goal <= 100 ms at the 95th percentile
Everybody writes a question, which a person grades; every tenth claim differs from the key and
breaks no rule; half of the questions are graded before anything is timed. Each answer and each
decision is checked, outside of its time. Raw samples go to benchmarks/results/.
"""

import argparse
import json
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bhtrain.clock import now
from bhtrain.course.deciding import deciding
from bhtrain.course.envelope import ENVELOPE, Envelope, envelope_text
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import TIMESTAMP, Course, create_course, timestamp_text
from bhtrain.course.override import PointsByHand, set_points_together
from bhtrain.course.release import release
from bhtrain.course.scoring import AnswerKeys
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.claim import Answer, Decision
from bhtrain.review.case import review_case
from bhtrain.review.decide import give_points, give_rubric
from bhtrain.review.queue import Need, review_queue

HERE = Path(__file__).parent
NAME = "onboarding-1"  # eight tasks; the eighth is a question to the clinician
QUESTION, CLAIM = f"{NAME}-t8", f"{NAME}-t1"
GOAL_MS = 100
GRADES = """
    select student_id, base_cell.name, auto_score, manual_score, needs_manual_grade, grade.id
    from grade join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    join base_cell on base_cell.id = grade.cell_id
"""

ONE_GRADE = f"{GRADES} where student_id = ? and base_cell.name = ?"
ONE_CHANGE = "update grade set auto_score = auto_score + 0 where id = ?"


def make_course(folder: Path, learners: int) -> Course:
    """A course in which everybody has handed in, is graded, and half of the questions too."""
    os.environ["BHTRAIN_EXCHANGE"] = str(folder / "exchange")
    os.environ["BHTRAIN_PRACTICE"] = str(folder / "practice")
    course = create_course(folder / "course")
    release(course, NAME, due=None)
    for number in range(learners):
        hand_in(course, f"learner-{number:03}", answers_of(course, number))
    results = grade_assignment(course, NAME)
    assert all(result.graded and not result.problem for result in results)
    questions = [one for one in review_queue(course, NAME) if Need.QUESTION in one.needs]
    assert len(questions) == learners
    graded = [
        PointsByHand(
            learner=one.learner,
            task=QUESTION,
            points=one.points + 3,
            why="By the rubric: 3 of 6 points.",
            rubric={"1": 2.0, "2": 1.0, "3": 0.0, "4": 0.0},
            comment=("Ask an open question.", "Quote the start.")[place % 2],
        )
        for place, one in enumerate(questions[::2])
    ]
    with deciding(course):
        set_points_together(course, NAME, graded, by="bench")
    return course


def answers_of(course: Course, number: int) -> dict[str, Answer]:
    """Right, but for one wrong task each, and a place that differs in every tenth."""
    answers = {}
    for place, (task, scenario) in enumerate(AnswerKeys.load(course, NAME).scenarios.items()):
        key = scenario.key
        answers[task] = Answer(decision=key.decision, claim=key.claim, gaps=key.gaps)
        if task == QUESTION:
            words = f"How long were you with the patient? Please add it. ({number})"
            answers[task] = replace(answers[task], query=words)
        elif place == 1 + number % 6:
            answers[task] = Answer(decision=Decision.NOT_BILLABLE)
    if number % 10 == 0:
        [line] = answers[CLAIM].claim.lines
        claim = replace(answers[CLAIM].claim, lines=(replace(line, place="53"),))
        answers[CLAIM] = replace(answers[CLAIM], claim=claim)
    return answers


def hand_in(course: Course, learner: str, answers: dict[str, Answer]) -> None:
    """Put a hand-in where collect would."""
    folder = course.submitted(learner, NAME)
    folder.mkdir(parents=True)
    sheet = AnswerSheet(assignment=NAME, learner=learner, answers=answers)
    envelope = Envelope(
        learner=learner,
        assignment=NAME,
        said=now(),
        arrived=now(),
        source="account",
        account=learner,
        verified=True,
    )
    (folder / "answers.json").write_text(sheet_to_text(sheet), encoding="utf-8")
    (folder / ENVELOPE).write_text(envelope_text(envelope), encoding="utf-8")
    (folder / TIMESTAMP).write_text(timestamp_text(now()), encoding="utf-8")
    (folder / "submission_secret.txt").write_text("s" * 32, encoding="utf-8")


Spent = tuple[float, float]  # milliseconds by the clock, and of this process's processor


def timed(work: Callable[[], Any]) -> tuple[Spent, Any]:
    """What one call took, and what it gave. The second figure is no busy machine's."""
    began, before = time.perf_counter(), time.process_time()
    result = work()
    spent = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - before)
    return spent, result


def bare(course: Course, query: str, *words: str) -> list[tuple[Any, ...]]:
    """One query on the gradebook, connection and commit included."""
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as database, database:
        return database.execute(query, words).fetchall()


def open_queue(course: Course, rounds: int) -> dict[str, Any]:
    """The queue and the bare query by turns."""
    ours, reference = [], []
    for _ in range(rounds):
        spent, rows = timed(lambda: bare(course, GRADES))
        reference.append(spent)
        spent, queue = timed(lambda: review_queue(course, NAME))
        ours.append(spent)
        assert len(rows) == 8 * len({row[0] for row in rows})
        assert len(queue) == sum(row[4] for row in rows)
    return summary(ours, reference)


def decide(course: Course, decisions: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Go through the queue as a reviewer does: the next answer, then a decision on it."""
    queue = review_queue(course, NAME)[-decisions:]  # questions, then claims that differ
    opened, written = ([], []), ([], [])
    for waiting in queue:
        where = (waiting.learner, waiting.task)
        spent, [row] = timed(lambda where=where: bare(course, ONE_GRADE, *where))
        opened[1].append(spent)
        spent, case = timed(lambda waiting=waiting: review_case(course, waiting))
        opened[0].append(spent)
        assert case.task is not None
        assert case.auto_points == row[2]
        spent, _ = timed(lambda row=row: bare(course, ONE_CHANGE, row[5]))
        written[1].append(spent)
        spent, entry = timed(lambda case=case: decision_on(course, case))
        written[0].append(spent)
        [after] = bare(course, ONE_GRADE, *where)
        assert (after[3], after[4]) == (entry.now, 0)
    return summary(*opened), summary(*written)


def decision_on(course: Course, case: Any) -> Any:
    """A rubric for a question, full points for a claim that differs."""
    if case.rubric:
        return give_rubric(course, case, {"1": 2, "4": 1}, by="bench", comment=case.comments[0])
    return give_points(course, case, case.accepted_points, why="The plan lists it.", by="bench")


def summary(ours: list[Spent], reference: list[Spent]) -> dict[str, Any]:
    """Median, 95th percentile and the ratio of the medians, with the samples."""
    wall, processor = zip(*ours, strict=True)
    bare_wall, _ = zip(*reference, strict=True)
    return {
        "median_ms": statistics.median(wall),
        "p95_ms": statistics.quantiles(wall, n=20)[-1],
        "processor_median_ms": statistics.median(processor),
        "processor_p95_ms": statistics.quantiles(processor, n=20)[-1],
        "bare_median_ms": statistics.median(bare_wall),
        "ratio": statistics.median(wall) / statistics.median(bare_wall),
        "samples_ms": ours,
        "bare_samples_ms": reference,
    }


def main() -> None:
    """Measure, print the ratios, keep the samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--learners", type=int, default=600)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder), options.learners)
        first, _ = timed(lambda: review_queue(course, NAME))
        queue = open_queue(course, options.rounds)
        case, decision = decide(course, options.decisions)
    found = {"open the queue": queue, "the next answer": case, "a decision": decision}
    for what, one in found.items():
        print(
            f"{what}: {one['median_ms']:.1f} ms, p95 {one['p95_ms']:.1f} ms (processor "
            f"{one['processor_median_ms']:.1f} and {one['processor_p95_ms']:.1f} ms), "
            f"{one['ratio']:.1f} x bare ({one['bare_median_ms']:.2f} ms)"
        )
    for what in ("the next answer", "a decision"):
        kept = "kept" if found[what]["p95_ms"] <= GOAL_MS else "missed"
        print(f"goal of {GOAL_MS} ms for {what}: {kept}")
    result = {
        "what": "queue, next answer and decision, beside bare queries of the same gradebook",
        "at": now().isoformat(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "versions": {name: version(name) for name in ("nbgrader", "sqlalchemy")},
        "learners": options.learners,
        "tasks": 8,
        "first_queue_ms": first[0],
        **found,
    }
    target = HERE / "results" / f"review-{now():%Y%m%dT%H%M%SZ}.json"
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"Samples: {target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
