"""Checks about minutes. The ranges are the codebook's; the dates stand in the YAML."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Code, Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import Basis
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import (
    CALLED,
    INDIVIDUAL,
    documented_time,
    has_office_visit,
    kind_behind,
    lines_of,
    no_crisis,
    stretches,
    time_behind,
)
from bhtrain.rules.shapes import billed
from bhtrain.rules.time.session_checks import (
    long_session,
    most_with_patient,
    no_overlap,
    one_code,
    prolonged,
)
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = ["long_session", "most_with_patient", "no_overlap", "one_code", "prolonged"]  # checks too

_OTHER_SERVICES = (
    ActivityKind.CRISIS,
    ActivityKind.FAMILY,
    ActivityKind.GROUP,
    ActivityKind.EVALUATION,
)


def _sessions(visit: Visit, kind: ActivityKind, minutes: int) -> tuple[int, ...]:
    """Minutes of each session: one sum, or each stretch where the note shows them apart."""
    if visit.separate_sessions is not True:
        return (minutes,)
    return tuple(part.documented_minutes or 0 for part in visit.spent_on(kind))


def _kind(visit: Visit) -> ActivityKind:
    """The activity whose time is individual psychotherapy: a crisis in name only is such a one."""
    only_crisis = visit.spent_on(ActivityKind.CRISIS) and not visit.spent_on(
        ActivityKind.PSYCHOTHERAPY
    )
    in_name_only = only_crisis and no_crisis(visit)
    return ActivityKind.CRISIS if in_name_only else ActivityKind.PSYCHOTHERAPY


def _therapy(visit: Visit, lines: tuple[int, ...]) -> tuple[int, ...] | Verdict | None:
    """Minutes of each session of individual psychotherapy; a verdict where they are missing."""
    kind = _kind(visit)
    if not visit.spent_on(kind) and any(visit.spent_on(other) for other in _OTHER_SERVICES):
        return None
    time = documented_time(visit, kind)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap) if lines else None
    return _sessions(visit, kind, time.minutes)


def _span(code: Code) -> str:
    if code.minutes_max is None:
        return f"{code.minutes_min} minutes or more"
    return f"{code.minutes_min} to {code.minutes_max} minutes"


def band(visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]) -> Verdict | None:
    """Within a code's minutes, that code is billed: alone, or beside a medical visit."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    sessions = _therapy(visit, lines)
    if sessions is None or isinstance(sessions, Verdict):
        return sessions
    alone, beside = codes.code(values["alone"]), codes.code(values["beside_visit"])
    within = [minutes for minutes in sessions if alone.holds(minutes)]
    if not lines or not within:
        return None
    same_session = visit.office_visit.by_same_practitioner is not False and not (
        visit.separate_sessions and visit.spent_on(ActivityKind.MEDICAL_VISIT)
    )
    visited = same_session and has_office_visit(claim, codes)
    facts = documented_time(visit, _kind(visit)).facts
    addon = any(codes.code(claim.lines[index].code).kind == "add_on" for index in lines)
    wanted = beside if visited or addon else alone
    where = "beside a medical visit " if wanted is beside else ""
    right = billed(claim, [wanted.code])
    wrong = [index for index in lines if index not in right]
    minutes = listed([str(count) for count in within])
    start = f"{minutes} minutes of psychotherapy are documented"
    fit_others = all(
        any(codes.code(claim.lines[index].code).holds(count) for count in sessions)
        for index in wrong
    )
    if not right and len(sessions) > 1 and fit_others:
        return None  # of several sessions the claim bills another
    if (wrong and len(sessions) == 1) or not right:
        code = claim.lines[wrong[0]].code
        reason = f"{start}; {_span(wanted)} {where}take {wanted.code}, not {code}."
        return not_met(reason, facts, tuple(wrong[:1]))
    units = sum(claim.lines[index].units for index in right)
    if units < len(within):
        reason = f"{start} in {len(within)} sessions; {wanted.code} stands there {units} times."
        return not_met(reason, facts, right, warns=True)
    reason = f"{minutes} minutes are documented, and {wanted.code} takes {_span(wanted)}."
    return met(reason, facts, right)


