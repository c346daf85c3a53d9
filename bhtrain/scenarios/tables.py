"""Tables of a template: under which conditions a row holds.

    minutes: 38-52                          from 38 to 52; "53+" has no end
    date: from 2024-01-01                   or "to 2023-12-31", or "2022-01-01 to 2023-12-31"
    payer: medicare                         or a list: any of them

Conditions are data that a coder writes; nothing here knows a rule.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

_WHOLE = re.compile(r"(\d+)(?:-(\d+)|(\+))?")
_DAYS = re.compile(
    r"(?:from (?P<first>\S+)|to (?P<last>\S+)|(?P<start>\d{4}-\S+) to (?P<end>\d{4}-\S+))"
)


def holds(wanted: Any, value: Any) -> bool:
    """Whether a drawn value is what one condition wants.

    Raises:
        ValueError: The condition is not one for a value of this kind.
    """
    if isinstance(wanted, list):
        return any(holds(one, value) for one in wanted)
    if isinstance(value, date):
        first, last = days(wanted)
        return first <= value <= last
    if isinstance(value, int) and not isinstance(value, bool) and isinstance(wanted, str):
        least, most = whole_numbers(wanted)
        return least <= value and (most is None or value <= most)
    return bool(wanted == value)


def days(wanted: Any) -> tuple[date, date]:
    """First and last day of a condition on a date."""
    match = _DAYS.fullmatch(str(wanted))
    if match is None:
        text = "write from 2024-01-01, to 2023-12-31, or 2022-01-01 to 2023-12-31"
        raise ValueError(f"{wanted!r} is no range of dates; {text}")
    first, last = match["first"] or match["start"], match["last"] or match["end"]
    return (
        date.fromisoformat(first) if first else date.min,
        date.fromisoformat(last) if last else date.max,
    )


def whole_numbers(wanted: str) -> tuple[int, int | None]:
    """Least and most of a condition on a number; None where it has no end."""
    match = _WHOLE.fullmatch(wanted)
    if match is None:
        raise ValueError(f"{wanted!r} is no range of numbers; write 16-37, or 53+")
    least = int(match[1])
    return least, int(match[2]) if match[2] else None if match[3] else least


def first_row(
    rows: Iterable[Mapping[str, Any]], values: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """The first row all of whose conditions hold; a row without conditions always does."""
    for row in rows:
        when = row.get("when") or {}
        if all(holds(wanted, values[name]) for name, wanted in when.items()):
            return row
    return None
