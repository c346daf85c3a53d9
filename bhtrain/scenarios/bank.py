"""Practice: a bank of scenarios with open keys, of bhtrain and of the practice itself.

A bank is two files. `bank.json` holds one scenario on each line; `bank_index.json` says what
each trains and where its line stands, so that a bank of ten thousand opens like one of a hundred.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bhtrain.content import COMPILED
from bhtrain.errors import ContentError, Problem, UnknownNameError
from bhtrain.model.scenario import Scenario
from bhtrain.scenarios.files import scenario_from_dict
from bhtrain.scenarios.generate import GENERATED_PREFIX, generated_named

BANK, INDEX = "bank.json", "bank_index.json"
_ORDER = {"first": 0, "core": 1, "hard": 2}


def hardness(level: str) -> int:
    """0 for the easiest level; one that nobody knows counts as the hardest."""
    return _ORDER.get(level, len(_ORDER))


@dataclass(frozen=True, slots=True)
class Listed:
    """What the index says of one scenario."""

    id: str
    level: str
    kind: str
    competencies: tuple[str, ...]


def index_of(text: str) -> dict[str, dict[str, Any]]:
    """What the index says of each scenario in the text of a bank.json, by id."""
    found = {}
    start = len(b"{\n")
    for line in text.encode().splitlines(keepends=True)[1:-1]:
        name, _, _ = line.partition(b":{")
        body = line.rstrip(b",\n")[len(name) + 1 :]
        entry = json.loads(body)
        found[json.loads(name)] = {
            **{field: entry[field] for field in ("level", "kind", "competencies", "review")},
            "at": [start + len(name) + 1, len(body)],
        }
        start += len(line)
    return found


class Bank:
    """The scenarios in some folders, each with a bank.json and its index.

    The index stays as it was read: what is asked for is looked up, and the rest costs nothing.

    Raises:
        ContentError: An index is damaged. A folder without one holds no scenarios.
    """

    def __init__(self, *folders: Path):
        self._indexes = [(folder, _read_index(folder)) for folder in folders]

    def __len__(self) -> int:
        return len({name for _, index in self._indexes for name in index})

    def __contains__(self, scenario_id: object) -> bool:
        return any(scenario_id in index for _, index in self._indexes)

    def ids(self, competency: str | None = None) -> tuple[str, ...]:
        """Ids of one competency or of all, easiest first. Disputed ones are left out.

        Raises:
            UnknownNameError: No scenario trains that competency.
            ContentError: An index is damaged.
        """
        listed = self.listed()
        if competency is not None:
            known = {name for one in listed for name in one.competencies}
            if competency not in known:
                raise UnknownNameError("competency", competency, known)
            listed = tuple(one for one in listed if competency in one.competencies)
        return tuple(one.id for one in listed)

    def listed(self) -> tuple[Listed, ...]:
        """All that may be practiced, easiest first. Disputed ones are left out.

        Raises:
            ContentError: An index is damaged.
        """
        listed: dict[str, Listed] = {}
        for folder, index in reversed(self._indexes):  # the first folder's word goes first
            try:
                listed |= {
                    n: Listed(n, one["level"], one["kind"], tuple(one["competencies"]))
                    for n, one in index.items()
                    if one["review"] != "disputed"
                }
            except (KeyError, TypeError) as error:
                raise _damaged(folder, error) from None
        return tuple(sorted(listed.values(), key=_place))

    def scenario(self, scenario_id: str) -> Scenario:
        """One scenario, or the generated note of an id such as generated-123.

        Raises:
            UnknownNameError: The bank has none of that id, or it names no generated note.
            ContentError: Its line cannot be read; the others are not touched by that.
        """
        if scenario_id.startswith(GENERATED_PREFIX):
            return generated_named(scenario_id)
        for folder, index in self._indexes:
            if scenario_id in index:
                try:
                    start, size = index[scenario_id]["at"]
                except (KeyError, TypeError, ValueError) as error:
                    raise _damaged(folder, error) from None
                return _scenario(folder / BANK, scenario_id, start, size)
        names = [name for _, index in self._indexes for name in index]
        raise UnknownNameError("practice scenario", scenario_id, names)


def _place(one: Listed) -> tuple[int, str, str]:
    """By level, then by number, so that one competency follows another."""
    return hardness(one.level), one.id.rpartition("-")[2], one.id


def _read_index(folder: Path) -> Mapping[str, Any]:
    try:
        index = json.loads((folder / INDEX).read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _damaged(folder, error) from None
    if not isinstance(index, dict):
        raise _damaged(folder, TypeError())
    return index


def _damaged(folder: Path, error: Exception) -> ContentError:
    text = f"the list of scenarios is damaged ({type(error).__name__})"
    return ContentError([Problem(folder / INDEX, 0, "", text, "publish it again")])


@cache
def _scenario(file: Path, scenario_id: str, start: int, size: int) -> Scenario:
    try:
        with file.open("rb") as bank:
            bank.seek(start)
            entry = json.loads(bank.read(size))
        if entry["id"] != scenario_id:
            raise ValueError("the bank was published again since its index was read")
        return scenario_from_dict(entry)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"the scenario cannot be read ({type(error).__name__})"
        raise ContentError([Problem(file, 0, scenario_id, text, "publish it again")]) from None


@cache
def shipped_bank() -> Bank:
    """The scenarios that came with bhtrain."""
    return Bank(COMPILED)
