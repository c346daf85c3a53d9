"""From solutions/ to exercises/ to the exchange: nbgrader removes, we check that nothing leaks."""

import json
import shutil
import tempfile
import warnings
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bhtrain import places
from bhtrain.clock import now
from bhtrain.course.gradebook import create_gradebook, open_gradebook
from bhtrain.course.layout import CONFIG, Course, find_alembic, read_yaml
from bhtrain.course.leaks import leaks
from bhtrain.course.notebook import assignment_notebook
from bhtrain.course.scoring import AnswerKeys
from bhtrain.course.weights import course_weights
from bhtrain.errors import CourseError
from bhtrain.exchange.records import Release
from bhtrain.exchange.weights import publish_weights
from bhtrain.scenarios.files import task_from_dict, task_with_month


def parse_due(text: str, *, after: datetime | None = None) -> datetime:
    """The last moment that is not late: a date means the end of that day, local time.

    Raises:
        CourseError: It is not a date, or it is over (`after` is the present moment).
    """
    try:
        if len(text) == len("2026-12-01"):
            due = datetime.combine(date.fromisoformat(text), time(23, 59, 59)).astimezone()
        else:
            due = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise CourseError(
            f"{text!r} is not a due date; write 2026-12-01 or 2026-12-01T17:00."
        ) from None
    if after is not None and due <= after:
        raise CourseError(f"The due date {text} is over already; give one that is still to come.")
    return due


def generate(course: Course, assignment: str) -> dict[str, bytes]:
    """Make exercises/<assignment> from solutions/<assignment>, by nbgrader, and check it.

    Returns:
        The released files, by name.

    Raises:
        CourseError: A key, canary, hidden test or solution would travel, the cells and the tasks
            do not agree, or nbgrader refuses. What was released before then stays as it was.
    """
    keys = AnswerKeys.load(course, assignment)
    source = course.solutions / assignment / f"{assignment}.ipynb"
    if not source.is_file():
        raise CourseError(f"{source} is missing; the assignment's notebook has its name.")
    before = course.exercises / assignment
    with tempfile.TemporaryDirectory(dir=course.folder, prefix=".release-") as kept:
        if before.exists():
            shutil.copytree(before, Path(kept) / "old")
        try:
            _run_nbgrader(course, assignment)
            files = released_files(course, assignment)
            found = (
                *leaks(
                    files,
                    tasks=read_yaml(course.tasks_file(assignment)),
                    keys=read_yaml(course.keys_file(assignment)),
                ),
                *_disagreements(json.loads(files[f"{assignment}.ipynb"]), keys),
            )
            if found:
                raise CourseError(f"{assignment} was not released: {' '.join(found)}")
        except BaseException:
            shutil.rmtree(before, ignore_errors=True)
            if (Path(kept) / "old").exists():
                shutil.move(Path(kept) / "old", before)
            raise
    return files


def _run_nbgrader(course: Course, assignment: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's own, about its database session
        from nbgrader.apps import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader("nbgrader_config.py", path=str(course.folder)).load_config()
        find_alembic()
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        result = api.generate_assignment(assignment, force=True)
    if not result["success"]:
        log = [line.strip() for line in result.get("log", "").splitlines()]
        ours = [line.partition("CourseError: ")[2] for line in log if "CourseError: " in line]
        errors = [line for line in log if "Error: " in line]
        reason = (ours or errors or ["nbgrader does not say why"])[-1]
        raise CourseError(
            reason if ours else f"nbgrader cannot generate {assignment}: {reason.rstrip('.')}."
        )


def released_files(course: Course, assignment: str) -> dict[str, bytes]:
    """The files in exercises/<assignment>, by name."""
    return {
        path.name: path.read_bytes()
        for path in sorted((course.exercises / assignment).iterdir())
        if path.is_file()
    }


def _disagreements(notebook: dict[str, Any], keys: AnswerKeys) -> list[str]:
    """One sentence for each graded cell that is not its task's one line, in the tasks' order."""
    cells = {}
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade"):
            cells[about["grade_id"]] = ("".join(cell["source"]), about.get("points"))
    wrong = [
        f'The graded cell {name} holds {source[:60]!r}, not exactly task("{name}").'
        for name, (source, _points) in cells.items()
        if source != f'task("{name}")'
    ]
    if list(cells) != list(keys.scenarios):
        wrong.append(f"The notebook grades {list(cells)}; the tasks are {list(keys.scenarios)}.")
    wrong += [
        f"The cell of {name} gives {cells[name][1]} points, its task {scenario.task.points}."
        for name, scenario in keys.scenarios.items()
        if name in cells and cells[name][1] != scenario.task.points
    ]
    return wrong


def title_of(notebook: dict[str, Any], assignment: str) -> str:
    """The notebook's first heading."""
    for cell in notebook["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return line[2:].strip()
    return assignment


def release(course: Course, assignment: str, *, due: datetime | None) -> Release:
    """Release an assignment to the learners, or release it again with another due date.

    Raises:
        CourseError, ExchangeError: It cannot be released; nothing new has been published.
    """
    course.check_assignment(assignment)
    create_gradebook(course)
    files = generate(course, assignment)
    with open_gradebook(course) as gradebook:
        gradebook.set_due(assignment, due)
        publish_weights(course.exchange, course_weights(course))
        return course.exchange.release(
            assignment,
            files,
            title=title_of(json.loads(files[f"{assignment}.ipynb"]), assignment),
            due=due,
            released_at=now(),
        )


def regenerate(solutions: Path, exercises: Path) -> tuple[str, ...]:
    """Write the exercises that belong to a repository's solutions; return their names."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder))
        shutil.copytree(solutions, course.solutions)
        (course.folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        for assignment in course.assignments():
            files = generate(course, assignment)
            target = exercises / assignment
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
            for name, data in files.items():
                (target / name).write_bytes(data)
        return course.assignments()


def refresh_exercises(solutions: Path | None = None) -> tuple[str, ...]:
    """For authors: write the exercises of this clone, and notebooks that are still missing.

    Returns:
        The assignments; none where bhtrain was installed without its solutions.
    """
    solutions = solutions or places.shipped_solutions()
    if solutions is None:
        return ()
    for tasks_file in sorted(solutions.glob("*/tasks.yaml")):
        assignment = tasks_file.parent.name
        notebook = tasks_file.with_name(f"{assignment}.ipynb")
        if not notebook.exists():
            found = read_yaml(tasks_file)["tasks"]
            tasks = [task_from_dict(task_with_month(one, tasks_file.parent)) for one in found]
            title = assignment.replace("-", " ").capitalize()
            text = json.dumps(assignment_notebook(assignment, title, tasks), indent=1)
            notebook.write_text(f"{text}\n", encoding="utf-8")
    return regenerate(solutions, solutions.parent / "exercises")
