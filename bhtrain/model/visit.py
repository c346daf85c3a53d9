"""What a session note documents.

None always means "the note does not state it", never zero and never "no".
Durations are whole minutes; times are wall-clock times at the place of service.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bhtrain.model.billing import (
    CareMonth,
    ClaimFile,
    DiagnosisWords,
    Disclosure,
    Enrolment,
    History,
    Pattern,
    Payer,
    PayerFlags,
    Site,
)
from bhtrain.model.documentation import (
    Crisis,
    Evaluation,
    Interactive,
    MedicalDecision,
    Note,
    OfficeVisit,
    Plan,
    SafetyPlan,
    Screening,
    Signature,
    Telehealth,
)
from bhtrain.model.people import Clinician, Family, Group, IncidentTo, Patient, Performer
from bhtrain.model.stated import stated


class Modality(StrEnum):
    """How patient and clinician met."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    AUDIO = "audio-only"


class ActivityKind(StrEnum):
    """What a stretch of time was spent on."""

    PSYCHOTHERAPY = "psychotherapy"
    MEDICAL_VISIT = "medical-visit"
    WHOLE_VISIT = "whole-visit"  # one time for medical work and therapy together, not divided
    CRISIS = "crisis"
    FAMILY = "family"
    GROUP = "group"
    EVALUATION = "evaluation"
    TESTING_EVALUATION = "testing-evaluation"
    TEST_ADMINISTRATION = "test-administration"
    TECHNICIAN_TESTING = "technician-testing"
    NEUROBEHAVIORAL_EXAM = "neurobehavioral-exam"
    HEALTH_BEHAVIOR_ASSESSMENT = "health-behavior-assessment"
    HEALTH_BEHAVIOR_INDIVIDUAL = "health-behavior-individual"
    HEALTH_BEHAVIOR_GROUP = "health-behavior-group"
    HEALTH_BEHAVIOR_FAMILY = "health-behavior-family"
    HEALTH_BEHAVIOR_FAMILY_ALONE = "health-behavior-family-alone"
    ABA_ASSESSMENT = "aba-assessment"
    ABA_ASSESSMENT_TECHNICIAN = "aba-assessment-technician"
    ABA_TREATMENT = "aba-treatment"
    ABA_GROUP = "aba-group"
    ABA_PROTOCOL_CHANGE = "aba-protocol-change"
    ABA_FAMILY_GUIDANCE = "aba-family-guidance"
    ABA_FAMILY_GROUP = "aba-family-group"
    ABA_GROUP_PROTOCOL_CHANGE = "aba-group-protocol-change"
    ABA_TEAM_ASSESSMENT = "aba-team-assessment"
    ABA_TEAM_TREATMENT = "aba-team-treatment"
    CARE_MONTH = "care-month"
    SAFETY_PLANNING = "safety-planning"
    BRIEF_INTERVENTION = "brief-intervention"
    TELEPHONE = "telephone"
    SCREENING = "screening"
    NAMED_SERVICE = "named-service"  # a service that a payer's own code names; see its `code`
    NOT_THERAPY = "not-therapy"  # charting, calls, waiting, breaks


class Timing(StrEnum):
    """How a time came into the note."""

    STATED = "stated"  # the clinician wrote it down
    SCHEDULED = "scheduled"  # it is the booked slot
    AUTOFILLED = "autofilled"  # a template or the software filled it in


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One stretch of time: what, from when to when, or how many minutes in all."""

    kind: ActivityKind
    start: time | None = stated("Clock time at which it began", unit="HH:MM")
    stop: time | None = stated(
        "Clock time at which it ended; before the start is next day", unit="HH:MM"
    )
    minutes: int | None = stated("Total that the note writes out", unit="minutes")
    timing: Timing = stated("How the time came into the note", default=Timing.STATED)
    break_minutes: int | None = stated(
        "Breaks and excluded parts that the note names", unit="minutes"
    )
    code: str | None = stated("Code of a service that only its payer's code names: H2015")

    @property
    def clock_minutes(self) -> int | None:
        """Minutes from start to stop; a stop before the start is after midnight."""
        if self.start is None or self.stop is None:
            return None
        start = self.start.hour * 60 + self.start.minute
        stop = self.stop.hour * 60 + self.stop.minute
        return (stop - start) % (24 * 60)

    @property
    def documented_minutes(self) -> int | None:
        """Whole minutes that may be used to pick a code; None where the note gives none.

        The written total goes before the clock (rule time-start-stop-agree looks at both);
        without a total, breaks that the note names do not count. A booked slot and a time
        filled in by software are not documented time (rule time-not-autofilled).
        """
        if self.timing is not Timing.STATED:
            return None
        if self.minutes is not None or self.clock_minutes is None:
            return self.minutes
        return max(self.clock_minutes - (self.break_minutes or 0), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedDiagnosis:
    """A diagnosis in the note, as an ICD-10-CM code."""

    code: str
    certain: bool = True  # False for "rule out", "probable", "suspected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One patient, one practitioner, one date of service, as the note documents it."""

    service_date: date
    payer: Payer = stated("Who pays", default=Payer.ANY)
    payer_profile: str | None = stated("A payer profile of the codebook: generic-commercial")
    whole_note: bool = stated(
        "The reader sees the whole note: what is not there was not written", default=True
    )
    modality: Modality | None = stated("How patient and clinician met")
    site: Site | None = stated("What kind of place the practice is")
    attended: bool | None = stated("The patient came")
    separate_sessions: bool | None = stated(
        "The services of the date were separate sessions, apart in time"
    )
    medical_decision: MedicalDecision | None = stated(
        "Level of medical decision making of the visit as a whole"
    )
    diagnoses: tuple[DocumentedDiagnosis, ...] = stated(
        "ICD-10-CM codes as documented; a question mark after one: not certain", default=()
    )
    activities: tuple[Activity, ...] = ()
    payer_flags: PayerFlags = PayerFlags()
    clinician: Clinician = Clinician()
    performer: Performer = Performer()
    incident_to: IncidentTo = IncidentTo()
    enrolment: Enrolment = Enrolment()
    patient: Patient = Patient()
    family: Family = Family()
    group: Group = Group()
    signature: Signature = Signature()
    plan: Plan = Plan()
    note: Note = Note()
    evaluation: Evaluation = Evaluation()
    office_visit: OfficeVisit = OfficeVisit()
    interactive: Interactive = Interactive()
    crisis: Crisis = Crisis()
    safety_plan: SafetyPlan = SafetyPlan()
    telehealth: Telehealth = Telehealth()
    screening: Screening = Screening()
    care_month: CareMonth = CareMonth()
    history: History = History()
    diagnosis_words: DiagnosisWords = DiagnosisWords()
    claim_file: ClaimFile = ClaimFile()
    pattern: Pattern = Pattern()
    disclosure: Disclosure = Disclosure()

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
