"""What a service line needs beside its code: place, modifiers, and its neighbors of the day."""

from itertools import combinations, pairwise

from bhtrain.codebook import Codebook
from bhtrain.codebook.entries import Pair
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import ComplexityFactor
from bhtrain.model.people import Location
from bhtrain.model.visit import Activity, ActivityKind, Modality, Visit
from bhtrain.rules.book import RuleBook
from bhtrain.rules.proposal import Proposal, ProposedLine
from bhtrain.rules.telehealth.place import plans_own, telehealth_place

_LEVEL = ("HO", "HN", "HP", "HM", "HL")
_DISCIPLINE = {"psychologist-clinical": "AH", "lcsw": "AJ"}


def place_of(visit: Visit, codes: Codebook, book: RuleBook, proposal: Proposal) -> str | None:
    """The place of service: the setting in person, by rule tele-pos by telehealth."""
    place = None
    if visit.modality in (Modality.VIDEO, Modality.AUDIO):
        own = plans_own(visit)
        if own is not None:
            return own
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


def other_place(visit: Visit, book: RuleBook, place: str | None) -> str | None:
    """A place that would do as well: a private place by telehealth may count as home."""
    version = book["tele-pos"].version_on(visit.service_date)
    by_telehealth = visit.modality in (Modality.VIDEO, Modality.AUDIO)
    if not by_telehealth or version is None or plans_own(visit) is not None:
        return None
    if visit.patient.location not in version.values.get("either", ()):
        return None
    home = str(version.values["home"])
    return None if place == home else home


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
    found += _by_video(visit)
    credential = codes.credentials.get(visit.clinician.credential or "")
    worker = codes.credentials.get(visit.performer.credential or "") or credential
    if flags.level_modifier and worker is not None:
        found += [mark for mark in worker.level_modifiers if mark in _LEVEL][:1]
    if flags.discipline_modifier and credential is not None and credential.id in _DISCIPLINE:
        found.append(_DISCIPLINE[credential.id])
    if flags.group_family_modifiers:
        found += _who_was_there(visit, line)
    return tuple(dict.fromkeys([*line.modifiers, *found]))


def _by_video(visit: Visit) -> list[str]:
    """The mark of video that a plan asks for; Medicare has no say of a profile."""
    flags = visit.payer_flags
    if visit.modality is not Modality.VIDEO or visit.payer is Payer.MEDICARE:
        return []
    if flags.telehealth_modifier in ("95", "GT"):
        return [str(flags.telehealth_modifier)]
    if flags.telehealth_95_office:
        return ["95"]
    return ["GT"] if flags.gt and flags.telehealth_modifier is None else []


def _who_was_there(visit: Visit, line: ProposedLine) -> list[str]:
    if line.kind is ActivityKind.GROUP:
        return [] if line.code == "90849" else ["HQ"]
    if line.kind is ActivityKind.FAMILY and visit.patient.present is not None:
        return ["HR" if visit.patient.present else "HS"]
    return []


def interactive_complexity(
    visit: Visit, codes: Codebook, book: RuleBook, proposal: Proposal
) -> None:
    """The add-on for a session that a named factor made harder, where its base allows it."""
    if not _harder(visit, book):
        return
    add_on = codes.code("90785")
    base = next((line for line in proposal.lines if line.code in add_on.required_base), None)
    pairs = [codes.pair(add_on.code, line.code) for line in proposal.lines]
    if base is None:
        proposal.reasons.append("Interactive complexity has no base on this claim.")
    elif any(pair is not None and pair.indicator == 0 for pair in pairs):
        proposal.reasons.append("Another service of the date bars interactive complexity.")
    elif not (base.kind is ActivityKind.GROUP and visit.group.factor_for_member is False):
        proposal.add(add_on, base.kind, "a factor of interactive complexity is documented.")


