"""Checks of sessions with relatives, of families together, and of groups."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.people import JoinedBy, SessionFocus
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import INDIVIDUAL, documented_time, kind_behind, lines_of
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, met, missing, not_met, verb

_PATIENT, _FAMILY = "patient.present", "family.present"
_UNNAMED = "participants-missing"


def long_enough(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A family session reaches the least minutes of its code."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    code = codes.code(claim.lines[lines[0]].code)
    time = documented_time(visit, kind_behind(code, visit) or ActivityKind.FAMILY)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    start = f"{time.minutes} minutes of family session are documented; {code.code}"
    if time.minutes < (code.minutes_min or 0):
        return not_met(f"{start} starts at {code.minutes_min}.", time.facts, lines)
    return met(f"{start} needs {code.minutes_min}.", time.facts, lines)


def patient_and_family(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Patient and relatives both took part."""
    lines = billed(claim, [values["code"]])
    if not lines:
        return None
    in_person = visit.family.joined_by is JoinedBy.IN_PERSON or None
    relatives = in_person if visit.family.present is None else visit.family.present
    if visit.patient.present is False:
        reason = f"The patient did not take part; that is {values['without_patient']}."
        return not_met(reason, (_PATIENT,), lines)
    if relatives is False:
        return not_met("No relative or partner took part.", (_FAMILY,), lines)
    if visit.patient.present is None:
        reason = "The note does not say whether the patient took part."
        return missing(_PATIENT, reason, lines, gap=_UNNAMED)
    if relatives is None:
        reason = "The note does not say whether a relative or partner took part."
        return missing(_FAMILY, reason, lines, gap=_UNNAMED)
    return met("The patient and relatives took part.", (_PATIENT, _FAMILY), lines)


