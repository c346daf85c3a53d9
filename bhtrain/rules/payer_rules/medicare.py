"""Checks of what only Medicare asks for: who may bill, where, and until when."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Programme, Site
from bhtrain.model.claim import Claim
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules.deadlines import years_on
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, met, missing, not_met

Values = Mapping[str, Any]
_WHO = "clinician.credential"


def _unstated(lines: tuple[int, ...]) -> Verdict:
    return missing(_WHO, "The credential of the clinician is not stated.", lines)


def may_enrol(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Medicare is billed under one's own number by those who can enroll, from their first day."""
    lines = tuple(range(len(claim.lines)))
    if not lines or visit.incident_to.billed:
        return None
    who = codes.credentials.get(visit.clinician.credential or "")
    if who is None:
        return _unstated(lines)
    if not who.may_enrol:
        reason = (
            f"{who.abbreviation} cannot enroll in Medicare, so the claim cannot carry that number."
        )
        return not_met(reason, (_WHO,), lines)
    if who.medicare_since is not None and visit.service_date < who.medicare_since:
        reason = f"{who.abbreviation} may bill Medicare only from {who.medicare_since:%Y-%m-%d}."
        return not_met(reason, (_WHO,), lines)
    if who.id in values["testing_only"]:
        other = tuple(
            index
            for index in lines
            if claim.lines[index].code in codes.codes
            and codes.codes[claim.lines[index].code].family != "testing"
        )
        if other:
            reason = f"{who.abbreviation} may bill Medicare for testing only."
            return not_met(reason, (_WHO,), other)
    return met(f"{who.abbreviation} may bill Medicare under their own number.", (_WHO,), lines)


