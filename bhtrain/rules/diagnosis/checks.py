"""Checks of the competency diagnosis. The dates stand in the YAML.

Where the codebook itself does not hold what decides, the result is undetermined and only warns:
nothing is missing from the note, and nobody can be asked.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.codebook.entries import Excludes1
from bhtrain.codebook.icd10cm import Status, load_icd10cm, normal
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.facts import fact_of
from bhtrain.model.visit import Visit
from bhtrain.rules.diagnosis.choice_checks import (
    in_the_note,
    left_open,
    none_suspected,
    one_mood_disorder,
    plain_or_major,
)
from bhtrain.rules.diagnosis.claimed import among, called, is_one, of_line
from bhtrain.rules.diagnosis.substance_checks import (
    one_code_for_induced,
    one_pattern,
    severity_pattern,
    word_pattern,
)
from bhtrain.rules.documented import lines_of
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = [
    "billable",
    "cause_first",
    "fact_behind",
    "in_the_note",
    "left_open",
    "never_together",
    "no_excludes1",
    "none_suspected",
    "not_alone",
    "not_first",
    "one_code_for_induced",
    "one_mood_disorder",
    "one_pattern",
    "physical_first",
    "plain_or_major",
    "screening_code",
    "severity_pattern",
    "symptoms_apart",
    "treated_first",
    "within_code_set",
    "word_pattern",
]

_ICD9 = re.compile(r"\d{3}(\.?\d{1,2})?|E\d{3}\.\d")
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?")
_EITHER = re.compile(r"V\d\d(\.?\d{1,2})?|E\d{3,4}")  # both code sets have codes that look so


def within_code_set(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """No diagnosis of the other code set; both are told apart by their shape."""
    if not claim.diagnoses:
        return None
    open_ended, wrong = [], []
    for code in claim.diagnoses:
        bare = code.strip().upper()
        old = _ICD9.fullmatch(bare) is not None
        if _EITHER.fullmatch(bare) or not (old or _ICD10.fullmatch(bare)):
            open_ended.append(code)
        elif ("ICD-9-CM" if old else "ICD-10-CM") != values["valid"]:
            wrong.append(code)
    if wrong:
        return not_met(f"This date of service takes {values['valid']}; {listed(wrong)} is not.", ())
    if open_ended:
        reason = f"{listed(open_ended)} does not show by its shape which code set it is of."
        return missing("diagnoses", reason, warns=True)
    return met(f"{listed(claim.diagnoses)} belongs to {values['valid']}, as the date wants.", ())


def billable(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Each diagnosis is a billable code of the table in force on the date of service."""
    if not claim.diagnoses:
        return None
    table, day = load_icd10cm(), visit.service_date
    found = [(code, table.validity(code, day, codes.diagnoses)) for code in claim.diagnoses]
    wrong = [one for one in found if one[1].status in (Status.CATEGORY, Status.UNKNOWN)]
    for code, validity in sorted(wrong, key=lambda one: not one[1].certain):
        below = [c for c in table.children(code) if _is_billable(c, visit, codes)][:3]
        instead = f" Billable below it: {listed(below)}." if below else ""
        return not_met(f"{validity.reason}{instead}", (), warns=not validity.certain)
    for _, validity in found:
        if validity.status is Status.NOT_CHECKED:
            return missing("diagnoses", validity.reason, warns=True)
    return met(f"{listed(claim.diagnoses)} is billable on this date of service.", ())


def _is_billable(code: str, visit: Visit, codes: Codebook) -> bool:
    status = load_icd10cm().status(code, visit.service_date, codes.diagnoses)
    return status is Status.BILLABLE


