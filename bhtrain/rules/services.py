"""From the work that a note describes to the codes that stand for it, one service at a time."""

from bhtrain.codebook import Code, Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.documentation import Basis, MedicalDecision
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import documented_time
from bhtrain.rules.proposal import Proposal

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
    visit: Visit, codes: Codebook, proposal: Proposal, kind: ActivityKind, base: str, add_on: str
) -> None:
    """A timed base code and as many units of its add-on as the minutes give."""
    minutes = documented_time(visit, kind).minutes
    if minutes is None and base in codes.codes:
        proposal.stand_in(codes.code(base), kind)
        return
    offer(codes, proposal, base, kind, f"{minutes} minutes.")
    _steps(codes, proposal, kind, base, add_on, minutes or 0)


def _steps(
    codes: Codebook, proposal: Proposal, kind: ActivityKind, base: str, add_on: str, minutes: int
) -> None:
    """The units of an add-on that the minutes give beside their base."""
    more = codes.codes.get(add_on)
    first = more.starts_at.get(base) if more is not None else None
    if more is None or first is None or base not in codes.codes:
        return
    units = units_from(minutes, first=first, step=more.each_minutes or 1)
    if units:
        proposal.add(more, kind, f"the time from minute {first}.", units=units)


def middle_level(visit: Visit) -> MedicalDecision | None:
    """The level of decision making: as stated, or the middle of its three elements."""
    if visit.medical_decision is not None:
        return visit.medical_decision
    part = visit.office_visit
    if part.problems is None or part.data is None or part.risk is None:
        return None
    levels = sorted((part.problems, part.data, part.risk), key=_LEVELS.index)
    return levels[1]


def office_visit(visit: Visit, codes: Codebook, proposal: Proposal, *, beside: bool) -> None:
    """The medical visit: by decision making, or alone by the time of the day."""
    kind, established = ActivityKind.MEDICAL_VISIT, visit.patient.established
    if established is None:
        proposal.ask("The note does not show whether the patient is new or established.")
    new, level = established is False, middle_level(visit)
    minutes = documented_time(visit, kind).minutes
    by_time = not beside and (level is None or visit.office_visit.basis is Basis.TIME)
    if by_time and minutes is not None:
        _by_time(visit, codes, proposal, minutes, new=new)
        return
    if level is None:
        proposal.ask("The note does not show the level of medical decision making.")
    code = codes.office_visit(level or MedicalDecision.LOW, new_patient=new)
    proposal.add(code, kind, f"{level or 'unknown'} decision making.")


def _by_time(visit: Visit, codes: Codebook, proposal: Proposal, minutes: int, *, new: bool) -> None:
    kind = ActivityKind.MEDICAL_VISIT
    levels = [codes.office_visit(level, new_patient=new) for level in _LEVELS]
    reached = [code for code in levels if (code.minutes_min or 0) <= minutes]
    if not reached:
        proposal.reasons.append(f"{minutes} minutes are too few for an office visit by time.")
        return
    proposal.add(reached[-1], kind, f"{minutes} minutes of the practitioner on that day.")
    prolonged = "G2212" if visit.payer is Payer.MEDICARE else "99417"
    _steps(codes, proposal, kind, reached[-1].code, prolonged, minutes)


def therapy(visit: Visit, codes: Codebook, proposal: Proposal, *, visited: bool) -> None:
    """Individual psychotherapy, alone or beside a medical visit, by its minutes."""
    kind = ActivityKind.PSYCHOTHERAPY
    family = "psychotherapy_with_em" if visited else "psychotherapy"
    lowest = family_of(codes, family)[0]
    minutes = documented_time(visit, kind).minutes
    if minutes is None:
        proposal.stand_in(lowest, kind)
        return
    code = codes.for_minutes(family, minutes)
    if code is not None:
        proposal.add(code, kind, f"{minutes} minutes of psychotherapy.")
    elif visited:
        proposal.reasons.append(f"{minutes} minutes of therapy are part of the medical visit.")
    else:
        proposal.stand_in(lowest, kind)  # the rules say that it cannot be billed


