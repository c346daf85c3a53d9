"""Some notes one after another on one desk, as a lesson asks for them."""

from collections.abc import Callable, Sequence
from typing import Protocol

import ipywidgets as widgets

from bhtrain.widgets import parts
from bhtrain.widgets.desk import CaseDesk

OVER = "That was the last of these. Go on below."


class DeskOf(Protocol):
    """Makes the desk of a note.

    told: Where the desk says how a check counts.
    checked: Told after each check.
    take_focus: Whether the desk takes the keyboard's focus, because a button opened it.
    """

    def __call__(
        self,
        note: str,
        heading: str,
        told: widgets.HTML,
        *,
        checked: Callable[[], None] = ...,
        take_focus: bool = ...,
    ) -> CaseDesk: ...


def in_a_row(
    notes: Sequence[str],
    first: str,
    desk_of: DeskOf,
    *,
    above: Sequence[widgets.Widget] = (),
    keep: Callable[[str], None] = lambda _note: None,
    tried: Callable[[str], bool] = lambda _note: False,
    over: str = "",
) -> widgets.VBox:
    """Notes with "Note before" and "Next note".

    Args:
        first: The note to begin with.
        keep: Told which note was opened, so that a reload stays with it.
        tried: Whether a note was checked before.
        over: What is said once the last one was checked.
    """
    page = widgets.VBox()
    page.add_class("bh-practice")
    told, end = parts.markup(""), parts.markup("")

    def show(place: int, *, clicked: bool) -> None:
        note = notes[place]

        def checked() -> None:
            last = place == len(notes) - 1
            end.value = parts.message(over, kind="good") if last and over else ""

        told.value = end.value = ""
        heading = f"Note {place + 1} of {len(notes)}" if len(notes) > 1 else f"Practice note {note}"
        desk = desk_of(note, heading, told, checked=checked, take_focus=clicked)
        if tried(note):
            checked()
        shown = [*above, desk, told]
        if place + 1 < len(notes):
            shown.append(parts.button("Next note", lambda: go_to(place + 1), main=True))
        if place > 0:
            shown.append(parts.button("Note before", lambda: go_to(place - 1)))
        put(page, [*shown, end])

    def go_to(place: int) -> None:
        def go() -> None:
            keep(notes[place])
            show(place, clicked=True)

        parts.attempt(go, lambda words: setattr(told, "value", words))

    show(notes.index(first), clicked=False)
    return page


def put(page: widgets.VBox, shown: Sequence[widgets.Widget]) -> None:
    """Show other parts on a page; the desk that was there before is closed."""
    before, page.children = page.children, tuple(shown)
    for old in before:
        if isinstance(old, CaseDesk) and old not in shown:
            old.close()
