"""How it is graded: the weights in force, and three examples, reckoned by the grader itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import ipywidgets as widgets

from bhtrain.exchange.weights import published_weights
from bhtrain.grading.feedback import FIELD_LABELS, answer_in_words, expected_in_words
from bhtrain.grading.score import FIELD_WEIGHTS, Score, score
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine
from bhtrain.model.scenario import Scenario
from bhtrain.scenarios.bank import shipped_bank
from bhtrain.widgets import parts
from bhtrain.widgets.parts import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An answer to a practice note, and what it shows about scoring."""

    title: str
    note: str
    answer: Answer
    shows: str


EXAMPLES = (
    Example(
        title="A longer code than the minutes allow",
        note="time-001",
        answer=Answer(
            decision=Decision.BILL,
            claim=Claim(
                lines=(ServiceLine(code="90834", place="11", evidence=(2,)),),
                diagnoses=("F41.1",),
            ),
        ),
        shows="The code is wrong, so its row earns nothing. Every other row earns its weight.",
    ),
    Example(
        title="One code too many",
        note="telehealth-101",
        answer=Answer(
            decision=Decision.BILL,
            claim=Claim(
                lines=(
                    ServiceLine(code="90834", place="10", modifiers=("93",), evidence=(1, 2, 3)),
                    ServiceLine(code="90785", place="10"),
                ),
                diagnoses=("F32.1",),
            ),
        ),
        shows="Two lines were entered and one was expected. Code, units and place earn half of "
        "their weight.",
    ),
    Example(
        title="Held for the right reason, but for only one of two",
        note="privacy-101",
        answer=Answer(decision=Decision.HOLD, gaps=(Gap(id="time-missing", evidence=(19,)),)),
        shows="The claim has to wait, and two things are missing from the note. One of the two "
        "was named.",
    ),
)


@parts.in_words
def scoring_page() -> widgets.Widget:
    """The weights that hold on this course, and the examples reckoned by them."""
    weights = published_weights(parts.exchange())
    examples = "".join(
        _example(number, one, weights) for number, one in enumerate(EXAMPLES, start=1)
    )
    return parts.markup(_weights(weights) + "<h2>Three worked examples</h2>" + examples)


def _weights(weights: Mapping[str, float]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(FIELD_LABELS[name])}</th><td>{weight:g}</td></tr>"
        for name, weight in weights.items()
    )
    whose = (
        "These are bhtrain's own weights."
        if dict(weights) == FIELD_WEIGHTS
        else "Your manager has set these weights."
    )
    return (
        f"<h2>The weights</h2><p>{whose}</p><table><thead><tr><th scope='col'>What</th>"
        f"<th scope='col'>Weight</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def worked(example: Example, weights: Mapping[str, float]) -> tuple[Scenario, Answer, Score]:
    """An example's note, its answer, and what that earns."""
    scenario = shipped_bank().scenario(example.note)
    return scenario, example.answer, score(scenario, example.answer, weights=weights)


def _example(number: int, example: Example, weights: Mapping[str, float]) -> str:
    scenario, answer, graded = worked(example, weights)
    rows = "".join(
        f"<tr><th scope='row'>{escape(FIELD_LABELS[part.name])}</th><td>{weights[part.name]:g}</td>"
        f"<td>{part.correct:g} of {part.out_of:g}</td>"
        f"<td>{weights[part.name] * part.share:.4g}</td></tr>"
        for part in graded.fields
    )
    weight = sum(weights[part.name] for part in graded.fields)
    earned = sum(weights[part.name] * part.share for part in graded.fields)
    note = parts.link(f"practice.ipynb?note={example.note}", f"Read the note of example {number}")
    return (
        f"<h3>{number}. {escape(example.title)}</h3>"
        f"<p><strong>The note supports:</strong> {escape(expected_in_words(scenario))}<br>"
        f"<strong>The answer:</strong> {escape(answer_in_words(answer, scenario.task.kind))}</p>"
        f"<p>{escape(example.shows)} {note}.</p>"
        "<table><thead><tr><th scope='col'>What</th><th scope='col'>Weight</th>"
        "<th scope='col'>Right</th><th scope='col'>Earned</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        f"<p>Earned {earned:.4g} of {weight:g}. {graded.max_points} points × {earned:.4g} ÷ "
        f"{weight:g} = <strong>{graded.points:g} points</strong>.</p>"
    )
