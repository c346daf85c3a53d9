"""Compile ICD-10-CM from the package simple-icd-10-cm: `python -m bhtrain.authoring.icd10cm`.

Run it when a new release of the package brings a new release of the codes (install
`bhtrain[build]` first), and look at what changed in `bhtrain/compiled/icd10cm.json`. Run time
reads only that file. The codes and their names are published by the US government.
"""

import json
import re
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module, metadata, resources
from itertools import takewhile
from typing import Any

from bhtrain.codebook.icd10cm import (
    ICD10CM_FILE,
    CodePattern,
    table_from_dict,
    with_seventh,
)
from bhtrain.errors import BhtrainError

PACKAGE = "simple-icd-10-cm"
# Mental disorders and reasons for a visit whole; symptoms; movement, dementia, epilepsy,
# headache, sleep, pain and other brain disorders; suicide attempt and abuse; pain killers,
# narcotics, sedatives, psychotropics and their antidotes, alcohol, solvents, gas and tobacco.
COVERED = (
    "F00-F99", "Z00-Z99", "R00-R69", "G10", "G20-G26", "G30-G31", "G40-G47", "G89", "G93",
    "T14", "T39-T40", "T42-T44", "T50-T52", "T58", "T65", "T71", "T74", "T76",
)  # fmt: skip
_CODE = r"[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_SPAN = re.compile(rf"\b({_CODE})(?:[.]?-({_CODE}))?")
_WHERE = {
    "5th character": (5,),
    "fifth to sixth characters": (5,),
    "fifth or sixth character": (5, 6),
    "sixth character": (6,),
    "seventh character": (7,),
}
_FINAL = "final characters"
_CONDITION = re.compile(
    r"with (?P<where>[\w ]*?characters?) [.\-]*(?P<ending>\w+)(?:-(?P<last>\d))?"
)
_SOFT = ("if applicable", "if known", "any ", "for adverse effects")
_RELEASE = re.compile(r"(January|April|October)-(\d{4})")


def patterns_in(note: str, *, covered: bool = False) -> list[str]:
    """The codes that an instruction of the tabular list names, as patterns.

    Codes stand in brackets, or at the end of the line; a name such as "vitamin B12" is none.

    Args:
        note: One line of an Excludes1 or "code first" note.
        covered: Leave out what lies outside the categories that the table covers.

    Raises:
        BhtrainError: The note narrows its codes in words that are not understood.
    """
    brackets = [text for text in re.findall(r"\(([^()]*)\)", note) if _SPAN.match(text)]
    found = [span for text in brackets for span in _SPAN.findall(text)]
    if not found and (at_end := re.search(rf"\b({_CODE})[.\-]*$", note)):
        found = [(at_end[1], "")]
    spans = [low if not high else f"{low}-{high}" for low, high in found]
    if covered:
        spans = [span for span in spans if _is_covered(span)]
    condition = _CONDITION.search(note)
    if condition is None or not spans:
        return spans
    if condition["where"] not in (*_WHERE, _FINAL):
        raise BhtrainError(f"Not understood in a note of ICD-10-CM: {note!r}")
    ending, last = condition["ending"], condition["last"]  # "sixth character 1-4" has both
    endings = [str(n) for n in range(int(ending), int(last) + 1)] if last else [ending]
    places = _WHERE.get(condition["where"], (-len(ending),))
    return [f"{span}@{at}={end}" for span in spans for at in places for end in endings]


def _is_covered(span: str) -> bool:
    low, high = (stem[:3] for stem in (span.split("-")[0], span.split("-")[-1]))
    parts = [CodePattern.parse(text) for text in COVERED]
    return any(low <= part.high and part.low <= high for part in parts)


def compiled(library: Any, release: str, fiscal_year: int) -> dict[str, Any]:
    """What the compiled file holds.

    Args:
        library: The module `simple_icd_10_cm`, or one that answers alike.
        release: The release's name: ICD-10-CM, April 2026.
        fiscal_year: The year in which it ends, on September 30.

    Raises:
        BhtrainError: The codes cannot be rebuilt from the compact form, or a note is not
            understood.
    """
    rows, words = _codes(library)
    data = {
        "release": release,
        "from": f"{fiscal_year - 1}-10-01",
        "to": f"{fiscal_year}-09-30",
        "covered": list(COVERED),
        "seventh": words,
        "codes": rows,
        "excludes1": _excludes1(library),
        "code_first": _code_first(library),
    }
    _check(data, library)
    return data


