"""Numbers, addresses and files: what a machine wrote, or a number after a word that tells of it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_EMAIL = re.compile(
    r"[\w.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|\b[\w-]{1,30}(?: dot [\w-]{1,30}){0,4} at [\w-]{1,30}(?: dot [\w-]{1,20}){1,4}\b"
    r"|\b[\w.-]{1,40} ?[\[(]at[\])] ?[\w-]{1,40}(?: ?[\[(]dot[\])] ?|\.)[\w-]{2,20}",
    re.IGNORECASE,
)
_SSN = re.compile(
    r"(?<![\w.-])(?:\d{3}|[xX*#]{3})[-. –](?:\d{2}|[xX*#]{2})[-. –]\d{4}(?![\w-]|\.\d)"
)
_PHONE = re.compile(
    r"(?<![\w.$-])(?:\+?1[-. /]?)?(?:\(\d{3}\)|[2-9]\d{2})[-. /]{0,2}\d{3}[-. –/]?\d{4}"
    r"(?:,? ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\w-]|\.\d)"
    r"|(?<![\w.$-])\d{3}-\d{4}(?:,? ?(?:x|ext\.?|extension) ?\d{1,6})?(?![\w-]|\.\d)"
    r"|(?<![\w.$-])\+\d{1,3}(?:[ .-]\d{2,4}){2,4}(?![\w-])"
)
_IP = re.compile(
    r"(?<![\w.])(?<!ersion )(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)"
    r"(?::\d{2,5}|/\d{1,2})?(?![\w]|\.\d)"
    r"|(?<![\w:])(?=[0-9A-Fa-f:]{0,39}::)[0-9A-Fa-f]{1,4}(?::{1,2}[0-9A-Fa-f]{1,4}){1,7}(?![\w:])"
    r"|(?<![\w:])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){7}(?![\w:])"
)
_MAC = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])")
_VIN = re.compile(r"\b(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])(?=(?:[A-Z]*\d){4})[A-HJ-NPR-Z0-9]{17}\b")
_MBI = re.compile(
    r"\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d"
    r"-?[AC-HJKMNP-RT-Y]{2}\d{2}\b"
)
_PAYMENT_CARD = re.compile(r"(?<![\w-])(?:\d{4}[ -]){3}\d{4}(?![\w-])|(?<!\w)3[47]\d{2}[ -]\d{6}[ -]\d{5}(?!\w)")
_UDI = re.compile(r"\(01\)\d{8,14}(?:\(\d{2}\)[\w-]{1,20}){0,5}")
_AT_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][\w.-]{2,30}(?<![.-])|(?<![\w$])\$[A-Za-z][\w-]{2,20}\b|\bu/[\w-]{3,20}")

_TOKEN = re.compile(
    r"(?:[A-Z]{1,4} (?=\d))?(?=[A-Za-z]{0,20}(?:[-._~][A-Za-z]{0,20}){0,3}\d)"
    r"[A-Za-z0-9]{1,30}(?:[-._~][A-Za-z0-9]{1,30}){0,6}"
    r"(?: (?=[A-Z]{0,3}\d)[A-Z0-9]{2,12}(?![\w%/:]|\.\d| ?(?:mg|min))){0,3}"
)
_BETWEEN = re.compile(
    r"(?:['’]s)?[ \t]{0,3}(?:[:;,#=(\[\"“]|[-–](?= )|no\.|num\.)?[ \t]{0,3}"
    r"(?P<fill>(?:[A-Za-z'’./]{1,14}(?<!\.)\.?[:;,#=(]{0,2}[ \t]{1,3}(?:\# ?)?){0,4}?)"
    r"[#(\"“:]{0,2}[ \t]?"
    rf"(?P<it>{_TOKEN.pattern})"
)
_TIGHT = frozenset(
    "number no num id ids # is was are of the a an in on as reads reading read ends ending end last "
    "four six digits with to at code key template file ref reference per from under her his their "
    "my your pt pt's client's patient's shows showing lists listed says said be now new old current "
    "updated wrong correct called named came back type record hash scan stored saved requires "
    "and serial lot by for control claim payer same also tcn tag unit print holder copied entered "
    "on verified noted it which".split()
)
_NO_NUMBER = re.compile(
    r"(?:19|20)\d\d(?:s)?|(?:19|20)\d\d-\d\d(?:-\d\d)?|\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d\d"
    r"|[A-Z]\d{2}(?:\.[A-Z0-9]{1,4})?|[A-HJ-TV-Z]\d{4}|\d+\.\d+|\d{3}[A-Z0-9]{6}X"
    r"|(?:CO|PR|OA|PI|MA|N|M|POS|CARC|RARC|CAS|TOB)-?\d{1,3}"
    r"|(?:CMS|UB|HCFA|PHQ|GAD|PCL|DSM|ICD|AUDIT|DAST|MMPI|WISC|WAIS|WHODAS|ASAM|COVID|BDI|WIAT|PAI"
    r"|CDI|BASC|SCL|SF|QIDS|EPDS|CFR|IDS|MOCA|CPT|SCID|MINI|PSC|SDQ|ACE|DLA|ORS|LEC|CAPS|OQ|VERSION|V|ROOM"
    r"|STEP|GOAL|LEVEL|UNIT|PAGE|WEEK|DAY|SESSION|VISIT)-?\d[\w.-]{0,8}"
    r"|\d{1,3}(?:st|nd|rd|th)|\d{1,4}(?:mg|ml|mcg|am|pm|a|p|min|mins|hrs?|h|m|d|x|yo|lbs?|kg|k|%)"
    r"|\d{1,2}-?(?:day|week|month|year|minute|min|hour|session|item|step|panel|page|yr|grade|person)s?(?:-olds?|-[a-z]{2,12})?",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(r"9\d{4}|0\d{3}|\d{4}[FT]|[A-V]\d{4}")
_MEASURED = re.compile(
    r"[ ]?(?:mg|mcg|ml|mL|units?|minutes?|mins?|days?|weeks?|months?|years?|hours?|hrs?|visits?|"
    r"sessions?|steps|calories|percent|%|times|dollars|miles|pounds|lbs?|kg|/\d|people|members|"
    r"claims|points|items|words|pages|ms|bpm|copay|per |a (?:month|week|year|day|visit)|x )"
)


class Cued(NamedTuple):
    """A number or code with how well the word before it tells what it is."""

    rank: tuple[bool, int]  # a word that is only a cue goes before any other; then the nearest
    found: Found


class Numbers:
    """Finds numbers near a cue, and those that show by themselves what they are."""

    def __init__(self, words: Words):
        cues = {cue.lower(): name for name, list_ in words["numbers", "cues"].items() for cue in list_}
        self._cues = {" ".join(cue.split()): name for cue, name in cues.items()}
        self._cue = re.compile(rf"(?<![A-Za-z0-9]){any_of(self._cues)}(?![A-Za-z])", re.IGNORECASE)
        self._words = words.lower(("numbers", "cues_that_are_words"))
        domains = any_of(words["numbers", "domains"])
        self._url = re.compile(
            r"\b(?:https?|ftp)://[^\s<>\"')\]]{2,300}(?<![.,;:])|\bwww\.[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?:/[^\s<>\"')\],;]{0,200})?(?<![.,;:])"
            rf"|(?<![\w@./-])(?:[A-Za-z0-9][\w-]{{0,62}}\.){{1,4}}{domains}(?:(?::\d{{2,5}})?/[^\s<>\"')\],;]{{1,200}}(?<![.,;:])|(?![\w.@-]|\.\w))",
            re.IGNORECASE,
        )
        self._short_domain = re.compile(
            r"[A-Za-z]+\.(?:me|in|to|us|co|de|im|live|care|life|news|name|art|music|family|school|church|page|link"
            r"|local|social|world|test|health|store|shop|video|photos?|community|coach|club|clinic|chat|pro|design|space)",
            re.IGNORECASE,
        )
        image, print_ = any_of(words["numbers", "image_files"]), any_of(words["numbers", "biometric_files"])
        self._image_file = re.compile(rf"(?<![\w./-])[\w~-]{{1,80}}(?:[. ][\w~-]{{1,40}}){{0,1}}\.{image}(?!\w)", re.IGNORECASE)
        self._print_file = re.compile(rf"(?<![\w./-])[\w~-]{{1,80}}(?:\.[\w~-]{{1,40}})?\.{print_}(?!\w)", re.IGNORECASE)
        self._fax = re.compile(rf"(?<![A-Za-z]){any_of(words['numbers', 'fax_words'])}(?![A-Za-z])", re.IGNORECASE)
        calls = [w for w in words["numbers", "phone_words"] if w not in ("number", "line", "contact", "home", "work", "mobile")]
        self._calls = re.compile(rf"(?<![A-Za-z]){any_of(calls)}(?![A-Za-z])", re.IGNORECASE)
        self._images = re.compile(rf"\b{any_of(words['numbers', 'image_words'])}\b", re.IGNORECASE)
        handles = any_of(words["numbers", "handles"])
        self._handle = re.compile(
            rf"(?i:\b{handles})(?: (?:is|name|handle|user|account|profile|page|as|under|called|tag|id|at|it's|was)){{0,3}}[ :,(\"“@]{{1,4}}"
            r"(?P<it>(?=[\w.-]{0,30}(?:\d|_|-|[a-z][A-Z]))[A-Za-z0-9_][\w.-]{2,30}(?<!\.))"
        )

    def addresses(self, text: str) -> Iterator[Found]:
        """E-mail, web and internet addresses, and files of pictures, voices and prints."""
        yield from all_matches("email", _EMAIL, text)
        for found in all_matches("photo", self._image_file, text):
            yield found
        for found in all_matches("biometric", self._print_file, text):
            yield found
        for found in all_matches("url", self._url, text):
            if self._short_domain.fullmatch(text[found.start : found.stop]) is None:
                before = text[max(0, found.start - 30) : found.start]
                yield found._replace(identifier="photo" if self._is_picture(before, text, found) else "url")
        yield from all_matches("device", _MAC, text)
        yield from all_matches("ip", _IP, text)

    def _is_picture(self, before: str, text: str, found: Found) -> bool:
        return bool(self._images.search(before) or self._images.match(text, found.start))

    def numbers(self, text: str) -> Iterator[Found]:
        """Numbers, each with the identifier that its form or the nearest cue says."""
        yield from all_matches("device", _UDI, text)
        yield from self._cued(text)
        yield from all_matches("ssn", _SSN, text)
        yield from all_matches("vehicle", _VIN, text)
        yield from all_matches("plan-number", _MBI, text)
        yield from all_matches("account", _PAYMENT_CARD, text)
        for found in all_matches("telephone", _PHONE, text):
            yield found._replace(identifier=self._phone_or_fax(text, found))
        yield from all_matches("other", _AT_HANDLE, text)
        yield from all_matches("other", self._handle, text)

    def _phone_or_fax(self, text: str, found: Found) -> str:
        before = text[max(0, found.start - 45) : found.start]
        after = text[found.stop : found.stop + 40]
        faxes = [m.end() for m in self._fax.finditer(before)]
        calls = [m.end() for m in self._calls.finditer(before)]
        if re.search(r"(?:^|[\s(])[Ff][:#]? ?$", before):
            return "fax"
        if faxes:
            return "fax" if not calls or faxes[-1] > calls[-1] else "telephone"
        return "fax" if not calls and self._fax.search(after) else "telephone"

    def _cued(self, text: str) -> Iterator[Found]:
        nearest: dict[int, Cued] = {}
        for cue in self._cue.finditer(text):
            between = _BETWEEN.match(text, cue.end())
            while between is not None:
                start, stop = between.span("it")
                fill = between["fill"].lower().replace("#", " # ").split()
                if any(c.isdigit() for c in between["it"]):
                    break
                between = None
                rest = _RETRY.search(text, start, start + 60)
                if rest is not None and len(text[cue.end() : rest.start("it")].split()) <= 4:
                    start, stop = rest.span("it")
                    fill = text[cue.end() : start].lower().replace("#", " # ").split()
                    break
            else:
                continue
            cue_words = " ".join(cue[0].lower().split())
            name = self._cues[cue_words]
            common = cue_words in self._words
            if common and text[cue.end() : cue.end() + 1].isalnum():
                continue
            if common and (prefix := re.match(r"[A-Z]{1,4} ", text[start:stop])):
                start += prefix.end()
            stop = _shortened(text, start, stop)
            tight = all(w.strip(".,:;()[]\"“'-") in _TIGHT or not w.strip(".,:;()[]\"“'-") for w in fill)
            marked = text[cue.end() : start].strip().endswith(("#", ":")) or cue[0].endswith("#") or bool(re.search(r"(?:number|no|id|ref)\.?$", text[cue.start() : start].strip().rstrip("#:").strip(), re.IGNORECASE))
            short = text[start:stop].isdigit() and stop - start < 6
            if common and short and not marked and not _ENDING.search(text[cue.start() : start]):
                tight = False
            if not _identifies(text, start, stop, name, tight=tight, marked=marked):
                continue
            cued = Cued((not common, cue.end()), Found(name, start, stop))
            if start not in nearest or nearest[start].rank < cued.rank:
                nearest[start] = cued
        for cued in sorted(nearest.values(), reverse=True):
            yield cued.found

    def uncued(self, text: str) -> Iterator[Found]:
        """Long numbers and codes whose cue stands behind them, or that have none."""
        for match in _LONG.finditer(text):
            start, stop = match.span()
            if _NO_NUMBER.fullmatch(match[0]) or _PLAIN.fullmatch(match[0]) or not _identifies(
                text, start, stop, "other", tight=False, marked=False
            ):
                continue
            after = self._cue.search(text, stop, stop + 45)
            before = [m for m in self._cue.finditer(text, max(0, start - 80), start)]
            cue = after or (before[-1] if before else None)
            digits = sum(c.isdigit() for c in match[0])
            if cue is not None:
                name = self._cues[" ".join(cue[0].lower().split())]
                yield Found(name, start, stop)
            elif digits >= 7:
                yield Found("other", start, stop)


_RETRY = re.compile(rf"(?<![\w.$/-])(?P<it>{_TOKEN.pattern})")
_ENDING = re.compile(r"\bend(?:s|ing)?\b|\blast\b", re.IGNORECASE)
_PLAIN = re.compile(  # a span of clock times, a code with its modifier, words joined by hyphens
    r"(?:[01]\d|2[0-3])[0-5]\d-(?:[01]\d|2[0-3])[0-5]\d|[A-Z\d]\d{4}-[A-Z\d]{2}|(?:[A-Za-z\d]+-)*[a-z]{2,}(?:-[a-z\d]+)*"
)
_LONG = re.compile(r"(?<![\w.$/+-])(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9]{1,30}(?:[-._][A-Za-z0-9]{1,30}){0,6}(?![\w/])")


def _shortened(text: str, start: int, stop: int) -> int:
    """Leave out trailing groups without a digit, and what is a measure or a year."""
    groups = text[start:stop].split(" ")
    while len(groups) > 1 and (not any(c.isdigit() for c in groups[-1]) or _NO_NUMBER.fullmatch(groups[-1])):
        groups.pop()
    return start + len(" ".join(groups))


_PLATE = re.compile(r"[A-Z]{1,3}[- ]?\d{3,5}|\d[A-Z]{3}\d{3}|\d{2,3}[- ]?[A-Z]{2,4}|[A-Z]{3}\d[A-Z]\d{2}|[A-Z]{2}\d[- ]\d{2}[A-Z]")
_PLAIN_VEHICLE = frozenset(("vin", "plate"))


def _identifies(text: str, start: int, stop: int, name: str, *, tight: bool, marked: bool) -> bool:
    """Whether this looks like the number of a person rather than a dose, a code or a year."""
    it = text[start:stop]
    digits = sum(c.isdigit() for c in it)
    letters = sum(c.isalpha() for c in it)
    if _NO_NUMBER.fullmatch(it) and not (marked and digits >= 4 and not it.startswith(("19", "20"))):
        return False
    if text[max(0, start - 1) : start] in ("$", "."):
        return False
    if not letters and _MEASURED.match(text, stop) and not (tight and "-" in it):
        return False
    if re.match(r"[:/]\d", text[stop : stop + 2]) and "/" != text[stop : stop + 1]:
        return False
    if re.match(r"/\d", text[stop : stop + 2]):
        return False
    if _PROCEDURE.fullmatch(it.split()[0]) and not marked and name != "ssn":
        return False
    if re.fullmatch(r"\d{1,3}(?:-\d{1,3}){1,3}", it) and digits < 6:
        return False
    if _PHONE.fullmatch(it) and not tight and (letters or digits in (7, 10, 11)):
        return False
    if _SSN.fullmatch(it) and name != "ssn" and not tight:
        return False
    if name == "ssn":
        return digits == 9 or (digits == 4 and not letters)
    if letters and digits:
        mixed = digits >= 4 or (tight and digits >= 2 and letters + digits >= 5) or (tight and name == "vehicle" and letters + digits >= 5)
        return mixed and (tight or any(c.isupper() for c in it) or "-" in it or digits >= 5)
    if "-" in it or " " in it:
        return digits >= 5
    return digits >= (4 if tight else 6)
