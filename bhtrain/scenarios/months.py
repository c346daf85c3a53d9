"""A month of claims as a table, and the figures that a payer would draw from it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.model.papers import BilledLine

INDIVIDUAL = ("90832", "90834", "90837")
VISIT_ADD_ONS = ("90833", "90836", "90838")
DISTINCT = frozenset({"25", "59", "XE", "XP", "XS", "XU"})
_VISITS = r"992(0[2-5]|1[1-5])"


def month_frame(month: Sequence[BilledLine]) -> pd.DataFrame:
    """One row for each billed line.

    Columns: date (datetime64), client, code, units, modifiers (a tuple), place, start, stop
    ("09:00" or ""), minutes (of the clock; missing for untimed services).
    """
    clock = [[f"{at:%H:%M}" if at else "" for at in (line.start, line.stop)] for line in month]
    return pd.DataFrame(
        {
            "date": pd.to_datetime([line.service_date for line in month]),
            "client": [line.client for line in month],
            "code": [line.code for line in month],
            "units": [line.units for line in month],
            "modifiers": [line.modifiers for line in month],
            "place": [line.place for line in month],
            "start": [start for start, _ in clock],
            "stop": [stop for _, stop in clock],
            "minutes": pd.array([line.minutes for line in month], dtype="Int64"),
        }
    )


def month_figures(frame: pd.DataFrame, book: Codebook | None = None) -> dict[str, Any]:
    """The facts `pattern.*` that the rows of one calendar month show.

    Shares are from 0 to 1, rounded to 4 decimals. A session is a row whose code is no add-on.
    `day_minutes` are the least minutes of all timed codes of the fullest day, a group (same
    code, day and start) once. A share whose whole is empty is left out.
    """
    codes = (book or load_codebook()).codes
    add_on = {code for code in frame["code"].unique() if code in codes and _adds(codes[code])}
    sessions = frame[~frame["code"].isin(add_on)]
    individual = sessions[sessions["code"].isin(INDIVIDUAL)]
    visits = sessions[sessions["code"].str.fullmatch(_VISITS)]
    with_therapy = frame[frame["code"].isin(VISIT_ADD_ONS)][["date", "client"]].drop_duplicates()
    least = frame["code"].map(lambda code: codes[code].minutes_min if code in codes else None)
    worked = frame.assign(least=least.fillna(0) * frame["units"])
    clocked = worked["start"] != ""
    once = worked[~(clocked & worked.duplicated(["date", "code", "start"]))]
    distinct = frame["modifiers"].map(lambda marks: bool(DISTINCT & set(marks)))
    timed = sessions["minutes"].dropna()
    first = frame["date"].min()
    figures: dict[str, Any] = {
        "sessions": len(sessions),
        "day_minutes": int(once.groupby("date")["least"].sum().max()),
        "day_services": int(sessions.groupby("date").size().max()),
        "share_top_code": _share(_commonest(sessions["code"]), len(sessions)),
        "share_same_minutes": _share(_commonest(timed), len(sessions)) if len(timed) else None,
        "share_90837": _share((individual["code"] == "90837").sum(), len(individual)),
        "share_90785": _share((frame["code"] == "90785").sum(), len(sessions)),
        "share_distinct": _share(distinct.sum(), len(frame)),
        "share_visit_with_therapy": _share(
            len(visits.merge(with_therapy, on=["date", "client"])), len(visits)
        ),
        "share_days_billed": _share(frame["date"].nunique(), first.days_in_month),
    }
    return {f"pattern.{name}": value for name, value in figures.items() if value is not None}


def _adds(code: Any) -> bool:
    return code.kind == "add-on" or bool(code.required_base)


def _commonest(values: "pd.Series[Any]") -> int:
    return int(values.value_counts().max())


def _share(part: Any, whole: int) -> float | None:
    return round(float(part) / whole, 4) if whole else None
