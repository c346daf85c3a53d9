"""No cell is ever a formula: whatever a learner typed, in CSV and in Excel."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bhtrain.reports.spreadsheet import Sheet, csv_text, harmless, workbook

SIGNS = "=+-@＝＋－＠"
IN_FRONT = st.text(alphabet=" \t\r\n\u00a0\u200b\ufeff\u3000\x00", max_size=4)
FORMULAS = st.tuples(IN_FRONT, st.sampled_from(SIGNS), st.text(max_size=20)).map("".join)
ANY = st.one_of(st.text(max_size=40), FORMULAS)
FORMULA = re.compile(rf"^[\s\u200b\ufeff\x00-\x1f]*[{re.escape(SIGNS)}]")


def one(text):
    return Sheet(name="grades", columns=("name",), rows=[(text,)])


def in_excel(*cells):
    sheet = Sheet(name="grades", columns=tuple(f"c{n}" for n in range(len(cells))), rows=[cells])
    return load_workbook(io.BytesIO(workbook([sheet])))["grades"][2]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\u200b=1", "'\u200b=1"),
        ("\t1", "'\t1"),
        ("\r1", "'\r1"),
        ("\n=1", "'\n=1"),
        ("\x00=1", "?=1"),  # no file can hold the first character, and "?" begins no formula
        ("Ana Ruiz", "Ana Ruiz"),
        ("90834-95", "90834-95"),
        ("a = b", "a = b"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(text, kept):
    """And no other text is changed."""
    assert harmless(text) == kept


@given(ANY)
def test_no_text_begins_like_a_formula_and_none_is_lost(text):
    """All that is added is one apostrophe, and what no file can hold becomes a question mark."""
    safe = harmless(text)

    assert not FORMULA.match(safe)
    assert safe[:1] not in ("\t", "\r", "\n")
    assert safe.removeprefix("'" if len(safe) > len(text) else "").replace("?", "") == re.sub(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff?]", "", text
    )


@given(ANY)
def test_a_csv_cell_is_text_for_every_way_of_splitting(text):
    """A spreadsheet set to semicolons or tabs splits where we do not."""
    written = csv_text(one(text))
    [_, [cell]] = csv.reader(io.StringIO(written, newline=""))

    assert not FORMULA.match(cell)
    for piece in re.split("[;\t\r\n]", cell):
        assert not re.match(rf"\s*[{re.escape(SIGNS)}]", piece)


@given(st.lists(ANY, min_size=1, max_size=5))
def test_an_excel_cell_is_text_when_it_is_opened_again(texts):
    """Never of the type "formula" or "error", and what it says is what was written."""
    for text, cell in zip(texts, in_excel(*texts), strict=True):
        assert cell.data_type in ("s", "n")  # an empty text is an empty cell
        assert (cell.value or "") == harmless(text).replace("\r\n", "\n").replace("\r", "\n")
        assert not FORMULA.match(str(cell.value or ""))


@pytest.mark.parametrize("text", ["#N/A", "=1", "#REF!", "TRUE", "1e5", "2026-01-05"])
def test_a_text_that_looks_like_something_else_stays_text_in_excel(text):
    """A code such as 1e5 is not a number."""
    [cell] = in_excel(text)

    assert (cell.data_type, cell.value) == ("s", harmless(text))


def test_numbers_are_numbers_and_moments_are_dates():
    """Also a negative number, which is no formula; what is not known is empty."""
    at = datetime(2026, 1, 5, 12, 30, tzinfo=UTC)
    here = at.astimezone().replace(tzinfo=None)
    number, negative, moment, missing, undefined = in_excel(7, -1.5, at, None, float("nan"))

    assert (number.value, negative.value, moment.value) == (7, -1.5, here)
    assert (missing.value, undefined.value) == (None, None)
    text = csv_text(
        Sheet(name="x", columns=("a", "b", "c", "d", "e"), rows=[(7, -1.5, at, None, float("inf"))])
    )
    assert text == f"a,b,c,d,e\r\n7,-1.5,{here:%Y-%m-%d %H:%M},,\r\n"


def test_a_sheet_without_rows_still_names_its_columns():
    """The first day of a course."""
    empty = Sheet(name="history", columns=("number", "why"), rows=[])

    assert csv_text(empty) == "number,why\r\n"
    page = load_workbook(io.BytesIO(workbook([empty])))["history"]
    assert [[cell.value for cell in row] for row in page] == [["number", "why"]]


def test_a_text_longer_than_a_cell_is_cut_where_excel_would_refuse_the_file():
    """32,767 characters."""
    [cell] = in_excel("x" * 40_000)

    assert cell.value == "x" * 32_767
