"""Which minutes of a visit a service line may use, and what is wrong with its time if none."""

from dataclasses import dataclass

from bhtrain.codebook import Code, Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import CrisisCriterion
from bhtrain.model.people import SessionFocus
from bhtrain.model.visit import Activity, ActivityKind, Timing, Visit

INDIVIDUAL = ("psychotherapy", "psychotherapy_with_em")  # families of individual psychotherapy
CALLED = {
    ActivityKind.PSYCHOTHERAPY: "psychotherapy",
    ActivityKind.MEDICAL_VISIT: "the medical visit",
    ActivityKind.WHOLE_VISIT: "the whole visit",
    ActivityKind.CRISIS: "crisis work",
    ActivityKind.FAMILY: "the family session",
    ActivityKind.GROUP: "the group session",
    ActivityKind.EVALUATION: "the intake",
    ActivityKind.TESTING_EVALUATION: "the evaluation of tests",
    ActivityKind.TEST_ADMINISTRATION: "giving and scoring tests",
    ActivityKind.TECHNICIAN_TESTING: "testing by the technician",
    ActivityKind.NEUROBEHAVIORAL_EXAM: "the neurobehavioral exam",
    ActivityKind.HEALTH_BEHAVIOR_ASSESSMENT: "the health behavior assessment",
    ActivityKind.HEALTH_BEHAVIOR_INDIVIDUAL: "the health behavior session",
    ActivityKind.HEALTH_BEHAVIOR_GROUP: "the health behavior group",
    ActivityKind.HEALTH_BEHAVIOR_FAMILY: "the health behavior session with the family",
    ActivityKind.HEALTH_BEHAVIOR_FAMILY_ALONE: "the health behavior session of the family alone",
    ActivityKind.ABA_ASSESSMENT: "the behavior assessment",
    ActivityKind.ABA_ASSESSMENT_TECHNICIAN: "the technician's part of the behavior assessment",
    ActivityKind.ABA_TREATMENT: "behavior treatment by the technician",
    ActivityKind.ABA_GROUP: "group behavior treatment by the technician",
    ActivityKind.ABA_PROTOCOL_CHANGE: "behavior treatment by the analyst",
    ActivityKind.ABA_FAMILY_GUIDANCE: "guidance of the family",
    ActivityKind.ABA_FAMILY_GROUP: "guidance of a group of families",
    ActivityKind.ABA_GROUP_PROTOCOL_CHANGE: "the behavior group led by the analyst",
    ActivityKind.ABA_TEAM_ASSESSMENT: "the behavior assessment by a team",
    ActivityKind.ABA_TEAM_TREATMENT: "the behavior treatment by a team",
    ActivityKind.CARE_MONTH: "care management in the month",
    ActivityKind.SAFETY_PLANNING: "safety planning",
    ActivityKind.BRIEF_INTERVENTION: "the brief intervention",
    ActivityKind.TELEPHONE: "the call",
    ActivityKind.SCREENING: "screening",
    ActivityKind.NAMED_SERVICE: "the service that the code names",
    ActivityKind.NOT_THERAPY: "work that is not therapy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedTime:
    """Minutes that may be used for one kind of activity; without them, the gap and why."""

    minutes: int | None
    facts: tuple[str, ...]
    gap: str | None = None
    why: str = ""
    by_software: bool = False  # a time stands there, but software filled it in


def lines_of(claim: Claim, codes: Codebook, *families: str) -> tuple[int, ...]:
    """Service lines, counted from 0, whose code belongs to one of the families."""
    return tuple(
        index
        for index, line in enumerate(claim.lines)
        if line.code in codes.codes and codes.codes[line.code].family in families
    )


def has_office_visit(claim: Claim, codes: Codebook) -> bool:
    """Whether a medical visit stands on the claim."""
    return any(code in codes.codes and codes.codes[code].kind == "em" for code in claim.codes)


def no_crisis(visit: Visit) -> bool:
    """Whether a crisis is one in name only (rule crisis-need): its time is psychotherapy."""
    criterion = visit.crisis.criterion
    return criterion is CrisisCriterion.NONE or visit.crisis.high_distress is False


def kind_behind(code: Code, visit: Visit) -> ActivityKind | None:
    """The activity whose minutes a code counts; None for a code without one."""
    if code.activity is None:
        return None
    kind = ActivityKind(code.activity)
    if any(part.code in (None, code.code) for part in visit.spent_on(kind)):
        return kind
    return next(
        (other for other in _may_stand_for(code, kind, visit) if visit.spent_on(other)), kind
    )


def _may_stand_for(code: Code, kind: ActivityKind, visit: Visit) -> tuple[ActivityKind, ...]:
    """Work of another kind that a code may bill where its own kind is not in the note."""
    if kind is ActivityKind.PSYCHOTHERAPY:
        # Short crisis work is individual psychotherapy (rule crisis-minimum-30), and so is a
        # session about the patient in which relatives helped (rule family-vs-individual).
        about_patient = visit.family.focus is SessionFocus.PATIENT
        return (ActivityKind.CRISIS, *([ActivityKind.FAMILY] if about_patient else []))
    if kind is ActivityKind.FAMILY and visit.family.focus is SessionFocus.FAMILY:
        return (ActivityKind.PSYCHOTHERAPY,)
    if kind is ActivityKind.NAMED_SERVICE:
        by_family = {"crisis_h_code": ActivityKind.CRISIS, "screening": ActivityKind.SCREENING}
        return (by_family[code.family],) if code.family in by_family else ()
    return ()


def stretches(
    visit: Visit, kind: ActivityKind, code: str | None = None
) -> tuple[tuple[str, Activity], ...]:
    """The stretches of one kind, by the names under which facts speak of them.

    Services that only a payer's code names are all of one kind; `code` picks those of one code.
    """
    named = tuple(
        (f"activities.{kind}" + (f"-{number}" if number > 1 else ""), activity)
        for number, activity in enumerate(visit.spent_on(kind), 1)
    )
    if kind is not ActivityKind.NAMED_SERVICE or code is None:
        return named
    return tuple((name, activity) for name, activity in named if activity.code == code)


def names_of(visit: Visit, kind: ActivityKind, code: str | None = None) -> tuple[str, ...]:
    """The names under which facts speak of one kind of activity."""
    return tuple(name for name, _ in stretches(visit, kind, code))


def time_behind(line_code: Code, visit: Visit) -> DocumentedTime | None:
    """The documented time that a code counts; None for a code without one."""
    kind = kind_behind(line_code, visit)
    return None if kind is None else documented_time(visit, kind, line_code.code)


def documented_time(visit: Visit, kind: ActivityKind, code: str | None = None) -> DocumentedTime:
    """The documented minutes of one kind of activity on the date of service.

    A month of care management has its own facts; `code` picks among services that only a
    payer's code names.
    """
    if kind is ActivityKind.CARE_MONTH:
        return _month(visit)
    found, whole = stretches(visit, kind, code), visit.spent_on(ActivityKind.WHOLE_VISIT)
    parts = [part for _, part in found]
    facts = tuple(name for name, _ in found) or (f"activities.{kind}.minutes",)
    minutes = [part.documented_minutes for part in parts]
    if parts and None not in minutes:
        return DocumentedTime(minutes=sum(part or 0 for part in minutes), facts=facts)
    called = CALLED[kind]
    if not any(part.timing is not Timing.STATED for part in parts) and whole:
        facts = names_of(visit, ActivityKind.WHOLE_VISIT)
        parts = list(whole)
        if all(part.documented_minutes is not None for part in whole):
            return DocumentedTime(
                minutes=None,
                facts=facts,
                gap="time-not-divided",
                why=f"The note gives one time for the whole visit; the minutes of {called} "
                "are not written by themselves.",
            )
    if any(part.timing is not Timing.STATED for part in parts):
        by_software = all(part.timing is not Timing.SCHEDULED for part in parts)
        origin = "was filled in by software" if by_software else "is the booked slot"
        return DocumentedTime(
            minutes=None,
            facts=facts,
            gap="time-scheduled-only",
            why=f"The only time for {called} {origin}; nobody wrote down the minutes really spent.",
            by_software=by_software,
        )
    return DocumentedTime(
        minutes=None,
        facts=facts,
        gap="time-missing",
        why=f"The note gives neither start and stop times nor total minutes for {called}.",
    )


def _month(visit: Visit) -> DocumentedTime:
    minutes, fact = visit.care_month.minutes, "care_month.minutes"
    if minutes is not None:
        return DocumentedTime(minutes=minutes, facts=(fact,))
    called = CALLED[ActivityKind.CARE_MONTH]
    why = f"The minutes of {called} are not stated."
    return DocumentedTime(minutes=None, facts=(fact,), gap="month-log-missing", why=why)


def therapy_time(visit: Visit, code: Code) -> DocumentedTime:
    """The documented minutes behind a code of psychotherapy, whichever session stands behind it."""
    return documented_time(visit, kind_behind(code, visit) or ActivityKind.PSYCHOTHERAPY)
