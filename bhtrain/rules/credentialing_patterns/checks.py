"""Checks of license, enrollment and credentialing, and of the figures of a month.

What belongs to a claim (license, enrollment, taxonomy) is open where nobody has stated it. A figure
of a month, or a day count of the practice's own file, belongs to no claim: where it is not shown,
its rule has nothing to say.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.facts import fact_of
from bhtrain.model.visit import Modality, Visit
from bhtrain.rules.shapes import say
from bhtrain.rules.verdict import Verdict, met, missing, not_met

Values = Mapping[str, Any]


def at_most(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """No figure is above its limit. Where none of them is shown, there is nothing to judge.

    `limits` name each fact and the most that is right; `if_so` is a fact with which another limit
    holds (`most_if_so`); `least_sessions` is how many sessions a share has to rest on. `{stated}`
    and `{most}` may stand in the sentences.
    """
    shown = {fact: fact_of(visit, fact) for fact in values["limits"]}
    if all(stated is None for stated in shown.values()):
        return None
    sessions, facts = visit.pattern.sessions, tuple(shown)
    if "least_sessions" in values:
        if sessions is None:
            return missing("pattern.sessions", "On how many sessions it rests is not stated.")
        if sessions < values["least_sessions"]:
            return None
    switch = values.get("if_so")
    switched = fact_of(visit, switch) if switch else False
    for fact, stated in shown.items():
        most, other = values["limits"][fact], values.get("most_if_so", values["limits"][fact])
        lower, upper = sorted((most, other))
        limit = most if switched is False else other if switched else upper
        if stated is not None and stated > limit:
            return not_met(say(values, "not_met", claim, (), stated=stated, most=limit), facts)
        if stated is not None and switched is None and stated > lower:
            assert switch is not None
            return missing(switch, say(values, "missing", claim, ()))
    for fact, stated in shown.items():
        if stated is None:
            return missing(fact, say(values, "missing", claim, ()))
    return met(say(values, "met", claim, ()), facts)


def day_possible(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Minutes and services of one day are as many as one person can give.

    `levels` are limits of minutes with the words for what is above them, highest first.
    """
    minutes, services = visit.pattern.day_minutes, visit.pattern.day_services
    facts, most = ("pattern.day_minutes", "pattern.day_services"), values["most_services"]
    if minutes is None and services is None:
        return None
    for limit, words in values["levels"]:
        if minutes is not None and minutes > limit:
            return not_met(f"{minutes} minutes are billed for one day: {words}.", facts)
    if services is not None and services > most:
        return not_met(f"{services} services are billed for one day, more than {most}.", facts)
    if minutes is None or services is None:
        unstated = facts[0] if minutes is None else facts[1]
        return missing(unstated, "Minutes and services of the day are not both stated.")
    return met("One person can give the services of that day.", facts)


