"""What makes a person known without a name or number: an office, a feat, a face, a voice."""

import re
from collections.abc import Iterator

from bhtrain.scenarios.deidentification.words import Found, Words, all_matches, any_of

_STORED = (
    r"(?:is |was |were |are |has been |have been )?(?:attached|uploaded|saved|stored|scanned|pasted|on file|"
    r"in (?:the |her |his |their )?(?:chart|record|file|note|ehr|media tab)|kept (?:in|with|on)|"
    r"added to|included|enclosed|filed|sent with|taken (?:at|for|of))"
)


class Traits:
    """Finds phrases that point at one person."""

    def __init__(self, words: Words):
        offices = any_of(words["traits", "public_offices"])
        regions = any_of(words["traits", "regions"])
        feats = any_of(words["traits", "feats"])
        news = any_of(words["traits", "news_phrases"])
        seen = r"(?:client|patient|pt|child|face|teen|boy|girl|wounds?|injur|bruis|cuts|rash|tattoo|body|scars?|burns?)"
        picture = r"(?:photos?|photographs?|pictures?|selfies?|headshots?|snapshots?|mugshots?|close-ups?|pics?|videos?|images?|video recordings?|video clips?|screenshots?)"
        self._photo = [
            rf"\b(?:full[- ]face|close[- ]?up|facial|face)[ ]{picture}(?: of (?:the |her |his |their )?\w{{1,20}}(?: face)?)?",
            rf"(?<!drew a )(?<!draw a )(?<!drawn a )(?<!painted a )\b{picture} (?:of|showing) (?:the |her |his |their |a )?(?:(?:client|patient|pt|child)'s )?{seen}\w*(?:'s \w+)?",
            rf"\b{picture} {_STORED}",
            rf"\b{picture} in (?:the )?chart\b",
            rf"\b(?:client|patient|pt|id|identification|chart|profile|badge|passport|wedding|family|school|yearbook) (?:photo|headshot|picture|selfie|photograph)s? {_STORED}",
        ]
        self._biometric = [
            rf"\b(?:voice|audio|speech) (?:recording|sample|file|clip|message|memo|print)s?(?: of (?:the )?(?:client|patient|pt|session|her|his))? {_STORED}(?! as\b)",
            rf"\b(?:fingerprints?|thumbprints?|handprints?|footprints?|voiceprints?|faceprints?|finger(?:print)? scans?|palm (?:prints?|scans?)|retinal? scans?|iris scans?|facial scans?|dna samples?|biometric (?:data|template|scan|profile)s?) (?:were |was |is |are )?(?:{_STORED}|taken|collected|captured|enrolled|recorded|matched|obtained|used to (?:verify|identify|sign))",
        ]
        who = r"(?:the|our|a|an|its|their|county's|town's|city's|state's|region's|[a-z]{3,14}'s)"
        self._other = [
            rf"\b{who} (?:only|sole|first|youngest|oldest|last remaining|longest-serving|best-known|most famous|lone)(?: [a-z][\w'’-]{{0,20}}){{1,6}} (?:in|of|on|for|at|from) (?:the |this |our |her |his |their )?(?:entire |whole |local |rural |tri-county )?(?:[a-z]+ )?{regions}\b",
            rf"\b(?:county|town|city|state|village|region|department|district|company|school|hospital|league|nation|country|area|tribe)(?:['’]s) (?:only|sole|first|youngest|oldest)(?: [a-z][\w'’-]{{0,20}}){{1,5}}",
            rf"\b(?:is|was|as|became|elected|former|being|work as|to|wife of|husband of|son of|daughter of|child of|sister of|brother of|for|by|running for|retired|her|his) (?P<it>(?:the |a |our )?(?:current |former |town |city |county |local |state |town's |city's |county's |sitting )?{offices})(?= (?:of|and|in|for|who|at|on|since|here)\b|[,.;']|$)",
            rf"\b(?:the|our) (?:town'?s? |city'?s? |county'?s? |former |current |state'?s? )?(?:mayor|governor|sheriff|fire chief|police chief|senator)(?:['’]s \w+)?",
            r"\bthe (?:head coach|captain|star quarterback|quarterback|owner|founder|ceo|president|drummer|conductor|principal|editor|director|lead singer|goalkeeper|goalie) of (?:the |a )[a-z][\w'’ -]{3,60}(?= (?:and|but|who|in|on|at)\b|[,.;]|$)",
            r"\b(?:the|a) (?:pilot|driver|captain|survivor|engineer|conductor|shooter|victim|teenager|nurse|doctor|teacher|officer|man|woman|firefighter|passenger) (?:of|in|from|who|on) [a-z][\w'’ -]{3,50}? (?:that|which|who)? ?(?:landed|crashed|exploded|collapsed|derailed|sank|burned down|flooded|capsized|made (?:the )?(?:news|headlines)|went viral)(?: (?:in|into|on|at|near) (?:the |a )?\w{3,15})?",
            rf"\b(?:won|winner of|winning|medaled in|medalist in|competed in|played in|appeared on|contestant on|finalist on|holds|set|inducted into|awarded|received)(?: [\w$'’,-]{{1,14}}){{0,5}} (?:the |a |an )?(?P<it>{feats})\b",
            rf"\b(?P<it>(?:the |a )?\$[\d.,]{{1,12}} (?:million|billion) [a-z ]{{0,25}}(?:lottery|jackpot|settlement|verdict)(?: jackpot)?)",
            rf"\b{news}\b",
            r"\btattoo(?:s|ed)?(?: [\w'’-]{1,14}){0,6} (?:reads|reading|says|saying|spells|spelling|that reads|with the (?:name|words?))\b",
            r"\b(?:known|recognized|famous|nicknamed|well known)(?: [a-z]{2,10}){0,2} (?:around|all over|throughout|in|across|to everyone in) (?:the |this )?(?:town|county|city|area|state|community|village|neighborhood|valley) (?:as|for|by)\b",
            r"\b(?:hash|derived|made|built|code) (?:of|from|based on) (?:(?:the |her |his |their )?(?:name|initials|birth ?date|dob|date of birth|birthday|ssn)(?: and )?){1,3}",
        ]
        self._patterns = [
            (name, [re.compile(one, re.IGNORECASE) for one in group])
            for name, group in (
                ("photo", self._photo), ("biometric", self._biometric), ("other", self._other)
            )
        ]

    def find(self, text: str) -> Iterator[Found]:
        """Each phrase, in the order photo, biometric, other."""
        for name, group in self._patterns:
            for pattern in group:
                yield from all_matches(name, pattern, text)
