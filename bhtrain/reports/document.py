"""A document to print: its parts as data, and the same as one page of HTML."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from bhtrain.grading.feedback_html import KEPT_PAGE_POLICY

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem;
  color: #1a1a1a; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.25rem; } h3 { font-size: 1rem; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid #d5dae0; }
td { overflow-wrap: break-word; }
h2, h3, dt { break-after: avoid; } thead { display: table-header-group; }
tr, dd, p { break-inside: avoid; }
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; max-width: none; padding: 0; } .wide { overflow: visible; }
}
@media screen and (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #16181b; } th, td { border-color: #3b4148; }
}
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title; level 2 is the highest."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what is true of them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `widths` are their shares of a printed page."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Part = Heading | Words | Facts | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is printed. All of it is text; nothing in it is ever markup."""

    title: str
    made: datetime
    parts: tuple[Part, ...]


def page(document: Document) -> str:
    """The document as a page of HTML that needs nothing else, with every text escaped."""
    title = escape(document.title)
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{KEPT_PAGE_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{_STYLE}</style></head><body><main>",
            f"<h1>{title}</h1>",
            *(_html(part) for part in document.parts),
            "</main></body></html>",
        ]
    )


def _html(part: Part) -> str:
    match part:
        case Heading():
            return f"<h{part.level}>{escape(part.text)}</h{part.level}>"
        case Words():
            return f"<p>{escape(part.text)}</p>"
        case Facts():
            rows = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in part.rows)
            return f"<dl>{''.join(rows)}</dl>"
        case Table():
            heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in part.columns)
            rows = (
                f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
                for row in part.rows
            )
            return (
                f'<div class="wide" tabindex="0" role="region" aria-label="Table">'
                f"<table><thead><tr>{heads}</tr></thead>"
                f"<tbody>{''.join(rows)}</tbody></table></div>"
            )
