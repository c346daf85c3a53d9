"""The reference drawer of the case desk: what lies beside the keyboard of somebody who codes.

Everything is drawn from codebook and rulebook for the date of service and the payer of the note,
and from nothing else: neither the task nor its key comes in here, so nothing of them can come out.

An assessment shows what the printed books at a real desk hold: the minutes of the codes, what an
add-on joins, places, modifiers, what each payer is known to ask for, and the list of codes. Rule
texts are the colleague who explains; they are there in practice only.

Pure functions. Rows are lists, since JavaScript would put keys such as "11" and "02" in another
order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from itertools import groupby
from typing import Any

from bhtrain.codebook import Code, Codebook, Modifier, PayerProfile
from bhtrain.model.billing import Payer, PayerFlags
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules import load_rulebook
from bhtrain.rules.engine import binds
from bhtrain.widgets.explainer_data import RULERS, Data, as_it_reads, map_data, ruler_data
from bhtrain.widgets.texts import TEXTS

Line = list[str]  # the lines of a cell, one below the other
Row = list[Any]  # [[cell, cell, ...], words that find the row beside its own]


def reference_data(book: Codebook, *, payer: Payer, service_date: date, setting: str) -> list[Data]:
    """The sections of the drawer, in order; a section without a row is left out.

    A section is {title, about, tables: [{title, head, rows}]}. A row is [cells, words], a cell a
    list of lines.
    """
    day, codes = service_date, book.on(service_date)
    sections = [
        _times(book, day),
        _section("add-ons", ("code", "summary", "joins"), _add_ons(book, codes.codes, day)),
        _section("places", ("place", "meaning"), _places(book, day)),
        _section("modifiers", ("modifier", "meaning", "use"), _modifiers(book, payer, day)),
        _section("payers", ("payer", "asks"), _payers(book, payer, day)),
        _section("codes", ("code", "summary", "minutes"), [_code(c) for c in codes.codes.values()]),
    ]
    if setting == "practice":
        behind = [rule for ruler in RULERS.values() for rule in ruler.rules]
        sections += [
            _section("time-rules", ("rule", "says"), _rules(behind, day)),
            _section("rules", ("rule", "says"), _rules(_of_payer(payer, day), day)),
        ]
    return [section for section in sections if any(table["rows"] for table in section["tables"])]


def _section(name: str, columns: Iterable[str], rows: list[Row]) -> Data:
    return {
        "title": TEXTS[f"reference.section.{name}"],
        "about": TEXTS[f"reference.about.{name}"],
        "tables": [_table("", columns, rows)],
    }


def _table(title: str, columns: Iterable[str], rows: list[Row]) -> Data:
    head = [TEXTS[f"reference.column.{name}"] for name in columns]
    return {"title": title, "head": head, "rows": rows}


def _row(*cells: str | Line, words: str = "") -> Row:
    return [[[cell] if isinstance(cell, str) else cell for cell in cells], words]


def _times(book: Codebook, day: date) -> Data:
    """Minutes and the code that they take, a table for each kind of timed service."""
    tables, known = list[Data](), book.on(day).codes
    for family in RULERS:
        ruler = ruler_data(book, family, day)
        if all(band["none"] for band in ruler["bands"]):
            continue  # no code of that family is in force
        rows = [
            _row(*cells, words=" ".join([*_minutes(band), *_names(cells[1], known)]))
            for cells, band in zip(ruler["table"]["rows"], ruler["bands"], strict=True)
        ]
        tables.append(_table(ruler["title"], ("span", "code", "summary"), rows))
    return {**_section("times", (), []), "tables": tables}


def _minutes(band: Data) -> list[str]:
    """Every minute of a band by itself, so that "47 min" finds the band that holds it."""
    return ["min", *map(str, range(band["first"], band["last"] + 1))]


def _names(label: str, known: Mapping[str, Code]) -> list[str]:
    return [words for number, code in known.items() if number in label for words in code.words]


def _add_ons(book: Codebook, known: Mapping[str, Code], day: date) -> list[Row]:
    return [
        _row(number, known[number].summary, joins, words=" ".join(known[number].words))
        for number, joins in map_data(book, day)["table"]["rows"]
    ]


def _places(book: Codebook, day: date) -> list[Row]:
    return [_row(one.place, one.summary) for one in book.places.values() if one.begun(day)]


def _modifiers(book: Codebook, payer: Payer, day: date) -> list[Row]:
    """Modifiers that mean the same, one after the other, share a row: U1 to UD."""
    begun = [one for one in book.modifiers.values() if one.begun(day)]
    rows = list[Row]()
    for (meaning, *use), run in groupby(begun, key=lambda one: _use(one, payer, day)):
        names = [one.modifier for one in run]
        words = TEXTS["reference.modifier.run"].format(first=names[0], last=names[-1])
        name = words if len(names) > 1 else names[0]
        rows.append(_row(name, meaning, use, words=" ".join(names)))
    return rows


def _use(one: Modifier, payer: Payer, day: date) -> Line:
    asked = _asked(one, payer, day, TEXTS["reference.modifier.required"])
    scope = [TEXTS["reference.modifier.scope"].format(scope=one.scope)] if one.scope else []
    return [one.summary, one.goes_on, *scope, *asked]


def _asked(one: Modifier, payer: Payer, day: date, words: str) -> Line:
    """On which visits a payer requires a modifier that day."""
    return [
        words.format(
            payer=TEXTS[f"payer.{payer.value}"],
            code=one.modifier,
            visits=TEXTS[f"reference.visits.{modality.value}"],
        )
        for modality in Modality
        if any(demand.covers(payer, modality, day) for demand in one.required)
    ]


def _payers(book: Codebook, payer: Payer, day: date) -> list[Row]:
    """What each payer is known to ask for, the note's own first."""
    profiles = sorted(book.payers.values(), key=lambda profile: profile.payer is not payer)
    return [_row(_payer_name(one), _asks(book, one, day)) for one in profiles]


