"""The diagnoses of a claim: which of them a rule speaks of, and what they are called."""

from collections.abc import Iterable
from functools import lru_cache

from bhtrain.codebook.icd10cm import CodePattern, load_icd10cm, normal
from bhtrain.model.claim import Claim


@lru_cache(maxsize=16384)
def _matches(code: str, pattern: str) -> bool:
    return CodePattern.parse(pattern).matches(normal(code))


def is_one(code: str, patterns: Iterable[str]) -> bool:
    """Whether a code is one of these: F33.1 is one of F33, of F32-F33 and of F33.1."""
    return any(_matches(code, text) for text in patterns)


def among(codes: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that a rule speaks of, in their order, as the books write them."""
    wanted = tuple(patterns)
    return tuple(normal(code) for code in codes if is_one(code, wanted))


def of_line(claim: Claim, index: int) -> tuple[str, ...]:
    """The diagnoses of one line, first-listed first; those of the claim where it points to none."""
    pointers = claim.lines[index].pointers
    if not pointers:
        return claim.diagnoses
    return tuple(claim.diagnoses[at - 1] for at in pointers if 0 < at <= len(claim.diagnoses))


def called(code: str) -> str:
    """The official name in small letters; "" for a code that the table does not hold."""
    return (load_icd10cm().name(code) or "").lower()


def unspecified(code: str) -> bool:
    """Whether the code's name says that something was left open.

    "Alcohol use, unspecified" is how the official names call the pattern of use, F10.9.
    """
    return "unspecified" in called(code).replace("use, unspecified", "")
