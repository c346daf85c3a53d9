"""Contrasts: one fact changed, and the claim changes as the rules say."""

import pytest

from bhtrain.errors import UnknownNameError
from bhtrain.model.claim import ServiceLine
from bhtrain.rules.contrast import compare, compare_minutes, line_words
from bhtrain.rules.explain import WIDTH

THERAPY = {"activities.psychotherapy.minutes": 45}


def billed(table, column="billed"):
    """That column of each row; the columns stand where the head says."""
    head, _, *rows = str(table).splitlines()
    start, end = head.index(column), head.index("why")
    return [row[start:end].strip() for row in rows if row[:start].strip()]


def test_one_fact_changes_the_claim():
    """The place of a session by video in 2026 is where the patient is."""
    table = compare(
        {**THERAPY, "payer": "medicare"},
        {
            "in the office": {},
            "by video from home": {"modality": "video", "patient.location": "home"},
            "no plan on file": {"plan.covers_service_date": False},
        },
    )

    assert billed(table) == ["90834", "90834, place 10", "hold"]
    assert "No treatment plan covers the date of service." in " ".join(table.split())


def test_a_row_may_move_to_another_date_of_service():
    """Medicare takes claims of an LMFT from 2024-01-01 on."""
    table = compare(
        {**THERAPY, "payer": "medicare", "clinician.credential": "lmft"},
        {
            "December 31": {"service_date": "2023-12-31"},
            "January 1": {"service_date": "2024-01-01"},
        },
    )

    assert billed(table) == ["not billable", "90834"]


def test_a_drafted_claim_is_told_by_the_rules_that_are_named():
    """The same draft under two notes; a rule that is not named says nothing."""
    table = compare(
        THERAPY,
        {"signed": {}, "not signed": {"signature.kind": None}},
        claim=["90834"],
        about=["doc-signature"],
    )

    assert billed(table, "the claim") == ["ok", "taken back"]
    assert "minutes" not in table


def test_one_reason_is_told_once():
    """Eight rules miss the minutes of a booked slot; the learner needs one sentence."""
    slot = {
        "activities.psychotherapy.start": "14:00",
        "activities.psychotherapy.stop": "14:45",
        "activities.psychotherapy.timing": "scheduled",
    }
    told = " ".join(compare(slot, {"the slot": {}}).split())

    assert told.count("The only time for psychotherapy is the booked slot") == 1


def test_long_labels_and_reasons_stay_within_the_page():
    """A notebook on a phone wraps nothing twice."""
    table = compare({}, {"a note of sixty minutes, " * 3: THERAPY, "another": {"diagnoses": []}})

    assert max(map(len, table.splitlines())) <= WIDTH


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

    assert billed(table, "the claim") == ["ok", "denied"]
    assert table.startswith("the draft says")


def test_one_draft_under_two_notes():
    """Where the rows share the draft, it is the notes that differ, and the head says so."""
    table = compare(
        {**THERAPY, "claim.diagnoses": ["F31.81"]},
        {"suspected": {"diagnoses": ["F31.81?"]}, "certain": {"diagnoses": ["F31.81"]}},
        claim=["90834"],
        about=["dx-no-probable"],
    )

    assert billed(table, "the claim") == ["taken back", "ok"]
    assert table.startswith("the note says")


def test_the_diagnoses_that_go_on_the_claim_are_told_where_asked():
    """What is to be ruled out stays off the claim."""
    note = {**THERAPY, "diagnoses": ["F33.1", "F31.81?"]}

    assert billed(compare(note, {"rule out": {}}, diagnoses=True)) == ["90834 for F33.1"]
    assert billed(compare(note, {"rule out": {}})) == ["90834"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ServiceLine(code="90834", place="11"), "90834"),
        (ServiceLine(code="90834", place="10", modifiers=("95",)), "90834-95, place 10"),
        (ServiceLine(code="90840", units=2), "90840 x2"),
    ],
)
def test_a_line_is_told_in_short(line, words):
    """The office is what everybody expects; any other place is said."""
    assert line_words(line) == words


def test_a_slip_of_the_pen_is_told_and_not_compared():
    """A lesson must not show a verdict on a code, rule or fact that nobody meant."""
    with pytest.raises(UnknownNameError, match="90843"):
        compare(THERAPY, {"": {}}, claim=["90843"], about=["doc-signature"])
    with pytest.raises(UnknownNameError, match="doc-signatur"):
        compare(THERAPY, {"": {}}, about=["doc-signatur"])
    with pytest.raises(UnknownNameError, match=r"activities\.therapy"):
        compare({"activities.therapy.minutes": 45}, {"": {}})
    with pytest.raises(ValueError, match="about="):
        compare(THERAPY, {"": {}}, claim=["90834"])
    with pytest.raises(ValueError, match=r"claim\.diagnoses"):
        compare(THERAPY, {"": {"claim.diagnoses": ["F33.1"]}})


def test_minutes_are_compared_without_naming_facts():
    """The shortest call of the lesson on time."""
    assert "90834" in compare_minutes([38])


def test_a_notebook_shows_a_table_in_which_nothing_is_markup():
    """On a telephone columns of plain text cannot be read."""
    html = compare({}, {"<b>45</b> minutes": THERAPY})._repr_html_()

    assert html.startswith('<table><thead><tr><th scope="col"')
    assert "&lt;b&gt;45&lt;/b&gt; minutes" in html
    assert "<b>" not in html
    assert ">90834</td>" in html
