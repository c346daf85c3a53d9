"""Numbers and codes: told by the nearest word that says whose they are, or by their form."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bhtrain.scenarios.deidentification.addresses import PHONE
from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_SSN = re.compile(
    r"(?<![\w.-])(?:\d{3}|[xX*#]{3})[-. –](?:\d{2}|[xX*#]{2})[-. –]\d{4}(?![\w-]|\.\d)"
)
_READ_OUT = re.compile(r"(?<![\w.-])(?:\d[ -]){8}\d(?![\w-])")  # nine digits, one by one
_VIN = re.compile(r"\b(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])(?=(?:[A-Z]*\d){4})[A-HJ-NPR-Z0-9]{17}\b")
_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[AC-HJKMNP-RT-Y0-9]"
_MBI = re.compile(
    rf"\b[1-9]{_LETTER}{_EITHER}\d-?{_LETTER}{_EITHER}\d-?{_LETTER}{{2}}\d{{2}}\b"
)  # the Medicare number
_PAYMENT_CARD = re.compile(
    r"(?<![\w-])(?:\d{4}[ -]){3}\d{4}(?![\w-])|(?<!\w)3[47]\d{2}[ -]\d{6}[ -]\d{5}(?!\w)"
)
_LAST_FOUR = re.compile(
    r"\blast (?:four|4)\b[^.\n\d]{0,20}(?P<it>\d{4})\b(?=[^.\n\d]{0,15}\b(?:ssn|social)\b)",
    re.IGNORECASE,
)
_UDI = re.compile(r"\(01\)\d{8,14}(?:\(\d{2}\)[\w-]{1,20}){0,5}")

_NUMBER = (  # HJK 4471, BH-20771, 1EG4-TE5, W2290 41876
    r"(?:[A-Z]{1,4} (?=\d))?(?=[A-Za-z]{0,20}(?:[-._~·][A-Za-z]{0,20}){0,3}\d)"
    r"[A-Za-z0-9]{1,30}(?:[-._~·][A-Za-z0-9]{1,30}){0,6}"
    r"(?: (?=[A-Z]{0,3}\d)[A-Z0-9]{2,12}(?![\w%/:]|\.\d| ?(?:mg|min))){0,3}"
)
_AFTER_A_CUE = re.compile(
    r"(?:['’]s)?\.?[ \t]{0,3}(?:[:;,#=(\[\"“]|[-–](?= )|no\.|num\.)?[ \t]{0,3}"
    r"(?:[A-Za-z'’./]{1,14}(?<!\.)\.?[:;,#=(]{0,2}[ \t]{1,3}(?:\# ?)?){0,4}?"
    r"[#(\"“:]{0,2}[ \t]?"
    rf"(?P<it>{_NUMBER})"
)
_LONG = re.compile(
    r"(?<![\w.$/+-])(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9]{1,30}(?:[-._·][A-Za-z0-9]{1,30}){0,6}(?![\w/])"
)
_CODE = r"(?:9\d{4}|[A-V]\d{4})"  # a procedure
_PLAIN = re.compile(  # a span of clock times, a code with its modifier, words joined by hyphens
    r"(?:[01]\d|2[0-3])[0-5]\d-(?:[01]\d|2[0-3])[0-5]\d"
    rf"|{_CODE}(?:-[A-Z\d]{{2}}){{1,4}}|{_CODE}-{_CODE}"
    r"|(?:[A-Za-z\d]{1,30}-){0,8}[a-z]{2,30}(?:-[a-z\d]{1,30}){0,8}"
)
_MARKED = re.compile(r"(?:number|no|id|ref)\.?[ #:]{0,4}$", re.IGNORECASE)
_ENDING = re.compile(r"\b(?:end|ends|ending|last)\b", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])")
_PREFIX = re.compile(r"[A-Z]{1,4} ")
_PROCEDURE = re.compile(  # also a revenue code, and a code with its modifiers
    r"9\d{4}|0\d{3}|\d{4}[FT]|[A-V]\d{4}|(?:9\d{4}|[A-V]\d{4})(?:-[A-Z\d]{2}){1,4}"
)
_MEASURED = re.compile(
    r" ?(?:mg|mcg|ml|mL|units?|minutes?|mins?|days?|weeks?|months?|years?|hours?|hrs?|visits?"
    r"|sessions?|steps|calories|percent|%|times|dollars|miles|pounds|lbs?|kg|people|members"
    r"|claims|points|items|words|pages|ms|bpm|copay|per |a (?:month|week|year|day|visit)|x )"
)
_CUE_BEHIND, _CUE_BEFORE = 45, 80  # how far from a long number its cue is looked for
_LONGEST_SHORT = 4  # letters of a word cut short: lic., acct.
_LONG_ENOUGH = 7  # digits that are a number of somebody even without a cue


class Cued(NamedTuple):
    """A number, and how well the word before it tells what it is."""

    rank: tuple[bool, int]  # a word that is only a cue goes before any other; then the nearest
    found: Found


class Number(NamedTuple):
    """A possible number: where it stands, and how close its cue is."""

    text: str
    start: int
    stop: int
    tight: bool = False  # only linking words stand between
    marked: bool = False  # "number", "id" or # stands right before

    @property
    def it(self) -> str:
        """The number as written."""
        return self.text[self.start : self.stop]

    @property
    def digits(self) -> int:
        """How many digits it has."""
        return sum(c.isdigit() for c in self.it)

    @property
    def letters(self) -> int:
        """How many letters it has."""
        return sum(c.isalpha() for c in self.it)


class Numbers:
    """Finds numbers near a cue, and those that show by themselves what they are."""

    def __init__(self, words: Words):
        numbers = words.lists["numbers"]
        self._cues = {
            " ".join(cue.lower().split()): name
            for name, cues in numbers["cues"].items()
            for cue in cues
        }
        self._cue = re.compile(rf"(?<![A-Za-z0-9]){any_of(self._cues)}(?![A-Za-z])", re.IGNORECASE)
        self._words = words.lower(("numbers", "cues_that_are_words"))
        self._linking = words.lower(("numbers", "linking_words"))
        self._no_number = re.compile(
            r"(?:19|20)\d\ds?|(?:19|20)\d\d-\d\d(?:-\d\d)?|\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d\d"
            r"|[A-Z]\d{2}(?:\.[A-Z0-9]{1,4})?|[A-HJ-TV-Z]\d{4}|\d+\.\d+|\d{3}[A-Z0-9]{6}X"
            r"|(?:CO|PR|OA|PI|MA|N|M|POS|CARC|RARC|CAS|TOB)-?\d{1,3}"
            rf"|{any_of(numbers['numbered_things'])}-?\d[\w.-]{{0,8}}"
            r"|\d{1,3}(?:st|nd|rd|th)"
            r"|\d{1,4}(?:mg|ml|mcg|am|pm|a|p|min|mins|hrs?|h|m|d|x|yo|lbs?|kg|k|%)"
            r"|\d{1,3}-?(?:day|week|month|year|minute|min|hour|session|item|step|panel|page|yr"
            r"|grade|person)s?(?:-olds?|-[a-z]{2,12})?",
            re.IGNORECASE,
        )

    def find(self, text: str) -> Iterator[Found]:
        """Numbers, each with the identifier that the nearest cue or its form says."""
        yield from all_matches("device", _UDI, text)
        yield from all_matches("ssn", _LAST_FOUR, text)
        yield from self._cued(text)
        yield from all_matches("ssn", _SSN, text)
        yield from all_matches("ssn", _READ_OUT, text)
        yield from all_matches("vehicle", _VIN, text)
        yield from all_matches("plan-number", _MBI, text)
        yield from all_matches("account", _PAYMENT_CARD, text)

    def _cued(self, text: str) -> Iterator[Found]:
        best: dict[int, Cued] = {}
        for cue in self._cue.finditer(text):
            after = _AFTER_A_CUE.match(text, cue.end())
            if after is None:
                continue
            cue_words = " ".join(cue[0].lower().split())
            name, common = self._cues[cue_words], cue_words in self._words
            number = self._number(text, cue, after, common)
            if number is None or not self._identifies(number, name):
                continue
            found = Cued((not common, cue.end()), Found(name, number.start, number.stop))
            if number.start not in best or best[number.start].rank < found.rank:
                best[number.start] = found
        for cued in sorted(best.values(), reverse=True):
            yield cued.found

    def _number(
        self, text: str, cue: re.Match[str], after: re.Match[str], common: bool
    ) -> Number | None:
        """The number after a cue, and how close the cue is to it."""
        start, stop = after.span("it")
        if common and text[cue.end()].isalnum():  # REF44120
            return None
        if text[cue.end()] == "." and len(cue[0].split()[-1]) > _LONGEST_SHORT:
            return None  # the end of a sentence, not of a word cut short
        between = text[cue.end() : start].lower().replace("#", " # ").split()
        words = [word.strip(".,:;()[]=\"“'-") for word in between]
        tight = all(word in self._linking for word in words if word)
        if common and (prefix := _PREFIX.match(text, start, stop)):
            start += prefix.end() - prefix.start()
        stop = self._shortened(text, start, stop)
        said = text[cue.start() : start]
        marked = said.rstrip().endswith("#") or _MARKED.search(said) is not None
        marked = marked or (said.rstrip().endswith(":") and not common)
        short = text[start:stop].isdigit() and stop - start < 6
        if common and short and not marked and not _ENDING.search(said):
            tight = False
        return Number(text, start, stop, tight, marked)

    def _shortened(self, text: str, start: int, stop: int) -> int:
        """Without trailing groups that are a measure or a year."""
        groups = text[start:stop].split(" ")
        while len(groups) > 1 and self._no_number.fullmatch(groups[-1]):
            groups.pop()
        return start + len(" ".join(groups))

    def uncued(self, text: str) -> Iterator[Found]:
        """Long numbers and codes whose cue stands behind them, or that have none."""
        for match in _LONG.finditer(text):
            number = Number(text, *match.span())
            if _PLAIN.fullmatch(match[0]) or not self._identifies(number, "other"):
                continue
            start, stop = match.span()
            cue = self._cue.search(text, stop, stop + _CUE_BEHIND)
            for before in self._cue.finditer(text, max(0, start - _CUE_BEFORE), start):
                cue = cue if cue is not None and cue.start() > stop else before
            if cue is not None:
                yield Found(self._cues[" ".join(cue[0].lower().split())], start, stop)
            elif number.digits >= _LONG_ENOUGH:
                yield Found("other", start, stop)

    def _identifies(self, number: Number, name: str) -> bool:
        """Whether this looks like the number of a person rather than a dose, a code or a year."""
        it, digits, letters = number.it, number.digits, number.letters
        tight = number.tight
        if self._is_something_else(number, name):
            return False
        if name == "ssn":
            return digits == 9 or (digits == 4 and not letters)
        if letters and name == "vehicle" and tight and it == it.upper():
            return digits >= 1 and letters + digits >= 5  # plates may be words
        if letters:
            enough = digits >= 4 or (tight and digits >= 2 and letters + digits >= 5)
            return enough and (tight or it != it.lower() or "-" in it or digits >= 5)
        if "-" in it or " " in it:
            return digits >= 5
        return digits >= (4 if tight else 6)

    def _is_something_else(self, number: Number, name: str) -> bool:
        text, it, digits = number.text, number.it, number.digits
        tight, marked = number.tight, number.marked
        if not marked and _DAY.fullmatch(it):
            return True
        trusted = marked and digits >= 4 and not it.startswith(("19", "20"))
        if self._no_number.fullmatch(it) and not trusted:
            return True
        if text[max(0, number.start - 1) : number.start] in ("$", "."):
            return True
        following = text[number.stop : number.stop + 2]
        if re.match(r"[:/]\d", following):  # a clock time, a score, a date
            return True
        dashed = tight and "-" in it
        if not number.letters and not dashed and _MEASURED.match(text, number.stop):
            return True
        if _PROCEDURE.fullmatch(it.split()[0]) and not marked and name != "ssn":
            return True
        if (digits < 4 or it[0] in "9ABCDEGHJKLMPQRSTV") and not marked and _PLAIN.fullmatch(it):
            return True
        if digits < 6 and re.fullmatch(r"\d{1,3}(?:-\d{1,3}){1,3}", it):
            return True
        if not tight and PHONE.fullmatch(it):
            return True
        return not tight and name != "ssn" and _SSN.fullmatch(it) is not None
