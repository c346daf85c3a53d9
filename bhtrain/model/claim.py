"""What the coder answers: the claim that goes to the payer, or why none goes yet."""

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What happens to the claim today."""

    BILL = "bill"
    HOLD = "hold"  # hold it and ask the clinician
    NOT_BILLABLE = "not-billable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One service line of a claim.

    `pointers` are the places, counted from 1, of its diagnoses in the claim's list;
    `evidence` the numbers, counted from 1, of the note's sentences that support it.
    """

    code: str
    units: int = 1
    modifiers: tuple[str, ...] = ()
    place: str | None = None
    pointers: tuple[int, ...] = ()
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Service lines and the diagnoses, first-listed first."""

    lines: tuple[ServiceLine, ...] = ()
    diagnoses: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The procedure codes, in the order of the lines."""
        return tuple(line.code for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is missing from the note, and the sentences that show it."""

    id: str  # an id of the codebook's gaps: "time-missing"
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything a coder says about one note. An empty answer says nothing at all.

    A claim is graded only with the decision to bill: on hold, no claim goes out. `causes` say
    why a claim was denied or what stands out in a month, `order` what of a queue comes first.
    """

    decision: Decision | None = None
    claim: Claim = Claim()
    gaps: tuple[Gap, ...] = ()
    causes: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    confidence: int | None = None  # 1 guessing, 2 fairly sure, 3 sure
    query: str = ""  # the question to the clinician, where the task asks for one

    @property
    def gap_ids(self) -> frozenset[str]:
        """Ids of the gaps that were named."""
        return frozenset(gap.id for gap in self.gaps)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said that could earn a point."""
        said = (self.decision, self.claim.lines, self.gaps, self.causes, self.order)
        return not any(said) and not self.query.strip()
