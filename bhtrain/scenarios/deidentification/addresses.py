"""What a machine wrote: addresses, files, telephone numbers, names that people use online."""

import re
from collections.abc import Iterator

from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_EMAIL = re.compile(
    r"[\w.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|\b[\w-]{1,30}(?: dot [\w-]{1,30}){0,4} at [\w-]{1,30}(?: dot [\w-]{1,20}){1,4}\b"
    r"|\b[\w.-]{1,40} ?[\[(]at[\])] ?[\w-]{1,40}(?: ?[\[(]dot[\])] ?|\.)[\w-]{2,20}",
    re.IGNORECASE,
)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_HEX = r"[0-9A-Fa-f]{1,4}"
_IP = re.compile(
    rf"(?<![\w.])(?<!ersion )(?:{_BYTE}\.){{3}}{_BYTE}(?::\d{{2,5}}|/\d{{1,2}})?(?!\w|\.\d)"
    rf"|\b[Ii][Pp](?: addr(?:ess)?\.?)?:? {{0,2}}(?:{_BYTE}(?:[- ]|\[\.\])){{3}}{_BYTE}(?!\w)"
    rf"|(?<![\w.]){_BYTE}(?:\[\.\]{_BYTE}){{3}}(?!\w)"
    rf"|(?<![\w:])(?=[0-9A-Fa-f:]{{0,39}}::){_HEX}(?::{{1,2}}{_HEX}){{1,7}}(?![\w:])"
    rf"|(?<![\w:]){_HEX}(?::{_HEX}){{7}}(?![\w:])"
)
_MAC = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])")
_EXTENSION = r"(?:,? ?(?:x|ext\.?|extension) ?\d{1,6})?"
PHONE = re.compile(
    r"(?<![\w.$-])(?:\+?1[-. /]?)?(?:\(\d{3}\)|[2-9]\d{2})[-. –/]{0,2}\d{3}[-. –/]?\d{4}"
    rf"{_EXTENSION}(?![\w-]|\.\d)"
    rf"|(?<![\w.$-])\d{{3}}-\d{{4}}{_EXTENSION}(?![\w-]|\.\d)"
    r"|(?<![\w.$-])\+\d{1,3}(?:[ .-]\d{2,6}){2,4}(?![\w-])"
)
_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_READ_OUT = re.compile(  # six one four, 555, 0188
    rf"\b(?:{_DIGIT}[ ,-]{{1,2}}){{2,10}}(?:{_DIGIT}|\d{{3,4}})(?:[ ,-]{{1,2}}\d{{3,4}}){{0,2}}\b",
    re.IGNORECASE,
)
_READ_OUT_DIGITS = 7
_SEVEN = re.compile(r"(?<![\w.$-])[2-9]\d{2}[. ]\d{4}(?![\w-]|\.\d)")
_F_FOR_FAX = re.compile(r"(?:^|[\s(])[Ff][:#]? ?$")
_HANDLE = re.compile(
    r"(?<![\w@.])@[A-Za-z][\w.-]{2,30}(?<![.-])|(?<![\w$])\$[A-Za-z][\w-]{2,20}\b|\bu/[\w-]{3,20}"
)
_END = r"(?<![.,;:])"  # the point that ends the sentence is no part of the address
_BEFORE, _AFTER = 45, 40  # how far from a number the word fax is looked for


class Addresses:
    """Finds e-mail, web and internet addresses, files, telephone numbers and handles."""

    def __init__(self, words: Words):
        numbers = words.lists["numbers"]
        self._url = re.compile(
            r"\b\w+(?: dot \w+){0,4} dot (?:com|org|net|edu|gov|io|me)(?: slash \w+){0,4}\b|"
            rf"\b(?:https?|hxxps?|ftp)://[^\s<>\"')\]]{{2,300}}{_END}"
            rf"|\bwww\.[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,5}}(?:/[^\s<>\"')\],;]{{0,200}})?{_END}"
            rf"|(?<![\w@./-])(?:[A-Za-z0-9][\w-]{{0,62}}\.){{1,4}}{any_of(numbers['domains'])}"
            rf"(?:(?::\d{{2,5}})?/[^\s<>\"')\],;]{{1,200}}{_END}|(?![\w@-]|\.\w))",
            re.IGNORECASE,
        )
        self._two_sentences = re.compile(
            rf"[A-Za-z]+\.{any_of(numbers['domains_that_are_words'])}", re.IGNORECASE
        )
        file = r"(?<![\w./-])[\w~-]{1,80}(?:[. ][\w~-]{1,40})?\."
        self._image_file = re.compile(
            rf"{file}{any_of(numbers['image_files'])}(?!\w)", re.IGNORECASE
        )
        self._print_file = re.compile(
            rf"{file}{any_of(numbers['biometric_files'])}(?!\w)", re.IGNORECASE
        )
        self._image = _words(numbers["image_words"])
        self._fax = _words(numbers["fax_words"])
        either = numbers["phone_words_of_either"]
        self._call = _words(word for word in numbers["phone_words"] if word not in either)
        self._handle = re.compile(
            rf"(?i:\b{any_of(numbers['handles'])})(?: (?:is|name|handle|user|account|profile|page"
            r"|as|under|called|tag|id|at|it's|was)){0,3}[ :,(\"“@]{1,4}"
            r"(?P<it>(?=[\w.-]{0,30}(?:\d|_|-|[a-z][A-Z]))[A-Za-z0-9_][\w.-]{2,30}(?<!\.))"
        )

    def find(self, text: str) -> Iterator[Found]:
        """Addresses and files."""
        yield from all_matches("email", _EMAIL, text)
        yield from all_matches("photo", self._image_file, text)
        yield from all_matches("biometric", self._print_file, text)
        for found in all_matches("url", self._url, text):
            if not self._two_sentences.fullmatch(text[found.start : found.stop]):
                yield found._replace(identifier="photo") if self._shows(text, found) else found
        yield from all_matches("device", _MAC, text)
        yield from all_matches("ip", _IP, text)

    def _shows(self, text: str, found: Found) -> bool:
        """Whether the address is that of a picture."""
        before = self._image.search(text, max(0, found.start - 30), found.start)
        return bool(before or self._image.match(text, found.start))

    def calls(self, text: str) -> Iterator[Found]:
        """Telephone and fax numbers, and handles."""
        for found in all_matches("telephone", PHONE, text):
            yield found._replace(identifier="fax") if self._faxed(text, found) else found
        for found in all_matches("telephone", _READ_OUT, text):
            words = re.findall(r"[a-z]+|\d", text[found.start : found.stop].lower())
            if len(words) >= _READ_OUT_DIGITS:
                yield found
        for found in all_matches("telephone", _SEVEN, text):
            before = max(0, found.start - _BEFORE)
            if self._call.search(text, before, found.start):
                yield found
        yield from all_matches("other", _HANDLE, text)
        yield from all_matches("other", self._handle, text)

    def _faxed(self, text: str, found: Found) -> bool:
        """Whether the nearest word before the number, or else the one after, speaks of a fax."""
        start = max(0, found.start - _BEFORE)
        if _F_FOR_FAX.search(text, start, found.start):
            return True
        faxes = [match.end() for match in self._fax.finditer(text, start, found.start)]
        calls = [match.end() for match in self._call.finditer(text, start, found.start)]
        if faxes or calls:
            return max(faxes, default=-1) > max(calls, default=-1)
        return self._fax.search(text, found.stop, found.stop + _AFTER) is not None


def _words(words: Iterator[str] | list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z]){any_of(words)}(?![A-Za-z])", re.IGNORECASE)
