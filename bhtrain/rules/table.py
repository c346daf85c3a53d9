"""A table of three columns, as plain text and as HTML: on a telephone only HTML can be read."""

import textwrap
from collections.abc import Sequence
from html import escape

from bhtrain.rules.explain import WIDTH, Text

_LEFT = 'style="text-align:left;vertical-align:top"'  # JupyterLab sets cells to the right


class Table(Text):
    """What differs, what comes of it, and why. It is its plain text; notebooks show the HTML."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __new__(cls, head: Sequence[str], rows: Sequence[Sequence[str]]) -> "Table":
        """Lay the columns out.

        Args:
            head: Three column heads.
            rows: Three cells each.
        """
        self = super().__new__(cls, _plain(head, rows))
        self.head = tuple(head)
        self.rows = tuple(map(tuple, rows))
        return self

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" {_LEFT}>{escape(name)}</th>' for name in self.head)
        body = "".join(
            f'<tr><th scope="row" {_LEFT}>{escape(first)}</th>'
            + "".join(f"<td {_LEFT}>{escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _plain(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widest = [max(len(row[place]) for row in (head, *rows)) for place in range(2)]
    widths = [min(widest[0], 30), min(widest[1], 24)]
    widths.append(max(30, WIDTH - sum(widths) - 4))
    lines = []
    for row in (head, ["-" * len(name) for name in head], *rows):
        cells = [_column(cell, width) for cell, width in zip(row, widths, strict=True)]
        for at in range(max(map(len, cells))):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            padded = (f"{part:<{width}}" for part, width in zip(parts, widths, strict=True))
            lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _column(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
