"""Checks of the minutes of crisis work, added up over the date of service."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import (
    INDIVIDUAL,
    documented_time,
    has_office_visit,
    lines_of,
    names_of,
)
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met


def _crisis_lines(visit: Visit, claim: Claim, codes: Codebook) -> tuple[int, ...]:
    """Lines that bill crisis work: the crisis codes, and psychotherapy where there was no other."""
    crisis = lines_of(claim, codes, "crisis")
    only_crisis = visit.spent_on(ActivityKind.CRISIS) and not visit.spent_on(
        ActivityKind.PSYCHOTHERAPY
    )
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
    facts, billed = time.facts, [claim.lines[index].code for index in lines]
    start = (
        f"{time.minutes} minutes of crisis work are documented; the crisis code starts at {least}"
    )
    if not wanted.holds(time.minutes):
        return not_met(f"{start}, psychotherapy starts at {wanted.minutes_min}.", facts, lines)
    if billed != [wanted.code]:
        reason = f"{start}, so {wanted.code} is billed, not {listed(billed)}."
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
    if not least <= time.minutes <= last:
        return None
    facts = names_of(visit, ActivityKind.CRISIS)
    billed = [(claim.lines[index].code, claim.lines[index].units) for index in lines]
    span = f"{time.minutes} minutes of crisis work are documented; {least} to {last} minutes"
    if billed == [(code.code, 1)]:
        return met(f"{span} take one {code.code}, and that is billed.", facts, lines)
    seen = listed([f"{number} x{units}" for number, units in billed])
    return not_met(f"{span} take {code.code} x1 and nothing else, not {seen}.", facts, lines)
