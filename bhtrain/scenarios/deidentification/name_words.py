"""What is known of a word: a first name, a surname, a drug, a plain word."""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from bhtrain.scenarios.deidentification.words import Words

UPPER = r"[A-ZÀ-ÖØ-Þ]"
NAME = (
    rf"(?:(?:[A-Z]['’]|Mc|Mac|De|La|Le|Van|al-)?{UPPER}[a-zà-öø-ÿ]{{1,20}}"
    rf"(?:[-'’]{UPPER}?[a-zà-öø-ÿ]{{1,20}})?)"
)
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*")
_POSSESSIVE = re.compile(r"['’][sS]?$")
_SHORTENED = re.compile(r"['’](?:s|d|ll|ve|re|m|t)?$")
_IN_A_SENTENCE = (" ", " (", "/", ", ", " & ")


class Token(NamedTuple):
    """One word of a text, and what stands between it and the word before."""

    text: str
    start: int
    stop: int
    gap: str

    @property
    def base(self) -> str:
        """Without the ending of a possessive."""
        return _POSSESSIVE.sub("", self.text)

    @property
    def low(self) -> str:
        """The base in small letters."""
        return self.base.lower()

    @property
    def capital(self) -> bool:
        """Written as names are: Mia, O'Neal."""
        rest = self.text[1:2] in "'’" or any(c.islower() for c in self.text)
        return self.text[:1].isupper() and rest and len(self.base) > 1

    @property
    def shouted(self) -> bool:
        """Written in capitals throughout."""
        return len(self.text) > 2 and self.text.isupper()

    @property
    def flows(self) -> bool:
        """In the middle of a sentence, so that a capital letter means something."""
        return self.gap in _IN_A_SENTENCE


def tokens_of(text: str) -> list[Token]:
    """The words of a text."""
    tokens, end = [], 0
    for match in _WORD.finditer(text):
        tokens.append(Token(match[0], *match.span(), text[end : match.start()]))
        end = match.end()
    return tokens


class NameWords:
    """The word lists, as sets of small letters."""

    def __init__(self, words: Words):
        self._words = words
        self.common = words.lower(("words", "common_words"))
        self.eponyms = words.lower(("medicine", "tests_and_eponyms"))
        self.odd_first = words.lower(("names", "first_names_that_are_words"))
        self.first = words.lower(("names", "first_names")) - self.odd_first
        self.any_first = self.first | self.odd_first
        self.odd_last = words.lower(("names", "surnames_that_are_words"))
        self.any_last = words.lower(("names", "surnames")) | self.odd_last
        self.last = (
            self.any_last - self.odd_last - self.eponyms - self.any_first - self.common
        )  # a surname and nothing else
        self.relations = words.lower(("people", "relations"))
        self.speaking = words.lower(("people", "strong_speaking"))
        self.method = words.lower(("medicine", "method_words"))
        self.firm_method = self.method - words.lower(("medicine", "method_words_that_people_have"))
        self.before_pair = words.lower(("people", "words_before_a_pair"))
        self.before_person = words.lower(("people", "verbs_before_a_person"))
        self.possessions = self.relations | words.lower(("people", "what_a_person_has"))
        self.particles = words.lower(("people", "particles"))

    @cached_property
    def things(self) -> frozenset[str]:
        """Drugs, organizations, days, months, states, countries, titles and degrees."""
        return (
            self._words.parts(
                ("medicine", "drugs"), ("medicine", "organizations"), ("calendar", "months"),
                ("calendar", "month_shorts"), ("calendar", "weekdays"), ("calendar", "holidays"),
            )
            | self._words.lower(
                ("people", "credentials"), ("people", "titles"), ("places", "states"),
                ("places", "countries_and_regions"),
            )
            | {"new", "north", "south", "east", "west", "united"}
        )  # fmt: skip

    @cached_property
    def _plain(self) -> frozenset[str]:
        return self.common | self.things

    @cached_property
    def time_or_place(self) -> frozenset[str]:
        """Words with a capital letter that are no names of people: May, Austin, Jordan."""
        return self._words.parts(
            ("calendar", "months"), ("calendar", "holidays"), ("places", "states"),
            ("places", "cities"), ("places", "countries_and_regions"),
            ("medicine", "organizations"),
        )  # fmt: skip

    def known(self, word: str) -> bool:
        """A word that is no person's name by itself: vocabulary, drug, test, state, day."""
        low = _SHORTENED.sub("", word).lower()
        plain = self._plain
        return (
            low in plain
            or low in self.eponyms
            or low.endswith(("n't", "n’t"))
            or (low.endswith("s") and low[:-1] in plain)
            or ("-" in low and any(p in plain or p in self.eponyms for p in low.split("-")))
        )

    def listed(self, word: str) -> bool:
        """A first name or surname of the lists, whatever else it may be."""
        low = _POSSESSIVE.sub("", word).lower()
        return low in self.any_first or low in self.any_last or self.surname(low)

    def surname(self, low: str) -> bool:
        """A surname and nothing else, or a double name with one."""
        return low in self.last or any(part in self.last for part in low.split("-"))

    def stranger(self, word: str) -> bool:
        """No word of any list, so perhaps a name."""
        return not self.known(word)

    def own(self, names: Sequence[str]) -> list[str]:
        """Those that may be names of people."""
        return [name for name in names if self.stranger(name) or self.listed(name)]
