"""Checks of day programs and of behavior treatment by two persons at once."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.documented import lines_of, time_behind
from bhtrain.rules.shapes import billed
from bhtrain.rules.time.session_checks import on_clock
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met


def program_day(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The day has its hours, the week its days, and the patient an individual plan."""
    lines, history = billed(claim, values["codes"]), visit.history
    if not lines:
        return None
    hours, days = history.programme_hours_day, history.programme_days_week
    asked = {
        "history.programme_hours_day": (
            None if hours is None else hours >= values["hours_a_day"],
            f"{values['hours_a_day']} hours of the program on the day",
        ),
        "history.programme_days_week": (
            None if days is None else days >= values["days_a_week"],
            f"{values['days_a_week']} days a week on which the program is offered",
        ),
        "plan.covers_service_date": (visit.plan.covers_service_date, "an individual plan"),
    }
    for fact, (held, words) in asked.items():
        if held is False:
            return not_met(f"The code expects {words}.", (fact,), lines)
    for fact, (held, words) in asked.items():
        if held is None:
            return missing(fact, f"The code expects {words}; the note does not say.", lines)
    return met("Hours, days and plan are those of a day of the program.", tuple(asked), lines)


def day_rate(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A day rate stands there once, without the single sessions that it holds."""
    rates = {code.code for code in codes.codes.values() if code.unit_basis == "per diem"}
    lines = billed(claim, rates | set(values["codes"]))
    if not lines:
        return None
    for index in lines:
        code = claim.lines[index].code
        count = sum(line.units for line in claim.lines if line.code == code)
        if count > values["most_units_a_day"]:
            return not_met(f"{code} is a rate of the day: one unit, not {count}.", (), (index,))
    others = visit.history.other_codes or ()
    beside = [
        code
        for code in (*claim.codes, *others)
        if code in codes.codes and codes.codes[code].family in values["sessions"]
    ]
    allowed = visit.payer_flags.per_diem_with_sessions
    if beside and not allowed:
        at = lines + lines_of(claim, codes, *values["sessions"])
        reason = f"The rate of the day usually includes {listed(beside)}."
        return not_met(reason, ("history.other_codes",), at, warns=True)
    return met("The rate of the day stands there once.", ("history.other_codes",), lines)


def side_by_side(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Analyst and technician are billed for one time only where the plan allows it."""
    pair, history = values["codes"], visit.history
    lines = billed(claim, pair)
    day = {*claim.codes, *(history.other_codes or ()), *(history.overlapping_codes or ())}
    if not lines or not set(pair) <= day:
        return None
    facts = ("payer_flags.aba_concurrent", "history.overlaps")
    overlap = _overlap(visit, codes, pair)
    if overlap is None:
        overlap = history.overlaps
    if overlap is None:
        reason = "Start and stop times do not show whether both worked at the same time."
        return missing(facts[1], reason, lines)
    if not overlap:
        return met("Analyst and technician did not work at the same time.", facts[1:], lines)
    if visit.payer_flags.aba_concurrent:
        return met("The plan allows both at the same time.", facts, lines)
    known = visit.payer_flags.aba_concurrent is False
    why = "the plan does not allow it" if known else "the plan's rule is not known"
    return not_met(f"{listed(pair)} stand for the same time; {why}.", facts, lines, warns=True)


def _overlap(visit: Visit, codes: Codebook, pair: list[str]) -> bool | None:
    """Whether the clock times of two codes share a minute; None without clock times."""
    times: list[set[int]] = []
    for number in pair:
        code = codes.codes.get(number)
        time = None if code is None else time_behind(code, visit)
        clock = set() if time is None else on_clock(visit, time.facts)
        if not clock:
            return None
        times.append(clock)
    return bool(set.intersection(*times))
