"""Names of people and of their employers."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bhtrain.scenarios.deidentification.words import Found, Words, any_of

_UP = r"[A-ZÀ-ÖØ-Þ]"
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*")
_NAME = rf"(?:(?:[A-Z]['’]|Mc|Mac|De|La|Le|Van|al-)?{_UP}[a-zà-öø-ÿ]{{1,20}}(?:[-'’]{_UP}?[a-zà-öø-ÿ]{{1,20}})?)"
_ABBREVIATED = r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Det|Sgt|Lt|Capt|Cpl|Pvt|Sra?)"
_PARTICLES = frozenset("de la del los van von der den bin ibn al el da dos di du ter".split())
_NOT_INITIALS = frozenset("U.S A.M P.M M.D D.O R.N P.O I.V B.A M.A M.S A.A N.A D.C I.E E.R E.G I.Q P.T O.T N.P P.A M.I S.I H.I P.R B.S L.P E.D U.K O.D C.C D.X R.O S.O G.I P.E Q.D P.C A.D L.A N.Y N.J N.C S.C N.D S.D N.M W.V R.I".split())
_BEFORE_LETTER = re.compile(r"(?:vitamin|hepatitis|hep|plan|type|part|group|axis|step|option|cluster|item|grade|section|box|schedule|room|suite|unit|apt|appendix|exhibit|figure|table|team|version|class|category|letter|form|ward|building|level|tier) $", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:\bsigned(?: (?:electronically|digitally|in EHR))?(?: by)?|\bsig|/s/|//es//|/Signed/|\bby|\bsupervis(?:or|ion by)"
    r"|\bauthor|\battending|\bclinician|\btherapist|\bprovider|^[-–] ?)[:,]?",
    re.IGNORECASE | re.MULTILINE,
)


class Token(NamedTuple):
    """One word of the text, and what stands between it and the word before."""

    text: str
    start: int
    stop: int
    gap: str

    @property
    def base(self) -> str:
        """Without a possessive ending."""
        return re.sub(r"['’](?:s|S)?$", "", self.text)

    @property
    def low(self) -> str:
        return self.base.lower()

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() and (self.text[1:2] in "'’" or any(c.islower() for c in self.text)) and len(self.base) > 1

    @property
    def shouted(self) -> bool:
        return len(self.text) > 2 and self.text.isupper()


class People:
    """Finds names by title, by relation, by lists of names, and by how a name is written."""

    def __init__(self, words: Words):
        lists = words.lists
        self._odd_first = words.lower(("names", "first_names_that_are_words"))
        self._first = words.lower(("names", "first_names")) - self._odd_first
        self._eponyms = words.lower(("medicine", "tests_and_eponyms"))
        self._common = words.lower(("words", "common_words"))
        self._odd_last = words.lower(("names", "surnames_that_are_words"))
        self._last = words.lower(("names", "surnames")) - self._odd_last - self._eponyms - self._odd_first - self._first - self._common
        self._any_first = self._first | self._odd_first
        self._any_last = words.lower(("names", "surnames"), ("names", "surnames_that_are_words"))
        self._things = (
            words.parts(
                ("medicine", "drugs"), ("medicine", "organizations"), ("calendar", "months"), ("calendar", "month_shorts"),
                ("calendar", "weekdays"), ("calendar", "holidays"),
            )
            | words.lower(("people", "credentials"), ("people", "titles"), ("places", "states"), ("places", "countries_and_regions"))
            | {"new", "north", "south", "east", "west", "united"}
        )
        self._calendar_or_place = words.parts(("calendar", "months"), ("places", "states"), ("places", "cities"), ("calendar", "holidays"), ("places", "countries_and_regions"), ("medicine", "organizations"))
        self._method = words.lower(("medicine", "method_words"))
        self._relations = words.lower(("people", "relations"))
        self._speaking = words.lower(("people", "speaking"))
        self._strong = words.lower(("people", "strong_speaking"))
        people = lists["people"]
        titles = any_of(people["titles"])
        self._title = re.compile(rf"\b(?P<title>{titles})\b\.? (?P<it>{_UP}(?:\.|\b(?!['’])|['’]?[A-Za-zà-ÿ][\w'’-]{{1,20}})(?: {_NAME})?)")
        self._doctors = frozenset(people["clinician_titles"])
        plain = any_of(people["credentials"])
        credentials = rf"(?:{plain}|M\.D\.|D\.O\.|Ph\.D\.?|Psy\.D\.?|L\.C\.S\.W\.|R\.N\.)"
        self._credential = re.compile(
            rf"(?P<name>(?:{_NAME}|{_UP}\.)(?: {_UP}\.?)?(?: {_NAME}){{0,2}}),? (?P<cred>{credentials})(?![\w])"
        )
        self._naming = re.compile(rf"(?:^|[^\w])(?P<cue>{any_of(people['naming_words'])})[ ]?(?:[:(\"“'] ?)?$", re.IGNORECASE)
        self._informal = re.compile(rf"(?:^|[^\w'’])(?:{any_of(people['informal_cues'])}) $", re.IGNORECASE)
        self._sure_naming = frozenset(("named", "name is", "name's", "goes by", "nicknamed", "nickname", "aka", "a.k.a.", "prefers to be called", "legal name", "preferred name", "maiden name"))
        self._protected = re.compile(rf"\b{any_of(lists['medicine']['therapies_and_works'] + lists['medicine']['organizations'] + [p for name in ('states', 'countries_and_regions') for p in lists['places'][name] if ' ' in p])}\b", re.IGNORECASE)
        self._initials = re.compile(rf"(?<![\w.]){_UP}\. ?{_UP}\.(?: ?{_UP}\.)?(?!\w)")
        self._initial_last = re.compile(rf"(?<![\w.]){_UP}\. (?:{_UP}\. )?(?P<last>{_NAME})")
        self._initial_alone = re.compile(rf"(?P<cue>[A-Za-z-]+)(?:'s)?,? (?P<it>{_UP}\.)(?=[ ,;:)'’]|$)")
        company = any_of(people["company_words"])
        self._company = re.compile(rf"(?P<it>{_NAME}(?: (?:&|and) {_NAME}|(?: {_NAME})){{0,3}}(?: (?:&|and))? {company})\b\.?(?! of\b)|\b(?P<law>(?:Law Offices?|Offices|House) of {_NAME}(?: {_NAME})?)")
        self._employer = re.compile(
            rf"(?i:\b{any_of(people['employer_cues'])}) (?:(?:the|a|an) )?(?P<it>{_UP}[\w'’&.-]{{1,20}}(?: (?:(?:&|and|of|the) )?{_UP}[\w'’&-]{{1,20}}){{0,4}})"
        )

    def find(self, text: str) -> Iterator[Found]:
        """Names, each with its sort: first, initials, clinician, titled, full, last, employer."""
        protected = [match.span() for match in self._protected.finditer(text)]
        tokens = _tokens(text)
        signed = [match.end() for match in _SIGNED.finditer(text)]
        for found in (
            *self._by_title(text), *self._by_credential(text), *self._by_initials(text),
            *self._by_employer(text), *self._by_lists(text, tokens),
        ):
            if any(a < found.stop and found.start < b for a, b in protected):
                continue
            if found.sort in ("full", "last") and any(0 <= found.start - end <= 3 for end in signed):
                found = found._replace(sort="clinician")
            yield found

    def _known(self, word: str) -> bool:
        """A word that is no person's name by itself: vocabulary, drug, test, state, day."""
        low = re.sub(r"['’](?:s|d|ll|ve|re|m|t)?$", "", word).lower()
        return (
            low in self._common or low.endswith(("n't", "n’t")) or low in self._things or low in self._eponyms
            or (low.endswith("s") and low[:-1] in self._common | self._things)
            or ("-" in low and any(part in self._common | self._things | self._eponyms for part in low.split("-")))
        )

    def _listed(self, word: str) -> bool:
        low = re.sub(r"['’]s?$", "", word).lower()
        return low in self._any_first or low in self._any_last or any(p in self._last for p in low.split("-"))

    def _by_title(self, text: str) -> Iterator[Found]:
        for match in self._title.finditer(text):
            name, title = match["it"], match["title"]
            first = name.split()[0]
            abbreviated = re.fullmatch(_ABBREVIATED, title) is not None
            if not abbreviated and (len(first) < 3 or self._known(first)) and not self._listed(first):
                continue
            if not abbreviated and first.lower() in self._common:
                continue
            stop = match.end("it")
            parts = name.split()
            if len(parts) > 1 and self._known(parts[1]):
                stop = match.start("it") + len(first)
            sort = "titled"
            if title in self._doctors:
                sort = "clinician"
            elif re.fullmatch(rf"{_UP}\.?", first):
                sort = "initials"
            yield Found("names", match.start(), stop, sort)

    def _by_credential(self, text: str) -> Iterator[Found]:
        for match in self._credential.finditer(text):
            names = [w for w in match["name"].split() if len(w) > 2]
            while names and self._known(names[0]) and not self._listed(names[0]):
                names.pop(0)
            if not names or all(self._known(n) and not self._listed(n) for n in names):
                continue
            if len(names) == 1 and (names[0].lower() in self._common or self._known(names[0]) and not self._listed(names[0])):
                continue
            if match["cred"] in ("MA", "MS", "DO", "PA", "SLP", "CNS", "LP") and not any(self._listed(n) for n in names):
                continue
            start = match.start() if names[0] in match["name"].split()[:1] or match["name"][1:2] == "." else text.index(names[0], match.start())
            yield Found("names", start, match.end(), "clinician")

    def _by_initials(self, text: str) -> Iterator[Found]:
        for match in self._initials.finditer(text):
            if match[0].replace(" ", "").rstrip(".") not in _NOT_INITIALS:
                yield Found("names", *match.span(), "initials")
        for match in self._initial_last.finditer(text):
            last = match["last"]
            if _BEFORE_LETTER.search(text[max(0, match.start() - 12) : match.start()]):
                continue
            if re.sub(r"['’]s?$", "", last).lower() in self._any_last - self._common or not self._known(last) and not self._listed(last):
                yield Found("names", *match.span(), "last")
        for match in self._initial_alone.finditer(text):
            cue = match["cue"].lower()
            if cue in self._relations or (cue in self._any_first and match["cue"][0].isupper() and cue not in self._common):
                start = match.start("it") if cue in self._relations else match.start()
                yield Found("names", start, match.end("it"), "initials")

    def companies(self, text: str) -> Iterator[Found]:
        """Names of firms that say by themselves what they are."""
        for match in self._company.finditer(text):
            words = match[0].split()
            if not all(self._known(w) for w in words[:-1]) or "&" in words:
                yield Found("names", *match.span(), "employer")

    def _by_employer(self, text: str) -> Iterator[Found]:
        for match in self._employer.finditer(text):
            words = match["it"].split()
            own = [w for w in words if not self._known(w) and not w.isupper()]
            if own:
                yield Found("names", *match.span("it"), "employer")

    def _by_lists(self, text: str, tokens: Sequence[Token]) -> Iterator[Found]:
        index = 0
        while index < len(tokens):
            count, sort = self._name_at(text, tokens, index)
            if count:
                last = tokens[index + count - 1]
                yield Found("names", tokens[index].start, last.start + len(last.base), sort)
            index += max(1, count)

    def _name_at(self, text: str, tokens: Sequence[Token], index: int) -> tuple[int, str]:
        """How many words from here on are one name (0: none), and its sort."""
        token = tokens[index]
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        pair = self._last_first(token, after)
        if pair:
            return 2, "full"
        cued = self._cued(text, token, before)
        if not token.capital and not (token.shouted and cued and self._listed(token.text)):
            return self._small_letters(text, tokens, index, cued)
        count = 1 + self._more(tokens, index)
        if self._is_method(tokens, index, cued):
            return 0, ""
        sort = "full" if count > 1 else "first"
        low = token.low
        if low in self._first:
            return count, sort
        if low in self._odd_first and self._odd_stands(text, tokens, index, cued, count):
            return count, sort
        if low in self._last or any(p in self._last for p in low.split("-")):
            return (count, "last" if count == 1 else "full")
        known = self._known(token.text)
        if cued == "sure" and (not known or low in self._any_first):
            return count, "full" if count > 1 else "first"
        heading = before is not None and before.capital and after is not None and after.capital
        if cued == "relation" and (not known and len(low) > 2 and not (heading and not count > 1) or low in self._odd_first and token.gap != ": "):
            return count, "full" if count > 1 else "first"
        if known:
            return 0, ""
        if after is not None and after.gap == " " and after.capital and (after.low in self._last or not self._known(after.text) and (cued or _flows(token))):
            if after.low in self._last or cued or (before is not None and before.low in ("with", "by", "saw", "from", "told", "per", "w", "and", "to", "for")):
                return max(count, 2), "full"
        if after is not None and after.gap == " " and after.low in self._strong and len(low) > 2 and not (low.endswith("s") and not _flows(token)):
            return 1, "first"
        return 0, ""

    def _is_method(self, tokens: Sequence[Token], index: int, cued: str) -> bool:
        """An eponym before a word such as scale, disease or therapy."""
        token = tokens[index]
        near = [t.low for t in tokens[index + 1 : index + 4]]
        if any(part in self._eponyms for part in (token.low, token.low + "s", *token.low.split("-"))):
            shown = cued in ("sure", "relation") or token.low in self._any_first
            return "-" in token.text or not shown or bool(set(near) & self._method)
        return bool(near) and near[0] in self._method - {"family", "group", "body", "style", "form", "card", "effect", "reaction", "sign", "repair", "features"} and token.low in self._any_last

    def _last_first(self, token: Token, after: Token | None) -> bool:
        if after is None or after.gap.replace(" ", "") != "," or "\n" in after.gap:
            return False
        both = (token.shouted and after.shouted) or (token.capital and after.capital)
        if not both:
            return False
        if token.shouted:
            return token.low in self._any_last and (after.low in self._any_first or not self._known(after.text)) or (after.low in self._first and not self._known(token.text))
        return token.low in self._last and after.low in self._any_first

    def _cued(self, text: str, token: Token, before: Token | None) -> str:
        """Which sign stands before a word: "sure" (named X), "relation" (sister X), "weak" or none."""
        naming = self._naming.search(text, max(0, token.start - 30), token.start)
        if naming is not None:
            return "sure" if naming["cue"].lower() in self._sure_naming else "weak"
        if self._informal.search(text, max(0, token.start - 16), token.start):
            return "weak"
        if before is not None and before.text == before.base and token.gap in (" ", ", ", " (", ": ", " \"", " “", ' - ', " – ", "/"):
            two = text[max(0, before.start - 20) : before.stop].lower().split()[-2:]
            if before.low in self._relations or " ".join(two) in self._relations:
                return "relation" if token.gap != ": " else "weak"
        return ""

    def _more(self, tokens: Sequence[Token], index: int) -> int:
        """How many of the next words belong to the same name."""
        count = 0
        for offset, token in enumerate(tokens[index + 1 : index + 5], 1):
            if tokens[index + offset - 1].text != tokens[index + offset - 1].base:
                break
            if token.gap not in (" ", ". ") or (token.gap == ". " and len(tokens[index + offset - 1].text) > 1):
                break
            if len(token.text) == 1 and token.text.isupper() and token.text not in ("I", "A"):
                continue
            if token.text in _PARTICLES:
                continue
            part = token.text.rpartition("-")[2]
            if not (token.capital or part[:1].isupper() and any(c.islower() for c in part)):
                break
            if token.low in self._common and token.low not in self._odd_last | self._odd_first:
                break
            if self._known(token.text) and not self._listed(token.text):
                break
            count = offset
        return count

    def _odd_stands(self, text: str, tokens: Sequence[Token], index: int, cued: str, count: int) -> bool:
        """Whether a name that is also a word stands as a name here."""
        token = tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if cued in ("sure", "relation"):
            return True
        place = token.low in self._calendar_or_place
        if count > 1 and not place:
            second = tokens[index + count - 1].low
            return second in self._any_last or not self._known(second)
        if count > 1:
            return tokens[index + count - 1].low in self._last
        if cued == "weak" and not place:
            return True
        if after is not None and after.gap == " " and after.low in self._strong:
            return not (place and token.low in self._things)
        if token.text != token.base and after is not None and after.low in self._relations | {"mood", "affect", "chart", "session", "sleep", "anxiety", "parents", "goals", "safety", "medication"}:
            return not place
        return _flows(token) and not place and token.low not in self._common

    def _small_letters(self, text: str, tokens: Sequence[Token], index: int, cued: str) -> tuple[int, str]:
        """Names written without capitals, or in capitals throughout."""
        token = tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        beside = after is not None and after.gap == " "
        if token.shouted:
            two = beside and after is not None and after.shouted and not self._known(after.text)
            if token.low in self._first and two:
                return 2, "full"
            if token.low in self._any_first and two and after is not None and after.low in self._last:
                return 2, "full"
            return 0, ""
        if not token.text.islower() or token.low in self._common:
            return 0, ""
        if token.low in self._first:
            if beside and after is not None and after.text.islower() and after.low in self._last:
                return 2, "full"
            spoken = beside and after is not None and after.low in self._strong and len(token.low) > 3
            if (cued and len(token.low) > 2) or spoken or len(token.low) > 5:
                return 1, "first"
        if token.low in self._odd_first - self._eponyms and beside and after is not None and after.text.islower() and after.low in self._last:
            return 2, "full"
        return 0, ""


def _tokens(text: str) -> list[Token]:
    tokens, end = [], 0
    for match in _WORD.finditer(text):
        tokens.append(Token(match[0], *match.span(), text[end : match.start()]))
        end = match.end()
    return tokens


def _flows(token: Token) -> bool:
    """In the middle of a sentence, so that a capital letter means something."""
    return token.gap in (" ", " (", "/", ", ", " & ")
