"""Small phrases that several pages of feedback share."""

from collections.abc import Sequence

from bhtrain.model.finding import Outcome

# The state of a rule, as the case desk says it too.
_OUTCOMES = {
    Outcome.MET.value: "rule met",
    Outcome.NOT_MET.value: "rule not met",
    Outcome.UNDETERMINED.value: "cannot be told",
}


def sentences_in_words(numbers: Sequence[int]) -> str:
    """Sentences of a note: "sentence 4", "sentences 4, 5 and 9"."""
    if len(numbers) == 1:
        return f"sentence {numbers[0]}"
    *first, last = map(str, numbers)
    return f"sentences {', '.join(first)} and {last}"


def points_in_words(points: float) -> str:
    """Points with their word: 1 point, 2 points."""
    return f"{points:g} point{'' if points == 1 else 's'}"


def outcome_in_words(outcome: str, *, strict: bool) -> str:
    """What a rule found, where the reader never saw its code: "rule not met", "a risk"."""
    if outcome == Outcome.NOT_MET and not strict:
        return "a risk"
    return _OUTCOMES.get(outcome, outcome)


EARLIER_REMARK = "This was said then. What stands above counts now."


def earlier_in_words(day: str) -> str:
    """The heading of an explanation that its learner read before a correction."""
    return f"How it was explained on {day}, by the rulebook of then"
