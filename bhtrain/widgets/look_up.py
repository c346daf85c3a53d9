"""A list to look things up in, with a field that narrows it as one types."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ipywidgets as widgets

from bhtrain.codebook import load_codebook
from bhtrain.widgets import parts
from bhtrain.widgets.parts import escape


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be found: by these words, shown as this HTML, under this heading."""

    words: str
    html: str
    group: str = ""


def look_up(
    label: str, entries: Sequence[Entry], show: Callable[[Sequence[Entry]], str]
) -> widgets.Widget:
    """A search field above a list.

    Args:
        label: What the field is called.
        entries: What may be found: every word that is typed has to begin one of its words.
        show: Makes HTML of those that are left.
    """
    field = widgets.Text(
        description=label, continuous_update=True, style={"description_width": "initial"}
    )
    said, found = parts.markup(""), parts.markup("")
    known = [(_words(entry.words), entry) for entry in entries]

    def narrow(_change: object = None) -> None:
        asked = _words(field.value)
        left = [entry for words, entry in known if all(_begins(words, word) for word in asked)]
        found.value = show(left) if left else ""
        if not left:
            words = "Nothing has these words. Try fewer letters."
        elif asked:
            words = f"Shown: {len(left)} of {len(entries)}."
        else:
            words = f"{len(entries)} in all."
        said.value = f'<p role="status">{escape(words)}</p>'

    field.observe(narrow, "value")
    narrow()
    return widgets.VBox([field, said, found])


def _words(text: str) -> list[str]:
    return text.casefold().replace("-", " ").replace("/", " ").split()


def _begins(known: list[str], word: str) -> bool:
    return any(one.startswith(word) for one in known)


@parts.in_words
def abbreviations_page() -> widgets.Widget:
    """What is shortened in notes, with a search field."""
    entries = []
    for one in load_codebook().abbreviations:
        about = f" ({one.about})" if one.about else ""
        words = f"{one.long}{about}"
        row = f'<tr><th scope="row">{escape(one.short)}</th><td>{escape(words)}</td></tr>'
        entries.append(Entry(" ".join([one.short, *one.also, words]), row))

    def table(rows: Sequence[Entry]) -> str:
        head = '<tr><th scope="col">In the note</th><th scope="col">What it means</th></tr>'
        body = "".join(row.html for row in rows)
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"

    return look_up("Find a short form", entries, table)
