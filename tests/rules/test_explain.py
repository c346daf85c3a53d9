"""Texts for lessons: right numbers, the same every time, and readable in a notebook."""

import pytest

from bhtrain.errors import UnknownNameError
from bhtrain.rules.contrast import compare_minutes
from bhtrain.rules.explain import WIDTH, explain, explain_visit


def test_a_comparison_shows_each_threshold_on_its_own_line():
    """The lesson's contrast: one minute more, another code."""
    rows = str(compare_minutes(minutes=[37, 38, 52, 53])).splitlines()[2:]

    assert [row.split()[:2] for row in rows] == [
        ["37", "90832"],
        ["38", "90834"],
        ["52", "90834"],
        ["53", "90837"],
    ]


@pytest.mark.parametrize(
    ("options", "billed"),
    [
        ({"minutes": [15]}, "not billable"),
        ({"minutes": [38], "beside_visit": True}, "99214 + 90836"),
        ({"minutes": [29], "service": "crisis"}, "90832"),
        ({"minutes": [30], "service": "crisis"}, "90839"),
        ({"minutes": [25], "service": "family"}, "not billable"),
        ({"minutes": [26], "service": "family"}, "90847"),
    ],
)
def test_a_comparison_speaks_of_other_services_too(options, billed):
    """Crisis and family sessions have their own floors."""
    assert billed in compare_minutes(**options).splitlines()[2]


def test_a_comparison_of_crisis_minutes_gives_the_minutes_as_its_reason():
    """A complete note is no reason for a code; its minutes are."""
    short, long_enough = str(compare_minutes([15, 30], service="crisis")).split("\n30")

    assert "the crisis code starts" in short
    assert "30 to 74 minutes" in long_enough


def test_a_rule_is_explained_with_its_sources_and_what_is_not_checked():
    """Nobody should have to trust us."""
    text = explain("time-documented")

    assert "Psychotherapy" in text or "psychotherapy" in text
    assert "[not checked]" in text
    assert "How sure: from a document, certainty high" in text


def test_a_rule_is_explained_for_the_date_that_is_asked():
    """Three versions of the place of service; the date shows one."""
    assert "From 2024-01-01" in explain("tele-pos")
    assert "From 2024-01-01" not in explain("tele-pos", on="2023-12-31")
    assert "Not in force on 2019-12-31" in explain("tele-pos", on="2019-12-31")


def test_a_code_is_explained_with_its_minutes_and_who_bills_it():
    """Counselors stand on Medicare's list from 2024, and not the day before."""
    assert "Documented minutes: 38 to 52" in explain("90834")
    assert "LMFT" in explain("90834", on="2024-01-01")
    assert "LMFT" not in explain("90834", on="2023-12-31")


def test_texts_print_as_they_stand_and_fit_a_notebook():
    """A cell's last value shows no quotes and no backslashes."""
    text = explain("tele-pos")

    assert repr(text) == str(text)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert explain("tele-pos") == text


def test_a_visit_is_explained_worst_first():
    """What fails the claim comes before what is fine."""
    text = explain_visit(
        {"activities.psychotherapy.minutes": 50, "modality": "in-person"},
        ["90837"],
        "2025-03-04",
    )
    lines = text.splitlines()

    assert lines[0] == "90837 on 2025-03-04"
    assert "NOT MET 50 minutes of psychotherapy are documented" in text
    assert text.index("NOT MET") < text.index("ok      ")


def test_an_unknown_name_is_answered_with_the_nearest():
    """Typing errors happen in lessons too."""
    with pytest.raises(UnknownNameError, match="did you mean 'tele-pos'"):
        explain("tele-po")
