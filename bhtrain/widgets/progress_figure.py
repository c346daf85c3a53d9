"""Accuracy of first tries as a figure of plain SVG: the share, and how sure it is."""

from bhtrain.model.attempt import competency_in_words
from bhtrain.progress.mastery import CompetencyProgress
from bhtrain.widgets.parts import escape
from bhtrain.widgets.progress_words import range_of, right_of

ROW = 40  # height of a competency
AXIS = 16  # height of the numbers at the bottom
WIDE = 300  # from 0 % to 100 %
EDGE = 14  # so that nothing is cut off at 0 % and 100 %


def accuracy_figure(found: tuple[CompetencyProgress, ...]) -> str:
    """A dot for the share of right first tries, on a bar from the low to the high end of its range.

    All of it stands in words in the figure's label, and in the table beside it.
    """
    counted = [one for one in found if one.accuracy.n]
    if not counted:
        return ""
    spoken = "; ".join(
        f"{competency_in_words(one.competency)} {right_of(one.accuracy)}, "
        f"likely {range_of(one.accuracy)}"
        for one in counted
    )
    height = ROW * len(counted) + AXIS
    rows = "".join(_row(one, place * ROW) for place, one in enumerate(counted))
    axis = "".join(
        f'<text x="{_at(share):.0f}" y="{height - 3}" font-size="10" text-anchor="middle" '
        f'fill="currentColor">{share:.0%}</text>'
        for share in (0, 0.5, 1)
    )
    return (
        f'<svg role="img" aria-label="Accuracy of first tries: {escape(spoken)}" '
        f'viewBox="0 0 {WIDE + 2 * EDGE} {height}" style="max-width:27rem;width:100%;'
        f'height:auto;display:block;margin:.75rem 0">{rows}{axis}</svg>'
    )


def _row(progress: CompetencyProgress, top: int) -> str:
    accuracy = progress.accuracy
    low, high = accuracy.interval
    middle = top + 26
    return (
        f'<text x="{EDGE}" y="{top + 13}" font-size="11.5" fill="currentColor">'
        f"{escape(competency_in_words(progress.competency))}</text>"
        f'<text x="{EDGE + WIDE}" y="{top + 13}" font-size="11.5" text-anchor="end" '
        f'fill="currentColor">{accuracy.right} of {accuracy.n}</text>'
        f'<line x1="{_at(0)}" x2="{_at(1)}" y1="{middle}" y2="{middle}" stroke="currentColor" '
        'stroke-opacity="0.35"/>'
        f'<line x1="{_at(low):.1f}" x2="{_at(high):.1f}" y1="{middle}" y2="{middle}" '
        'stroke="var(--bh-accent,#0b5c7a)" stroke-width="7" stroke-opacity="0.4" '
        'stroke-linecap="round"/>'
        f'<circle cx="{_at(accuracy.share or 0):.1f}" cy="{middle}" r="6" '
        'fill="var(--bh-accent,#0b5c7a)"/>'
    )


def _at(share: float) -> float:
    return EDGE + WIDE * share
