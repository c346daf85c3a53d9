"""Checks of units. What belongs to a code stands in the codebook; the dates stand in the YAML."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Code, Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.documented import kind_behind, stretches, time_behind
from bhtrain.rules.shapes import billed
from bhtrain.rules.units.month_checks import (
    add_on_units,
    follow_up_calls,
    month_counted,
    one_family,
    reached,
)
from bhtrain.rules.units.program_checks import day_rate, program_day, side_by_side
from bhtrain.rules.units.screening_checks import (
    intervention_band,
    one_code_each,
    per_instrument,
    testing_once,
)
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = [  # checks too
    "day_rate",
    "follow_up_calls",
    "intervention_band",
    "month_counted",
    "one_code_each",
    "one_family",
    "per_instrument",
    "program_day",
    "reached",
    "side_by_side",
    "testing_once",
]

_BLOCK = {"per 15 minutes": 15, "per 30 minutes": 30, "per hour": 60}  # minutes by unit basis


def units_of(claim: Claim, code: str) -> int:
    """Units of one code over all its lines."""
    return sum(line.units for line in claim.lines if line.code == code)


def blocks(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A base code holds the first block of time, its add-on a unit for each further block."""
    found = [
        (base, add_on, time)
        for number, add_on in values["add_ons"].items()
        if billed(claim, [number, add_on]) and (base := codes.codes.get(number)) is not None
        if (time := time_behind(base, visit)) is not None
    ]
    if not found:
        return None
    lines = billed(claim, [number for base, add_on, _ in found for number in (base.code, add_on)])
    facts = tuple(name for *_, time in found for name in time.facts)
    if len({kind_behind(base, visit) for base, *_ in found}) < len(found):
        reason = "The minutes of the two services are not written apart from each other."
        return missing(facts[0], reason, lines)
    for base, add_on, time in found:
        if time.minutes is None:
            continue
        at, start = billed(claim, [base.code, add_on]), f"{time.minutes} minutes are documented"
        if values["tests_base"] and units_of(claim, base.code) and not base.holds(time.minutes):
            reason = f"{start}; {base.code} starts at {base.minutes_min}."
            return not_met(reason, time.facts, at)
        units = add_on_units(codes.codes.get(add_on), base.code, time.minutes)
        if (count := units_of(claim, add_on)) != units:
            reason = f"{start} and take {base.code} and {units} of {add_on}, not {count}."
            return not_met(reason, time.facts, at)
    unknown = next((time for *_, time in found if time.minutes is None), None)
    if unknown is not None:
        return missing(unknown.facts[0], unknown.why, lines, gap=unknown.gap)
    return met("The add-on units are those of the documented minutes.", facts, lines)


def quarter_hours(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Units are the minutes of the day in quarter hours, a rest counting from so many minutes."""
    tested: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()
    for index in billed(claim, values["codes"]):
        code = codes.codes.get(claim.lines[index].code)
        time = None if code is None else time_behind(code, visit)
        if code is None or time is None:
            continue
        if time.minutes is None:
            return missing(time.facts[0], time.why, (index,), gap=time.gap)
        tested, facts = (*tested, index), facts + time.facts
        unit, count = values["unit_minutes"], units_of(claim, code.code)
        units = (time.minutes + unit - values["first_unit_minutes"]) // unit
        if count != units:
            reason = (
                f"{time.minutes} minutes of the day are {units} units of {code.code}, not {count}."
            )
            return not_met(reason, time.facts, (index,))
    if not tested:
        return None
    return met("The units are those of the documented minutes of the day.", facts, tested)


def state_units(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The state says whether a unit needs its least minutes or the full quarter of an hour."""
    rounding = visit.payer_flags.unit_rounding
    tested: tuple[int, ...] = ()
    facts: tuple[str, ...] = ("payer_flags.unit_rounding",)
    for index, line in enumerate(claim.lines):
        code = codes.codes.get(line.code)
        if code is None or not code.minutes_payer_ruled or code.unit_basis not in values["basis"]:
            continue
        time, unit = time_behind(code, visit), code.minutes_typical or 0
        if time is None or not unit:
            continue
        if time.minutes is None:
            return missing(time.facts[0], time.why, (index,), gap=time.gap)
        tested, facts = (*tested, index), facts + time.facts
        count, full = units_of(claim, code.code), time.minutes // unit
        midpoint = (time.minutes + unit - (code.minutes_min or unit)) // unit
        accepted = {"full": {full}, "midpoint": {midpoint}}.get(rounding or "", {full, midpoint})
        if count not in accepted:
            right = " or ".join(str(units) for units in sorted(accepted))
            reason = f"{time.minutes} minutes are {right} units of {code.code}, not {count}."
            return not_met(reason, facts, (index,))
        if len(accepted) > 1:
            reason = (
                f"Whether {time.minutes} minutes are {full} or {midpoint} units, the state says."
            )
            return missing(facts[0], reason, (index,))
    if not tested:
        return None
    return met("The units are those of the documented minutes.", facts, tested)


def once_a_session(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One unit a session, however many took part, and one patient's claim."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    patients, fact = visit.family.identified_patients, "family.identified_patients"
    if values["one_patient"] and patients is not None and patients > 1:
        reason = f"The same session is billed for {patients} patients; one is the patient of it."
        return not_met(reason, (fact,), lines)
    found = dict.fromkeys(claim.lines[index].code for index in lines)
    for code in found:
        count = units_of(claim, code)
        if count > 1 and not visit.separate_sessions:
            reason = f"One session is one unit of {code}, not {count}."
            return not_met(reason, ("separate_sessions",), billed(claim, [code]))
    return met(f"{listed(list(found))} stands there once a session.", ("separate_sessions",), lines)


def within_limit(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The units of a date stay within Medicare's unit edit; what records can release only warns."""
    if visit.payer not in values["payers"]:
        return None
    tested: tuple[int, ...] = ()
    risk = None
    for index, line in enumerate(claim.lines):
        code = codes.codes.get(line.code)
        limit = None if code is None else code.unit_limit
        if code is None or limit is None or not limit.sourced or limit.value == 0:
            continue
        if code.family not in values.get("families", [code.family]):
            continue
        tested, count = (*tested, index), units_of(claim, code.code)
        if count <= limit.value:
            continue
        released = limit.mai == 3 and _supported(code, count, visit)
        warns = released or not limit.covers(visit.service_date)
        reason = f"{count} units of {code.code} are above Medicare's edit of {limit.value} a day"
        if released:
            reason += "; records can release it, and the note shows each."
        else:
            only = "; only a record of each can release it."
            reason += only if limit.mai == 3 else ", which nothing releases."
        verdict = not_met(reason, (), billed(claim, [code.code]), warns=warns)
        if not warns:
            return verdict
        risk = risk or verdict
    if risk or not tested:
        return risk
    return met("The units of the date are within Medicare's edits.", (), tested)


def _supported(code: Code, units: int, visit: Visit) -> bool:
    """Whether the note shows every unit: instruments, minutes, or separate sessions."""
    if code.unit_basis == "per instrument":
        return (visit.screening.instruments or 0) >= units
    time, kind = time_behind(code, visit), kind_behind(code, visit)
    if time is None or kind is None or time.minutes is None:
        return False
    block = _BLOCK.get(code.unit_basis)
    if block is not None:
        return time.minutes + block // 2 >= units * block
    return bool(visit.separate_sessions) and len(stretches(visit, kind, code.code)) >= units
