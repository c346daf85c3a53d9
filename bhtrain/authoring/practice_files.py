"""Read a practice's own files: descriptors, CMS tables, payers, fees. All of a file, or nothing."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bhtrain.authoring.codebook_files import check_flags
from bhtrain.authoring.codebook_forms import PayerForm
from bhtrain.authoring.reading import fit, read
from bhtrain.codebook import load_codebook
from bhtrain.errors import AnswersError, ContentError, PracticeError
from bhtrain.grading.answers import read_plain_file, write_atomically
from bhtrain.places import make_private, practice_folder
from bhtrain.practice_codebook import DESCRIPTORS, FEES, PAIRS, PAYERS, UNIT_LIMITS, stored

_LIMIT = 20_000_000  # bytes; CMS's own tables are read line by line and may be longer
_TITLE_LINES = 20  # lines that may stand above a table of CMS
_CODE = re.compile(r"[0-9A-Z]{5}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_TEMPLATE = Path(__file__).parent.parent / "codebook" / "payer_template.yaml"


def _save(part: str, entries: Mapping[str, Any]) -> None:
    folder = make_private(practice_folder())
    text = json.dumps(entries, ensure_ascii=False, sort_keys=True, indent=0)
    write_atomically(folder / f"{part}.json", text + "\n")


def import_descriptors(file: Path) -> int:
    """Keep a licensed practice's own descriptors; returns how many codes have one.

    Raises:
        PracticeError: The file cannot be read; the text says where and what to do.
    """
    rows = csv.reader(io.StringIO(_text(file)))
    columns = [name.strip().lower() for name in next(rows, [])]
    if columns != ["code", "descriptor"]:
        seen = ", ".join(columns)[:80] or "nothing"
        raise PracticeError(f"{file}, line 1 holds {seen}; the columns are code, descriptor.")
    known = load_codebook().codes
    found: dict[str, str] = {}
    for row in filter(None, rows):
        where = f"{file}, line {rows.line_num}"
        if len(row) != 2 or not row[1].strip():
            raise PracticeError(f"{where} does not hold a code and its descriptor; correct it.")
        code = row[0].strip()
        if code in found:
            raise PracticeError(f"{where}: {code} is there twice; keep one of the two.")
        if code in known:
            found[code] = row[1].strip()
    if not found:
        raise PracticeError(f"{file} describes no code that bhtrain knows; was it the right file?")
    _save(DESCRIPTORS, found)
    return len(found)


def import_fees(file: Path) -> int:
    """Keep what the practice bills for each code; returns how many amounts there are.

    An earlier file is replaced as a whole. A code that bhtrain does not know has an amount, too.

    Raises:
        PracticeError: The file cannot be read; the text says where and what to do.
    """
    rows = csv.reader(io.StringIO(_text(file)))
    columns = [name.strip().lower() for name in next(rows, [])]
    if columns not in (["code", "amount"], ["code", "amount", "modifier"]):
        seen = ", ".join(columns)[:80] or "nothing"
        raise PracticeError(
            f"{file}, line 1 holds {seen}; the columns are code, amount and, if you like, modifier."
        )
    cents: dict[str, int] = {}
    for row in filter(any, rows):
        where = f"{file}, line {rows.line_num}"
        code, amount, modifier, *more = [cell.strip() for cell in row] + [""] * (3 - len(row))
        if more or not _CODE.fullmatch(code) or (modifier and not _MODIFIER.fullmatch(modifier)):
            raise PracticeError(f"{where} does not hold a code and its amount; write 90834,100.")
        if not _AMOUNT.fullmatch(amount):
            raise PracticeError(
                f"{where}: {amount[:20]!r} is no amount; write it like 100 or 99.50."
            )
        name = f"{code}-{modifier}" if modifier else code
        if name in cents:
            raise PracticeError(f"{where}: {name} is there twice; keep one of the two.")
        dollars, _, rest = amount.partition(".")
        cents[name] = 100 * int(dollars) + int(rest.ljust(2, "0"))
    if not cents:
        raise PracticeError(f"{file} names no code with its amount; was it the right file?")
    _save(FEES, cents)
    return len(cents)


def _text(file: Path) -> str:
    try:
        return read_plain_file(file, limit=_LIMIT).decode("utf-8-sig")
    except AnswersError as error:
        raise PracticeError(f"{file}: {error}") from None
    except UnicodeDecodeError:
        raise PracticeError(f"{file} is not UTF-8 text; save it as CSV UTF-8.") from None


def import_ncci(file: Path, *, quarter: str) -> tuple[str, int]:
    """Keep a quarterly table of CMS, of code pairs or of unit limits; says which, and how many.

    An entry of a later quarter that was imported before is kept.

    Raises:
        PracticeError: The file or the quarter cannot be read; the text says why.
    """
    if not re.fullmatch(r"20\d\dQ[1-4]", quarter):
        raise PracticeError(f"{quarter!r} is not a quarter; write it like 2026Q4.")
    part, found = "", dict[str, dict[str, Any]]()
    known = load_codebook().codes
    for line, row in _rows(file):
        pair, limit = _pair(row), _unit_limit(row)
        if pair is None and limit is None:
            if not part and line <= _TITLE_LINES:
                continue  # titles, copyright and column names
            break
        here = PAIRS if pair is not None else UNIT_LIMITS
        if part not in ("", here):
            break
        part = here
        if pair is not None and {pair["column1"], pair["column2"]} <= known.keys():
            found["+".join(sorted((pair["column1"], pair["column2"])))] = _latest(pair, found)
        elif limit is not None and row[0].strip() in known:
            found[row[0].strip()] = limit
    else:
        if found:
            _keep_newest(part, found, quarter)
            return ("Code pairs" if part == PAIRS else "Unit limits"), len(found)
        raise PracticeError(f"{file} holds no code that bhtrain knows; was it the right table?")
    shown = ", ".join(row)[:60]
    raise PracticeError(
        f"{file}, line {line} holds {shown!r}, which is no row of CMS's tables of code pairs (PTP) "
        "or unit limits (MUE); download the practitioner table again."
    )


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV or tab-separated file with their lines; blank ones are left out."""
    if not file.is_file():
        raise PracticeError(f"{file} is not there, or is no file; give the path of the table.")
    with file.open("rb") as first:
        packed = first.read(2) == b"PK"
    if packed:
        raise PracticeError(
            f"{file} is a zip or a spreadsheet; give the .txt or .csv of the table."
        )
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        tabs = "\t" in "".join(lines.readline() for _ in range(_TITLE_LINES))
        lines.seek(0)
        rows = csv.reader(lines, delimiter="\t" if tabs else ",")
        try:
            for row in rows:
                if any(cell.strip() for cell in row):
                    yield rows.line_num, row
        except csv.Error as error:
            text = f"{file}, line {rows.line_num} cannot be read: {error}."
            raise PracticeError(text) from None


