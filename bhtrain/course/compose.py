"""Make an assignment of scenarios: tasks, keys, months of claims and the notebook."""

import csv
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from bhtrain.course.layout import Course
from bhtrain.course.notebook import assignment_notebook
from bhtrain.errors import CourseError
from bhtrain.exchange.handin import check_name
from bhtrain.grading.answers import write_atomically
from bhtrain.scenarios.files import MONTH_COLUMNS, TASK_FIELDS, task_from_dict

_LEVELS = ("first", "core", "hard")


def pick(
    scenarios: Iterable[Mapping[str, Any]],
    *,
    count: int,
    competencies: Sequence[str] = (),
    levels: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> list[Mapping[str, Any]]:
    """Choose scenarios, in turn from each competency, and order them easiest first.

    Disputed ones are left out. What is not named is not asked for.

    Raises:
        CourseError: There are fewer than `count`.
    """
    fitting = [
        one
        for one in scenarios
        if one["review"] != "disputed"
        and (not competencies or one["competencies"][0] in competencies)
        and (not levels or one["level"] in levels)
        and (not kinds or one["kind"] in kinds)
    ]
    if len(fitting) < count:
        raise CourseError(f"Only {len(fitting)} scenarios fit; {count} were asked for.")
    by_competency: dict[str, list[Mapping[str, Any]]] = {}
    for one in fitting:
        by_competency.setdefault(one["competencies"][0], []).append(one)
    chosen: list[Mapping[str, Any]] = []
    while len(chosen) < count:
        for waiting in by_competency.values():
            if waiting and len(chosen) < count:
                chosen.append(waiting.pop(0))
    return sorted(chosen, key=lambda one: _LEVELS.index(one["level"]))


def compose(
    course: Course, assignment: str, scenarios: Sequence[Mapping[str, Any]], *, title: str = ""
) -> tuple[str, ...]:
    """Write a new assignment into the course's solutions; returns the ids of its tasks.

    Args:
        course: The course.
        assignment: The name of the assignment; its tasks are <name>-t1, <name>-t2, …
        scenarios: Whole scenarios, as the compiled bank holds them.
        title: What learners read; made of the name if left out.

    Raises:
        CourseError: There is an assignment of that name, or there are no scenarios.
    """
    check_name("an assignment's name", assignment)
    if course.tasks_file(assignment).exists() or course.keys_file(assignment).exists():
        raise CourseError(f"There is an assignment {assignment!r} already; choose another name.")
    if not scenarios:
        raise CourseError("An assignment needs at least one scenario.")
    folder = course.solutions / assignment
    folder.mkdir(parents=True, exist_ok=True)
    tasks, keys = [], []
    for number, scenario in enumerate(scenarios, start=1):
        name = f"{assignment}-t{number}"
        whole = {**scenario, "id": name}
        if whole.get("month"):
            file = f"{name}.csv"
            write_atomically(folder / file, _csv(whole["month"]))
            whole["month"] = file
        tasks.append({field: whole[field] for field in TASK_FIELDS if whole.get(field)})
        rest = {field: value for field, value in whole.items() if field not in TASK_FIELDS}
        keys.append({"id": name, **rest})
    canary = f"{assignment} keys, never to be released {secrets.token_hex(16)}"
    shown = [task_from_dict({**task, "month": None}) for task in tasks]
    words = title or assignment.replace("-", " ").capitalize()
    notebook = json.dumps(assignment_notebook(assignment, words, shown), indent=1)
    write_atomically(course.keys_file(assignment), _yaml({"canary": canary, "keys": keys}))
    write_atomically(folder / f"{assignment}.ipynb", f"{notebook}\n")
    write_atomically(course.tasks_file(assignment), _yaml({"tasks": tasks}))
    return tuple(task["id"] for task in tasks)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([MONTH_COLUMNS, *rows])
    return text.getvalue()


def _yaml(data: Any) -> str:
    import yaml

    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100))
