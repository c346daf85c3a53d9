"""The de-identification lint over scenarios, and over any file a manager brings."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bhtrain.authoring.reading import Document, PathInside, fit, read
from bhtrain.errors import Problem
from bhtrain.scenarios.deidentify import Finder, Hit, find_identifiers

SHOWN_FIELDS = ("note", "queue", "title", "rationale", "near_miss")
MOST_SHOWN = 60

Lists = dict[str, dict[str, Any]]


def read_identifier_lists(folder: Path, read_file: Callable[[Path], Document]) -> Lists:
    """The word lists of the lint and what to write instead, by the name of the file."""
    lists: Lists = {}
    for file in sorted(folder.glob("*.yaml")):
        document = read_file(file)
        if file.stem == "instead":
            found: Any = fit(document, dict[str, dict[str, str]])
        else:
            found = fit(document, dict[str, list[str] | dict[str, list[str]]])
        lists[file.stem] = found or {}
    return lists


def finder(lists: Lists) -> Finder | None:
    """The lint with the lists as just read; None where a repository brings none of its own."""
    return Finder(lists) if lists.get("instead") else None


def check_scenario(document: Document, finder: Finder | None = None) -> None:
    """Report each identifier in what a person reads of one invented scenario."""
    _report([(document, *part) for part in _shown(document.data, ())], finder)


def check_graded(tasks: Document, keys: Document, finder: Finder | None = None) -> None:
    """The same for an assignment, whose notes and commentary stand in two files."""
    answers = {
        key.get("id"): [(keys, *part) for part in _shown(key, ("keys", index))]
        for index, key in enumerate(_entries(keys, "keys"))
    }
    for index, task in enumerate(_entries(tasks, "tasks")):
        parts = [(tasks, *part) for part in _shown(task, ("tasks", index))]
        _report(parts + answers.get(task.get("id"), []), finder)


def check_file(path: Path) -> list[Problem]:
    """Every identifier in a text, Markdown, CSV or YAML file, each with its line.

    A YAML file is taken for an invented scenario where its `provenance` says so; any
    other text is taken for a real one.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return [Problem(path, 0, "", "the file cannot be read as text", "save it as UTF-8")]
    synthetic = path.suffix.lower() in (".yaml", ".yml") and _says_synthetic(read(path).data)
    return [
        Problem(path, text.count("\n", 0, hit.start) + 1, "", _seen(hit), _instead(hit))
        for hit in find_identifiers(text, synthetic=synthetic)
    ]


def _says_synthetic(data: Any) -> bool:
    if isinstance(data, Mapping):
        invented = data.get("provenance") in ("synthetic", "generated")
        return invented or data.get("synthetic") is True
    return False


def _entries(document: Document, name: str) -> list[Mapping[str, Any]]:
    data = document.data
    found = data.get(name) if isinstance(data, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _shown(entry: Mapping[str, Any], at: PathInside) -> Iterator[tuple[PathInside, str]]:
    """The texts of a scenario that a person reads, each with its place; ids of rules are none."""
    rules = entry.get("rules")
    for name in SHOWN_FIELDS:
        for path, text in _texts(entry.get(name), (*at, name)):
            for rule in rules if isinstance(rules, list) else ():
                text = text.replace(str(rule), "the rule")
            yield path, text


def _texts(value: Any, at: PathInside) -> Iterator[tuple[PathInside, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _texts(one, (*at, index))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _texts(one, (*at, str(name)))


def _report(parts: list[tuple[Document, PathInside, str]], finder: Finder | None) -> None:
    """All parts are read as one text: who signs the note may be named in the rationale."""
    whole = "\n".join(text for _, _, text in parts)
    find = find_identifiers if finder is None else finder.find
    for hit in find(whole, synthetic=True):
        end = 0
        for document, path, text in parts:
            end += len(text) + 1
            if hit.start < end:
                document.report(path, _seen(hit), _instead(hit))
                break


def _seen(hit: Hit) -> str:
    shown = hit.text if len(hit.text) <= MOST_SHOWN else f"{hit.text[: MOST_SHOWN - 3]}..."
    return f"{hit.identifier}: {shown!r} is {hit.called}"


def _instead(hit: Hit) -> str:
    return f"write instead: {hit.instead}"
