"""What the coder has found so far: codes with their reasons, and what is still open."""

from dataclasses import dataclass, field

from bhtrain.codebook import Code
from bhtrain.model.visit import ActivityKind


@dataclass(slots=True)
class ProposedLine:
    """A code with its units, and the kind of work behind it."""

    code: str
    units: int
    kind: ActivityKind
    modifiers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Proposal:
    """Codes as they are found. An open question keeps the claim from going out.

    `instead` names, for a code, another code and units that a payer may want in its place;
    where the plan's rule is not known, both claims are defensible.
    """

    lines: list[ProposedLine] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    instead: list[tuple[str, str, int]] = field(default_factory=list)
    guessed: bool = False  # one of the lines only stands in for what is not known

    def add(self, code: Code, kind: ActivityKind, why: str, *, units: int = 1) -> None:
        """A code that the note supports."""
        self.lines.append(ProposedLine(code.code, units, kind))
        self.reasons.append(f"{code.code}: {why}")

    def stand_in(self, code: Code, kind: ActivityKind) -> None:
        """A code that is not supported yet; it lets the rules name what is missing."""
        self.reasons.append(f"{code.code}: what it needs is not written.")
        self.guessed = True
        self.lines.append(ProposedLine(code.code, 1, kind))

    def ask(self, question: str, *, gap: str | None = None) -> None:
        """Something that the clinician has to say first."""
        self.questions.append(question)
        if gap:
            self.gaps.append(gap)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes found so far."""
        return tuple(line.code for line in self.lines)
