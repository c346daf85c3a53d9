"""Claims as an examiner would try them; what is right was read in the sources, never in a run.

Competencies: time, add-ons, crisis, visits with psychotherapy, choice of code, families and groups,
units, modifiers. A case is a sentence, whether the claim may go out, its lines, and the facts.
"""

import pytest

from bhtrain.grading.adjudicate import adjudicate

NO = False
PAYERS = ("any", "medicare", "medicaid", "commercial", "tricare", "va", "other")


def minutes(**kinds):
    """Minutes of each kind of work: psychotherapy=45."""
    return {f"activities.{kind.replace('_', '-')}.minutes": n for kind, n in kinds.items()}


def clock(**kinds):
    """Clock times of each kind of work: family="11:00-11:50"."""
    return {
        f"activities.{kind.replace('_', '-')}.{end}": time
        for kind, span in kinds.items()
        for end, time in zip(("start", "stop"), span.split("-"), strict=True)
    }


def line_of(text):
    """A service line: 90834-59 has a modifier, 90785*2 two units, G0017@12 a place."""
    text, _, place = text.partition("@")
    number, *modifiers = text.split("-")
    code, _, units = number.partition("*")
    line = {"code": code, "units": int(units or 1), "modifiers": modifiers}
    return {**line, "place": place} if place else line


def judged(lines, facts):
    """What the command answers on these lines."""
    visit = {"service_date": "2025-03-04", "payer": "commercial", "clinician.credential": "lcsw"}
    claim = {"lines": [line_of(text) for text in lines.split()]}
    return adjudicate({"visit": {**visit, **facts}, "claim": claim})


MEDICARE, MEDICAID = {"payer": "medicare"}, {"payer": "medicaid"}
NURSE, DOCTOR = {"clinician.credential": "pmhnp"}, {"clinician.credential": "md-psychiatrist"}
TESTER = {"clinician.credential": "psychologist-clinical"}
APART, AT_ONCE = {"separate_sessions": True}, {"separate_sessions": False}
THERE = {"patient.present": True, "family.present": True}
ALONE = {"patient.present": False, "family.present": True, "family.benefit_documented": True}
BY_TIME = NURSE | {"office_visit.basis": "time", "patient.established": True}
VISIT = NURSE | {"medical_decision": "low", "office_visit.basis": "decision-making"}
COMPLEX = {"interactive.factors": ["difficult-communication"]}
INTERPRETER = {"interactive.factors": [], "interactive.interpreter": True}
IN_TURN = clock(psychotherapy="10:00-10:45", family="10:45-11:35") | THERE
GROUP_THEN_FAMILY = minutes(group=60, family=50) | THERE | APART
PLAN = ["warning-signs", "coping", "social-distraction", "family-help", "professional-help"]
SAFE = MEDICARE | {"safety_plan.elements": [*PLAN, "means-safety"]}
TWO_TESTERS = TESTER | clock(test_administration="09:00-09:30", technician_testing="10:00-10:30")
TESTS = TWO_TESTERS | {"screening.tests_given": 5, "screening.different_tests": True}

