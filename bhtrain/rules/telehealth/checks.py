"""Checks of visits by video or telephone: place of service, modifiers, the visit in person."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer, Site
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import AudioReason
from bhtrain.model.people import Location
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules.documented import INDIVIDUAL, lines_of
from bhtrain.rules.shapes import billed
from bhtrain.rules.telehealth.place import home_code_unknown, home_or_elsewhere, years_of_change
from bhtrain.rules.telehealth.place import telehealth_place as telehealth_place
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = ["home_code_unknown", "home_or_elsewhere", "telehealth_place", "years_of_change"]

Values = Mapping[str, Any]
CENTERS = (Site.RURAL_HEALTH_CLINIC, Site.HEALTH_CENTER)
MENTAL_HEALTH = (
    *INDIVIDUAL,
    "diagnostic",
    "crisis",
    "psychoanalysis",
    "family",
    "group",
    "interactive_complexity",
    "sud_office",
)
_BY_CHOICE = (AudioReason.PATIENT_UNABLE, AudioReason.PATIENT_DECLINES)


def _audio_lines(claim: Claim, codes: Codebook, values: Values) -> tuple[int, ...]:
    """Lines of mental health, or of every service that may be by telephone."""
    if values["mental_health_only"]:
        return lines_of(claim, codes, *MENTAL_HEALTH)
    allowed = {n for n, code in codes.codes.items() if code.telehealth_audio.startswith("yes")}
    return billed(claim, allowed)


def by_telephone(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Medicare pays a telephone visit at home, marked as such, with the reason in the note."""
    if visit.modality is not Modality.AUDIO or visit.site in CENTERS:
        return None
    lines = _audio_lines(claim, codes, values)
    if not lines:
        return None
    marks, warns = values["modifiers"], bool(values.get("warns"))
    bare = tuple(i for i in lines if not set(marks) & set(claim.lines[i].modifiers))
    if bare:
        reason = f"The visit was by telephone only; the line needs modifier {' or '.join(marks)}."
        return not_met(reason, ("modality",), bare, warns=warns)
    place, tele = visit.patient.location, visit.telehealth
    if place is not None and place is not Location.HOME:
        reason = f"Medicare pays a telephone visit with a patient at home, not at: {place}."
        near = warns or place in values["near_home"]
        return not_met(reason, ("patient.location",), lines, warns=near)
    if tele.clinician_could_use_video is False:
        reason = "The clinician could not have used video, so a telephone visit is not payable."
        return not_met(reason, ("telehealth.clinician_could_use_video",), lines, warns=warns)
    if tele.audio_reason is not None and tele.audio_reason not in _BY_CHOICE:
        reason = (
            "The reason for the telephone is not that the patient cannot or will not use video."
        )
        return not_met(reason, ("telehealth.audio_reason",), lines, warns=warns)
    for fact, stated, gap, left_out in (
        ("patient.location", place, "location-missing", "where the patient was"),
        (
            "telehealth.audio_reason",
            tele.audio_reason,
            "audio-reason-missing",
            "why the patient did not use video",
        ),
        (
            "telehealth.clinician_could_use_video",
            tele.clinician_could_use_video,
            "audio-reason-missing",
            "that the clinician could have used video",
        ),
    ):
        if stated is None:
            reason = f"The note of a telephone visit does not state {left_out}."
            return missing(fact, reason, lines, gap=gap, warns=warns)
    facts = ("modality", "patient.location", "telehealth.audio_reason")
    return met("The telephone visit is marked, and the note says why there was no video.", facts)


