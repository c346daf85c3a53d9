"""One sentence of a generated note, from a phrase that an author wrote.

    Slept (four|five|{3-6}) hours.        one of several wordings, or a number of a range
    {Pt} (came|arrived) {minutes} late.   slots that the note's facts fill
    [clock: from {start} to {stop}]       these words show the fact that the mark `clock` stands for

Choices are made first, from the inside out; then slots are filled; then the words between
brackets become the quotes of their marks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_RANGE = re.compile(r"\{(\d+)-(\d+)\}")
SLOT = re.compile(r"\{([A-Za-z_]\w*)\}")
_AN = re.compile(
    r"\b([Aa]) (?=(?:\[[a-z, -]+: )?(?:[aeio](?!n[ce]\b)|AB|8|11|18)\w*)"
)  # an 80-year-old
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")  # "2:05 p.m." at the end of a sentence
MARK = re.compile(r"\[([a-z][a-z0-9-]*(?:, [a-z][a-z0-9-]*)*): ([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the note, and which words of it show which mark."""

    text: str
    shown: tuple[tuple[str, str], ...] = ()

    @property
    def marks(self) -> frozenset[str]:
        """The marks that this sentence shows."""
        return frozenset(mark for mark, _ in self.shown)

    def after(self, label: str) -> "Said":
        """The same sentence behind a label such as "S: "."""
        return Said(label + self.text, self.shown)


def worded(phrase: str, slots: Mapping[str, Any], rng: Random) -> str:
    """A phrase with its choices made, its numbers drawn and its slots filled.

    Raises:
        KeyError: The phrase has a slot that nothing fills. Authors see this from `bhtrain check`.
    """
    while match := _CHOICE.search(phrase):
        chosen = rng.choice(match[1].split("|"))
        phrase = phrase[: match.start()] + chosen + phrase[match.end() :]
    phrase = _RANGE.sub(lambda found: str(rng.randint(int(found[1]), int(found[2]))), phrase)
    while SLOT.search(phrase):
        phrase = SLOT.sub(lambda found: str(slots[found[1]]), phrase)
    return phrase


def said(
    phrase: str, slots: Mapping[str, Any], rng: Random, shorthand: Mapping[str, str] | None = None
) -> Said:
    """A sentence of the note; `shorthand` holds the abbreviations of a clinician's style."""
    text = _AN.sub(r"\1n ", worded(phrase, slots, rng))
    shown: list[tuple[str, str]] = []
    pieces, at = [], 0
    for found in MARK.finditer(text):
        words = _shortened(found[2], shorthand)
        pieces += [_shortened(text[at : found.start()], shorthand), words]
        shown.extend((mark, words) for mark in found[1].split(", "))
        at = found.end()
    pieces.append(_shortened(text[at:], shorthand))
    sentence = _TWO_STOPS.sub(".", "".join(pieces))
    if shown and sentence.startswith(shown[0][1]):
        shown = [(mark, _capital(q) if q == shown[0][1] else q) for mark, q in shown]
    return Said(_capital(sentence), tuple(shown))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shortened(text: str, shorthand: Mapping[str, str] | None) -> str:
    if not shorthand:
        return text
    words = r"|".join(map(re.escape, shorthand))
    return re.sub(rf"(?<![\w-])(?:{words})(?![\w-])", lambda found: shorthand[found[0]], text)


def slots_of(phrase: str) -> frozenset[str]:
    """The names of the slots in a phrase."""
    return frozenset(SLOT.findall(phrase))


def marks_of(phrase: str) -> frozenset[str]:
    """The marks in a phrase."""
    return frozenset(name for names, _ in MARK.findall(phrase) for name in names.split(", "))
