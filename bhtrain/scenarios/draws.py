"""What varies from note to note: the facts that are drawn, and how they look in words."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from bhtrain.model.facts import MINUTES_A_DAY
from bhtrain.scenarios.phrases import worded
from bhtrain.scenarios.tables import first_row
from bhtrain.scenarios.writing import NoteInProgress

_NEAR = 0.55  # share of the numbers and dates that are drawn within reach of a boundary
_DAYS_NEAR = 40
_PLAN_MONTHS = (3, 6, 6, 12)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKEND = (5, 6)
_HOLIDAYS = ((1, 1), (7, 4), (12, 25))  # month and day


def drawn(template: Mapping[str, Any], common: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """The values of one note: first what is drawn, then what the tables make of it.

    A template's own draws and tables go before the common ones of the same name.
    """
    choices = {**common["draw"], **template["draw"]}
    values = {name: _one(choices[name], rng) for name in sorted(choices)}
    own = template.get("tables") or []
    known = {table["name"] for table in own} | set(template["draw"])
    for table in [*(t for t in common["tables"] if t["name"] not in known), *own]:
        row = first_row(table["rows"], values)
        if row is None:
            raise LookupError(f"no row of the table {table['name']} fits {values}")
        found = row["is"]
        values[table["name"]] = rng.choice(found) if isinstance(found, list) else found
    return values


def _one(choice: Any, rng: Random) -> Any:
    if isinstance(choice, list):
        return rng.choice(choice)
    least, most, near = choice["from"], choice["to"], choice.get("near") or ()
    if isinstance(least, int):
        if near and rng.random() < _NEAR:
            return min(max(rng.choice(near) + rng.randint(-1, 1), least), most)
        return rng.randint(least, most)
    while True:
        day = _day(date.fromisoformat(least), date.fromisoformat(most), near, rng)
        if day.month in (choice.get("months") or range(1, 13)):
            return day


def _day(first: date, last: date, near: Sequence[str], rng: Random) -> date:
    if near and rng.random() < _NEAR:
        middle = date.fromisoformat(rng.choice(near))
        day = middle + timedelta(days=rng.randint(-_DAYS_NEAR, _DAYS_NEAR))
        return _weekday(min(max(day, first), last), first)
    return _weekday(first + timedelta(days=rng.randint(0, (last - first).days)), first)


def _weekday(day: date, first: date) -> date:
    """The same day, or a day near it on which an office is open."""
    step = timedelta(days=-1 if day.weekday() != _WEEKEND[1] else 1)
    while day.weekday() in _WEEKEND or (day.month, day.day) in _HOLIDAYS:
        day += step
    return day if day >= first else _weekday(first + timedelta(days=7), first)


def date_text(day: date, form: str) -> str:
    """A date as a clinician of some habit writes it: long, abbreviated, slashes or short."""
    month = _MONTHS[day.month - 1]
    if form == "long":
        return f"{month} {day.day}, {day.year}"
    if form == "abbreviated":
        return f"{month[:3]} {day.day}, {day.year}"
    if form == "slashes":
        return f"{day.month:02}/{day.day:02}/{day.year}"
    return f"{day.month}/{day.day}/{day.year % 100:02}"


def clock_text(minute: int, form: str) -> str:
    """A minute of the day as a clinician of some habit writes it: 14:05, 2:05 pm, 2:05."""
    hour, rest = divmod(minute % MINUTES_A_DAY, 60)
    if form == "24":
        return f"{hour:02}:{rest:02}"
    twelve = f"{(hour - 1) % 12 + 1}:{rest:02}"
    marks = {"lower": ("am", "pm"), "upper": ("AM", "PM"), "dots": ("a.m.", "p.m.")}
    return f"{twelve} {marks[form][hour >= 12]}"


def dates(day: date, form: str, rng: Random) -> dict[str, Any]:
    """The dates around a date of service: plan, consent, next visit, signature."""
    made = day - timedelta(days=rng.randint(10, 75))
    made = _weekday(made, date.min)
    months = rng.choice(_PLAN_MONTHS)
    old = _weekday(day - timedelta(days=rng.randint(200, 320)), date.min)
    found = {
        "date": day,
        "plan_date": made,
        "plan_end": made + timedelta(days=round(months * 30.4)),
        "old_plan_date": old,
        "old_plan_end": _weekday(day - timedelta(days=rng.randint(4, 60)), date.min),
        "consent_date": _weekday(made - timedelta(days=rng.randint(1, 20)), date.min),
        "next_date": day + timedelta(days=7),
        "next_month": day + timedelta(days=28),
        "last_date": day - timedelta(days=7),
    }
    texts: dict[str, Any] = {name: date_text(value, form) for name, value in found.items()}
    texts |= {f"{name}_iso": value.isoformat() for name, value in found.items()}
    return {
        **texts,
        "plan_months": months,
        "weekday": _WEEKDAYS[day.weekday()],
        "year": day.year,
        "next_short": f"{found['next_date'].month}/{found['next_date'].day}",
    }


def clocks(
    spans: Sequence[Mapping[str, Any]], values: Mapping[str, Any], form: str, rng: Random
) -> dict[str, str]:
    """Start and stop of each stretch of time, one after the other, on one day.

    The first is {start} and {stop}, the second {start2} and {stop2}; {start_at} is for facts.
    """

    def minutes(which: Any) -> int:
        return int(values[which]) if isinstance(which, str) else int(which or 0)

    gaps = [rng.randint(*span["after"]) if span.get("after") else 0 for span in spans]
    length = sum(minutes(s["minutes"]) + minutes(s.get("pause")) for s in spans) + sum(gaps)
    latest = max(18 * 60 - length, 8 * 60 + 1)
    at = rng.randint(8 * 60, latest)
    if rng.random() < 0.5:
        at -= at % 5
    found = {}
    for number, (span, gap) in enumerate(zip(spans, gaps, strict=True), 1):
        at += gap
        end = at + minutes(span["minutes"]) + minutes(span.get("pause"))
        suffix = "" if number == 1 else str(number)
        for name, minute in (("start", at), ("stop", end)):
            found[name + suffix] = clock_text(minute, form)
            found[f"{name}{suffix}_at"] = clock_text(minute, "24")
        at = end
    return found


_PRONOUNS = {
    "f": {"she": "she", "her": "her", "him": "her", "herself": "herself"},
    "m": {"she": "he", "her": "his", "him": "him", "herself": "himself"},
}

_KIN = {"older": ("daughter", "son"), "adult": ("sister", "brother")}
_PERSON = {(False, "f"): "woman", (False, "m"): "man", (True, "f"): "girl", (True, "m"): "boy"}


def people(names: Mapping[str, Any], age: str, credential: str, rng: Random) -> dict[str, Any]:
    """The patient and the clinician: invented names, an age, pronouns and credentials."""
    sex = rng.choice("fm")
    years = rng.randint(*names["ages"][age])
    first = rng.choice(names["first"][f"{age}-{sex}"])
    state = rng.choice(sorted(names["states"]))
    words = _PRONOUNS[sex]
    family = rng.choice(names["family"])
    given = rng.choice(names["clinicians"])
    found = {
        **words,
        **{word.capitalize(): text.capitalize() for word, text in words.items()},
        "name": first,
        "initial": f"{first[0]}.",
        "age": years,
        "credential": credential,
        "state": state,
        "state_code": names["states"][state],
        "letters": rng.choice(names["letters"][credential]),
        "clinician_family": family,
        "clinician": f"{given} {family}",
        "partner": {"f": rng.choice(("husband", "partner")), "m": rng.choice(("wife", "partner"))}[
            sex
        ],
        "parent": rng.choice(("mother", "father", "grandmother", "aunt")),
        "man": _PERSON[age in ("child", "teen"), sex],
    }
    found["kin"] = rng.choice(_KIN.get(age, _KIN["adult"]))
    for name in ("parent", "partner", "kin"):
        found[name.capitalize()] = found[name].capitalize()
    for name, choices in sorted(names["lists"].items()):
        found[name] = worded(rng.choice(choices), found, rng)
    return found


def note_to_write(
    banks: Mapping[str, Any], template: Mapping[str, Any], values: Mapping[str, Any], rng: Random
) -> NoteInProgress:
    """Who writes about whom and what, and everything that phrases may name.

    What the template draws goes before a slot of the same name in the theme.
    """
    style, day = _style(banks, template, rng), values["date"]
    theme = _theme(banks, template, day, rng)
    age = _age(theme["ages"], values["payer"], rng)
    thread = rng.choice([t for t in theme["threads"] if age in (t.get("ages") or theme["ages"])])
    spans = template.get("clocks") or [{"minutes": "minutes"}]
    slots: dict[str, Any] = {
        **people(banks["common"]["names"], age, values["credential"], rng),
        **dates(day, rng.choice(style["dates"]), rng),
        **clocks(spans, values, rng.choice(style["clocks"]), rng),
        **{name: value for name, value in values.items() if name != "date"},
        "Service": values["service"][:1].upper() + values["service"][1:],
    }
    for name, (least, most) in sorted((theme.get("numbers") or {}).items()):
        slots[name] = rng.randint(least, most)
    of_the_session = {**(theme.get("slots") or {}), **(thread.get("slots") or {})}
    for name, says in sorted({**style["slots"], **of_the_session}.items()):
        if name not in values:
            slots[name] = worded(rng.choice(says), slots, rng)
    dx = _diagnosis(theme, thread, day, rng)
    slots |= {"dx": dx["code"], "dx_words": worded(rng.choice(dx["words"]), slots, rng)}
    return NoteInProgress(style=style, theme=theme, thread=thread, values=values, slots=slots)


def _style(banks: Mapping[str, Any], template: Mapping[str, Any], rng: Random) -> Mapping[str, Any]:
    style: Mapping[str, Any] = banks["styles"][
        rng.choice(template.get("styles") or sorted(banks["styles"]))
    ]
    return style


def _theme(
    banks: Mapping[str, Any], template: Mapping[str, Any], day: date, rng: Random
) -> Mapping[str, Any]:
    """A theme that the template names, itself or by its group, with codes in force on the day."""
    named = template["themes"]
    found: list[Mapping[str, Any]] = [
        theme
        for name, theme in sorted(banks["themes"].items())
        if (name in named or theme["group"] in named) and _in_force(theme, day)
    ]
    return rng.choice(found)


def _diagnosis(
    theme: Mapping[str, Any], thread: Mapping[str, Any], day: date, rng: Random
) -> Mapping[str, Any]:
    fitting = thread.get("diagnoses") or [entry["code"] for entry in theme["diagnoses"]]
    known = [entry for entry in theme["diagnoses"] if entry["code"] in fitting]
    chosen: Mapping[str, Any] = rng.choice([entry for entry in known if _in_force(entry, day)])
    return chosen


def _in_force(entry: Mapping[str, Any], day: date) -> bool:
    """Whether the codes of a theme existed on the date of service."""
    first, last = entry.get("from") or "0001-01-01", entry.get("to") or "9999-12-31"
    return bool(first <= day.isoformat() <= last)


def _age(ages: Sequence[str], payer: str, rng: Random) -> str:
    """An age that fits the payer: most Medicare patients are older, others are not."""
    wanted = "older" if payer == "medicare" else "adult"
    return wanted if wanted in ages else rng.choice(ages)