def no_excludes1(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """No two diagnoses that an Excludes1 note bars, unless the note says they are unrelated."""
    billed = tuple(normal(code) for code in claim.diagnoses)
    pairs = [(one, other) for at, one in enumerate(billed) for other in billed[at + 1 :]]
    if not pairs:
        return None
    fact = "diagnosis_words.unrelated_stated"
    barred = [_barred(one, other, visit, codes) for one, other in pairs]
    if True in barred:
        both = listed(list(pairs[barred.index(True)]))
        if visit.diagnosis_words.unrelated_stated:
            return met(f"The note says that {both} are unrelated conditions.", (fact,))
        if visit.diagnosis_words.unrelated_stated is None and not visit.whole_note:
            return missing(fact, f"Whether the note calls {both} unrelated is not shown.")
        return not_met(f"An Excludes1 note bars {both} on one claim.", (fact,))
    if None in barred:
        both = listed(list(pairs[barred.index(None)]))
        reason = f"Whether {both} exclude each other is not in the tables for this date."
        return missing("diagnoses", reason, warns=True)
    return met(f"No Excludes1 note bars {listed(billed)} on one claim.", ())


def _barred(one: str, other: str, visit: Visit, codes: Codebook) -> bool | None:
    table = load_icd10cm()
    if one == other:
        return False
    usual = _usual_pair(codes, one, other)
    if usual is not None:
        return True if not usual.only else table.excludes1(one, other)
    in_release = table.first_day <= visit.service_date <= table.last_day
    return table.excludes1(one, other) if in_release else None


@lru_cache(maxsize=4096)
def _usual_pair(codes: Codebook, one: str, other: str) -> Excludes1 | None:
    """The pair of the codebook's own list that two diagnoses make, in either order."""
    for pair in codes.excludes1:
        for code, against in ((one, other), (other, one)):
            if is_one(code, [pair.code]) and is_one(against, [pair.not_with]):
                return pair
    return None


def never_together(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """No diagnosis stands beside one of those that `never_with` names for it."""
    pairs = values["never_with"].items()
    billed = among(claim.diagnoses, values["never_with"])
    if not billed:
        return None
    for code, others in pairs:
        mine, against = among(claim.diagnoses, [code]), among(claim.diagnoses, others)
        if mine and against:
            return not_met(f"{mine[0]} and {against[0]} do not stand on one claim.", ())
    return met(f"No code on the claim is barred beside {listed(billed)}.", ())


def fact_behind(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Codes of some kind rest on a fact of the note: `fact`, by `diagnoses` or a `named` word."""
    if "named" in values:
        rest = tuple(normal(c) for c in claim.diagnoses if values["named"] in called(c))
    else:
        rest = among(claim.diagnoses, values["diagnoses"])
    if not rest:
        return None
    fact, stated = values["fact"], fact_of(visit, values["fact"])
    if stated is None:
        reason = values["say"]["missing"].format(codes=listed(rest))
        return missing(fact, reason, gap=values.get("gap"))
    if stated:
        return met(values["say"]["met"].format(codes=listed(rest)), (fact,))
    reason = values["say"]["not_met"].format(codes=listed(rest))
    return not_met(reason, (fact,), gap=values.get("gap"))


def not_first(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Codes that add context do not stand first where a disorder is on the claim."""
    context = among(claim.diagnoses, values["context"])
    disorders = among(claim.diagnoses, values["disorders"])
    if not context or not disorders:
        return None
    first = normal(claim.diagnoses[0])
    if first in context:
        return not_met(f"{first} stands before {disorders[0]}; the disorder is listed first.", ())
    return met(f"{first} is listed before {listed(context)}.", ())


def not_alone(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A line of therapy rests on more than a code of social context."""
    lines = tuple(at for at in lines_of(claim, codes, *values["families"]) if of_line(claim, at))
    if not lines:
        return None
    for at in lines:
        pointed = of_line(claim, at)
        if len(among(pointed, values["context"])) == len(pointed):
            strict = visit.payer in values["payers"]
            binds = strict or visit.payer_flags.mental_disorder_only is True
            whose = "This plan pays" if binds else "Most plans pay"
            reason = f"{whose} for mental disorders only; {listed(pointed)} alone names none."
            return not_met(reason, (), (at,), warns=not binds)
    return met("Each line names more than a code of social context.", (), lines)


def treated_first(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The first diagnosis is what the visit treated; a code-first note goes before that."""
    if not claim.diagnoses:
        return None
    first, fact = claim.diagnoses[0], "diagnosis_words.first_was_treated"
    notes = [load_icd10cm().code_first(code) for code in claim.diagnoses[1:]]
    if any(note is not None and note.required for note in notes):
        return met(f"{first} goes first, because a code-first note asks for it.", ())
    treated = visit.diagnosis_words.first_was_treated
    if treated is None:
        return missing(fact, f"Whether this visit treated {first} is not stated.")
    if treated:
        return met(f"{first} is a condition that this visit treated.", (fact,))
    return not_met(f"{first} is listed first, and this visit treated something else.", (fact,))


def cause_first(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The underlying condition is listed before the disorder that it causes."""
    always, if_known = values["always"], values["if_documented"]
    caused = among(claim.diagnoses, [*always, *if_known])
    if not caused:
        return None
    billed, fact = [normal(code) for code in claim.diagnoses], "diagnosis_words.cause_documented"
    for code in caused:
        note = load_icd10cm().code_first(code)
        examples = note.examples if note else ()
        before = billed[: billed.index(code)]
        if any(is_one(c, examples) or not is_one(c, values["not_a_cause"]) for c in before):
            continue
        reason = f"The condition that causes {code} is listed before it, and none is."
        if is_one(code, always):
            return not_met(reason, ())
        documented = visit.diagnosis_words.cause_documented
        if documented:
            return not_met(reason, (fact,))
        if documented is None:
            why = f"Whether the note names the cause of {code} is not stated."
            return missing(fact, why, warns=True)
    return met(f"Nothing that {listed(caused)} needs before it is left out.", ())


def physical_first(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The first diagnosis of these lines is a physical condition."""
    lines = tuple(at for at in billed(claim, values["codes"]) if of_line(claim, at))
    if not lines:
        return None
    for at in lines:
        first = of_line(claim, at)[0]
        if is_one(first, values["mental"]):
            reason = f"{claim.lines[at].code} treats a physical condition; {first} is a mental one."
            return not_met(reason, (), (at,))
    firsts = list(dict.fromkeys(of_line(claim, at)[0] for at in lines))
    return met(f"{listed(firsts)} is no mental disorder.", (), lines)


def symptoms_apart(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A symptom stands beside a disorder only where it is no part of it."""
    symptoms = among(claim.diagnoses, values["symptoms"])
    if not symptoms:
        return None
    for symptom, others in values["never_with"].items():
        if symptom in symptoms and (found := among(claim.diagnoses, others)):
            return not_met(f"{symptom} is not added to {found[0]}, which holds it.", ())
    if not among(claim.diagnoses, values["disorders"]):
        return None
    rest = [code for code in symptoms if code not in values["added"]]
    if not rest:
        return met(f"{listed(symptoms)} may stand beside a disorder.", ())
    fact, integral = "diagnosis_words.symptom_integral", visit.diagnosis_words.symptom_integral
    if integral is None:
        return missing(fact, f"Whether {listed(rest)} is part of the disorder is not stated.")
    if integral:
        return not_met(f"{listed(rest)} is part of the disorder that is coded.", (fact,))
    return met(f"{listed(rest)} is no part of the disorder that is coded.", (fact,))


def screening_code(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Without a complaint a screening code stands first; with one it does not stand there."""
    lines = tuple(at for at in billed(claim, values["codes"]) if of_line(claim, at))
    if not lines:
        return None
    if not values["any"]:
        return missing("diagnoses", "The codebook holds no codes of ICD-9-CM.")
    fact, complaint = "screening.symptoms_or_disorder", visit.screening.symptoms_or_disorder
    wanted = values["screening"].get(visit.screening.for_condition) or values["any"]
    for at in lines:
        line, first = claim.lines[at], normal(of_line(claim, at)[0])
        depressive = among(of_line(claim, at), values["depressive"])
        active = [code for code in depressive if "full remission" not in called(code)]
        if visit.payer is Payer.MEDICARE and line.code == values["yearly"] and active:
            return not_met(f"{line.code} is for people without {active[0]}.", (), (at,))
        if complaint is None:
            return missing(fact, "Whether a symptom or disorder was known is not stated.", (at,))
        if complaint and (screens := among(of_line(claim, at), values["any"])):
            reason = f"A symptom or disorder is in the note; it is coded instead of {screens[0]}."
            return not_met(reason, (fact,), (at,))
        if not complaint and first not in wanted:
            reason = f"Screening without complaints takes {' or '.join(wanted)} first, not {first}."
            return not_met(reason, (fact,), (at,))
    return met("The diagnosis says why the questionnaire was given.", (fact,), lines)
