"""Checks about the note itself: where its times come from, who signed, which plan it follows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import SignatureKind
from bhtrain.model.facts import fact_of
from bhtrain.model.visit import ActivityKind, Modality, Timing, Visit
from bhtrain.rules.documented import kind_behind, lines_of, names_of
from bhtrain.rules.shapes import billed, concerned, is_so, say
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

SATURDAY = 5  # date.weekday()


def time_was_entered(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The minutes were written by the clinician, not by the schedule or a template."""
    kinds, timed = [], []
    for index, line in enumerate(claim.lines):
        code = codes.codes.get(line.code) if line.code in values["codes"] else None
        kind = kind_behind(code, visit) if code else None
        if kind is not None:
            timed.append(index)
            kinds.append(kind if visit.spent_on(kind) else ActivityKind.WHOLE_VISIT)
    parts = [part for kind in dict.fromkeys(kinds) for part in visit.spent_on(kind)]
    facts = tuple(name for kind in dict.fromkeys(kinds) for name in names_of(visit, kind))
    origins = {part.timing for part in parts if part.timing is not Timing.STATED}
    if origins:
        origin = "the booked slot" if Timing.SCHEDULED in origins else "filled in by software"
        reason = f"The time in the note is {origin}, not the minutes really spent."
        return not_met(reason, facts, tuple(timed), gap="time-scheduled-only")
    if not any(part.minutes is not None or part.clock_minutes is not None for part in parts):
        return None
    share, sessions = visit.clinician.slot_share, visit.clinician.slot_sessions
    often = share is not None and share >= values["slot_share_warns_from"]
    if often and sessions is not None and sessions >= values["least_sessions"]:
        reason = f"In {share:.0%} of {sessions} sessions the time equals the booked slot."
        looked_at = ("clinician.slot_share", "clinician.slot_sessions")
        return not_met(reason, looked_at, tuple(timed), warns=True)
    return met("The time was written by the clinician.", facts, tuple(timed))


