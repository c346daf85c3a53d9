"""A case from a script: what goes in, what comes out. Expected claims come from the dossier."""

import json

import pytest

from bhtrain.errors import BhtrainError
from bhtrain.grading.adjudicate import adjudicate

VISIT = {
    "service_date": "2025-03-04",
    "payer": "medicare",
    "modality": "in-person",
    "patient.location": "office",
    "clinician.credential": "lcsw",
    "activities.psychotherapy.minutes": 45,
    "diagnoses": ["F33.1"],
}


def claim(code, **line):
    """A claim of one line."""
    return {"lines": [{"code": code, "place": "11", **line}], "diagnoses": ["F33.1"]}


def test_a_case_without_a_claim_is_told_what_is_supported():
    answer = adjudicate({"id": "a-1", "visit": VISIT})

    assert answer["id"] == "a-1"
    assert answer["decision"] == "bill"
    line = {"code": "90834", "units": 1, "modifiers": [], "place": "11"}
    assert answer["supported"] == [[line]]
    assert answer["diagnoses"] == ["F33.1"]
    assert "allowed" not in answer


@pytest.mark.parametrize(("code", "allowed"), [("90834", True), ("90837", False)])
def test_a_claim_is_allowed_or_not(code, allowed):
    answer = adjudicate({"visit": VISIT, "claim": claim(code)})

    assert answer["allowed"] is allowed
    assert "undetermined" not in answer


def test_a_claim_that_cannot_be_judged_names_the_facts_that_are_missing():
    visit = {k: v for k, v in VISIT.items() if not k.startswith("activities")}
    answer = adjudicate({"visit": visit, "claim": claim("90834")})

    assert answer["allowed"] is None
    assert "activities.psychotherapy.minutes" in answer["undetermined"]


def test_a_finding_says_which_line_why_on_what_evidence_and_by_which_source():
    answer = adjudicate({"visit": VISIT, "claim": claim("90837")})
    finding = next(f for f in answer["findings"] if f["rule"] == "time-psychotherapy-45")

    assert finding["outcome"] == "not met"
    assert finding["severity"] == "deny"
    assert finding["line"] == 1
    assert "38 to 52 minutes" in finding["because"]
    assert finding["evidence"] == {"activities.psychotherapy.minutes": 45}
    assert set(finding["source"]) == {"id", "title", "url", "where"}
    assert finding["confidence"] == "sourced"
    assert "CO-150" in finding["consequence"]


def test_nested_facts_are_the_same_facts():
    nested = {
        **{k: v for k, v in VISIT.items() if "." not in k},
        "patient": {"location": "office"},
        "clinician": {"credential": "lcsw"},
        "activities": {"psychotherapy": {"minutes": 45}},
    }

    assert adjudicate({"visit": nested}) == adjudicate({"visit": VISIT})


def test_a_whole_note_without_a_signature_is_held_and_a_part_of_one_is_not():
    """Of a part of a note nobody knows what stands in the rest."""
    part, whole = adjudicate({"visit": VISIT}), adjudicate({"visit": {**VISIT, "whole_note": True}})

    assert part["decision"] == "bill"
    assert whole["decision"] == "hold"
    assert "signature-missing" in whole["gaps"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"visit": None}, "visit is missing"),
        ({"visit": {}}, "service_date is missing"),
        ({"visit": {**VISIT, "service_date": "2025-13-01"}}, "'2025-13-01' is not a date"),
        ({"visit": {**VISIT, "patient.presnt": True}}, "did you mean 'patient.present'?"),
        ({"visit": {**VISIT, "activities.psychotherapy.minutes": -1}}, "not a whole number"),
        ({"visit": {**VISIT, "activities.psychotherapy.minutes": 1441}}, "more than a day"),
        ({"visit": {**VISIT, "payer": "medicade"}}, "payer: 'medicade' is none of"),
        ({"visit": {**VISIT, "payer_profile": "acme"}}, "no payer profile 'acme'"),
        ({"claims": {}}, "did you mean 'claim'?"),
        ({"claim": {"line": []}}, "did you mean 'lines'?"),
        ({"claim": {"lines": [{"cod": "90834"}]}}, "did you mean 'code'?"),
        ({"claim": {"lines": [{"code": "90834", "units": 0}]}}, "units is 0"),
        ({"claim": {"lines": [{"code": 90834}]}}, "lines[0].code"),
        (
            {"claim": {"lines": [{"code": "90834", "place_of_service": "11"}]}},
            "there are code, units, modifiers, place, pointers.",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place_and_what_to_write(change, says):
    with pytest.raises((BhtrainError, ValueError)) as raised:
        adjudicate({"visit": VISIT, **change})

    assert says in str(raised.value)


@pytest.mark.parametrize("code", ["99999", "ABC", "90801"])
def test_a_code_that_nobody_knows_is_no_crash_and_never_allowed(code):
    """Unknown is never full marks."""
    answer = adjudicate({"visit": VISIT, "claim": claim(code)})

    assert answer["allowed"] is not True


def test_the_answer_is_plain_json():
    answer = adjudicate({"visit": VISIT, "claim": claim("90837")})

    assert json.loads(json.dumps(answer)) == answer


def test_a_date_before_everything_bhtrain_knows_is_not_judged():
    early = {**VISIT, "service_date": "2012-12-31"}
    answer = adjudicate({"visit": early, "claim": claim("90834")})

    assert answer["allowed"] is None
    assert answer["undetermined"] == ["service_date"]
