"""Checks of add-on codes: what they join, and what makes a session complex enough for 90785."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Code, Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import ComplexityFactor
from bhtrain.model.visit import Visit
from bhtrain.rules.documented import INDIVIDUAL, lines_of, therapy_time
from bhtrain.rules.same_day import of_families, same_day_codes
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_FACTORS = "interactive.factors"


def _complex(claim: Claim, codes: Codebook) -> tuple[int, ...]:
    """The lines with interactive complexity."""
    return lines_of(claim, codes, "interactive_complexity")


def _bases(
    add_on: Code, of_day: tuple[str, ...], visit: Visit, values: Mapping[str, Any]
) -> list[str]:
    """The codes of the day that carry an add-on; CMS listed some more for its own payers."""
    cms = values["cms_also"]
    more = cms["bases"] if add_on.code in cms["add_ons"] and visit.payer in cms["payers"] else ()
    return [code for code in of_day if code in (*add_on.required_base, *more)]


def _units(claim: Claim, found: list[str]) -> int:
    """Units of these codes of the day, those of other claims counting one each."""
    here = sum(line.units for line in claim.lines if line.code in found)
    return here + sum(code not in claim.codes for code in found)


def complexity_has_base(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Interactive complexity joins a code that can carry it."""
    lines = _complex(claim, codes)
    if not lines:
        return None
    add_on = codes.code(claim.lines[lines[0]].code)
    bases = _bases(add_on, same_day_codes(visit, claim), visit, values)
    count = sum(claim.lines[index].units for index in lines)
    sessions = _units(claim, bases)
    if bases and count > sessions:
        reason = f"{add_on.code} is one unit for each session it joins: {sessions}, not {count}."
        return not_met(reason, (), lines)
    if bases:
        return met(f"{add_on.code} joins {bases[0]}.", (), lines)
    others = [code for code in claim.codes if code != add_on.code]
    seen = f"{listed(others)} cannot carry it" if others else "it stands alone"
    reason = f"{add_on.code} joins an intake, individual or group therapy; {seen}."
    return not_met(reason, (), lines)