def center_by_telephone(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """Health centers mark a telephone visit with FQ or 93; a practice may not use FQ alone."""
    if visit.modality is not Modality.AUDIO or not claim.lines:
        return None
    facts = ("site", "modality")
    marks = {mark for line in claim.lines for mark in line.modifiers}
    if visit.site in CENTERS:
        if marks & set(values["center"]):
            return met("The health center marked the telephone visit.", facts)
        wanted = " or ".join(values["center"])
        return not_met(f"A health center marks a telephone visit with {wanted}.", facts)
    alone = tuple(
        index
        for index, line in enumerate(claim.lines)
        if "FQ" in line.modifiers and "93" not in line.modifiers
    )
    if not alone or "practice" not in values or visit.site not in (None, Site.PRACTICE):
        return None
    if visit.site is None:
        reason = "FQ alone is for health centers, and what kind of place this is is not stated."
        return missing("site", reason, alone)
    reason = (
        f"FQ is for health centers; a practice marks a telephone visit with {values['practice']}."
    )
    return not_met(reason, facts, alone)


def video_modifier(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """95 marks video, never the telephone; beyond that the plan, or Medicare's date, decides."""
    carried = tuple(i for i, line in enumerate(claim.lines) if "95" in line.modifiers)
    medicare, facts = visit.payer is Payer.MEDICARE, ("modality",)
    by_phone = tuple(i for i, line in enumerate(claim.lines) if "93" in line.modifiers)
    if visit.modality is Modality.IN_PERSON and (carried or by_phone):
        reason = "The visit was in person, and a modifier of telehealth stands on the line."
        return not_met(reason, facts, tuple(sorted({*carried, *by_phone})))
    if visit.modality is Modality.VIDEO and by_phone:
        reason = "Modifier 93 means telephone only, and this visit was by video."
        return not_met(reason, facts, by_phone)
    if visit.modality is None and carried:
        reason = "The line has modifier 95, and the note does not state how they met."
        return missing("modality", reason, carried)
    if visit.modality is Modality.AUDIO:
        if not carried or (medicare and not values["medicare_audio"]):
            return None
        reason = "Modifier 95 means live video, and this visit was by telephone only."
        return not_met(reason, facts, carried)
    if visit.modality is not Modality.VIDEO or not claim.lines:
        return None
    if medicare:
        if not values["medicare_video"]:
            return None
        in_person = [i for i, line in enumerate(claim.lines) if line.place not in ("02", "10")]
        bare = tuple(i for i in in_person if i not in carried)
        if bare:
            reason = "Medicare wanted 95 beside the place of a visit in person, for video."
            return not_met(reason, facts, bare)
        return met("Modifier 95 shows that the visit was by video.", facts) if in_person else None
    wanted = visit.payer_flags.telehealth_modifier
    if wanted is None:
        return None
    expected = set() if wanted == "none" else {wanted}
    wrong = tuple(
        index
        for index, line in enumerate(claim.lines)
        if {"95", "GT"} & set(line.modifiers) != expected
    )
    if wrong:
        called = "no modifier" if wanted == "none" else f"modifier {wanted} and no other"
        return not_met(f"This plan wants {called} for a video visit.", facts, wrong)
    return met("The video visit is marked as this plan wants it.", facts)


def older_video_modifier(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """GT stands only where a plan asks for it, or on a critical access hospital's claim."""
    lines = tuple(i for i, line in enumerate(claim.lines) if "GT" in line.modifiers)
    if not lines:
        return None
    if visit.payer is Payer.MEDICARE:
        if visit.site is Site.CRITICAL_ACCESS:
            return met("A critical access hospital may bill Medicare with GT.", ("site",), lines)
        reason = "Medicare does not take GT on a professional claim."
        return not_met(reason, ("payer",), lines)
    wants = visit.payer_flags.gt
    if wants is None and visit.payer_flags.telehealth_modifier == "GT":
        wants = True
    if wants:
        return met("This plan asks for GT.", ("payer_flags.gt",), lines)
    if wants is None:
        reason = "GT is an old modifier; use it only where the plan's manual asks for it."
        return not_met(reason, ("payer_flags.gt",), lines)
    return not_met("This plan does not take GT.", ("payer_flags.gt",), lines)


def in_person_before(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Whether telehealth at home needs a visit in person first; it was postponed every time."""
    lines = lines_of(claim, codes, *MENTAL_HEALTH)
    if visit.modality not in (Modality.VIDEO, Modality.AUDIO) or not lines:
        return None
    if visit.site in CENTERS or visit.patient.location not in (None, Location.HOME):
        return None
    facts = ("modality", "patient.location", "patient.seen_in_person")
    if not values["applies"]:
        return met(
            "No visit in person is needed for telehealth at home on this date.", facts, lines
        )
    if visit.patient.location is None:
        reason = "Whether the patient was at home is not stated."
        return missing("patient.location", reason, lines, gap="location-missing")
    months = f"{values['first_visit_months']} months before, then every {values['then_months']}"
    reason = f"A visit in person ({months} months) may be required; have the claim reviewed."
    return not_met(reason, facts, lines, warns=True)


def center_in_person(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A health center's telehealth: 95 on video, and how far a visit in person is asked for."""
    lines = lines_of(claim, codes, *MENTAL_HEALTH, "health_center")
    away = visit.modality in (Modality.VIDEO, Modality.AUDIO)
    if not away or not lines or visit.site not in CENTERS:
        return None
    facts = ("site", "modality")
    marked = any("95" in claim.lines[index].modifiers for index in lines)
    if visit.modality is Modality.VIDEO and not marked:
        return not_met("A health center marks a video visit with 95.", facts, lines)
    if values["in_person"] == "postponed":
        return met("The visit counts as an ordinary visit; none in person is needed.", facts, lines)
    if values["in_person"] == "review":
        reason = "A visit in person may be required on this date; have the claim reviewed."
        return not_met(reason, facts, lines, warns=True)
    seen, burden = visit.patient.seen_in_person, visit.telehealth.in_person_burden_stated
    if seen or burden:
        why = "was seen in person" if seen else "would be burdened by a visit in person"
        return met(f"The record says that the patient {why}.", facts, lines)
    fact = "patient.seen_in_person" if seen is None else "telehealth.in_person_burden_stated"
    if seen is None or burden is None:
        reason = (
            "The record does not say whether there was a visit in person, or why there is none."
        )
        return missing(fact, reason, lines)
    reason = "No visit in person, and no reason why one would burden more than help."
    return not_met(reason, (fact,), lines, warns=True)


def not_a_visit(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Supplying and reviewing a digital treatment is no telehealth visit."""
    lines = billed(claim, values["codes"])
    if not lines:
        return None
    wrong = tuple(i for i in lines if claim.lines[i].place in values["telehealth_places"])
    names = listed([claim.lines[index].code for index in wrong or lines])
    if wrong:
        return not_met(f"{names} is no telehealth visit and takes neither 02 nor 10.", (), wrong)
    if any(claim.lines[index].place is None for index in lines):
        return missing("site", f"The line of {names} has no place of service.", lines)
    return met(f"{names} does not carry a place of service of telehealth.", (), lines)
