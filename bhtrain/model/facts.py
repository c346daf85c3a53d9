"""A visit written as a flat list of named facts, the way authors and rule cases write it.

    modality: video
    clinician.credential: lcsw
    activities.psychotherapy.minutes: 47
    activities.crisis-2.start: "16:05"
    plan.states: [type, frequency, goals]
    diagnoses: ["F33.1", "F41.1?"]          a question mark: documented as not certain

An activity is named by its kind; a second one of the same kind ends in -2. Which facts there are
follows from the declarations in the parts of the visit (`bhtrain.model.stated`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache, partial
from typing import Any, get_args, get_origin, get_type_hints

from bhtrain.errors import UnknownNameError
from bhtrain.model.stated import Declared, declared
from bhtrain.model.visit import Activity, ActivityKind, DocumentedDiagnosis, Visit

MINUTES_A_DAY = 24 * 60

_ACTIVITY = re.compile(
    r"activities\.(?P<label>[a-z-]+?)(?:-(?P<number>[2-9]))?\.(?P<field>[a-z_]+)"
)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is not true or false")
    return value


def _whole(value: Any, *, unit: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a whole number of {unit or 'things'}")
    if unit == "minutes" and value > MINUTES_A_DAY:
        raise ValueError(f"{value} minutes are more than a day has ({MINUTES_A_DAY})")
    return value


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{value!r} is not a share from 0 to 1")
    return float(value)


def _clock(value: Any) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d:\d\d", value):
        raise ValueError(f'{value!r} is not a time; write "14:05" in quotes')
    return time.fromisoformat(value)


def _day(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is not a date; write 2025-03-04") from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is not text; write it in quotes")
    return value


def _one_of(value: Any, *, words: type[StrEnum]) -> StrEnum:
    if value not in list(words):
        raise ValueError(f"{value!r} is none of: {', '.join(words)}")
    return words(value)


def _each(value: Any, *, parse: Callable[[Any], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{value!r} is not a list")
    return tuple(parse(item) for item in value)


def _diagnosis(value: Any) -> DocumentedDiagnosis:
    code = _text(value)
    return DocumentedDiagnosis(code=code.rstrip("?"), certain=not code.endswith("?"))


_PARSERS: dict[Any, Callable[[Any], Any]] = {
    bool: _truth,
    float: _share,
    date: _day,
    time: _clock,
    str: _text,
    DocumentedDiagnosis: _diagnosis,
}


def parser_of(fact: Declared) -> Callable[[Any], Any]:
    """What turns a written value into the fact's type, or raises ValueError saying what would."""
    if get_origin(fact.type) is tuple:
        item = get_args(fact.type)[0]
        known = _PARSERS.get(item) or partial(_one_of, words=item)
        return partial(_each, parse=known)
    if fact.type is int:
        return partial(_whole, unit=fact.unit)
    return _PARSERS.get(fact.type) or partial(_one_of, words=fact.type)


@cache
def parts() -> dict[str, type]:
    """The parts of a visit by the stem of their facts' names: signature, plan, patient …"""
    hints = get_type_hints(Visit)
    return {f.name: hints[f.name] for f in fields(Visit) if is_dataclass(hints[f.name])}


@cache
def facts() -> dict[str, Declared]:
    """Every fact by name, without those of the activities."""
    found = {fact.name: fact for fact in declared(Visit)}
    for stem, part in parts().items():
        found |= {f"{stem}.{fact.name}": fact for fact in declared(part)}
    return found


@cache
def activity_facts() -> dict[str, Declared]:
    """The facts of one activity."""
    return {fact.name: fact for fact in declared(Activity)}


def fact_names() -> Iterator[str]:
    """Every name that a fact may have; of activities, the first of each kind."""
    yield from facts()
    yield from (f"activities.{kind}.{name}" for kind in ActivityKind for name in activity_facts())


@cache
def _parser_named(name: str) -> Callable[[Any], Any]:
    match = _ACTIVITY.fullmatch(name)
    if match and match["label"] in list(ActivityKind) and match["field"] in activity_facts():
        return parser_of(activity_facts()[match["field"]])
    if name not in facts():
        raise UnknownNameError("fact", name, fact_names())
    return parser_of(facts()[name])


def fact_value(name: str, value: Any) -> Any:
    """The typed value of one fact; None stays None.

    Raises:
        UnknownNameError: No fact has that name.
        ValueError: The value does not fit; the text says what would.
    """
    parse = _parser_named(name)
    return None if value is None else parse(value)


def visit_from_facts(given: Mapping[str, Any], *, service_date: date) -> Visit:
    """Build a visit from flat facts; whatever is not named is not stated (None).

    Raises:
        UnknownNameError: A fact is named that does not exist.
        ValueError: A value does not fit its fact; the text begins with the name of the fact.
    """
    own: dict[str, Any] = {}
    in_parts: dict[str, dict[str, Any]] = {}
    activities: dict[str, dict[str, Any]] = {}
    for name, raw in given.items():
        try:
            value = fact_value(name, raw)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        stem, _, rest = name.partition(".")
        if stem == "activities":
            label = rest.rpartition(".")[0]
            match = _ACTIVITY.fullmatch(name)
            assert match is not None
            entry = activities.setdefault(label, {"kind": ActivityKind(match["label"])})
            if value is not None:
                entry[match["field"]] = value
        elif rest:
            in_parts.setdefault(stem, {})[rest] = value
        elif value is not None:
            own[name] = value
    built = {stem: parts()[stem](**found) for stem, found in in_parts.items()}
    return Visit(
        service_date=service_date,
        **own,
        **built,
        activities=tuple(Activity(**entry) for entry in activities.values()),
    )


def fact_of(visit: Visit, name: str) -> Any:
    """The value of one fact of a visit, by name; activities are read with `spent_on`.

    Raises:
        UnknownNameError: No fact has that name.
    """
    if name not in facts():
        raise UnknownNameError("fact", name, facts())
    value: Any = visit
    for step in name.split("."):
        value = getattr(value, step)
    return value


# Parts that no session note holds: the practice's files, the plan's rules, the month.
_AROUND_THE_NOTE = frozenset(
    {"payer_flags", "enrolment", "claim_file", "history", "incident_to", "performer", "pattern"}
    | {"disclosure", "payer_profile", "site", "attended"}
)


def stands_in_note(name: str) -> bool:
    """Whether a fact is one that a clinician could write into the note."""
    return name.partition(".")[0] not in _AROUND_THE_NOTE
