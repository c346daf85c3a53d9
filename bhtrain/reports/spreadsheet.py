"""Tables as CSV and as an Excel workbook. No cell of them is ever a formula.

A spreadsheet runs a cell that begins like a formula, whoever wrote it; a learner's name or reason
could. Such texts get an apostrophe in front, which spreadsheets read as "this is text".
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any
from unicodedata import category

from bhtrain.errors import CourseError

Cell = str | float | datetime | None
FORMULA = frozenset(
    "=+-@＝＋－＠"
)  # the last four are full-width: some spreadsheets take them, too
MOST_IN_A_CELL = 32767  # characters; Excel's own limit
WIDEST = 60  # letters of a column's width; longer texts are wrapped
# What XML 1.0 has no room for; half characters, too.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEXT_CELL = re.compile(r"([;\t\r\n])(?=\s*[=+\-@＝＋－＠])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with a name. Moments are in UTC or another zone, and shown in this machine's."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula.

    Spaces and invisible characters in front do not hide one; a text that begins with a tab or the
    end of a line gets an apostrophe, too. Characters that no cell can hold become question marks.
    """
    text = _UNFIT.sub("?", text)
    bare = text.lstrip("".join({letter for letter in text if _is_invisible(letter)}))
    if text[:1] in ("\t", "\r", "\n") or bare[:1] in FORMULA:
        return f"'{text}"
    return text


def _is_invisible(letter: str) -> bool:
    return letter.isspace() or category(letter) in ("Cc", "Cf", "Zs", "Zl", "Zp")


def csv_text(sheet: Sheet) -> str:
    """The sheet as CSV. It stays harmless where a spreadsheet splits at semicolons or tabs."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([_in_csv(cell) for cell in row])
    return text.getvalue()


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, str):
        return _NEXT_CELL.sub(r"\1'", harmless(cell))
    if isinstance(cell, datetime):
        return f"{cell.astimezone():%Y-%m-%d %H:%M}"
    return "" if cell is None or not isfinite(cell) else f"{cell:.10g}"


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """An .xlsx workbook: texts as text cells, numbers as numbers, moments as dates."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "bhtrain"
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row, cells in enumerate([sheet.columns, *sheet.rows], start=1):
            for column, value in enumerate(cells, start=1):
                _fill(page.cell(row, column), value)
        for cell in page[1]:
            cell.font = Font(bold=True)
        for column, cells in enumerate(page.iter_cols(), start=1):
            longest = max(len(str(cell.value or "")) for cell in cells) + 2
            page.column_dimensions[get_column_letter(column)].width = min(longest, WIDEST)
            for cell in cells:
                cell.alignment = Alignment(vertical="top", wrap_text=longest > WIDEST)
        page.freeze_panes = "A2"
        page.auto_filter.ref = page.dimensions
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _fill(cell: Any, value: Cell) -> None:
    """Set a cell of openpyxl. It would take a text that begins with = for a formula."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.value = harmless(value)[:MOST_IN_A_CELL]
        cell.data_type = "s"
    elif isinstance(value, datetime):
        cell.value = value.astimezone().replace(tzinfo=None)
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isfinite(value):
        cell.value = value


def was_exported(path: Path, sheets: Sequence[Sheet]) -> bool:
    """Whether a file is an earlier export of these sheets: of one as CSV, of all as a workbook.

    Raises:
        CourseError: It cannot be read.
    """
    try:
        if path.suffix.lower() == ".csv":
            header = csv_text(Sheet(name="", columns=sheets[0].columns, rows=())).strip()
            with path.open(encoding="utf-8-sig", newline="") as file:
                return file.readline().strip() == header
        return _sheet_names(path) == [sheet.name for sheet in sheets]
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is there and cannot be read ({error}).") from None


def _sheet_names(path: Path) -> list[str]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError):
        return []
    try:
        return list(book.sheetnames)
    finally:
        book.close()
