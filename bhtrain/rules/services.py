"""From the work that a note describes to the codes that stand for it, one service at a time.

Therapy, crisis work, families, groups and intakes stand in `sessions`.
"""

from datetime import date

from bhtrain.codebook import Code, Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import Basis, MedicalDecision
from bhtrain.model.people import Location
from bhtrain.model.visit import ActivityKind, Modality, Visit
from bhtrain.rules.documented import documented_time
from bhtrain.rules.proposal import Proposal, ProposedLine

_LEVELS = tuple(MedicalDecision)


def family_of(codes: Codebook, family: str) -> tuple[Code, ...]:
    """The codes of a family that can be billed on the date of service, shortest first."""
    found = [code for code in codes.codes.values() if code.family == family]
    return tuple(sorted(found, key=lambda code: (code.minutes_min or 0, code.code)))


def units_from(minutes: int, *, first: int, step: int) -> int:
    """Units of an add-on: one from total minute `first`, another for each `step` after it."""
    return 0 if minutes < first else (minutes - first) // step + 1


def offer(
    codes: Codebook, proposal: Proposal, number: str, kind: ActivityKind, why: str, units: int = 1
) -> None:
    """Add a code that may not have existed on the date of service."""
    if number in codes.codes:
        proposal.add(codes.codes[number], kind, why, units=units)
    else:
        proposal.reasons.append(f"{number} cannot be billed on that date of service.")


def with_add_on(
    visit: Visit,
    codes: Codebook,
    proposal: Proposal,
    kind: ActivityKind,
    base: str,
    add_on: str,
    *,
    first: int | None = None,
) -> None:
    """A timed base code and as many units of its add-on as the minutes give.

    `first` is the total minute at which a plan starts the add-on, where it has a rule of its own.
    """
    minutes = documented_time(visit, kind).minutes
    if minutes is None and base in codes.codes:
        proposal.stand_in(codes.code(base), kind)
        return
    offer(codes, proposal, base, kind, f"{minutes} minutes.")
    _steps(codes, proposal, kind, base, add_on, minutes or 0, first=first)


def _stepped(
    codes: Codebook,
    kind: ActivityKind,
    base: str,
    add_on: str,
    minutes: int,
    first: int | None = None,
) -> ProposedLine | None:
    """The units of an add-on that the minutes give beside their base; None where they give none."""
    more = codes.codes.get(add_on)
    first = first or (more.starts_at.get(base) if more is not None else None)
    if more is None or first is None or base not in codes.codes:
        return None
    units = units_from(minutes, first=first, step=more.each_minutes or 1)
    return ProposedLine(add_on, units, kind) if units else None


def _steps(
    codes: Codebook,
    proposal: Proposal,
    kind: ActivityKind,
    base: str,
    add_on: str,
    minutes: int,
    first: int | None = None,
) -> list[ProposedLine]:
    line = _stepped(codes, kind, base, add_on, minutes, first)
    if line is None:
        return []
    why = f"the time from minute {first or codes.code(add_on).starts_at[base]}."
    return [proposal.add(codes.code(add_on), kind, why, units=line.units)]


def middle_level(visit: Visit) -> MedicalDecision | None:
    """The level of decision making: as stated, or the middle of its three elements."""
    if visit.medical_decision is not None:
        return visit.medical_decision
    part = visit.office_visit
    if part.problems is None or part.data is None or part.risk is None:
        return None
    levels = sorted((part.problems, part.data, part.risk), key=_LEVELS.index)
    return levels[1]


# Since then the minutes of the practitioner's day can choose the level (rule em-office-time).
_BY_TIME_FROM = date(2021, 1, 1)
_NEW_AFTER_YEARS = 3  # without a service of the specialty (rule em-new-established)


def is_new(visit: Visit) -> bool | None:
    """Whether the patient is new to the specialty; None where the note does not show it."""
    seen = visit.patient.last_seen_in_specialty
    if seen is not None:
        return seen < years_before(visit.service_date, _NEW_AFTER_YEARS)
    established = visit.patient.established
    return None if established is None else not established


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February falls on the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def office_visit(visit: Visit, codes: Codebook, proposal: Proposal, *, beside: bool) -> None:
    """The medical visit: by decision making, or alone by the time of the day."""
    kind, new, level = ActivityKind.MEDICAL_VISIT, is_new(visit), middle_level(visit)
    if new is None:
        proposal.ask("The note does not show whether the patient is new or established.")
    minutes, new = documented_time(visit, kind).minutes, bool(new)
    by_time = not beside and (level is None or visit.office_visit.basis is Basis.TIME)
    if by_time and visit.service_date < _BY_TIME_FROM:
        proposal.ask("Which minutes of a visit gave which level before 2021 is not known.")
    elif by_time and minutes is not None:
        _by_time(visit, codes, proposal, minutes, new=new)
        return
    if level is None:
        proposal.ask("The note does not show the level of medical decision making.")
    if _at_home(visit):
        proposal.ask("Which home visit goes with which decision making, a person has to say.")
        return
    code = codes.office_visit(level or MedicalDecision.LOW, new_patient=new)
    proposal.add(code, kind, f"{level or 'unknown'} decision making.")


