"""Scenarios and assignments that a practice writes for itself, wherever their files stand."""

from functools import cache
from pathlib import Path
from typing import Any

from bhtrain.authoring import forms
from bhtrain.authoring.check import Names, check_scenario, compare_keys, read_graded
from bhtrain.authoring.compiling import Content, month_beside, one_entry_a_line, read_content
from bhtrain.authoring.identifiers import check_file
from bhtrain.authoring.reading import Document, fit, read
from bhtrain.errors import AuthoringError, ContentError, Problem
from bhtrain.exchange.own_bank import publish_own_bank
from bhtrain.scenarios.bank import index_of, shipped_bank
from bhtrain.scenarios.files import task_with_month
from bhtrain.scenarios.generate import GENERATED_PREFIX

TASKS, KEYS = "tasks.yaml", ".keys.yaml"


def check_path(path: Path) -> list[Problem]:
    """Every mistake in a scenario's file, an assignment, or a folder that holds such.

    Of any other text file, what in it could tell who somebody is (bhtrain.scenarios.deidentify).

    Raises:
        AuthoringError: There is nothing of that name, or nothing in it that can be checked.
    """
    if path.is_file() and path.suffix not in (".yaml", ".yml"):
        return check_file(path)
    content = read_path(path)
    if not content.problems:
        compare_keys(content)
    return content.problems


def scenarios_in(path: Path) -> list[dict[str, Any]]:
    """The scenarios of a file, an assignment or a folder, as the compiled bank holds them.

    Raises:
        AuthoringError: As for `check_path`.
        ContentError: Something in them is wrong. A key that the rulebook does not bear out may
            be looked at all the same.
    """
    content = read_path(path)
    if content.problems:
        raise ContentError(content.problems)
    found = [content.scenario(name) for name in content.bank]
    for tasks, keys, folder in content.graded:
        rest = {entry["id"]: entry for entry in keys.data["keys"]}
        found += [{**rest[task["id"]], **_whole(task, folder)} for task in tasks.data["tasks"]]
    return found


def _whole(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    return task_with_month(task, folder)


def publish(folder: Path, exchange: Path) -> tuple[str, ...]:
    """Give a practice's own scenarios to its learners; returns their ids.

    Raises:
        AuthoringError: The folder holds no scenario.
        ContentError: Something in them is wrong, or a key differs from the rulebook. What was
            published before then stays as it was.
        ExchangeError: The exchange folder refuses.
    """
    content = read_path(folder)
    if not content.problems:
        compare_keys(content)
    for name, (_, document) in content.bank.items():
        if name in shipped_bank() or name.startswith(GENERATED_PREFIX):
            document.report(("id",), f"{name!r} is a scenario of bhtrain", "rename yours")
    if content.problems:
        raise ContentError(content.problems)
    text = one_entry_a_line({name: content.scenario(name) for name in content.bank}) + "\n"
    publish_own_bank(exchange, text, one_entry_a_line(index_of(text)) + "\n")
    return tuple(content.bank)


def read_path(path: Path) -> Content:
    """A scenario's file, an assignment (its folder, tasks or keys) or a folder of either.

    All is checked but the keys against the rulebook.

    Raises:
        AuthoringError: There is nothing of that name, or nothing in it that can be checked.
    """
    if not path.exists():
        raise AuthoringError(f"There is no file or folder {path}.")
    content, names = Content(), _our_names()
    files = [path] if path.is_file() else sorted(path.rglob("*.yaml"))
    for file in files:
        if file.name == TASKS:
            read_graded(file, file.parent.parent, content, names)
        elif file.name.endswith(KEYS):
            tasks = file.parent / file.name.removesuffix(KEYS) / TASKS
            if path.is_file() or not tasks.is_file():
                read_graded(tasks, file.parent, content, names)
        else:
            _read_scenario(file, content, names)
    if not content.documents:
        raise AuthoringError(f"{path} holds no scenario and no assignment (*.yaml).")
    return content


@cache
def _our_names() -> Names:
    """The names of bhtrain's own content, which a practice's files may use."""
    return Names(read_content())


def _read_scenario(file: Path, content: Content, names: Names) -> None:
    document = read(file)
    content.documents.append(document)
    form = fit(document, forms.ScenarioForm)
    if form is None:
        return
    if form.id != file.stem:
        hint = f"write {file.stem}, or rename the file"
        document.report(("id",), f"{form.id!r} is not the name of the file", hint)
    _keep(form, document, file, content)
    check_scenario(form, document, names)


def _keep(form: forms.ScenarioForm, document: Document, file: Path, content: Content) -> None:
    if form.id in content.bank:
        document.report(("id",), f"{form.id!r} is the name of another scenario too")
    content.bank[form.id] = (form, document)
    rows = month_beside(form, document, file.parent)
    if rows is not None:
        content.months[form.id] = rows
