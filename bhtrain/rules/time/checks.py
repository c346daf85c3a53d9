"""Checks about minutes. The ranges are the codebook's; the dates stand in the YAML."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import (
    INDIVIDUAL,
    documented_time,
    has_office_visit,
    kind_behind,
    lines_of,
)
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_OTHER_SERVICES = (
    ActivityKind.CRISIS,
    ActivityKind.FAMILY,
    ActivityKind.GROUP,
    ActivityKind.EVALUATION,
)


def _therapy_minutes(visit: Visit, lines: tuple[int, ...]) -> int | Verdict | None:
    """Minutes of individual psychotherapy; a verdict where they are missing."""
    kind = ActivityKind.PSYCHOTHERAPY
    if not visit.spent_on(kind) and any(visit.spent_on(other) for other in _OTHER_SERVICES):
        return None
    time = documented_time(visit, kind)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap) if lines else None
    return time.minutes


def band(visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]) -> Verdict | None:
    """Within a code's minutes, that code is billed: alone, or beside a medical visit."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    minutes = _therapy_minutes(visit, lines)
    if minutes is None or isinstance(minutes, Verdict):
        return minutes
    alone, beside = codes.code(values["alone"]), codes.code(values["beside_visit"])
    if not lines or not alone.holds(minutes):
        return None
    visited = has_office_visit(claim, codes)
    facts = documented_time(visit, ActivityKind.PSYCHOTHERAPY).facts
    span = f"{alone.minutes_min} to {alone.minutes_max} minutes"
    if alone.minutes_max is None:
        span = f"{alone.minutes_min} minutes or more"
    for index in lines:
        billed = codes.code(claim.lines[index].code)
        wanted = beside if visited or billed.kind == "add_on" else alone
        if billed.code != wanted.code:
            where = "beside a medical visit " if wanted is beside else ""
            reason = (
                f"{minutes} minutes of psychotherapy are documented; {span} {where}"
                f"take {wanted.code}, not {billed.code}."
            )
            return not_met(reason, facts, (index,))
    billed_codes = listed([claim.lines[index].code for index in lines])
    return met(f"{minutes} minutes are documented, and {billed_codes} takes {span}.", facts, lines)


def too_short(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Below the lowest code's minutes there is no individual psychotherapy to bill."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    minutes = _therapy_minutes(visit, lines)
    if minutes is None or isinstance(minutes, Verdict):
        return minutes
    least = codes.code(values["lowest"]).minutes_min or 0
    if minutes >= least:
        return None
    facts = documented_time(visit, ActivityKind.PSYCHOTHERAPY).facts
    start = f"{minutes} minutes of psychotherapy are documented; psychotherapy starts at {least}"
    if lines:
        wrong = listed([claim.lines[index].code for index in lines])
        return not_met(f"{start}, so {wrong} cannot be billed.", facts, lines)
    return met(f"{start}, and none is billed.", facts)


def documented(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Each timed line has its own start and stop, or its own total, in the note."""
    facts: tuple[str, ...] = ()
    timed = []
    for index, line in enumerate(claim.lines):
        kind = kind_behind(codes.code(line.code), visit) if line.code in values["codes"] else None
        if kind is None:
            continue
        timed.append(index)
        time = documented_time(visit, kind)
        facts += time.facts
        if time.minutes is None:
            # A time that software filled in is a time entry of medium certainty to be refused
            # (rule time-not-autofilled): here it only warns. A booked slot is no entry at all.
            return missing(time.facts[0], time.why, (index,), gap=time.gap, warns=time.by_software)
    if not timed:
        return None
    return met("The time of each timed service is written in the note.", facts, tuple(timed))
