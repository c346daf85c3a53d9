"""Dates finer than a year, and ages over 89."""

import re
from collections.abc import Iterator

from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:(?:19|20)\d\d)"
_FREE = r"(?<![\w./$-])"  # begins here: no part of a longer number
_ENDS = r"(?![\w/-]|\.\d)"
_SPOKEN_DAY = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    r"thirtieth|(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
    r"ninth))"
)
_CUE = (
    r"(?:on|by|before|after|until|til|till|thru|through|since|from|to|of|due|dated?|dos|dob|seen|"
    r"starting|started|effective|eff|visit|appt|appointment|next|last|scheduled|return|back|plan|"
    r"check|labs?|court|hearing|intake|eval|admitted|discharged|signed|born|expires?|exp|"
    r"ends?|ended|begins?|began|between|as of|for|"
    r"session|again|follow[ -]up|f/u|week of|rescheduled)"
)
_SCORE_NEXT = (
    r"(?![ ]?(?:days?|nights?|times|today|now|to \d|down|up|of |out of|with|in (?:pain|mood)|%))"
)
_NINETY = r"(?:9\d|1[01]\d)"
_NINETY_WORDS = (
    r"(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"(?:one|a) hundred(?:[ -](?:and[ -])?(?:one|two|three|four|five|six))?)"
)
_OLD = r"(?:[- ]?(?:years?|yrs?)[- ]?(?:olds?|of age)|[- ]?y[/.]?o\b\.?|[- ]?yr\.?s? old)"
_ELDER = (
    r"(?:she|he|they|pt|patient|client|mother|father|mom|dad|grandmother|grandfather|grandma|"
    r"grandpa|aunt|uncle|husband|wife|spouse|widow|widower|resident|veteran|neighbor|woman|man)"
)
_AGES = [
    rf"(?<![\w.$-])(?:{_NINETY}|{_NINETY_WORDS}){_OLD}",
    (
        rf"\b(?:age|aged|ages)(?:[ :]{{1,2}}| of )(?P<it>{_NINETY}|{_NINETY_WORDS})\b(?!\+|"
        r" or older| and older| or over)"
    ),
    (
        rf"\b{_ELDER}(?:'s)?(?:,? (?:is|was|now|turned|turns|turning|just turned|is now|who is"
        rf"|died at|lived to|will be))? ?,? ?(?P<it>{_NINETY}|{_NINETY_WORDS})"
        r"(?=[,.;)]|$| and\b| but\b| in \w{1,12} (?:health|care)| with\b| next\b| this\b)"
    ),
    rf"\b(?:turned|turns|turning|turn) (?P<it>{_NINETY}|{_NINETY_WORDS})\b"
    r"(?! ?(?:%|degrees|in (?:pain|a row)))",
    rf"\b(?:(?:died|living|lives|married|widowed|alone|still \w+|sharp|independent)(?: alone)? at) "
    rf"(?P<it>{_NINETY}|{_NINETY_WORDS})\b(?! ?(?:%|mg|minutes|am|pm|days|Main))",
    rf"(?:^|[.;] )At (?P<it>{_NINETY}|{_NINETY_WORDS}),? (?:he|she|they|the|her|his)\b",
    rf"(?<![\w.$/-])(?P<it>{_NINETY} ?[MF])(?![\w-])",
    (
        r"\b(?:her|his|their) (?P<it>9\d(?:st|nd|rd|th)|1[01]\d(?:st|nd|rd|th)|"
        r"ninet[a-z]{2,4}-?[a-z]{0,7}|hundredth) birthday\b"
    ),
    r"\b(?:centenarian|nonagenarian)s?\b",
    (
        r"\b(?:born|birth year|year of birth|yob|b\.)(?: in| is|:)? ?(?P<it>(?:18\d\d|19[0-2]\d|"
        r"193[0-5]))\b(?![-/])"
    ),
]


