"""Which entered service line answers which expected one, and which modifiers are free."""

from collections.abc import Sequence
from dataclasses import dataclass

from bhtrain.codebook import load_codebook
from bhtrain.model.claim import ServiceLine
from bhtrain.model.scenario import Scenario
from bhtrain.model.visit import Modality

DISTINCT = frozenset({"59", "XE", "XS", "XP", "XU"})
THERAPY_BESIDE_VISIT = frozenset({"90833", "90836", "90838"})


@dataclass(frozen=True, slots=True)
class Pair:
    """An entered line and the expected line it stands for."""

    entered: ServiceLine
    wanted: ServiceLine


@dataclass(frozen=True, slots=True)
class MatchedLines:
    """Entered lines paired with expected ones; the order of lines is never graded."""

    pairs: tuple[Pair, ...]
    extra: tuple[ServiceLine, ...]
    missing: tuple[ServiceLine, ...]

    @property
    def larger(self) -> int:
        """The larger of the number of lines entered and expected."""
        return len(self.pairs) + max(len(self.extra), len(self.missing))


def match_lines(entered: Sequence[ServiceLine], wanted: Sequence[ServiceLine]) -> MatchedLines:
    """Pair lines of the same code first, then what is left in order of entry."""
    pairs: list[Pair] = []
    open_lines = list(wanted)
    unpaired: list[ServiceLine] = []
    for line in entered:
        same = next((other for other in open_lines if other.code == line.code), None)
        if same is None:
            unpaired.append(line)
        else:
            open_lines.remove(same)
            pairs.append(Pair(line, same))
    crossed = min(len(unpaired), len(open_lines))
    pairs += [Pair(one, other) for one, other in zip(unpaired, open_lines, strict=False)]
    return MatchedLines(tuple(pairs), tuple(unpaired[crossed:]), tuple(open_lines[crossed:]))


def equivalent(modifier: str) -> str:
    """59, XE, XS, XP and XU are one for grading."""
    return "59" if modifier in DISTINCT else modifier


def is_neutral(modifier: str, pair: Pair, matched: MatchedLines, scenario: Scenario) -> bool:
    """Whether neither the presence nor the absence of a modifier counts on this line.

    Source:
        The `optional` lists of the codebook's modifiers.
    """
    known = load_codebook().modifiers.get(modifier)
    if known is None:
        return False
    codes = {other.entered.code for other in matched.pairs}
    conditions = {
        "any": True,
        "level": True,
        "discipline": True,
        "video": scenario.visit.modality is Modality.VIDEO,
        "em-beside-psychotherapy": bool(codes & THERAPY_BESIDE_VISIT)
        and pair.entered.code not in THERAPY_BESIDE_VISIT,
    }
    return any(conditions.get(name, False) for name in known.neutral)
