"""Attempts and grades as typed pandas frames, read from a course folder and never written.

Every frame has the same columns and types when it is empty, so a notebook that shows one does
not fail on the first day of a course.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
import yaml

from bhtrain.places import course_folder

GRADE_TYPES = {
    "learner": "string",
    "assignment": "string",
    "task": "string",
    "points": "float64",
    "max_points": "float64",
    "needs_review": "boolean",
}
ATTEMPT_TYPES = {
    "learner": "string",
    "at": "datetime64[us, UTC]",
    "task": "string",
    "kind": "string",
    "competencies": "string",
    "setting": "string",
    "try_number": "int64",
    "hints": "int64",
    "seconds": "int64",
    "score": "float64",
    "rules_missed": "string",
    "content_version": "string",
    "identity_source": "string",
}
COMPETENCY_TYPES = {
    "learner": "string",
    "competency": "string",
    "n": "int64",
    "accuracy": "float64",
    "practice_tries": "int64",
}

_GRADES = """
select submitted_assignment.student_id as learner,
       assignment.name as assignment,
       base_cell.name as task,
       coalesce(grade.manual_score, grade.auto_score) as points,
       grade_cells.max_score as max_points,
       grade.needs_manual_grade as needs_review
from grade
join submitted_notebook on submitted_notebook.id = grade.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
join assignment on assignment.id = submitted_assignment.assignment_id
join base_cell on base_cell.id = grade.cell_id
join grade_cells on grade_cells.id = base_cell.id
order by learner, assignment, task
"""


def _sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}"


def _read(url: str, statement: str, table: str) -> list[dict[str, Any]]:
    """The rows of a query; none where the database or its table is not there yet."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        return []
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table(table):
                return []
            return [dict(row._mapping) for row in connection.execute(sa.text(statement))]
    finally:
        engine.dispose()


def typed_frame(rows: list[dict[str, Any]], types: dict[str, str]) -> pd.DataFrame:
    """The rows as a frame with these columns and types, also where there are none."""
    frame = pd.DataFrame(rows, columns=list(types))
    for column, kind in types.items():
        if kind.startswith("datetime64"):
            frame[column] = pd.to_datetime(frame[column], utc=True, format="ISO8601")
    return frame.astype(types)


def show_whole_tables() -> None:
    """Let this notebook show long texts whole, and as text: never as mathematics, never as HTML."""
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.max_rows", 500)
    pd.set_option("display.html.use_mathjax", False)


def grades_frame(folder: Path | None = None, *, gradebook_url: str | None = None) -> pd.DataFrame:
    """One row for each learner and graded task: the points that count, out of how many.

    A score a manager entered by hand replaces the automatic one; `needs_review` marks a task
    that waits for a person.

    Args:
        folder: The course folder; the usual one when left out.
        gradebook_url: Where nbgrader's gradebook is, when it is not the folder's gradebook.db.
    """
    folder = folder or course_folder()
    url = gradebook_url or _sqlite(folder, "gradebook.db")
    return typed_frame(_read(url, _GRADES, "grade"), GRADE_TYPES)


def attempts_frame(folder: Path | None = None, *, attempts_url: str | None = None) -> pd.DataFrame:
    """One row for each attempt that came with a hand-in, as the learner's machine reported it.

    `at` is in UTC, `score` a share from 0 to 1; `competencies` and `rules_missed` hold names
    parted by spaces.
    """
    folder = folder or course_folder()
    url = attempts_url or _sqlite(folder, "attempts.db")
    columns = ", ".join(ATTEMPT_TYPES)
    statement = f"select {columns} from attempts order by learner, at"
    return typed_frame(_read(url, statement, "attempts"), ATTEMPT_TYPES)


def task_competencies(folder: Path | None = None) -> pd.DataFrame:
    """Which competencies each graded task tests, from the course's keys: task, competency."""
    folder = folder or course_folder()
    rows = [
        {"task": key["id"], "competency": competency}
        for path in sorted((folder / "solutions").glob("*.keys.yaml"))
        for key in yaml.safe_load(path.read_text(encoding="utf-8"))["keys"]
        for competency in key["competencies"]
    ]
    return typed_frame(rows, {"task": "string", "competency": "string"})


def competency_frame(folder: Path | None = None) -> pd.DataFrame:
    """Who stands where: per learner and competency, graded tasks and accuracy.

    `n` counts graded tasks, `accuracy` is their points over the most possible (0 to 1; missing
    where n is 0), `practice_tries` counts practice reported by the learner's machine. Readiness
    rests on the graded tasks; practice is context.
    """
    graded = grades_frame(folder).merge(task_competencies(folder), on="task")
    assessed = graded.groupby(["learner", "competency"], as_index=False).agg(
        n=("task", "size"), points=("points", "sum"), max_points=("max_points", "sum")
    )
    assessed["accuracy"] = assessed["points"] / assessed["max_points"]
    practice = attempts_frame(folder)
    practice = practice[practice["setting"] == "practice"]
    practice = practice.assign(competency=practice["competencies"].str.split()).explode(
        "competency"
    )
    practised = practice.groupby(["learner", "competency"], as_index=False).agg(
        practice_tries=("task", "size")
    )
    both = assessed.merge(practised, on=["learner", "competency"], how="outer")
    both["n"] = both["n"].fillna(0)
    both["practice_tries"] = both["practice_tries"].fillna(0)
    ordered = both.sort_values(["learner", "competency"], ignore_index=True)
    return ordered[list(COMPETENCY_TYPES)].astype(COMPETENCY_TYPES)
