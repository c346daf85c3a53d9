"""Help before Check, in three steps: where to look, which sentences decide, which rule decides.

No step gives the answer. A hint holds nothing but what the scenario and the rulebook hold; the
near miss is left out, because it names the tempting answer as the wrong one.
"""

from dataclasses import asdict, dataclass
from typing import Any

from bhtrain.model.scenario import Scenario

STEPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHint:
    """A rule that decides, as it reads on the date of service; `says` is "" out of force."""

    rule: str
    title: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One step of help. Step 1 names competencies, step 2 sentences, step 3 rules."""

    step: int
    competencies: tuple[str, ...] = ()  # the main one first
    sentences: tuple[int, ...] = ()
    rules: tuple[RuleHint, ...] = ()


def hint_for(scenario: Scenario, step: int) -> Hint:
    """A step of help with a note. Pure: the same step always reads the same.

    Raises:
        ValueError: There is no such step.
    """
    if step == 1:
        return Hint(step=1, competencies=scenario.competencies)
    if step == 2:
        return Hint(step=2, sentences=scenario.key.deciding)
    if step == STEPS:
        return Hint(step=3, rules=_deciding_rules(scenario))
    raise ValueError(f"hints have the steps 1 to {STEPS}, not {step!r}")


def _deciding_rules(scenario: Scenario) -> tuple[RuleHint, ...]:
    from bhtrain.rules import load_rulebook  # the first two steps need no rules, nor does a page

    book = load_rulebook()
    found = []
    for rule in (book[name] for name in scenario.rules if name in book):
        version = rule.version_on(scenario.task.service_date)
        found.append(RuleHint(rule=rule.id, title=rule.title, says=version.says if version else ""))
    return tuple(found)


def hint_to_dict(given: Hint) -> dict[str, Any]:
    """The hint as JSON can hold it, for the case desk."""
    return asdict(given)
