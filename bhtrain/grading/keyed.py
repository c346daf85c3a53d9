"""What a key expects, part by part in words: kept with each grading, to tell what was corrected."""

from collections.abc import Mapping

from bhtrain.grading.feedback import (
    DECISION_WORDS,
    DECISION_WORDS_OF_KIND,
    FIELD_LABELS,
    cause_labels,
    claim_in_words,
    gap_labels,
)
from bhtrain.model.scenario import Scenario

_OTHER_LABELS = {
    "alternatives": "Other claims that count",
    "optional": "Neither asked for nor wrong",
    "rubric": "Points for the question",
    "points": "Points of the task",
}


def key_in_words(scenario: Scenario) -> dict[str, str]:
    """Everything in a key that decides about points, by field; what it does not have is empty."""
    key, kind = scenario.key, scenario.task.kind
    lines = key.claim.lines
    decisions = DECISION_WORDS_OF_KIND.get(kind, DECISION_WORDS)
    optional = (
        ", ".join(sorted(key.optional_codes)),
        gap_labels(sorted(key.optional_gaps)),
        cause_labels(sorted(key.optional_causes)),
    )
    return {
        "decision": decisions[key.decision] if key.decision else "",
        "procedure": ", ".join(line.code for line in lines),
        "units": ", ".join(str(line.units) for line in lines),
        "modifiers": ", ".join(" ".join(line.modifiers) for line in lines if line.modifiers),
        "place": ", ".join(line.place for line in lines if line.place),
        "diagnosis": ", ".join(key.claim.diagnoses),
        "gaps": gap_labels(gap.id for gap in key.gaps),
        "causes": cause_labels(key.causes),
        "order": ", ".join(item.upper() for item in key.order),
        "evidence": ", ".join(map(str, key.deciding)),
        "alternatives": " or ".join(map(claim_in_words, key.alternatives)),
        "optional": "; ".join(filter(None, optional)),
        "rubric": "; ".join(f"{item.points}: {item.text}" for item in key.rubric),
        "points": str(scenario.task.points),
    }


def key_changes(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each part in which two keys differ."""
    return tuple(
        _change(name, was.get(name, ""), words)
        for name, words in now.items()
        if was.get(name, "") != words
    )


def _change(name: str, was: str, now: str) -> str:
    if name in FIELD_LABELS:
        return f"{FIELD_LABELS[name]}: {was or 'nothing'} was expected, now {now or 'nothing'}."
    return f"{_OTHER_LABELS[name]}: {was or 'none'} before, now {now or 'none'}."
