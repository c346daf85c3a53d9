"""Read the codebook's YAML strictly, compile it, and check the names that it uses."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bhtrain.authoring import codebook_forms as forms
from bhtrain.authoring.forms import Day, Form
from bhtrain.authoring.reading import Document, PathInside, fit, near
from bhtrain.errors import UnknownNameError
from bhtrain.model.facts import fact_value, facts

F = TypeVar("F")
FormT = TypeVar("FormT", bound=Form)
Entries = dict[str, dict[str, Any]]

# Where these names stand in the codebook, they are names of something else.
_REFERS = {
    "sources": "source",
    "successors": "procedure code",
    "required_base": "procedure code",
    "codes": "procedure code",
    "excluded_codes": "procedure code",
    "column1": "procedure code",
    "column2": "procedure code",
    "level_modifiers": "modifier",
    "same_as": "modifier",
    "rules": "rule",
}


class KnownNames(Protocol):
    """The names that files may use; reports each one that does not exist."""

    def want(self, what: str, names: Iterable[str], document: Document, path: PathInside) -> None:
        """Report each name that is not known."""


def read_codebook(folder: Path, read: Callable[[Path], Document]) -> tuple[dict[str, Any], Entries]:
    """The codebook and its diagnoses as run time loads them; mistakes stay in the documents."""

    def part(name: str, form: type[F]) -> tuple[F | None, Document]:
        document = read(folder / f"{name}.yaml")
        return fit(document, form), document

    def named(name: str, key: str, form: type[FormT]) -> Entries:
        entries, document = part(name, list[form])  # type: ignore[valid-type]
        return by_name(key, entries or [], document)

    lists, _ = part("medicare_lists", dict[str, dict[str, Day | None]])
    denials, _ = part("denial_codes", forms.DenialCodesFile)
    updates, _ = part("updates", forms.UpdatesFile)
    excludes1, _ = part("excludes1", list[forms.Excludes1Form])
    gaps, _ = part("gaps", list[forms.GapGroupForm])
    causes, _ = part("causes", list[forms.CauseGroupForm])
    diagnoses, _ = part("diagnoses", dict[str, forms.DiagnosisForm])
    compiled_updates = updates.plain() if updates else {"updates": [], "calendar": {}}
    empty: dict[str, Any] = {"group_codes": {}, "carc": {}, "rarc": {}}
    codebook = {
        "codes": _codes(map(read, sorted((folder / "codes").glob("*.yaml"))), lists or {}),
        "deleted_codes": named("deleted_codes", "code", forms.DeletedForm),
        "modifiers": named("modifiers", "modifier", forms.ModifierForm),
        "places": named("places", "place", forms.PlaceForm),
        "credentials": named("credentials", "id", forms.CredentialForm),
        "sources": named("sources", "id", forms.SourceForm),
        **_pairs(*part("pairs", forms.PairsFile)),
        "unit_limits": _unit_limits(*part("unit_limits", forms.UnitLimitsFile)),
        "denial_codes": denials.plain() if denials else empty,
        "payers": _payers(*part("payers", list[forms.PayerForm])),
        **compiled_updates,
        "excludes1": [pair.plain() for pair in excludes1 or []],
        "diagnosis_patterns": named("diagnosis_patterns", "id", forms.PatternForm),
        "gaps": [group.plain() for group in gaps or []],
        "causes": [group.plain() for group in causes or []],
        "abbreviations": _abbreviations(*part("abbreviations", list[forms.AbbreviationForm])),
    }
    return codebook, {code: entry.plain() for code, entry in (diagnoses or {}).items()}


def by_name(key: str, entries: Iterable[Form], document: Document, *at: str) -> Entries:
    """Entries by their own name; a second one of the same name is a mistake."""
    result: Entries = {}
    for index, entry in enumerate(entries):
        plain = entry.plain()
        name = plain.pop(key)
        if name in result:
            document.report((*at, index, key), f"{name!r} stands here twice")
        result[name] = plain
    return result


def _codes(documents: Iterable[Document], lists: Mapping[str, Any]) -> Entries:
    codes: Entries = {}
    for document in documents:
        entries = fit(document, list[forms.CodeForm]) or []
        for index, (number, entry) in enumerate(by_name("code", entries, document).items()):
            if number in codes:
                document.report((index, "code"), f"{number!r} stands in another file too")
            name = entry["medicare"].pop("billed_by")
            if name not in lists:
                hint = near(name, lists) or f"use one of {', '.join(lists)}"
                document.report((index, "medicare"), f"there is no list {name!r}", hint)
            codes[number] = {**entry, "billable_by": lists.get(name, {})}
    return codes


def _pairs(file: forms.PairsFile | None, document: Document) -> dict[str, Any]:
    if file is None:
        return {"pairs": [], "pairs_table": {"quarter": "", "sources": []}}
    seen: set[frozenset[str]] = set()
    for index, pair in enumerate(file.pairs):
        both = frozenset((pair.column1, pair.column2))
        if both in seen or len(both) == 1:
            text = f"the pair {pair.column1} with {pair.column2} stands here twice"
            document.report(("pairs", index), text, "keep one order of the two")
        seen.add(both)
    table = {"quarter": file.quarter, "sources": file.sources}
    pairs = [pair.plain() for pair in file.pairs]
    for plain in pairs:
        if plain.get("confidence") == "knowledge":
            plain["quarter"] = ""  # a rule of CPT that stands in no table
    return {"pairs": pairs, "pairs_table": table}


def _unit_limits(file: forms.UnitLimitsFile | None, document: Document) -> Entries:
    if file is None:
        return {}
    limits = by_name("code", file.limits, document, "limits")
    for limit in limits.values():
        limit.pop("sources", None)
        limit["quarter"] = file.quarter
        limit.setdefault("sourced", True)
    return limits


def _abbreviations(
    entries: list[forms.AbbreviationForm] | None, document: Document
) -> list[dict[str, Any]]:
    seen: set[str] = set()
    for index, entry in enumerate(entries or ()):
        for spelling in (entry.short, *(entry.also or ())):
            if spelling in seen:
                document.report((index, "short"), f"{spelling!r} stands here twice")
            seen.add(spelling)
    return [entry.plain() for entry in entries or ()]


def _payers(profiles: list[forms.PayerForm] | None, document: Document) -> Entries:
    for index, profile in enumerate(profiles or ()):
        check_flags(profile, document, (index,))
    return by_name("id", profiles or [], document)


def check_flags(profile: forms.PayerForm, document: Document, at: PathInside = ()) -> None:
    """Report each flag that does not exist, or whose value does not fit it."""
    for name, value in (profile.flags or {}).items():
        here = (*at, "flags", name)
        try:
            fact_value(f"payer_flags.{name}", value)
        except UnknownNameError:
            known = [fact.partition(".")[2] for fact in facts() if fact.startswith("payer_flags.")]
            document.report(here, f"there is no flag {name!r}", near(name, known))
        except ValueError as error:
            document.report(here, str(error))


def check_codebook(documents: Iterable[Document], names: KnownNames) -> None:
    """Report each source, code, credential or modifier that stands nowhere."""
    for document in documents:
        limits = document.file.stem == "unit_limits"
        refers = {**_REFERS, "code": "procedure code"} if limits else _REFERS
        _check_names(document.data, (), refers, document, names)
        if document.file.stem == "medicare_lists" and isinstance(document.data, dict):
            for name, who in document.data.items():
                names.want("credential", who or (), document, (name,))


def _check_names(
    data: Any, path: PathInside, refers: Mapping[str, str], document: Document, names: KnownNames
) -> None:
    if isinstance(data, list):
        for index, item in enumerate(data):
            _check_names(item, (*path, index), refers, document, names)
    elif isinstance(data, dict):
        for key, value in data.items():
            if key in refers and isinstance(value, list | str):
                used = [value] if isinstance(value, str) else value
                texts = [name for name in used if isinstance(name, str)]
                names.want(refers[key], texts, document, (*path, key))
            else:
                _check_names(value, (*path, key), refers, document, names)
