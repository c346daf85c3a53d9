"""Checks of what one session may carry: one code, no extra unit, no minute twice."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Activity, ActivityKind, Visit
from bhtrain.rules.documented import (
    CALLED,
    INDIVIDUAL,
    documented_time,
    kind_behind,
    lines_of,
    stretches,
)
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_DAY = 24 * 60


def _one_session(visit: Visit) -> bool | None:
    """Whether individual therapy was one session; None where the note does not show it."""
    if visit.separate_sessions is not None:
        return not visit.separate_sessions
    return True if len(visit.spent_on(ActivityKind.PSYCHOTHERAPY)) <= 1 else None


def _units(claim: Claim, lines: tuple[int, ...]) -> int:
    return sum(claim.lines[index].units for index in lines)


def one_code(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One session is one unit of one code; other codes for further sessions depend on the payer."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    if not lines:
        return None
    found = list(dict.fromkeys(claim.lines[index].code for index in lines))
    if len(found) == 1 and _units(claim, lines) == 1:
        return met(f"{found[0]} stands on the claim once.", (), lines)
    one, facts = _one_session(visit), ("separate_sessions",)
    barred = visit.payer in values["never_two_codes"] and len(found) > 1
    if one or (barred and one is None):
        reason = f"One session is one unit of one code; the claim has {listed(found)}"
        return not_met(f"{reason}, {_units(claim, lines)} units in all.", facts, lines)
    if one is None:
        reason = "The note does not show whether these were separate sessions."
        return missing(facts[0], reason, lines)
    if len(found) == 1:
        return met(f"{found[0]} stands for separate sessions of one date.", facts, lines)
    reason = f"{listed(found)} on one date are refused by Medicare and Medicaid"
    if barred:
        return not_met(f"{reason}, with any modifier.", facts, lines)
    return not_met(f"{reason}; ask this payer.", facts, lines, warns=True)


def long_session(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A long session stays one unit, and no prolonged code joins it."""
    lines = billed(claim, [values["long_code"]])
    if not lines:
        return None
    extra = billed(claim, values["never_added"])
    for index in billed(claim, values["only_beside_a_visit"]):
        code = codes.codes.get(claim.lines[index].code)
        if code is None or not set(code.required_base) & set(claim.codes):
            extra += (index,)
    if extra:
        added = listed([claim.lines[index].code for index in extra])
        return not_met(f"{added} cannot be added to a long session of psychotherapy.", (), extra)
    if _units(claim, lines) == 1:
        return met("The session is one unit, however long it was.", (), lines)
    one, fact = _one_session(visit), "separate_sessions"
    if one is None:
        return missing(fact, "The note does not show whether these were separate sessions.", lines)
    if one:
        reason = f"One session is one unit of {values['long_code']}, not {_units(claim, lines)}."
        return not_met(reason, (fact,), lines)
    return met("Each unit stands for a session of its own.", (fact,), lines)


