"""Checks of the place of service on visits by video or telephone."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_FACTS = ("modality", "patient.location")


_UNSTATED = missing(
    "modality", "The note does not state whether they met in person, by video or by telephone."
)


def telehealth_place(visit: Visit, values: Mapping[str, Any]) -> str | None:
    """The place of service to bill for a telehealth visit; None when the note does not decide."""
    if visit.payer is Payer.MEDICARE and "medicare" in values:
        place: str = values["medicare"]
        return place
    if "anywhere" in values:
        return str(values["anywhere"])
    if visit.patient.location is None:
        return None
    return str(values["home" if visit.patient.location is Location.HOME else "elsewhere"])


def home_code_unknown(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Before the code for a patient at home existed, it could not be used."""
    if not claim.lines or visit.modality is Modality.IN_PERSON:
        return None
    if visit.modality is None:
        return _UNSTATED
    invalid = values["not_yet"]
    wrong = tuple(i for i, line in enumerate(claim.lines) if line.place == invalid)
    if wrong:
        return not_met(f"Place of service {invalid} did not exist on that date.", _FACTS, wrong)
    return met(f"Place of service {invalid} did not exist yet and is not used.", _FACTS)


def years_of_change(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Medicare kept the place of an in-person visit with 95; other plans were changing over."""
    if not claim.lines or visit.modality is Modality.IN_PERSON:
        return None
    if visit.modality is None:
        return _UNSTATED
    new_places = (values["home"], values["elsewhere"])
    if visit.payer is Payer.MEDICARE:
        bare = tuple(
            index
            for index, line in enumerate(claim.lines)
            if line.place not in new_places and not {"95", "93", "FQ"} & set(line.modifiers)
        )
        if bare:
            reason = "With the place of an in-person visit only a modifier shows the telehealth."
            return not_met(reason, _FACTS, bare, warns=True)
        return met("Medicare accepted this place of service at that time.", _FACTS)
    wanted = telehealth_place(visit, values)
    if wanted is None:
        reason = "The note does not state where the patient was."
        return missing("patient.location", reason, gap="location-missing", warns=True)
    wrong = tuple(index for index, line in enumerate(claim.lines) if line.place != wanted)
    if wrong:
        reason = f"Plans were changing over to place of service {wanted}; ask this one."
        return not_met(reason, _FACTS, wrong, warns=True)
    return met(f"Place of service {wanted} says where the patient was.", _FACTS)


def home_or_elsewhere(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One place of service for a patient at home, another for a patient elsewhere."""
    if not claim.lines or visit.modality is Modality.IN_PERSON:
        return None
    if visit.modality is None:
        return _UNSTATED
    wanted = telehealth_place(visit, values)
    accepted = [values["home"], values["elsewhere"]]
    where = visit.patient.location
    if where is not None and where not in values["either"]:
        accepted = [str(wanted)]
    billed = [line.place for line in claim.lines]
    wrong = tuple(i for i, place in enumerate(billed) if place not in (*accepted, wanted))
    if wrong:
        seen = billed[wrong[0]] or "none"
        at = f"the patient was at: {where}" if where else "the visit was by telehealth"
        reason = f"Place of service is {seen}, but {at}; that takes {' or '.join(accepted)}."
        return not_met(reason, _FACTS, wrong)
    if where is None:
        reason = "The note does not state where the patient was."
        return missing("patient.location", reason, gap="location-missing")
    return met(f"Place of service {listed(sorted(set(map(str, billed))))} fits.", _FACTS)
