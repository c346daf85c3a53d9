"""Who gave the service, under whose number, and who took part."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bhtrain.model.stated import stated


class Location(StrEnum):
    """Where the patient was during the service."""

    OFFICE = "office"
    HOME = "home"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    WORKPLACE = "workplace"
    CAR = "car"
    SHELTER = "shelter"
    ASSISTED_LIVING = "assisted-living"
    GROUP_HOME = "group-home"
    STREET = "street"
    EMERGENCY_ROOM = "emergency-room"
    SKILLED_NURSING = "skilled-nursing-facility"
    NURSING_FACILITY = "nursing-facility"
    SUBSTANCE_FACILITY = "substance-facility"  # a non-residential one
    ELSEWHERE = "elsewhere"


class AgeBand(StrEnum):
    """How old the patient is, as far as coding asks."""

    CHILD = "child"
    ADULT = "adult"


class Supervision(StrEnum):
    """How near the supervising practitioner is, from far to near."""

    NONE = "none"
    GENERAL = "general"
    DIRECT = "direct"
    PERSONAL = "personal"


class SupervisorWas(StrEnum):
    """Where the supervising practitioner was during the service."""

    IN_SUITE = "in-suite"
    LIVE_VIDEO = "live-video"
    TELEPHONE = "telephone"
    AWAY = "away"


class Relation(StrEnum):
    """What binds the person who did the work to the one who bills for it."""

    EMPLOYEE = "employee"
    LEASED = "leased-employee"
    CONTRACTOR = "independent-contractor"
    NONE = "none"


class JoinedBy(StrEnum):
    """How a relative took part."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    TELEPHONE = "telephone"


class SessionFocus(StrEnum):
    """What a session with relatives was about; a person decides it, not a word."""

    FAMILY = "family"
    PATIENT = "patient"


class FamilyContent(StrEnum):
    """What was done with relatives."""

    INTERACTION = "interaction"
    RESPONSES_TRAINED = "responses-trained"
    CONFLICT_TREATED = "conflict-treated"
    RESULTS_EXPLAINED = "results-explained"
    PROGRESS_REPORTED = "progress-reported"
    SIDE_EFFECTS = "side-effects"
    HISTORY_TAKEN = "history-taken"
    SCHOOL_OR_WORK = "school-or-work"
    SCHEDULING = "scheduling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinician:
    """The rendering clinician, whose number stands on the claim."""

    credential: str | None = stated("Credential, an id of the codebook: lcsw")
    treats_in_month: bool | None = stated(
        "Is the treating practitioner who directs the month of care management"
    )
    is_consultant: bool | None = stated(
        "Is the psychiatric consultant or care manager of the month"
    )
    prescribes_by_telehealth: bool | None = stated("Prescribed a controlled medicine by telehealth")
    slot_share: float | None = stated(
        "Share of this clinician's sessions whose time equals the booked slot", unit="0 to 1"
    )
    slot_sessions: int | None = stated("Sessions looked at for that share", unit="sessions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Performer:
    """The person who did the work, where somebody else's number stands on the claim."""

    credential: str | None = stated("Credential, an id of the codebook: rbt")
    relation: Relation | None = stated("Relation to the practitioner or entity that bills")
    team_member: bool | None = stated("Worked as a member of a team under a professional on site")
    excluded: bool | None = stated("Is excluded from federal health programs")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTo:
    """Work billed under another practitioner's number, and how that was supervised."""

    billed: bool | None = stated("Billed under a supervising practitioner's number")
    supervisor: str | None = stated("Credential of the practitioner who bills, an id")
    supervision: Supervision | None = stated("Level of supervision that the record shows")
    supervisor_was: SupervisorWas | None = stated("Where the supervisor was during the service")
    direction_documented: bool | None = stated("Direction and oversight stand in the record")
    first_service_by_supervisor: bool | None = stated("The biller gave the first service")
    plan_by_supervisor: bool | None = stated("The biller made the plan")
    supervisor_stays_involved: bool | None = stated("Later involvement of the biller is documented")
    new_problem: bool | None = stated("The visit is about a new problem")
    new_problem_seen_by_supervisor: bool | None = stated("The biller saw the new problem first")
    supervised_that_day: bool | None = stated(
        "The biller is the one who supervised on the date of service"
    )
    supervisor_named: bool | None = stated("The note names the supervisor")
    level_documented: bool | None = stated("The note gives the level of supervision")
    cosigned: bool | None = stated("The supervisor countersigned, with a date")
    billed_as: str | None = stated(
        "How an associate's work is billed: supervisor_npi, own_npi or not_covered"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The identified patient, whose claim it is."""

    present: bool | None = stated("Took part in the session")
    present_minutes: int | None = stated("Time in which the patient was present", unit="minutes")
    location: Location | None = stated("Where the patient was")
    state: str | None = stated("State in which the patient was, two letters")
    established: bool | None = stated("Seen before by this practice; false is a new patient")
    last_seen_in_specialty: date | None = stated(
        "Last face-to-face service by the same specialty of the group", unit="date of service"
    )
    age_band: AgeBand | None = stated("Child or adult")
    severe_dementia: bool | None = stated("Severe dementia is documented")
    capacity_stated: bool | None = stated("The note says that the patient can take part in therapy")
    inpatient: bool | None = stated("Is an inpatient of a hospital")
    seen_in_person: bool | None = stated("Was seen in person at least once before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Relatives or a partner who took part."""

    present: bool | None = stated("A relative or partner took part")
    joined_by: JoinedBy | None = stated("How the relative took part")
    named_with_minutes: bool | None = stated("The note names who took part and for how long")
    minutes: int | None = stated("Time in which relatives took part", unit="minutes")
    focus: SessionFocus | None = stated("What the session was about, as a person reads it")
    content: tuple[FamilyContent, ...] | None = stated("What was done with the relatives")
    intervention_and_response: bool | None = stated(
        "An intervention with the relatives and their response stand in the note"
    )
    benefit_documented: bool | None = stated("The benefit to the patient is documented")
    names_patient_problem: bool | None = stated(
        "Names the identified patient and links the work to the patient's diagnosis"
    )
    identified_patients: int | None = stated(
        "Patients billed for the same family session", unit="patients"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group session."""

    size: int | None = stated("Members present", unit="persons")
    leader_qualified: bool | None = stated("A leader who may give the service led it")
    own_part: bool | None = stated("The note has a part about this member alone")
    own_part_differs: bool | None = stated("That part differs from the other members' notes")
    factor_for_member: bool | None = stated(
        "A factor of interactive complexity is documented for this member"
    )
    other_patient_named: bool | None = stated("The note names another member")
    families: int | None = stated("Unrelated families in the group", unit="families")
