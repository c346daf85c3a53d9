"""Contrasts that are about diagnoses: those of a draft, and those that the note supports."""

import pytest

from bhtrain.rules.contrast import compare

THERAPY = {"activities.psychotherapy.minutes": 45}


def rows(table):
    """The lines below the head."""
    return str(table).splitlines()[2:]


def test_the_same_diagnoses_in_another_order_fare_otherwise():
    """A disorder with a physical cause never stands before that cause."""
    table = compare(
        THERAPY,
        {
            "cause first": {"claim.diagnoses": ["G30.9", "F02.A4"]},
            "cause last": {"claim.diagnoses": ["F02.A4", "G30.9"]},
        },
        claim=["90834"],
        about=["dx-f01-f09-first"],
    )

    assert str(table).startswith("the draft says")
    assert rows(table)[0].split()[2] == "ok"
    assert rows(table)[1].split()[2] == "denied"


def test_one_draft_under_two_notes():
    """Where the rows share the draft, it is the notes that differ, and the head says so."""
    table = compare(
        {**THERAPY, "claim.diagnoses": ["F31.81"]},
        {"suspected": {"diagnoses": ["F31.81?"]}, "certain": {"diagnoses": ["F31.81"]}},
        claim=["90834"],
        about=["dx-no-probable"],
    )

    assert str(table).startswith("the note says")
    assert rows(table)[0].startswith("suspected      taken back")
    assert rows(table)[-1].startswith("certain        ok")


def test_the_diagnoses_that_go_on_the_claim_are_told_where_asked():
    """What is to be ruled out stays off the claim."""
    note = {**THERAPY, "diagnoses": ["F33.1", "F31.81?"]}

    told = compare(note, {"rule out bipolar": {}}, diagnoses=True)

    assert "90834 for F33.1 " in rows(told)[0]
    assert "F31.81" not in told
    assert "for F33.1" not in compare(note, {"rule out bipolar": {}})


def test_diagnoses_of_a_draft_need_the_draft():
    """Otherwise they would be passed over without a word."""
    with pytest.raises(ValueError, match=r"claim\.diagnoses"):
        compare(THERAPY, {"a row": {"claim.diagnoses": ["F33.1"]}})
