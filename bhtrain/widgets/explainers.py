"""Explainers: what codes and rules say as a picture to try out, with its numbers in a table.

Each call draws from codebook and rules for a date of service. In a notebook the widget also has a
plain text, the same in every run.
"""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

import anywidget
import traitlets

from bhtrain.practice_codebook import practice_codebook
from bhtrain.widgets import parts
from bhtrain.widgets.explainer_data import Data, day_of, map_data, ruler_data
from bhtrain.widgets.explainer_grids import ON_ONE_DAY, payer_of, same_day_data, who_data
from bhtrain.widgets.explainer_texts import EXPLAINER_TEXTS
from bhtrain.widgets.modules import EXPLAINER_MODULES, script, style

KINDS = ("ruler", "map", "grid")
WIDTH = 88
EXAMPLE_DAY = "2026-03-04"


class Explainer(anywidget.AnyWidget):
    """One picture drawn from the rulebook. Nothing comes back from the browser.

    Args:
        kind: "ruler", "map" or "grid": how the data is drawn.
        data: What explainer_data and explainer_grids return.
    """

    _esm = script(EXPLAINER_MODULES)
    _css = style("explainer.css")

    kind = traitlets.Enum(KINDS).tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, kind: str, data: Data):
        super().__init__(kind=kind, data=data, texts=EXPLAINER_TEXTS)

    def __repr__(self) -> str:
        """The title and the table, as plain text."""
        table = self.data["table"]
        head = f"{self.data['title']} ({self.data['day']})"
        return "\n".join([head, "", *_aligned([table["head"], *table["rows"]])])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        content = bundle[0] if isinstance(bundle, tuple) else bundle
        if content is not None:
            content["text/plain"] = repr(self)  # ipywidgets would cut it after 110 characters
        return bundle


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as columns of text; what stands last is wrapped within its column."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    room = max(30, WIDTH - sum(widths) - 2 * len(widths))
    lines = []
    for row in rows:
        start = "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False))
        first, *more = textwrap.wrap(row[-1], room) or [""]
        lines.append(f"{start}{first}".rstrip())
        lines += [" " * len(start) + rest for rest in more]
    return lines


@parts.in_words
def time_ruler(family: str = "psychotherapy", on: date | str = EXAMPLE_DAY) -> Explainer:
    """A ruler of documented minutes on which the code changes as a slider is moved.

    Args:
        family: "psychotherapy", "psychotherapy-add-on", "crisis" or "family".
        on: Date of service.
    """
    day = day_of(on)
    return Explainer("ruler", ruler_data(practice_codebook(), family, day))


@parts.in_words
def add_on_map(on: date | str = EXAMPLE_DAY) -> Explainer:
    """Which add-on may join which code, on a date of service."""
    return Explainer("map", map_data(practice_codebook(), day_of(on)))


@parts.in_words
def who_may_bill(payer: str = "medicare", on: date | str = EXAMPLE_DAY) -> Explainer:
    """Credentials by everyday codes: who may bill a payer, on a date of service."""
    day = day_of(on)
    return Explainer("grid", who_data(practice_codebook(), payer_of(payer), day))


@parts.in_words
def same_day(
    codes: Sequence[str] = ON_ONE_DAY, payer: str = "medicare", on: date | str = EXAMPLE_DAY
) -> Explainer:
    """Codes by codes: together, with a modifier, or not together for one patient on one day."""
    day = day_of(on)
    return Explainer("grid", same_day_data(practice_codebook(), codes, payer_of(payer), day))
