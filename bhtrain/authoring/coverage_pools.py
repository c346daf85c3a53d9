"""The scenarios that the coverage page counts: practice bank, graded pool, some generated notes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bhtrain import places
from bhtrain.authoring.coverage import Pool
from bhtrain.authoring.reading import read
from bhtrain.content import content
from bhtrain.errors import AuthoringError
from bhtrain.model.scenario import Scenario
from bhtrain.scenarios.files import join_graded, scenario_from_dict
from bhtrain.scenarios.generate import generated, templates

NOTES_A_TEMPLATE = 2


def practice_bank() -> Pool:
    """The scenarios that came with bhtrain, for practice."""
    return Pool.of("practice bank", map(scenario_from_dict, content("bank").values()))


def graded_pool() -> Pool:
    """The tasks of every assignment that came with bhtrain.

    Raises:
        AuthoringError: This copy came without them.
    """
    found: list[Scenario] = []
    for keys in sorted(_solutions().glob("*.keys.yaml")):
        tasks = keys.parent / keys.name.removesuffix(".keys.yaml") / "tasks.yaml"
        joined, _ = join_graded(read(tasks).data, read(keys).data, tasks.parent)
        found += joined.values()
    return Pool.of("graded pool", found)


def generated_notes() -> Pool:
    """The same few notes of each template."""
    seeds = range(NOTES_A_TEMPLATE * len(templates()))
    return Pool.of("generated notes", map(generated, seeds))


def first_keys() -> Mapping[str, Mapping[str, Any]]:
    """The first key of each scenario that has one, as its file holds it.

    Raises:
        AuthoringError: As for `graded_pool`.
    """
    found: Mapping[str, Any] = read(_solutions() / "first-keys.yaml").data["first_keys"]
    return found


def _solutions() -> Path:
    folder = places.shipped_solutions()
    if folder is None:
        raise AuthoringError("This copy has no assignments to count; use a clone of bhtrain.")
    return folder
