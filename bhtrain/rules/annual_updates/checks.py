"""Checks of the competency annual-updates. The dates stand in the YAML."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules.diagnosis.checks import billable
from bhtrain.rules.diagnosis.claimed import among
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met, verb

__all__ = ["alive", "billable", "by_topic", "nothing_lapsed", "parents_gone", "rebilled"]


def alive(visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]) -> Verdict | None:
    """Each code is billed inside its life; codes not in force are no longer in `codes`."""
    if not claim.lines:
        return None
    day, ever = visit.service_date, load_codebook().codes
    unread: list[int] = []
    for at, line in enumerate(claim.lines):
        now, known, gone = (
            codes.codes.get(line.code),
            ever.get(line.code),
            codes.deleted.get(line.code),
        )
        end = gone.end if gone else known.effective_to if known else None
        if end is not None and end < day:
            instead = f"; since then: {listed(gone.successors)}" if gone and gone.successors else ""
            return not_met(f"{line.code} ended on {end:%Y-%m-%d}{instead}.", (), (at,))
        if now is None and known is not None:
            start = f"{known.effective_from:%Y-%m-%d}"
            return not_met(f"{line.code} starts on {start}, after this service.", (), (at,))
        if now is None or day < now.effective_from:
            unread.append(at)
    if unread:
        names = list(dict.fromkeys(claim.lines[at].code for at in unread))
        were = verb(len(names), "was", "were")
        reason = f"Whether {listed(names)} {were} in force on this date is not known."
        return missing("service_date", reason, tuple(unread), warns=True)
    names = list(dict.fromkeys(claim.codes))
    were = verb(len(names), "was", "were")
    return met(f"{listed(names)} {were} in force on this date.", ())


def parents_gone(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Codes that were divided are billed no more."""
    billed = among(claim.diagnoses, values["family"])
    if not billed:
        return None
    gone = [code for code in billed if code in values["divided"]]
    if gone:
        need = verb(len(gone), "needs", "need"), verb(len(gone), "it was", "they were")
        reason = f"{listed(gone)} {need[0]} one more character since {need[1]} divided."
        return not_met(reason, ())
    are = verb(len(billed), "is", "are")
    return met(f"{listed(billed)} {are} none of the codes that were divided.", ())


def by_topic(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The assessment asked about what the code means, and not too soon after the last one."""
    lines = tuple(at for at, line in enumerate(claim.lines) if line.code in values["codes"])
    if not lines:
        return None
    topic, months = visit.screening.risk_topic, visit.screening.months_since_last
    code = claim.lines[lines[0]].code
    if topic is None:
        reason = "What the assessment asked about is not stated."
        return missing("screening.risk_topic", reason, lines)
    called = topic.replace("-", " ")
    if topic != values["topic"]:
        reason = f"The assessment was about {called}; on this date {code} is for another."
        return not_met(reason, ("screening.risk_topic",), lines)
    if months is not None and months < values["months_between"]:
        reason = f"{months} months after the last one; {values['months_between']} have to pass."
        return not_met(reason, ("screening.months_since_last",), lines)
    return met(f"On this date {code} is for {called}.", ("screening.risk_topic",), lines)


def rebilled(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A telehealth claim of a lapse that was mended later is not left denied or held."""
    if not claim.lines or visit.modality is Modality.IN_PERSON:
        return None
    if visit.modality is None:
        reason = "The note does not state whether they met in person, by video or by telephone."
        return missing("modality", reason)
    fact, waiting = "claim_file.denied_or_held", visit.claim_file.denied_or_held
    if waiting is None:
        return missing(fact, "Whether the claim was denied or held is not stated.")
    if waiting:
        reason = "The lapse was mended back to its first day; bill this claim again."
        return not_met(reason, (fact,))
    return met("The lapse was mended back to its first day, and the claim is not held.", (fact,))


def nothing_lapsed(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """On these dates the law was in force, so there is nothing to mend."""
    return None
