"""Checks of who may report a code."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Code, Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.facts import fact_of
from bhtrain.model.finding import Outcome
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules.shapes import billed, by_credential, concerned
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

Values = Mapping[str, Any]


def number_on_claim(visit: Visit, codes: Codebook) -> str:
    """The fact that names whose number stands on the claim: the supervisor's, where one bills.

    A clinician who may not enroll in Medicare did the work; the supervisor is still to be named.
    """
    clinician = codes.credentials.get(visit.clinician.credential or "")
    if not visit.incident_to.billed:
        return "clinician.credential"
    named = visit.incident_to.supervisor is not None
    helper = clinician is not None and not clinician.may_enrol
    return "incident_to.supervisor" if named or helper else "clinician.credential"


def may_bill(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The shared check `by_credential`, for the credential whose number stands on the claim."""
    more = {"fact": number_on_claim(visit, codes), "decisive": bool(visit.incident_to.billed)}
    return by_credential(visit, claim, codes, {**values, **more})


def credential_may_report(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """The credential on the claim is one that the payer accepts for the code.

    `unsettled` names codes and credentials that nobody can decide (that warns), `enrols_as` the
    credential under which Medicare lists another, `paid_to_nobody` what Medicare's status says of
    an empty list, `facilities` the sites that bill their own codes, which no list of credentials
    covers.
    """
    medicare = visit.payer is Payer.MEDICARE
    gone = tuple(i for i, line in enumerate(claim.lines) if _over(line.code, visit, codes))
    if medicare and gone:
        names = listed([claim.lines[index].code for index in gone])
        return not_met(f"Medicare pays a deleted code to nobody: {names}.", (), gone)
    of_facility = medicare and visit.site in values["facilities"]
    lines = tuple(
        index
        for index in billed(claim, codes.codes)
        if not (
            of_facility and codes.code(claim.lines[index].code).medicare_status == "facility-only"
        )
    )
    if not lines:
        return None
    fact = number_on_claim(visit, codes)
    stated = fact_of(visit, fact)
    credential = codes.credentials.get(stated or "")
    if credential is None:
        reason = "The note does not state the clinician's credential."
        if stated is not None:
            reason = f"bhtrain does not know the credential {stated!r}."
        if visit.incident_to.billed and stated is None:
            reason = "Whose number the claim carries is not stated."
        decisive = bool(visit.incident_to.billed)
        return missing(fact, reason, lines, warns=not medicare, decisive=decisive)
    name, refused, open_question = credential.abbreviation, [], None
    who = values["enrols_as"].get(credential.id, credential.id)
    for index in lines:
        code = codes.code(claim.lines[index].code)
        if _unsettled(code, credential.id, medicare, values):
            reason = f"Whether this credential ({name}) may report {code.code} is not settled."
            open_question = open_question or missing(fact, reason, (index,), warns=True)
        elif not medicare:
            if not credential.usually_reports(code):
                refused.append(index)
        elif who not in code.billable_by:
            since = code.billable_later.get(who)
            ever = f" before {since:%Y-%m-%d}" if since else ""
            reason = f"Medicare does not pay {code.code} to this credential ({name}){ever}."
            return not_met(reason, (fact,), (index,))
    if refused:
        wrong = listed([claim.lines[index].code for index in refused])
        reason = f"Payers do not usually recognize this credential ({name}) for {wrong}; ask first."
        return not_met(reason, (fact,), tuple(refused), warns=True)
    names = listed([claim.lines[index].code for index in lines])
    return open_question or met(f"This credential ({name}) may report {names}.", (fact,), lines)


def _over(code: str, visit: Visit, codes: Codebook) -> bool:
    """Whether a code was deleted before the visit."""
    return code in codes.deleted and codes.deleted[code].end < visit.service_date


def _unsettled(code: Code, who: str, medicare: bool, values: Values) -> bool:
    if code.code in values["unsettled"]["codes"] and who in values["unsettled"]["credentials"]:
        return True
    nobody = not code.billable_by and not code.billable_later
    return medicare and nobody and code.medicare_status not in values["paid_to_nobody"]


def treating_practitioner(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """A month of care management is billed by the practitioner who treats and directs it."""
    lines = concerned(visit, claim, codes, values)
    if lines and visit.clinician.is_consultant:
        reason = "The treating practice pays the consultant and the care manager; they do not bill."
        return not_met(reason, ("clinician.is_consultant",), lines)
    verdict = may_bill(visit, claim, codes, values)
    if verdict is None or verdict.outcome is not Outcome.MET:
        return verdict
    fact, treats = "clinician.treats_in_month", visit.clinician.treats_in_month
    if treats is None:
        reason = "Whether this is the practitioner who treats and directs the month is not stated."
        return missing(fact, reason, lines)
    if not treats:
        reason = "Only the practitioner who treats the patient and directs the month bills it."
        return not_met(reason, (fact,), lines)
    return met("The practitioner who treats and directs the month bills it.", (fact,), lines)


def own_services_only(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """Somebody who may give a few services gave no other.

    `who` is the credential and `may_give` its codes; `in_team` are codes that it gives only as a
    member of a team, `by_state` families that a state may add, and `not_own_number` codes that
    somebody else has to bill.
    """
    by_another = visit.performer.credential is not None
    fact = "performer.credential" if by_another else "clinician.credential"
    known = billed(claim, codes.codes)
    if fact_of(visit, fact) != values["who"] or not known:
        return None
    name, facts = codes.credentials[values["who"]].abbreviation, (fact,)
    team, own = values.get("in_team", ()), billed(claim, values["may_give"])
    maybe = tuple(i for i in known if codes.codes[claim.lines[i].code].family in _by_state(values))
    others = tuple(i for i in known if i not in own and claim.lines[i].code not in team)
    wrong = tuple(index for index in others if index not in maybe)
    if wrong:
        names = listed([claim.lines[index].code for index in wrong])
        if by_another and len(wrong) < len(known):
            reason = f"Whether the {name} gave {names}, too, is not stated."
            return missing(fact, reason, wrong)
        return not_met(f"{names} is not a service of this credential ({name}).", facts, wrong)
    if not by_another and (alone := billed(claim, values.get("not_own_number", ()))):
        names = listed([claim.lines[index].code for index in alone])
        reason = f"{names}: the bill comes from the practitioner for whom the {name} works."
        return not_met(reason, facts, alone)
    if (teamed := billed(claim, team)) and not visit.performer.team_member:
        reason = f"The {name} gives this service only in a team led by a professional on site."
        if visit.performer.team_member is None:
            return missing("performer.team_member", reason, teamed)
        return not_met(reason, ("performer.team_member",), teamed)
    if others:
        reason = f"Whether the state's list gives this service to a {name} is not stated."
        return missing(fact, reason, others)
    return met(f"This is a service of this credential ({name}).", facts, known)


def _by_state(values: Values) -> tuple[str, ...]:
    return tuple(values.get("by_state", ()))


def controlled_medicine(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """A controlled medicine by telehealth, never seen in person; `ended`: the last day of it."""
    seen, fact = visit.patient.seen_in_person, "patient.seen_in_person"
    if not visit.clinician.prescribes_by_telehealth or visit.modality is Modality.IN_PERSON or seen:
        return None
    if "ended" not in values:
        return met("On this date no visit in person is needed before the prescription.", (fact,))
    if seen is None:
        reason = "Whether the patient was ever seen in person is not stated."
        return missing(fact, reason, warns=True)
    reason = f"The known extension ended on {values['ended']}; look for a new one before billing."
    return not_met(reason, (fact,), warns=True)


def licensed_there(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The clinician is licensed, or has a permission, where the patient is."""
    where, licenses = visit.patient.state, visit.enrolment.licence_states
    permitted = visit.enrolment.other_permission
    if not claim.lines:
        return None
    facts = ("patient.state", "enrolment.licence_states", "enrolment.other_permission")
    if licenses is None and permitted is None:
        return missing(facts[1], "For which states the clinician is licensed is not stated.")
    if where is None:
        reason = "The state in which the patient was is not stated."
        return missing("patient.state", reason, gap="location-missing")
    if licenses is not None and where in licenses:
        return met(f"The clinician is licensed where the patient was ({where}).", facts)
    if permitted:
        return met(f"A permission for {where} is on file.", facts)
    if licenses is None or permitted is None:
        which = "licence_states" if licenses is None else "other_permission"
        reason = f"Whether the clinician is licensed or permitted in {where} is not stated."
        return missing(f"enrolment.{which}", reason, decisive=True)
    reason = f"The patient was in {where}; no license or permission for that state is on file."
    return not_met(reason, facts)