def too_short(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Below the lowest code's minutes there is no individual psychotherapy to bill."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    sessions = _therapy(visit, lines)
    if sessions is None or isinstance(sessions, Verdict):
        return sessions
    least, longest = codes.code(values["lowest"]).minutes_min or 0, max(sessions)
    if longest >= least:
        return None
    facts = documented_time(visit, _kind(visit)).facts
    start = f"{longest} minutes of psychotherapy are documented; psychotherapy starts at {least}"
    if lines:
        wrong = listed([claim.lines[index].code for index in lines])
        return not_met(f"{start}, so {wrong} cannot be billed.", facts, lines)
    return met(f"{start}, and none is billed.", facts)


def not_rounded(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The whole minutes that are documented lie in the range of the code that is billed."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    sessions = _therapy(visit, lines)
    if not lines or sessions is None:
        return None
    if isinstance(sessions, Verdict):
        return sessions
    facts = documented_time(visit, _kind(visit)).facts
    seen = listed([str(minutes) for minutes in sessions])
    for index in lines:
        code = codes.code(claim.lines[index].code)
        if not any(code.holds(minutes) for minutes in sessions):
            reason = f"{seen} whole minutes are documented, and {code.code} is for {_span(code)}; "
            return not_met(f"{reason}minutes are not rounded.", facts, (index,))
    return met(f"{seen} whole minutes are documented and used as they are.", facts, lines)


def documented(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Each timed line has its own start and stop, or its own total, in the note."""
    facts: tuple[str, ...] = ()
    timed = []
    for index in billed(claim, values["codes"]):
        code = codes.codes.get(claim.lines[index].code)
        time = None if code is None else time_behind(code, visit)
        if time is None:
            continue
        timed.append(index)
        facts += time.facts
        if time.minutes is None:
            # A time that software filled in is a time entry of medium certainty to be refused
            # (rule time-not-autofilled): here it only warns. A booked slot is no entry at all.
            return missing(time.facts[0], time.why, (index,), gap=time.gap, warns=time.by_software)
    if not timed:
        return None
    return met("The time of each timed service is written in the note.", facts, tuple(timed))


def reaches_minimum(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The documented minutes of each timed line reach the least minutes of its code."""
    facts: tuple[str, ...] = ()
    tested, unknown, risk = [], None, None
    for index, line in enumerate(claim.lines):
        code = codes.codes.get(line.code)
        time = None if code is None else time_behind(code, visit)
        if code is None or time is None or not _has_minimum(code, visit, values):
            continue
        tested.append(index)
        facts += time.facts
        if time.minutes is None:
            unknown = unknown or missing(time.facts[0], time.why, (index,), gap=time.gap)
            continue
        least, strict = _least(code, visit)
        sessions: tuple[int, ...] = (time.minutes,)
        if code.family in values["by_session"]:
            kind = kind_behind(code, visit) or ActivityKind.PSYCHOTHERAPY
            sessions = _sessions(visit, kind, time.minutes)
        enough = sum(minutes >= least for minutes in sessions)
        if enough and (len(sessions) == 1 or enough >= line.units):
            continue
        seen = listed([str(minutes) for minutes in sessions])
        reason = f"{seen} minutes are documented, and {code.code} starts at {least}."
        verdict = not_met(reason, time.facts, (index,), warns=not strict)
        if strict:
            return verdict
        risk = risk or verdict
    if not tested:
        return None
    reason = "Each timed service reaches the least minutes of its code."
    return risk or unknown or met(reason, facts, tuple(tested))


def _has_minimum(code: Code, visit: Visit, values: Mapping[str, Any]) -> bool:
    """Add-ons have rules that count their units, and visits a minimum only by time."""
    if code.minutes_min is None:
        return False
    if code.kind == "em":
        return code.family in values["visits"] and visit.office_visit.basis is Basis.TIME
    return code.kind == "primary" or code.family in INDIVIDUAL


def _least(code: Code, visit: Visit) -> tuple[int, bool]:
    """The least minutes of a code for this payer, and whether they bind it."""
    rounding, least = visit.payer_flags.unit_rounding, code.minutes_min or 0
    if not code.minutes_payer_ruled:
        return least, True
    if rounding is None or code.unit_basis != "per 15 minutes":
        return least, False
    return (code.minutes_typical or least) if rounding == "full" else least, True


def clock_agrees(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Start, stop and written total of a timed service agree, or the note names a break."""
    kinds = {ActivityKind.WHOLE_VISIT: tuple(range(len(claim.lines)))} if claim.lines else {}
    for index, line in enumerate(claim.lines):
        code = codes.codes.get(line.code)
        kind = None if code is None else kind_behind(code, visit)
        if code is None or kind is None or code.minutes_min is None:
            continue
        if code.kind != "em" or visit.office_visit.basis is Basis.TIME:
            kinds[kind] = (*kinds.get(kind, ()), index)
    facts: tuple[str, ...] = ()
    for kind, lines in kinds.items():
        for name, part in stretches(visit, kind):
            elapsed, total = part.clock_minutes, part.minutes
            if elapsed is None or total is None:
                continue
            facts += (name,)
            excluded = bool(part.break_minutes or visit.spent_on(ActivityKind.NOT_THERAPY))
            longer, short = total > elapsed, elapsed - total > values["tolerance_minutes"]
            if longer or (short and not excluded):
                reason = (
                    f"From start to stop {CALLED[kind]} took {elapsed} minutes, but the note "
                    f"gives {total}" + ("." if longer else " and names no break.")
                )
                return not_met(reason, (name,), lines, gap="time-contradicts", warns=True)
    if not facts:
        return None
    return met("Start, stop and total minutes agree.", facts)


def only_therapy(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """No code needs minutes of charting, calls, breaks or waiting to be reached."""
    kind = ActivityKind.PSYCHOTHERAPY
    lines, parts = lines_of(claim, codes, *INDIVIDUAL), visit.spent_on(kind)
    other = stretches(visit, ActivityKind.NOT_THERAPY)
    breaks = sum(part.break_minutes or 0 for part in parts)
    if not lines or not (other or breaks) or (not parts and visit.spent_on(ActivityKind.CRISIS)):
        return None
    time = documented_time(visit, kind)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    outside = [part.documented_minutes for _, part in other]
    left_out = breaks + sum(minutes or 0 for minutes in outside)
    facts = time.facts + tuple(name for name, _ in other)
    for index in lines:
        code = codes.code(claim.lines[index].code)
        least = code.minutes_min or 0
        if time.minutes < least <= time.minutes + left_out:
            reason = (
                f"{time.minutes} minutes were therapy; {code.code} starts at {least} and is "
                f"reached only with {left_out} minutes that do not count."
            )
            return not_met(reason, facts, (index,))
        if time.minutes < least:
            if None not in outside:
                return None
            reason = "How long the work took that is not therapy is not stated."
            return missing(other[0][0], reason, lines)
    return met(f"{time.minutes} minutes of therapy carry the code by themselves.", facts, lines)
