"""Names of people and of their employers."""

import re
from collections.abc import Iterator

from bhtrain.scenarios.deidentification.listed_names import ListedNames
from bhtrain.scenarios.deidentification.name_words import NAME, UPPER, NameWords
from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_ABBREVIATED = re.compile(r"Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Det|Sgt|Lt|Capt|Cpl|Pvt|Sra?")
_DOTTED_DEGREES = r"M\.D\.|D\.O\.|Ph\.D\.?|Psy\.D\.?|L\.C\.S\.W\.|R\.N\."
_INITIALS = re.compile(rf"(?<![\w.]){UPPER}\. ?{UPPER}\.(?: ?{UPPER}\.)?(?!\w)")
_INITIAL_AND_SURNAME = re.compile(rf"(?<![\w.]){UPPER}\. (?:{UPPER}\. )?(?P<last>{NAME})")
_INITIAL_AFTER_A_WORD = re.compile(
    rf"\b(?P<cue>[A-Za-z-]{{1,20}})(?:'s)?,? (?P<it>{UPPER}\.)(?=[ ,;:)'’]|$)"
)
_AT_WORK = (
    r"(?:works?|worked|working|employed|hired|job|shifts?|laid off|fired)(?: [a-z]{1,12}){0,5} "
    r"(?:at|for|by|from|with)"
)
_SIGNED = re.compile(
    r"(?:\bsigned(?: (?:electronically|digitally|in EHR))?(?: by)?|\bsig|/s/|//es//|/Signed/|\bby"
    r"|\bsupervis(?:or|ion by)|\bauthor|\battending|\bclinician|\btherapist|\bprovider|^[-–] ?)"
    r"[:,]?",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_AFTER_SIGNED = 3  # letters between "signed by:" and the name


class People:
    """Finds names by title, degree, initials and lists, and employers by their trade."""

    def __init__(self, words: Words):
        self._is = NameWords(words)
        self._lists = ListedNames(words, self._is)
        people, medicine, places = (words.lists[n] for n in ("people", "medicine", "places"))
        self._title = re.compile(
            rf"\b(?P<title>{any_of(people['titles'])})\b\.? "
            rf"(?P<it>{UPPER}(?:\.|\b(?!['’])|['’]?[A-Za-zà-ÿ][\w'’-]{{1,20}})(?: {NAME})?)"
        )
        self._clinicians = frozenset(people["clinician_titles"])
        degrees = rf"(?:{any_of(people['credentials'])}|{_DOTTED_DEGREES})"
        self._degree = re.compile(
            rf"(?P<name>(?:{NAME}|{UPPER}\.)(?: {UPPER}\.?)?(?: {NAME}){{0,2}}),? "
            rf"(?P<degree>{degrees})(?!\w)"
        )
        self._odd_degrees = frozenset(people["degrees_that_are_words"])
        self._no_initials = frozenset(people["initials_of_things"])
        self._letter = re.compile(rf"{any_of(people['words_before_a_letter'])} $", re.IGNORECASE)
        areas = [*places["states"], *places["countries_and_regions"]]
        phrases = [*medicine["therapies_and_works"], *medicine["organizations"]]
        phrases += [area for area in areas if " " in area]
        self._protected = re.compile(rf"\b{any_of(phrases)}\b", re.IGNORECASE)
        self._company = re.compile(
            rf"{NAME}(?: (?:&|and) {NAME}| {NAME}){{0,3}}(?: (?:&|and))? "
            rf"{any_of(people['company_words'])}\b\.?(?! of\b)"
            rf"|\b(?:Law Offices?|Offices|House) of {NAME}(?: {NAME})?"
        )
        self._employer = re.compile(
            rf"(?:(?i:\b{any_of(people['employer_cues'])})|\b{_AT_WORK}) (?:(?:the|a|an) )?"
            rf"(?P<it>{UPPER}[\w'’&.-]{{1,20}}"
            rf"(?: (?:(?:&|and|of|the) )?{UPPER}[\w'’&-]{{1,20}}){{0,4}})"
        )

    def companies(self, text: str) -> Iterator[Found]:
        """Firms that say by themselves what they are: a roofing company, Sons, LLC."""
        for match in self._company.finditer(text):
            words = match[0].split()
            if "&" in words or any(self._is.stranger(word) for word in words[:-1]):
                yield Found("names", *match.span(), "employer")

    def find(self, text: str) -> Iterator[Found]:
        """Names, each with its sort: first, initials, clinician, titled, full, last, employer."""
        protected = bytearray(len(text))  # 1 where the title of a work or a therapy stands
        for match in self._protected.finditer(text):
            protected[match.start() : match.end()] = b"\1" * len(match[0])
        signed = [match.end() for match in _SIGNED.finditer(text)]
        near = frozenset(end + n for end in signed for n in range(_MOST_AFTER_SIGNED + 1))
        for group in (self._titled, self._with_degree, self._initials, self._employers):
            yield from _outside(protected, group(text), near)
        yield from _outside(protected, self._lists.find(text), near)

    def _titled(self, text: str) -> Iterator[Found]:
        for match in self._title.finditer(text):
            first, *more = match["it"].split()
            if not _ABBREVIATED.fullmatch(match["title"]):  # Nurse, Father: also plain words
                plain = len(first) < 3 or not self._is.own([first])
                if plain or first.lower() in self._is.common:
                    continue
            whole = not more or self._is.stranger(more[0])
            stop = match.end() if whole else match.start("it") + len(first)
            sort = "initials" if re.fullmatch(rf"{UPPER}\.?", first) else "titled"
            if match["title"] in self._clinicians:
                sort = "clinician"
            yield Found("names", match.start(), stop, sort)

    def _with_degree(self, text: str) -> Iterator[Found]:
        for match in self._degree.finditer(text):
            parts = match["name"].split()
            names = [part for part in parts if len(part) > 2]
            while names and not self._is.own(names[:1]):
                names.pop(0)
            if not names or (len(names) == 1 and names[0].lower() in self._is.common):
                continue
            if match["degree"] in self._odd_degrees and not any(map(self._is.listed, names)):
                continue
            whole = names[0] == parts[0] or parts[0].endswith(".")
            start = match.start() + (0 if whole else match["name"].index(names[0]))
            yield Found("names", start, match.end(), "clinician")

    def _initials(self, text: str) -> Iterator[Found]:
        for found in all_matches("names", _INITIALS, text, "initials"):
            letters = text[found.start : found.stop].replace(" ", "").rstrip(".")
            if letters not in self._no_initials:
                yield found
        for match in _INITIAL_AND_SURNAME.finditer(text):
            last = match["last"]
            low = last.removesuffix("'s").removesuffix("’s").lower()
            if self._letter.search(text[max(0, match.start() - 12) : match.start()]):
                continue
            if low in self._is.any_last - self._is.common or self._is.stranger(last):
                yield Found("names", *match.span(), "last")
        for match in _INITIAL_AFTER_A_WORD.finditer(text):
            cue = match["cue"]
            if cue.lower() in self._is.relations:
                yield Found("names", *match.span("it"), "initials")
            elif cue[0].isupper() and cue.lower() in self._is.any_first - self._is.common:
                yield Found("names", match.start(), match.end("it"), "initials")

    def _employers(self, text: str) -> Iterator[Found]:
        for match in self._employer.finditer(text):
            words = match["it"].split()
            if any(self._is.stranger(word) and not word.isupper() for word in words):
                yield Found("names", *match.span("it"), "employer")


def _outside(
    protected: bytearray, group: Iterator[Found], signed: frozenset[int]
) -> Iterator[Found]:
    """Names outside of titles of works, therapies and organizations; signers are clinicians."""
    for found in group:
        if any(protected[found.start : found.stop]):
            continue
        signs = found.sort in ("full", "last") and found.start in signed
        yield found._replace(sort="clinician") if signs else found
