"""Which minutes of a visit a service line may use, and what is wrong with its time if none."""

from dataclasses import dataclass

from bhtrain.codebook import Code, Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import ActivityKind, Timing, Visit

INDIVIDUAL = ("psychotherapy", "psychotherapy_with_em")  # families of individual psychotherapy
_KIND = {
    "psychotherapy": ActivityKind.PSYCHOTHERAPY,
    "psychotherapy_with_em": ActivityKind.PSYCHOTHERAPY,
    "crisis": ActivityKind.CRISIS,
    "family": ActivityKind.FAMILY,
}
CALLED = {
    ActivityKind.PSYCHOTHERAPY: "psychotherapy",
    ActivityKind.CRISIS: "crisis work",
    ActivityKind.FAMILY: "the family session",
    ActivityKind.MEDICAL_VISIT: "the medical visit",
    ActivityKind.EVALUATION: "the intake",
    ActivityKind.TELEPHONE: "the call",
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


def kind_behind(code: Code, visit: Visit) -> ActivityKind | None:
    """The activity whose minutes a code counts; None for a code that is not timed."""
    kind = _KIND.get(code.family)
    only_crisis = visit.spent_on(ActivityKind.CRISIS) and not visit.spent_on(
        ActivityKind.PSYCHOTHERAPY
    )
    # Short crisis work is reported as individual psychotherapy (rule crisis-minimum-30).
    return ActivityKind.CRISIS if kind is ActivityKind.PSYCHOTHERAPY and only_crisis else kind


def names_of(visit: Visit, kind: ActivityKind) -> tuple[str, ...]:
    """The names under which facts speak of one kind of activity."""
    count = len(visit.spent_on(kind))
    return tuple(f"activities.{kind}" + (f"-{n}" if n > 1 else "") for n in range(1, count + 1))


def documented_time(visit: Visit, kind: ActivityKind) -> DocumentedTime:
    """The documented minutes of one kind of activity on the date of service."""
    parts, whole = visit.spent_on(kind), visit.spent_on(ActivityKind.WHOLE_VISIT)
    facts = names_of(visit, kind) or (f"activities.{kind}.minutes",)
    minutes = visit.minutes_of(kind)
    if minutes is not None:
        return DocumentedTime(minutes=minutes, facts=facts)
    called = CALLED.get(kind, str(kind))
    if not any(part.timing is not Timing.STATED for part in parts) and whole:
        facts = names_of(visit, ActivityKind.WHOLE_VISIT)
        parts = whole
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
    if any(part.contradicts_itself for part in parts):
        return DocumentedTime(
            minutes=None,
            facts=facts,
            gap="time-contradicts",
            why=f"Start, stop and total minutes of {called} do not agree.",
        )
    return DocumentedTime(
        minutes=None,
        facts=facts,
        gap="time-missing",
        why=f"The note gives neither start and stop times nor total minutes for {called}.",
    )
