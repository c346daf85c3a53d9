"""Checks of what leaves the practice, and of what has to stay in the record."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.facts import fact_of
from bhtrain.model.visit import Visit
from bhtrain.rules.verdict import Verdict, met, missing, not_met


def none_of_these(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """None of `facts` is so; where nothing is told of any, nothing leaves the practice."""
    told = {name: fact_of(visit, name) for name in values["facts"]}
    if all(value is None for value in told.values()):
        return None
    for name, value in told.items():
        if value:
            return not_met(values["facts"][name], (name,))
    silent = [name for name, value in told.items() if value is None]
    if silent:
        return missing(silent[0], values["say"]["missing"])
    return met(values["say"]["met"], tuple(told))


def record_is_whole(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Separate psychotherapy notes hold nothing that the record lacks."""
    note, fact = visit.note, "note.required_only_in_separate"
    if not claim.lines or (note.required_only_in_separate is None and not _apart(visit)):
        return None
    if note.required_only_in_separate is None:
        reason = "Separate notes are kept; whether they alone hold a required part is not shown."
        return missing(fact, reason, warns=True)
    if note.required_only_in_separate:
        reason = "Something that the record needs stands only in separate psychotherapy notes."
        return not_met(reason, (fact,), gap="record-elsewhere")
    return met("The record holds all that it needs.", (fact,))


def _apart(visit: Visit) -> bool:
    return visit.note.separate_psychotherapy_notes is True


def consented(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A record of a substance use program leaves only with the patient's consent."""
    sent, fact = visit.disclosure, "disclosure.consent_on_file"
    if not sent.substance_program:
        return None
    if sent.consent_on_file is None:
        return missing(fact, "Whether the patient consented before is not shown.")
    if not sent.consent_on_file:
        return not_met("The patient's consent was not on file before the disclosure.", (fact,))
    if sent.holds_psychotherapy_notes and not sent.separate_consent:
        fact = "disclosure.separate_consent"
        reason = "Counseling notes kept apart need a consent of their own."
        return missing(fact, reason) if sent.separate_consent is None else not_met(reason, (fact,))
    return met("The patient's consent was on file before.", (fact,))
