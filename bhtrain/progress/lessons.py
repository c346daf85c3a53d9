"""The lessons, as their notebooks describe themselves. The prose stands there, not here."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One notebook of the folder `lessons`.

    `stem` names it in the attempt log: "02-time-decides-the-code". `notes` are the practice notes
    that it asks for, in order. `minutes` is None where the notebook does not say.
    """

    stem: str
    title: str
    minutes: int | None
    competencies: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def number(self) -> str:
        """Its place in the course: "02"."""
        return self.stem.partition("-")[0]

    @property
    def page(self) -> str:
        """Its page, below the pages folder."""
        return f"lessons/{self.stem}.ipynb"


def read_lessons(notebooks: Path) -> tuple[Lesson, ...]:
    """The lessons in a folder of notebooks, by number. One that cannot be read is left out."""
    found = []
    for file in sorted((notebooks / "lessons").glob("[0-9]*.ipynb")):
        try:
            found.append(_lesson(file.stem, json.loads(file.read_bytes())))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return tuple(found)


def _lesson(stem: str, notebook: dict[str, Any]) -> Lesson:
    metadata = notebook["metadata"]
    told = metadata.get("bhtrain", {})
    minutes = told.get("minutes")
    return Lesson(
        stem=stem,
        title=str(metadata.get("title", stem)),
        minutes=None if minutes is None else int(minutes),
        competencies=tuple(str(name) for name in told.get("competencies", ())),
        notes=tuple(dict.fromkeys(note for c in notebook["cells"] for note in _notes_in(c))),
    )


def _notes_in(cell: dict[str, Any]) -> Iterator[str]:
    """The ids in `practice(notes=[...])` and `practice(note="...")` of a code cell."""
    source = "".join(cell["source"])
    if cell["cell_type"] != "code" or "practice(" not in source:
        return
    try:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    except SyntaxError:
        return
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id == "practice":
            for given in call.keywords:
                if given.arg in ("note", "notes"):
                    yield from _strings(given.value)


def _strings(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
