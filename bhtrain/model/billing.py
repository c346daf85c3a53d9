"""What stands around the note: payer, claim file, enrolment, the month, and what went out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bhtrain.model.stated import stated


class Payer(StrEnum):
    """Who pays; ANY when the exercise does not say."""

    ANY = "any"
    MEDICARE = "medicare"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    TRICARE = "tricare"
    VA = "va"
    OTHER = "other"


class Site(StrEnum):
    """What kind of place the practice is, where payers treat it differently."""

    PRACTICE = "practice"
    RURAL_HEALTH_CLINIC = "rhc"
    HEALTH_CENTER = "fqhc"
    HOSPITAL = "hospital"
    COMMUNITY_CENTER = "cmhc"
    OPIOID_PROGRAM = "otp"
    CRITICAL_ACCESS = "critical-access-hospital"


class Programme(StrEnum):
    """A program of several hours a day."""

    INTENSIVE = "intensive-outpatient"
    PARTIAL = "partial-hospitalization"


class UnitRounding(StrEnum):
    """How a state counts the started unit of a 15-minute code."""

    FULL = "full"
    MIDPOINT = "midpoint"


class CrisisFamily(StrEnum):
    """The codes under which a plan pays crisis work."""

    PSYCHOTHERAPY = "90839"
    INTERVENTION = "H2011"
    PER_DIEM = "S9484"


class CrisisAddOn(StrEnum):
    """From which minute a plan pays the crisis add-on: 75, 90 or 104."""

    DEFAULT = "default"
    MIDPOINT = "midpoint"
    FULL = "full"


class TelehealthModifier(StrEnum):
    """The modifier that a plan wants on a video visit."""

    M95 = "95"
    GT = "GT"
    NONE = "none"


class AssociatePolicy(StrEnum):
    """How a plan takes the work of an associate under supervision."""

    SUPERVISOR = "supervisor_npi"
    OWN = "own_npi"
    NOT_COVERED = "not_covered"


class DistinctModifier(StrEnum):
    """The modifiers for services that were separate."""

    M59 = "59"
    XE = "XE"
    XS = "XS"
    XP = "XP"
    XU = "XU"


class UseWord(StrEnum):
    """The word of the note for a pattern of substance use."""

    USE = "use"
    ABUSE = "abuse"
    DEPENDENCE = "dependence"
    USE_DISORDER = "use-disorder"


class UseSeverity(StrEnum):
    """The severity of a substance use disorder as the note states it."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class DepressionWord(StrEnum):
    """How the assessment names a depression."""

    DEPRESSION = "depression"
    MAJOR_SINGLE = "major-single"
    MAJOR_RECURRENT = "major-recurrent"