def apart_in_time(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Marks for distinct services are no commoner than among peers, or the times bear them out."""
    own, peers = visit.pattern.share_distinct, visit.pattern.peer_share_distinct
    apart = visit.pattern.times_disjoint
    facts = ("pattern.share_distinct", "pattern.peer_share_distinct", "pattern.times_disjoint")
    if own is None:
        return None
    if apart or (peers is not None and own <= peers):
        return met("The marks are as common as among peers, or the times bear them out.", facts)
    if peers is None or apart is None:
        unstated = facts[1] if peers is None else facts[2]
        reason = "The share among peers and the times of the services are not both stated."
        return missing(unstated, reason)
    reason = (
        f"{own:.0%} of the lines are marked as distinct ({peers:.0%} among peers), without times."
    )
    return not_met(reason, facts)


def therapy_behind(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Psychotherapy beside nearly every medical visit has a full section in each note."""
    share, thin = visit.pattern.share_visit_with_therapy, visit.pattern.therapy_sections_thin
    facts = ("pattern.share_visit_with_therapy", "pattern.therapy_sections_thin")
    if share is None:
        return None
    if share <= values["most_share"] or thin is False:
        return met("The psychotherapy beside visits is plausible.", facts)
    if thin is None:
        return missing(facts[1], "Whether the notes describe the psychotherapy is not stated.")
    reason = (
        f"{share:.0%} of the visits have psychotherapy added, and the notes hardly describe it."
    )
    return not_met(reason, facts)


def from_first_day(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The service was not before the first day on which the payer pays the clinician."""
    first, fact = visit.enrolment.effective_on, "enrolment.effective_on"
    if not claim.lines:
        return None
    if first is None:
        return missing(fact, "The day from which the payer pays this clinician is not stated.")
    if visit.service_date < first:
        return not_met(f"The payer pays this clinician from {first:%Y-%m-%d} on.", (fact,))
    return met(f"The payer has paid this clinician since {first:%Y-%m-%d}.", (fact,))


def after_contract(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The service was not before the contract, unless the plan dates it back."""
    first, facts = visit.enrolment.contract_on, ("enrolment.contract_on", "payer_flags.retro")
    back = visit.payer_flags.retro
    if not claim.lines:
        return None
    if first is None:
        return missing(facts[0], "The first day of the contract with this plan is not stated.")
    if visit.service_date >= first:
        return met(f"The contract holds since {first:%Y-%m-%d}.", facts)
    if back:
        return met("The service was before the contract, which this plan dates back.", facts)
    ask = (
        "; ask whether the plan dates it back" if back is None else ", and the plan pays from it on"
    )
    return not_met(f"The contract starts on {first:%Y-%m-%d}{ask}.", facts, warns=back is None)


def _licensed(visit: Visit) -> bool | None:
    """Whether the license holds on the date of service, without restriction."""
    own, day = visit.enrolment, visit.service_date
    too_early = own.licence_from is not None and day < own.licence_from
    too_late = own.licence_to is not None and day > own.licence_to
    if too_early or too_late or own.licence_restricted:
        return False
    unstated = None in (own.licence_from, own.licence_to, own.licence_restricted)
    return None if unstated else True


def licence_active(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The license covers the date of service and is not restricted."""
    facts = ("enrolment.licence_from", "enrolment.licence_to", "enrolment.licence_restricted")
    if not claim.lines:
        return None
    active = _licensed(visit)
    if active is None:
        unstated = next(fact for fact in facts if fact_of(visit, fact) is None)
        return missing(unstated, "Whether the license was active on that day is not fully stated.")
    if not active:
        return not_met("The license was not active, or was restricted, on that day.", facts)
    return met("The license was active on that day.", facts)


def look_back(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Medicare pays from the filing or the start at the site on, and some days before.

    `days` before, or `disaster_days` in a declared disaster, where license and site were in order.
    """
    own, day = visit.enrolment, visit.service_date
    facts = ("enrolment.filed_on", "enrolment.first_day_at_site")
    if not claim.lines:
        return None
    if own.filed_on is None or own.first_day_at_site is None:
        unstated = facts[0] if own.filed_on is None else facts[1]
        return missing(unstated, "When the application was filed, or work began, is not stated.")
    effective, licensed = max(own.filed_on, own.first_day_at_site), _licensed(visit)
    usual = effective - timedelta(days=values["days"])
    longest = effective - timedelta(days=values["disaster_days"])
    first = longest if own.declared_disaster else usual
    if day < longest or (day < usual and own.declared_disaster is False):
        reason = f"Medicare pays from {first:%Y-%m-%d} on, counted from {effective:%Y-%m-%d}."
        return not_met(reason, facts)
    if own.site_enrolled is False or licensed is False:
        reason = "On that day the license or the enrollment of the site was not in order."
        return not_met(reason, ("enrolment.site_enrolled", "enrolment.licence_to"))
    if day < usual and own.declared_disaster is None:
        reason = "Only a declared disaster makes the look-back so long, and none is stated."
        return missing("enrolment.declared_disaster", reason, decisive=True)
    if day < effective and (own.site_enrolled is None or licensed is None):
        unstated = "site_enrolled" if own.site_enrolled is None else "licence_from"
        reason = "The look-back needs license and enrolled site on that day, which are not stated."
        return missing(f"enrolment.{unstated}", reason, decisive=True)
    return met(f"Medicare pays from {first:%Y-%m-%d} on.", facts)


def not_excluded(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Nobody excluded is paid, and the exclusion lists were looked at within `most_days`."""
    excluded, days = visit.enrolment.excluded, visit.enrolment.exclusion_checked_days
    facts, most = ("enrolment.excluded", "enrolment.exclusion_checked_days"), values["most_days"]
    if not claim.lines:
        return None
    if excluded:
        return not_met("The clinician stands on an exclusion list.", facts)
    if days is not None and days > most:
        return not_met(f"The exclusion lists were last looked at {days} days before.", facts)
    if excluded is None or days is None:
        unstated = facts[0] if excluded is None else facts[1]
        return missing(unstated, "The last look at the exclusion lists is not stated.")
    return met(f"Nobody stands on a list; they were looked at {days} days before.", facts)


def site_enrolled(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The place of the service is enrolled; with telehealth the payer has a rule of its own."""
    enrolled, fact = visit.enrolment.site_enrolled, "enrolment.site_enrolled"
    if not claim.lines:
        return None
    if enrolled:
        return met("The place of the service is enrolled.", (fact,))
    if enrolled is None:
        return missing(fact, "Whether the place of the service is enrolled is not stated.")
    if visit.modality is None:
        return missing("modality", "Whether it was a visit in person is not stated.")
    if visit.modality is not Modality.IN_PERSON:
        return missing(fact, "Where the clinician sits for telehealth is a rule of each payer.")
    return not_met("The place of the service is not enrolled.", (fact,))


def treated_by_rendering(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """The clinician on the claim gave the service, or a rule lets another one bill it."""
    same, fact = visit.claim_file.rendering_matches, "claim_file.rendering_matches"
    if not claim.lines:
        return None
    if same is None:
        return missing(fact, "Whether the clinician on the claim signed the note is not stated.")
    if same:
        return met("The clinician on the claim is the one who treated.", (fact,))
    policy, billed = visit.payer_flags.associate_policy, visit.incident_to.billed
    if billed is None:
        reason = "Another clinician is on the claim; whether as a supervisor is not stated."
        return missing("incident_to.billed", reason, decisive=True)
    facts = (fact, "incident_to.billed")
    if billed and visit.payer in (Payer.MEDICARE, Payer.ANY):
        shown, name = visit.incident_to.direction_documented, "incident_to.direction_documented"
        allowed = shown
    else:
        name = "payer_flags.associate_policy"
        allowed = (
            None if billed and policy is None else billed and policy == values["under_another"]
        )
    if allowed is None:
        reason = "Whether the supervisor may bill this work is not stated."
        return missing(name, reason, decisive=True)
    if not allowed:
        reason = "Somebody else gave the service, and no rule lets this clinician bill it."
        return not_met(reason, facts)
    return met("A supervisor may bill this work, and that is on record.", (*facts, name))


def taxonomy_fits(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The taxonomy on the claim is one of the credential's, and the one in the payer's file."""
    stated, same = visit.claim_file.taxonomy, visit.claim_file.taxonomy_matches_payer
    facts = ("claim_file.taxonomy", "claim_file.taxonomy_matches_payer", "clinician.credential")
    if not claim.lines:
        return None
    if same is False:
        return not_met("The payer's file holds another taxonomy than the claim.", facts[1:2])
    if stated is None:
        return missing(facts[0], "The taxonomy on the claim is not stated.")
    credential = codes.credentials.get(visit.clinician.credential or "")
    if credential is None or not credential.taxonomy:
        reason = "Which taxonomy belongs to the clinician is not known."
        return missing(facts[2], reason)
    own, code = [entry.code for entry in credential.taxonomy], stated[: values["characters"]]
    if code not in own:
        name = credential.abbreviation
        reason = f"Taxonomy {code} does not belong to this credential ({name}); {own[0]} does."
        return not_met(reason, facts)
    if same is None:
        return missing(facts[1], "Whether the payer's file holds the same taxonomy is not stated.")
    return met(f"Taxonomy {code} fits the credential and the payer's file.", facts)
