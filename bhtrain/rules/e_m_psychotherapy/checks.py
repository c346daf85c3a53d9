"""Checks for psychotherapy in the same visit as medical work."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import Basis
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.code_selection.visit_checks import leveled, supported_level
from bhtrain.rules.documented import (
    has_office_visit,
    lines_of,
    names_of,
    therapy_time,
)
from bhtrain.rules.same_day import never_same_day, of_families, same_day_codes
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = ["never_same_day"]  # the YAML of this folder names it

_DAY = 24 * 60
_PRACTITIONER = "office_visit.by_same_practitioner"


def addon_has_visit(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A psychotherapy add-on stands beside exactly one visit that can carry it."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    addon = codes.code(claim.lines[lines[0]].code)
    of_day = same_day_codes(visit, claim)
    bases = [code for code in of_day if code in addon.required_base]
    facts = tuple(names_of(visit, ActivityKind.MEDICAL_VISIT))
    if visit.office_visit.by_same_practitioner is False:
        reason = f"The visit is another practitioner's, and {addon.code} needs one of its own."
        return not_met(reason, (_PRACTITIONER,), lines)
    if len(bases) == 1:
        return met(f"{addon.code} stands beside {bases[0]}.", facts, lines)
    unsettled = [code for code in of_day if code in values["plan_decides"] and code in codes.codes]
    if not bases and len(unsettled) == 1:
        if visit.payer is not Payer.MEDICARE:
            reason = f"Whether {unsettled[0]} may carry {addon.code} depends on the plan."
            return not_met(reason, ("payer",), lines, warns=True)
        if unsettled[0] in values["medicare_listed"]:
            return met(f"Medicare listed {unsettled[0]} as a base of {addon.code}.", facts, lines)
    seen = f"{len(bases)} stand on the claim: {listed(bases)}" if bases else "none is on the claim"
    reason = f"{addon.code} is an add-on and needs exactly one visit code beside it; {seen}."
    return not_met(reason, facts, lines)


def _shared_minutes(visit: Visit) -> int:
    """Minutes that medical work and therapy both claim by their clock times."""

    def spans(kind: ActivityKind) -> list[tuple[int, int]]:
        timed = [(part.start, part.clock_minutes or 0) for part in visit.spent_on(kind)]
        starts = [(start.hour * 60 + start.minute, lasted) for start, lasted in timed if start]
        return [(start, start + lasted) for start, lasted in starts]

    return sum(
        max(0, min(end, until + midnight) - max(begin, since + midnight))
        for begin, end in spans(ActivityKind.PSYCHOTHERAPY)
        for since, until in spans(ActivityKind.MEDICAL_VISIT)
        for midnight in (-_DAY, 0, _DAY)
    )


def time_is_not_shared(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The therapy minutes that remain beside the medical work carry the add-on."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    therapy = therapy_time(visit, codes.code(claim.lines[lines[0]].code))
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
    if therapy.minutes is not None and therapy.minutes > usable:
        reason = (
            f"At most {usable} minutes are left for psychotherapy beside the medical work, and the "
            f"note gives it {therapy.minutes}: some minutes count twice."
        )
        return not_met(reason, facts, lines, gap="time-contradicts")
    for index in lines:
        addon = codes.code(claim.lines[index].code)
        if usable < (addon.minutes_min or 0):
            reason = (
                f"At most {usable} minutes are left for psychotherapy beside the medical work; "
                f"{addon.code} starts at {addon.minutes_min}."
            )
            return not_met(reason, facts, (index,))
    return met(
        f"{usable} minutes of psychotherapy stand apart from the medical work.", facts, lines
    )


def one_person_did_both(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Visit and therapy add-on are one practitioner's, as a claim is unless the note says more."""
    lines = lines_of(claim, codes, values["family"])
    if not lines or not has_office_visit(claim, codes):
        return None
    if visit.office_visit.by_same_practitioner is False:
        reason = "One person made the medical visit and another gave the therapy."
        return not_met(reason, (_PRACTITIONER,), lines)
    return met("Nothing in the note gives visit and therapy to two persons.", (), lines)