class DepressionState(StrEnum):
    """How severe the depression is, or how far it has gone, as the note states it."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    PSYCHOTIC = "severe-psychotic"
    PARTIAL_REMISSION = "partial-remission"
    FULL_REMISSION = "full-remission"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerFlags:
    """What one plan asks for, where plans differ. None: the plan's rule is not known."""

    requires_start_stop: bool | None = stated("Wants clock times, not only total minutes")
    unit_rounding: UnitRounding | None = stated("15-minute codes of a state: full or midpoint")
    crisis_code: CrisisFamily | None = stated("Crisis family: 90839, H2011 or S9484")
    crisis_addon_rule: CrisisAddOn | None = stated(
        "90840 from minute 75, 90 or 104: default, midpoint, full"
    )
    eval_min: int | None = stated("Shortest accepted intake", unit="minutes")
    eval_repeat_days: int | None = stated("Before another intake", unit="days")
    group_max: int | None = stated("Largest group", unit="persons")
    group_min: int | None = stated("Shortest group session", unit="minutes")
    gt: bool | None = stated("Wants modifier GT")
    telehealth_modifier: TelehealthModifier | None = stated("95, GT or none")
    level_modifier: bool | None = stated("Wants HO, HN, HP or HM")
    discipline_modifier: bool | None = stated("Wants AH or AJ")
    group_family_modifiers: bool | None = stated("Names HQ, HR and HS for groups and families")
    aba_concurrent: bool | None = stated("Allows 97153 with 97155")
    associate_policy: AssociatePolicy | None = stated("How an associate's work is billed")
    students: bool | None = stated("Pays for the services of students")
    auth_required: tuple[str, ...] | None = stated("Codes that need authorization first")
    timely_days: int | None = stated("Filing limit", unit="days")
    watch_90837: bool | None = stated("Reviews 60-minute sessions")
    covers_90846: bool | None = stated("Covers family sessions without the patient")
    covers_98000: bool | None = stated("Accepts the telemedicine visit codes")
    retro: bool | None = stated("Dates enrolment back")
    cap_96127: int | None = stated("Most units of 96127 a day", unit="units")
    sign_days: int | None = stated("From service to signature", unit="days")
    plan_review_days: int | None = stated("Between plan reviews", unit="days")
    telehealth_pos: str | None = stated("A place of service other than 10 or 02 for telehealth")
    ncci: bool | None = stated("Applies the national code pairs")
    distinct_modifier: DistinctModifier | None = stated(
        "The one of 59, XE, XS, XP and XU that it accepts"
    )
    modifier_51: bool | None = stated("Wants 51 on second and later procedures")
    family_min: int | None = stated("Shortest accepted family session", unit="minutes")
    mental_disorder_only: bool | None = stated("Covers mental disorders only, no Z code alone")
    per_diem_with_sessions: bool | None = stated("Pays single sessions beside a per diem code")
    screening_g_codes: bool | None = stated("Wants the G codes for brief intervention")
    telehealth_95_office: bool | None = stated("Wants place 11 with 95 for telehealth")
    several_sessions: bool | None = stated("Pays two sessions of one type on a date")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFile:
    """The claim beside its lines, and how it compares with the note."""

    date_matches: bool | None = stated("Date of service is that of the note")
    patient_matches: bool | None = stated("Patient is that of the note")
    rendering_matches: bool | None = stated("Rendering clinician is the one who signed the note")
    sent_on: date | None = stated("Day on which the claim was sent", unit="date")
    received_on: date | None = stated("Day on which the payer received it", unit="date")
    duplicate: bool | None = stated("A claim of the same patient, date, code and clinician exists")
    corrected: bool | None = stated("It is a corrected claim (frequency code 7 or 8)")
    second_session: bool | None = stated("The second claim is for a second, real session")
    payer_order_kept: bool | None = stated("Payers are billed in the right order")
    taxonomy: str | None = stated("Taxonomy code of the rendering clinician, ten characters")
    taxonomy_matches_payer: bool | None = stated("The payer's file holds the same taxonomy")
    authorization_on_file: bool | None = stated("An authorisation covers code, date and provider")
    authorized_units: int | None = stated("Authorised units", unit="units")
    used_units: int | None = stated("Units used, this claim included", unit="units")
    employee_assistance: bool | None = stated("The session belongs to an employee assistance plan")
    plan_also_billed: bool | None = stated("The health plan is billed for the same session")
    no_show_fee: bool | None = stated("The patient is charged for a missed visit")
    no_show_fee_to_all: bool | None = stated("All patients are charged the same for a missed visit")
    no_show_fee_sent: bool | None = stated("The fee for a missed visit was sent to the payer")
    distinct_reason: str | None = stated("Why a modifier for distinct services stands there")
    denial_code: str | None = stated("Adjustment code of a denial: 16")
    remark_code: str | None = stated('Remark code of a denial: M76; "none" where it shows none')
    denied_or_held: bool | None = stated("The claim was denied or held")
    answer_by: date | None = stated(
        "Last day on which the payer takes an appeal or records", unit="date"
    )
    revenue_code: str | None = stated("Revenue code of a facility's visit line: 0900")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Licence, enrolment and credentialing of the rendering clinician with this payer."""

    effective_on: date | None = stated("First day on which the payer pays", unit="date")
    filed_on: date | None = stated("Day of the accepted application", unit="date")
    first_day_at_site: date | None = stated("First day of practice at the site", unit="date")
    declared_disaster: bool | None = stated("The site lies in a declared disaster area")
    site_enrolled: bool | None = stated("The place of the service is enrolled")
    licence_from: date | None = stated("First day of the licence", unit="date")
    licence_to: date | None = stated("Last day of the licence", unit="date")
    licence_restricted: bool | None = stated("The licence is restricted or suspended")
    licence_states: tuple[str, ...] | None = stated("States of the licences, two letters each")
    other_permission: bool | None = stated("A compact or temporary permission for the state")
    attested_days: int | None = stated("Since the last attestation of the profile", unit="days")
    in_illinois: bool | None = stated("The profile belongs to Illinois")
    verified_days: int | None = stated("From verification to the decision", unit="days")
    by_verification_organization: bool | None = stated(
        "A credentials verification organisation did the verification"
    )
    decided_months: int | None = stated("Since the last credentialing decision", unit="months")
    exclusion_checked_days: int | None = stated(
        "Since the last look at exclusion lists", unit="days"
    )
    excluded: bool | None = stated("Stands on an exclusion list")
    contract_on: date | None = stated("First day of the contract with the plan", unit="date")


@dataclass(frozen=True, slots=True, kw_only=True)
class CareMonth:
    """A calendar month of care management."""

    minutes: int | None = stated("Logged minutes of the month", unit="minutes")
    log: bool | None = stated("A log of the minutes exists")
    minutes_carried_over: bool | None = stated("Minutes of another month are in the sum")
    minutes_counted_elsewhere: bool | None = stated("Minutes of another billed service are in it")
    consultant_minutes: bool | None = stated("Minutes of the psychiatric consultant are in it")
    treating_minutes: bool | None = stated("Minutes of the treating practitioner are in it")
    meeting_counted_twice: bool | None = stated(
        "A meeting counts once for each person who took part"
    )
    codes: tuple[str, ...] | None = stated("Codes billed in the same month by the practitioner")
    live_contacts: int | None = stated("Live contacts with the patient", unit="calls")
    discharged_from_crisis: bool | None = stated("Left an emergency department after a crisis")
    consent: bool | None = stated("Consent to care management is on record")
    collaborative: bool | None = stated("Collaborative care with a psychiatric consultant")
    first_month: bool | None = stated("It is the first month of collaborative care")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What was billed or happened before, or beside this visit."""

    earlier_codes: tuple[str, ...] | None = stated("Codes billed before for the same evaluation")
    other_codes: tuple[str, ...] | None = stated(
        "Codes that the same practitioner bills for the patient that day, beside this claim"
    )
    overlaps: bool | None = stated(
        "Another billed service of the clinician overlaps this one in time"
    )
    overlapping_codes: tuple[str, ...] | None = stated("Codes of the services that overlap")
    intensive_hours_week: int | None = stated("Hours of the programme in the week", unit="hours")
    programme_hours_day: int | None = stated("Hours of the programme on the day", unit="hours")
    programme_days_week: int | None = stated("Days a week on which it is offered", unit="days")
    related_service_7_days: bool | None = stated("A related service in the 7 days before a call")
    visit_followed: bool | None = stated("The call led to a visit within 24 hours or next opening")
    visits_in_episode: int | None = stated("Visits in this episode of care", unit="visits")
    programme: Programme | None = stated("Kind of the program of several hours a day")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisWords:
    """How the note words its diagnoses, where the words pick the code."""

    depression: DepressionWord | None = stated("How the assessment names a depression")
    severity_stated: bool | None = stated("The note states a severity or an episode")
    use_word: UseWord | None = stated("The word for the pattern of substance use")
    use_severity: UseSeverity | None = stated("Severity of the use disorder")
    use_linked: bool | None = stated(
        "The use is linked to a mental, behavioral or physical disorder"
    )
    remission_stated: bool | None = stated("The clinician states the remission")
    induced_named: bool | None = stated("A mental disorder induced by a substance is named")
    cause_documented: bool | None = stated("The physiological cause is documented")
    unrelated_stated: bool | None = stated("The note says that the two conditions are unrelated")
    months_since_stressor: int | None = stated("Since the stressor ended", unit="months")
    symptom_integral: bool | None = stated("The coded symptom is part of a coded disorder")
    first_was_treated: bool | None = stated("The first diagnosis is a condition treated here")
    social_factor_from_record: bool | None = stated(
        "The social factor stands in the record, from a clinician or the patient's own report"
    )
    in_assessment: bool | None = stated("Each diagnosis of the claim stands in the assessment")
    depression_state: DepressionState | None = stated("Severity or remission of the depression")
    past_mania: bool | None = stated("An earlier manic episode is documented")
    traits_only: bool | None = stated("Personality traits or features are named, no disorder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Figures over a month of claims of one clinician."""

    sessions: int | None = stated("Sessions looked at", unit="sessions")
    day_minutes: int | None = stated(  # no clock holds them: they may exceed a day
        "Least minutes of all timed codes of one day", unit="billed minutes"
    )
    day_services: int | None = stated("Services of one day", unit="services")
    share_90837: float | None = stated("90837 among individual sessions", unit="0 to 1")
    share_top_code: float | None = stated("Share of the commonest code", unit="0 to 1")
    share_same_minutes: float | None = stated("Sessions with identical minutes", unit="0 to 1")
    share_90785: float | None = stated("Sessions with interactive complexity", unit="0 to 1")
    child_caseload: bool | None = stated("Most patients are children")
    share_distinct: float | None = stated("Lines with 59, XE or 25", unit="0 to 1")
    peer_share_distinct: float | None = stated("The same share among peers", unit="0 to 1")
    times_disjoint: bool | None = stated("Times show that the services were apart")
    share_visit_with_therapy: float | None = stated(
        "Visits with a psychotherapy add-on", unit="0 to 1"
    )
    therapy_sections_thin: bool | None = stated("Psychotherapy parts are missing or short")
    share_days_billed: float | None = stated("Days with a claim, of all days", unit="0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Records that leave the practice."""

    holds_psychotherapy_notes: bool | None = stated("Separate psychotherapy notes are attached")
    more_than_asked: bool | None = stated("More than what was asked for is attached")
    third_party_named: bool | None = stated("A third person is named")
    substance_program: bool | None = stated("The record is of a substance use programme (part 2)")
    consent_on_file: bool | None = stated("The patient's consent was on file before")
    identifiers_left: bool | None = stated("An identifier of the Safe Harbor list is left in it")
    separate_consent: bool | None = stated(
        "Counseling notes kept apart have a consent of their own"
    )
