"""Keys to look at again: each reason at its boundary, and silence just below it."""

import pandas as pd
import pytest

from bhtrain.reports.frames import typed_frame
from bhtrain.reports.items import CHOICE_TYPES, ITEM_TYPES
from bhtrain.reports.keys_to_check import TYPES, keys_to_check

FINE = {
    "assignment": "quiz-1",
    "task": "quiz-1-t1",
    "title": "45 minutes",
    "kind": "code",
    "key": "agreed",
    "n": 12,
    "facility": 0.8,
    "discrimination": 0.3,
    "low": -0.3,
    "high": 0.7,
    "wrong_n": 0,
    "left_out": 0,
    "disputes": 0,
    "changed": 0,
    "waiting": 0,
    "reopened": "",
}
NONE = typed_frame([], CHOICE_TYPES)


def reasons(choices=NONE, **changed):
    return keys_to_check(typed_frame([FINE | changed], ITEM_TYPES), choices)["reason"].tolist()


def chosen(*rows):
    names = ("part", "choice", "right", "n")
    place = {"assignment": "quiz-1", "task": "quiz-1-t1", "of": 12, "key": "90834"}
    return typed_frame([place | dict(zip(names, row, strict=True)) for row in rows], CHOICE_TYPES)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"disputes": 1}, "1 learner disputed it."),
        ({"disputes": 2}, "2 learners disputed it."),
        ({"key": "disputed"}, "Its review state is disputed: two readers of the note did not"),
        (
            {"key": "drafted", "reopened": "Mon 30 Nov 2026"},
            "Its key was corrected on Mon 30 Nov 2026; nobody else has keyed the note since.",
        ),
        ({"changed": 2}, "A person gave other points than the key for 2 of 12 answers."),
        (
            {"discrimination": -0.2, "low": -0.7, "high": 0.4},
            "Those who did well elsewhere did worse here: -0.20 (-0.70 to 0.40), 12 learners.",
        ),
        ({"facility": 0.3}, "Very hard: 30% of the points on average, 12 learners."),
        ({"facility": 0.1, "n": 5}, "Very hard: 10% of the points on average, 5 learners."),
    ],
)
def test_each_reason_is_told_with_its_numbers(changed, reason):
    """So that a manager can judge how much it weighs."""
    [told] = reasons(**changed)

    assert told.startswith(reason)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"changed": 1},
        {"discrimination": 0.0},
        {"discrimination": None},
        {"facility": 0.31},
        {"facility": 0.0, "n": 4},
        {"facility": None, "n": 0},
        {"key": ""},
    ],
)
def test_what_says_nothing_is_not_told(changed):
    """A list of everything is a list of nothing."""
    assert reasons(**changed) == []


def test_more_agree_on_a_wrong_code_than_on_the_keys():
    """Five against four; the code stands for the answer, whatever else was chosen."""
    choices = chosen(
        ("decision", "Bill", True, 9),
        ("decision", "no answer", False, 3),
        ("code", "90837", False, 5),
        ("code", "90834", True, 4),
        ("code", "90832", False, 1),
    )

    assert reasons(choices) == ["90837 was chosen by 5 of 12, what the key has (90834) by 4."]


def test_nobody_chose_what_the_key_has():
    """Three agree, and the key stands alone."""
    choices = chosen(("decision", "Hold", False, 3)).assign(key="Bill")

    assert reasons(choices) == ["Hold was chosen by 3 of 12, what the key has (Bill) by nobody."]


@pytest.mark.parametrize(
    "choices",
    [
        chosen(("code", "90837", False, 4), ("code", "90834", True, 4)),  # as many
        chosen(("code", "90837", False, 2)),  # two are no crowd
        chosen(("decision", "no answer", False, 12)),  # left out is not chosen
        chosen(("code", "90837", False, 9)).assign(key=""),  # the key holds: the decision says it
    ],
)
def test_a_wrong_choice_of_few_is_only_a_wrong_choice(choices):
    """Learners err; a key is doubted when they err together."""
    assert reasons(choices) == []


def test_keys_with_most_reasons_come_first():
    """And each key's reasons stay together."""
    items = typed_frame(
        [
            FINE | {"task": "a", "disputes": 1},
            FINE | {"task": "b", "disputes": 1, "changed": 3, "facility": 0.2},
            FINE | {"task": "c", "changed": 2, "facility": 0.2},
        ],
        ITEM_TYPES,
    )

    assert keys_to_check(items, NONE)["task"].tolist() == ["b", "b", "b", "c", "c", "a"]


def test_an_empty_course_has_an_empty_list_with_its_columns():
    """The first day."""
    found = keys_to_check(typed_frame([], ITEM_TYPES), NONE)

    assert {name: str(kind) for name, kind in found.dtypes.items()} == TYPES
    assert found.empty
    assert isinstance(found, pd.DataFrame)
