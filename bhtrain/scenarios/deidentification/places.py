"""Places smaller than a state."""

import re
from collections.abc import Iterator

from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_CAP = r"(?:[A-Z][\w'’-]{1,24}\.?)"  # a capitalised word
_CAPS = rf"{_CAP}(?: (?:of |the |and |& |de |la |del )?{_CAP}){{0,3}}"
_LIVING = (
    r"(?:live[sd]?|living|reside[sd]?|residing|stay(?:s|ed|ing)?|moved|moving|relocat(?:ed|"
    r"ing)|grew up|raised|"
    r"born|from|hails|originally|native|commut(?:es|ed|ing)|travel(?:s|ed|ing)?|drives in|"
    r"drove in|driving in|"
    r"flew|returned|back|arrived|came|home|house|apartment|housed|incarcerated|jailed|"
    r"stationed|deployed|"
    r"settled|family|parents|farm|placed|transferred|hospitalized|shelter|ranch|cabin|condo|"
    r"trailer|"
    r"downtown|works|worked|working|job|school|office|neighborhood|suburb|bus|train|drive|trip)"
)
_ORDINAL = (
    r"(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|\d{1,3}(?:st|nd|rd|th))"
)
_APARTMENT = r"(?:,? (?:Apt|Apartment|Unit|Suite|Ste|Rm|Room|Bldg|Lot|Floor|#)\.? ?#?[\w-]{1,6})?"


