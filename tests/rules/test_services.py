"""What a part of a note supports, one case a line. Expected: the codes' minutes and the rules."""
# ruff: noqa: E501 - a table reads best with one case a line

import pytest

from bhtrain.grading.adjudicate import adjudicate

_NAMES = {
    "on": "service_date",
    "cred": "clinician.credential",
    "loc": "patient.location",
    "here": "patient.present",
    "known": "patient.established",
    "mdm": "medical_decision",
    "apart": "separate_sessions",
    "dx": "diagnoses",
    "month": "care_month.minutes",
    "factors": "interactive.factors",
    "tools": "screening.instruments",
    "basis": "office_visit.basis",
    "focus": "family.focus",
    "word": "diagnosis_words.depression",
}
_KINDS = {
    "talk": "psychotherapy",
    "talk2": "psychotherapy-2",
    "em": "medical-visit",
    "crisis": "crisis",
    "family": "family",
    "group": "group",
    "intake": "evaluation",
    "tests": "test-administration",
    "techs": "technician-testing",
    "report": "testing-evaluation",
    "hb": "health-behavior-individual",
    "aba": "aba-treatment",
    "screen": "screening",
    "sbirt": "brief-intervention",
    "safety": "safety-planning",
    "call": "telephone",
    "named": "named-service",
    "named2": "named-service-2",
    "care": "care-month",
}
_STAY = {"service_date": "2025-03-04", "payer": "medicare", "modality": "in-person"}
_STAY |= {"patient.location": "office", "clinician.credential": "lcsw"}
_NP = {"cred": "pmhnp", "mdm": "moderate", "known": True}
_PSY = {"cred": "psychologist-clinical"}
_COM, _AID = {"payer": "commercial"}, {"payer": "medicaid"}
_VIDEO, _HOME = {"modality": "video"}, {"loc": "home"}
_TREATS = {"cred": "md-other", "clinician.treats_in_month": True, "care_month.collaborative": True}
_H = {"activities.named-service.code": "H2015"}
_UNDER = {
    "cred": "lmsw",
    "incident_to.billed": True,
    "incident_to.supervision": "general",
    "incident_to.direction_documented": True,
}
_PLAN_PARTS = ["warning-signs", "coping", "social-distraction"]
_PLAN_PARTS += ["family-help", "professional-help", "means-safety"]
_SAFE = {"safety_plan.elements": _PLAN_PARTS}
_CLOCKS = {
    "activities.psychotherapy.start": "09:00",
    "activities.psychotherapy.stop": "09:45",
    "activities.family.start": "10:00",
    "activities.family.stop": "10:50",
}


def _visit(facts):
    named = {}
    for name, value in facts.items():
        minutes = isinstance(value, int) and name in _KINDS
        named[f"activities.{_KINDS[name]}.minutes" if minutes else _NAMES.get(name, name)] = value
    return {**_STAY, **named}


def _line(line):
    units = f"*{line['units']}" if line["units"] > 1 else ""
    marks = "".join(f"-{mark}" for mark in line["modifiers"])
    place = f"@{line['place']}" if line["place"] not in ("11", None) else ""
    return f"{line['code']}{units}{marks}{place}"


def _said(case):
    answer = adjudicate({"visit": _visit(case)})
    if answer["decision"] != "bill":
        return str(answer["decision"])
    return " | ".join(" ".join(sorted(map(_line, lines))) for lines in answer["supported"])


