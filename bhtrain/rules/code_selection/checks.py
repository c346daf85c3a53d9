"""Checks of intakes, telephone calls and video visits: which code the service is.

Those of office visits stand in `visit_checks.py`.
"""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.code_selection.visit_checks import (
    by_decision,
    by_time,
    new_patient_unseen,
    prolonged_units,
)
from bhtrain.rules.documented import documented_time
from bhtrain.rules.same_day import never_same_day
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = ["by_decision", "by_time", "never_same_day", "new_patient_unseen", "prolonged_units"]


def medical_intake(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """An intake with medical work has some in the note, by a clinician licensed for it."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    named, work = claim.lines[lines[0]].code, "evaluation.medical_elements"
    credential = codes.credentials.get(visit.clinician.credential or "")
    if credential is not None and credential.id not in values["credentials"]:
        reason = f"{credential.abbreviation} does not do the medical work that {named} stands for."
        return not_met(reason, ("clinician.credential",), lines)
    found = visit.evaluation.medical_elements
    if found is None:
        reason = f"The note does not show the medical work that {named} stands for."
        return missing(work, reason, lines, gap=values["gap"])
    if not found:
        reason = f"The intake has no medical work, so {named} does not fit."
        return not_met(reason, (work,), lines, gap=values["gap"])
    if credential is None:
        return missing("clinician.credential", "Who gave the intake is not stated.", lines)
    seen = listed([element.replace("-", " ") for element in found])
    return met(f"The intake holds medical work: {seen}.", ("clinician.credential", work), lines)


def one_unit_a_day(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The codes together have at most one unit on a date, other claims of the date included."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    beside = [code for code in visit.history.other_codes or () if code in values["codes"]]
    units = sum(claim.lines[index].units for index in lines) + len(beside)
    facts = ("history.other_codes",) if beside else ()
    if units > values["most_units"]:
        return not_met(f"{units} intakes are billed for one date; it takes one.", facts, lines)
    return met("One intake is billed for the date.", facts, lines)


def split_intake(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One intake that went on over several dates has one line in all."""
    lines = billed(claim, values["codes"])
    intake = visit.evaluation
    if not lines or not (intake.continued or intake.earlier_dates_billed):
        return None
    facts = ("evaluation.continued", "evaluation.earlier_dates_billed")
    if intake.complete_in_itself:
        own = ("evaluation.complete_in_itself",)
        return met("Each date holds a complete intake of its own.", own, lines)
    if intake.earlier_dates_billed is None:
        reason = "Whether the earlier date of this intake was billed is not stated."
        return missing(facts[1], reason, lines)
    if intake.continued is None:
        reason = "The note does not say whether this goes on with the intake of the earlier date."
        return missing(facts[0], reason, lines)
    if intake.continued and intake.earlier_dates_billed:
        reason = "One intake over several dates is billed once, for the day on which it ended."
        return not_met(reason, facts, lines)
    return met("No intake is billed twice.", facts, lines)


def plan_minimum(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """An intake has no minutes to reach, except the fewest that one plan accepts."""
    lines, least = billed(claim, values["codes"]), visit.payer_flags.eval_min
    if not lines or least is None:
        return None
    time = documented_time(visit, ActivityKind.EVALUATION)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    facts = (*time.facts, "payer_flags.eval_min")
    if time.minutes < least:
        reason = f"The intake took {time.minutes} minutes; this plan accepts none below {least}."
        return not_met(reason, facts, lines)
    return met(f"{time.minutes} minutes are enough for this plan ({least}).", facts, lines)


def telemedicine_codes(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The visit codes for video and telephone are for plans that took them on, not Medicare."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    named = listed(list(dict.fromkeys(claim.lines[index].code for index in lines)))
    if visit.payer is Payer.MEDICARE:
        reason = f"Medicare does not take {named}; it wants the office visit with its place."
        return not_met(reason, ("payer",), lines)
    covers, fact = visit.payer_flags.covers_98000, ("payer_flags.covers_98000",)
    if covers:
        return met(f"This plan takes {named}.", fact, lines)
    if covers is None:
        return not_met(f"Ask whether the plan takes {named}.", fact, lines)
    return not_met(f"This plan does not take {named}.", fact, lines)


def clinical_call(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A call takes the code of its minutes, and belongs to no other service or visit."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    history, code = visit.history, codes.codes[claim.lines[lines[0]].code]
    related, followed = "history.related_service_7_days", "history.visit_followed"
    if history.related_service_7_days:
        reason = "The call belongs to a service of the 7 days before it."
        return not_met(reason, (related,), lines)
    if history.visit_followed:
        reason = "The call belongs to the visit that followed it."
        return not_met(reason, (followed,), lines)
    time = documented_time(visit, ActivityKind.TELEPHONE)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    if not code.holds(time.minutes):
        span = f"{code.minutes_min} to {code.minutes_max} minutes"
        reason = f"The call took {time.minutes} minutes; {code.code} is for {span}."
        return not_met(reason, time.facts, lines)
    for fact, stated in (
        (related, history.related_service_7_days),
        (followed, history.visit_followed),
    ):
        if stated is None:
            return missing(
                fact, "The note does not say what came before and after the call.", lines
            )
    return met(f"{time.minutes} minutes by themselves take {code.code}.", time.facts, lines)
