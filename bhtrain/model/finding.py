"""What a rule says about a visit and its claim."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The five ways in which a check can end. There is no silent sixth."""

    MET = "met"
    NOT_MET = "not met"
    NOT_APPLICABLE = "not applicable"
    NOT_IN_FORCE = "not in force"
    UNDETERMINED = "undetermined"


class RuleState(StrEnum):
    """How far a rule can be judged."""

    GRADED = "graded"  # from the facts of a note
    PAYER = "payer"  # needs a flag of the payer's profile; warns without it
    TEACHING = "teaching"  # cannot be judged from a note; taught in lessons and pattern tasks


class Severity(StrEnum):
    """What a payer does about a rule that is not met."""

    DENY = "deny"  # the claim is denied
    RECOUP = "recoup"  # paid now, taken back on review
    WARN = "warn"  # a risk; never fails an answer by itself
    INFO = "info"  # context


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document from the list of sources, and whether its wording was compared."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    checked: bool
    kind: str = ""  # government | professional | payer | press | ...
    supports: str = ""  # what it says for us, in our own words


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule's result for one visit and claim.

    `strict` says whether NOT_MET fails the answer: it is False for a warning, for a rule
    of another payer's scope, and for a rule that is neither sourced nor of high certainty.
    """

    rule: str
    title: str
    outcome: Outcome
    reason: str
    severity: Severity
    strict: bool
    facts: tuple[str, ...] = ()  # names of the facts that decided; their quotes are the evidence
    lines: tuple[int, ...] = ()  # service lines it speaks of, counted from 0
    gap: str | None = None  # the gap in the note that this rule stands for, when not met
    denial_codes: tuple[str, ...] = ()
    remark_codes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    confidence: str = "sourced"  # sourced | knowledge
    certainty: str = "high"  # high | medium | low
    decisive: bool = (
        False  # undetermined, and the claim turns on the missing fact wherever it stands
    )

    @property
    def fails(self) -> bool:
        """Whether this finding alone makes the claim wrong."""
        return self.outcome is Outcome.NOT_MET and self.strict
