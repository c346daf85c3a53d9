"""What the coder has found so far: codes with their reasons, and what is still open."""

from dataclasses import dataclass, field

from bhtrain.codebook import Code
from bhtrain.model.visit import ActivityKind


@dataclass(slots=True, eq=False)
class ProposedLine:
    """A code with its units, and the kind of work behind it."""

    code: str
    units: int
    kind: ActivityKind
    modifiers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Proposal:
    """Codes as they are found. An open question keeps the claim from going out.

    `swaps` are lines and what may stand in their place: where the plan's rule is not known, or
    only one of two services can be billed, both claims are defensible.
    """

    lines: list[ProposedLine] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    swaps: list[tuple[list[ProposedLine], list[ProposedLine]]] = field(default_factory=list)
    guessed: bool = False  # one of the lines only stands in for what is not known

    def add(self, code: Code, kind: ActivityKind, why: str, *, units: int = 1) -> ProposedLine:
        """A code that the note supports."""
        line = ProposedLine(code.code, units, kind)
        self.lines.append(line)
        self.reasons.append(f"{code.code}: {why}")
        return line

    def swap(self, lines: list[ProposedLine], others: list[ProposedLine]) -> None:
        """Lines in whose place others are as defensible."""
        self.swaps.append((lines, others))

    def drop(self, line: ProposedLine, why: str) -> list[ProposedLine]:
        """Take a service off the claim, its add-ons with it; the lines that went."""
        alone = line.kind in (ActivityKind.NAMED_SERVICE, ActivityKind.PSYCHOTHERAPY)
        gone = [line] if alone else [other for other in self.lines if other.kind is line.kind]
        self.lines = [kept for kept in self.lines if kept not in gone]
        self.reasons.append(f"{line.code}: {why}")
        return gone

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
