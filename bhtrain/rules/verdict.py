"""What a check says. Checks are small pure functions and never see the calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.finding import Outcome
from bhtrain.model.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One check's result: what, why in a sentence, and what it rests on.

    `facts` name the facts that decided; where it is undetermined, the fact that is missing.
    With `warns` it is a risk to mention, never an error. `decisive`: what is stated already raises
    the question, so without the missing fact nobody can say whether the claim is right, although
    it stands in the practice's files or elsewhere in the note.
    """

    outcome: Outcome
    reason: str
    facts: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    gap: str | None = None
    warns: bool = False
    decisive: bool = False


# visit, claim, the codebook as of the date of service, the version's values; None: not applicable
Check = Callable[[Visit, Claim, Codebook, Mapping[str, Any]], Verdict | None]


def met(reason: str, facts: tuple[str, ...] = (), lines: tuple[int, ...] = ()) -> Verdict:
    """The visit and claim do what the rule asks."""
    return Verdict(outcome=Outcome.MET, reason=reason, facts=facts, lines=lines)


def not_met(
    reason: str,
    facts: tuple[str, ...] = (),
    lines: tuple[int, ...] = (),
    *,
    gap: str | None = None,
    warns: bool = False,
) -> Verdict:
    """They do not."""
    return Verdict(
        outcome=Outcome.NOT_MET, reason=reason, facts=facts, lines=lines, gap=gap, warns=warns
    )


def missing(
    fact: str,
    reason: str,
    lines: tuple[int, ...] = (),
    *,
    gap: str | None = None,
    warns: bool = False,
    decisive: bool = False,
) -> Verdict:
    """A fact that decides is not stated. The engine says whether that already fails the rule."""
    return Verdict(
        outcome=Outcome.UNDETERMINED,
        reason=reason,
        facts=(fact,),
        lines=lines,
        gap=gap,
        warns=warns,
        decisive=decisive,
    )


def verb(count: int, one: str, more: str) -> str:
    """The form of a verb, or of another word, that goes with a number of things."""
    return one if count == 1 else more


def listed(codes: tuple[str, ...] | list[str]) -> str:
    """Codes as a person says them: "90834 and 90836"."""
    *most, last = codes
    return f"{', '.join(most)} and {last}" if most else last
