"""Which abbreviations a text holds; and that no note holds one that nobody explains."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from bhtrain.authoring.coverage_pools import generated_notes, graded_pool, practice_bank
from bhtrain.codebook import Abbreviation, load_codebook
from bhtrain.codebook.abbreviations import abbreviations_in, found_in
from bhtrain.content import content

KNOWN = (
    Abbreviation(short="SI", long="thoughts of suicide"),
    Abbreviation(short="SI/HI", long="thoughts of suicide or of killing"),
    Abbreviation(short="HI", long="thoughts of killing"),
    Abbreviation(short="MI", long="motivational interviewing", about="a way of asking"),
    Abbreviation(short="pt", long="patient", also=("PATNT",)),
    Abbreviation(short="w/", long="with"),
    Abbreviation(short="w/o", long="without"),
    Abbreviation(short="d", long="days"),
    Abbreviation(short="x #", long="times"),
    Abbreviation(short="#p", long="after noon"),
    Abbreviation(short="# s", long="seconds", not_in=("#s",)),
    Abbreviation(short="DO", long="physician", not_in=("DO NOT",)),
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Denies SI/HI.", ["SI/HI"]),
        ("Denies SI, no HI.", ["HI", "SI"]),
        ("SI/HI denied; SI last year.", ["SI", "SI/HI"]),
        ("MIND over matter, a mi of road, FAMI", []),
        ("MI, then MI again", ["MI"]),
        ("Pt was late, the pt's wife was not", ["pt"]),
        ("PT on the ward", []),
        ("PATNT was late", ["PATNT"]),
        ("w/her, w/o him", ["w/", "w/o"]),
        ("I'd go, he'd not", []),
        ("back in 6 d.", ["d"]),
        ("smiled x3", ["x3"]),
        ("weekly x 16, then x 4", ["x 16"]),
        ("5:02p to 5:49 p.m.", ["5:02p"]),
        ("5p.m.", []),
        ("waits 40 s to the 80s music", ["40 s"]),
        ("A. Brandt, DO", ["DO"]),
        ("DO NOT RELEASE", []),
        ("señal SIé éSI", []),
        ("", []),
    ],
)
def test_whole_words_count_and_the_longest_wins(text: str, shown: list[str]) -> None:
    """A wrong explanation is worse than none: MI is not in MIND, nor SI beside SI/HI."""
    assert [words for words, _ in abbreviations_in(text, KNOWN)] == shown


def test_an_abbreviation_comes_with_all_there_is_to_know() -> None:
    """A test's name helps nobody who does not know what it measures."""
    assert abbreviations_in("MI", KNOWN) == [("MI", "motivational interviewing: a way of asking")]
    phq = dict(load_codebook().abbreviations_in("PHQ-9 15, was 19"))["PHQ-9"]
    assert "depression, 0 to 27" in phq


def test_a_codebook_without_a_list_explains_nothing() -> None:
    """An empty pattern would match everywhere."""
    assert abbreviations_in("Denies SI/HI", ()) == []


WORD = re.compile(r"[^\W_]+")
# What looks like an abbreviation and is none, or needs no explanation.
EVERYDAY = frozenset({"AM", "PM", "TV", "OK"})
STATES = frozenset({"CO", "KY", "OH", "OR"})
INITIALS = frozenset({"KS"})
NUMERALS = frozenset({"II"})
NAMES = frozenset({"AV", "EST"})  # a type of visit in a practice's software: AV-EST-4
CAPITALS = frozenset(  # ordinary words that only headings write
    WORD.findall("""
    ADDENDUM BEDSIDE BIOPSYCHOSOCIAL ENCOUNTER FINAL FUNCTIONING INITIAL INTERVAL NOTICE
    PRESENTING PROTECTED RECOMMENDATIONS SMARTLIST SPECIALLY SUBJECTIVE TELEBEHAVIORAL URGENT
    UTILIZATION VIRTUAL
    """)
)
# Without capitals an abbreviation looks like a word; these do not pass unexplained.
LOWER = frozenset(
    WORD.findall("""
    adm anx appt apt auth avg bldg btwn cont dept dx eff elec etoh eval f2f hr hrs hx imit indep
    indiv inpt kg lb lbs lic mg mgmt mgr min mo mos nl nts occ outpt pls prn pt pts q qhs rm rx
    sec sx spch svc svcs tx vs wk wkly wknds wks wt yest yr yrs
    """)
)
SLASHED = re.compile(r"(?<![^\W_])(?:[a-zA-Z]/[a-zA-Z]|[wsc]/)(?![^\W_])")
COUNTED = re.compile(r"(?<![^\W_])(?:[xq] ?\d+|\d+(?:x|p|a|h|d|F|M))(?![^\W_]|\.[^\W_])")
CODE = re.compile(r"(?=(?:.*\d){3})[A-Z\d]+s?")  # three digits or more: F33, 90837, 1041C0700X


