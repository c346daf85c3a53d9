"""Names told by the lists, by the word before and by how they are written."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bhtrain.scenarios.deidentification.name_words import NameWords, Token, tokens_of
from bhtrain.scenarios.deidentification.words import Found, Words, any_of

_NO_NAME = (0, "")
_GAPS_OF_A_RELATION = (" ", ", ", " (", ": ", ' "', " “", " - ", " – ", "/")


class Spot(NamedTuple):
    """A word with its neighbours, and the sign before it that says that a name follows.

    The sign is "sure" (named X), "relation" (his sister X), "weak" (per X, its x) or empty.
    """

    tokens: Sequence[Token]
    at: int
    sign: str

    @property
    def token(self) -> Token:
        """The word itself."""
        return self.tokens[self.at]

    @property
    def before(self) -> Token | None:
        """The word before."""
        return self.tokens[self.at - 1] if self.at else None

    @property
    def after(self) -> Token | None:
        """The word after."""
        return self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None

    @property
    def beside(self) -> Token | None:
        """The word after, where only a blank stands between."""
        after = self.after
        return after if after is not None and after.gap == " " else None


class ListedNames:
    """Finds first names, surnames and unknown words that stand where a name stands."""

    def __init__(self, words: Words, known: NameWords):
        self._is = known
        self._naming = re.compile(
            rf"(?:^|\W)(?P<cue>{any_of(words['people', 'naming_words'])}) ?(?:[:(\"“'] ?)?$",
            re.IGNORECASE,
        )
        self._sure = words.lower(("people", "sure_naming_words"))
        self._informal = re.compile(
            rf"(?:^|[^\w'’]){any_of(words['people', 'informal_cues'])} $", re.IGNORECASE
        )

    def find(self, text: str) -> Iterator[Found]:
        """Each name; its sort is first, last or full."""
        tokens, index = tokens_of(text), 0
        while index < len(tokens):
            spot = Spot(tokens, index, self._sign(text, tokens, index))
            count, sort = self._name_at(spot)
            if count:
                last = tokens[index + count - 1]
                yield Found("names", tokens[index].start, last.start + len(last.base), sort)
            index += max(1, count)

    def _sign(self, text: str, tokens: Sequence[Token], index: int) -> str:
        token = tokens[index]
        naming = self._naming.search(text, max(0, token.start - 30), token.start)
        if naming is not None:
            return "sure" if naming["cue"].lower() in self._sure else "weak"
        if self._informal.search(text, max(0, token.start - 16), token.start):
            return "weak"
        before = tokens[index - 1] if index else None
        if before is None or before.text != before.base or token.gap not in _GAPS_OF_A_RELATION:
            return ""
        two = " ".join(text[max(0, before.start - 20) : before.stop].lower().split()[-2:])
        if before.low in self._is.relations or two in self._is.relations:
            return "weak" if token.gap == ": " else "relation"
        return ""

    def _name_at(self, spot: Spot) -> tuple[int, str]:
        """How many words from here on are one name (0: none), and its sort."""
        token, known = spot.token, self._is
        if self._last_first(spot):
            return 2, "full"
        if not token.capital and not (token.shouted and spot.sign and known.listed(token.text)):
            return self._without_capital(spot)
        if self._is_method(spot):
            return _NO_NAME
        count = 1 + self._more(spot)
        found = (count, "full" if count > 1 else "first")
        if token.low in known.first:
            return found
        if token.low in known.odd_first and self._odd_stands(spot, count):
            return found
        if known.surname(token.low):
            return count, "full" if count > 1 else "last"
        return found if self._signed(spot, count) else self._stranger(spot, count)

    def _signed(self, spot: Spot, count: int) -> bool:
        """Whether the sign before makes this word a name."""
        token, known = spot.token, self._is
        stranger = known.stranger(token.text)
        if spot.sign == "sure":
            return stranger or token.low in known.any_first
        if spot.sign != "relation":
            return False
        before, after = spot.before, spot.after
        heading = before is not None and before.capital and after is not None and after.capital
        if stranger and len(token.low) > 2 and (count > 1 or not heading):
            return True
        return token.low in known.odd_first and token.gap != ": "

    def _stranger(self, spot: Spot, count: int) -> tuple[int, str]:
        """A word of no list is a name before a surname, another such word or a verb of speaking."""
        token, beside, known = spot.token, spot.beside, self._is
        if known.known(token.text):
            return _NO_NAME
        before, after = spot.before, spot.after
        if token.text != token.base and after is not None and after.low in known.possessions:
            return count, "first"
        if before is not None and token.flows and before.low in known.before_person:
            return count, "full" if count > 1 else "first"
        if beside is None:
            return _NO_NAME
        if beside.capital and beside.low in known.last:
            return max(count, 2), "full"
        led = spot.before is not None and spot.before.low in known.before_pair and token.flows
        if beside.capital and known.stranger(beside.text) and (spot.sign or led):
            return max(count, 2), "full"
        plural = token.low.endswith("s") and not token.flows
        if beside.low in known.speaking and len(token.low) > 2 and not plural:
            return 1, "first"
        return _NO_NAME

    def _is_method(self, spot: Spot) -> bool:
        """An eponym, or a surname before a word such as scale, disease or therapy."""
        token, known = spot.token, self._is
        near = [one.low for one in spot.tokens[spot.at + 1 : spot.at + 4]]
        if any(p in known.eponyms for p in (token.low, token.low + "s", *token.low.split("-"))):
            shown = spot.sign in ("sure", "relation") or token.low in known.any_first
            return "-" in token.text or not shown or bool(known.method.intersection(near))
        return bool(near) and near[0] in known.firm_method and token.low in known.any_last

    def _last_first(self, spot: Spot) -> bool:
        """Smith, John and SMITH, JOHN."""
        token, after, known = spot.token, spot.after, self._is
        if after is None or after.gap.replace(" ", "") != ",":
            return False
        if token.shouted and after.shouted:
            first = after.low in known.any_first or known.stranger(after.text)
            if token.low in known.any_last and first:
                return True
            return after.low in known.first and known.stranger(token.text)
        both = token.capital and after.capital
        return both and token.low in known.last and after.low in known.any_first

    def _more(self, spot: Spot) -> int:
        """How many of the next words belong to the same name."""
        count, before, known = 0, spot.token, self._is
        for offset, token in enumerate(spot.tokens[spot.at + 1 : spot.at + 5], 1):
            after_initial = token.gap == ". " and len(before.text) == 1
            if before.text != before.base or not (token.gap == " " or after_initial):
                break
            before = token
            initial = len(token.text) == 1 and token.text.isupper() and token.text not in "IA"
            if initial or token.text in known.particles:
                continue
            part = token.text.rpartition("-")[2]  # al-Hassan
            if not (token.capital or (part[:1].isupper() and not part.isupper())):
                break
            if token.low in known.common and token.low not in known.odd_last | known.odd_first:
                break
            if not known.own([token.text]):
                break
            count = offset
        return count

    def _odd_stands(self, spot: Spot, count: int) -> bool:
        """Whether a name that is also a word stands as a name here."""
        token, after, known = spot.token, spot.after, self._is
        if spot.sign in ("sure", "relation"):
            return True
        place = token.low in known.time_or_place
        if count > 1:
            second = spot.tokens[spot.at + count - 1].low
            unknown = not place and known.stranger(second)
            return unknown or second in (known.last if place else known.any_last)
        if spot.sign == "weak" and not place:
            return True
        if spot.beside is not None and spot.beside.low in known.speaking:
            return not (place and token.low in known.things)
        if token.text != token.base and after is not None and after.low in known.possessions:
            return not place
        article = spot.before is not None and spot.before.low in ("the", "a", "an")
        return token.flows and not article and not place and token.low not in known.common

    def _without_capital(self, spot: Spot) -> tuple[int, str]:
        """Names in small letters, or in capitals throughout."""
        token, beside, known = spot.token, spot.beside, self._is
        if token.shouted:
            if beside is None or not beside.shouted or known.known(beside.text):
                return _NO_NAME
            last = token.low in known.any_first and beside.low in known.last
            return (2, "full") if token.low in known.first or last else _NO_NAME
        if not token.text.islower() or token.low in known.common:
            return _NO_NAME
        surname = beside is not None and beside.text.islower() and beside.low in known.last
        if surname and token.low in known.any_first - known.eponyms:
            return 2, "full"
        if token.low not in known.first:
            return _NO_NAME
        spoken = beside is not None and beside.low in known.speaking and len(token.low) > 3
        signed = bool(spot.sign) and len(token.low) > 2
        return (1, "first") if signed or spoken or len(token.low) > 5 else _NO_NAME
