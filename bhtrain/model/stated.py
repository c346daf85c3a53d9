"""How a part of a visit declares its facts: each with what it says, in which unit, from which type.

The declarations are the only list of facts. `bhtrain schema visit`, the names that authors may
write and the values that are accepted all follow from them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, get_args, get_type_hints


def stated(says: str, *, unit: str = "", default: Any = None) -> Any:
    """A fact of a note. None means that the note does not state it, never zero and never "no"."""
    return field(default=default, metadata={"says": says, "unit": unit})


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One declared fact: its field, its type without the None, and its meaning."""

    name: str
    type: Any
    says: str
    unit: str


def declared(part: type) -> Iterator[Declared]:
    """The facts that a part of a visit declares, in the order of its fields."""
    hints = get_type_hints(part)
    for entry in fields(part):
        if "says" not in entry.metadata:
            continue
        options = [kind for kind in get_args(hints[entry.name]) if kind is not type(None)]
        kind = options[0] if type(None) in get_args(hints[entry.name]) else hints[entry.name]
        yield Declared(
            name=entry.name,
            type=kind,
            says=entry.metadata["says"],
            unit=entry.metadata["unit"],
        )
