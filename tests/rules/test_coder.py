"""What the documentation supports. Expected claims: domain/codes.yaml and rules.yaml."""

from datetime import date

import pytest

from bhtrain.model.facts import visit_from_facts
from bhtrain.rules import derive

COMPLETE = {
    "payer": "medicare",
    "modality": "in-person",
    "patient.location": "office",
    "patient.present": True,
    "patient.established": True,
    "clinician.credential": "lcsw",
    "signature.kind": "electronic",
    "signature.by_rendering_clinician": True,
    "signature.credentials_shown": True,
    "signature.signed_on": "2025-03-04",
    "plan.covers_service_date": True,
    "plan.states": ["type", "amount", "frequency", "duration", "diagnosis", "goals"],
    "diagnoses": ["F33.1"],
    "note.dated": True,
    "note.service_named": True,
    "note.symptoms": True,
    "note.intervention": True,
    "note.response": True,
    "note.plan_for_next": True,
    "note.goal_link": True,
    "note.progress": True,
    "note.necessity_link": True,
    "family.names_patient_problem": True,
    "evaluation.elements": [
        "presenting-problem",
        "history",
        "mental-status",
        "diagnosis",
        "recommendations",
    ],
}
PRESCRIBER = {
    "clinician.credential": "pmhnp",
    "medical_decision": "moderate",
    "note.therapy_told_apart": True,
}


def derived(*, on="2025-03-04", **facts):
    """The derivation for a complete note with these facts; "__" stands for a dot."""
    named = {name.replace("__", "."): value for name, value in facts.items()}
    named = {name.replace("_visit.", "-visit."): value for name, value in named.items()}
    return derive(visit_from_facts({**COMPLETE, **named}, service_date=date.fromisoformat(on)))


def outcome(derivation):
    """Decision, codes and gaps, to be compared at a glance."""
    answer = derivation.answer
    return answer.decision.value, answer.claim.codes, tuple(gap.id for gap in answer.gaps)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (15, ("not-billable", (), ())),
        (16, ("bill", ("90832",), ())),
        (37, ("bill", ("90832",), ())),
        (38, ("bill", ("90834",), ())),
        (52, ("bill", ("90834",), ())),
        (53, ("bill", ("90837",), ())),
        (130, ("bill", ("90837",), ())),
    ],
)
def test_minutes_choose_the_psychotherapy_code(minutes, expected):
    """The bands are what most claims turn on."""
    assert expected == outcome(derived(activities__psychotherapy__minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "codes"),
    [
        (15, ("99214",)),
        (16, ("99214", "90833")),
        (38, ("99214", "90836")),
        (53, ("99214", "90838")),
    ],
)
def test_a_prescriber_bills_the_visit_and_the_therapy_beside_it(minutes, codes):
    """A short talk is part of the visit; a longer one is an add-on, never a stand-alone code."""
    facts = {"activities__medical_visit__minutes": 15, **PRESCRIBER}
    derivation = derived(activities__psychotherapy__minutes=minutes, **facts)

    assert ("bill", codes, ()) == outcome(derivation)


@pytest.mark.parametrize(
    ("decision", "established", "code"),
    [
        ("straightforward", True, "99212"),
        ("low", True, "99213"),
        ("moderate", True, "99214"),
        ("high", True, "99215"),
        ("straightforward", False, "99202"),
        ("high", False, "99205"),
    ],
)
def test_decision_making_chooses_the_office_visit(decision, established, code):
    """Beside psychotherapy the level never comes from time."""
    derivation = derived(
        activities__medical_visit__minutes=15,
        clinician__credential="md-psychiatrist",
        medical_decision=decision,
        patient__established=established,
    )

    assert ("bill", (code,), ()) == outcome(derivation)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (15, ("not-billable", (), ())),
        (16, ("bill", ("90832",), ())),
        (29, ("bill", ("90832",), ())),
        (30, ("bill", ("90839",), ())),
        (74, ("bill", ("90839",), ())),
        (75, ("bill", ("90839", "90840"), ())),
    ],
)
def test_crisis_minutes_choose_the_crisis_code(minutes, expected):
    """Urgent is not enough; half an hour is."""
    assert expected == outcome(derived(activities__crisis__minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "present", "expected"),
    [
        (25, True, ("not-billable", (), ())),
        (26, True, ("bill", ("90847",), ())),
        (26, False, ("bill", ("90846",), ())),
        (26, None, ("hold", (), ("participants-missing",))),
    ],
)
def test_family_sessions_need_26_minutes_and_a_word_on_the_patient(minutes, present, expected):
    """The code says whether the patient was in the room; without that word nobody can choose."""
    derivation = derived(activities__family__minutes=minutes, patient__present=present)

    assert expected == outcome(derivation)


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        ({"activities__psychotherapy__minutes": None}, ("time-missing",)),
        (
            {
                "activities__psychotherapy__minutes": 60,
                "activities__psychotherapy__timing": "scheduled",
            },
            ("time-scheduled-only",),
        ),
        (
            {
                "activities__psychotherapy__minutes": 60,
                "activities__psychotherapy__timing": "autofilled",
            },
            ("time-scheduled-only",),
        ),
        ({"activities__whole_visit__minutes": 45, **PRESCRIBER}, ("time-not-divided",)),
    ],
)
def test_time_that_nobody_wrote_down_holds_the_claim_with_one_gap(facts, gaps):
    """One missing thing is one gap, however many rules speak of it."""
    assert ("hold", (), gaps) == outcome(derived(**facts))


