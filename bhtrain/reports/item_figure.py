"""Facility and discrimination of graded tasks as a figure, with how sure they are."""

from io import BytesIO
from typing import Any

import pandas as pd
from IPython.display import Image
from matplotlib.figure import Figure

from bhtrain.reports.items import FEW, PRACTICE

ROW = 0.32  # inches for a task
INK, QUIET = "#0b5c7a", "#6b7680"


def item_figure(items: pd.DataFrame) -> Figure:
    """Two panels with one row for each graded task, in the order of the frame.

    At the left its facility, at the right its discrimination with the 95 % interval; "too few"
    where there is none. A hollow dot stands for fewer than 30 learners.

    Args:
        items: As `items.items_frame` gives them; practice is left out.
    """
    rows = _shown(items)
    figure = Figure(figsize=(9, 1.6 + ROW * max(1, len(rows))), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    left.set(title="Facility: share of points", xlim=(-0.03, 1.03))
    left.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    right.set(title="Discrimination, with its range", xlim=(-1.03, 1.03))
    right.axvline(0, color=QUIET, linewidth=1)
    for place, item in enumerate(rows):
        fill = "white" if item["n"] < FEW else INK
        dot = {"marker": "o", "color": INK, "markerfacecolor": fill, "linestyle": ""}
        left.plot([item["facility"]], [place], **dot)
        if pd.isna(item["discrimination"]):
            right.text(0, place, " too few", color=QUIET, va="center", fontsize=8)
        else:
            right.plot([item["low"], item["high"]], [place, place], color=INK, alpha=0.5)
            right.plot([item["discrimination"]], [place], **dot)
    left.set_yticks(range(len(rows)), [f"{item['task']} (n = {item['n']})" for item in rows])
    left.set_ylim(len(rows) - 0.5, -0.5) if rows else left.set_yticks([])
    for panel in (left, right):
        panel.grid(axis="x", alpha=0.3)
        panel.spines[["top", "right"]].set_visible(False)
    right.tick_params(left=False)
    figure.supxlabel(f"Hollow: fewer than {FEW} learners. Read it as a hint.", fontsize=9)
    return figure


def item_picture(items: pd.DataFrame) -> Image:
    """The same for a notebook, with all of it in words for those who do not see it."""
    drawn = BytesIO()
    item_figure(items).savefig(drawn, format="png", dpi=144)
    words = "; ".join(_in_words(item) for item in _shown(items)) or "nothing is graded yet"
    return Image(  # type: ignore[no-untyped-call]
        data=drawn.getvalue(), width=860, alt=f"Facility and discrimination by task: {words}."
    )


def _shown(items: pd.DataFrame) -> list[dict[Any, Any]]:
    graded = (items["assignment"] != PRACTICE) & items["facility"].notna()
    return items[graded].to_dict("records")


def _in_words(item: dict[Any, Any]) -> str:
    words = f"{item['task']} facility {item['facility']:.0%} of {item['n']}"
    if pd.isna(item["discrimination"]):
        return f"{words}, too few for a discrimination"
    return (
        f"{words}, discrimination {item['discrimination']:.2f} "
        f"({item['low']:.2f} to {item['high']:.2f})"
    )