def _payer_name(profile: PayerProfile) -> Line:
    generic = profile.id in (profile.payer.value, f"generic-{profile.payer.value}")
    return [TEXTS[f"payer.{profile.payer.value}"], *([] if generic else [profile.id])]


def _asks(book: Codebook, profile: PayerProfile, day: date) -> Line:
    lines = list[str]()
    for one in book.modifiers.values():
        lines += _asked(one, profile.payer, day, TEXTS["reference.payer.required"])
    for flag in fields(PayerFlags):
        if flag.name in profile.flags:
            lines.append(_flag(profile.flags[flag.name], **flag.metadata))
    for fact in profile.facts:
        unsure = TEXTS["reference.payer.unsure"].format(fact=fact.fact)
        lines.append(unsure if fact.certainty == "low" else fact.fact)
    return lines or [TEXTS["reference.payer.nothing"]]


def _flag(value: bool | int | str | tuple[str, ...], says: str, unit: str) -> str:
    if isinstance(value, bool):
        return TEXTS["reference.flag.yes" if value else "reference.flag.no"].format(says=says)
    plain = ", ".join(value) if isinstance(value, tuple) else value
    words = TEXTS["reference.flag.unit" if unit else "reference.flag.value"]
    return words.format(says=says, value=plain, unit=unit)


def _code(code: Code) -> Row:
    minutes = [
        TEXTS["reference.minutes.total"].format(first=first, base=base)
        for base, first in code.starts_at.items()
    ]
    if not minutes and code.minutes_min is not None:
        open_end = code.minutes_max is None
        words = TEXTS["reference.minutes.open" if open_end else "reference.minutes"]
        minutes = [words.format(first=code.minutes_min, last=code.minutes_max)]
    return _row(
        code.code, code.summary, [*minutes, *filter(None, [code.unit_basis])],
        words=" ".join(code.words),
    )  # fmt: skip


def _of_payer(payer: Payer, day: date) -> list[str]:
    """The rules that touch this payer and not all; of any payer there is nothing to tell."""
    if payer is Payer.ANY:
        return []
    visit = Visit(service_date=day, payer=payer)
    own = (rule for rule in load_rulebook() if "all" not in rule.scope)
    return [rule.id for rule in own if binds(rule, visit) is not None]


def _rules(names: Iterable[str], day: date) -> list[Row]:
    """Rules in force, as they read that day."""
    found = (load_rulebook()[name] for name in names)
    return [_row(rule.title, as_it_reads(rule, day)) for rule in found if rule.version_on(day)]