def _at_home(visit: Visit) -> bool:
    return visit.modality is Modality.IN_PERSON and visit.patient.location is Location.HOME


def _by_time(visit: Visit, codes: Codebook, proposal: Proposal, minutes: int, *, new: bool) -> None:
    kind = ActivityKind.MEDICAL_VISIT
    levels = [codes.office_visit(level, new_patient=new) for level in _LEVELS]
    if _at_home(visit):
        levels = codes.home_visits(new_patient=new)
    reached = [code for code in levels if (code.minutes_min or 0) <= minutes]
    if not reached:
        proposal.reasons.append(f"{minutes} minutes are too few for a visit by time.")
        return
    proposal.add(reached[-1], kind, f"{minutes} minutes of the practitioner on that day.")
    base, medicare = reached[-1].code, visit.payer is Payer.MEDICARE
    added = _steps(codes, proposal, kind, base, "G2212" if medicare else "99417", minutes)
    if visit.payer is Payer.ANY and added:
        other = _stepped(codes, kind, base, "G2212", minutes)
        proposal.swap(added, [other] if other else [])


# Services of one timed base code and its add-on.
STEPPED = {
    ActivityKind.TEST_ADMINISTRATION: ("96136", "96137"),
    ActivityKind.TECHNICIAN_TESTING: ("96138", "96139"),
    ActivityKind.NEUROBEHAVIORAL_EXAM: ("96116", "96121"),
    ActivityKind.HEALTH_BEHAVIOR_INDIVIDUAL: ("96158", "96159"),
    ActivityKind.HEALTH_BEHAVIOR_GROUP: ("96164", "96165"),
    ActivityKind.HEALTH_BEHAVIOR_FAMILY: ("96167", "96168"),
    ActivityKind.HEALTH_BEHAVIOR_FAMILY_ALONE: ("96170", "96171"),
}