def not_for_inpatients(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """Some therapists are not paid apart for hospital inpatients."""
    lines = billed_at(claim, values["places"])
    if visit.patient.inpatient:
        lines = tuple(range(len(claim.lines)))
    if not lines:
        return None
    who = codes.credentials.get(visit.clinician.credential or "")
    facts = ("patient.inpatient", _WHO)
    if who is None:
        return _unstated(lines)
    if who.id in values["barred"]:
        reason = f"Medicare does not pay {who.abbreviation} apart for a hospital inpatient."
        return not_met(reason, facts, lines)
    return met(f"{who.abbreviation} may be paid apart for a hospital inpatient.", facts, lines)


def billed_at(claim: Claim, places: Any) -> tuple[int, ...]:
    """The lines with one of these places of service, counted from 0."""
    return tuple(index for index, line in enumerate(claim.lines) if line.place in places)


def skilled_nursing(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """In a skilled nursing stay the facility is paid for some therapists' work."""
    who, lines = visit.clinician.credential, tuple(range(len(claim.lines)))
    stay, long_term = billed_at(claim, [values["stay"]]), billed_at(claim, [values["long_term"]])
    if who is None:
        return _unstated(stay) if stay else None
    if who not in (*values["barred"], *values["paid_apart"]):
        return None
    name = codes.credentials[who].abbreviation
    barred = who in values["barred"]
    if stay and barred:
        reason = f"In a skilled nursing stay the facility is paid for the work of {name}."
        return not_met(reason, (_WHO,), stay)
    if barred and any(claim.lines[index].place is None for index in lines):
        reason = f"The claim does not say whether {name} worked in a skilled nursing stay."
        return missing("site", reason, lines)
    if stay or long_term:
        return met(f"{name} is paid apart from the facility here.", (_WHO,), stay + long_term)
    return None


def within_a_year(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Medicare received the claim within one calendar year of the date of service."""
    received, day = visit.claim_file.received_on, visit.service_date
    if not claim.lines:
        return None
    if received is None:
        reason = "The day on which Medicare received the claim is not stated."
        return missing("claim_file.received_on", reason)
    last = years_on(day, values["calendar_years"])
    reason = f"The claim was received on {received:%Y-%m-%d}; the last day was {last:%Y-%m-%d}."
    facts = ("claim_file.received_on",)
    return not_met(reason, facts) if received > last else met(reason, facts)


def home_pays_more(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Telehealth at home is paid at the office rate under 10, and at the lower one under 02."""
    home, elsewhere = values["home"], values["elsewhere"]
    lines, where = billed_at(claim, [home, elsewhere]), visit.patient.location
    if not lines or visit.modality is Modality.IN_PERSON or where not in (None, Location.HOME):
        return None
    facts = ("patient.location",)
    if where is None:
        reason = "Where the patient was is not stated, and it decides the rate."
        return missing("patient.location", reason, lines, gap="location-missing")
    low = billed_at(claim, [elsewhere])
    if low:
        reason = f"At home Medicare pays the office rate under {home}; {elsewhere} pays less."
        return not_met(reason, facts, low)
    return met(f"Place of service {home} is paid at the office rate.", facts, lines)


def center_visit(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A health center bills one visit code with a qualifying code; a rural clinic bills neither."""
    visits, qualifying = billed(claim, values["visits"]), billed(claim, values["qualifying"])
    never_alone = billed(claim, values["never_alone"])
    lines = visits + qualifying + never_alone
    if not lines:
        return None
    names, facts = " or ".join(values["visits"]), ("site",)
    if visit.site is None and visits:
        return missing("site", f"{names} are for health centers; the site is not stated.", visits)
    if visit.site is Site.RURAL_HEALTH_CLINIC:
        if visits:
            return not_met(f"A rural clinic does not bill {names}.", facts, visits)
        wanted, stated = values["rural_revenue_code"], visit.claim_file.revenue_code
        if qualifying and stated is None:
            reason = f"A rural clinic bills with revenue code {wanted}; the claim's is not stated."
            return missing("claim_file.revenue_code", reason, qualifying)
        if qualifying and stated != wanted:
            reason = f"A rural clinic bills a mental health visit with revenue code {wanted}."
            return not_met(reason, ("claim_file.revenue_code",), qualifying)
    elif visit.site is not Site.HEALTH_CENTER:
        return None
    if not qualifying:
        reason = "Nothing on the claim is a mental health visit by itself at a health center."
        return not_met(reason, facts, lines)
    if visit.site is Site.HEALTH_CENTER and sum(claim.lines[i].units for i in visits) != 1:
        reason = f"A health center bills exactly one of {names} with the service of the date."
        return not_met(reason, facts, lines)
    return met("The visit is billed as this kind of health center bills it.", facts, lines)


def programme(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Intensive outpatient and partial hospitalization: the hours of the week and the place."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    kind, hours = visit.history.programme, visit.history.intensive_hours_week
    if kind is None and billed(claim, values["intensive_codes"]):
        kind = Programme.INTENSIVE
    facts = ("site", "history.intensive_hours_week", "history.programme")
    if visit.site is Site.PRACTICE:
        reason = "A private office cannot bill Medicare for a program of several hours a day."
        return not_met(reason, facts[:1], lines)
    for fact, stated in zip(facts, (visit.site, hours, kind), strict=True):
        if stated is None:
            reason = "The place, the hours a week, or the kind of program is not stated."
            return missing(fact, reason, lines)
    assert hours is not None
    if kind is Programme.PARTIAL:
        least, most, called = values["partial_hours_least"], None, "Partial hospitalization"
    else:
        least, most = values["intensive_hours_least"], values["intensive_hours_most"]
        called = "Intensive outpatient"
    span = f"{least} to {most}" if most else f"{least} or more"
    if hours < least or (most is not None and hours > most):
        reason = f"{called} takes {span} hours a week; the record shows {hours}."
        return not_met(reason, facts, lines)
    if kind is Programme.PARTIAL and visit.site not in values["partial_sites"]:
        reason = "Confirm that this kind of place may bill partial hospitalization."
        return not_met(reason, facts[:1], lines, warns=True)
    return met(f"{called} has {span} hours a week, and the place may bill it.", facts, lines)
