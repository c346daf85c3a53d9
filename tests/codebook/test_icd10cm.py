"""Which diagnosis codes stand. Expected values: domain/diagnoses.yaml and its README."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date

import pytest

from bhtrain.codebook.icd10cm import (
    ICD10CM_FILE,
    CodePattern,
    Status,
    load_icd10cm,
    normal,
)

TABLE = load_icd10cm()
IN_RELEASE = date(2026, 3, 24)


@dataclass(frozen=True)
class Days:
    """When a code was billable."""

    effective_from: date
    effective_to: date | None = None


DATED = {
    "F32.1": Days(date(2015, 10, 1)),
    "F32.A": Days(date(2021, 10, 1)),
    "F42": Days(date(2015, 10, 1), date(2016, 9, 30)),
    "F42.2": Days(date(2016, 10, 1)),
    "F50.01": Days(date(2015, 10, 1), date(2024, 9, 30)),
    "F50.010": Days(date(2024, 10, 1)),
}


def test_the_file_names_its_release():
    """A reader of a verdict can tell on which list it rests."""
    assert TABLE.release == "ICD-10-CM, April 2026"
    assert (TABLE.first_day, TABLE.last_day) == (date(2025, 10, 1), date(2026, 9, 30))


def test_the_file_stays_small():
    """It is loaded on the learner's machine."""
    assert ICD10CM_FILE.stat().st_size < 256 * 1024


def test_run_time_needs_no_package():
    """Loading the package takes seconds, and it is not in the run lock."""
    script = (
        "import sys; sys.modules['simple_icd_10_cm'] = None\n"
        "from bhtrain.codebook.icd10cm import load_icd10cm\n"
        "assert load_icd10cm().names['F32.1']\n"
        "assert not {'yaml', 'pydantic', 'bhtrain.authoring'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("F32.1", "billable"),
        ("F32.A", "billable"),
        ("F10.10", "billable"),
        ("F50.010", "billable"),
        ("Z63.0", "billable"),
        ("T74.11XA", "billable"),
        ("T14.91XD", "billable"),
        ("R45.851", "billable"),
        ("F32", "category"),
        ("F10.1", "category"),
        ("F50.01", "category"),
        ("F43.8", "category"),
        ("T74.11", "category"),
        ("T14.91", "category"),
        ("F32.10", "unknown"),
        ("F26", "unknown"),
        ("F00.0", "unknown"),
        ("T74.11A", "unknown"),
        ("T74.11XB", "unknown"),
        ("F3", "unknown"),
        ("E11.9", "not checked"),
        ("90837", "not checked"),
        ("", "not checked"),
    ],
)
def test_status_inside_the_releases_year(code, status):
    """Strict where the table holds the category; silent elsewhere."""
    assert TABLE.status(code, IN_RELEASE) == status


def test_a_code_may_come_without_its_dot():
    """Claims carry it so."""
    assert normal(" f32a ") == "F32.A"
    assert TABLE.status("F3210", IN_RELEASE) is Status.UNKNOWN
    assert TABLE.status("f321", IN_RELEASE) is Status.BILLABLE


@pytest.mark.parametrize(
    ("code", "on", "status", "certain"),
    [
        ("F32.1", date(2015, 9, 30), "not checked", True),
        ("F32.1", date(2015, 10, 1), "billable", True),
        ("F32.A", date(2021, 9, 30), "unknown", True),
        ("F32.A", date(2021, 10, 1), "billable", True),
        ("F32.A", date(2026, 9, 30), "billable", True),
        ("F32.A", date(2026, 10, 1), "not checked", True),
        ("F50.01", date(2024, 9, 30), "billable", True),
        ("F50.01", date(2024, 10, 1), "category", True),
        ("F50.01", date(2025, 10, 1), "category", True),
        ("F50.01", date(2026, 10, 1), "category", True),
        ("F50.010", date(2024, 9, 30), "unknown", True),
        ("F42.2", date(2016, 9, 30), "unknown", False),
        ("F42", date(2016, 9, 30), "billable", True),
        ("F42", date(2016, 10, 1), "category", True),
        ("F32", date(2019, 5, 2), "category", True),
        ("F32", date(2026, 10, 1), "not checked", True),
        ("F41.1", date(2025, 9, 30), "not checked", True),
        ("F41.99", date(2025, 9, 30), "not checked", True),
        ("F41.99", date(2026, 10, 1), "not checked", True),
    ],
)
def test_dated_codes_decide_outside_the_releases_year(code, on, status, certain):
    """Start dates of medium certainty may only warn; those of high certainty are sure."""
    found = TABLE.validity(code, on, DATED)

    assert (found.status, found.certain) == (status, certain)
    assert found.reason.endswith(".")