# Places where Medicare pays crisis work under codes of its own (rule crisis-medicare-site).
_OUTSIDE_THE_OFFICE = {"03", "04", "12", "13", "14", "15", "16", "18", "27", "32"}


def crisis(
    visit: Visit, codes: Codebook, proposal: Proposal, *, visited: bool, place: str | None
) -> None:
    """Crisis work: the first hour and its add-on, or a short session below its minutes."""
    kind = ActivityKind.CRISIS
    away = visit.payer is Payer.MEDICARE and place in _OUTSIDE_THE_OFFICE
    base, add_on = ("G0017", "G0018") if away and "G0017" in codes.codes else ("90839", "90840")
    minutes = documented_time(visit, kind).minutes
    least = codes.code(base).minutes_min or 0
    family = "psychotherapy_with_em" if visited else "psychotherapy"
    short = codes.for_minutes(family, minutes) if minutes is not None else None
    if minutes is not None and minutes < least and short is not None:
        why = f"{minutes} minutes of crisis work, below the crisis code's {least}."
        proposal.add(short, kind, why)
        return
    with_add_on(visit, codes, proposal, kind, base, add_on)


def family_session(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """A session with relatives, with or without the patient."""
    present = visit.patient.present
    if present is None:
        proposal.ask("Whether the patient took part is not stated.", gap="participants-missing")
    number, who = ("90846", "without") if present is False else ("90847", "with")
    proposal.add(codes.code(number), ActivityKind.FAMILY, f"family session {who} the patient.")


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
    count = visit.screening.instruments
    if count is None:
        proposal.ask("The note does not show which questionnaires were scored.")
    code = codes.codes.get("96127")
    caps = [visit.payer_flags.cap_96127]
    if visit.payer is Payer.MEDICARE and code is not None and code.unit_limit is not None:
        caps.append(code.unit_limit.value)
    units = min([count or 1, *(cap for cap in caps if cap)])
    why = "one unit for each questionnaire with name, score and use."
    offer(codes, proposal, "96127", ActivityKind.SCREENING, why, units)


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
        wanted = ["99492" if month.first_month else "99493", "G2214", *wanted]
    known = [codes.codes[number] for number in wanted if number in codes.codes]
    fitting = [code for code in known if code.holds(minutes)]
    if not fitting:
        proposal.reasons.append(f"{minutes} minutes in the month give no code on that date.")
        return
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


def telephone(visit: Visit, codes: Codebook, proposal: Proposal) -> None:
    """A telephone service of a clinician who does not bill medical visits."""
    kind = ActivityKind.TELEPHONE
    minutes = documented_time(visit, kind).minutes
    timed = [code for code in family_of(codes, "phone_non_physician") if code.minutes_min]
    _fitting(proposal, timed, kind, minutes, "by telephone")


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


QUARTER = 15  # minutes of a unit
HALFWAY = 8  # minutes from which a started unit counts, where halves count


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
        minutes = documented_time(visit, kind).minutes
        if minutes is None:
            proposal.stand_in(code, kind)
            continue
        if "15 minutes" not in code.unit_basis:
            proposal.add(code, kind, f"{minutes} minutes.")
            continue
        half, full = (minutes + QUARTER - HALFWAY) // QUARTER, minutes // QUARTER
        rounding = visit.payer_flags.unit_rounding if code.minutes_payer_ruled else "midpoint"
        units = full if rounding == "full" else half
        if rounding is None and full != half and full:
            proposal.instead.append((code.code, code.code, full))
        if units:
            proposal.add(code, kind, f"{minutes} minutes in units of {QUARTER}.", units=units)
        else:
            proposal.reasons.append(f"{code.code}: {minutes} minutes give no unit.")


_NAMED = ActivityKind.NAMED_SERVICE
