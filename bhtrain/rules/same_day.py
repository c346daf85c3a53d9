"""Services that one practitioner does not report for one patient on one date."""

from collections.abc import Iterable, Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, not_met


def same_day_codes(visit: Visit, claim: Claim) -> tuple[str, ...]:
    """What the practitioner bills for the patient that date: the claim's codes, then the others."""
    return claim.codes + (visit.history.other_codes or ())


def of_families(numbers: Iterable[str], codes: Codebook, *families: str) -> tuple[str, ...]:
    """Those of the codes that belong to one of the families; unknown ones belong to none."""
    return tuple(n for n in numbers if n in codes.codes and codes.codes[n].family in families)


def never_same_day(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The `codes` are not billed on a date with `never_with` or one of `never_with_families`.

    No modifier and no second claim of the date helps. `{codes}` and `{others}` in a sentence
    stand for the codes of the two sides.
    """
    of_day = same_day_codes(visit, claim)
    barred = {
        *values.get("never_with", ()),
        *of_families(of_day, codes, *values.get("never_with_families", ())),
    }
    mine = tuple(code for code in of_day if code in values["codes"])
    others = tuple(code for code in of_day if code in barred)
    lines, their_lines = billed(claim, mine), billed(claim, others)
    if not lines and not (mine and their_lines):
        return None
    facts = ("history.other_codes",) if visit.history.other_codes else ()
    named = listed(list(dict.fromkeys(mine)))
    if others:
        seen = listed(list(dict.fromkeys(others)))
        reason = values["say"]["not_met"].format(codes=named, others=seen)
        return not_met(reason, facts, lines + their_lines)
    return met(values["say"]["met"].format(codes=named), facts, lines)
