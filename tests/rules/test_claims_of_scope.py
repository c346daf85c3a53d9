"""Whole claims as the desk hands them in: who, where, how, for which payer, on which day.

Expected verdicts come from the rule texts, never from running the code. A case changes a plain
45-minute session of a social worker in the office; `None` takes a fact away.
"""
# ruff: noqa: E501 - one line a case

import pytest

from bhtrain.grading.adjudicate import adjudicate

SESSION = {
    "service_date": "2025-03-04",
    "payer": "commercial",
    "modality": "in-person",
    "patient.location": "office",
    "patient.present": True,
    "clinician.credential": "lcsw",
    "activities.psychotherapy.minutes": 45,
    "diagnoses": ["F33.1"],
}
MEDICARE = {"payer": "medicare"}
HOME = {"modality": "video", "patient.location": "home"}
SCHOOL = {"modality": "video", "patient.location": "school"}
CALL = {
    **MEDICARE,
    "modality": "audio-only",
    "patient.location": "home",
    "telehealth.clinician_could_use_video": True,
    "telehealth.audio_reason": "patient-declines",
}
ASSOCIATE = {
    **MEDICARE,
    "clinician.credential": "lpc-associate",
    "incident_to.billed": True,
    "incident_to.supervisor": "psychologist-clinical",
    "incident_to.supervision": "general",
    "incident_to.direction_documented": True,
}
TWO = {"activities.psychotherapy-2.minutes": 45, "separate_sessions": True}
SAFETY_PLAN = {
    **MEDICARE,
    "clinician.credential": "md-psychiatrist",
    "activities.psychotherapy.minutes": None,
    "activities.safety-planning.minutes": 20,
    "safety_plan.by_billing_practitioner": True,
    "safety_plan.minutes_counted_elsewhere": False,
    "safety_plan.elements": [
        "warning-signs",
        "coping",
        "social-distraction",
        "family-help",
        "professional-help",
        "means-safety",
    ],
    "activities.named-service.code": "99406",
}
FILED = {
    **MEDICARE,
    "enrolment.first_day_at_site": "2025-01-01",
    "enrolment.site_enrolled": True,
    "enrolment.licence_from": "2020-01-01",
    "enrolment.licence_to": "2027-01-01",
    "enrolment.licence_restricted": False,
}
ABROAD = {"patient.state": "TX", "enrolment.licence_states": ["OH"]}
SENT_TWICE = {"claim_file.duplicate": True}
YES, NO, OPEN = True, False, None


def day(date, **facts):
    """Facts of a visit on another day."""
    return {"service_date": date, **facts}


def line_from(text):
    """A line written 90834-95@10*2: code, modifiers, place (11 where left out), units."""
    text, _, units = text.partition("*")
    text, _, place = text.partition("@")
    code, *modifiers = text.split("-")
    return {
        "code": code,
        "modifiers": modifiers,
        "place": place or "11",
        "units": int(units or 1),
    }


