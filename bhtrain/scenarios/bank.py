"""Practice: the bank of scenarios with open keys, and generated notes by their ids."""

from functools import cache
from typing import Any

from bhtrain.content import content
from bhtrain.errors import UnknownNameError
from bhtrain.model.scenario import Scenario
from bhtrain.scenarios.files import scenario_from_dict
from bhtrain.scenarios.generate import GENERATED_PREFIX, generated_named


def practice_scenario(scenario_id: str) -> Scenario:
    """One scenario of the bank, or the generated note of an id such as generated-123.

    Raises:
        UnknownNameError: The bank has no scenario of that id, and it names no generated note.
    """
    if scenario_id.startswith(GENERATED_PREFIX):
        return generated_named(scenario_id)
    return _of_the_bank(scenario_id)


@cache
def _of_the_bank(scenario_id: str) -> Scenario:
    entries = content("bank")
    if scenario_id not in entries:
        raise UnknownNameError("practice scenario", scenario_id, entries)
    return scenario_from_dict(entries[scenario_id])


def scenario_ids(competency: str | None = None) -> tuple[str, ...]:
    """Ids of the bank, easiest first; of one competency, or of all. Disputed ones are left out.

    Raises:
        UnknownNameError: No scenario trains that competency.
    """
    order = {"first": 0, "core": 1, "hard": 2}
    entries = [e for e in content("bank").values() if e["review"] != "disputed"]
    if competency is not None:
        known = {name for entry in entries for name in entry["competencies"]}
        if competency not in known:
            raise UnknownNameError("competency", competency, known)
        entries = [entry for entry in entries if competency in entry["competencies"]]

    def place(entry: dict[str, Any]) -> tuple[int, str, str]:
        """By level, then by number, so that one competency follows another."""
        return order[entry["level"]], entry["id"].rpartition("-")[2], entry["id"]

    return tuple(entry["id"] for entry in sorted(entries, key=place))
