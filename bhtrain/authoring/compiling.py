"""Compile codebook, rules and practice bank from YAML to one JSON for each part. The same input
gives the same bytes."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bhtrain.authoring import forms
from bhtrain.authoring.codebook_files import read_codebook
from bhtrain.authoring.identifiers import read_identifier_lists
from bhtrain.authoring.reading import Document, PathInside, fit, read
from bhtrain.authoring.template_files import Templates, read_templates
from bhtrain.errors import Problem
from bhtrain.scenarios.bank import index_of
from bhtrain.scenarios.files import task_with_month

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass
class Content:
    """All content as read, the documents it came from, and their mistakes."""

    codebook: dict[str, Any] = field(default_factory=dict)
    diagnoses: dict[str, dict[str, Any]] = field(default_factory=dict)
    codebook_documents: list[Document] = field(default_factory=list)
    rules: dict[str, tuple[forms.RuleForm, Document]] = field(default_factory=dict)
    bank: dict[str, tuple[forms.ScenarioForm, Document]] = field(default_factory=dict)
    months: dict[str, list[list[str]]] = field(default_factory=dict)  # rows by scenario
    identifiers: dict[str, dict[str, Any]] = field(default_factory=dict)  # lists by file
    graded: list[tuple[Document, Document, Path]] = field(default_factory=list)
    templates: Templates = field(default_factory=Templates)
    documents: list[Document] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Every mistake found so far, in order of file and line."""
        return sorted(problem for document in self.documents for problem in document.problems)

    def compiled(self) -> dict[str, Any]:
        """What run time reads, by part; `version` is a short hash of all the others."""
        parts = {
            "codebook": self.codebook,
            "diagnoses": self.diagnoses,
            "rules": {name: _compiled_rule(*found) for name, found in self.rules.items()},
            "bank": {name: self.scenario(name) for name in self.bank},
            "identifiers": self.identifiers,
            "templates": self.templates.plain(),
        }
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return {**parts, "version": hashlib.sha256(text.encode()).hexdigest()[:12]}

    def scenario(self, name: str) -> dict[str, Any]:
        """One scenario of the bank as run time reads it, with the rows of its month."""
        form, _ = self.bank[name]
        month = {"month": self.months[name]} if name in self.months else {}
        return {**form.plain(), **month}

    def as_texts(self) -> dict[str, str]:
        """The text of each part's JSON."""
        deep = {"codebook": 2, "identifiers": 2, "templates": 2, "version": 0}
        texts = {
            name: one_entry_a_line(part, deep.get(name, 1)) + "\n"
            for name, part in self.compiled().items()
        }
        return {**texts, "bank_index": one_entry_a_line(index_of(texts["bank"])) + "\n"}


def one_entry_a_line(part: Any, depth: int = 1) -> str:
    """Compact JSON, but with each entry on its own line, so that changes can be read."""
    if depth and part and isinstance(part, dict):
        lines = (
            f"{json.dumps(k)}:{one_entry_a_line(v, depth - 1)}" for k, v in sorted(part.items())
        )
        return "{\n" + ",\n".join(lines) + "\n}"
    if depth and part and isinstance(part, list):
        return "[\n" + ",\n".join(one_entry_a_line(v, 0) for v in part) + "\n]"
    return json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _compiled_rule(form: forms.RuleForm, document: Document) -> dict[str, Any]:
    entry = form.model_dump(mode="json", by_alias=True, exclude={"id", "cases"})
    return {**entry, "folder": document.file.parent.name}


def read_content(package: Path | None = None) -> Content:
    """Read the YAML of the codebook, the rules and the bank below one package folder."""
    root = PACKAGE if package is None else package
    content = Content()
    content.codebook, content.diagnoses = read_codebook(
        root / "codebook", lambda file: _read(file, root, content)
    )
    content.codebook_documents = list(content.documents)
    for file in sorted((root / "rules").glob("*/*.yaml")):
        document = _read(file, root, content)
        rule = fit(document, forms.RuleForm)
        if rule is not None and _named_like_its_file(rule.id, document):
            content.rules[rule.id] = (rule, document)
    for file in sorted((root / "scenarios" / "bank").glob("*/*.yaml")):
        document = _read(file, root, content)
        scenario = fit(document, forms.ScenarioForm)
        if scenario is not None and _named_like_its_file(scenario.id, document):
            content.bank[scenario.id] = (scenario, document)
            rows = month_beside(scenario, document, file.parent)
            if rows is not None:
                content.months[scenario.id] = rows
    content.identifiers = read_identifier_lists(
        root / "scenarios" / "deidentification", lambda file: _read(file, root, content)
    )
    content.templates = read_templates(
        root / "scenarios", lambda file: _read(file, root, content), _named_like_its_file
    )
    return content


def _read(file: Path, root: Path, content: Content) -> Document:
    document = read(file, named=file.relative_to(root.parent))
    content.documents.append(document)
    return document


def month_beside(
    task: forms.TaskForm, document: Document, folder: Path, at: PathInside = ()
) -> list[list[str]] | None:
    """The rows of a task's month of claims; None where it has none, or it cannot be read."""
    if task.month is None:
        return None
    try:
        rows: list[list[str]] = task_with_month(task.plain(), folder)["month"]
    except FileNotFoundError:
        document.report((*at, "month"), f"there is no file {task.month} beside this one")
    except (OSError, ValueError) as error:
        document.report((*at, "month"), str(error))
    else:
        return rows
    return None


def _named_like_its_file(name: str, document: Document) -> bool:
    if name != document.file.stem:
        hint = f"write {document.file.stem}, or rename the file"
        document.report(("id",), f"{name!r} is not the name of the file", hint)
        return False
    return True
