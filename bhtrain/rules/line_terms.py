"""What a service line needs beside its code: place, modifiers, and its neighbors of the day."""

from itertools import combinations, pairwise

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.people import Location
from bhtrain.model.visit import Activity, ActivityKind, Modality, Visit
from bhtrain.rules.book import RuleBook
from bhtrain.rules.proposal import Proposal, ProposedLine
from bhtrain.rules.telehealth.checks import telehealth_place

_LEVEL = ("HO", "HN", "HP", "HM", "HL")
_DISCIPLINE = {"psychologist-clinical": "AH", "lcsw": "AJ"}


def place_of(visit: Visit, codes: Codebook, book: RuleBook, proposal: Proposal) -> str | None:
    """The place of service: the setting in person, by rule tele-pos by telehealth."""
    place = None
    if visit.modality in (Modality.VIDEO, Modality.AUDIO):
        if visit.payer_flags.telehealth_pos:
            return visit.payer_flags.telehealth_pos
        version = book["tele-pos"].version_on(visit.service_date)
        if version is None:
            proposal.reasons.append("Place of service: no rule for telehealth on that date.")
            return None
        place = telehealth_place(visit, version.values)
    elif visit.patient.location is not None:
        return setting_of(visit.patient.location, codes)
    elif visit.patient.present is False:
        return None  # a session without the patient: where the patient was does not matter
    if place is None:
        proposal.ask("Where the patient was is not stated.", gap="location-missing")
    return place


def setting_of(location: Location, codes: Codebook) -> str | None:
    """The place of service of a visit in person."""
    return {entry.setting: number for number, entry in codes.places.items()}.get(location)


def modifiers_of(visit: Visit, codes: Codebook, line: ProposedLine) -> tuple[str, ...]:
    """The modifiers that payer, way of meeting and clinician call for on a line."""
    flags = visit.payer_flags
    found = [
        name
        for name, modifier in codes.modifiers.items()
        if any(
            demand.covers(visit.payer, visit.modality, visit.service_date)
            for demand in modifier.required
        )
    ]
    if visit.modality is Modality.VIDEO and flags.telehealth_modifier in ("95", "GT"):
        found.append(str(flags.telehealth_modifier))
    elif visit.modality is Modality.VIDEO and flags.gt:
        found.append("GT")
    credential = codes.credentials.get(visit.clinician.credential or "")
    if flags.level_modifier and credential is not None:
        found += [mark for mark in credential.level_modifiers if mark in _LEVEL][:1]
    if flags.discipline_modifier and credential is not None and credential.id in _DISCIPLINE:
        found.append(_DISCIPLINE[credential.id])
    if flags.group_family_modifiers:
        found += _who_was_there(visit, line)
    return tuple(dict.fromkeys([*line.modifiers, *found]))


def _who_was_there(visit: Visit, line: ProposedLine) -> list[str]:
    if line.kind is ActivityKind.GROUP:
        return ["HQ"]
    if line.kind is ActivityKind.FAMILY and visit.patient.present is not None:
        return ["HR" if visit.patient.present else "HS"]
    return []


def interactive_complexity(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """The add-on for a session that a named factor made harder, where its base allows it."""
    if not visit.interactive.factors:
        return
    add_on = codes.code("90785")
    base = next((line for line in proposal.lines if line.code in add_on.required_base), None)
    if base is None:
        proposal.reasons.append("Interactive complexity has no base on this claim.")
    elif not (base.kind is ActivityKind.GROUP and visit.group.factor_for_member is False):
        proposal.add(add_on, base.kind, "a factor of interactive complexity is documented.")


def apart(visit: Visit, one: ActivityKind, other: ActivityKind) -> bool | None:
    """Whether two services of a date were apart in time; None where the note does not show it."""
    spans = [_span(part) for kind in (one, other) for part in visit.spent_on(kind)]
    if not spans or None in spans:
        return visit.separate_sessions
    known = sorted(span for span in spans if span is not None)
    return all(first[1] <= later[0] for first, later in pairwise(known))


def _span(part: Activity) -> tuple[int, int] | None:
    minutes = part.clock_minutes
    if part.start is None or minutes is None:
        return None
    start = part.start.hour * 60 + part.start.minute
    return start, start + minutes


def same_day(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """Two services of a date that the national code pairs bar, or release with a modifier."""
    binding = visit.payer in (Payer.MEDICARE, Payer.MEDICAID) or visit.payer_flags.ncci is True
    for one, other in combinations(tuple(proposal.lines), 2):
        pair = codes.pair(one.code, other.code)
        if pair is None or one not in proposal.lines or other not in proposal.lines:
            continue
        second = one if pair.column2 == one.code else other
        table = f"national code pairs, {pair.quarter}"
        if pair.indicator == 0:
            if binding or one.kind is other.kind:
                proposal.lines.remove(second)
                proposal.reasons.append(f"{second.code}: never paid beside the other ({table}).")
            continue
        separate = one.kind is not other.kind and apart(visit, one.kind, other.kind)
        if separate:
            second.modifiers.append(_releasing(visit, codes, second.code))
        elif separate is None and (binding or visit.separate_sessions is None):
            question = f"Whether {one.code} and {other.code} were apart in time is not stated."
            proposal.ask(question, gap="time-missing")
        elif binding:
            proposal.lines.remove(second)
            proposal.reasons.append(f"{second.code}: not apart in time from the other ({table}).")


def _releasing(visit: Visit, codes: Codebook, code: str) -> str:
    if codes.code(code).kind == "em":
        return "25"
    return visit.payer_flags.distinct_modifier or "59"
