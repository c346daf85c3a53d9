"""A document as PDF, in a font that comes with matplotlib and knows most alphabets of Europe."""

from math import ceil
from pathlib import Path
from typing import cast
from unicodedata import bidirectional, category, normalize

from fpdf import FPDF, FontFace
from fpdf.fonts import TTFFont
from matplotlib import get_data_path

from bhtrain.clock import local_words
from bhtrain.reports.document import Document, Facts, Heading, Part, Table, Words

_FONT = "dejavu"
_TEXT, _TITLE, _HEADINGS = 9.5, 16, {2: 13, 3: 10.5}  # points
_LINE = 1.45  # of the size of the letters
_MM = 25.4 / 72  # a point
_PADDING = 1.2  # mm around what stands in a cell
_LINES_IN_A_ROW = 30  # a longer row goes on in the next one, so that it fits on a page
_LABELS = 0.26  # share of the width that the names of facts take
_RIGHT_TO_LEFT = ("R", "AL", "AN")
LEFT_OUT = "Letters that this print has no shapes for stand as codes; the page in HTML has them."


def pdf(document: Document) -> bytes:
    """The document as a PDF on paper of letter size.

    No letter is left out or replaced by a similar one: one that the font does not have, or would
    set in the wrong direction, stands as its code point, [U+738B], and a line says so.
    """
    paper = _Paper(document)
    paper.add_page()
    paper.words(document.title, size=_TITLE, bold=True)
    for part in document.parts:
        paper.part(part)
    if paper.coded:
        paper.words(LEFT_OUT)
    pages = paper.page_no()
    paper.words(f"The record ends here, on page {pages}.")
    return bytes(paper.output())


class _Paper(FPDF):
    def __init__(self, document: Document):
        super().__init__(format="letter")
        fonts = Path(get_data_path(), "fonts", "ttf")
        self.add_font(_FONT, "", fonts / "DejaVuSans.ttf")
        self.add_font(_FONT, "B", fonts / "DejaVuSans-Bold.ttf")
        shapes = [set(font.cmap) for font in self.fonts.values() if isinstance(font, TTFFont)]
        self._shapes = set.intersection(*shapes)
        self.coded = False
        self.str_alias_nb_pages = ""  # nothing in a text is a placeholder
        self.set_auto_page_break(True, margin=18)
        self.set_lang("en-US")
        self.set_creation_date(document.made)
        self.set_title(document.title)
        self._foot = self.printable(f"{document.title}, made {local_words(document.made)}")

    def printable(self, text: str) -> str:
        """The text with a code in place of each letter that cannot be printed rightly."""
        return "".join(self._letter(one) for one in normalize("NFC", text).expandtabs(1))

    def _letter(self, letter: str) -> str:
        if letter == "\n":
            return letter
        fits = ord(letter) in self._shapes and category(letter) not in ("Cc", "Cf")
        if fits and bidirectional(letter) not in _RIGHT_TO_LEFT:
            return letter
        self.coded = True
        return f"[U+{ord(letter):04X}]"

    def footer(self) -> None:
        """What page this is, and of whose record."""
        self.set_y(-12)
        self.set_font(_FONT, "", 8)
        self.cell(0, 4, f"{self._foot}, page {self.page_no()}", align="R")

    def words(self, text: str, *, size: float = _TEXT, bold: bool = False) -> None:
        """A paragraph over the whole width."""
        self.set_font(_FONT, "B" if bold else "", size)
        height = size * _LINE * _MM
        self.multi_cell(0, height, self.printable(text), align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(1.5)

    def part(self, part: Part) -> None:
        """One part of the document."""
        match part:
            case Heading():
                self.ln(3)
                if self.will_page_break(30):  # a heading does not stand alone at the end of a page
                    self.add_page()
                self.words(part.text, size=_HEADINGS[part.level], bold=True)
            case Words():
                self.words(part.text)
            case Facts():
                rows = tuple(part.rows)
                self._rows(rows, (_LABELS, 1 - _LABELS), heads=None)
            case Table():
                self._rows(part.rows, part.widths, heads=part.columns)

    def _rows(
        self,
        rows: tuple[tuple[str, ...], ...],
        shares: tuple[float, ...],
        *,
        heads: tuple[str, ...] | None,
    ) -> None:
        self.set_font(_FONT, "", _TEXT)
        widths = [self.epw * share / sum(shares) for share in shares]
        with self.table(
            col_widths=tuple(shares),
            borders_layout="NONE" if heads is None else "HORIZONTAL_LINES",
            first_row_as_headings=heads is not None,
            headings_style=FontFace(emphasis="BOLD"),
            line_height=_TEXT * _LINE * _MM,
            padding=_PADDING,
            text_align="LEFT",
            v_align="TOP",
        ) as table:
            if heads is not None:
                table.row([self.printable(head) for head in heads])
            for row in rows:
                for first, *others in self._in_page_lengths(row, widths):
                    line = table.row()
                    line.cell(first, style=None if heads else FontFace(emphasis="BOLD"))
                    for cell in others:
                        line.cell(cell)
        self.ln(2)

    def _in_page_lengths(self, row: tuple[str, ...], widths: list[float]) -> list[list[str]]:
        """A row, as several where one of its texts would not fit on a page."""
        lines = [self._lines(cell, width) for cell, width in zip(row, widths, strict=True)]
        pieces = max(1, ceil(max(map(len, lines)) / _LINES_IN_A_ROW))
        if pieces == 1:
            return [[self.printable(cell) for cell in row]]
        return [
            [
                "\n".join(own[piece * _LINES_IN_A_ROW : (piece + 1) * _LINES_IN_A_ROW])
                for own in lines
            ]
            for piece in range(pieces)
        ]

    def _lines(self, text: str, width: float) -> list[str]:
        inner = width - 2 * _PADDING - 1
        text = self.printable(text)
        return cast(
            list[str], self.multi_cell(inner, text=text, align="L", dry_run=True, output="LINES")
        )