def _codes(library: Any) -> tuple[list[list[Any]], dict[str, str]]:
    rows: list[list[Any]] = []
    words: dict[str, str] = {}
    last = ""
    for code in _covered_codes(library):
        if library.is_extended_subcategory(code):
            continue
        name, children = library.get_description(code), library.get_children(code)
        marks = [child for child in children if library.is_extended_subcategory(child)]
        for child in marks:
            word = library.get_description(child).removeprefix(f"{name}, ")
            if words.setdefault(child[-1], word) != word:
                raise BhtrainError(f"The seventh character of {child} has two meanings.")
        kind = "".join(child[-1] for child in marks) or ("c" if children else "b")
        shared = _shared(last, name)
        rows.append([code, shared, name[shared:], kind])
        last = name
    return rows, words


def _shared(one: str, other: str) -> int:
    """How many characters two names have in common at the start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _covered_codes(library: Any) -> Iterator[str]:
    for code in dict.fromkeys(library.get_all_codes()):
        if library.is_category_or_subcategory(code) and _is_covered(code):
            yield code


def _owners(library: Any) -> Iterator[tuple[str, str, bool]]:
    """Everything that can hold a note: its name here, there, and whether a block is meant."""
    for code in dict.fromkeys(library.get_all_codes()):
        if library.is_chapter(code):
            span = re.search(r"\(([^()]*)\)$", library.get_description(code))
            owner = span[1] if span else ""
        else:
            owner = code
        if owner and _is_covered(owner):
            yield from ((owner, code, block) for block in (False, True))


def _excludes1(library: Any) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for owner, code, block in _owners(library):
        for note in library.get_excludes1(code, prioritize_blocks=block):
            for pattern in patterns_in(note, covered=True):
                found.setdefault(owner, {})[pattern] = None
    return {owner: list(others) for owner, others in sorted(found.items())}


def _code_first(library: Any) -> dict[str, tuple[bool, list[str]]]:
    found: dict[str, tuple[bool, list[str]]] = {}
    for owner, code, block in _owners(library):
        text = library.get_code_first(code, prioritize_blocks=block)
        if text:
            examples = [
                pattern
                for line in text.splitlines()
                for pattern in patterns_in(line)
                if "-" in pattern or library.is_valid_item(pattern)  # there is no G31.90
            ]
            required = not any(words in text.splitlines()[0] for words in _SOFT)
            found[owner] = (required, list(dict.fromkeys(examples)))
    return dict(sorted(found.items(), key=lambda item: ("-" in item[0], -len(item[0]), item[0])))


def _check(data: dict[str, Any], library: Any) -> None:
    """Read the compact form back and compare it with the package, code by code."""
    table = table_from_dict(data)
    expected = {code: library.get_description(code) for code in _covered_codes(library)}
    leaves = {code for code in expected if library.is_leaf(code)}
    rebuilt = table.billable | {
        with_seventh(code, mark) for code, marks in table.seventh.items() for mark in marks
    }
    wrong = sorted(leaves ^ rebuilt) + [c for c, name in expected.items() if table.name(c) != name]
    if wrong:
        raise BhtrainError(f"Not rebuilt from the compact form: {', '.join(wrong[:5])}")


def as_text(data: dict[str, Any]) -> str:
    """The text of the compiled file: one code or note on a line, so that changes show."""

    def lines(value: Any) -> str:
        def dump(item: Any) -> str:
            return json.dumps(item, ensure_ascii=False, separators=(",", ":"))

        if isinstance(value, list):
            return "[\n" + ",\n".join(map(dump, value)) + "\n]"
        if isinstance(value, dict):
            return "{\n" + ",\n".join(f"{dump(k)}:{dump(v)}" for k, v in value.items()) + "\n}"
        return dump(value)

    return "{\n" + ",\n".join(f'"{key}":{lines(value)}' for key, value in data.items()) + "\n}\n"


def from_package() -> dict[str, Any]:
    """What the compiled file holds, from the package as it is installed.

    Raises:
        BhtrainError: The package is not installed, or does not name its release.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # small inconsistencies in the government's file
            library = import_module("simple_icd_10_cm")
    except ImportError as error:
        raise BhtrainError(f"{PACKAGE} is not installed: pip install 'bhtrain[build]'") from error
    files = " ".join(file.name for file in resources.files("simple_icd_10_cm.data").iterdir())
    found = _RELEASE.search(files)
    if found is None:
        raise BhtrainError(f"{PACKAGE} {metadata.version(PACKAGE)} does not name its release.")
    month, year = found[1], int(found[2])
    fiscal_year = year + (month == "October")
    return compiled(library, f"ICD-10-CM, {month} {year}", fiscal_year)


def main() -> None:
    """Write the compiled file."""
    try:
        text = as_text(from_package())
    except BhtrainError as error:
        sys.exit(str(error))
    ICD10CM_FILE.parent.mkdir(exist_ok=True)
    ICD10CM_FILE.write_text(text, encoding="utf-8")
    print(f"{ICD10CM_FILE.name}: {len(text.encode()) / 1024:.0f} KB")


if __name__ == "__main__":
    main()
