"""Lists to look things up in: what is typed narrows them."""

import pytest

from bhtrain.rules import load_rulebook
from bhtrain.widgets.look_up import Entry, abbreviations_page, look_up
from bhtrain.widgets.rules_page import rules_page

ENTRIES = [
    Entry("90834 mid-length session", "<i>a</i>"),
    Entry("90837 long session", "<i>b</i>"),
    Entry("Add-on", "<i>c</i>"),
]


def listed(rows):
    return "".join(row.html for row in rows)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", "<i>a</i><i>b</i><i>c</i>"),
        ("90834", "<i>a</i>"),
        ("908", "<i>a</i><i>b</i>"),
        ("SESSION lon", "<i>b</i>"),
        ("length", "<i>a</i>"),
        ("add-on", "<i>c</i>"),
        ("session add", ""),
        ("   ", "<i>a</i><i>b</i><i>c</i>"),
    ],
)
def test_every_word_has_to_begin_a_word(typed, found):
    """In any order, large or small."""
    field, _, shown = look_up("Find", ENTRIES, listed).children
    field.value = typed

    assert shown.value == found


def test_how_many_are_shown_is_said():
    """A screen reader hears what has happened; nobody wonders at an empty page."""
    field, said, _ = look_up("Find", ENTRIES, listed).children

    assert "3 in all." in said.value
    field.value = "908"
    assert "Shown: 2 of 3." in said.value
    field.value = "<b>"
    assert "Nothing has these words." in said.value
    assert 'role="status"' in said.value


def test_a_rule_is_found_by_its_words_its_name_or_its_denial_code():
    """231 rules; nobody reads the list."""
    field, said, shown = rules_page().children
    assert f"{len(list(load_rulebook()))} in all." in said.value

    for typed in ("time-documented", "timed service note", "documented co 16"):
        field.value = typed
        assert "A timed service has its time in the note" in shown.value, typed
    assert "<h2>Time</h2>" in shown.value
    assert "<h2>Crisis</h2>" not in shown.value


def test_a_short_form_is_found_by_itself_and_by_what_it_means():
    """The clerk knows one or the other."""
    field, _, shown = abbreviations_page().children

    for typed in ("PMHNP", "psychiatric nurse"):
        field.value = typed
        assert ">PMHNP</th>" in shown.value, typed
        assert ">LCSW</th>" not in shown.value
