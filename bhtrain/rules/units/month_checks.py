"""Checks of a calendar month of care management."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Code, Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.finding import Outcome
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import documented_time
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_LEFT_OUT = {
    "minutes_carried_over": "minutes of another month",
    "minutes_counted_elsewhere": "minutes of another billed service",
    "consultant_minutes": "minutes of the psychiatric consultant",
    "meeting_counted_twice": "a meeting once for each who took part",
}


def _in_month(visit: Visit, claim: Claim) -> set[str]:
    return {*claim.codes, *(visit.care_month.codes or ())}


def add_on_units(add_on: Code | None, base: str, minutes: int) -> int:
    """Units of an add-on that so many minutes in all give beside its base."""
    if add_on is None or add_on.each_minutes is None or minutes < add_on.starts_at[base]:
        return 0
    return (minutes - add_on.starts_at[base]) // add_on.each_minutes + 1


def reached(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The minutes of the month reach the code, and the add-on has its further blocks."""
    add_on, bases = values["add_on"], billed(claim, values["bases"])
    more = billed(claim, [add_on])
    code_more = codes.codes.get(add_on)
    month = _in_month(visit, claim) if more else set(claim.codes)
    with_more = [base for base in (code_more.starts_at if code_more else ()) if base in month]
    if not bases and not with_more:
        return None
    time = documented_time(visit, ActivityKind.CARE_MONTH)
    if time.minutes is None:
        return missing(time.facts[0], time.why, bases + more, gap=time.gap)
    start = f"{time.minutes} minutes of the month are documented"
    for index in bases:
        code = codes.codes.get(claim.lines[index].code)
        if code is not None and not code.holds(time.minutes):
            return not_met(
                f"{start}; {code.code} starts at {code.minutes_min}.", time.facts, (index,)
            )
    billed_elsewhere = not more and add_on in _in_month(visit, claim)
    for base in with_more:
        units = add_on_units(code_more, base, time.minutes)
        count = sum(claim.lines[index].units for index in more)
        if count != units and not billed_elsewhere:
            reason = f"{start} and take {units} of {add_on} beside {base}, not {count}."
            return not_met(reason, time.facts, bases + more)
    return met(f"{start} and carry what is billed.", time.facts, bases + more)


def month_counted(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A log shows the minutes, each counted once, and none that do not belong there."""
    lines, month = billed(claim, values["codes"]), visit.care_month
    if not lines:
        return None
    if not month.log:
        reason = "A log of the minutes of the month is not shown."
        if month.log is None:
            return missing("care_month.log", reason, lines, gap="month-log-missing")
        return not_met(reason, ("care_month.log",), lines, gap="month-log-missing")
    wrong = {name: words for name, words in _LEFT_OUT.items() if getattr(month, name)}
    if month.treating_minutes and billed(claim, values["without_treating"]):
        wrong["treating_minutes"] = "minutes of the treating practitioner"
    if wrong:
        facts = tuple(f"care_month.{name}" for name in wrong)
        return not_met(f"The sum counts {listed(list(wrong.values()))}.", facts, lines)
    enough = reached(visit, claim, codes, values)
    if enough is not None and enough.outcome is not Outcome.MET:
        return enough
    return met("The log shows the minutes, and each counts once.", ("care_month.log",), lines)


def one_family(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """General care management and collaborative care are not billed in one month."""
    month, general = _in_month(visit, claim), values["general"]
    lines = billed(claim, [general, *values["never"], *values["warned"]])
    if not lines:
        return None
    fact = "care_month.codes"
    barred = [code for code in values["never"] if code in month]
    risky = [code for code in values["warned"] if code in month]
    if general in month and (barred or risky):
        reason = f"{general} stands in one month with {listed(barred or risky)}"
        reason += "; it is denied." if barred else "; ask the payer."
        return not_met(reason, (fact,), billed(claim, [general]) or lines, warns=not barred)
    if visit.care_month.codes is None:
        return missing(fact, "What else was billed in the month is not stated.", lines)
    return met("The month holds one kind of care management.", (fact,), lines)


def follow_up_calls(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One unit a month, a live contact, a discharge after a crisis, and consent."""
    lines, month = billed(claim, values["codes"]), visit.care_month
    if not lines:
        return None
    units = sum(claim.lines[index].units for index in lines)
    if units > values["most_units_a_month"]:
        return not_met(f"It is a bundle of the month, one unit and not {units}.", (), lines)
    contact = (
        None if month.live_contacts is None else month.live_contacts >= values["live_contacts"]
    )
    asked = {
        "care_month.live_contacts": (contact, "a live contact"),
        "care_month.discharged_from_crisis": (
            month.discharged_from_crisis,
            "a discharge from an emergency department after a crisis",
        ),
        "care_month.consent": (month.consent, "consent"),
    }
    for held in (False, None):
        for fact, (stated, words) in asked.items():
            if stated is held:
                if held is None:
                    return missing(fact, f"Whether there was {words} is not stated.", lines)
                return not_met(f"The record shows no {words.removeprefix('a ')}.", (fact,), lines)
    return met("Live contact, discharge and consent are documented.", tuple(asked), lines)
