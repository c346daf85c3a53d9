"""Checks of medical visits: their level by decision making or time, and the new patient."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bhtrain.codebook import Code, Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import Basis, MedicalDecision
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import documented_time, lines_of
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_BASIS = "office_visit.basis"
_LEVELS = list(MedicalDecision)  # from low to high


def leveled(claim: Claim, codes: Codebook) -> tuple[int, ...]:
    """The lines with an office visit that stands for a level."""
    lines = lines_of(claim, codes, "em_office")
    return tuple(index for index in lines if codes.code(claim.lines[index].code).decision)


def _with_therapy(claim: Claim, codes: Codebook) -> bool:
    return bool(lines_of(claim, codes, "psychotherapy_with_em"))


def supported_level(visit: Visit) -> tuple[MedicalDecision | None, tuple[str, ...]]:
    """The level that two of the three elements reach; without elements, that of the whole."""
    elements = {name: getattr(visit.office_visit, name) for name in ("problems", "data", "risk")}
    found = sorted((level for level in elements.values() if level), key=_LEVELS.index)
    if len(found) == len(elements) or (len(found) == 2 and found[0] is found[1]):
        return found[1], tuple(f"office_visit.{name}" for name, level in elements.items() if level)
    return visit.medical_decision, ("medical_decision",)


def by_decision(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The billed level is the one that decision making supports."""
    lines, basis = leveled(claim, codes), visit.office_visit.basis
    if not lines or basis is Basis.TIME:
        return None
    supported, facts = supported_level(visit)
    minutes = documented_time(visit, ActivityKind.MEDICAL_VISIT).minutes
    if supported is None and basis is None and minutes and not _with_therapy(claim, codes):
        return None  # time picked the level; by_time looks at it
    if supported is None:
        reason = "The note does not show the level of problems, data and risk."
        return missing("medical_decision", reason, lines)
    for index in lines:
        code = codes.code(claim.lines[index].code)
        billed_level = code.decision or supported
        if billed_level is supported:
            continue
        if basis is None and not _with_therapy(claim, codes):
            reason = f"The note does not say whether time or decision making picked {code.code}."
            return missing(_BASIS, reason, (index,))
        below = _LEVELS.index(billed_level) < _LEVELS.index(supported)
        reason = (
            f"The note supports {supported} decision making; {code.code} stands for {billed_level}."
        )
        return not_met(reason, facts, (index,), warns=below)
    return met(f"The billed level is {supported} decision making, as documented.", facts, lines)


def _next_minutes(code: Code, codes: Codebook) -> int | None:
    """The first minute of the next level for the same kind of patient; None for the highest."""
    same = [
        other.minutes_min
        for other in codes.codes.values()
        if other.family == code.family and other.new_patient is code.new_patient
    ]
    return min((m for m in same if m and m > (code.minutes_min or 0)), default=None)


def by_time(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A level chosen by time is the one whose minutes the practitioner reached that day."""
    lines, basis = leveled(claim, codes), visit.office_visit.basis
    if not lines or basis is Basis.DECISION or _with_therapy(claim, codes):
        return None
    time = documented_time(visit, ActivityKind.MEDICAL_VISIT)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap) if basis else None
    supported, _ = supported_level(visit)
    for index in lines:
        code = codes.code(claim.lines[index].code)
        if basis is None and code.decision is supported:
            return None  # decision making carries the level
        least, above = code.minutes_min or 0, _next_minutes(code, codes)
        if least <= time.minutes and (above is None or time.minutes < above):
            continue
        if basis is None:
            reason = f"The note does not say whether time or decision making picked {code.code}."
            return missing(_BASIS, reason, (index,))
        span = f"{least} to {above - 1} minutes" if above else f"{least} minutes or more"
        reason = f"The visit took {time.minutes} minutes; {code.code} takes {span}."
        return not_met(reason, (_BASIS, *time.facts), (index,))
    named = listed([claim.lines[index].code for index in lines])
    return met(f"{time.minutes} minutes that day take {named}.", time.facts, lines)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def new_patient_unseen(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A new patient saw nobody of the specialty and group in the years before."""
    lines = tuple(
        index
        for index, line in enumerate(claim.lines)
        if line.code in codes.codes and codes.codes[line.code].new_patient
    )
    if not lines:
        return None
    seen, fact = visit.patient.last_seen_in_specialty, "patient.last_seen_in_specialty"
    named = listed([claim.lines[index].code for index in lines])
    years = values["years"]
    if seen is not None and seen >= _years_before(visit.service_date, years):
        reason = f"The group saw the patient within {years} years, so {named} does not fit."
        return not_met(reason, (fact,), lines)
    if seen is not None:
        return met(f"The group last saw the patient more than {years} years ago.", (fact,), lines)
    established, fact = visit.patient.established, "patient.established"
    if established is None:
        return missing(fact, "The note does not say whether the patient was seen before.", lines)
    if established:
        return not_met(f"The patient is established; {named} is for new ones.", (fact,), lines)
    return met("The patient is new to the practice.", (fact,), lines)


def _units_due(minutes: int, first: int, step: int) -> int:
    return 0 if minutes < first else (minutes - first) // step + 1


def _times(code: str, count: int) -> str:
    return f"{code} x{count}" if count else f"no {code}"


def prolonged_units(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Prolonged time beyond the highest office visit has the units of its payer's own count."""
    firsts = values["first_unit_at_minute"]
    bases = [code for code in claim.codes if code in values["bases"]]
    if len(bases) != 1 or _with_therapy(claim, codes):
        return None
    lines, basis = billed(claim, [*values["bases"], *firsts]), visit.office_visit.basis
    units = {
        code: sum(claim.lines[index].units for index in billed(claim, [code]))
        for code in firsts
        if code in claim.codes
    }
    if basis is not Basis.TIME:
        if not units:
            return None
        if basis is None:
            reason = f"The note does not say whether time picked {bases[0]}."
            return missing(_BASIS, reason, lines)
        reason = f"{bases[0]} was chosen by decision making, so no prolonged time goes with it."
        return not_met(reason, (_BASIS,), lines)
    time = documented_time(visit, ActivityKind.MEDICAL_VISIT)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    medicare, others = values["medicare"], values["other_payers"]
    systems = {Payer.MEDICARE: [medicare], Payer.ANY: [others, medicare]}.get(visit.payer, [others])
    step = values["step_minutes"]
    due = {code: _units_due(time.minutes, firsts[code][bases[0]], step) for code in systems}
    facts = (_BASIS, *time.facts, "payer")
    right = [{code: count} if count else {} for code, count in due.items()]
    counted = listed([_times(code, count) for code, count in due.items()])
    start = f"{time.minutes} minutes with {bases[0]} make {counted}"
    if units in right:
        return met(f"{start}, as billed.", facts, lines)
    seen = listed([_times(code, count) for code, count in units.items()]) if units else "none"
    return not_met(f"{start}; billed: {seen}.", facts, lines)