def testing_evaluation(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """The professional's part of testing: psychological or neuropsychological."""
    base, add_on = ("96132", "96133") if visit.screening.neuropsychological else ("96130", "96131")
    with_add_on(visit, codes, proposal, ActivityKind.TESTING_EVALUATION, base, add_on)


def screening(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """Short questionnaires: one unit for each that is named, scored and used."""
    kind, part, medicare = ActivityKind.SCREENING, visit.screening, visit.payer is Payer.MEDICARE
    count = part.instruments
    if not count:
        proposal.ask("The note shows no questionnaire with its score.", gap="instrument-missing")
    about_mood = part.for_condition == "depression" and not part.about_caregiver
    if medicare and about_mood and part.symptoms_or_disorder is False:
        offer(codes, proposal, "G0444", kind, "Medicare's yearly look for depression.")
        return
    number = "96161" if part.about_caregiver else "96127"
    code = codes.codes.get(number)
    caps: list[int | None] = []
    if medicare and code is not None and code.unit_limit is not None:
        caps.append(code.unit_limit.value)
    elif number == "96127":
        caps.append(visit.payer_flags.cap_96127)
    units = min([count or 1, *(cap for cap in caps if cap)])
    why = "one unit for each questionnaire with name, score and use."
    offer(codes, proposal, number, kind, why, units)


def brief_intervention(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """Screening and brief intervention for substance use, by minutes and payer."""
    kind = ActivityKind.BRIEF_INTERVENTION
    minutes = documented_time(visit, kind).minutes
    medicare = visit.payer is Payer.MEDICARE or visit.payer_flags.screening_g_codes is True
    bands = ("G2011", "G0396", "G0397") if medicare else ("99408", "99409")
    known = [codes.codes[number] for number in bands if number in codes.codes]
    _fitting(proposal, known, kind, minutes, "of screening and intervention")


def care_month(visit: Visit, codes: Codebook, proposal: Proposal, *, medical: bool) -> None:
    """A calendar month of care management, by its minutes and its model."""
    kind, month = ActivityKind.CARE_MONTH, visit.care_month
    minutes = month.minutes
    if minutes is None:
        proposal.ask("The minutes of the month are not logged.", gap="time-missing")
        return
    wanted = ["99484" if medical else "G0323"]
    if month.collaborative:
        wanted = ["99492" if month.first_month else "99493", "G2214"]
    known = [codes.codes[number] for number in wanted if number in codes.codes]
    fitting = [code for code in known if code.holds(minutes)]
    if not fitting:
        proposal.reasons.append(f"{minutes} minutes in the month give no code on that date.")
        return
    if fitting[0].code == "99493" and month.first_month is None:
        proposal.ask("Whether it is the first month of collaborative care is not stated.")
    proposal.add(fitting[0], kind, f"{minutes} minutes in the month.")
    _steps(codes, proposal, kind, fitting[0].code, "99494", minutes)


def safety_planning(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """Safety planning, which Medicare pays by full 20 minutes from 2025."""
    kind = ActivityKind.SAFETY_PLANNING
    code = codes.codes.get("G0560")
    if visit.payer is not Payer.MEDICARE or code is None:
        proposal.reasons.append("Safety planning has no code of its own for this payer and date.")
        return
    minutes = documented_time(visit, kind).minutes
    if minutes is None:
        proposal.stand_in(code, kind)
    elif minutes >= (code.minutes_min or 0):
        units = minutes // (code.minutes_min or 1)
        proposal.add(code, kind, f"{minutes} minutes of safety planning.", units=units)
    else:
        proposal.reasons.append(f"{minutes} minutes of safety planning are too few to bill.")


_CALLS = ("98966", "98967", "98968")


def telephone(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """A telephone service of a clinician who does not bill medical visits."""
    kind = ActivityKind.TELEPHONE
    minutes = documented_time(visit, kind).minutes
    calls = [codes.codes[number] for number in _CALLS if number in codes.codes]
    longest = calls[-1].minutes_max if calls else None
    if minutes is not None and longest is not None:
        minutes = min(minutes, longest)  # a longer call is still the longest code, once
    _fitting(proposal, calls, kind, minutes, "by telephone")


def _fitting(
    proposal: Proposal, known: list[Code], kind: ActivityKind, minutes: int | None, what: str
) -> None:
    """The code whose range holds the minutes; the shortest stands in where none are written."""
    if minutes is None and known:
        proposal.stand_in(known[0], kind)
        return
    fitting = [code for code in known if minutes is not None and code.holds(minutes)]
    if fitting:
        proposal.add(fitting[0], kind, f"{minutes} minutes {what}.")
    else:
        proposal.reasons.append(f"{minutes} minutes {what} fit no code.")


_NAMED = ActivityKind.NAMED_SERVICE
HALFWAY = 8  # minutes from which a started quarter of an hour counts, where halves count


def by_quarters(visit: Visit, codes: Codebook, proposal: Proposal, kind: ActivityKind) -> None:
    """Services of 15-minute units: each code whose kind of time this is."""
    named = {part.code for part in visit.spent_on(kind)} - {None}
    found = [c for c in codes.codes.values() if c.activity == kind and kind is not _NAMED]
    if kind is _NAMED:
        found = [codes.codes[code] for code in sorted(map(str, named)) if code in codes.codes]
        if not found:
            proposal.ask("The note does not name a service that the codebook knows.")
    elif not found:
        proposal.reasons.append("No code for that service could be billed on that date.")
    for code in found:
        by_blocks(visit, proposal, code, kind, documented_time(visit, kind, code.code).minutes)


def by_blocks(
    visit: Visit, proposal: Proposal, code: Code, kind: ActivityKind, minutes: int | None
) -> None:
    """One code by its blocks of time; where the plan's rounding is not known, both readings."""
    block = next((size for words, size in _BLOCKS.items() if words in code.unit_basis), None)
    if block is None and not code.minutes_min:
        proposal.add(code, kind, f"{code.unit_basis or 'once'}.")
    elif minutes is None:
        proposal.stand_in(code, kind)
    elif block is None:
        proposal.add(code, kind, f"{minutes} minutes.")
    elif block == HOUR:
        full = max(minutes // block, 1)
        line = proposal.add(code, kind, f"{minutes} minutes in full hours.", units=full)
        if minutes > full * block:
            proposal.swap([line], [ProposedLine(code.code, full + 1, kind)])
    else:
        _by_rounding(visit, proposal, code, kind, minutes)


HOUR, QUARTER = 60, 15  # minutes of a unit
_BLOCKS = {"15 minutes": QUARTER, "per hour": HOUR}  # by a word of the unit basis


def _by_rounding(
    visit: Visit, proposal: Proposal, code: Code, kind: ActivityKind, minutes: int
) -> None:
    half, full = (minutes + QUARTER - HALFWAY) // QUARTER, minutes // QUARTER
    rounding = visit.payer_flags.unit_rounding if code.minutes_payer_ruled else "midpoint"
    units = full if rounding == "full" else half
    if not units:
        proposal.reasons.append(f"{code.code}: {minutes} minutes give no unit.")
        return
    line = proposal.add(code, kind, f"{minutes} minutes in units of {QUARTER}.", units=units)
    if rounding is None and full != half and full:
        proposal.swap([line], [ProposedLine(code.code, full, kind)])
