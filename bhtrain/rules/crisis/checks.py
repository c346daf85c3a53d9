"""Checks of crisis work, whose minutes are added up over the date of service, and safety plans."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import CrisisCriterion, SafetyPlanElement
from bhtrain.model.visit import ActivityKind, Modality, Visit
from bhtrain.rules.documented import (
    INDIVIDUAL,
    documented_time,
    has_office_visit,
    lines_of,
    names_of,
    no_crisis,
)
from bhtrain.rules.line_terms import setting_of
from bhtrain.rules.services import units_from
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met


def _crisis_lines(visit: Visit, claim: Claim, codes: Codebook) -> tuple[int, ...]:
    """Lines that bill crisis work: the crisis codes, and psychotherapy where there was no other.

    What the note calls a crisis without the need of one (rule crisis-need) is psychotherapy.
    """
    crisis = lines_of(claim, codes, "crisis")
    other = visit.spent_on(ActivityKind.PSYCHOTHERAPY) or no_crisis(visit)
    only_crisis = visit.spent_on(ActivityKind.CRISIS) and not other
    return tuple(sorted(crisis + (lines_of(claim, codes, *INDIVIDUAL) if only_crisis else ())))


def short_of_crisis(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Below the crisis code's minutes it is ordinary psychotherapy, or nothing."""
    lines = _crisis_lines(visit, claim, codes)
    if not lines:
        return None
    time = documented_time(visit, ActivityKind.CRISIS)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    least = codes.code(values["crisis"]).minutes_min or 0
    if time.minutes >= least:
        return None
    wanted = codes.code(values["beside_visit" if has_office_visit(claim, codes) else "instead"])
    facts, found = time.facts, [claim.lines[index].code for index in lines]
    start = (
        f"{time.minutes} minutes of crisis work are documented; the crisis code starts at {least}"
    )
    if not wanted.holds(time.minutes):
        return not_met(f"{start}, psychotherapy starts at {wanted.minutes_min}.", facts, lines)
    if found != [wanted.code]:
        reason = f"{start}, so {wanted.code} is billed, not {listed(found)}."
        return not_met(reason, facts, lines)
    return met(f"{start}, and {wanted.code} is billed.", facts, lines)


def first_hour(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One unit of the crisis code covers its whole first range, without the add-on."""
    lines = _crisis_lines(visit, claim, codes)
    if not lines:
        return None
    time = documented_time(visit, ActivityKind.CRISIS)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    code = codes.code(values["crisis"])
    least, last = code.minutes_min or 0, code.alone_max or 0
    as_crisis = bool(lines_of(claim, codes, "crisis"))
    if time.minutes < least or (time.minutes > last and as_crisis):
        return None  # other rules: crisis-minimum-30, crisis-additional-units
    facts = names_of(visit, ActivityKind.CRISIS)
    found = [(claim.lines[index].code, claim.lines[index].units) for index in lines]
    if not as_crisis:
        wrong = listed([number for number, _ in found])
        reason = f"{time.minutes} minutes of crisis work take {code.code}, not {wrong}."
        return not_met(reason, facts, lines)
    span = f"{time.minutes} minutes of crisis work are documented; {least} to {last} minutes"
    if found in ([(number, 1)] for number in (code.code, *values["same"])):
        return met(f"{span} take one {found[0][0]}, and that is billed.", facts, lines)
    seen = listed([f"{number} x{units}" for number, units in found])
    return not_met(f"{span} take {code.code} x1 and nothing else, not {seen}.", facts, lines)


def add_on_units(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Units of the add-on; more than its most generous reading gives are too many."""
    lines = _crisis_lines(visit, claim, codes)
    added = billed(claim, values["add_ons"])
    if not lines:
        return None
    time = documented_time(visit, ActivityKind.CRISIS)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap) if added else None
    add_on = codes.code(values["add_ons"][0])
    first, step = add_on.starts_at[values["crisis"]], add_on.each_minutes or 1
    if time.minutes < first and not added:
        return None
    flag = visit.payer_flags.crisis_addon_rule
    plans_first = values["first_from_minutes"].get(flag, first)
    most = units_from(time.minutes, first=first, step=step)
    wanted = units_from(time.minutes, first=plans_first, step=step)
    count = sum(claim.lines[index].units for index in added)
    start = f"{time.minutes} minutes of crisis work give {{}} of the add-on, and {count} are billed"
    if count == wanted:
        return met(start.format(wanted) + ".", time.facts, added or lines)
    if count > most:
        return not_met(f"{start.format(most)}, which is too many.", time.facts, added)
    reason = f"{start.format(wanted)}; published guides differ, so ask the plan."
    return not_met(reason, time.facts, added or lines, warns=True)


