"""Practice: a bank of scenarios with open keys, of bhtrain and of the practice itself.

A bank is two files. `bank.json` holds one scenario on each line; `bank_index.json` says what
each trains and where its line stands, so that a bank of ten thousand opens like one of a hundred.
"""

import json
from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class Listed:
    """One scenario as the index lists it: what it trains, and the bytes that hold it."""

    id: str
    file: Path
    level: str
    kind: str
    competencies: tuple[str, ...]
    review: str
    start: int
    size: int


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

    Raises:
        ContentError: An index is damaged. A folder without one holds no scenarios.
    """

    def __init__(self, *folders: Path):
        self._listed: dict[str, Listed] = {}
        for folder in folders:
            for listed in _read_index(folder):
                self._listed.setdefault(listed.id, listed)

    def __len__(self) -> int:
        return len(self._listed)

    def ids(self, competency: str | None = None) -> tuple[str, ...]:
        """Ids of one competency or of all, easiest first. Disputed ones are left out.

        Raises:
            UnknownNameError: No scenario trains that competency.
        """
        wanted = [one for one in self._listed.values() if one.review != "disputed"]
        if competency is not None:
            known = {name for one in wanted for name in one.competencies}
            if competency not in known:
                raise UnknownNameError("competency", competency, known)
            wanted = [one for one in wanted if competency in one.competencies]
        return tuple(one.id for one in sorted(wanted, key=_place))

    def scenario(self, scenario_id: str) -> Scenario:
        """One scenario, or the generated note of an id such as generated-123.

        Raises:
            UnknownNameError: The bank has none of that id, or it names no generated note.
            ContentError: Its line cannot be read; the others are not touched by that.
        """
        if scenario_id.startswith(GENERATED_PREFIX):
            return generated_named(scenario_id)
        if scenario_id not in self._listed:
            raise UnknownNameError("practice scenario", scenario_id, self._listed)
        return _scenario(self._listed[scenario_id])


def _place(listed: Listed) -> tuple[int, str, str]:
    """By level, then by number, so that one competency follows another."""
    return _ORDER[listed.level], listed.id.rpartition("-")[2], listed.id


def _read_index(folder: Path) -> Iterable[Listed]:
    file = folder / INDEX
    try:
        entries: Mapping[str, Any] = json.loads(file.read_bytes())
        return [
            Listed(
                id=name,
                file=folder / BANK,
                level=entry["level"],
                kind=entry["kind"],
                competencies=tuple(entry["competencies"]),
                review=entry["review"],
                start=entry["at"][0],
                size=entry["at"][1],
            )
            for name, entry in entries.items()
        ]
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        text = f"the list of scenarios is damaged ({type(error).__name__})"
        raise ContentError([Problem(file, 0, "", text, "publish it again")]) from None


@cache
def _scenario(listed: Listed) -> Scenario:
    try:
        with listed.file.open("rb") as file:
            file.seek(listed.start)
            return scenario_from_dict(json.loads(file.read(listed.size)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        text = f"the scenario cannot be read ({type(error).__name__})"
        raise ContentError([Problem(listed.file, 0, listed.id, text, "publish it again")]) from None


@cache
def shipped_bank() -> Bank:
    """The scenarios that came with bhtrain."""
    return Bank(COMPILED)
