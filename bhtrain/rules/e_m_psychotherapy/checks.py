"""Checks for psychotherapy in the same visit as medical work."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Activity, ActivityKind, Visit
from bhtrain.rules.documented import documented_time, lines_of, names_of
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_DAY = 24 * 60


def addon_has_visit(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A psychotherapy add-on stands beside exactly one visit that can carry it."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    addon = codes.code(claim.lines[lines[0]].code)
    bases = [code for code in claim.codes if code in addon.required_base]
    facts = tuple(names_of(visit, ActivityKind.MEDICAL_VISIT))
    if len(bases) == 1:
        return met(f"{addon.code} stands beside {bases[0]}.", facts, lines)
    seen = f"{len(bases)} stand on the claim: {listed(bases)}" if bases else "none is on the claim"
    reason = f"{addon.code} is an add-on and needs exactly one visit code beside it; {seen}."
    return not_met(reason, facts, lines)


def _shared_minutes(visit: Visit) -> int:
    """Minutes that medical work and therapy both claim by their clock times."""

    def on_clock(activity: Activity) -> set[int]:
        if activity.start is None or activity.clock_minutes is None:
            return set()
        begin = activity.start.hour * 60 + activity.start.minute
        return {minute % _DAY for minute in range(begin, begin + activity.clock_minutes)}

    def of(kind: ActivityKind) -> set[int]:
        return set().union(*(on_clock(activity) for activity in visit.spent_on(kind)))

    return len(of(ActivityKind.PSYCHOTHERAPY) & of(ActivityKind.MEDICAL_VISIT))


def time_is_not_shared(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The therapy minutes that remain beside the medical work carry the add-on."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    therapy = documented_time(visit, ActivityKind.PSYCHOTHERAPY)
    whole = visit.minutes_of(ActivityKind.WHOLE_VISIT)
    medical = visit.minutes_of(ActivityKind.MEDICAL_VISIT)
    facts = therapy.facts + names_of(visit, ActivityKind.MEDICAL_VISIT)
    limits = []
    if therapy.minutes is not None:
        limits.append(therapy.minutes - _shared_minutes(visit))
    if whole is not None and medical is not None:
        limits.append(max(whole - medical, 0))
        facts += names_of(visit, ActivityKind.WHOLE_VISIT)
    if not limits:
        return missing(therapy.facts[0], therapy.why, lines, gap=therapy.gap)
    usable = min(limits)
    for index in lines:
        addon = codes.code(claim.lines[index].code)
        if usable < (addon.minutes_min or 0):
            reason = (
                f"At most {usable} minutes are left for psychotherapy beside the medical work; "
                f"{addon.code} starts at {addon.minutes_min}."
            )
            clash = therapy.minutes is not None and addon.holds(therapy.minutes)
            return not_met(reason, facts, (index,), gap="time-contradicts" if clash else None)
    return met(
        f"{usable} minutes of psychotherapy stand apart from the medical work.", facts, lines
    )
