"""The de-identification lint against sentences written before it, and against any text."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhtrain.authoring.identifiers import check_file
from bhtrain.content import content
from bhtrain.scenarios.deidentify import find_identifiers

ROOT = Path(__file__).parents[2]
SETS = Path(__file__).parent / "deidentification"
EXAMPLES = content("identifiers")["instead"]
SYNTHETIC_NOTE = (
    "03/14/2026. Mia, 34, came with her sister. Signed: Jordan Hargrove, LCSW, 3/15/2026"
)


def _benchmark() -> ModuleType:
    file = ROOT / "benchmarks" / "deidentification.py"
    spec = importlib.util.spec_from_file_location("deidentification_benchmark", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def measured() -> dict:
    return _benchmark().read_sets(SETS / "seeded.yaml", SETS / "clean.yaml")


def _kinds(text: str, *, synthetic: bool = False) -> set[str]:
    return {hit.identifier for hit in find_identifiers(text, synthetic=synthetic)}


def test_the_frozen_sets_are_large_enough(measured):
    """Two hundred of each: fewer would not tell 0.97 from 0.95."""
    assert measured["seeded"] >= 200
    assert measured["clean"] >= 200


def test_recall_on_the_frozen_sets(measured):
    """What is missed goes out with a real person in it."""
    assert measured["recall"] >= 0.97, measured["missed"]
    for name, row in measured["identifiers"].items():
        assert row["recall"] >= 0.9, name


def test_precision_on_the_frozen_sets(measured):
    """A lint that cries wolf is switched off."""
    assert measured["precision"] >= 0.90, measured["wrong"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_identifier_keeps_its_two_examples(name):
    """What authors are shown as wrong is found, and what to write instead is not."""
    assert name in _kinds(EXAMPLES[name]["failing"])
    assert not find_identifiers(EXAMPLES[name]["passing"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("names", "Jordan P. came with his sister Mia."),
        ("geography", "Lives in Maple Hollow, ZIP 99999."),
        ("dates", "DOS 03/14/2026, age 93."),
        ("telephone", "Call 555-201-8890."),
        ("fax", "Fax 555-201-8891."),
        ("ssn", "SSN ends 4821."),
        ("mrn", "MRN 0093812."),
        ("plan-number", "Member ID ABC123456."),
        ("account", "Acct 77120."),
        ("licence", "DL H2219983."),
        ("vehicle", "Plate 8XYZ221."),
        ("device", "VNS serial 0041-22."),
        ("ip", "203.0.113.8"),
        ("biometric", "voice recording attached."),
        ("photo", "photo in chart."),
        ("other", "the county's only female fire chief."),
    ],
)
def test_the_examples_of_the_dossier_are_found(name, text):
    assert _kinds(text) == {name}


@pytest.mark.parametrize(
    "text",
    [
        "Zoloft 100 mg, then Lamictal 25 mg.",
        "Beck, Hamilton and Young scales were filled in.",
        "Billed 90837 and H0015 with F33.1 for 53 minutes.",
        "Will practice twice a day; may return in March of Dimes week.",
        "Age 89, lives in Ohio, sober since 2019.",
    ],
)
def test_drugs_tests_and_codes_are_no_people(text):
    assert not find_identifiers(text)


def test_an_invented_note_may_have_dates_first_names_and_signatures():
    """Scenarios need a date of service and somebody who signs; neither was ever real."""
    assert not find_identifiers(SYNTHETIC_NOTE, synthetic=True)
    assert _kinds(SYNTHETIC_NOTE) == {"dates", "names"}


def test_who_signs_an_invented_note_may_be_named_in_it():
    text = "Signed: Jordan Hargrove, LCSW\nHold it and ask Hargrove for the times."
    assert not find_identifiers(text, synthetic=True)
    assert find_identifiers("Hold it and ask Hargrove for the times.", synthetic=True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dates", "Her mother is 93 years old."),
        ("names", "Patient: Jennifer Kowalski, seen alone."),
        ("names", "He works at Dunmore Castings."),
        ("geography", "Lives in Maple Hollow."),
        ("telephone", "Call 555-201-8890."),
        ("email", "Write to mia@mail.example.com."),
        ("mrn", "MRN 0093812."),
        ("url", "See www.hollow.example."),
    ],
)
def test_all_else_is_reported_in_an_invented_note_too(name, text):
    assert name in _kinds(text, synthetic=True)


def test_a_hit_says_where_what_and_what_to_write():
    (hit,) = find_identifiers("Left word at 555-201-8890.")

    assert (hit.identifier, hit.text) == ("telephone", "555-201-8890")
    assert "Left word at 555-201-8890."[hit.start : hit.stop] == hit.text
    assert hit.instead == EXAMPLES["telephone"]["instead"]


def test_a_file_is_reported_by_line(tmp_path):
    """A manager's own file is taken for real, so dates count."""
    file = tmp_path / "note.txt"
    file.write_text("A quiet week.\nSeen 03/14/2026, MRN 0093812.\n", encoding="utf-8")

    found = [(problem.line, problem.text.split(":")[0]) for problem in check_file(file)]

    assert found == [(2, "dates"), (2, "mrn")]


def test_a_file_that_says_it_is_invented_may_have_dates(tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text("provenance: synthetic\nnote: [Seen 03/14/2026.]\n", encoding="utf-8")
    assert not check_file(file)

    file.write_text("note: [Seen 03/14/2026.]\n", encoding="utf-8")
    assert len(check_file(file)) == 1


def test_a_file_that_is_no_text_is_one_problem(tmp_path):
    file = tmp_path / "note.txt"
    file.write_bytes(b"\xff\xfe\x00")
    assert len(check_file(file)) == 1


WORDS = """Mia Hargrove Dr. St . , : # ( ) - / @ MRN SSN fax at dot com 555-201-8890 03/14/2026 9 93
in the Main Street photo of client was a.b X.Y. '' A1 1234567 :: x_y $5 Lake"""
NOTE_LIKE = st.lists(st.sampled_from([*WORDS.split(), "", "\n"]), max_size=40).map(" ".join)


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=200), NOTE_LIKE))
def test_any_text_gives_hits_inside_its_bounds(text):
    """Never an exception, never a hit outside of the text, never two that overlap."""
    end = 0
    for hit in find_identifiers(text):
        assert end <= hit.start < hit.stop <= len(text)
        assert text[hit.start : hit.stop] == hit.text
        end = hit.stop


@pytest.mark.parametrize("piece", ["a", "1", "a.", "1-", "A. ", "a@", ":", "Mia ", "MRN ", "1/"])
def test_a_long_run_of_the_same_is_read_to_its_end(piece):
    """No pattern that takes time out of proportion: each of these would hardly end."""
    text = (piece * 20_000)[:20_000]
    assert all(hit.stop <= len(text) for hit in find_identifiers(text))


def test_a_very_long_text_is_read_to_its_end():
    text = ("a1 Ab 12 " * 12_000)[:100_000]
    assert all(hit.stop <= len(text) for hit in find_identifiers(text))


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [("second", 0.95, 0.9), ("third", 0.97, 0.9), ("hard", 0.75, 0.95)],
)
def test_what_was_once_unseen_is_not_lost_again(name, recall, precision):
    """Two sets by other writers; on the hard one a person still finds what the lint does not."""
    benchmark = _benchmark()
    measured = benchmark.read_sets(SETS / f"{name}-seeded.yaml", SETS / f"{name}-clean.yaml")

    assert measured["recall"] >= recall
    assert measured["precision"] >= precision
