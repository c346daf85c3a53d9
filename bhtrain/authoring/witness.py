"""Compare each key with what codebook and rules say: two witnesses, or no grade."""

from typing import Any

from bhtrain.authoring.reading import Document, PathInside
from bhtrain.grading.derived import disagreements
from bhtrain.model.claim import Decision
from bhtrain.model.scenario import Kind, ReviewState, Scenario
from bhtrain.rules import judge
from bhtrain.scenarios.months import month_figures, month_frame


def check_witness(scenario: Scenario, document: Document, at: PathInside) -> None:
    """Report where the rulebook, or the month's own rows, do not bear out the key.

    A disputed scenario is left alone: nobody is graded by it.
    """
    if scenario.review is ReviewState.DISPUTED:
        return
    _check_figures(scenario, document, at)
    for one in disagreements(scenario):
        text = f"{one.field}: the key has {_words(one.key)}, the rulebook {_words(one.derived)}"
        hint = "settle it by the sources, or set review: disputed"
        document.report((*at, "key", one.field), text, hint)
    if scenario.key.decision is Decision.BILL and scenario.task.kind.asks_for_claim:
        for claim in (scenario.key.claim, *scenario.key.alternatives):
            failing = [
                f.rule for f in judge(scenario.visit_to_bill, claim) if claim.lines and f.fails
            ]
            if failing:
                codes = " and ".join(claim.codes)
                text = f"{codes}: a claim that the key accepts breaks {', '.join(failing)}"
                document.report((*at, "key"), text)


def _check_figures(scenario: Scenario, document: Document, at: PathInside) -> None:
    if scenario.task.kind is not Kind.PATTERN:
        return
    figures = month_figures(month_frame(scenario.task.month))
    for fact in scenario.facts:
        if fact.month and fact.value != figures.get(fact.name):
            text = f"the key has {fact.value}, the month shows {figures.get(fact.name)}"
            document.report((*at, "facts", fact.name, "value"), text, "write what it shows")


def _words(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return ", ".join(map(_words, value)) or "none"
    return "none" if value is None or value == "" else str(value)
