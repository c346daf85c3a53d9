"""What a session note documents.

None always means "the note does not state it", never zero and never "no".
Durations are whole minutes; times are wall-clock times at the place of service.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Payer(StrEnum):
    """Who pays; ANY when the exercise does not say."""

    ANY = "any"
    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    TRICARE = "tricare"
    VA = "va"
    OTHER = "other"


class Modality(StrEnum):
    """How patient and clinician met."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    AUDIO = "audio-only"


class Location(StrEnum):
    """Where the patient was during the service."""

    OFFICE = "office"
    HOME = "home"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    WORKPLACE = "workplace"
    CAR = "car"
    ELSEWHERE = "elsewhere"


class ActivityKind(StrEnum):
    """What a stretch of time was spent on."""

    PSYCHOTHERAPY = "psychotherapy"
    MEDICAL_VISIT = "medical-visit"
    WHOLE_VISIT = "whole-visit"  # one time for medical work and therapy together, not divided
    CRISIS = "crisis"
    FAMILY = "family"
    GROUP = "group"
    EVALUATION = "evaluation"
    NOT_THERAPY = "not-therapy"  # charting, calls, waiting, breaks


class Timing(StrEnum):
    """How a time came into the note."""

    STATED = "stated"  # the clinician wrote it down
    SCHEDULED = "scheduled"  # it is the booked slot
    AUTOFILLED = "autofilled"  # a template or the software filled it in


class MedicalDecision(StrEnum):
    """Level of medical decision making, which picks the office visit beside psychotherapy."""

    STRAIGHTFORWARD = "straightforward"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class SignatureKind(StrEnum):
    """How the note was signed."""

    HANDWRITTEN = "handwritten"
    ELECTRONIC = "electronic"
    IMAGE = "image"  # a pasted picture of a signature
    NONE = "none"  # the note says or shows that it is not signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One stretch of time: what, from when to when, or how many minutes in all."""

    kind: ActivityKind
    start: time | None = None
    stop: time | None = None
    minutes: int | None = None  # a total that the note writes out
    timing: Timing = Timing.STATED

    @property
    def clock_minutes(self) -> int | None:
        """Minutes from start to stop; a stop before the start is after midnight."""
        if self.start is None or self.stop is None:
            return None
        start = self.start.hour * 60 + self.start.minute
        stop = self.stop.hour * 60 + self.stop.minute
        return (stop - start) % (24 * 60)

    @property
    def contradicts_itself(self) -> bool:
        """Start, stop and the written total cannot all be right."""
        clock = self.clock_minutes
        return clock is not None and self.minutes is not None and clock != self.minutes

    @property
    def documented_minutes(self) -> int | None:
        """Whole minutes that may be used to pick a code; None where the note gives none.

        A booked slot and a time filled in by software are not documented time
        (rule time-not-autofilled), and two times that disagree are no time at all.
        """
        if self.timing is not Timing.STATED or self.contradicts_itself:
            return None
        return self.minutes if self.minutes is not None else self.clock_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinician:
    """The rendering clinician."""

    credential: str | None = None  # an id of the codebook's credentials: "lcsw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The identified patient, whose claim it is."""

    present: bool | None = None
    location: Location | None = None
    established: bool | None = None  # seen before by this practice; False is a new patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Relatives or a partner who took part."""

    present: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How the note is signed, and by whom."""

    kind: SignatureKind | None = None
    credentials_shown: bool | None = None
    by_rendering_clinician: bool | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The treatment plan as the note refers to it.

    `states` holds the elements the plan gives, of: type, amount, frequency, duration,
    diagnosis, goals. None where the note does not speak of them.
    """

    covers_service_date: bool | None = None
    states: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedDiagnosis:
    """A diagnosis in the note, as an ICD-10-CM code."""

    code: str
    certain: bool = True  # False for "rule out", "probable", "suspected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One patient, one practitioner, one date of service, as the note documents it."""

    service_date: date
    payer: Payer = Payer.ANY
    whole_note: bool = True  # the reader sees the whole note: what is not there was not written
    modality: Modality | None = None
    clinician: Clinician = Clinician()
    patient: Patient = Patient()
    family: Family = Family()
    activities: tuple[Activity, ...] = ()
    medical_decision: MedicalDecision | None = None
    diagnoses: tuple[DocumentedDiagnosis, ...] = ()
    signature: Signature = Signature()
    plan: Plan = Plan()

    def spent_on(self, kind: ActivityKind) -> tuple[Activity, ...]:
        """The activities of one kind, in the order of the note."""
        return tuple(activity for activity in self.activities if activity.kind is kind)

    def minutes_of(self, kind: ActivityKind) -> int | None:
        """Documented minutes of one kind, added up over the date of service.

        None when there is no such activity, or when one of them has no documented time.
        """
        parts = [activity.documented_minutes for activity in self.spent_on(kind)]
        if not parts or None in parts:
            return None
        return sum(part for part in parts if part is not None)
