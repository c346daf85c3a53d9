"""What makes a person known without a name or number: an office, a feat, a face, a voice."""

import re
from collections.abc import Iterator

from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_STORED = (
    r"(?:is |was |were |are |has been |have been )?(?:attached|uploaded|saved|stored|scanned|"
    r"pasted|on file|"
    r"in (?:the |her |his |their )?(?:chart|record|file|note|ehr|media tab)|kept (?:in|with|on)|"
    r"added to|posted|shared|circulat|leaked|included|enclosed|filed|sent with|taken (?:at|for|of))"
)


class Traits:
    """Finds phrases that point at one person."""

    def __init__(self, words: Words):
        offices = any_of(words["traits", "public_offices"])
        regions = any_of(words["traits", "regions"])
        feats = any_of(words["traits", "feats"])
        news = any_of(words["traits", "news_phrases"])
        seen = (
            r"(?:client|patient|pt|child|face|teen|boy|girl|wounds?|injur|bruis|cuts|rash|tattoo|"
            r"body|scars?|burns?)"
        )
        picture = (
            r"(?:photos?|photographs?|pictures?|selfies?|headshots?|snapshots?|mugshots?|"
            r"close-ups?|pics?|portraits?|videos?|images?|video recordings?|video clips?|"
            r"screenshots?)"
        )
        self._photo = [
            (
                rf"\b(?:full[- ]face|close[- ]?up|facial|face)[ ]{picture}(?: of (?:the |her |"
                rf"his |their )?\w{{1,20}}(?: face)?)?"
            ),
            (
                rf"(?<!drew a )(?<!draw a )(?<!drawn a )(?<!painted a )\b{picture} (?:of|showing) "
                rf"(?:the |her |his |their |a )?(?:(?:client|patient|pt|child)'s )?{seen}\w*"
                r"(?:'s \w+)?"
            ),
            rf"\b{picture} {_STORED}",
            (
                r"\b(?P<it>(?:[\w-]{2,15} )?(?:photo(?:graph)?|picture|image|snapshot|polaroid|"
                r"portrait|mug ?shot|screenshot|selfie|headshot|likeness)s?\b[^.,;\n]{0,40}?)[ ,]"
                r"{1,2}(?:was |were |is |are )?(?:attached|uploaded|stapled|clipped|pasted|scanned|"
                r"came over|pinned|taped|texted|e-?mailed)\b"
            ),
            rf"\b{picture} in (?:the )?chart\b",
            (
                r"\b(?:client|patient|pt|id|identification|chart|profile|badge|passport|wedding|"
                r"family|school|yearbook) (?:photo|portrait|headshot|picture|selfie|"
                rf"photograph)s? {_STORED}"
            ),
        ]
        self._biometric = [
            (
                r"\b(?:thumb ?prints?|finger ?prints?|finger scans?|palm (?:vein|print|scan)s?|"
                r"retinas?|iris|gait|dna|voice|face|fingers)\b[^.,;\n]{0,30}?\b(?:on file|stored|"
                r"enrolled|templates?|readers?|recognition|signatures?|profiles?|on a card)\b"
            ),
            (
                r"\b(?:voice|audio|speech) (?:recording|sample|file|clip|message|memo|print)s?"
                rf"(?: of (?:the )?(?:client|patient|pt|session|her|his))? {_STORED}(?! as\b)"
            ),
            (
                r"\b(?:fingerprints?|thumbprints?|handprints?|footprints?|voiceprints?|"
                r"faceprints?|finger(?:print)? scans?|palm (?:prints?|scans?)|retinal? scans?|"
                r"iris scans?|facial scans?|dna samples?|biometric (?:data|template|scan|"
                rf"profile)s?) (?:were |was |is |are )?(?:{_STORED}|taken|collected|captured|"
                r"enrolled|recorded|matched|obtained|used to (?:verify|identify|sign))"
            ),
        ]
        who = r"(?:the|our|a|an|its|their|county's|town's|city's|state's|region's|[a-z]{3,14}'s)"
        self._other = [
            (
                rf"\b{who} (?:only|sole|first|youngest|oldest|last remaining|longest-serving|"
                rf"best-known|most famous|lone)(?: [a-z][\w'’-]{{0,20}}){{1,6}} (?:in|of|on|for|"
                r"at|from) (?:the |this |our |her |his |their )?(?:entire |whole |local |rural |"
                rf"tri-county )?(?:[a-z]+ )?{regions}\b"
            ),
            (
                r"\b(?:county|town|city|state|village|region|department|district|company|school|"
                r"hospital|league|nation|country|area|tribe)(?:['’]s) (?:only|sole|first|"
                r"youngest|oldest)(?: [a-z][\w'’-]{0,20}){1,5}"
            ),
            (
                r"\b(?:is|was|as|became|elected|former|being|work as|to|wife of|husband of|"
                r"son of|daughter of|child of|sister of|brother of|for|by|running for|retired|"
                r"her|his) (?P<it>(?:the |a |our )?(?:current |former |town |city |county |"
                rf"local |state |town's |city's |county's |sitting )?{offices})(?= (?:of|and|in|"
                r"for|who|at|on|since|here)\b|[,.;']|$)"
            ),
            (
                r"\b(?:the|our) (?:town'?s? |city'?s? |county'?s? |former |current |state'?s? )?"
                r"(?:mayor|governor|sheriff|fire chief|police chief|senator)(?:['’]s \w+)?"
            ),
            (
                r"\bthe (?:head coach|captain|star quarterback|quarterback|owner|founder|ceo|"
                r"president|drummer|conductor|principal|editor|director|lead singer|goalkeeper|"
                r"goalie) of (?:the |a )[a-z][\w'’ -]{3,60}(?= (?:and|but|who|in|on|at)\b|[,.;]|$)"
            ),
            (
                r"\b(?:the|a) (?:pilot|driver|captain|survivor|engineer|conductor|shooter|victim|"
                r"teenager|nurse|doctor|teacher|officer|man|woman|firefighter|passenger) (?:of|in|"
                r"from|who|on) [a-z][\w'’ -]{3,50}? (?:that|which|who)? ?(?:landed|crashed|"
                r"exploded|collapsed|derailed|sank|burned down|flooded|capsized|made (?:the )?"
                r"(?:news|headlines)|went viral)(?: (?:in|into|on|at|near) (?:the |a )?\w{3,15})?"
            ),
            (
                r"\b(?:won|winner of|winning|medaled in|medalist in|competed in|played in|"
                r"appeared on|contestant on|finalist on|holds|set|inducted into|awarded|received)"
                rf"(?: [\w$'’,-]{{1,14}}){{0,5}} (?:the |a |an )?(?P<it>{feats})\b"
            ),
            (
                r"\b(?P<it>(?:the |a )?\$[\d.,]{1,12} (?:million|billion) [a-z ]{0,25}"
                r"(?:lottery|jackpot|settlement|verdict)(?: jackpot)?)"
            ),
            rf"\b{news}\b",
            (
                r"\btattoo(?:s|ed)?(?: [\w'’-]{1,14}){0,6} (?:reads|reading|says|saying|spells|"
                r"spelling|that reads|with the (?:name|words?))\b"
            ),
            (
                r"\b(?:known|recognized|famous|nicknamed|well known)(?: [a-z]{2,10}){0,2} "
                r"(?:around|all over|throughout|in|across|to everyone in) (?:the |this )?(?:town|"
                r"county|city|area|state|community|village|neighborhood|valley) (?:as|for|by)\b"
            ),
            (
                r"\b(?:hash|derived|made|built|code) (?:of|from|based on) (?:(?:the |her |his |"
                r"their )?(?:name|initials|birth ?date|dob|date of birth|birthday|ssn)"
                r"(?: and )?){1,3}"
            ),
        ]
        self._patterns = [
            (name, [re.compile(one, re.IGNORECASE) for one in group])
            for name, group in (
                ("photo", self._photo),
                ("biometric", self._biometric),
                ("other", self._other),
            )
        ]

    def find(self, text: str) -> Iterator[Found]:
        """Each phrase, in the order photo, biometric, other."""
        for name, group in self._patterns:
            for pattern in group:
                yield from all_matches(name, pattern, text)