def by_telephone(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A relative on a live call may count, where the note names who and for how long."""
    lines, joined_by = billed(claim, [values["code"]]), visit.family.joined_by
    at_a_distance = joined_by in (JoinedBy.TELEPHONE, JoinedBy.VIDEO)
    # Without the patient the call does not matter (rule family-with-patient).
    if not lines or not at_a_distance or not visit.patient.present:
        return None
    fact, how = "family.named_with_minutes", f"by {joined_by}"
    if visit.family.named_with_minutes is None:
        reason = f"A relative took part {how}; who, and for how long, is not stated."
        return missing(fact, reason, lines, gap=_UNNAMED)
    if not visit.family.named_with_minutes:
        reason = f"A relative was reached {how}, without name or minutes; payers differ."
        return not_met(reason, (fact,), lines, gap=_UNNAMED)
    reason = f"A relative who took part {how} may count; payers differ."
    return met(reason, ("family.joined_by", fact), lines)


def without_patient(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The patient was not there, the patient's treatment gained, and the plan covers it."""
    lines = billed(claim, [values["code"]])
    if not lines:
        return None
    flag, benefit = "payer_flags.covers_90846", "family.benefit_documented"
    if visit.payer_flags.covers_90846 is False:
        reason = "This plan does not cover family sessions without the patient."
        return not_met(reason, (flag,), lines)
    if visit.patient.present:
        reason = f"The patient took part; that is {values['with_patient']}."
        return not_met(reason, (_PATIENT,), lines)
    if visit.family.benefit_documented is False:
        reason = "The note does not show what the session does for the patient's treatment."
        return not_met(reason, (benefit,), lines, gap=values["gap"])
    if visit.patient.present is None:
        reason = "The note does not say whether the patient took part."
        return missing(_PATIENT, reason, lines, gap=_UNNAMED)
    if visit.family.benefit_documented is None:
        reason = "What the session does for the patient's treatment is not stated."
        return missing(benefit, reason, lines, gap=values["gap"])
    return met("A session without the patient, for the patient.", (_PATIENT, benefit), lines)


def therapy_with_relatives(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Relatives were worked with, not only informed."""
    lines = billed(claim, [values["code"]])
    if not lines:
        return None
    fact, done, gap = "family.content", visit.family.content, values["gap"]
    if done is None:
        return missing(fact, "What was done with the relatives is not described.", lines, gap=gap)
    if not set(done) & set(values["therapy"]):
        coded = "" if visit.payer is Payer.MEDICARE else f"{values['informing']} or "
        reason = f"Relatives were only informed or asked; that is {coded}nothing."
        return not_met(reason, (fact,), lines)
    fact, shown = "family.intervention_and_response", visit.family.intervention_and_response
    if shown is None:
        reason = "The intervention and the relatives' response are not described."
        return missing(fact, reason, lines, gap=gap)
    if not shown:
        reason = "The note lacks an intervention with the relatives, or their response."
        return not_met(reason, (fact,), lines, gap=gap)
    return met("Relatives were worked with, and their response is noted.", (fact,), lines)


def focus_decides(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Work on the family takes a family code; a relative who helps briefly does not."""
    together, alone = billed(claim, values["together"]), lines_of(claim, codes, *INDIVIDUAL)
    kinds = [k for k in (ActivityKind.FAMILY, ActivityKind.PSYCHOTHERAPY) if visit.spent_on(k)]
    took_part = visit.family.present or visit.family.focus is not None or together
    if not took_part or bool(together) == bool(alone) or len(kinds) > 1:
        return None  # no relative, no session, or two sessions
    lines, focus, fact = together or alone, visit.family.focus, "family.focus"
    if focus is None:
        reason = "A person has to say whether the session was about the family or the patient."
        return missing(fact, reason, lines, warns=True)
    if focus is SessionFocus.FAMILY:
        if together:
            return met("The session was about the family, as its code says.", (fact,), lines)
        wanted = values["absent" if visit.patient.present is False else "present"]
        return not_met(f"The session was about the family; that is {wanted}.", (fact,), lines)
    time = documented_time(visit, kinds[0] if kinds else ActivityKind.PSYCHOTHERAPY)
    relatives, whole = visit.family.minutes, time.minutes
    facts = (fact, "family.minutes", *time.facts)
    if relatives is None or whole is None:
        reason = "How much of the session relatives took part in is not stated."
        return missing("family.minutes" if whole else time.facts[0], reason, lines, warns=True)
    if relatives >= values["min_family_share"] * whole:
        return None
    start = f"The session was about the patient, and relatives joined for {relatives} of {whole}"
    if together:
        return not_met(f"{start} minutes; that is an individual code.", facts, lines)
    return met(f"{start} minutes.", facts, lines)


def several_families(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Two families at least, one unit on each patient's claim; Medicare rarely covers it."""
    code, fact = values["code"], "group.families"
    lines = billed(claim, [code])
    if not lines:
        return None
    families, units = visit.group.families, sum(claim.lines[index].units for index in lines)
    if families is not None and families < values["min_families"]:
        return not_met(
            f"One family is no group of families, so {code} does not fit.", (fact,), lines
        )
    if units > values["units_a_claim"]:
        return not_met(f"One patient's claim has one unit of {code}, not {units}.", (), lines)
    if visit.payer is Payer.MEDICARE:
        return not_met(f"Medicare's contractors rarely cover {code}.", (), lines)
    if families is None:
        return missing(fact, "How many families took part is not stated.", lines, gap=_UNNAMED)
    return met(f"{families} families took part, with one unit for each.", (fact,), lines)


def group_size(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The number of members is recorded, and neither too small nor above the plan's limit."""
    lines = billed(claim, [values["code"]])
    if not lines:
        return None
    size, fact, flag = visit.group.size, "group.size", visit.payer_flags.group_max
    if size is None:
        reason = "How many members were present is not recorded."
        return missing(fact, reason, lines, gap=_UNNAMED)
    least, most = values["min_members"], values["max_members"] if flag is None else flag
    members = f"{size} {verb(size, 'member is', 'members are')}"
    if least <= size <= most:
        return met(f"{members} within {least} to {most}.", (fact,), lines)
    return not_met(f"{members} not within {least} to {most}.", (fact,), lines)