class Places:
    """Finds streets, towns, named buildings and postal codes."""

    def __init__(self, words: Words):
        places = words.lists["places"]
        anywhere = any_of(places["street_suffixes"])
        numbered = any_of([*places["street_suffixes"], *places["street_suffixes_after_a_number"]])
        states, codes = any_of(places["states"]), any_of(places["state_codes"])
        degrees = set(places["state_codes_that_are_degrees"])
        safe_codes = any_of(c for c in places["state_codes"] if c not in degrees)
        area, building = any_of(places["area_words"]), any_of(places["building_words"])
        side = r"(?:[NSEW]\.?|NE|NW|SE|SW|North|South|East|West)"
        sure = [c for c in places["cities"] if c not in set(places["cities_that_are_words"])]
        unsure = [c for c in places["cities"] if c in set(places["cities_that_are_words"])]
        self._generic = frozenset(w.lower() for w in places["generic_before_place"])
        larger = words.lower(("places", "states"), ("places", "countries_and_regions"))
        self._larger = larger
        self._known = (
            words.parts(
                ("medicine", "drugs"),
                ("medicine", "tests_and_eponyms"),
                ("medicine", "organizations"),
                ("calendar", "months"),
                ("calendar", "weekdays"),
                ("calendar", "holidays"),
                ("medicine", "therapies_and_works"),
            )
            | words.lower(("words", "common_words"))
        ) - {"spring", "north", "south", "east", "west"}
        method = any_of(words["medicine", "method_words"])
        denomination = (
            r"(?:Baptist|Methodist|United Methodist|Lutheran|Presbyterian|Christian|"
            r"Congregational|Assembly|Pentecostal|Nazarene|Unitarian|Episcopal|AME|Church)"
        )
        exact = [
            (
                rf"(?<![\w.$/-])\d{{1,6}}[A-Z]?(?: {side})? (?:(?:[A-Z][\w'’-]{{0,20}}|\d{{1,3}}"
                rf"(?:st|nd|rd|th))\.? ){{1,3}}{numbered}\b\.?{_APARTMENT}"
            ),
            (
                rf"(?<![\w.$/-])\d{{2,6}}(?: {side})? (?:\d{{1,3}}(?:st|nd|rd|"
                rf"th)) {numbered}\b\.?{_APARTMENT}"
            ),
            rf"\b(?:corner|intersection) of {_CAP} (?:and|&) {_CAP}(?: {anywhere})?",
            r"\b(?:the )?(?P<it>corner of \w{3,15} (?:and|&) \w{3,15})",
            r"\b(?:P\.? ?O\.?|Post Office) ?Box ?#?\d{1,6}\b|\bPO BOX \d{1,6}\b",
            (
                r"\b(?:[Rr]oute|Rte|RTE|[Hh]ighway|Hwy|Interstate|County Road|State Route|"
                r"State Road|CR|SR|US) ?#?\d{1,4}\b(?![./%])|\bI-\d{1,3}\b(?! (?:mg|units))"
            ),
            (
                r"(?i:\b(?:zip|zip ?code|postal code|zip\+4)\b)[^\n\d]{0,25}(?P<it>\d{5}"
                r"(?:-\d{4})?)(?![\w-])"
            ),
            r"(?<![\w.$-])\d{5}-\d{4}(?![\w-])",
            rf"\b{codes},? \d{{5}}(?:-\d{{4}})?(?![\w-])",
            rf"\b{states},? (?P<it>\d{{5}}(?:-\d{{4}})?)(?![\w-])",
            (
                r"(?i:\bzip3?\b)[^\n\d]{0,20}(?P<it>036|059|063|102|203|556|692|790|821|823|830|"
                r"831|878|879|884|890|893)(?!\d)"
            ),
            r"-?\d{1,3}\.\d{3,8}°?,? ?[NS]?[, ]{1,2}-?\d{1,3}\.\d{3,8}°?(?: ?[EW])?",
            r"\b\d{1,3}°\s?\d{1,2}['′]",
            rf"\b{_CAP}(?: {_CAP})?, (?:{states}|{safe_codes})\b(?! \w{{0,3}}licens)",
            (
                rf"\b(?:in|from|to|of|near|outside|around|at) (?P<it>{_CAP}(?: {_CAP})?, ?{codes})"
                r"(?![\w-])"
            ),
            (
                rf"\b{states} (?:State |Tech |A&M )?(?:University|College|State)\b(?! (?:law|"
                r"licens|Medicaid|hospital|prison))"
            ),
            (
                r"\b(?:City|Town|County|Village|Parish|Borough|Township|University|Church|Port|"
                rf"State) of (?:the )?{_CAP}(?: {_CAP})?"
            ),
            (
                r"\b(?:First|Second|Third|Calvary|Grace|Trinity|Mount|Mt\.?|Bethel|New|Holy|Zion|"
                rf"Faith|Hope|Cornerstone|{_CAP}) {denomination}(?: of {_CAP}(?: {_CAP})?| "
                r"(?:Church|Chapel|Temple))\b"
            ),
            (
                r"\b(?:Our Lady of|Church of|Temple|Congregation|Masjid|Iglesia|Holy|Sacred) "
                r"(?:the )?[A-Z]\w{2,15}(?: (?:Church|School|Academy|Hospital|Parish|Heart|"
                r"Sinai|Israel|Shalom|\w{3,12} School))?"
            ),
            (
                r"\b(?:St|Saint)\.? (?!John['’]s [Ww]ort|Patrick|Louis encephalitis|"
                r"Vitus)[A-Z]\w{2,14}(?:['’]s?)?(?: (?:[A-Z]\w{2,14}))?"
            ),
            (
                r"\b(?:Lake|Mount|Mt\.|Fort|Ft\.|Camp|Port|Cape|Point|Isle of|Bayou|Rio|San|"
                rf"Santa|Los|Las|El|Del) (?P<last>[A-Z][\w'’]{{2,15}})(?: (?:{_CAP}))?"
            ),
            rf"\b{any_of(sure)}\b(?! (?:{method})\b)",
            (
                r"\b(?:in|from|to|near|outside|outside of|around|via|through|into|leaving|"
                r"back to|of) (?P<it>(?:downtown |North |South |East |West |Upper |"
                rf"Lower )?{any_of(unsure)})\b(?! (?:{method}|stage|schedule)\b)(?!['’]s|-)"
            ),
            (
                r"\b(?:North|South|East|West|Northwest|Southeast|Northeast|Southwest) (?:Side|End|"
                r"Shore|Bank|Hills|Bay|Philly|LA|Bronx|Park|Village)\b"
            ),
            r"\bRural Route ?#?\d{1,3}(?:,? Box \d{1,5})?|\bRR ?#?\d{1,3},? Box \d{1,5}",
            rf"\b\d{{2,5}} block of (?:{side} )?{_CAP}(?: {anywhere})?",
            rf"\bat (?P<it>(?:{_CAP}|{_ORDINAL}) and {_ORDINAL}|{_ORDINAL} and {_CAP})",
            (
                r"\b(?i:lives?|lived|living|resid(?:es|ing)|moved|located) (?:in|to) "
                r"(?P<it>\d{5})(?![\w-]| (?!and|with|but|since|now)\w)"
            ),
            rf"\b(?P<it>(?:Downtown|Uptown|Midtown|Upper|Lower|Old Town) {_CAP})",
        ]
        self._exact = [re.compile(one) for one in exact]
        self._lower = [
            re.compile(one, re.IGNORECASE)
            for one in (
                (
                    rf"(?<![\w.$/-])\d{{1,6}} (?!(?:way|back|busy|side|narrow|one|dark|long|main|"
                    rf"new|old|the|quiet|city|different)\b)[a-z]{{3,15}} (?:street|avenue|road|"
                    rf"boulevard|blvd|lane|parkway)\b{_APARTMENT}"
                ),
                (
                    r"\b(?:in|from|to|near|outside|around|back to) "
                    rf"(?P<it>{any_of(c for c in sure if len(c) > 5)})\b"
                ),
                (
                    r"\b(?:moved|relocated|relocating|grew up|raised|born|lives|living) "
                    r"(?:back )?(?:in|from|to) (?P<it>(?!mobile|reading|bend|independence|"
                    rf"providence|concord|queens|buffalo){any_of(unsure)})\b"
                ),
            )
        ]
        self._named = [
            re.compile(one)
            for one in (
                rf"\b(?:at|from|to|in) (?P<name>{_CAP}(?: {_CAP})?) High\b(?! (?:[Ss]chool|risk))",
                (
                    rf"\b(?P<name>{_CAP}(?: {_CAP}){{0,2}}) (?:Middle|Elementary|Intermediate|"
                    r"Junior High)\b(?! [Ss]chool)"
                ),
                (
                    rf"\b(?P<name>{_CAPS}) (?:{area})\b(?! (?:mobile|crisis|jail|court|office|"
                    r"worker)\w*)"
                ),
                rf"\b(?P<name>{_CAPS}) (?:{building})\b(?: (?:School|Church|of {_CAP}|at {_CAP}))?",
                rf"\b(?P<name>{_CAPS}) (?:{anywhere})\b\.?",
                (
                    rf"\b(?:the|our|at|from) (?P<name>{_CAP}(?: {_CAP})?) (?:office|clinic|"
                    r"location|campus|branch|site|store|shelter|station|exit|neighborhood|area|"
                    r"projects|plant|mine|mill|apartments|suburbs|campground|group home|"
                    r"sober house|sober home|mosque|church|temple|synagogue|parish|school|"
                    r"library|hospital)\b"
                ),
                (
                    rf"\bon (?P<name>{_CAP}(?: {_CAP})?) (?:Drive|Dr|Court|Ct|Place|Pl|Circle|Way|"
                    r"St)\b\.?"
                ),
            )
        ]
        self._living = re.compile(
            rf"(?i:\b{_LIVING}(?: (?:up|back|over|out|down|here|home|in|mostly|now|currently|"
            r"alone|with \w+|his|her|their|\w+ly))?"
            rf"(?: (?:in|to|from|near|at|outside|outside of|around|on|of|for|by|into)))"
            r"(?: (?:the|a|rural|downtown|northern|southern|eastern|western|north|south|east|"
            r"west|central|small|town|city|village|suburb|outskirts|part|area|shelter|of|in|"
            r"called|neighborhood|apartment|house)){0,5} "
            rf"(?P<name>[A-Z][\w'’]{{2,20}}(?: [A-Z][\w'’]{{2,20}}){{0,2}})(?![\w-]|\.\w)"
        )
        self._hood = re.compile(
            r"\b(?:in|at|from|near|to|of|around) (?P<it>(?:East|West|North|South|Northern|"
            r"Southern|Little|New|Old) (?P<name>[A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15})?))\b"
        )

    def find(self, text: str) -> Iterator[Found]:
        """Each place; states, countries and regions of the country are none."""
        for pattern in (*self._exact, *self._lower):
            for found in all_matches("geography", pattern, text):
                whole = text[found.start : found.stop]
                last = pattern.groupindex.get("last") and whole.split()[1]
                if not self._is_larger(whole) and (not last or self._is_own(last)):
                    yield found
        for pattern in self._named:
            for match in pattern.finditer(text):
                mid = text[max(0, match.start() - 2) : match.start()]
                sure = (
                    re.fullmatch("[a-z] ", mid) is not None
                    and re.search(
                        (
                            r" (?:County|Nation|Street|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|"
                            r"Parkway|Pkwy)\b"
                        ),
                        match[0],
                    )
                    is not None
                )
                start = self._first_own_word(match["name"], sure)
                if start is not None:
                    yield Found("geography", match.start("name") + start, match.end())
        for pattern in (self._living, self._hood):
            for match in pattern.finditer(text):
                name = match["name"]
                whole = match["it"] if "it" in pattern.groupindex else name
                if not self._is_larger(whole) and self._is_own(name):
                    yield Found(
                        "geography", *match.span("it" if "it" in pattern.groupindex else "name")
                    )

    def _is_larger(self, place: str) -> bool:
        low = place.lower().removeprefix("the ").strip(" .")
        return any(
            low.startswith(one) and not low[len(one) :].strip(" .'’s")
            for one in {low[:n] for n in range(2, len(low) + 1)} & self._larger
        ) or low in ("new year", "holy spirit", "holy ghost", "west nile", "del rey")

    def _is_own(self, name: str) -> bool:
        """Whether the first word is no common word, drug, test, month or organization."""
        first = re.split(r"[ ]", name)[0].strip(".,'’")
        low = first.lower().removesuffix("'s").removesuffix("’s")
        plain = low[:-1] if low.endswith("s") else low
        known = {low, plain} & (self._known | self._larger | self._generic)
        return not known and not first.isupper()

    def _first_own_word(self, name: str, sure: bool) -> int | None:
        """Where the name begins after articles and words of any such place; None if it has no"
        " own."""
        start = 0
        words = name.split(" ")
        while words and words[0].strip(".").lower() in self._generic | {"and", "&", "the"}:
            start += len(words.pop(0)) + 1
        own = [
            w
            for w in words
            if w.lower().strip(".") not in self._generic | self._larger and w[:1].isupper()
        ]
        if not own:
            return None
        only = own[0].lower().removesuffix("'s").removesuffix("’s")
        if len(own) == 1 and only in self._heading and not sure:
            return None
        return start

    @property
    def _heading(self) -> frozenset[str]:
        return self._known - {
            "oak",
            "main",
            "center",
            "spring",
            "blue",
            "green",
            "red",
            "grand",
            "hill",
        }