def _pair(row: list[str]) -> dict[str, Any] | None:
    """Column 1, column 2, an old mark, start, end, indicator, reason."""
    cells = [cell.strip() for cell in row]
    if len(cells) < 6 or not all(map(_CODE.fullmatch, cells[:2])) or cells[5] not in "019":
        return None
    start, end = _day(cells[3]), _day(cells[4])
    if start is None or not cells[5] or (end is None and cells[4] not in ("", "*")):
        return None
    pair = {"column1": cells[0], "column2": cells[1], "indicator": int(cells[5]), "from": start}
    return pair if end is None else {**pair, "to": end}


def _day(text: str) -> str | None:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())).isoformat() if match else None
    except ValueError:
        return None


def _unit_limit(row: list[str]) -> dict[str, Any] | None:
    """Code, most units, what kind of limit, reason."""
    cells = [cell.strip() for cell in row]
    if len(cells) < 3 or not _CODE.fullmatch(cells[0]) or not cells[1].isdecimal():
        return None
    kind = re.match(r"[123]\b", cells[2])
    return {"value": int(cells[1]), "mai": int(kind[0]), "sourced": True} if kind else None


def _latest(pair: dict[str, Any], found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """CMS lists a pair that ended and came back twice: the later start counts."""
    other = found.get("+".join(sorted((pair["column1"], pair["column2"]))), pair)
    return max(pair, other, key=lambda one: str(one["from"]))


def _keep_newest(part: str, found: Mapping[str, dict[str, Any]], quarter: str) -> None:
    before = stored(part, practice_folder())
    newer = {name: old for name, old in before.items() if old["quarter"] > quarter}
    mine = {name: {**entry, "quarter": quarter} for name, entry in found.items()}
    _save(part, {**before, **mine, **newer})


def import_payer(file: Path) -> str:
    """Keep one payer of the practice; returns its id.

    Raises:
        ContentError: The file has mistakes; each is listed with its line.
        PracticeError: The file cannot be read at all.
    """
    _text(file)
    document = read(file)
    form = fit(document, PayerForm)
    if form is not None:
        check_flags(form, document)
        if form.id in load_codebook().payers:
            document.report(("id",), f"{form.id!r} came with bhtrain", "choose another id")
    if form is None or document.problems:
        raise ContentError(document.problems)
    entry = {**form.plain(), "flags": form.flags or {}}
    _save(PAYERS, {**stored(PAYERS, practice_folder()), entry.pop("id"): entry})
    return form.id


def payer_template() -> str:
    """A payer to fill in: every flag, with what it means."""
    return _TEMPLATE.read_text(encoding="utf-8")
