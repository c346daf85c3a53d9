"""A practice note as a lesson shows it."""

from html import escape

import pytest

from bhtrain.errors import UnknownNameError
from bhtrain.rules.explain import WIDTH
from bhtrain.scenarios.bank import shipped_bank
from bhtrain.scenarios.worked_example import worked_example


def test_the_whole_note_stands_there_with_its_deciding_sentence_marked():
    """Nothing of the note is left out, and one mark stands before each sentence that decides."""
    scenario = shipped_bank().scenario("time-104")
    text = str(worked_example("time-104"))
    flat = " ".join(text.split())

    assert all(" ".join(sentence.split()) in flat for sentence in scenario.task.note)
    marked = [line for line in text.splitlines() if line.startswith(">>")]
    assert [int(line.split()[1]) for line in marked] == list(scenario.key.deciding)
    assert "Answer: Hold and ask the clinician." in text


def test_notebooks_show_the_same_as_html():
    """Where a line is narrow, a text of fixed width cannot be read."""
    scenario = shipped_bank().scenario("time-104")
    shown = worked_example("time-104")._repr_html_()

    assert shown.count("<li>") == len(scenario.task.note)
    assert shown.count("<mark>") == len(scenario.key.deciding)
    assert all(escape(sentence) in shown for sentence in scenario.task.note)
    assert all(escape(text) in shown for text in (scenario.rationale, scenario.near_miss))


@pytest.mark.parametrize("note", shipped_bank().ids())
def test_every_practice_note_can_be_shown(note):
    """Of each kind, and none wider than a notebook."""
    assert max(map(len, worked_example(note).splitlines())) <= WIDTH


def test_a_note_that_is_not_there_is_named():
    """A slip of the pen in a lesson."""
    with pytest.raises(UnknownNameError, match="time-999"):
        worked_example("time-999")
