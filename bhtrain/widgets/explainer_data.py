"""What the time ruler and the add-on map show, drawn from codebook and rules for a date of service.

Pure functions: plain lists and dictionaries come out, and the same call gives the same ones. Rows
are lists, since JavaScript would put keys such as "11" and "02" in another order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from bhtrain.codebook import Code, Codebook
from bhtrain.errors import BhtrainError, UnknownNameError
from bhtrain.rules import HORIZON, Rule, load_rulebook
from bhtrain.rules.services import units_from
from bhtrain.rules.verdict import listed
from bhtrain.widgets.explainer_texts import EXPLAINER_TEXTS as TEXTS

Data = dict[str, Any]

LAST_MINUTE = 120  # of the ruler
_LOOKED_AT = 300  # minutes, so that a band that leaves the ruler shows where it ends
_START = 45  # where the slider stands at first


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruler:
    """One kind of timed service: its family in the codebook, and the rules that teach its bands."""

    family: str
    rules: tuple[str, ...]
    twins: bool = False  # several codes share the minutes, and something else tells them apart


RULERS = {
    "psychotherapy": Ruler(
        family="psychotherapy",
        rules=(
            "time-psychotherapy-below-16",
            "time-psychotherapy-30",
            "time-psychotherapy-45",
            "time-psychotherapy-60",
        ),
    ),
    "psychotherapy-add-on": Ruler(
        family="psychotherapy_with_em", rules=("em-psych-short-therapy", "em-psych-time-own")
    ),
    "crisis": Ruler(
        family="crisis",
        rules=("crisis-minimum-30", "crisis-first-hour", "crisis-additional-units"),
    ),
    "family": Ruler(
        family="family",
        rules=("family-min-26", "family-with-patient", "family-without-patient"),
        twins=True,
    ),
}

# The map shows what a practice meets each day; the table below it has every add-on.
_ON_THE_MAP = (
    "interactive_complexity",
    "psychotherapy_with_em",
    "pharmacologic_add_on",
    "crisis",
    "em_add_on",
)


def day_of(on: date | str) -> date:
    """A date of service that bhtrain knows something about.

    Raises:
        BhtrainError: It is no date, or lies before the horizon.
    """
    try:
        day = on if isinstance(on, date) else date.fromisoformat(on)
    except (TypeError, ValueError):
        raise BhtrainError(TEXTS["explainer.no-date"].format(given=repr(on))) from None
    if day < HORIZON:
        raise BhtrainError(TEXTS["explainer.before"].format(day=HORIZON.isoformat()))
    return day


def framed(title: str, day: date, about: str, table: Data, rules: Sequence[str] = ()) -> Data:
    """What every explainer has: a title, its date, a table, and the rules as they read that day."""
    book = load_rulebook()
    return {
        "title": title,
        "day": TEXTS["explainer.day"].format(day=day.isoformat()),
        "about": about,
        "table": table,
        "rules": [says for rule in rules for says in as_it_reads(book[rule], day)],
    }


def as_it_reads(rule: Rule, day: date) -> list[str]:
    """A rule as it reads that day; a later version may refer to those before it ("as before")."""
    so_far = [version for version in rule.versions if version.start <= day]
    if rule.version_on(day) is None:
        return []
    words = TEXTS["explainer.rule.since" if len(so_far) > 1 else "explainer.rule"]
    return [
        words.format(start=one.start.isoformat(), says=one.says.rstrip("."), rule=rule.id)
        for one in so_far
    ]


def spans(codes: Iterable[str]) -> str:
    """Codes as a person says them, neighbors as a span: "99202 to 99205 and 99213"."""
    runs: list[list[str]] = []
    for code in codes:
        follows = runs and code.isdigit() and runs[-1][-1].isdigit()
        if follows and int(code) == int(runs[-1][-1]) + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    parts: list[str] = []
    for run in runs:
        if len(run) > 2:
            parts.append(TEXTS["map.span"].format(first=run[0], last=run[-1]))
        else:
            parts += run
    return listed(parts)


# -- time ruler ---------------------------------------------------------------------------------


def ruler_data(book: Codebook, family: str, day: date) -> Data:
    """Minutes 0 to 120 and the code of each, as bands.

    Raises:
        UnknownNameError: There is no ruler for that family.
    """
    if family not in RULERS:
        raise UnknownNameError("time ruler", family, RULERS)
    codes, ruler = book.on(day), RULERS[family]
    billed = [_billed(codes, ruler, minutes) for minutes in range(_LOOKED_AT + 1)]
    bands, band_of = list[Data](), list[int]()
    for (names, units), run in groupby(range(len(billed)), key=billed.__getitem__):
        minutes = list(run)
        if minutes[0] > LAST_MINUTE:
            break
        last = None if minutes[-1] == _LOOKED_AT else minutes[-1]
        bands.append(_band(codes, family, names, units, minutes[0], last))
        band_of += [len(bands) - 1] * sum(minute <= LAST_MINUTE for minute in minutes)
    head = [TEXTS[f"ruler.column.{name}"] for name in ("minutes", "code", "summary")]
    rows = [[band["span_short"], band["label"], band["summary"]] for band in bands]
    title = TEXTS[f"ruler.title.{family}"]
    return {
        **framed(title, day, "", {"head": head, "rows": rows}, ruler.rules),
        "last": LAST_MINUTE,
        "start": _START,
        "bands": bands,
        "band_of": band_of,
    }


def _billed(codes: Codebook, ruler: Ruler, minutes: int) -> tuple[tuple[str, ...], int]:
    """The codes that these minutes take, and the units of the add-on, which then comes last."""
    base = codes.for_minutes(ruler.family, minutes)
    if base is None:
        return (), 0
    names = [base.code]
    if ruler.twins:
        names += [
            code.code
            for code in codes.codes.values()
            if code.family == base.family and code is not base
            if code.minutes_min is not None and code.holds(minutes)
        ]
    more = next((code for code in codes.codes.values() if base.code in code.starts_at), None)
    if more is None:
        return tuple(names), 0
    step = more.each_minutes or 1
    units = units_from(minutes, first=more.starts_at[base.code], step=step)
    return (*names, *([more.code] if units else [])), units


def _band(
    codes: Codebook, family: str, names: tuple[str, ...], units: int, first: int, last: int | None
) -> Data:
    ending = ".open" if last is None else ""
    if not names:
        label = TEXTS[f"ruler.none.{family}"]
        lines = [[label, TEXTS["ruler.none.short"]]]
        summary = TEXTS["ruler.none.summary"]
    elif units:
        base, add_on = names
        label = TEXTS["ruler.with-units"].format(base=base, units=units, add_on=add_on)
        more, short = (
            TEXTS[f"ruler.more-units{length}"].format(units=units, add_on=add_on)
            for length in ("", ".short")
        )
        lines = [[base, base], [more, short]]
        summary = " ".join(codes.code(name).summary for name in names)
    else:
        label, lines = names[0], [[name, name] for name in names]
        for name in names[1:]:
            label = TEXTS["ruler.either"].format(one=label, other=name)
        summary = " ".join(codes.code(name).summary for name in names)
    span = TEXTS[f"ruler.span{ending}"].format(first=first, last=last)
    return {
        "first": first,
        "last": LAST_MINUTE if last is None else min(last, LAST_MINUTE),
        "none": not names,
        "label": label,
        "lines": lines,
        "span": span,
        "span_short": TEXTS[f"ruler.span{ending}.short"].format(first=first, last=last),
        "says": TEXTS["ruler.says"].format(label=label, span=span),
        "summary": summary,
    }


# -- add-on map ---------------------------------------------------------------------------------


def map_data(book: Codebook, day: date) -> Data:
    """Bases, add-ons, and a line where an add-on may join a base on that date.

    Bases of one family that take the same add-ons are one entry of the map.
    """
    codes = book.on(day).codes
    add_ons = [code for code in codes.values() if code.kind == "add_on" and code.required_base]
    rows = [[one.code, spans(_in_force(one, codes))] for one in add_ons]
    shown = [one for one in add_ons if one.family in _ON_THE_MAP]
    joined = {
        base: tuple(one.code for one in shown if base in one.required_base)
        for base in codes
        if any(base in one.required_base for one in shown)
    }
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for base, joining in joined.items():
        groups.setdefault((codes[base].family, joining), []).append(base)
    bases, lines = list[Data](), list[list[int]]()
    for place, ((family, joining), members) in enumerate(groups.items()):
        label = spans(members)
        bases.append(
            {
                "label": label,
                "words": TEXTS.get(f"map.group.{family}", codes[members[0]].summary),
                "says": TEXTS["map.base.says"].format(code=label, add_ons=listed(joining)),
            }
        )
        lines += [[place, at] for at, one in enumerate(shown) if one.code in joining]
    head = [TEXTS["map.column.add-on"], TEXTS["map.column.bases"]]
    return {
        **framed(TEXTS["map.title"], day, TEXTS["map.about"], {"head": head, "rows": rows}),
        "bases": bases,
        "add_ons": [
            {
                "label": one.code,
                "words": one.summary,
                "says": TEXTS["map.add-on.says"].format(
                    code=one.code, summary=one.summary, bases=spans(_in_force(one, codes))
                ),
            }
            for one in shown
        ],
        "lines": lines,
    }


def _in_force(add_on: Code, codes: Mapping[str, Code]) -> list[str]:
    return [base for base in add_on.required_base if base in codes]
