"""Checks of modifiers that say something about the clinician, the setting or the line itself."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.modifiers.pair_checks import (
    apart_with_modifier,
    distinct,
    needs_opening,
    never_opened,
)
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = ["apart_with_modifier", "distinct", "needs_opening", "never_opened"]  # checks too

_GROUPS = {
    ActivityKind.GROUP,
    ActivityKind.HEALTH_BEHAVIOR_GROUP,
    ActivityKind.ABA_GROUP,
    ActivityKind.ABA_FAMILY_GROUP,
    ActivityKind.ABA_GROUP_PROTOCOL_CHANGE,
}


def _with(claim: Claim, *modifiers: str) -> tuple[int, ...]:
    """Lines that carry one of the modifiers, counted from 0."""
    return tuple(i for i, line in enumerate(claim.lines) if set(modifiers) & set(line.modifiers))


def _codes(claim: Claim, lines: tuple[int, ...]) -> str:
    return listed([claim.lines[index].code for index in lines])


def on_the_visit(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """25 stands on the medical visit and on nothing else."""
    marked, mark = _with(claim, values["modifier"]), values["modifier"]
    known = {i: codes.codes.get(claim.lines[i].code) for i in marked}
    barred = tuple(
        index
        for index, code in known.items()
        if code and (code.code in values["never_on"] or code.family in values["never_on_families"])
    )
    if barred:
        reason = f"{mark} goes on a medical visit only, never on {_codes(claim, barred)}."
        return not_met(reason, (), barred)
    intakes = tuple(i for i in marked if claim.lines[i].code in values["warned"])
    if intakes:
        reason = f"{mark} on {_codes(claim, intakes)} is only for plans that ask for it."
        return not_met(reason, (), intakes, warns=True)
    visits = tuple(index for index, code in known.items() if code and code.kind == "em")
    return met(f"{mark} stands on {_codes(claim, visits)}.", (), visits) if visits else None


def not_reduced(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A modifier for reduced services does not rescue a short session."""
    marked = _with(claim, values["modifier"])
    wrong = tuple(index for index in marked if claim.lines[index].code in values["codes"])
    if not wrong:
        return None
    reason = f"{values['modifier']} does not make a short {_codes(claim, wrong)} payable."
    return not_met(reason, (), wrong)


def several_procedures(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """51 never stands on an add-on; a plan may want it on the second procedure."""
    mark, marked = values["modifier"], _with(claim, values["modifier"])
    known = [codes.codes.get(line.code) for line in claim.lines]
    wrong = tuple(i for i in marked if (code := known[i]) and code.kind == "add_on")
    if wrong:
        return not_met(f"{mark} never goes on an add-on ({_codes(claim, wrong)}).", (), wrong)
    procedures = tuple(i for i, code in enumerate(known) if code and code.kind == "primary")
    bare = tuple(index for index in procedures if index not in marked)
    fact = "payer_flags.modifier_51"
    if visit.payer_flags.modifier_51 and len(bare) > 1:
        reason = f"This plan wants {mark} on each procedure after the first."
        return not_met(reason, (fact,), bare)
    if marked:
        return met(f"{mark} stands on no add-on, and where the plan wants it.", (fact,), marked)
    return None


def agreeing(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The modifiers of a line agree with each other and with its place of service."""
    marked = _with(claim, *values["modifiers"])
    for index in marked:
        found = set(claim.lines[index].modifiers)
        for both in values["never_both"]:
            if set(both) <= found:
                reason = f"{both[0]} and {both[1]} on one line contradict each other."
                return not_met(reason, (), (index,))
    office = tuple(
        index
        for index in _with(claim, values["by_video"])
        if claim.lines[index].place == values["office"]
    )
    wants = visit.payer_flags.telehealth_95_office
    if office and values["office_warns"] and not wants:
        reason = (
            f"Place {values['office']} with {values['by_video']} is the way of the years to 2023; "
            "only a few plans still want it."
        )
        return not_met(reason, ("payer_flags.telehealth_95_office",), office, warns=True)
    return met("The modifiers do not contradict each other.", (), marked) if marked else None


def level_of_person(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Where the plan wants it, each line shows the level of the person who did the work."""
    if not visit.payer_flags.level_modifier or not claim.lines:
        return None
    helped = visit.performer.credential is not None
    fact = "performer.credential" if helped else "clinician.credential"
    stated = visit.performer.credential if helped else visit.clinician.credential
    credential = codes.credentials.get(stated or "")
    if credential is None:
        return missing(fact, "The credential of the person who did the work is not stated.")
    levels = set(values["levels"])
    wanted = [mark for mark in credential.level_modifiers if mark in levels]
    if not wanted:
        return None
    wrong = tuple(
        index
        for index, line in enumerate(claim.lines)
        if not set(line.modifiers) & levels or set(line.modifiers) & levels - set(wanted)
    )
    who = f"{credential.abbreviation} is billed with {' or '.join(wanted)}"
    if wrong:
        return not_met(f"{who}, which {_codes(claim, wrong)} does not show.", (fact,), wrong)
    return met(f"{who}.", (fact,), tuple(range(len(claim.lines))))


def discipline(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Where the plan wants it, psychologist and social worker have their marks, nobody else."""
    if not visit.payer_flags.discipline_modifier or not claim.lines:
        return None
    fact, marks = "clinician.credential", values["marks"]
    credential = codes.credentials.get(visit.clinician.credential or "")
    if credential is None:
        return missing(fact, "The credential of the rendering clinician is not stated.")
    wanted = marks.get(credential.id)
    wrong = tuple(
        index
        for index, line in enumerate(claim.lines)
        if set(line.modifiers) & set(marks.values()) != ({wanted} if wanted else set())
    )
    mark = wanted or f"neither {' nor '.join(sorted(marks.values()))}"
    who = f"{credential.abbreviation} is billed with {mark}"
    if wrong:
        return not_met(f"{who}; look at {_codes(claim, wrong)}.", (fact,), wrong)
    return met(f"{who}.", (fact,), tuple(range(len(claim.lines))))


def setting(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """HQ only for a group, HR only with the client, HS only without."""
    if not visit.payer_flags.group_family_modifiers:
        return None
    in_group, present = _with(claim, values["group"]), visit.patient.present
    outside = tuple(i for i in in_group if _in_group(visit, codes, claim.lines[i].code) is False)
    if outside:
        reason = f"{values['group']} is for a group, and {_codes(claim, outside)} was none."
        return not_met(reason, ("group.size",), outside)
    there, away = _with(claim, values["client"]), _with(claim, values["no_client"])
    wrong = there if present is False else away if present else ()
    fact = "patient.present"
    if wrong:
        reason = f"{values['client']} is with the client, {values['no_client']} without."
        return not_met(reason, (fact,), wrong)
    if (there or away) and present is None:
        return missing(fact, "The note does not say whether the client took part.", there + away)
    unknown = tuple(i for i in in_group if _in_group(visit, codes, claim.lines[i].code) is None)
    if unknown:
        return missing("group.size", "The note does not say whether it was a group.", unknown)
    found = in_group + there + away
    return met("The modifiers fit who was there.", (fact,), found) if found else None


def _in_group(visit: Visit, codes: Codebook, number: str) -> bool | None:
    """Whether a line's service was given to a group; None where the note does not show it."""
    code = codes.codes.get(number)
    if code is not None and code.activity not in (None, ActivityKind.NAMED_SERVICE):
        return code.activity in _GROUPS
    if visit.group.size is not None:
        return visit.group.size > 1
    return True if any(activity.kind in _GROUPS for activity in visit.activities) else None
