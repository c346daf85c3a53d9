"""Facts of codes. Expected values: domain/codes.yaml, credentials.yaml."""

from datetime import date

import pytest

from bhtrain.codebook import load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.model.documentation import MedicalDecision

BOOK = load_codebook()


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        ("90832", 16, 37),
        ("90834", 38, 52),
        ("90837", 53, None),
        ("90833", 16, 37),
        ("90836", 38, 52),
        ("90838", 53, None),
        ("90839", 30, None),
        ("90840", 75, None),
        ("90846", 26, None),
        ("90847", 26, None),
        ("90791", None, None),
        ("90853", None, None),
    ],
)
def test_minutes_of_the_codes(code, least, most):
    """These numbers decide most claims; they stand here once and in the codebook once."""
    assert (BOOK.code(code).minutes_min, BOOK.code(code).minutes_max) == (least, most)


def test_the_crisis_code_stands_alone_to_minute_74():
    """From the next minute on its add-on joins it."""
    assert BOOK.code("90839").alone_max == 74


@pytest.mark.parametrize("credential", ["lpc", "lmft"])
def test_counselors_and_family_therapists_bill_medicare_from_2024(credential):
    """The day before it is a denial."""
    before = BOOK.on(date(2023, 12, 31)).code("90834")
    since = BOOK.on(date(2024, 1, 1)).code("90834")

    assert credential not in before.billable_by
    assert before.billable_later[credential] == date(2024, 1, 1)
    assert credential in since.billable_by


def test_therapists_report_no_medical_work():
    """Neither a medical intake, nor an office visit, nor the add-on to one."""
    for code in ("90792", "90833", "99213"):
        assert "lcsw" not in BOOK.code(code).billable_by
        assert not BOOK.credentials["lcsw"].usually_reports(BOOK.code(code))


def test_add_ons_name_what_they_stand_beside():
    """An add-on without a base could be billed alone."""
    for code in BOOK.codes.values():
        expected = code.kind == "add_on" and code.code != "G0137"  # its weekly bundles vary
        assert bool(code.required_base) == expected, code.code
    assert BOOK.code("90840").required_base == ("90839",)
    assert "99214" in BOOK.code("90833").required_base
    assert "90792" not in BOOK.code("90833").required_base


def test_each_level_of_decision_making_has_two_office_visits():
    """One for new patients, one for established ones."""
    assert BOOK.office_visit(MedicalDecision.MODERATE, new_patient=False).code == "99214"
    assert BOOK.office_visit(MedicalDecision.STRAIGHTFORWARD, new_patient=True).code == "99202"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("45 min psycho", "90834"),
        ("intake", "90791"),
        ("couples", "90847"),
        ("1 hr session", "90837"),
    ],
)
def test_billers_words_find_the_code(words, code):
    """People think in words before they think in numbers."""
    assert words in BOOK.code(code).words


def test_the_lists_are_as_long_as_the_dossier():
    """All credentials, places of service and modifiers; the state's U modifiers one by one."""
    assert len(BOOK.credentials) == 28
    assert len(BOOK.places) == 28
    assert {"25", "59", "95", "93", "HO", "U1", "UD"} <= BOOK.modifiers.keys()
    assert BOOK.gap_label("time-missing")


@pytest.mark.parametrize(
    ("modifier", "neutral"),
    [
        ("95", ("video",)),
        ("25", ("em-beside-psychotherapy",)),
        ("HO", ("level",)),
        ("HN", ("level",)),
        ("HM", ("level",)),
        ("HP", ("level",)),
        ("AH", ("discipline",)),
        ("AJ", ("discipline",)),
        ("51", ("any",)),
        ("93", ()),
        ("59", ()),
    ],
)
def test_modifiers_say_where_they_are_neutral(modifier, neutral):
    """A modifier that a payer leaves open must not cost points."""
    assert BOOK.modifiers[modifier].neutral == neutral


def test_an_unknown_code_is_answered_with_the_nearest():
    """The codebook never guesses."""
    with pytest.raises(UnknownNameError, match="There is no procedure code '90835'"):
        BOOK.code("90835")
