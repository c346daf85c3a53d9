"""Read YAML strictly: every mistake is collected with its file, its line and what to write."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bhtrain.errors import Problem

PathInside = tuple[str | int, ...]
T = TypeVar("T")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")


@dataclass
class Document:
    """One YAML file as plain values, with the line of each, and its mistakes so far."""

    file: Path
    data: Any = None
    lines: dict[PathInside, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: PathInside) -> int:
        """The line of a place inside the file, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def report(self, path: PathInside, text: str, hint: str = "") -> None:
        """Add one mistake."""
        problem = Problem(self.file, self.line_of(path), place_inside(path), text, hint)
        self.problems.append(problem)


def place_inside(path: PathInside) -> str:
    """A place inside a file as an author reads it: versions[1].from"""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return words.lstrip(".")


def read(file: Path, *, named: Path | None = None) -> Document:
    """Read one YAML file; `named` is the path that its mistakes are reported under."""
    document = Document(named or file)
    try:
        known = _read_text(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        document.report((), "the file is not there")
    except UnicodeDecodeError:
        document.report((), "the file is not UTF-8 text", "save it as UTF-8")
    else:
        document.data, document.lines = known.data, known.lines
        document.problems = [replace(one, file=document.file) for one in known.problems]
    return document


@lru_cache(maxsize=1024)
def _read_text(text: str) -> Document:
    """The same text is parsed once; what is read from it is never changed."""
    document = Document(Path())
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.lines[()] = min(mark.line + 1, len(text.splitlines())) if mark else 0
        document.report((), f"this is not YAML: {error.problem or error.context}")
        return document
    if node is None:
        document.report((), "the file is empty")
    else:
        document.data = _value(node, (), document)
    return document


def _value(node: Node, path: PathInside, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        return _scalar(node, path, document)
    if isinstance(node, SequenceNode):
        return [_value(item, (*path, i), document) for i, item in enumerate(node.value)]
    assert isinstance(node, MappingNode)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*path, key)
        if key in result:
            document.lines[here] = key_node.start_mark.line + 1
            document.report(here, f"{key!r} stands here twice", "keep one of the two")
            continue
        result[key] = _value(value_node, here, document)
        document.lines[here] = key_node.start_mark.line + 1
    return result


def _scalar(node: ScalarNode, path: PathInside, document: Document) -> Any:
    text, kind = node.value, node.tag.rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        if text not in ("true", "false"):
            document.report(path, f"{text} is read as yes or no", "write true, false, or quotes")
        return text == "true"
    if kind == "int":
        if not _WHOLE.fullmatch(text):
            hint = f'write "{text}" in quotes'
            document.report(path, f"{text} without quotes is read as another number", hint)
            return text
        return int(text)
    if kind == "float":
        return float(text)
    return text  # a date without quotes too: dates travel as text


def fit(document: Document, form: type[T]) -> T | None:
    """The file's data as the form wants it, or None; each thing that does not fit is reported."""
    if document.data is None:
        return None
    try:
        return TypeAdapter(form).validate_python(document.data)
    except ValidationError as error:
        for detail in error.errors():
            path = tuple(part for part in detail["loc"] if part != "[key]")
            text, hint = _in_words(detail)
            document.report(path, text, hint)
        return None


def _in_words(detail: Mapping[str, Any]) -> tuple[str, str]:
    kind, seen = detail["type"], detail["input"]
    if kind == "missing":
        return "is missing", "add it"
    if kind == "unexpected_keyword_argument" or kind == "extra_forbidden":
        return "is not a name that is read here", "correct or remove it"
    if kind == "string_type" and isinstance(seen, int | float):
        return f"{seen} has to be text", f'write "{seen}" in quotes'
    shown = repr(seen) if len(repr(seen)) <= 60 else f"{repr(seen)[:57]}..."
    if kind in ("enum", "literal_error"):
        wanted = str(detail["ctx"]["expected"])
        return f"{shown} is not one of the values read here", f"use {wanted}"
    return f"{shown} does not fit", str(detail["msg"]).removeprefix("Value error, ")


def near(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    """A hint at the known name that looks most like this one."""
    match = get_close_matches(name, list(known), n=1)
    return f"did you mean {match[0]!r}?" if match else ""
