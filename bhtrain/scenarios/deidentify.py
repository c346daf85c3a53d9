"""Find what could tell who somebody is: the 18 identifiers of Safe Harbor.

Candidates only: a person decides. Names, places and traits are found by lists and patterns,
numbers by the word beside them. Drugs, tests and therapies are not taken for people.

Source: 45 CFR 164.514(b)(2).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bhtrain.content import content
from bhtrain.scenarios.deidentification.addresses import Addresses
from bhtrain.scenarios.deidentification.dates import Dates
from bhtrain.scenarios.deidentification.numbers import Numbers
from bhtrain.scenarios.deidentification.people import People
from bhtrain.scenarios.deidentification.places import Places
from bhtrain.scenarios.deidentification.traits import Traits
from bhtrain.scenarios.deidentification.words import Found, Words

# What an invented note may hold: days, and the names by which its invented people go.
_INVENTED = frozenset(
    (("dates", "date"), ("names", "first"), ("names", "initials"), ("names", "clinician"))
)


@dataclass(frozen=True)
class Hit:
    """One identifier in a text, and what to write instead of it."""

    identifier: str  # names, geography, dates …
    start: int
    stop: int
    text: str
    instead: str  # for a person: "name the role: the client, a sibling"
    called: str  # for a person: "a telephone number"


class Finder:
    """The lint with one set of word lists.

    Authors' tools pass the lists as just read; everything else uses `find_identifiers`.
    """

    def __init__(self, lists: Mapping[str, Mapping[str, Any]]):
        words = Words(lists)
        self._instead = lists["instead"]
        self._addresses, self._numbers = Addresses(words), Numbers(words)
        self._dates = Dates(words)
        self._places, self._people, self._traits = Places(words), People(words), Traits(words)

    def find(self, text: str, *, synthetic: bool = False) -> tuple[Hit, ...]:
        """Every identifier, in order of the text; two never overlap."""
        kept: list[Found] = []
        taken = bytearray(len(text))
        for found in self._candidates(text):
            if found.start < found.stop and not any(taken[found.start : found.stop]):
                taken[found.start : found.stop] = b"\1" * (found.stop - found.start)
                kept.append(found)
        clinicians = {
            word
            for one in kept
            if one.sort == "clinician"
            for word in _words_of(text[one.start : one.stop])
        }
        return tuple(
            self._hit(found, text)
            for found in sorted(kept, key=lambda one: one.start)
            if not (synthetic and _may_be_invented(found, text, clinicians))
        )

    def _hit(self, found: Found, text: str) -> Hit:
        name, start, stop, _ = found
        words = self._instead[name]
        return Hit(name, start, stop, text[start:stop], words["instead"], words["called"])

    def _candidates(self, text: str) -> Iterable[Found]:
        """The surest first: of two that overlap, the first stands."""
        yield from self._addresses.find(text)
        yield from self._numbers.find(text)
        yield from self._addresses.calls(text)
        yield from self._dates.find(text)
        yield from self._traits.find(text)
        yield from self._people.companies(text)
        yield from self._places.find(text)
        yield from self._people.find(text)
        yield from self._numbers.uncued(text)


def _may_be_invented(found: Found, text: str, clinicians: set[str]) -> bool:
    """Allowed in an invented note: also the name alone of a clinician who signs it."""
    if (found.identifier, found.sort) in _INVENTED:
        return True
    names = _words_of(text[found.start : found.stop])
    return found.identifier == "names" and found.sort != "employer" and names <= clinicians


def _words_of(name: str) -> set[str]:
    return set(re.findall(r"\w[\w'’-]+", name))


@cache
def _finder() -> Finder:
    return Finder(content("identifiers"))


def find_identifiers(text: str, *, synthetic: bool = False) -> tuple[Hit, ...]:
    """Every identifier in a text, in order; two never overlap.

    Args:
        text: A note, or any text.
        synthetic: The text is an invented scenario. Its dates are not moved from a real record,
            its people go by first names and initials, its clinicians sign; none of these is
            reported. Everything else is.

    Source: 45 CFR 164.514(b)(2).
    """
    return _finder().find(text, synthetic=synthetic)
