"""Therapy, crisis work, families, groups and intakes: from their minutes to the codes."""

from collections.abc import Mapping

from bhtrain.codebook import Code, Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import CrisisCriterion
from bhtrain.model.people import FamilyContent, SessionFocus
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules import services
from bhtrain.rules.documented import documented_time
from bhtrain.rules.proposal import Proposal, ProposedLine


def therapy(visit: Visit, codes: Codebook, proposal: Proposal, *, visited: bool) -> None:
    """Individual psychotherapy, alone or beside a medical visit, by its minutes."""
    kind = ActivityKind.PSYCHOTHERAPY
    family = "psychotherapy_with_em" if visited else "psychotherapy"
    lowest = services.family_of(codes, family)[0]
    minutes = documented_time(visit, kind).minutes
    if minutes is None:
        proposal.stand_in(lowest, kind)
        return
    if visit.separate_sessions and len(visit.spent_on(kind)) > 1 and not visited:
        each = [part.documented_minutes or 0 for part in visit.spent_on(kind)]
        minutes = max(each)
        found = [code for count in each if (code := codes.for_minutes(family, count))]
        if len(found) > 1:
            _several(visit, codes, proposal, found)
            return
    code = codes.for_minutes(family, minutes)
    if code is not None:
        proposal.add(code, kind, f"{minutes} minutes of psychotherapy.")
    elif visited:
        proposal.reasons.append(f"{minutes} minutes of therapy are part of the medical visit.")
    else:
        proposal.stand_in(lowest, kind)  # the rules say that it cannot be billed


def _several(visit: Visit, codes: Codebook, proposal: Proposal, found: list[Code]) -> None:
    """Sessions apart from each other, each by its own minutes, as far as the payer takes them."""
    kind, most = ActivityKind.PSYCHOTHERAPY, max(found, key=lambda code: code.minutes_min or 0)
    one_code = visit.payer in (Payer.MEDICARE, Payer.MEDICAID) or visit.payer_flags.ncci is True
    in_crisis = visit.crisis.criterion not in (None, CrisisCriterion.NONE)
    if visit.payer is Payer.TRICARE and not in_crisis:
        proposal.add(most, kind, "TRICARE pays a second session only in a crisis.")
        return
    numbers = [code.code for code in found]
    if one_code and len(set(numbers)) > 1:
        why = "the longest session; two individual codes are never paid on one date."
        proposal.add(most, kind, why, units=numbers.count(most.code))
        return
    for number in dict.fromkeys(numbers):
        units = numbers.count(number)
        why = "a session apart from the others." if units == 1 else f"{units} sessions, apart."
        line = proposal.add(codes.code(number), kind, why, units=units)
        if units > 1:
            again = [ProposedLine(number, 1, kind, ["76"]) for _ in range(units - 1)]
            proposal.swap([line], [ProposedLine(number, 1, kind), *again])


# Places where Medicare pays crisis work under codes of its own (rule crisis-medicare-site).
_OUTSIDE_THE_OFFICE = {"03", "04", "12", "13", "14", "15", "16", "18", "27", "32"}


def crisis(
    visit: Visit,
    codes: Codebook,
    proposal: Proposal,
    *,
    visited: bool,
    place: str | None,
    add_on_from: Mapping[str, int],
) -> None:
    """Crisis work: the first hour and its add-on, or a short session below its minutes.

    `add_on_from` is the first minute of the add-on for plans with a rule of their own.
    """
    kind, medicare = ActivityKind.CRISIS, visit.payer is Payer.MEDICARE
    minutes = documented_time(visit, kind).minutes
    own = codes.codes.get(visit.payer_flags.crisis_code or "")
    if own is not None and not medicare and own.family == "crisis_h_code":
        services.by_blocks(visit, proposal, own, kind, minutes)
        return
    away = medicare and place in _OUTSIDE_THE_OFFICE
    base, add_on = ("G0017", "G0018") if away and "G0017" in codes.codes else ("90839", "90840")
    least = codes.code(base).minutes_min or 0
    family = "psychotherapy_with_em" if visited else "psychotherapy"
    short = codes.for_minutes(family, minutes) if minutes is not None else None
    if minutes is not None and minutes < least and short is not None:
        why = f"{minutes} minutes of crisis work, below the crisis code's {least}."
        proposal.add(short, kind, why)
        return
    first = add_on_from.get(visit.payer_flags.crisis_addon_rule or "")
    services.with_add_on(visit, codes, proposal, kind, base, add_on, first=first)


def about_family(visit: Visit) -> bool:
    """Whether a session that the note calls individual was about the family."""
    focus, both = visit.family.focus, visit.spent_on(ActivityKind.FAMILY)
    return focus is SessionFocus.FAMILY and not both


def about_patient(visit: Visit) -> bool:
    """Whether relatives only helped, for less than half of a session that was the patient's."""
    relatives = visit.family.minutes
    minutes = documented_time(visit, ActivityKind.FAMILY).minutes
    if visit.family.focus is not SessionFocus.PATIENT or relatives is None or minutes is None:
        return False
    return 2 * relatives < minutes and not visit.spent_on(ActivityKind.PSYCHOTHERAPY)


# What makes work with relatives psychotherapy; the rest informs or asks (rule family-90846-content)
_WORKED_ON = {
    FamilyContent.INTERACTION,
    FamilyContent.RESPONSES_TRAINED,
    FamilyContent.CONFLICT_TREATED,
}


def family_session(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """A session with relatives, with or without the patient; one about the patient is not one."""
    kind, present, content = ActivityKind.FAMILY, visit.patient.present, visit.family.content
    if about_patient(visit):
        _helped_by_relatives(visit, codes, proposal)
        return
    if present is None:
        proposal.ask("Whether the patient took part is not stated.", gap="participants-missing")
    if present is False and content and not _WORKED_ON.intersection(content):
        proposal.reasons.append("Relatives were only informed or asked; that is not psychotherapy.")
        return
    number, who = ("90846", "without") if present is False else ("90847", "with")
    code, why = codes.code(number), f"family session {who} the patient."
    if about_family(visit):
        minutes = documented_time(visit, ActivityKind.PSYCHOTHERAPY).minutes
        if minutes is not None and not code.holds(minutes):
            proposal.reasons.append(f"{minutes} minutes are too few for a family session.")
            return
    proposal.add(code, kind, why)


def _helped_by_relatives(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    minutes = documented_time(visit, ActivityKind.FAMILY).minutes or 0
    visited = any(line.kind is ActivityKind.MEDICAL_VISIT for line in proposal.lines)
    family = "psychotherapy_with_em" if visited else "psychotherapy"
    code = codes.for_minutes(family, minutes)
    if code is None:
        proposal.reasons.append(f"{minutes} minutes are too few for individual psychotherapy.")
        return
    why = f"{minutes} minutes about the patient; relatives helped."
    proposal.add(code, ActivityKind.PSYCHOTHERAPY, why)


def group(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """Group psychotherapy, or a group of several families."""
    kind = ActivityKind.GROUP
    if (visit.group.families or 0) >= 2:
        proposal.add(codes.code("90849"), kind, "a group of several families.")
        return
    proposal.add(codes.code("90853"), kind, "group psychotherapy, once for each patient.")


def evaluation(visit: Visit, codes: Codebook, proposal: Proposal, *, medical: bool) -> None:
    """An intake assessment, with medical work where the note shows some."""
    number = "90792" if medical else "90791"
    why = "intake assessment with medical work." if medical else "intake assessment."
    proposal.add(codes.code(number), ActivityKind.EVALUATION, why)
