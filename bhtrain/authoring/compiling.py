"""Compile codebook, rules and practice bank from YAML to one JSON. The same input gives the
same bytes."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bhtrain.authoring import forms
from bhtrain.authoring.reading import Document, fit, read
from bhtrain.errors import Problem

PACKAGE = Path(__file__).resolve().parent.parent
F = TypeVar("F")


@dataclass
class Content:
    """All content as read, the documents it came from, and their mistakes."""

    codebook: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, tuple[forms.RuleForm, Document]] = field(default_factory=dict)
    bank: dict[str, tuple[forms.ScenarioForm, Document]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Every mistake found so far, in order of file and line."""
        return sorted(problem for document in self.documents for problem in document.problems)

    def compiled(self) -> dict[str, Any]:
        """What run time reads; `version` is a short hash of all the rest."""
        body = {
            "codebook": self.codebook,
            "rules": {name: _compiled_rule(*found) for name, found in self.rules.items()},
            "bank": {name: form.plain() for name, (form, _) in self.bank.items()},
        }
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        return {**body, "version": hashlib.sha256(text.encode()).hexdigest()[:12]}

    def as_text(self) -> str:
        """The text of content.json."""
        return json.dumps(self.compiled(), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _compiled_rule(form: forms.RuleForm, document: Document) -> dict[str, Any]:
    entry = form.model_dump(mode="json", by_alias=True, exclude={"id", "cases"})
    return {**entry, "folder": document.file.parent.name}


def read_content(package: Path | None = None) -> Content:
    """Read the YAML of the codebook, the rules and the bank below one package folder."""
    root = PACKAGE if package is None else package
    content = Content()
    content.codebook = _codebook(root, content)
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
    return content


def _read(file: Path, root: Path, content: Content) -> Document:
    document = read(file, named=file.relative_to(root.parent))
    content.documents.append(document)
    return document


def _named_like_its_file(name: str, document: Document) -> bool:
    if name != document.file.stem:
        hint = f"write {document.file.stem}, or rename the file"
        document.report(("id",), f"{name!r} is not the name of the file", hint)
        return False
    return True


def _by(
    key: str, entries: Iterable[forms.Form], document: Document, *at: str
) -> dict[str, dict[str, Any]]:
    """Entries by their own name; a second one of the same name is a mistake."""
    result: dict[str, dict[str, Any]] = {}
    for index, entry in enumerate(entries):
        plain = entry.plain()
        name = plain.pop(key)
        if name in result:
            document.report((*at, index, key), f"{name!r} stands here twice")
        result[name] = plain
    return result


def _codebook(root: Path, content: Content) -> dict[str, Any]:
    def part(name: str, form: type[F]) -> tuple[F | None, Document]:
        document = _read(root / "codebook" / f"{name}.yaml", root, content)
        return fit(document, form), document

    def named(name: str, key: str, form: type[F]) -> dict[str, dict[str, Any]]:
        entries, document = part(name, list[form])  # type: ignore[valid-type]
        return _by(key, entries or [], document)

    gaps, _ = part("gaps", list[forms.GapGroupForm])
    diagnoses, _ = part("diagnoses", dict[str, str])
    carc, _ = part("carc", dict[str, str])
    return {
        "codes": _codes(*part("codes", forms.CodesFile)),
        "modifiers": named("modifiers", "modifier", forms.ModifierForm),
        "places": named("places", "place", forms.PlaceForm),
        "credentials": named("credentials", "id", forms.CredentialForm),
        "sources": named("sources", "id", forms.SourceForm),
        "gaps": [group.plain() for group in gaps or []],
        "diagnoses": diagnoses or {},
        "carc": carc or {},
    }


def _codes(file: forms.CodesFile | None, document: Document) -> dict[str, dict[str, Any]]:
    if file is None:
        return {}
    codes = _by("code", file.codes, document, "codes")
    for index, entry in enumerate(file.codes):
        if entry.medicare not in file.medicare_lists:
            known = ", ".join(file.medicare_lists)
            where = ("codes", index, "medicare")
            document.report(where, f"there is no list {entry.medicare!r}", f"use one of {known}")
        del codes[entry.code]["medicare"]
        codes[entry.code]["billable_by"] = file.medicare_lists.get(entry.medicare, {})
    return codes