TIME = (
    ("15 minutes are nothing", NO, "90832", minutes(psychotherapy=15)),
    ("16 minutes are the short code", True, "90832", minutes(psychotherapy=16)),
    ("37 minutes are not 38", NO, "90834", minutes(psychotherapy=37)),
    ("52 minutes are the middle code", True, "90834", minutes(psychotherapy=52)),
    ("52 minutes are not 53", NO, "90837", minutes(psychotherapy=52)),
    ("two hours are one unit", NO, "90837*2", minutes(psychotherapy=120)),
    ("50 minutes past midnight", True, "90834", clock(psychotherapy="23:40-00:30")),
    ("charting is no therapy", NO, "90837", minutes(psychotherapy=45, not_therapy=10)),
    ("two codes on one line of minutes", NO, "90837 90834", minutes(psychotherapy=100)),
    ("prolonged on its last day", True, "90837 99354",
     DOCTOR | minutes(psychotherapy=90) | {"service_date": "2022-12-31"}),
    ("prolonged a day later", NO, "90837 99354",
     DOCTOR | minutes(psychotherapy=90) | {"service_date": "2023-01-01"}),
    ("a spouse for 5 of 45 minutes", True, "90834",
     minutes(psychotherapy=45) | THERE | {"family.minutes": 5, "family.focus": "patient"}),
    ("a patient for 22 of 44 minutes", NO, "90834",
     minutes(psychotherapy=44) | THERE | {"patient.present_minutes": 22}),
    ("minutes that nobody wrote down", None, "90834", {}),
)  # fmt: skip
CRISIS = (
    ("29 crisis minutes are short therapy", True, "90832", minutes(crisis=29)),
    ("29 crisis minutes are no crisis code", NO, "90839", minutes(crisis=29)),
    ("74 crisis minutes", True, "90839", minutes(crisis=74)),
    ("74 crisis minutes take no add-on", NO, "90839 90840", minutes(crisis=74)),
    ("an hour of crisis work is no therapy hour", NO, "90837", minutes(crisis=60)),
    ("nor are 110 minutes of it", NO, "90837", minutes(crisis=110)),
    ("105 crisis minutes take two", True, "90839 90840*2", minutes(crisis=105)),
    ("104 crisis minutes do not", NO, "90839 90840*2", minutes(crisis=104)),
    ("fewer add-ons are the plan's matter", True, "90839 90840", minutes(crisis=110)),
    ("no need, no crisis code", NO, "90839",
     minutes(crisis=60) | {"crisis.criterion": "none"}),
    ("a crisis in name only is therapy", True, "90837",
     minutes(crisis=60) | {"crisis.criterion": "none"}),
    ("and takes the code of its minutes", NO, "90834",
     minutes(crisis=60) | {"crisis.criterion": "none"}),
    ("59 opens no crisis pair", NO, "90839 90834-59", minutes(crisis=60, psychotherapy=45) | APART),
    ("a safety plan of 20 minutes", True, "G0560", SAFE | minutes(safety_planning=20)),
    ("30 minutes are no second unit", NO, "G0560*2", SAFE | minutes(safety_planning=30)),
    ("a plan without safe means", NO, "G0560",
     SAFE | minutes(safety_planning=20) | {"safety_plan.elements": PLAN}),
    ("Medicare's own code on its first day", True, "G0017@12",
     MEDICARE | minutes(crisis=60) | {"patient.location": "home", "service_date": "2024-01-01"}),
    ("and a day before", NO, "G0017@12",
     MEDICARE | minutes(crisis=60) | {"patient.location": "home", "service_date": "2023-12-31"}),
)  # fmt: skip
ADD_ONS = (
    ("complexity joins a session", True, "90834 90785", minutes(psychotherapy=45) | COMPLEX),
    ("complexity alone", NO, "90785", minutes(psychotherapy=45) | COMPLEX),
    ("one session, one unit of it", NO, "90834 90785*2", minutes(psychotherapy=45) | COMPLEX),
    ("it adds no minutes", NO, "90837 90785", minutes(psychotherapy=40) | COMPLEX),
    ("no family session carries it", NO, "90847 90785", minutes(family=50) | THERE | COMPLEX),
    ("a separate family session does not bar it", True, "90834-59 90785 90847",
     IN_TURN | COMPLEX),
    ("an interpreter until 2021", True, "90834 90785",
     minutes(psychotherapy=45) | INTERPRETER | {"service_date": "2021-12-31"}),
    ("an interpreter from 2022", NO, "90834 90785",
     minutes(psychotherapy=45) | INTERPRETER | {"service_date": "2022-01-01"}),
)  # fmt: skip
VISITS = (
    ("visit and 37 minutes", True, "99213 90833", VISIT | minutes(psychotherapy=37)),
    ("visit and 38 minutes", NO, "99213 90833", VISIT | minutes(psychotherapy=38)),
    ("no add-on without a visit", NO, "90833", NURSE | minutes(psychotherapy=30)),
    ("no level by time beside it", NO, "99213 90833", BY_TIME | minutes(psychotherapy=30)),
    ("a visit of staff has no level", True, "99211 90833", NURSE | minutes(psychotherapy=30)),
    ("a level that nothing shows", None, "99213 90833", NURSE | minutes(psychotherapy=30)),
    ("minutes that count twice", NO, "99213 90833",
     VISIT | minutes(psychotherapy=30, medical_visit=20, whole_visit=45)),
    ("therapy code and visit in one session", NO, "99213-25 90834",
     VISIT | minutes(psychotherapy=45, medical_visit=15) | AT_ONCE),
    ("apart, a commercial plan decides", True, "99213-25 90834",
     VISIT | minutes(psychotherapy=45, medical_visit=15) | APART),
    ("apart, Medicare still denies", NO, "99213-25 90834",
     VISIT | minutes(psychotherapy=45, medical_visit=15) | APART | MEDICARE),
    ("30 minutes by time", True, "99214", BY_TIME | minutes(medical_visit=30)),
    ("29 minutes by time", NO, "99214", BY_TIME | minutes(medical_visit=29)),
    ("55 minutes are prolonged", True, "99215 99417", BY_TIME | minutes(medical_visit=55)),
    ("not yet for Medicare", NO, "99215 G2212", BY_TIME | minutes(medical_visit=68) | MEDICARE),
    ("from minute 69", True, "99215 G2212", BY_TIME | minutes(medical_visit=69) | MEDICARE),
    ("an intake is no medical one", NO, "90792", {"evaluation.medical_elements": ["examination"]}),
    ("no therapy on the day of the intake", NO, "90791 90834-59", APART),
)  # fmt: skip
TOGETHER = (
    ("26 family minutes", True, "90847", minutes(family=26) | THERE),
    ("25 family minutes", NO, "90847", minutes(family=25) | THERE),
    ("without the patient it is the other code", NO, "90847", minutes(family=50) | ALONE),
    ("family and individual in turn", True, "90834-59 90847", IN_TURN),
    ("relatives alone, and a session apart", True, "90834-59 90846",
     minutes(psychotherapy=45, family=50) | ALONE | APART),
    ("without a modifier", NO, "90834 90847", IN_TURN),
    ("on the first code for Medicare", True, "90834 90847-59", IN_TURN | MEDICARE),
    ("on the first code for Medicaid", NO, "90834 90847-59", IN_TURN | MEDICAID),
    ("group and family for Medicare", NO, "90853 90847", GROUP_THEN_FAMILY | MEDICARE),
    ("group and family with a modifier", True, "90853 90847-XE", GROUP_THEN_FAMILY | MEDICARE),
    ("a plan without the pairs", True, "90853 90847", GROUP_THEN_FAMILY),
    ("group and visit for Medicare", NO, "90853 99213", VISIT | APART | MEDICARE),
    ("group and visit with 25", True, "90853 99213-25", VISIT | APART | MEDICARE),
    ("25 on therapy", NO, "90834-25", minutes(psychotherapy=45)),
    ("eight members are no eight units", NO, "90853*8", {"group.size": 8}),
    ("90 minutes of evaluation", NO, "96130 96131", TESTER | minutes(testing_evaluation=90)),
    ("91 minutes of evaluation", True, "96130 96131", TESTER | minutes(testing_evaluation=91)),
    ("clinician and technician", True, "96136 96138-59", TESTS),
    ("the same tests twice", NO, "96136 96138-59", TESTS | {"screening.different_tests": False}),
    ("a call of four minutes", NO, "98966", minutes(telephone=4)),
    ("an office place of an unstated meeting", True, "90834@11", minutes(psychotherapy=45)),
    ("a telehealth place of one", None, "90834@10", minutes(psychotherapy=45)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("allowed", "lines", "facts"),
    [
        pytest.param(*case[1:], id=case[0])
        for case in (*TIME, *CRISIS, *ADD_ONS, *VISITS, *TOGETHER)
    ],
)
def test_a_claim_goes_out_only_if_it_is_right(allowed, lines, facts):
    answer = judged(lines, facts)

    assert answer["allowed"] is allowed, answer["findings"]


@pytest.mark.parametrize("payer", PAYERS)
def test_minutes_decide_for_every_payer(payer):
    known = minutes(psychotherapy=50) | {"payer": payer}

    assert judged("90834", known)["allowed"] is True
    assert judged("90837", known)["allowed"] is False


@pytest.mark.parametrize("payer", [name for name in PAYERS if name != "medicare"])
def test_an_unstated_credential_leaves_open_only_what_medicare_pays(payer):
    unnamed = minutes(psychotherapy=45) | {"clinician.credential": None}

    assert judged("90834", unnamed | {"payer": payer})["allowed"] is True
    assert judged("90834", unnamed | MEDICARE)["allowed"] is None
