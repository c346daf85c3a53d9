"""Write the notebook of an assignment: what to do, then one line for each task."""

from collections.abc import Sequence
from typing import Any

from bhtrain.grading.feedback import FIELD_LABELS
from bhtrain.grading.score import FIELD_WEIGHTS
from bhtrain.model.scenario import Task


def how_it_is_graded() -> str:
    """The published rules of scoring, in Markdown."""
    rows = "\n".join(
        f"| {FIELD_LABELS[name]} | {weight} |" for name, weight in FIELD_WEIGHTS.items()
    )
    return f"""\
## How it is graded

Each note is worth the points it shows. They are divided over what you answer, by weight:

| What | Weight |
| --- | --- |
{rows}

Within one row you earn *right answers over the larger of what you entered and what was expected*,
so an extra code costs as much as a missing one. What neither you nor the key speaks of is left
out. A claim counts only with the decision to bill. A claim that differs from ours but breaks no
rule is looked at by a person. No answer earns no points. Your manager may set other weights: the
page *How it is graded* shows those in force, with worked examples."""


def _introduction(title: str, tasks: Sequence[Task]) -> str:
    points = sum(task.points for task in tasks)
    return f"""\
# {title}

{len(tasks)} notes, {points} points. Read each note, decide what happens to the claim today, and
mark the sentences that decide. Some claims must wait and some cannot be billed: say so, and say
what is missing.

Your answers are saved at every change. You can close this page and come back. When you are done,
press **Hand in** at the end. You may hand in again until it is graded; the newest counts."""


def assignment_notebook(assignment: str, title: str, tasks: Sequence[Task]) -> dict[str, Any]:
    """The source notebook of an assignment, as JSON can hold it."""
    cells = [
        _markdown("introduction", _introduction(title, tasks)),
        _markdown("how-it-is-graded", how_it_is_graded()),
        _code("setup", "from bhtrain.widgets.pages import hand_in, task", tags=["setup"]),
    ]
    for task in tasks:
        source = (
            f'task("{task.id}")\n'
            "### BEGIN SOLUTION\n"
            "from bhtrain.course.worked import show_key\n\n"
            f'show_key("{task.id}")\n'
            "### END SOLUTION"
        )
        cell = _code(task.id, source)
        cell["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "cell_type": "code",
            "grade_id": task.id,
            "grade": True,
            "solution": False,
            "task": False,
            "locked": True,
            "points": task.points,
        }
        cells.append(cell)
    cells.append(_code("hand-in", f'hand_in("{assignment}")'))
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _markdown(cell_id: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": _lines(text)}


def _code(cell_id: str, text: str, *, tags: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": [],
        "source": _lines(text),
    }