def signed(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The clinician who gave the service signed, and shows credentials."""
    if not claim.lines:
        return None
    signature = visit.signature
    if signature.kind is None:
        return missing("signature.kind", "The note shows no signature.", gap="signature-missing")
    facts = ("signature",)
    if signature.kind is SignatureKind.NONE:
        return not_met("The note is not signed.", facts, gap="signature-missing")
    if signature.kind is SignatureKind.IMAGE:
        reason = "A pasted picture of a signature does not count as a signature."
        return not_met(reason, facts, gap="signature-missing")
    if signature.by_rendering_clinician is False:
        reason = "Somebody else signed, not the clinician who gave the service."
        return not_met(reason, facts, gap="signature-missing")
    if signature.by_rendering_clinician is None:
        fact, reason = "signature.by_rendering_clinician", "The note does not show who signed it."
        return missing(fact, reason, gap="signature-missing")
    if signature.credentials_shown is False:
        reason = "The signature shows no credentials."
        return not_met(reason, facts, gap="signature-credentials")
    if signature.credentials_shown is None:
        fact, reason = "signature.credentials_shown", "The note shows no credentials of the signer."
        return missing(fact, reason, gap="signature-credentials")
    if signature.signed_on is None:
        return not_met("The signature has no date.", facts, warns=True)
    return met("The clinician who gave the service signed with credentials and date.", facts)


def plan_covers(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A treatment plan with every required element covers the date of service."""
    lines = lines_of(claim, codes, *values["families"])
    if not lines:
        return None
    plan, required = visit.plan, values["elements"]
    facts = ("plan",)
    if plan.covers_service_date is None:
        fact, reason = "plan.covers_service_date", "The note speaks of no current treatment plan."
        return missing(fact, reason, lines, gap="plan-missing")
    if not plan.covers_service_date:
        reason = "No treatment plan covers the date of service."
        return not_met(reason, facts, lines, gap="plan-missing")
    if plan.states is None:
        fact, reason = "plan.states", "What the treatment plan states is not shown."
        return missing(fact, reason, lines, gap="plan-incomplete")
    absent = [element for element in required if element not in plan.states]
    if absent:
        reason = f"The treatment plan leaves out: {', '.join(absent)}."
        return not_met(reason, facts, lines, gap="plan-incomplete")
    return met("A treatment plan with all its elements covers the date.", facts, lines)


def _told(visit: Visit, name: str) -> bool | None:
    """Whether the note gives what a fact asks for; None where it says nothing of it."""
    if name == "activities":
        parts = [part for part in visit.activities if part.kind is not ActivityKind.NOT_THERAPY]
        timed = any(part.minutes is not None or part.clock_minutes is not None for part in parts)
        return timed or None
    if name == "diagnoses":
        return any(diagnosis.certain for diagnosis in visit.diagnoses) or None
    value = fact_of(visit, name)
    return value if value is None or isinstance(value, bool) else value != SignatureKind.NONE


def all_stated(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Each of `needs` stands in the note: a fact, what a reader calls it, the gap without it.

    `{lacking}` in the sentence stands for those that do not. The first of them names the gap.
    """
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    told = {need["fact"]: _told(visit, need["fact"]) for need in values["needs"]}
    lacking = [
        need
        for need in values["needs"]
        if not told[need["fact"]] and not (need.get("unless_denied") and told[need["fact"]] is None)
    ]
    if not lacking:
        return met(say(values, "met", claim, lines), tuple(told), lines)
    absent, gap = tuple(need["fact"] for need in lacking), lacking[0]["gap"]
    reason = say(
        values, "not_met", claim, lines, lacking=listed([need["called"] for need in lacking])
    )
    if all(told[name] is None for name in absent):
        return missing(absent[0], reason, lines, gap=gap)
    return not_met(reason, absent, lines, gap=gap)


def telehealth_stated(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A visit by video or telephone, or one that is claimed as such, has its own elements."""
    claimed = any(
        line.place in values["places"] or {*values["modifiers"]} & {*line.modifiers}
        for line in claim.lines
    )
    if visit.modality is Modality.IN_PERSON or (visit.modality is None and not claimed):
        return None
    return all_stated(visit, claim, codes, values)


def if_told(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Like `is_so`, for what lies outside the note: of what is not told, no rule speaks."""
    return None if fact_of(visit, values["fact"]) is None else is_so(visit, claim, codes, values)


def member_has_own_part(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A group note has a part about this member, and not the one of the other members."""
    lines, group, gap = billed(claim, values["codes"]), visit.group, "group-part-missing"
    if not lines:
        return None
    alone = "The group note has no part about this member alone."
    if group.own_part is None:
        return missing("group.own_part", alone, lines, gap=gap)
    if not group.own_part:
        return not_met(alone, ("group.own_part",), lines, gap=gap)
    if group.own_part_differs is False:
        reason = "The part about this member is the same in the other members' notes."
        return not_met(reason, ("group.own_part_differs",), lines, gap=gap)
    # The other members' notes are not before the reader unless something is told of them.
    return met("The group note has a part about this member.", ("group.own_part",), lines)


def _business_days(after: date, until: date) -> int:
    """Weekdays after one day and up to another; holidays are not known here."""
    days = (after + timedelta(n) for n in range(1, (until - after).days + 1))
    return sum(day.weekday() < SATURDAY for day in days)


def signed_in_time(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Signed before the claim went out, and soon after the service."""
    signature, sent, limit = visit.signature, visit.claim_file.sent_on, visit.payer_flags.sign_days
    if not claim.lines or signature.kind is SignatureKind.NONE:
        return None
    signed_on, fact = signature.signed_on, ("signature.signed_on",)
    if signed_on is None:
        return missing(fact[0], "The note does not show on which day it was signed.", warns=True)
    if sent is not None and signed_on > sent:
        reason = f"Signed on {signed_on}, after the claim was sent on {sent}."
        return not_met(reason, (*fact, "claim_file.sent_on"))
    days = (signed_on - visit.service_date).days
    if limit is not None:
        if days > limit:
            reason = f"Signed {days} days after the service; this plan allows {limit}."
            return not_met(reason, fact)
        return met(f"Signed within the {limit} days of this plan.", fact)
    business = signature.business_days
    if business is None:
        business = _business_days(visit.service_date, signed_on)
    if business > values["most_business_days"]:
        reason = f"Signed {business} business days after the service."
        return not_met(reason, fact, warns=True)
    return met("Signed soon after the service.", fact)


def claim_fits_note(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Date, patient, clinician and place of the claim are those of the note."""
    if not claim.lines:
        return None
    told = {name: fact_of(visit, name) for name in values["same"]}
    if (
        visit.incident_to.billed
    ):  # then a supervisor stands there; another rule says whether rightly
        told.pop("claim_file.rendering_matches")
    wrong = [values["same"][name] for name, value in told.items() if value is False]
    if wrong:
        reason = f"Claim and note differ: {listed(wrong)}."
        return not_met(reason, tuple(name for name, value in told.items() if value is False))
    where = visit.patient.location
    places = [codes.places.get(line.place or "") for line in claim.lines]
    settings = {place.setting for place in places if place is not None} - {None}
    # Where an absent patient was says nothing about the place of a session with relatives.
    in_person = visit.modality is Modality.IN_PERSON and visit.patient.present is not False
    if in_person and where in values["plain_places"] and settings - {where}:
        reason = f"The note has the patient at: {where}; the claim's place of service is another."
        return not_met(reason, ("patient.location", "modality"))
    away = [line.place for line in claim.lines if line.place in values["telehealth_places"]]
    if visit.modality is Modality.IN_PERSON and away:
        reason = f"The visit was in person; place of service {away[0]} says telehealth."
        return not_met(reason, ("modality",))
    silent = [name for name, value in told.items() if value is None]
    if len(silent) == len(told):
        return None
    if silent:
        reason = "What is told of the claim does not say whether all of it is that of the note."
        return missing(silent[0], reason, warns=True)
    return met("Claim and note agree.", tuple(told))


def not_cloned(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The note is not that of another date or patient with a new heading."""
    same, likeness = visit.note.identical_to_other, visit.note.similarity
    if not claim.lines or (same is None and likeness is None):
        return None
    if same:
        reason = "The note is identical to one of another date or patient."
        return not_met(reason, ("note.identical_to_other",), gap="note-cloned")
    if likeness is not None and likeness >= values["similarity_warns_from"]:
        reason = f"The note is {likeness:.0%} like another one; a person has to look."
        return not_met(reason, ("note.similarity",), warns=True)
    return met("The note is its own.", ("note.identical_to_other", "note.similarity"))


def plan_current(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The treatment plan has not run out, and was made or reviewed not too long ago."""
    lines, plan, own = concerned(visit, claim, codes, values), visit.plan, visit.payer_flags
    if not lines:
        return None
    if plan.ends_on is not None and visit.service_date > plan.ends_on:
        reason = f"The treatment plan ended on {plan.ends_on}."
        return not_met(reason, ("plan.ends_on",), lines, gap="plan-missing")
    if plan.reviewed_on is None:
        if plan.ends_on is not None and own.plan_review_days is None:
            return met(f"The treatment plan runs to {plan.ends_on}.", ("plan.ends_on",), lines)
        reason = "The note does not show when the plan was made or last reviewed."
        return missing("plan.reviewed_on", reason, lines)
    limit = own.plan_review_days
    limit = values["most_days"] if limit is None else limit
    days = (visit.service_date - plan.reviewed_on).days
    if days > limit:
        reason = f"The plan was made or last reviewed {days} days before, more than {limit}."
        return not_met(reason, ("plan.reviewed_on",), lines)
    return met(f"The plan is {days} days old, not over {limit}.", ("plan.reviewed_on",), lines)


def consented_before(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Consent to treatment is not younger than the service; an intake has to show it."""
    consent = visit.note.consent_on
    if consent is None:
        lines = lines_of(claim, codes, *values["families"])
        reason = "The intake does not show a consent to treatment."
        return missing("note.consent_on", reason, lines) if lines else None
    if not claim.lines:
        return None
    if consent > visit.service_date:
        reason = f"Consent is of {consent}, after the service."
        return not_met(reason, ("note.consent_on",))
    return met("Consent was on file before the service.", ("note.consent_on",))