def spoken(part: Any) -> Iterator[str]:
    """The texts in a part of a phrase bank, without marks and slots."""
    if isinstance(part, str):
        yield re.sub(r"\[[\w, -]+: |\]|\{[^}]*\}", " ", part)
    else:
        for inner in part.values() if isinstance(part, dict) else part:
            yield from spoken(inner)


@cache
def texts() -> dict[str, str]:
    """Every note with its queue, and all that a template can say, by where it stands."""
    found = {}
    for pool in (practice_bank(), graded_pool(), generated_notes()):
        for task in (one.task for one in (*pool.counted, *pool.disputed)):
            found[task.id] = "\n".join([*task.note, *(item.text for item in task.queue)])
    banks = content("templates")
    parts = {"common": banks["common"]} | banks["styles"] | banks["themes"] | banks["templates"]
    for name, part in parts.items():
        letters = part.get("names", {}).get("letters", ())
        said = [*spoken((part.get("says", ()), letters)), *part.get("shorthand", {}).values()]
        found[f"phrases of {name}"] = "\n".join(said)
    return found


@cache
def plain_words() -> frozenset[str]:
    """The words that notes also write in the usual way, so that a heading can shout them."""
    words = {word for text in texts().values() for word in WORD.findall(text)}
    words = {word.lower() for word in words if word[1:].islower()}
    return frozenset(words - LOWER)


def unexplained(text: str) -> set[str]:
    """What of a text looks like an abbreviation and stands neither in the list nor here."""
    for start, end, _ in found_in(text, load_codebook().abbreviations):
        text = text[:start] + " " * (end - start) + text[end:]
    found = {match.group() for look in (SLASHED, COUNTED) for match in look.finditer(text)}
    for word in WORD.findall(text):
        capitals = sum(letter.isupper() for letter in word)
        if word.lower() in LOWER or (capitals >= 2 and word.lower() not in plain_words()):
            found.add(word)
    known = EVERYDAY | STATES | INITIALS | NUMERALS | NAMES | CAPITALS
    return {word for word in found - known if not CODE.fullmatch(word)}


def test_every_abbreviation_in_a_note_is_explained() -> None:
    """A newcomer meets none that the desk does not explain: add it to abbreviations.yaml."""
    left = {where: unexplained(text) for where, text in texts().items()}
    assert {where: words for where, words in left.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("QRZ 4, was 6", {"QRZ"}),
        ("walks since the s/p fall", {"s/p"}),
        ("seen with Ms. K., 38M", {"38M"}),
        ("PT, RTC 2 wk, F33.1, 90837, bipolar II, 3 PM", set()),
        ("SESSION NOTE", set()),
    ],
)
def test_what_looks_like_an_abbreviation_is_found(text: str, found: set[str]) -> None:
    """A search that finds nothing would pass every note."""
    assert unexplained(text) == found


def test_no_entry_is_in_vain() -> None:
    """Each stands in a note or in what a template says."""
    used = {
        entry.short
        for text in texts().values()
        for _, _, entry in found_in(text, load_codebook().abbreviations)
    }
    assert [one.short for one in load_codebook().abbreviations if one.short not in used] == []