def _harder(visit: Visit, book: RuleBook) -> bool:
    """Whether the note shows one of the factors; an interpreter alone once counted as one."""
    seen = visit.interactive
    if set(seen.factors or ()) == {ComplexityFactor.MANDATED_REPORT}:
        return seen.report_made is not False and seen.report_discussed is not False
    if seen.factors or not seen.interpreter:
        return bool(seen.factors)
    version = book["addon-ic-factors"].version_on(visit.service_date)
    counted = version is not None and version.values["interpreter_counts"]
    of_old = bool(counted) and visit.payer is not Payer.MEDICARE
    return of_old or bool(seen.language_undeveloped and seen.equipment_described)


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


_KIND = ActivityKind
_RELATIVES = {_KIND.FAMILY, _KIND.GROUP}
_THERAPIES = _RELATIVES | {_KIND.PSYCHOTHERAPY}
# Services of which every payer takes one on a date, and what goes for it (rules
# eval-no-psychotherapy, eval-no-em, crisis-excludes).
_ALONE_ON_A_DATE = {"diagnostic": _THERAPIES | {_KIND.CRISIS, _KIND.MEDICAL_VISIT}}
_ALONE_ON_A_DATE["crisis"] = _THERAPIES


def same_day(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """Two services of a date that exclude each other, or that a modifier releases."""
    _one_on_a_date(codes, proposal)
    for one, other in combinations(tuple(proposal.lines), 2):
        pair = codes.pair(one.code, other.code)
        if pair is not None and one in proposal.lines and other in proposal.lines:
            first, second = (other, one) if pair.column2 == one.code else (one, other)
            _of_pair(visit, codes, proposal, pair, first, second)


def _one_on_a_date(codes: Codebook, proposal: Proposal) -> None:
    for family, barred in _ALONE_ON_A_DATE.items():
        mine = [line for line in proposal.lines if codes.code(line.code).family == family]
        for line in [line for line in proposal.lines if mine and line.kind in barred]:
            if line not in proposal.lines or line in mine:
                continue
            pair = codes.pair(mine[0].code, line.code)
            gone = proposal.drop(line, f"never billed on a date with {mine[0].code}.")
            if pair is not None and pair.column1 == line.code:
                proposal.swap(mine, gone)


def _of_pair(
    visit: Visit,
    codes: Codebook,
    proposal: Proposal,
    pair: Pair,
    first: ProposedLine,
    second: ProposedLine,
) -> None:
    """What the national code pairs say of two lines; `second` is the one not paid beside."""
    binding = visit.payer in (Payer.MEDICARE, Payer.MEDICAID) or visit.payer_flags.ncci is True
    table = f"national code pairs, {pair.quarter}"
    if pair.indicator == 0:
        same = first.kind is second.kind
        if binding or (same and visit.separate_sessions is not True):
            proposal.drop(second, f"never paid beside the other ({table}).")
        return
    separate = first.kind is not second.kind and apart(visit, first.kind, second.kind)
    binding = binding or _every_payer(first, second)
    if separate and not (_testers(first, second) and visit.screening.different_tests is False):
        second.modifiers.append(_releasing(visit, codes, second.code))
    elif separate is None and (binding or visit.separate_sessions is None):
        question = f"Whether {first.code} and {second.code} were apart in time is not stated."
        proposal.ask(question, gap="time-missing")
    elif binding:
        mine = [line for line in proposal.lines if line.kind is first.kind]
        gone = proposal.drop(second, f"not apart from the other ({table}).")
        if not _testers(first, second):
            proposal.swap(mine, gone)


def _testers(one: ProposedLine, other: ProposedLine) -> bool:
    return {one.kind, other.kind} == {_KIND.TEST_ADMINISTRATION, _KIND.TECHNICIAN_TESTING}


def _every_payer(one: ProposedLine, other: ProposedLine) -> bool:
    """Whether every payer wants the two apart in time, not only those with national pairs.

    Rules family-individual-same-day, group-individual-same-day, units-testing-tech.
    """
    kinds = {one.kind, other.kind}
    individual = _KIND.PSYCHOTHERAPY in kinds and bool(kinds & _RELATIVES)
    return (individual and "90849" not in (one.code, other.code)) or _testers(one, other)


def _releasing(visit: Visit, codes: Codebook, code: str) -> str:
    if codes.code(code).kind == "em":
        return "25"
    return visit.payer_flags.distinct_modifier or "59"