class Dates:
    """Finds dates in the forms in which notes write them."""

    def __init__(self, words: Words):
        full = any_of(words["calendar", "months"])
        short = any_of(words["calendar", "month_shorts"]) + r"\.?"
        month = rf"(?:{full}|{short})"
        weekday = any_of(words["calendar", "weekdays"]) + r"\.?,?[ ]"
        day = rf"{_DAY}(?:st|nd|rd|th)?"
        year = rf"(?:,?[ ]+{_YEAR}|,?[ ]+'\d\d)?"
        holiday = any_of(words["calendar", "holidays"])
        fixed = any_of(words["calendar", "holidays_that_are_one_day"])
        when = (
            r"(?:on|since|after|before|over|at|last|this|next|until|till|by|around|during|past|"
            r"near|from|through|day of|week of|following)"
        )
        lists = [
            (
                rf"\b(?:{weekday})?{month}[ ]+(?:the[ ]+)?{day}{year}(?:-\d{{1,2}})?(?![\w%:]|"
                r"[/-]\d|\.\d| ?(?:mg|milligrams?|minutes?|units?|pm\b|am\b|times))"
            ),
            rf"(?<![\w./-]){day}[ -](?:of[ ]+)?{month}(?:[ ,-]+(?:{_YEAR}|\d\d))?(?!\w)",
            (
                rf"\b(?:{month}|{any_of(['spring', 'summer', 'fall', 'autumn', 'winter'])}),?[ ]+"
                rf"(?:of[ ]+)?{_YEAR}(?![\w-])"
            ),
            rf"(?<!\w){_DAY}{any_of(words['calendar', 'month_shorts'])}(?:{_YEAR}|\d\d)(?!\w)",
            rf"(?<!\w){short}[/-]{_DAY}[/-](?:{_YEAR}|\d\d)(?!\w)",
            rf"{_FREE}{_MONTH}[/-]{_DAY}[/-](?:{_YEAR}|\d\d){_ENDS}",
            rf"{_FREE}{_DAY}[/-]{_MONTH}[/-]{_YEAR}{_ENDS}",
            rf"{_FREE}{_MONTH}\.{_DAY}\.{_YEAR}{_ENDS}",
            rf"\b{_CUE}:?[ ]+(?P<it>{_MONTH}\.{_DAY}\.\d\d){_ENDS}",
            rf"{_FREE}{_YEAR}[-/.](?:1[0-2]|0?[1-9])[-/.]{_DAY}(?:T[\d:]{{4,8}}|(?![\w/-]|\.\d))",
            rf"\b{full} (?:the )?{_SPOKEN_DAY}\b",
            rf"{_FREE}{_YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])(?![\w-])",
            (
                rf"\b{_CUE}:?[ ]+(?:(?:on|the)[ ]+)?(?:{weekday})?(?P<it>{_MONTH}/(?!0?5\b|"
                rf"10\b){_DAY}){_ENDS}{_SCORE_NEXT}"
            ),
            (
                r"\b(?:on|dos|dated?|due|appt|scheduled(?: for)?|until|since|by):?[ ]+"
                rf"(?:{weekday})?(?P<it>{_MONTH}/(?:0?5|10)){_ENDS}{_SCORE_NEXT}(?! (?:items|"
                r"trials|questions|symptoms|criteria|scale))"
            ),
            rf"\b{weekday}(?P<it>{_MONTH}/{_DAY}){_ENDS}",
            rf"{_FREE}(?P<it>{_MONTH}/{_DAY})(?= (?:at|@) ?\d)",
            rf"\b{weekday}the \d{{1,2}}(?:st|nd|rd|th)\b",
            (
                rf"{_FREE}(?P<it>{_MONTH}/{_DAY}) ?(?:-|–|to|thru|through) ?{_MONTH}/{_DAY}{_ENDS}"
                r"(?=[ ,.;)])"
            ),
            rf"\b(?:0?[1-9]|1[0-2])/{_YEAR}{_ENDS}",
            (
                r"\b(?:in|since|last|until|till|by|early|late|mid|mid-|this past|next|from|"
                rf"through|of|before|after|around|during|back in|end of)[ -](?P<it>{full}|{short})"
                r"(?! (?:of Dimes|in place))(?![\w'’-])(?=[ ,.;:)]|$)"
            ),
            (
                rf"\b(?:the )?(?:{any_of(['day', 'night', 'morning', 'week', 'weekend', 'eve'])} "
                rf"(?:after|before|of) )?{fixed}(?:[ ,]+{_YEAR})?(?!\w)"
            ),
            rf"\bthe (?:day|night|morning|week|weekend) (?:after|before|of) {holiday}(?!\w)",
            (
                rf"\b{when} (?:the )?(?P<it>{holiday}(?: (?:day|weekend|break|eve|dinner|morning|"
                rf"night|week|party))?(?:[ ,]+{_YEAR})?)(?!\w)"
            ),
            rf"\b(?P<it>{holiday}(?: (?:day|weekend|night))?,?[ ]+(?:of )?{_YEAR})(?!\w)",
            (
                r"\b(?:the|two|three|four|five|a few|\d{1,2}) days? (?:after|before) (?:her|his|"
                r"their|my|the client's) (?:\d{1,2}(?:st|nd|rd|th) )?(?:birthday|wedding|"
                r"anniversary)\b"
            ),
            r"\b(?P<it>(?:the )?\d{1,2}(?:st|nd|rd|th)(?: of (?:this|last|next|the) month| at \d))",
            r"\b(?:on|by|until|since|before|after) the (?P<it>\d{1,2}(?:st|nd|rd|th))(?=[,.;]|$)",
        ]
        self._dates = [re.compile(one, re.IGNORECASE) for one in lists]
        self._ages = [re.compile(one, re.IGNORECASE | re.MULTILINE) for one in _AGES]

    def find(self, text: str) -> Iterator[Found]:
        """Each date (sort "date") and each age over 89 (sort "age")."""
        for pattern in self._ages:
            yield from all_matches("dates", pattern, text, "age")
        for pattern in self._dates:
            for found in all_matches("dates", pattern, text, "date"):
                if not _is_a_word(text[found.start : found.stop]):
                    yield found


def _is_a_word(shown: str) -> bool:
    """May and march in small letters are verbs, unless a day or a year follows that only a"
    " date has."""
    first, *rest = shown.split()
    verb = first in ("may", "march", "mar", "sat", "sun")
    return verb and not re.search(r"\d(?:st|nd|rd|th)|\d{4}", " ".join(rest))
