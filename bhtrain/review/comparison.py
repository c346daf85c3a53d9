"""An answer beside the key, field by field, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bhtrain.codebook import load_codebook
from bhtrain.grading.feedback import DECISION_WORDS, DECISION_WORDS_OF_KIND
from bhtrain.model.claim import Answer, Claim, ServiceLine
from bhtrain.model.scenario import Key, Kind

Row = dict[str, str]  # name, label, status, given, expected


def compared(answer: Answer | None, key: Key, kind: Kind, feedback: Mapping[str, Any]) -> list[Row]:
    """The graded fields with what was given and what the key has; "" where there is nothing.

    Args:
        answer: What was answered, if anything.
        key: The key.
        kind: The kind of task: the same decision has other words in a denial.
        feedback: Its stored feedback, which says how each field was graded.
    """
    expected = Answer(
        decision=key.decision, claim=key.claim, gaps=key.gaps, causes=key.causes, order=key.order
    )
    given = answer or Answer()
    return [
        {
            **{name: str(field[name]) for name in ("name", "label", "status")},
            "given": _words(field["name"], given, kind, marked(given)),
            "expected": _words(field["name"], expected, kind, key.deciding),
        }
        for field in feedback.get("fields", ())
    ]


def marked(answer: Answer) -> tuple[int, ...]:
    """Every sentence of the note that was marked, for whatever."""
    evidence = [line.evidence for line in answer.claim.lines]
    evidence += [gap.evidence for gap in answer.gaps]
    return tuple(sorted({number for numbers in evidence for number in numbers}))


def _words(field: str, answer: Answer, kind: Kind, sentences: Iterable[int]) -> str:
    if field == "decision":
        words = DECISION_WORDS_OF_KIND.get(kind, DECISION_WORDS)
        return words[answer.decision] if answer.decision else ""
    if field == "gaps":
        labels = {gap.id: gap.label for group in load_codebook().gaps for gap in group.gaps}
        return "; ".join(labels.get(gap.id, gap.id) for gap in answer.gaps)
    if field == "causes":
        labels = {one.id: one.label for group in load_codebook().causes for one in group.causes}
        return "; ".join(labels.get(cause, cause) for cause in answer.causes)
    if field == "order":
        return ", ".join(item.upper() for item in answer.order)
    if field == "evidence":
        return ", ".join(map(str, sentences))
    return _claim_words(field, answer.claim)


def _place_words(place: str) -> str:
    """A place of service with its meaning: two digits alone tell hardly anybody anything."""
    known = load_codebook().places.get(place)
    return f"{place} {known.summary}" if known else place


_OF_LINE: dict[str, Callable[[ServiceLine], str]] = {
    "units": lambda line: str(line.units),
    "modifiers": lambda line: ", ".join(line.modifiers),
    "place": lambda line: _place_words(line.place or ""),
}


def _claim_words(field: str, claim: Claim) -> str:
    if field == "procedure":
        return ", ".join(claim.codes)
    if field == "diagnosis":
        return ", ".join(claim.diagnoses)
    values = [(line.code, _OF_LINE[field](line)) for line in claim.lines]
    if len(values) == 1:
        return values[0][1]
    return ", ".join(f"{value} ({code})" for code, value in values if value)