def once_a_day(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The first-hour code is billed once a date, on this claim and beside it."""
    lines = billed(claim, [values["crisis"]])
    if not lines:
        return None
    elsewhere = (visit.history.other_codes or ()).count(values["crisis"])
    count = sum(claim.lines[index].units for index in lines) + elsewhere
    facts = ("history.other_codes",) if elsewhere else ()
    if count > values["units_a_day"]:
        reason = f"{values['crisis']} is billed {count} times; crisis time of a date is one sum."
        return not_met(reason, facts, lines)
    return met(f"{values['crisis']} is billed once for the crisis time of the date.", facts, lines)


def never_beside(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """No other psychotherapy, evaluation, group or family code shares the date."""
    crisis, mirrors = billed(claim, values["crisis"]), billed(claim, values["mirrors"])
    if not crisis and not mirrors:
        return None
    barred = billed(claim, values["never_with"])
    elsewhere = [code for code in visit.history.other_codes or () if code in values["never_with"]]
    if not barred and not elsewhere:
        return met("No code that crisis work excludes is billed that day.", (), crisis or mirrors)
    ours = [claim.lines[index].code for index in crisis or mirrors]
    others = [*(claim.lines[index].code for index in barred), *elsewhere]
    reason = f"{listed(ours)} and {listed(others)} cannot be billed for one date, with any modifier"
    facts = ("history.other_codes",) if elsewhere else ()
    if not crisis:
        return not_met(f"{reason}.", facts, mirrors + barred, warns=True)
    found = [codes.pair(one, other) for one in ours for other in others]
    pairs = [pair for pair in found if pair is not None and pair.in_force(visit.service_date)]
    if not pairs:
        return not_met(f"{reason}.", facts, crisis + barred)
    denied = list(dict.fromkeys(pair.column2 for pair in pairs))
    table = f"national code pairs, {pairs[0].quarter}"
    reason = f"{reason}; denied: {listed(denied)} ({table})."
    return not_met(reason, facts, billed(claim, denied) or crisis)


def was_crisis(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A threat to life, or a very complex problem, and a patient in high distress."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    criterion, distress = visit.crisis.criterion, visit.crisis.high_distress
    facts, gap = ("crisis.criterion", "crisis.high_distress"), values["gap"]
    if criterion is CrisisCriterion.NONE:
        reason = "The note shows neither a threat to life nor a problem so complex that it is one."
        return not_met(reason, facts[:1], lines)
    if distress is False:
        return not_met("The patient was not in high distress.", facts[1:], lines)
    if criterion is None:
        return missing(facts[0], "The note does not show why it was a crisis.", lines, gap=gap)
    if distress is None:
        return missing(facts[1], "The note does not describe high distress.", lines, gap=gap)
    return met("The note shows the crisis and the patient's high distress.", facts, lines)


def undivided(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Nobody else was served meanwhile, and the patient was there for all or part of it."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    served = (visit.crisis.other_patient_meanwhile, visit.history.overlaps)
    there = visit.patient.present_minutes
    present = visit.patient.present if there is None else there > 0
    who, when = "patient.present_minutes", "crisis.other_patient_meanwhile"
    if True in served:
        reason = "Another service was given during the crisis time."
        return not_met(reason, (when, "history.overlaps"), lines)
    if present is False:
        return not_met("The patient took no part in the crisis work.", (who,), lines)
    if present is None:
        return missing(who, "The note does not say whether the patient took part.", lines)
    if False not in served:
        return missing(when, "The note does not say whether anybody else was served.", lines)
    return met("The crisis time served this patient alone.", (when, who), lines)


def medicare_site(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Away from office and facility Medicare has crisis codes of its own."""
    usual, away = billed(claim, values["usual"]), billed(claim, values["away"])
    if visit.payer is not Payer.MEDICARE or not (usual or away):
        return None
    if usual and away:
        reason = f"{listed(values['away'])} never stand beside {listed(values['usual'])}."
        return not_met(reason, (), usual + away)
    lines, fact = usual + away, "patient.location"
    location = visit.patient.location
    place = claim.lines[lines[0]].place or (location and setting_of(location, codes))
    if visit.modality in (Modality.VIDEO, Modality.AUDIO):
        return None
    if place is None:
        reason = "Where the crisis work took place is not stated."
        return missing(fact, reason, lines, gap="location-missing")
    if place in values["away_places"]:
        wanted, wrong = values["away"], usual
    elif place in values["usual_places"]:
        wanted, wrong = values["usual"], away
    else:
        return None
    if wrong:
        reason = f"At place of service {place} Medicare takes {wanted[0]} (and {wanted[1]})."
        return not_met(reason, (fact,), wrong)
    return met(f"{wanted[0]} fits place of service {place}.", (fact,), lines)


def safety_plan(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """All six parts, the billing practitioner's own work, and full units of minutes of its own."""
    lines = billed(claim, [values["code"]])
    if visit.payer is not Payer.MEDICARE or not lines:
        return None
    part, kind = visit.safety_plan, ActivityKind.SAFETY_PLANNING
    by_other = visit.performer.credential is not None or visit.incident_to.billed is True
    if part.by_billing_practitioner is False or (part.by_billing_practitioner is None and by_other):
        reason = "Somebody other than the billing practitioner did the safety planning."
        return not_met(reason, ("safety_plan.by_billing_practitioner",), lines)
    if part.minutes_counted_elsewhere:
        reason = "The minutes of safety planning are also counted for another code."
        return not_met(reason, ("safety_plan.minutes_counted_elsewhere",), lines)
    fact = "safety_plan.elements"
    if part.elements is None:
        return missing(fact, "The record shows no safety plan.", lines, gap=values["gap"])
    lacking = [element for element in SafetyPlanElement if element not in part.elements]
    if lacking:
        words = listed([element.replace("-", " ") for element in lacking])
        return not_met(f"The safety plan lacks: {words}.", (fact,), lines, gap=values["gap"])
    time = documented_time(visit, kind)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    return _safety_units(claim, codes, values, lines, time.minutes, (fact, *time.facts))


def _safety_units(
    claim: Claim,
    codes: Codebook,
    values: Mapping[str, Any],
    lines: tuple[int, ...],
    minutes: int,
    facts: tuple[str, ...],
) -> Verdict:
    unit = codes.code(values["code"]).minutes_min or 1
    full, most = minutes // unit, (minutes + unit - values["part_from_minutes"]) // unit
    count = sum(claim.lines[index].units for index in lines)
    start = f"{minutes} minutes of safety planning are {full} full units, and {count} are billed"
    if count > most:
        return not_met(f"{start}, too many.", facts, lines)
    if count > full:
        reason = f"{start}, and whether a part of a unit counts is open."
        return not_met(reason, facts, lines, warns=True)
    if count < full:
        return not_met(f"{start}, too few.", facts, lines, warns=True)
    return met(f"{start}.", facts, lines)
