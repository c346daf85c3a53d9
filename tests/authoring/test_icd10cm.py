"""Reading the notes of the tabular list. The wording is that of the April 2026 release."""

import pytest

from bhtrain.authoring import icd10cm
from bhtrain.codebook.icd10cm import ICD10CM_FILE, CodePattern, load_icd10cm
from bhtrain.errors import BhtrainError


@pytest.mark.parametrize(
    ("note", "patterns"),
    [
        ("alcohol dependence (F10.2-)", ["F10.2"]),
        ("schizoaffective disorder (F25.-)", ["F25"]),
        ("recurrent depressive episode (F33-)", ["F33"]),
        ("psychotic symptoms (F30.2, F31.2, F31.5)", ["F30.2", "F31.2", "F31.5"]),
        ("other psychotic disorders (F20-F29)", ["F20-F29"]),
        ("eating disorders of infancy or childhood (F98.2.-F98.3)", ["F98.2-F98.3"]),
        ("opioids (T40.0-T40.2-)", ["T40.0-T40.2"]),
        ("dementia (F01.-, F02.-, F03.-)", ["F01", "F02", "F03"]),
        ("excessive crying of infant (baby) R68.11", ["R68.11"]),
        ("due to substance use (F10-F19 with 5th character .6)", ["F10-F19@5=6"]),
        ("drug psychosis (F11-F19 with fifth to sixth characters 51)", ["F11-F19@5=51"]),
        (
            "underdosing (T36-T50) with fifth or sixth character 6",
            ["T36-T50@5=6", "T36-T50@6=6"],
        ),
        ("salicylates (T39.0-, with sixth character 1-2)", ["T39.0@6=1", "T39.0@6=2"]),
        ("dysphagia (I69. with final characters -91)", ["I69@-2=91"]),
        ("vitamin B12 deficiency anemia (D51.3)", ["D51.3"]),
        ("vitamin B12 deficiency", []),
        ("altered mental status due to known condition - code to condition", []),
    ],
)
def test_patterns_in_notes(note, patterns):
    """Every form of writing codes that the release uses."""
    assert icd10cm.patterns_in(note) == patterns


def test_codes_of_other_fields_can_be_left_out():
    """Only pairs within the table are kept."""
    note = "dementia (F03.-, I67.2)"
    assert icd10cm.patterns_in(note, covered=True) == ["F03"]


def test_a_note_that_is_not_understood_stops_the_build():
    """A condition read past would bar codes that may stand together."""
    with pytest.raises(BhtrainError, match="Not understood"):
        icd10cm.patterns_in("something (F10.2- with eighth character 3)")


def test_the_compiled_file_has_the_categories_that_are_asked_for():
    """Changing the list and not compiling would leave codes unchecked."""
    asked = tuple(CodePattern.parse(text) for text in icd10cm.COVERED)
    assert load_icd10cm().covered == asked


@pytest.mark.slow
def test_the_compiled_file_is_current():
    """Runs where the package is installed: its release and ours are the same."""
    assert icd10cm.as_text(icd10cm.from_package()) == ICD10CM_FILE.read_text(encoding="utf-8")
