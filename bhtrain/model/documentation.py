"""What a session note holds besides people and time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bhtrain.model.stated import stated


class MedicalDecision(StrEnum):
    """Level of medical decision making, which picks the office visit beside psychotherapy."""

    STRAIGHTFORWARD = "straightforward"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Basis(StrEnum):
    """By what the level of an office visit was chosen."""

    DECISION = "decision-making"
    TIME = "time"


class SignatureKind(StrEnum):
    """How the note was signed."""

    HANDWRITTEN = "handwritten"
    ELECTRONIC = "electronic"
    IMAGE = "image"  # a pasted picture of a signature
    NONE = "none"  # the note says or shows that it is not signed


class PlanElement(StrEnum):
    """What a treatment plan states."""

    TYPE = "type"
    AMOUNT = "amount"
    FREQUENCY = "frequency"
    DURATION = "duration"
    DIAGNOSIS = "diagnosis"
    GOALS = "goals"


class EvaluationElement(StrEnum):
    """Parts of a diagnostic evaluation."""

    PRESENTING_PROBLEM = "presenting-problem"
    HISTORY = "history"
    MENTAL_STATUS = "mental-status"
    DIAGNOSIS = "diagnosis"
    RECOMMENDATIONS = "recommendations"


class MedicalElement(StrEnum):
    """Medical work that makes an evaluation one with medical services."""

    EXAMINATION = "examination"
    MEDICINE_CHANGED = "medicine-changed"
    MEDICINE_CONSIDERED = "medicine-considered"
    MEDICINE_EFFECTS = "medicine-effects"
    TEST_ORDERED = "test-ordered"
    TEST_REVIEWED = "test-reviewed"
    MEDICAL_DIFFERENTIAL = "medical-differential"
    OTHER_CONDITION = "other-condition"
    OTHER_TREATMENT = "other-treatment"


class ComplexityFactor(StrEnum):
    """The four factors of interactive complexity."""

    COMMUNICATION = "difficult-communication"  # 1
    CAREGIVER = "caregiver-interferes"  # 2
    MANDATED_REPORT = "mandated-report"  # 3
    PLAY_OR_DEVICE = "play-or-device"  # 4


class CrisisElement(StrEnum):
    """What a note of crisis psychotherapy holds."""

    HISTORY = "crisis-history"
    MENTAL_STATUS = "mental-status"
    RISK = "risk"
    RESOURCES = "resources-mobilized"
    DISPOSITION = "disposition"


class CrisisCriterion(StrEnum):
    """Why it was a crisis, or that it was none."""

    LIFE_THREAT = "life-threat"
    SEVERE_COMPLEX = "severe-complex"
    NONE = "none"


class SafetyPlanElement(StrEnum):
    """The six parts of a safety plan."""

    WARNING_SIGNS = "warning-signs"
    COPING = "coping"
    SOCIAL_DISTRACTION = "social-distraction"
    FAMILY_HELP = "family-help"
    PROFESSIONAL_HELP = "professional-help"
    MEANS_SAFETY = "means-safety"


class AudioReason(StrEnum):
    """Why a visit was by telephone only."""

    PATIENT_UNABLE = "patient-unable"
    PATIENT_DECLINES = "patient-declines"
    OTHER = "other"


class RiskTopic(StrEnum):
    """What a risk assessment asked about."""

    SOCIAL = "social-risk"
    ACTIVITY = "activity-and-nutrition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How the note is signed, and by whom."""

    kind: SignatureKind | None = stated("How the note is signed")
    credentials_shown: bool | None = stated("Credentials stand beside the name")
    by_rendering_clinician: bool | None = stated("The signer gave the service")
    signed_on: date | None = stated("Day of the signature", unit="date")
    business_days: int | None = stated(
        "Business days from the date of service to the signature", unit="business days"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The treatment plan as the note refers to it."""

    covers_service_date: bool | None = stated("A plan covers the date of service")
    states: tuple[PlanElement, ...] | None = stated("Elements that the plan gives")
    ends_on: date | None = stated("Day on which the plan ends", unit="date")
    reviewed_on: date | None = stated("Day on which it was made or last reviewed", unit="date")
    signed: bool | None = stated("The plan is signed, with credentials")
    frequency_kept: bool | None = stated("Frequency and duration of sessions fit the plan")
    in_remission: bool | None = stated("The note says that the disorder is in remission")
    sessions_a_week: int | None = stated("Sessions a week", unit="sessions a week")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The note itself: what stands in it, and how it was kept."""

    patient_identified: bool | None = stated("Names or numbers the patient")
    dated: bool | None = stated("Gives the date of service")
    service_named: bool | None = stated("Says what kind of service it was")
    symptoms: bool | None = stated("Describes symptoms, function or mental status")
    intervention: bool | None = stated("Names or describes what the clinician did")
    response: bool | None = stated("Describes the patient's response")
    plan_for_next: bool | None = stated("Says what happens next")
    goal_link: bool | None = stated("Refers to a goal of the plan")
    progress: bool | None = stated("States progress, or the lack of it")
    maintenance_reason: bool | None = stated("Says why treatment without progress goes on")
    necessity_link: bool | None = stated("Links diagnosis, symptom or impairment, and intervention")
    risk_indicated: bool | None = stated("Diagnosis or symptoms call for a look at risk")
    risk_assessed: bool | None = stated("Risk is assessed")
    consent_on: date | None = stated("Day of the consent to treatment", unit="date")
    legible: bool | None = stated("Can be read")
    late_entry: bool | None = stated("Is a late entry or an amendment")
    late_entry_marked: bool | None = stated(
        "The late entry shows date, author and reason, and keeps the original"
    )
    identical_to_other: bool | None = stated(
        "Is identical to a note of another date or patient, apart from headings and dates"
    )
    similarity: float | None = stated("Likeness to another note", unit="0 to 1")
    pages_identified: bool | None = stated("Patient and date stand on each page")
    long_session_reason: bool | None = stated("Gives the reason for a session of an hour")
    psychotherapy_section: bool | None = stated("Psychotherapy has a part of its own")
    medical_section: bool | None = stated("The medical visit has a part of its own")
    therapy_told_apart: bool | None = stated(
        "In one running text the therapy has its own minutes, intervention and response"
    )
    not_treatment: bool | None = stated(
        "What was done is education, recreation, social time, coaching or custody only"
    )
    separate_psychotherapy_notes: bool | None = stated("Separate psychotherapy notes are kept")
    required_only_in_separate: bool | None = stated(
        "Something that belongs in the record stands only in separate psychotherapy notes"
    )
    improving: bool | None = stated("Says that the patient gets better; false: no change or worse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A diagnostic evaluation."""

    elements: tuple[EvaluationElement, ...] | None = stated("Parts that the note holds")
    medical_elements: tuple[MedicalElement, ...] | None = stated("Medical work in the evaluation")
    continued: bool | None = stated("Goes on with an evaluation begun on another date")
    complete_in_itself: bool | None = stated("Is a complete, separate evaluation")
    earlier_dates_billed: int | None = stated(
        "Lines billed on other dates for the same evaluation", unit="lines"
    )
    last_on: date | None = stated(
        "Last evaluation by the same practitioner", unit="date of service"
    )
    reason_to_repeat: bool | None = stated("The note gives the reason for another evaluation")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeVisit:
    """The medical visit (evaluation and management)."""

    basis: Basis | None = stated("By what its level was chosen")
    problems: MedicalDecision | None = stated("Level of the problems")
    data: MedicalDecision | None = stated("Level of the data reviewed")
    risk: MedicalDecision | None = stated("Level of the risk of treatment")
    by_same_practitioner: bool | None = stated("By the same practitioner as the psychotherapy")
    lasting_relationship: bool | None = stated("Shows a lasting relationship with the patient")
    with_preventive_service: bool | None = stated(
        "The other service is a wellness visit, a vaccine or a preventive service"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Interactive:
    """Interactive complexity."""

    factors: tuple[ComplexityFactor, ...] | None = stated("Factors with their evidence in the note")
    interpreter: bool | None = stated("An interpreter or translator took part")
    language_undeveloped: bool | None = stated(
        "The patient has not developed, or has lost, expressive or receptive language"
    )
    equipment_described: bool | None = stated("The play equipment or device is described")
    report_made: bool | None = stated("The mandated report was made")
    report_discussed: bool | None = stated("The report was discussed with participants")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """Psychotherapy for crisis."""

    elements: tuple[CrisisElement, ...] | None = stated("What the note holds")
    criterion: CrisisCriterion | None = stated("Why it was a crisis")
    high_distress: bool | None = stated("The patient was in high distress")
    other_patient_meanwhile: bool | None = stated(
        "The clinician gave another service during the crisis time"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPlan:
    """Safety planning."""

    elements: tuple[SafetyPlanElement, ...] | None = stated("Parts of the plan in the record")
    by_billing_practitioner: bool | None = stated("The billing practitioner did it in person")
    minutes_counted_elsewhere: bool | None = stated("Its minutes also count for another code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telehealth:
    """A visit by video or telephone."""

    technology_stated: bool | None = stated("The technology is named")
    clinician_location_stated: bool | None = stated("Where the clinician was is stated")
    consent: bool | None = stated("Consent to telehealth is on record")
    audio_reason: AudioReason | None = stated("Why it was by telephone only")
    clinician_could_use_video: bool | None = stated("The clinician was able to use video")
    in_person_burden_stated: bool | None = stated(
        "The note says why a visit in person would burden more than help"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Questionnaires and tests."""

    instruments: int | None = stated(
        "Different instruments with name, score and use in the note", unit="instruments"
    )
    symptoms_or_disorder: bool | None = stated("A symptom or a known disorder is in the note")
    for_condition: str | None = stated("What it screens for: depression, autism …")
    about_caregiver: bool | None = stated("Is about, or filled in by, a caregiver")
    intervention: bool | None = stated("An intervention follows the screen")
    tests_given: int | None = stated("Tests given", unit="tests")
    different_tests: bool | None = stated("Two persons gave different tests")
    neuropsychological: bool | None = stated("The testing is neuropsychological")
    bases_in_evaluation: int | None = stated(
        "Base units billed for the whole evaluation, this claim included", unit="units"
    )
    minutes_counted_elsewhere: bool | None = stated(
        "Minutes of the brief intervention also count for another code"
    )
    risk_topic: RiskTopic | None = stated("What a risk assessment asked about")
    months_since_last: int | None = stated("Since the last assessment of this kind", unit="months")
