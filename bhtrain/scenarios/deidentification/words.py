"""The word lists of the lint, ready to be asked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Found(NamedTuple):
    """A place in a text that shows an identifier, and of which sort it is.

    The sort tells apart what an invented note may hold (a first name, a date of service) from
    what it may not.
    """

    identifier: str
    start: int
    stop: int
    sort: str = ""


@dataclass(frozen=True)
class Words:
    """The lists of one file are reached by its name: words["names", "surnames"]."""

    lists: Mapping[str, Mapping[str, Any]]

    def __getitem__(self, path: tuple[str, str]) -> Any:
        return self.lists[path[0]][path[1]]

    def lower(self, *paths: tuple[str, str]) -> frozenset[str]:
        """All entries of some lists in small letters."""
        return frozenset(word.lower() for path in paths for word in self[path])

    def parts(self, *paths: tuple[str, str]) -> frozenset[str]:
        """The single words of all entries, in small letters."""
        return frozenset(part for entry in self.lower(*paths) for part in entry.split())


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these phrases, the longest first; a blank stands for any blanks."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", "[ \t]+") for w in longest_first) + ")"


def all_matches(
    identifier: str, pattern: re.Pattern[str], text: str, sort: str = ""
) -> Iterator[Found]:
    """Each place where the pattern, or its group `it`, stands."""
    group: int | str = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        yield Found(identifier, *match.span(group), sort)
