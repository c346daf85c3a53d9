"""Checks of questionnaires, tests and brief interventions."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.documented import time_behind
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_INSTRUMENTS = "screening.instruments"


def _units(claim: Claim, lines: tuple[int, ...]) -> int:
    return sum(claim.lines[index].units for index in lines)


def intervention_band(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The minutes and the payer choose the code of a screening with brief intervention."""
    medicare, others = values["medicare"], values["others"]
    lines = billed(claim, [*values["every"]])
    if not lines:
        return None
    at_medicare = visit.payer is Payer.MEDICARE
    g_codes = at_medicare or bool(visit.payer_flags.screening_g_codes)
    for index in lines:
        number = claim.lines[index].code
        if at_medicare and number not in medicare:
            reason = f"Medicare takes {listed(medicare)} for this, not {number}."
            return not_met(reason, (), (index,))
        if number not in others and not g_codes:
            reason = f"{number} is a code of Medicare; other payers take {listed(others)}."
            return not_met(reason, (), (index,), warns=True)
        code = codes.codes.get(number)
        time = None if code is None else time_behind(code, visit)
        if code is None or time is None:
            return not_met(f"{number} does not exist on that date.", (), (index,))
        if time.minutes is None:
            return missing(time.facts[0], time.why, (index,), gap=time.gap)
        if not code.holds(time.minutes):
            span = f"{code.minutes_min} minutes or more"
            if code.minutes_max is not None:
                span = f"{code.minutes_min} to {code.minutes_max} minutes"
            reason = f"{time.minutes} minutes are documented; {number} is for {span}."
            return not_met(reason, time.facts, (index,))
    return _intervention_noted(visit, lines)


def _intervention_noted(visit: Visit, lines: tuple[int, ...]) -> Verdict:
    part = visit.screening
    named = None if part.instruments is None else part.instruments > 0
    asked = {
        _INSTRUMENTS: (named, "A named, scored questionnaire", "instrument-missing"),
        "screening.intervention": (part.intervention, "An intervention", "intervention-missing"),
    }
    if part.minutes_counted_elsewhere:
        reason = "The minutes of the intervention also count for another code."
        return not_met(reason, ("screening.minutes_counted_elsewhere",), lines)
    for fact, (held, what, gap) in asked.items():
        if held is False:
            return not_met(f"{what} is not in the note.", (fact,), lines, gap=gap)
    for fact, (held, what, gap) in asked.items():
        if held is None:
            return missing(fact, f"{what} is not shown in the note.", lines, gap=gap)
    return met("Minutes, questionnaire and intervention carry the code.", tuple(asked), lines)


def one_code_each(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Each questionnaire carries one unit of one code, and the code fits what was asked."""
    lines, part = billed(claim, values["codes"]), visit.screening
    if not lines:
        return None
    found = {claim.lines[index].code for index in lines}
    known, medicare = part.symptoms_or_disorder, visit.payer is Payer.MEDICARE
    depression = part.for_condition == "depression"
    fitting = (
        ("96161", part.about_caregiver is False, "It was about the patient: 96160, not 96161."),
        ("96160", part.about_caregiver, "It was about a caregiver: 96161, not 96160."),
        ("G0444", known, "It follows symptoms or a known disorder: 96127, not G0444."),
        (
            "96127",
            medicare and depression and known is False,
            "Medicare takes G0444 for a yearly look for depression, not 96127.",
        ),
    )
    for code, wrong, reason in fitting:
        if code in found and wrong:
            facts = ("screening.about_caregiver", "screening.symptoms_or_disorder")
            return not_met(reason, facts, billed(claim, [code]))
    if part.instruments is None:
        reason = "How many questionnaires have name, score and use in the note is not stated."
        return missing(_INSTRUMENTS, reason, lines, gap="instrument-missing")
    units = _units(claim, lines)
    reason = f"{units} units are billed for {part.instruments} questionnaires"
    if units > part.instruments:
        reason += ", and each carries one unit of one code."
        return not_met(reason, (_INSTRUMENTS,), lines, gap="instrument-missing")
    return met(f"{reason}.", (_INSTRUMENTS,), lines)


def per_instrument(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One unit for each scored questionnaire, within the payer's cap."""
    lines, cap = billed(claim, [values["code"]]), visit.payer_flags.cap_96127
    if not lines:
        return None
    units, medicare = _units(claim, lines), visit.payer is Payer.MEDICARE
    day = dict.fromkeys((*claim.codes, *(visit.history.other_codes or ())))
    barred = [code for code in day if code in values["never_with"]]
    if medicare and barred:
        reason = f"Medicare does not pay {values['code']} with {listed(barred)} on one date."
        return not_met(reason, ("history.other_codes",), lines)
    instruments = visit.screening.instruments
    if instruments is None:
        reason = "No questionnaire with its name, score and use is shown."
        return missing(_INSTRUMENTS, reason, lines, gap="instrument-missing")
    if units > instruments:
        reason = f"{units} units are billed, and {instruments} questionnaires have name and score."
        return not_met(reason, (_INSTRUMENTS,), lines, gap="instrument-missing")
    if medicare and units > values["medicare_units_a_day"]:
        limit = values["medicare_units_a_day"]
        reason = (
            f"{units} units are above Medicare's edit of {limit} a day; records can release it."
        )
        return not_met(reason, (_INSTRUMENTS,), lines, warns=True)
    if not medicare and cap is not None and units > cap:
        reason = f"The plan pays {cap} units a day, not {units}."
        return not_met(reason, ("payer_flags.cap_96127",), lines)
    return met("Each unit has its scored questionnaire.", (_INSTRUMENTS,), lines)


def testing_once(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A base code stands once for the whole evaluation, and at least two tests were given."""
    lines, part = billed(claim, [*values["bases"], *values["administration"]]), visit.screening
    if not lines:
        return None
    for base in values["bases"]:
        count = _units(claim, billed(claim, [base]))
        if billed(claim, [base]):
            count = max(count, part.bases_in_evaluation or 0)
        if count > 1:
            reason = f"{base} stands once for the whole evaluation, not {count} times."
            return not_met(reason, ("screening.bases_in_evaluation",), billed(claim, [base]))
    given, fact = billed(claim, values["administration"]), "screening.tests_given"
    if given and part.tests_given is None:
        reason = "How many tests were given is not stated."
        return missing(fact, reason, given, gap="instrument-missing")
    if given and (part.tests_given or 0) < values["least_tests"]:
        reason = (
            f"{part.tests_given} test was given; the code needs {values['least_tests']} or more."
        )
        return not_met(reason, (fact,), given)
    return met("The base code stands there once.", (fact,), lines)