CASES = {
    "two sessions apart are two units": ({"talk": 45, "talk2": 45, "apart": True}, "90834*2 | 90834 90834-76"),
    "Medicare pays one of two codes": ({"talk": 30, "talk2": 45, "apart": True}, "90834"),
    "another plan may pay both": ({"talk": 30, "talk2": 45, "apart": True, **_COM}, "90832 90834"),
    "TRICARE pays one session of a type": ({"talk": 45, "talk2": 45, "apart": True, "payer": "tricare"}, "90834"),
    "half of the session without the patient": ({"talk": 44, "patient.present_minutes": 22}, "not-billable"),
    "the middle of three elements is the level": (
        {"em": 15, "talk": 20, **_NP, "office_visit.problems": "high", "office_visit.data": "low", "office_visit.risk": "moderate"},
        "90833 99214",
    ),
    "a long visit beside therapy goes by decision": ({"em": 70, "talk": 16, **_NP}, "90833 99214"),
    "seen three years ago is established": (
        {"em": 15, "talk": 16, **_NP, "known": None, "patient.last_seen_in_specialty": "2022-03-04"}, "90833 99214"),
    "a day longer ago is new": (
        {"em": 15, "talk": 16, **_NP, "known": None, "patient.last_seen_in_specialty": "2022-03-03"}, "90833 99204"),
    "another practitioner's visit leaves therapy alone": (
        {"em": 15, "talk": 45, **_NP, "office_visit.by_same_practitioner": False}, "90834"),
    "by time 39 minutes": ({"em": 39, **_NP, "basis": "time"}, "99214"),
    "by time 40 minutes": ({"em": 40, **_NP, "basis": "time"}, "99215"),
    "by time before 2021 nobody knows": ({"on": "2020-12-31", "em": 40, **_NP, "basis": "time"}, "hold"),
    "54 minutes have no prolonged unit": ({"em": 54, **_NP, "basis": "time", **_COM}, "99215"),
    "55 minutes have one": ({"em": 55, **_NP, "basis": "time", **_COM}, "99215 99417"),
    "Medicare's starts later": ({"em": 68, **_NP, "basis": "time"}, "99215"),
    "Medicare's starts at 69": ({"em": 69, **_NP, "basis": "time"}, "99215 G2212"),
    "without a payer both counts stand": ({"em": 69, **_NP, "basis": "time", "payer": "any"}, "99215 99417 | 99215 G2212"),
    "an intake takes the therapy with it": ({"intake": 60, "talk": 30, "apart": True, **_COM}, "90791"),
    "and the visit": ({"intake": 60, "em": 20, **_NP}, "90792"),
    "without medical work it is the plain intake": ({"intake": 60, "em": 20, **_NP, "evaluation.medical_elements": []}, "90791"),
    "crisis or therapy, not both": ({"crisis": 50, "talk": 45}, "90839 | 90834"),
    "crisis bars the group for every payer": ({"crisis": 50, "group": 60, "apart": True, **_COM}, "90839"),
    "a plan that starts at the midpoint": ({"crisis": 89, **_COM, "payer_flags.crisis_addon_rule": "midpoint"}, "90839"),
    "a minute later": ({"crisis": 90, **_COM, "payer_flags.crisis_addon_rule": "midpoint"}, "90839 90840"),
    "a plan that wants it full": ({"crisis": 103, **_COM, "payer_flags.crisis_addon_rule": "full"}, "90839"),
    "a full half hour": ({"crisis": 104, **_COM, "payer_flags.crisis_addon_rule": "full"}, "90839 90840"),
    "two full ones": ({"crisis": 134, **_COM, "payer_flags.crisis_addon_rule": "full"}, "90839 90840*2"),
    "a plan with its own crisis code": (
        {"crisis": 44, **_AID, "payer_flags.crisis_code": "H2011", "payer_flags.unit_rounding": "full"}, "H2011*2"),
    "Medicare at the patient's home": ({"crisis": 80, **_HOME}, "G0017@12 G0018@12"),
    "a year before not": ({"on": "2023-12-31", "crisis": 80, **_HOME}, "90839@12 90840@12"),
    "relatives who only heard results": ({"family": 45, "here": False, "family.content": ["results-explained"]}, "not-billable"),
    "a relative who helped": ({"family": 45, "here": True, "focus": "patient", "family.minutes": 10}, "90834"),
    "couple work called individual": ({"talk": 45, "here": True, "focus": "family", "family.present": True}, "90847"),
    "25 minutes of it are too few": ({"talk": 25, "here": True, "focus": "family", "family.present": True}, "not-billable"),
    "families together": ({"group": 60, "group.families": 2, **_COM}, "90849"),
    "apart by the clock": ({**_CLOCKS, "here": True}, "90834-59 90847"),
    "not apart, one of them": ({"talk": 45, "family": 50, "here": True, "apart": False, **_COM}, "90847 | 90834"),
    "a plan that takes XE": (
        {"talk": 45, "group": 60, "apart": True, **_COM, "payer_flags.distinct_modifier": "XE"}, "90834-XE 90853"),
    "visit, therapy and group": ({"em": 15, "talk": 20, "group": 60, "apart": True, **_NP}, "90833-59 90853 99214-25"),
    "a family session in a group's day": ({"family": 45, "group": 60, "apart": True, "here": True}, "90847-59 90853"),
    "a factor joins therapy": ({"talk": 45, "factors": ["play-or-device"]}, "90785 90834"),
    "never a family session": ({"family": 45, "here": True, "factors": ["play-or-device"]}, "90847"),
    "never a visit alone": ({"em": 15, **_NP, "factors": ["play-or-device"]}, "99214"),
    "a report that was not made": ({"talk": 45, "factors": ["mandated-report"], "interactive.report_made": False}, "90834"),
    "an interpreter in 2021": ({"on": "2021-12-31", "talk": 45, "interactive.interpreter": True, "factors": [], **_COM}, "90785 90834"),
    "an interpreter in 2022": ({"on": "2022-01-01", "talk": 45, "interactive.interpreter": True, "factors": [], **_COM}, "90834"),
    "Medicare bars screens beside therapy": ({"talk": 45, "screen": 5, "tools": 2}, "90834"),
    "a commercial plan may pay them": ({"talk": 45, "screen": 5, "tools": 2, **_COM}, "90834 96127*2"),
    "beside a visit alone Medicare pays": ({"em": 15, "screen": 5, "tools": 2, **_NP}, "96127*2 99214"),
    "filled in by a caregiver": ({"screen": 5, "tools": 1, **_COM, "screening.about_caregiver": True}, "96161"),
    "Medicare's yearly look": (
        {"screen": 5, "tools": 1, **_NP, "mdm": None, "screening.for_condition": "depression", "screening.symptoms_or_disorder": False}, "G0444"),
    "no questionnaire was scored": ({"screen": 5, "tools": 0, **_COM}, "hold"),
    "90 minutes of report": ({"report": 90, **_PSY}, "96130"),
    "91 minutes of report": ({"report": 91, **_PSY}, "96130 96131"),
    "the technician gave the same tests": (
        {"tests": 40, "techs": 40, "apart": True, **_PSY, "screening.tests_given": 3, "screening.different_tests": False}, "96136"),
    "the technician gave others": (
        {"tests": 40, "techs": 40, "apart": True, **_PSY, "screening.tests_given": 3, "screening.different_tests": True}, "96136 96138-59"),
    "the physical condition goes first": ({"hb": 38, **_PSY, "dx": ["F32.1", "E11.9"]}, "96158 96159"),
    "without one it is no health behavior service": ({"hb": 38, **_PSY, "dx": ["F32.1"]}, "not-billable"),
    "22 minutes are a unit": ({"aba": 22, "cred": "bcba", **_COM}, "97153"),
    "23 minutes are two": ({"aba": 23, "cred": "bcba", **_COM}, "97153*2"),
    "Medicare from 5 minutes": ({"sbirt": 5}, "G2011"),
    "not before 2020": ({"on": "2019-12-31", "sbirt": 5}, "not-billable"),
    "others from 15": ({"sbirt": 14, **_AID}, "not-billable"),
    "others to 30": ({"sbirt": 30, **_AID}, "99408"),
    "others from 31": ({"sbirt": 31, **_AID}, "99409"),
    "an unknown rounding has two readings": ({"named": 23, **_H, **_AID}, "H2015*2 | H2015"),
    "a full rounding has one": ({"named": 23, **_H, **_AID, "payer_flags.unit_rounding": "full"}, "H2015"),
    "two named services keep their own minutes": (
        {"named": 30, "named2": 60, **_H, "activities.named-service-2.code": "H2017", **_AID}, "H2015*2 H2017*4"),
    "the first month": ({"care": 0, "month": 86, **_TREATS, "care_month.first_month": True}, "99492 99494"),
    "a short month": ({"care": 0, "month": 20, **_TREATS, "care_month.first_month": True}, "G2214"),
    "before its code existed": ({"on": "2020-12-31", "care": 0, "month": 20, **_TREATS}, "not-billable"),
    "first or later is not stated": ({"care": 0, "month": 60, **_TREATS}, "hold"),
    "a therapist's month": ({"care": 0, "month": 20, "care_month.collaborative": False}, "G0323"),
    "39 minutes are one full unit": ({"safety": 39, **_SAFE}, "G0560"),
    "not before 2025": ({"on": "2024-12-31", "safety": 39, **_SAFE}, "not-billable"),
    "a call of 31 minutes": ({"call": 31, **_COM}, "98968"),
    "a car may count as home": ({"talk": 45, **_VIDEO, "loc": "car"}, "90834@02 | 90834@10"),
    "a plan that kept the office": ({"talk": 45, **_VIDEO, **_HOME, **_COM, "payer_flags.telehealth_95_office": True}, "90834-95"),
    "no profile speaks for Medicare": ({"talk": 45, **_VIDEO, **_HOME, "payer_flags.telehealth_pos": "11"}, "90834@10"),
    "supervised by a psychologist": ({"talk": 45, **_UNDER, "incident_to.supervisor": "psychologist-clinical"}, "90834"),
    "never by a social worker": ({"talk": 45, **_UNDER, "incident_to.supervisor": "lcsw"}, "not-billable"),
    "not under one's own number": ({"talk": 45, "cred": "lmsw"}, "not-billable"),
    "supervised by telephone in 2022": (
        {"on": "2022-12-31", "talk": 45, **_UNDER, "incident_to.supervisor": "md-psychiatrist", "incident_to.supervisor_was": "telephone"}, "not-billable"),
    "the level of who did the work": (
        {"talk": 45, **_PSY, **_AID, "performer.credential": "lmsw", "payer_flags.level_modifier": True}, "90834-HO"),
}  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), CASES.values(), ids=CASES)
def test_a_part_of_a_note_supports(facts, expected):
    """Each line is a threshold, a date, a payer or a day with two services."""
    assert _said(facts) == expected


