"""Checks of work that is billed under another practitioner's number, and of supervised work."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.facts import fact_of
from bhtrain.model.people import Relation, Supervision
from bhtrain.model.visit import Visit
from bhtrain.rules.scope_of_practice.checks import may_bill, number_on_claim
from bhtrain.rules.shapes import concerned
from bhtrain.rules.verdict import Verdict, met, missing, not_met

Values = Mapping[str, Any]
_GAP = "supervision-missing"


def biller_allowed(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The practitioner may bill another's work; sites `apart` have rules of their own."""
    return None if visit.site in values["apart"] else may_bill(visit, claim, codes, values)


def general_supervision(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """At least general supervision by a practitioner who may bill it, shown in the record."""
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    level, directed = visit.incident_to.supervision, visit.incident_to.direction_documented
    facts = ("incident_to.supervision", "incident_to.direction_documented")
    if level is Supervision.NONE or directed is False:
        reason = "The record shows no direction and oversight by the practitioner who bills."
        return not_met(reason, facts, lines, gap=_GAP)
    who = number_on_claim(visit, codes)
    credential = codes.credentials.get(fact_of(visit, who) or "")
    apart = visit.site in values["apart"]
    if credential and not apart and credential.id not in values["credentials"]:
        reason = f"This credential ({credential.abbreviation}) may not supervise for Medicare."
        return not_met(reason, (who,), lines)
    if level is None or directed is None:
        unstated = facts[0] if level is None else facts[1]
        reason = "How the work was supervised and directed is not stated."
        return missing(unstated, reason, lines, gap=_GAP)
    if credential is None:
        reason = "Who supervised and bills is not stated."
        return missing(who, reason, lines, gap=_GAP, decisive=True)
    reason = f"{level.capitalize()} supervision with documented direction is enough."
    return met(reason, facts, lines)


def bound_to_biller(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The person who did the work is tied to the biller, and is not excluded."""
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    relation, excluded = visit.performer.relation, visit.performer.excluded
    facts = ("performer.relation", "performer.excluded")
    if excluded:
        return not_met(
            "The person who did the work is excluded from federal programs.", facts, lines
        )
    if relation is Relation.NONE:
        reason = "The person who did the work neither works for the biller nor under contract."
        return not_met(reason, facts, lines)
    if relation is None or excluded is None:
        unstated = facts[0] if relation is None else facts[1]
        reason = "What binds the person who did the work to the biller is not stated."
        return missing(unstated, reason, lines)
    return met("Employees, leased employees and contractors may all do the work.", facts, lines)


def begun_and_followed(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """The biller gave the first service, made the plan, stays involved, sees new problems first.

    `steps` name each fact and what to say where it is false.
    """
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    new, steps = visit.incident_to.new_problem, dict(values["steps"])
    if new is False:
        steps.pop("incident_to.new_problem_seen_by_supervisor")
    stated = {fact: fact_of(visit, fact) for fact in steps}
    for fact, said in steps.items():
        if stated[fact] is False and (new or fact != "incident_to.new_problem_seen_by_supervisor"):
            return not_met(said, (fact,), lines, gap=_GAP)
    for fact in steps:
        if stated[fact] is None:
            reason = "What the practitioner who bills did in this treatment is not fully stated."
            return missing(fact, reason, lines, gap=_GAP)
    if new is None:
        reason = "Whether the visit is about a new problem is not stated."
        return missing("incident_to.new_problem", reason, lines, gap=_GAP)
    reason = "The practitioner who bills began the treatment, planned it and follows it."
    return met(reason, tuple(steps), lines)


def _worked_by(visit: Visit, credentials: tuple[str, ...]) -> str | None:
    """The fact that says that one of these credentials did the work."""
    for fact in ("performer.credential", "clinician.credential"):
        if fact_of(visit, fact) in credentials:
            return fact
    return None


def associate_policy(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The work of somebody with a provisional license is billed as the plan's contract says."""
    fact = _worked_by(visit, values["credentials"])
    if not claim.lines or fact is None:
        return None
    policy, billed_as = visit.payer_flags.associate_policy, visit.incident_to.billed_as
    if policy is None:
        reason = "How this plan pays the work of associates is not known; read the contract."
        return missing("payer_flags.associate_policy", reason)
    if policy == values["never"]:
        return not_met("This plan does not pay the work of associates.", (fact,))
    wanted = values["called"].get(policy, policy)
    if billed_as is None:
        reason = f"This plan wants the work of associates {wanted}; how it is billed is not stated."
        return missing("incident_to.billed_as", reason)
    if billed_as != policy:
        return not_met(
            f"This plan wants the work of associates {wanted}.", ("incident_to.billed_as",)
        )
    return met(f"The work is billed {wanted}, as the plan wants.", ("incident_to.billed_as",))


def supervision_shown(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """The record of supervised work names the supervisor, the level and a countersignature."""
    supervised = visit.incident_to.billed or _worked_by(visit, values["credentials"])
    if not claim.lines or not supervised:
        return None
    stated = {fact: fact_of(visit, fact) for fact in values["shown"]}
    for fact, what in values["shown"].items():
        if stated[fact] is False:
            return not_met(f"The record does not show {what}.", (fact,), gap=_GAP)
    for fact, what in values["shown"].items():
        if stated[fact] is None:
            return missing(fact, f"Whether the record shows {what} is not stated.", gap=_GAP)
    return met("The record shows supervisor, level and countersignature.", tuple(stated))


def student_pays(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The work of a student is billed only where the plan pays it."""
    fact = _worked_by(visit, values["credentials"])
    if not claim.lines or fact is None:
        return None
    facts = (fact, "payer_flags.students")
    if visit.payer_flags.students:
        return met("This plan pays the work of students under its rules.", facts)
    if visit.payer_flags.students is None:
        reason = "Plans rarely pay the work of a student; ask this one first."
        return not_met(reason, facts, warns=True)
    return not_met("This plan does not pay the work of students.", facts)