def test_outside_the_releases_year_nothing_is_guessed():
    """A release says nothing about the year before it."""
    assert TABLE.status("F32.1", date(2025, 9, 30)) is Status.NOT_CHECKED
    assert TABLE.status("F26", date(2026, 10, 1)) is Status.NOT_CHECKED


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("F32.1", "F33.1"),
        ("F31.81", "F32.1"),
        ("F30.2", "F31.9"),
        ("F10.10", "F10.20"),
        ("F11.220", "F11.23"),
        ("F20.9", "F25.0"),
        ("F22", "F33.3"),
        ("F40.01", "F41.0"),
        ("F53.0", "F29"),
        ("F84.0", "F84.5"),
        ("F17.210", "Z87.891"),
        ("Z62.810", "T74.12XA"),
        ("Z63.0", "Z70.1"),
        ("Z55.9", "F81.0"),
        ("T74.11XA", "T76.11XA"),
        ("R41.3", "F10.26"),
        ("R44.0", "F12.151"),
        ("R46.89", "F90.0"),
        ("G89.29", "F45.41"),
    ],
)
def test_excludes1_bars_both_ways(code, other):
    """A note at a stem bars all codes below it, whichever of the two carries it."""
    assert TABLE.excludes1(code, other) is True
    assert TABLE.excludes1(other, code) is True


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("F32.1", "F41.1"),
        ("F33.1", "F10.20"),
        ("F32.1", "F32.1"),
        ("F43.10", "Z63.0"),
        ("R41.3", "F10.20"),
        ("R44.0", "F12.150"),
    ],
)
def test_other_codes_stand_side_by_side(code, other):
    """Also where a note names only some endings of a range."""
    assert TABLE.excludes1(code, other) is False


def test_excludes1_of_a_code_outside_the_table_is_not_known():
    """No note found is not the same as no note."""
    assert TABLE.excludes1("F32.1", "E11.9") is None
    assert TABLE.excludes1("F32.10", "F33.1") is None


def test_children_are_the_billable_codes_below():
    """What a picker offers for a category."""
    assert TABLE.children("F50.01")[:2] == ("F50.010", "F50.011")
    assert TABLE.children("T14.91") == ("T14.91XA", "T14.91XD", "T14.91XS")
    assert "F32.81" in TABLE.children("F32")
    assert "F32.8" not in TABLE.children("F32")
    assert TABLE.children("F32.1") == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("F32.10", "F32.1"),
        ("F41.O", "F41.0"),
        ("F4l.1", "F41.1"),
        ("F33.11", "F33.1"),
        ("F10.1", "F10.10"),
        ("T74.11", "T74.11XA"),
    ],
)
def test_a_near_miss_is_named_first(typed, meant):
    """A zero typed as a letter, a digit too many, or a category."""
    assert TABLE.suggestions(typed)[0] == meant


def test_no_suggestion_where_none_helps():
    """Neither for a good code, nor for one of another field."""
    assert TABLE.suggestions("F32.1") == ()
    assert TABLE.suggestions("E11.9") == ()
    assert TABLE.suggestions("") == ()


def test_names_are_the_governments():
    """A seventh character adds its words."""
    assert TABLE.name("F41.1") == "Generalized anxiety disorder"
    assert TABLE.name("T14.91XA") == "Suicide attempt, initial encounter"
    assert TABLE.name("F26") is None


def test_code_first_tells_what_must_stand_before():
    """Dementia in another disease is never listed first; "if applicable" is softer."""
    dementia = TABLE.code_first("F02.80")
    assert dementia.required
    assert "G30" in dementia.examples
    assert not TABLE.code_first("F01.50").required
    assert not TABLE.code_first("F70").required
    assert TABLE.code_first("F32.1") is None


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("F10.2", "F10.20", "F10.10"),
        ("F20-F29", "F29", "F30.2"),
        ("T40.0-T40.2", "T40.2X1A", "T40.3X1A"),
        ("F10-F19@5=6", "F10.26", "F10.20"),
        ("I69@-2=91", "I69.391", "I69.390"),
    ],
)
def test_patterns(pattern, inside, outside):
    """Stems, spans, and endings."""
    assert CodePattern.parse(pattern).matches(inside)
    assert not CodePattern.parse(pattern).matches(outside)
