"""Checks about the note itself: where its times come from, who signed, which plan it follows."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import SignatureKind
from bhtrain.model.visit import ActivityKind, Timing, Visit
from bhtrain.rules.documented import kind_behind, lines_of, names_of
from bhtrain.rules.verdict import Verdict, met, missing, not_met


def time_was_entered(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The minutes were written by the clinician, not by the schedule or a template."""
    kinds, timed = [], []
    for index, line in enumerate(claim.lines):
        kind = kind_behind(codes.code(line.code), visit) if line.code in values["codes"] else None
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