def level_by_decision(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Beside a therapy add-on the level of the visit was chosen by decision making."""
    lines = lines_of(claim, codes, values["family"])
    visits = lines_of(claim, codes, "em_office")
    if not lines or (visits and not leveled(claim, codes)):
        return None  # no therapy, or a visit of staff that stands for no level (99211)
    basis, fact = visit.office_visit.basis, ("office_visit.basis",)
    if basis is Basis.TIME:
        reason = "Beside a psychotherapy add-on the level may not be chosen by time."
        return not_met(reason, fact, lines)
    supported, facts = supported_level(visit)
    levels = {codes.code(claim.lines[index].code).decision for index in leveled(claim, codes)}
    if basis is Basis.DECISION or levels == {supported}:
        return met("The level comes from decision making.", fact if basis else facts, lines)
    return missing(fact[0], "The note does not say by what the level was chosen.", lines)


def no_standalone_with_visit(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Beside a medical visit of one practitioner, therapy is billed with an add-on."""
    of_day = same_day_codes(visit, claim)
    therapy = of_families(of_day, codes, "psychotherapy")
    visits = of_families(of_day, codes, *values["visit_families"])
    lines = billed(claim, therapy + visits)
    if not lines or not visits or visit.office_visit.by_same_practitioner is False:
        return None
    if not therapy:
        reason = "The therapy beside the visit stands on an add-on code."
        return met(reason, (), lines) if lines_of(claim, codes, "psychotherapy_with_em") else None
    both = f"{listed(therapy)} stands beside {listed(visits)} of the same practitioner"
    if not visit.separate_sessions:
        return not_met(f"{both}; the therapy takes an add-on code.", (), lines)
    facts = ("separate_sessions", "payer")
    if visit.payer in values["whole_date"]:
        return not_met(f"{both}, and separate sessions of a date do not help.", facts, lines)
    reason = f"{both}; in separate sessions this is left to the plan."
    return not_met(reason, facts, lines, warns=True)


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def therapy_told_apart(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Visit and therapy have parts of their own, or one text in which therapy can be told apart."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    note = visit.note
    parts = _both(note.medical_section, note.psychotherapy_section)
    facts = ("note.medical_section", "note.psychotherapy_section", "note.therapy_told_apart")
    if parts or note.therapy_told_apart:
        return met("The note shows the medical visit and the therapy apart.", facts, lines)
    if parts is False and note.therapy_told_apart is False:
        reason = "The therapy is only named; minutes, intervention and response are not its own."
        return not_met(reason, facts, lines, gap=values["gap"])
    reason = "The note does not show the therapy apart from the medical visit."
    return missing(facts[2], reason, lines, gap=values["gap"])


def own_minutes(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The therapy minutes of an add-on are written by themselves."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    time = therapy_time(visit, codes.code(claim.lines[lines[0]].code))
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap, warns=time.by_software)
    return met(f"{time.minutes} minutes of therapy are written by themselves.", time.facts, lines)


def short_talk(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A talk shorter than the shortest add-on is part of the medical visit."""
    lowest = codes.code(values["lowest"])
    lines = lines_of(claim, codes, lowest.family)
    if not lines and not has_office_visit(claim, codes):
        return None
    time = therapy_time(visit, lowest)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap) if lines else None
    if time.minutes >= (lowest.minutes_min or 0):
        return None
    talk = f"{time.minutes} minutes of therapy are part of the medical visit"
    if lines:
        return not_met(f"{talk}; an add-on starts at {lowest.minutes_min}.", time.facts, lines)
    return met(f"{talk}, and no add-on is billed.", time.facts)


def medication_add_on(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The medication add-on is for prescribers who report no medical visits."""
    lines = billed(claim, [values["add_on"]])
    if not lines:
        return None
    of_day, add_on = same_day_codes(visit, claim), codes.code(values["add_on"])
    if visit.payer is Payer.MEDICARE:
        return not_met(f"Medicare does not pay {add_on.code}.", ("payer",), lines)
    visits = tuple(n for n in of_day if n in codes.codes and codes.codes[n].kind == "em")
    if visits:
        reason = f"{add_on.code} is not billed with a visit such as {visits[0]}."
        return not_met(reason, (), lines)
    if not set(of_day) & set(add_on.required_base):
        return not_met(f"{add_on.code} needs individual psychotherapy beside it.", (), lines)
    fact = ("clinician.credential",)
    credential = codes.credentials.get(visit.clinician.credential or "")
    if credential is None:
        return missing(fact[0], "Who prescribed, and with which credential, is not stated.", lines)
    if credential.id not in values["credentials"]:
        reason = f"{credential.abbreviation} does not bill {add_on.code}; a visit code may fit."
        return not_met(reason, fact, lines)
    return met(f"{credential.abbreviation} prescribes and reports no visit codes.", fact, lines)