def prolonged(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The prolonged codes start so many minutes after the usual time of their base."""
    first, more = billed(claim, [values["first"]]), billed(claim, [values["more"]])
    if not first and not more:
        return None
    prolonged_code = codes.codes.get(values["first"])
    follows = billed(claim, prolonged_code.required_base if prolonged_code else ())
    bases = [index for index in follows if claim.lines[index].code in values["usual_minutes"]]
    if not bases:
        if follows:
            return None  # beside a visit its own usual time counts
        return not_met("No code that it may follow is on the claim.", (), first + more)
    base = codes.codes.get(claim.lines[bases[0]].code)
    kind = None if base is None else kind_behind(base, visit)
    if base is None or kind is None:
        return None
    time = documented_time(visit, kind)
    if time.minutes is None:
        return missing(time.facts[0], time.why, first + more, gap=time.gap)
    past = time.minutes - values["usual_minutes"][base.code]
    most_first = 1 if past >= values["first_from_minutes"] else 0
    beyond = past - values["more_from_minutes"]
    most_more = 0 if beyond < 0 else beyond // values["more_step_minutes"] + 1
    start = f"{time.minutes} minutes are {past} past the usual time of {base.code}"
    for lines, most in ((first, most_first), (more, most_more)):
        if _units(claim, lines) > most:
            code = claim.lines[lines[0]].code
            return not_met(f"{start} and carry {most} of {code}.", time.facts, lines)
    return met(f"{start}, and that carries the prolonged time.", time.facts, first + more)


def most_with_patient(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The patient was there for more than half of an individual session."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    if not lines:
        return None
    facts = ("patient.present_minutes", "patient.present")
    there = visit.patient.present_minutes
    both = all(map(visit.spent_on, (ActivityKind.FAMILY, ActivityKind.PSYCHOTHERAPY)))
    if there is None and both:
        return None  # who was there is said of the family session, not of this one
    if visit.patient.present is False:
        return not_met("The patient was not in the individual session.", facts[1:], lines)
    if there is None and visit.patient.present and not visit.family.present:
        return met("The patient was there, and nobody else is documented.", facts[1:], lines)
    if there is None and visit.patient.present is None and not visit.whole_note:
        return None  # of a part of a note nobody expects who was there
    kind = kind_behind(codes.code(claim.lines[lines[0]].code), visit) or ActivityKind.PSYCHOTHERAPY
    time, relatives = documented_time(visit, kind), visit.family.minutes
    share = values["min_patient_share"]
    alone = None if relatives is None or time.minutes is None else time.minutes - relatives
    enough = alone is not None and alone > share * (time.minutes or 0)
    if there is None and visit.patient.present and enough:
        reason = f"Relatives joined for {relatives} of {time.minutes} minutes of the session."
        return met(reason, ("patient.present", "family.minutes", *time.facts), lines)
    if there is None:
        reason = "How much of the session the patient was there for is not stated."
        return missing(facts[0], reason, lines, gap="participants-missing")
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    reason = f"The patient was there for {there} of {time.minutes} minutes"
    if there > share * time.minutes:
        return met(f"{reason}, which is most of the session.", (*facts[:1], *time.facts), lines)
    return not_met(f"{reason}; more than half are needed.", (*facts[:1], *time.facts), lines)


def _clock(part: Activity) -> set[int] | None:
    """The minutes from the start up to the stop, which is no longer part of it."""
    if part.start is None or part.clock_minutes is None:
        return None
    begin = part.start.hour * 60 + part.start.minute
    return {minute % _DAY for minute in range(begin, begin + part.clock_minutes)}


def no_overlap(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """No minute carries two services that are billed apart from each other."""
    services = []
    for index, line in enumerate(claim.lines):
        code = codes.codes.get(line.code)
        kind = None if code is None else kind_behind(code, visit)
        if code is None or kind in (None, ActivityKind.CARE_MONTH) or code.kind == "add_on":
            continue
        services.append((index, kind, dict(stretches(visit, kind, code.code))))
    known = True
    for (one, kind, first), (two, other, second) in combinations(services, 2):
        pairs = [(a, b) for a in first for b in second if a != b]
        known = known and bool(pairs)
        for a, b in pairs:
            minutes, others = _clock(first[a]), _clock(second[b])
            if minutes is None or others is None:
                known = False
            elif shared := len(minutes & others):
                both = {claim.lines[one].code, claim.lines[two].code}
                if both == set(values["together"]) and visit.payer_flags.aba_concurrent:
                    continue
                reason = (
                    f"{shared} minutes stand in the times of {CALLED[kind]} and of {CALLED[other]}."
                )
                warns = both == set(values["together"])
                return not_met(reason, (a, b), (one, two), warns=warns)
    lines = tuple(index for index, _, _ in services)
    if not services:
        return None
    elsewhere = _beside_this_claim(visit, claim, codes, values, lines)
    if elsewhere is not None:
        return elsewhere
    if len(services) == 1:
        return None
    if known or visit.separate_sessions:
        return met("The services of the date do not overlap.", ("separate_sessions",), lines)
    reason = "Start and stop times do not show whether the services overlapped."
    return missing("separate_sessions", reason, lines, warns=True)


def on_clock(visit: Visit, names: tuple[str, ...]) -> set[int]:
    """The minutes of the day of the stretches of these names; empty where one has no times."""
    named = {name: part for kind in ActivityKind for name, part in stretches(visit, kind)}
    found = [_clock(part) if (part := named.get(name)) else None for name in names]
    known = [minutes for minutes in found if minutes]
    return set().union(*known) if all(found) else set()


def _beside_this_claim(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any], lines: tuple[int, ...]
) -> Verdict | None:
    """What the record says of services outside this claim; None where it says nothing."""
    facts, others = (
        ("history.overlaps", "history.overlapping_codes"),
        visit.history.overlapping_codes,
    )
    if visit.history.overlaps is None:
        return None
    if visit.history.overlaps is False:
        single = len(lines) == 1
        reason = "No other service of the clinician overlaps this one."
        return met(reason, facts[:1], lines) if single else None
    ours = {claim.lines[index].code for index in lines}
    one_group = ours.issubset(values["one_group"])
    if one_group and others is None:
        return missing(facts[1], "Which services overlap is not stated.", lines)
    clashing = [
        code for code in others or ("another service",) if code not in _free(codes, ours, values)
    ]
    if not clashing:
        return met("The services that overlap may share their time.", facts, lines)
    together = set(values["together"]) == ours | set(clashing)
    if together and visit.payer_flags.aba_concurrent:
        return met("The plan allows both at one time.", facts, lines)
    reason = f"The time of this service is also billed for {listed(clashing)}."
    return not_met(reason, facts, lines, warns=together)


def _free(codes: Codebook, ours: set[str], values: Mapping[str, Any]) -> set[str]:
    """Codes that may overlap: the same group's other members, and add-ons of these codes."""
    group = ours if ours.issubset(values["one_group"]) else set()
    addons = {
        c.code for c in codes.codes.values() if c.kind == "add_on" and ours & {*c.required_base}
    }
    return group | addons