@pytest.mark.parametrize("facts", [facts for facts, _ in CASES.values()], ids=CASES)
def test_what_is_supported_is_never_refused(facts):
    """Each of the claims that would do passes the rules."""
    visit = _visit(facts)
    answer = adjudicate({"visit": visit})
    for supported in answer["supported"]:
        lines = [{name: v for name, v in line.items() if v is not None} for line in supported]
        claim = {"lines": lines, "diagnoses": answer["diagnoses"]}
        assert adjudicate({"visit": visit, "claim": claim})["allowed"] is not False


DIAGNOSES = {
    "a plain depression": ({"word": "depression", "dx": ["F32.9"]}, ["F32.A"]),
    "before its code": ({"on": "2021-09-30", "word": "depression", "dx": ["F32.9"]}, ["F32.9"]),
    "the words say more than the code": (
        {"word": "major-recurrent", "diagnosis_words.depression_state": "severe", "dx": ["F33.9"]},
        ["F33.2"],
    ),
    "the code says more than the words": ({"word": "major-recurrent", "dx": ["F33.1"]}, ["F33.1"]),
    "an earlier mania is no depression": (
        {"word": "major-recurrent", "diagnosis_words.past_mania": True},
        [],
    ),
    "circumstances come second": ({"dx": ["Z63.0", "F43.23"]}, ["F43.23", "Z63.0"]),
    "the cause comes before its dementia": ({"dx": ["F02.A4", "G30.9"]}, ["G30.9", "F02.A4"]),
    "dependence before abuse": ({"dx": ["F10.10", "F10.20"]}, ["F10.20"]),
    "a severe disorder is dependence": (
        {"dx": ["F10.10"], "diagnosis_words.use_severity": "severe"},
        ["F10.20"],
    ),
    "a trait is no disorder": (
        {"dx": ["F41.1", "F60.3"], "diagnosis_words.traits_only": True},
        ["F41.1"],
    ),
}


@pytest.mark.parametrize(("facts", "expected"), DIAGNOSES.values(), ids=DIAGNOSES)
def test_the_words_of_the_note_fix_the_diagnoses(facts, expected):
    """Exact where the patterns of the codebook say so, and in the order that coding asks."""
    answer = adjudicate({"visit": _visit({"talk": 45, **facts})})

    assert (str(answer["decision"]), answer["diagnoses"]) == ("bill", expected)
