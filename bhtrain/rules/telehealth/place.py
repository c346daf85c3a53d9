"""The place of service of a visit by video or telephone."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer, Site
from bhtrain.model.claim import Claim
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

Values = Mapping[str, Any]
_NEVER = "not-a-telehealth-service"
_FACTS = ("modality", "patient.location")
_WHERE = {
    Location.OFFICE: "in the office",
    Location.HOME: "at home",
    Location.SCHOOL: "at school",
    Location.HOSPITAL: "in a hospital",
    Location.WORKPLACE: "at work",
    Location.CAR: "in a car",
    Location.SHELTER: "in a shelter",
    Location.ASSISTED_LIVING: "in assisted living",
    Location.GROUP_HOME: "in a group home",
    Location.STREET: "on the street",
    Location.EMERGENCY_ROOM: "in an emergency room",
    Location.SKILLED_NURSING: "in a skilled nursing facility",
    Location.NURSING_FACILITY: "in a nursing facility",
    Location.SUBSTANCE_FACILITY: "in a substance use facility",
    Location.ELSEWHERE: "elsewhere",
}
_AT_A_DISTANCE = {"02", "10", "93", "95", "FQ", "GT"}  # places and modifiers of telehealth
_UNSTATED = missing(
    "modality", "The note does not state whether they met in person, by video or by telephone."
)


def plans_own(visit: Visit) -> str | None:
    """The place of service that the plan's profile names; Medicare has no say of a profile."""
    flags = visit.payer_flags
    if visit.payer is Payer.MEDICARE:
        return None
    return flags.telehealth_pos or ("11" if flags.telehealth_95_office else None)


def telehealth_place(visit: Visit, values: Values) -> str | None:
    """The place of service to bill for a telehealth visit; None when the note does not decide."""
    own = plans_own(visit)
    if own is not None:
        return own
    if visit.payer is Payer.MEDICARE and "medicare" in values:
        place: str = values["medicare"]
        return place
    if "anywhere" in values:
        return str(values["anywhere"])
    if visit.patient.location is None:
        return None
    return str(values["home" if visit.patient.location is Location.HOME else "elsewhere"])


def _lines(visit: Visit, claim: Claim, codes: Codebook) -> tuple[int, ...]:
    """Lines that can be telehealth; a health center's claim to Medicare has no place of service.

    Of a part of a note nobody asks how they met, unless the claim says that it was telehealth.
    """
    centers = (Site.RURAL_HEALTH_CLINIC, Site.HEALTH_CENTER)
    if visit.modality is Modality.IN_PERSON or (
        visit.payer is Payer.MEDICARE and visit.site in centers
    ):
        return ()
    marked = any(_AT_A_DISTANCE & {line.place, *line.modifiers} for line in claim.lines)
    if visit.modality is None and not visit.whole_note and not marked:
        return ()
    return tuple(
        index
        for index, line in enumerate(claim.lines)
        if (code := codes.codes.get(line.code)) is None or code.telehealth_video != _NEVER
    )


def home_code_unknown(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """Before the code for a patient at home existed, it could not be used."""
    lines = _lines(visit, claim, codes)
    if not lines:
        return None
    if visit.modality is None:
        return _UNSTATED
    invalid = values["not_yet"]
    wrong = tuple(index for index in lines if claim.lines[index].place == invalid)
    if wrong:
        return not_met(f"Place of service {invalid} did not exist on that date.", _FACTS, wrong)
    return met(f"Place of service {invalid} did not exist yet and is not used.", _FACTS)


def years_of_change(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Medicare kept the place of an in-person visit with 95; other plans were changing over."""
    lines = _lines(visit, claim, codes)
    if not lines:
        return None
    if visit.modality is None:
        return _UNSTATED
    new_places = (values["home"], values["elsewhere"])
    if visit.payer is Payer.MEDICARE:
        bare = tuple(
            index
            for index in lines
            if claim.lines[index].place not in new_places
            and not {"95", "93", "FQ"} & set(claim.lines[index].modifiers)
        )
        if bare:
            reason = "With the place of an in-person visit only a modifier shows the telehealth."
            return not_met(reason, _FACTS, bare, warns=True)
        return met("Medicare accepted this place of service at that time.", _FACTS)
    own, wanted = plans_own(visit), telehealth_place(visit, values)
    if wanted is None:
        reason = "The note does not state where the patient was."
        return missing("patient.location", reason, gap="location-missing", warns=True)
    wrong = tuple(index for index in lines if claim.lines[index].place != wanted)
    if wrong:
        reason = f"Plans were changing over to place of service {wanted}; ask this one."
        if own is not None:
            reason = f"This plan wants place of service {own} for telehealth."
        return not_met(reason, _FACTS, wrong, warns=own is None)
    why = "is what this plan wants" if own is not None else "says where the patient was"
    return met(f"Place of service {wanted} {why}.", _FACTS)


def home_or_elsewhere(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """One place for a patient at home, another elsewhere, or the one that the plan wants."""
    lines = _lines(visit, claim, codes)
    if not lines:
        return None
    if visit.modality is None:
        return _UNSTATED
    own, where = plans_own(visit), visit.patient.location
    accepted = [values["home"], values["elsewhere"]]
    if own is not None or (where is not None and where not in values["either"]):
        accepted = [str(telehealth_place(visit, values))]
    seen = {index: claim.lines[index].place for index in lines}
    unasked = where is None and own is None  # then the place of service may still be open
    wrong = tuple(
        index
        for index, place in seen.items()
        if place not in accepted and not (unasked and place is None)
    )
    if wrong:
        at = f"the patient was {_WHERE[where]}" if where else "the visit was by telehealth"
        takes = "this plan wants" if own is not None else "that takes"
        place = seen[wrong[0]] or "none"
        reason = f"Place of service is {place}, but {at}; {takes} {' or '.join(accepted)}."
        return not_met(reason, _FACTS, wrong)
    if unasked:
        reason = "The note does not state where the patient was."
        return missing("patient.location", reason, gap="location-missing")
    return met(f"Place of service {listed(sorted(set(map(str, seen.values()))))} fits.", _FACTS)
