"""Checks of family sessions."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import documented_time, lines_of
from bhtrain.rules.verdict import Verdict, met, missing, not_met


def long_enough(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A family session reaches the least minutes of its code."""
    lines = lines_of(claim, codes, values["family"])
    if not lines:
        return None
    time = documented_time(visit, ActivityKind.FAMILY)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    code = codes.code(claim.lines[lines[0]].code)
    start = f"{time.minutes} minutes of family session are documented; {code.code}"
    if time.minutes < (code.minutes_min or 0):
        return not_met(f"{start} starts at {code.minutes_min}.", time.facts, lines)
    return met(f"{start} needs {code.minutes_min}.", time.facts, lines)
