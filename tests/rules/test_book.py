"""The rules as a set: nothing is orphaned, and each is found by what people know of it."""

import importlib
import inspect
from datetime import date
from pathlib import Path

import pytest

import bhtrain.rules
from bhtrain.errors import UnknownNameError
from bhtrain.rules import load_rulebook

FOLDER = Path(bhtrain.rules.__file__).parent
BOOK = load_rulebook()


def test_every_rule_file_is_loaded():
    """A YAML file that compiling forgot would be a rule that nobody is judged by."""
    written = {file.stem for file in FOLDER.glob("*/*.yaml")}

    assert written == {rule.id for rule in BOOK}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*/checks.py")), ids=lambda f: f.parent.name)
def test_every_check_belongs_to_a_rule(file):
    """A check that no version names is dead code that looks like a rule."""
    module = importlib.import_module(f"bhtrain.rules.{file.parent.name}.checks")
    checks = {
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and list(inspect.signature(function).parameters) == ["visit", "claim", "codes", "values"]
    }

    assert checks <= {version.check for rule in BOOK for version in rule.versions}


def test_rules_are_found_by_id_by_competency_and_by_date():
    """Lessons, feedback and reports ask in these three ways."""
    assert BOOK["family-min-26"].competency == "family-group"
    crisis = {rule.id for rule in BOOK.by_competency("crisis")}
    assert {"crisis-first-hour", "crisis-minimum-30"} <= crisis
    assert "family-min-26" not in crisis
    assert "family-min-26" not in {rule.id for rule in BOOK.in_force(date(2016, 12, 31))}
    assert "family-min-26" in {rule.id for rule in BOOK.in_force(date(2017, 1, 1))}


def test_an_unknown_rule_is_answered_with_the_nearest_name():
    """A slip of one letter should not send an author searching."""
    with pytest.raises(UnknownNameError, match="did you mean 'tele-pos'"):
        BOOK["tele-poss"]