@pytest.mark.parametrize("total", [10, 44, 60])
def test_times_that_disagree_hold_the_claim_though_the_total_gives_a_code(total):
    """Not even "too short" is decided by a time that the note itself disputes."""
    derivation = derived(
        activities__psychotherapy__start="10:00",
        activities__psychotherapy__stop="10:50",
        activities__psychotherapy__minutes=total,
    )

    assert outcome(derivation) == ("hold", (), ("time-contradicts",))


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        ({"signature__kind": "none"}, ("signature-missing",)),
        ({"signature__credentials_shown": False}, ("signature-credentials",)),
        ({"plan__covers_service_date": False}, ("plan-missing",)),
        ({"plan__states": ["type", "goals"]}, ("plan-incomplete",)),
        ({"diagnoses": ["F33.1?"]}, ("diagnosis-missing",)),
        ({"modality": "video", "patient__location": None}, ("location-missing",)),
        (
            {"signature__kind": "none", "plan__covers_service_date": False},
            ("signature-missing", "plan-missing"),
        ),
    ],
)
def test_what_the_note_leaves_out_holds_the_claim(facts, gaps):
    """Hold and ask is an answer; the gap is the question."""
    derivation = derived(activities__psychotherapy__minutes=45, **facts)

    assert ("hold", (), gaps) == outcome(derivation)


def test_a_commercial_plan_without_a_profile_does_not_stop_at_the_treatment_plan():
    """A warning never holds a claim."""
    derivation = derived(
        payer="commercial", activities__psychotherapy__minutes=45, plan__covers_service_date=False
    )

    assert outcome(derivation) == ("bill", ("90834",), ())


@pytest.mark.parametrize(
    ("payer", "on", "expected"),
    [
        ("medicare", "2023-12-31", ("not-billable", (), ())),
        ("medicare", "2024-01-01", ("bill", ("90834",), ())),
        ("commercial", "2023-12-31", ("bill", ("90834",), ())),
    ],
)
def test_counselors_bill_medicare_from_2024(payer, on, expected):
    """The date of service decides, and only Medicare's list is strict."""
    derivation = derived(
        payer=payer, on=on, activities__psychotherapy__minutes=45, clinician__credential="lpc"
    )

    assert expected == outcome(derivation)


@pytest.mark.parametrize(
    ("payer", "location", "on", "place", "modifiers"),
    [
        ("medicare", "home", "2021-12-31", "11", ("95",)),
        ("medicare", "home", "2023-12-31", "11", ("95",)),
        ("medicare", "home", "2024-01-01", "10", ()),
        ("medicare", "school", "2024-01-01", "02", ()),
        ("commercial", "home", "2021-12-31", "02", ()),
        ("commercial", "home", "2022-01-01", "10", ()),
        ("commercial", "school", "2025-03-04", "02", ()),
    ],
)
def test_video_visits_take_place_and_modifier_of_their_date(payer, location, on, place, modifiers):
    """Three versions of one rule: habits of one year are denials in the next."""
    derivation = derived(
        payer=payer,
        on=on,
        modality="video",
        patient__location=location,
        activities__psychotherapy__minutes=45,
    )
    (line,) = derivation.answer.claim.lines

    assert (place, modifiers) == (line.place, line.modifiers)


@pytest.mark.parametrize(("on", "modifiers"), [("2022-12-31", ()), ("2023-01-01", ("93",))])
def test_medicare_asks_for_93_on_telephone_visits_from_2023(on, modifiers):
    """The modifier existed a year before Medicare required it."""
    derivation = derived(
        on=on,
        modality="audio-only",
        patient__location="home",
        telehealth__audio_reason="patient-unable",
        telehealth__clinician_could_use_video=True,
        activities__psychotherapy__minutes=45,
    )

    assert derivation.answer.claim.lines[0].modifiers == modifiers


@pytest.mark.parametrize(
    ("location", "place"), [("office", "11"), ("home", "12"), ("school", "03")]
)
def test_in_person_the_place_is_the_setting(location, place):
    """No telehealth rule speaks to a visit in one room."""
    derivation = derived(activities__psychotherapy__minutes=45, patient__location=location)

    assert derivation.answer.claim.lines[0].place == place


def test_a_family_session_without_the_patient_does_not_ask_where_the_patient_was():
    """The patient was at school; that says nothing about the session."""
    derivation = derived(
        activities__family__minutes=30, patient__present=False, patient__location=None
    )

    assert outcome(derivation) == ("bill", ("90846",), ())


def test_only_certain_diagnoses_are_billed_in_the_order_of_the_note():
    """Outpatient claims never carry a suspicion."""
    derivation = derived(
        activities__psychotherapy__minutes=45, diagnoses=["F41.1", "F60.3?", "F33.1"]
    )

    assert derivation.answer.claim.diagnoses == ("F41.1", "F33.1")


@pytest.mark.parametrize(
    ("facts", "code"),
    [({}, "90791"), ({**PRESCRIBER, "evaluation.medical_elements": ["medicine-changed"]}, "90792")],
)
def test_an_intake_with_medical_work_has_its_own_code(facts, code):
    """Both are untimed; what differs is the medical work."""
    derivation = derived(activities__evaluation__minutes=None, **facts)

    assert ("bill", (code,), ()) == outcome(derivation)


def test_a_note_of_paperwork_only_is_not_billable():
    """Not billable is an answer."""
    derivation = derived(**{"activities__not-therapy__minutes": 30})

    assert outcome(derivation) == ("not-billable", (), ())


def test_a_note_that_does_not_say_what_was_done_is_held():
    """Silence is no proof that nothing happened."""
    assert outcome(derived()) == ("hold", (), ("intervention-missing",))


def test_dates_before_the_horizon_are_held_not_guessed():
    """What bhtrain does not know it does not bill."""
    derivation = derived(on="2012-12-31", activities__psychotherapy__minutes=45)

    assert derivation.answer.decision.value == "hold"
    assert any("outside what bhtrain knows" in reason for reason in derivation.reasons)