CASES = [
    # telehealth: place of service
    ("at home is 10", YES, HOME, "90834@10"),
    ("at home is not the office", NO, HOME, "90834@11"),
    ("at home is not elsewhere", NO, HOME, "90834@02"),
    ("at school is 02", YES, SCHOOL, "90834@02"),
    ("at school is not home", NO, SCHOOL, "90834@10"),
    ("Medicare on the last day of 11 with 95", YES, {**HOME, **MEDICARE, **day("2023-12-31")}, "90834-95@11"),
    ("Medicare on the first day without it", NO, {**HOME, **MEDICARE, **day("2024-01-01")}, "90834-95@11"),
    ("the day before place 10 exists", NO, {**HOME, **day("2021-12-31")}, "90834-95@10"),
    ("the first day of place 10", YES, {**HOME, **day("2022-01-01")}, "90834-95@10"),
    ("a plan that wants the office gets it", YES, {**HOME, "payer_flags.telehealth_pos": "11"}, "90834@11"),
    ("a plan's place does not leak to Medicare", NO, {**HOME, **MEDICARE, "payer_flags.telehealth_pos": "11"}, "90834@11"),
    ("a visit in person is not billed as telehealth at home", NO, {}, "90834@10"),
    ("a visit in person is not billed as telehealth elsewhere", NO, {"patient.location": None}, "90834@02"),
    ("a visit in person at home is 12", YES, {"patient.location": "home"}, "90834@12"),
    ("a visit in person with the mark of video only warns", YES, {}, "90834-95"),
    # telehealth: marks
    ("a Medicare call with 93", YES, CALL, "90834-93@10"),
    ("a Medicare call without a mark", NO, CALL, "90834@10"),
    ("a Medicare call with 95 on the last day of that", YES, {**CALL, **day("2022-12-31")}, "90834-95@11"),
    ("a Medicare call with 95 the day after", NO, {**CALL, **day("2023-01-01")}, "90834-95@11"),
    ("a Medicare call at school", NO, {**CALL, "patient.location": "school"}, "90834-93@02"),
    ("another plan's call needs no 93", YES, {**CALL, "payer": "commercial"}, "90834@10"),
    ("a practice's call with FQ alone", NO, {**CALL, "site": "practice"}, "90834-FQ@10"),
    ("GT on a Medicare claim", NO, {**HOME, **MEDICARE}, "90834-GT@10"),
    ("GT where the plan wants it", YES, {**HOME, "payer": "medicaid", "payer_flags.gt": True}, "90834-GT@10"),
    ("GT where the plan refuses it", NO, {**HOME, "payer": "medicaid", "payer_flags.gt": False}, "90834-GT@10"),
    ("no visit in person is needed in the lapse", YES, {**HOME, **MEDICARE, **day("2025-10-01"), "patient.seen_in_person": False}, "90834@10"),
    # who may report a code
    ("a counselor the day before Medicare pays counselors", NO, {**MEDICARE, **day("2023-12-31"), "clinician.credential": "lpc"}, "90834"),
    ("a counselor on the first day", YES, {**MEDICARE, **day("2024-01-01"), "clinician.credential": "lpc"}, "90834"),
    ("a behavior technician for Medicare", NO, {**MEDICARE, "clinician.credential": "rbt"}, "90834"),
    ("a behavior technician for a plan only warns", YES, {"clinician.credential": "rbt"}, "90834"),
    ("an unnamed credential for a plan that would only warn", YES, {"clinician.credential": None}, "90834"),
    ("an unnamed credential for Medicare", OPEN, {**MEDICARE, "clinician.credential": None}, "90834"),
    ("a social worker for a hospital inpatient of Medicare", NO, {**MEDICARE, "patient.location": "hospital"}, "90834@21"),
    ("a prolonged session of a social worker, which nobody settled", YES, {**day("2022-06-01"), "activities.psychotherapy.minutes": 90}, "90837 99354"),
    ("licensed where the patient is", YES, {**ABROAD, "patient.state": "OH"}, "90834"),
    ("a patient in another state, with a compact", YES, {**ABROAD, "enrolment.other_permission": True}, "90834"),
    ("a patient in another state, without", NO, {**ABROAD, "enrolment.other_permission": False}, "90834"),
    ("a patient in another state, and nobody says", OPEN, ABROAD, "90834"),
    # supervision
    ("an associate under a psychologist", YES, ASSOCIATE, "90834"),
    ("an associate under a social worker", NO, {**ASSOCIATE, "incident_to.supervisor": "lcsw"}, "90834"),
    ("an associate under somebody unnamed", OPEN, {**ASSOCIATE, "incident_to.supervisor": None}, "90834"),
    ("an associate under an own number", NO, {**MEDICARE, "clinician.credential": "lpc-associate"}, "90834"),
    ("a supervisor at the telephone, first day", YES, {**ASSOCIATE, **day("2023-01-01"), "incident_to.supervisor_was": "telephone"}, "90834"),
    ("a supervisor at the telephone, the day before", NO, {**ASSOCIATE, **day("2022-12-31"), "incident_to.supervisor_was": "telephone"}, "90834"),
    ("a supervisor who was nobody says where, the day before", OPEN, {**ASSOCIATE, **day("2022-12-31")}, "90834"),
    ("no Medicare supervision rule for a plan", YES, {**ASSOCIATE, "payer": "commercial", "incident_to.supervisor": "lcsw", "incident_to.supervision": "none"}, "90834"),
    ("the supervisor's number on the claim", YES, {**ASSOCIATE, "claim_file.rendering_matches": False}, "90834"),
    ("the owner's number on the claim", NO, {"claim_file.rendering_matches": False, "incident_to.billed": False}, "90834"),
    # payers
    ("a day before the end of the year", YES, {**MEDICARE, "claim_file.received_on": "2026-03-04"}, "90834"),
    ("a day after it", NO, {**MEDICARE, "claim_file.received_on": "2026-03-05"}, "90834"),
    ("TRICARE after 366 days", NO, {"payer": "tricare", "claim_file.received_on": "2026-03-05"}, "90834"),
    ("a plan of unknown limit only warns", YES, {"claim_file.received_on": "2026-03-05"}, "90834"),
    ("no authorization where the plan wants one", NO, {"payer_flags.auth_required": ["90834"], "claim_file.authorization_on_file": False}, "90834"),
    ("an authorization of which nobody speaks", OPEN, {"payer_flags.auth_required": ["90834"]}, "90834"),
    ("the VA's general referral is asked of no claim", YES, {"payer": "va"}, "90834"),
    ("two sessions for TRICARE", NO, {**TWO, "payer": "tricare"}, "90834 90834-76"),
    ("two sessions in a crisis for TRICARE", YES, {**TWO, "payer": "tricare", "crisis.criterion": "life-threat"}, "90834 90834-76"),
    ("clock times for a plan that wants them", YES, {"payer_flags.requires_start_stop": True, "activities.psychotherapy.minutes": None, "activities.psychotherapy.start": "13:05", "activities.psychotherapy.stop": "13:52"}, "90834"),
    ("only minutes for a plan that wants clock times", OPEN, {"payer_flags.requires_start_stop": True}, "90834"),
    ("only minutes for Medicare", YES, {**MEDICARE, "payer_flags.requires_start_stop": True}, "90834"),
    ("sent again as a correction", YES, {**SENT_TWICE, "claim_file.corrected": True}, "90834"),
    ("sent again as new", NO, {**SENT_TWICE, "claim_file.corrected": False}, "90834"),
    ("sent again, and nobody says as what", OPEN, SENT_TWICE, "90834"),
    ("a patient who did not come", NO, {"attended": False}, "90834"),
    ("thirty days before the application", YES, {**FILED, "enrolment.filed_on": "2025-04-03"}, "90834"),
    ("thirty-one days before it, and no disaster", NO, {**FILED, "enrolment.filed_on": "2025-04-04", "enrolment.declared_disaster": False}, "90834"),
    ("thirty-one days before it, and nobody says", OPEN, {**FILED, "enrolment.filed_on": "2025-04-04"}, "90834"),
    # diagnoses
    ("a note part without its diagnoses", YES, {"diagnoses": None}, "90834", "F33.1"),
    ("a diagnosis that is not the note's", NO, {}, "90834", "F41.1"),
    ("a suspected diagnosis", NO, {"diagnoses": ["F33.1?"]}, "90834", "F33.1"),
    ("the old code set on its last day", YES, day("2015-09-30", diagnoses=["296.32"]), "90834", "296.32"),
    ("the old code set on a note that is a part", YES, day("2015-09-30", diagnoses=None), "90834", "296.32"),
    ("the new code set too early", NO, day("2015-09-30"), "90834", "F33.1"),
    ("the old code set too late", NO, day("2015-10-01", diagnoses=["296.32"]), "90834", "296.32"),
    ("plain depression the day before its code", NO, day("2021-09-30", diagnoses=["F32.A"]), "90834", "F32.A"),
    ("plain depression on its first day", YES, day("2021-10-01", diagnoses=["F32.A"]), "90834", "F32.A"),
    ("a use disorder of unstated severity only warns", YES, {"diagnoses": ["F10.20"], "diagnosis_words.use_word": "use-disorder"}, "90834", "F10.20"),
    # codes and precedence
    ("a code on its last day, of which no more is known", OPEN, day("2018-12-31"), "96101"),
    ("a code the day after its end", NO, day("2019-01-01"), "96101"),
    ("a narrower rule does not excuse another line", NO, {**SAFETY_PLAN, "activities.named-service.minutes": 2}, "G0560 99406"),
    ("nor does it accuse it", YES, {**SAFETY_PLAN, "activities.named-service.minutes": 4}, "G0560 99406"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("allowed", "facts", "lines", "diagnoses"),
    [(case[1], case[2], case[3], case[4:] or ("F33.1",)) for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_claim_is_judged_as_a_coder_would(allowed, facts, lines, diagnoses):
    """Each right claim stands beside a wrong twin; what nobody can know is left open."""
    stated = {name: value for name, value in {**SESSION, **facts}.items() if value is not None}
    claim = {"lines": [line_from(text) for text in lines.split()], "diagnoses": list(diagnoses)}

    answer = adjudicate({"visit": stated, "claim": claim})

    assert answer["allowed"] is allowed, [f["because"] for f in answer["findings"]]
    assert bool(answer.get("undetermined")) is (allowed is None)
