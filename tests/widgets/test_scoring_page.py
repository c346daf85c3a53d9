"""The page that states the scoring: its three examples are what the grader gives."""

import json
import re

import pytest

from bhtrain import places
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.weights import publish_weights
from bhtrain.grading.feedback import FIELD_LABELS
from bhtrain.grading.score import FIELD_WEIGHTS
from bhtrain.widgets import pages
from bhtrain.widgets.scoring_page import EXAMPLES, worked

# Reckoned by hand from the published rules and bhtrain's own weights.
BY_HAND = [
    # decision 3, units 1, place 1, diagnosis 2, evidence 1; the code's 4 are lost: 8 of 12
    "Earned 8 of 12. 10 points × 8 ÷ 12 = <strong>6.67 points</strong>",
    # decision 3, half of the code's 4, of units 1 and of place 1, modifiers 1,
    # diagnosis 2, evidence 1
    "Earned 10 of 13. 10 points × 10 ÷ 13 = <strong>7.69 points</strong>",
    # decision 3, half of the gaps' 3, evidence 1: 5.5 of 7
    "Earned 5.5 of 7. 10 points × 5.5 ÷ 7 = <strong>7.86 points</strong>",
]


@pytest.fixture(autouse=True)
def exchange(tmp_path, monkeypatch):
    """An exchange in which nothing is published yet."""
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(tmp_path / "exchange"))
    return Exchange(places.exchange_folder())


def test_the_examples_say_what_was_reckoned_by_hand():
    shown = pages.scoring_page().value

    assert [words for words in BY_HAND if words in shown] == BY_HAND


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.note)
def test_the_numbers_in_the_text_are_those_of_the_score(example):
    *_, graded = worked(example, FIELD_WEIGHTS)

    assert f"<strong>{graded.points:g} points</strong>" in pages.scoring_page().value
    assert 0 < graded.points < graded.max_points


def test_the_weights_in_force_are_shown_and_used(exchange):
    """A manager's weights change the table and the examples alike."""
    assert "bhtrain's own weights" in pages.scoring_page().value
    publish_weights(exchange, {**FIELD_WEIGHTS, "procedure": 16})

    shown = pages.scoring_page().value

    assert "Your manager has set these weights" in shown
    assert "<th scope='row'>Procedure codes</th><td>16</td>" in shown
    assert "Earned 8 of 24. 10 points × 8 ÷ 24 = <strong>3.33 points</strong>" in shown


def test_every_field_stands_in_the_table():
    shown = pages.scoring_page().value

    for name, weight in FIELD_WEIGHTS.items():
        assert f"<th scope='row'>{FIELD_LABELS[name]}</th><td>{weight:g}</td>" in shown


def test_damaged_weights_are_a_sentence_and_no_page_of_wrong_ones(exchange):
    exchange.root.mkdir()
    (exchange.root / "weights.json").write_text("{", encoding="utf-8")

    assert "cannot be read" in pages.scoring_page().value


def test_the_page_is_written_in_short_sentences():
    """Who reads it wants to know how many points a code costs."""
    notebook = places.shipped("notebooks") / "how-it-is-graded.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    prose += "\n" + "\n".join(one.shows for one in EXAMPLES)

    sentences = re.split(r"[.:|]\s|[.:|]$|\n", prose, flags=re.MULTILINE)
    assert [one for one in sentences if len(one.split()) >= 25] == []
