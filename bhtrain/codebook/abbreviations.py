"""Which abbreviations stand in a text, and what they mean."""

import re
from dataclasses import dataclass
from functools import lru_cache

_NUMBER = r"\d+(?:[:.-]\d+)*"
_NOT_INSIDE = r"(?<![^\W_])(?<![^\W_]['’])"  # no letter before it, nor the I of "I'd"
_NOT_GOING_ON = r"(?![^\W_])(?!\.[^\W_])"  # no letter after it, nor the m of "5a.m."


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """A short form as clinicians write it, and what it means.

    In a spelling # stands for a number, and a space may be left out: "x #" is also "x3". One
    without capitals may begin with a capital; otherwise case counts.
    """

    short: str
    long: str
    about: str = ""
    also: tuple[str, ...] = ()  # other spellings
    not_in: tuple[str, ...] = ()  # words in which it means nothing: "DO NOT"

    @property
    def meaning(self) -> str:
        """The long form with what there is to know about it."""
        return f"{self.long}: {self.about}" if self.about else self.long


def abbreviations_in(text: str, known: tuple[Abbreviation, ...]) -> list[tuple[str, str]]:
    """The abbreviations in a text as it spells them, by the alphabet, each with its meaning.

    Only whole words count, and the longest wins: "SI/HI" is not "SI" and "HI" as well.
    """
    shown: dict[Abbreviation, str] = {}
    for start, end, entry in found_in(text, known):
        words = text[start:end]
        same = words.casefold() == entry.short.casefold()  # "Pt" is shown as "pt"
        shown.setdefault(entry, entry.short if same else words)
    rows = [(words, entry.meaning) for entry, words in shown.items()]
    return sorted(rows, key=lambda row: row[0].casefold())


def found_in(text: str, known: tuple[Abbreviation, ...]) -> list[tuple[int, int, Abbreviation]]:
    """Where each abbreviation begins and ends, and which it is."""
    pattern, meant = _matcher(known)
    found = ((match.span(), meant[(match.lastindex or 1) - 1]) for match in pattern.finditer(text))
    return [(start, end, entry) for (start, end), entry in found if entry is not None]


@lru_cache(maxsize=4)
def _matcher(
    known: tuple[Abbreviation, ...],
) -> tuple[re.Pattern[str], tuple[Abbreviation | None, ...]]:
    """One pattern for all spellings and what each of its groups means.

    First stands what means nothing, then the longest. The groups are empty and stand at the end:
    Python then skips a spelling by its first letter.
    """
    spellings: list[tuple[str, Abbreviation | None]] = []
    for entry in known:
        spellings += [(spelling, entry) for spelling in (entry.short, *entry.also)]
        spellings += [(words, None) for words in entry.not_in]
    spellings.sort(key=lambda one: (one[0][0] == "/", one[1] is not None, -len(one[0])))
    words = "|".join(f"{_spelled(one)}()" for one, _ in spellings if one[0] != "/")
    signs = [f"{_spelled(one)}()" for one, _ in spellings if one[0] == "/"]
    pattern = "|".join([f"{_NOT_INSIDE}(?:{words})", *signs]) if known else r"(?!)"
    return re.compile(pattern), tuple(entry for _, entry in spellings)


def _spelled(spelling: str) -> str:
    inside = re.escape(spelling).replace(r"\#", _NUMBER).replace(r"\ ", " ?")
    if spelling[0].isalpha() and spelling == spelling.lower():
        inside = f"[{spelling[0]}{spelling[0].upper()}]{inside[1:]}"
    return inside + (_NOT_GOING_ON if spelling[-1].isalnum() or spelling[-1] == "#" else "")