def complexity_not_barred(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Some services bar interactive complexity for the date; others never carry it."""
    lines = _complex(claim, codes)
    if not lines:
        return None
    named, of_day = claim.lines[lines[0]].code, same_day_codes(visit, claim)
    barred = [code for code in of_day if code in values["never_with"]]
    if barred:
        reason = f"{named} is not billed on a date with {listed(barred)}."
        return not_met(reason, (), lines + billed(claim, barred))
    carried = any(code in codes.codes[named].required_base for code in of_day)
    wrong = [code for code in of_day if code in values["never_joins"]]
    wrong += of_families(of_day, codes, *values["never_joins_families"])
    if wrong and not carried:
        reason = f"{named} does not join {listed(wrong)}."
        return not_met(reason, (), lines + billed(claim, wrong))
    return met(f"Nothing on the date bars {named}.", (), lines)


def has_factor(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One of the four factors is documented; once an interpreter counted as one."""
    lines = _complex(claim, codes)
    if not lines:
        return None
    factors, gap = visit.interactive.factors, values["gap"]
    if factors:
        named = listed([factor.replace("-", " ") for factor in factors])
        return met(f"The note shows a factor: {named}.", (_FACTORS,), lines)
    if values["interpreter_counts"] and visit.interactive.interpreter:
        fact = ("interactive.interpreter",)
        if visit.payer is Payer.MEDICARE:
            reason = "For Medicare an interpreter was a doubtful factor; look for another one."
            return not_met(reason, fact, lines, gap=gap, warns=True)
        return met("An interpreter counted as a factor until the end of 2021.", fact, lines)
    if factors is None:
        reason = "The note does not say what made the session more complex."
        return missing(_FACTORS, reason, lines, gap=gap)
    return not_met("None of the four factors is in the note.", (_FACTORS,), lines, gap=gap)


def interpreter_is_not_enough(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """An interpreter is no factor, unless one of the four stands beside."""
    lines, seen = _complex(claim, codes), visit.interactive
    if not lines or not seen.interpreter:
        return None
    facts = ("interactive.interpreter", _FACTORS)
    if seen.factors:
        return met("A factor stands in the note beside the interpreter.", facts, lines)
    if seen.language_undeveloped and seen.equipment_described:
        own = ("interactive.language_undeveloped", "interactive.equipment_described")
        return met("The patient lacks language and the device used is described.", own, lines)
    if seen.factors is None:
        reason = "The note does not say what else than the interpreter made the session complex."
        return missing(_FACTORS, reason, lines, gap=values["gap"])
    reason = "An interpreter alone does not make a session complex."
    return not_met(reason, facts, lines, gap=values["gap"])


def report_made_and_discussed(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Where a disclosed event is the factor, its report was made and talked over."""
    lines, seen = _complex(claim, codes), visit.interactive
    if not lines or set(seen.factors or ()) != {ComplexityFactor.MANDATED_REPORT}:
        return None
    steps = {
        "interactive.report_made": seen.report_made,
        "interactive.report_discussed": seen.report_discussed,
    }
    for fact, done in steps.items():
        if done is False:
            reason = "This factor needs both: the report made and talked over with participants."
            return not_met(reason, (fact,), lines, gap=values["gap"])
    for fact, done in steps.items():
        if done is None:
            reason = "The note does not show that the report was made and talked over."
            return missing(fact, reason, lines, gap=values["gap"])
    return met("The report was made and talked over.", tuple(steps), lines)


def member_had_factor(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """In a group, complexity is billed for the members whom a factor concerned."""
    lines, fact = _complex(claim, codes), "group.factor_for_member"
    if not lines:
        return None
    add_on = codes.code(claim.lines[lines[0]].code)
    if set(claim.codes) & set(add_on.required_base) != {values["group"]}:
        return None
    concerned = visit.group.factor_for_member
    if concerned is None:
        reason = "The note does not show a factor for this member."
        return missing(fact, reason, lines, gap=values["gap"])
    if not concerned:
        reason = f"No factor concerned this member, so {add_on.code} does not go on this claim."
        return not_met(reason, (fact,), lines, gap=values["gap"])
    return met("A factor is documented for this member.", (fact,), lines)


def complexity_in_group(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """In groups, complexity joins group therapy and never the multiple-family group."""
    lines, group = _complex(claim, codes), values["group"]
    if not lines:
        return None
    add_on = codes.code(claim.lines[lines[0]].code)
    if group in claim.codes:
        return met(f"In a group {add_on.code} joins {group}.", (), lines)
    wrong = billed(claim, [values["never"]])
    if not wrong or set(claim.codes) & set(add_on.required_base):
        return None
    reason = f"{add_on.code} never joins {values['never']}; in groups it joins {group} alone."
    return not_met(reason, (), lines + wrong)


def complexity_adds_no_time(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The code beside interactive complexity is picked by its own minutes."""
    lines = lines_of(claim, codes, *INDIVIDUAL)
    if not _complex(claim, codes) or not lines:
        return None
    facts: tuple[str, ...] = ()
    for index in lines:
        code = codes.code(claim.lines[index].code)
        time = therapy_time(visit, code)
        if time.minutes is None:
            return missing(time.facts[0], time.why, (index,), gap=time.gap)
        facts += time.facts
        if not code.holds(time.minutes):
            reason = (
                f"{time.minutes} minutes are documented, and complexity adds none; "
                f"{code.code} does not fit them."
            )
            return not_met(reason, facts, (index,))
    return met("The code is picked by its minutes alone.", facts, lines)


def never_alone(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Each add-on has its base: on the date, in the month, or earlier in the same evaluation."""
    lines = tuple(i for i, n in enumerate(claim.codes) if _needs_base(n, codes))
    open_question: Verdict | None = None
    for index in lines:
        add_on = codes.code(claim.lines[index].code)
        where, elsewhere = _elsewhere(add_on, visit, codes, values)
        of_day = same_day_codes(visit, claim) + (elsewhere or ())
        if _bases(add_on, of_day, visit, values):
            continue
        needs = f"{add_on.code} needs {_any_of(add_on.required_base)} beside it"
        if where is None or elsewhere is not None:
            return not_met(f"{needs}; it is not billed.", (where,) if where else (), (index,))
        reason = f"{needs}, and what else was billed for this service is not stated."
        open_question = missing(where, reason, (index,))
    if open_question or not lines:
        return open_question
    return met("Each add-on has its base code.", (), lines)


def _needs_base(number: str, codes: Codebook) -> bool:
    code = codes.codes.get(number)
    return code is not None and code.kind == "add_on" and bool(code.required_base)


def _any_of(bases: tuple[str, ...]) -> str:
    return "one of its base codes" if len(bases) > 2 else " or ".join(bases)


def _elsewhere(
    add_on: Code, visit: Visit, codes: Codebook, values: Mapping[str, Any]
) -> tuple[str | None, tuple[str, ...] | None]:
    """Where else than on the date a base counts, as a fact, and the codes billed there."""
    if add_on.code in values["same_evaluation"]:
        return "history.earlier_codes", visit.history.earlier_codes
    bases = [codes.codes[base] for base in add_on.required_base if base in codes.codes]
    if any("month" in (code.unit_basis or "") for code in (add_on, *bases)):
        return "care_month.codes", visit.care_month.codes
    return None, None


def monthly_base(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A monthly add-on has its base by the same practitioner in the same month."""
    lines, fact = billed(claim, values["codes"]), "care_month.codes"
    if not lines:
        return None
    month = visit.care_month.codes
    named = claim.lines[lines[0]].code
    if set(same_day_codes(visit, claim) + (month or ())) & set(values["bases"]):
        return met(f"{named} has its base by the same practitioner in the month.", (fact,), lines)
    if month is None:
        reason = "What the practitioner billed in the month is not stated."
        return missing(fact, reason, lines)
    reason = f"{named} needs primary care management by the same practitioner in the month."
    return not_met(reason, (fact,), lines)


def lasting_care(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The add-on for lasting care joins an office visit without 25, in a lasting relationship."""
    lines = billed(claim, [values["add_on"]])
    if not lines:
        return None
    add_on, office = codes.codes.get(values["add_on"]), visit.office_visit
    bases = billed(claim, add_on.required_base) if add_on else ()
    if not bases:
        return not_met(f"{values['add_on']} needs an office visit beside it.", (), lines)
    with_25 = tuple(index for index in bases if "25" in claim.lines[index].modifiers)
    if with_25 and not (values["preventive_releases"] and office.with_preventive_service):
        fact = "office_visit.with_preventive_service"
        if values["preventive_releases"] and office.with_preventive_service is None:
            reason = "Modifier 25 is allowed only for a preventive service, and none is stated."
            return missing(fact, reason, lines + with_25)
        reason = f"{values['add_on']} is not paid with modifier 25 on the visit."
        return not_met(reason, (fact,), lines + with_25)
    relationship = "office_visit.lasting_relationship"
    if office.lasting_relationship is None:
        reason = "The note does not show a lasting relationship with the patient."
        return missing(relationship, reason, lines, gap=values["gap"])
    if not office.lasting_relationship:
        reason = "The visit is not part of a lasting relationship with the patient."
        return not_met(reason, (relationship,), lines, gap=values["gap"])
    return met("The visit belongs to a lasting relationship.", (relationship,), lines)
