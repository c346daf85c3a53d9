"""A practice note with its answer, for lessons: as plain text and, for narrow screens, as HTML."""

import textwrap
from html import escape

from bhtrain.grading.feedback import expected_in_words
from bhtrain.model.scenario import Scenario
from bhtrain.rules.explain import WIDTH, Text
from bhtrain.scenarios.bank import shipped_bank

_DECIDES = ">>"


class WorkedExample(Text):
    """A note and its answer. It is its plain text; notebooks show the HTML."""

    scenario: Scenario

    def __new__(cls, scenario: Scenario) -> "WorkedExample":
        """Lay the plain text out."""
        self = super().__new__(cls, _plain(scenario))
        self.scenario = scenario
        return self

    def _repr_html_(self) -> str:
        deciding = set(self.scenario.key.deciding)
        note = "".join(
            f"<li><mark>{escape(sentence)}</mark> <em>(decides)</em></li>"
            if number in deciding
            else f"<li>{escape(sentence)}</li>"
            for number, sentence in enumerate(self.scenario.task.note, start=1)
        )
        told = "".join(
            f"<p><strong>{head}:</strong> {escape(text)}</p>"
            for head, text in _answer(self.scenario)
        )
        return (
            f'<div style="max-width:46rem"><p>{escape(_heading(self.scenario))}</p>'
            f"<ol>{note}</ol>{told}</div>"
        )


def worked_example(note: str) -> WorkedExample:
    """A note of the practice bank, its deciding sentences marked, and the answer with its reasons.

    Args:
        note: The id of a practice note: "time-105".

    Raises:
        UnknownNameError: No practice note has that id.
    """
    return WorkedExample(shipped_bank().scenario(note))


def _heading(scenario: Scenario) -> str:
    day = scenario.task.service_date
    return f"Date of service {day:%B} {day.day}, {day.year}, payer: {scenario.task.payer.value}"


def _answer(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    return (
        ("Answer", expected_in_words(scenario)),
        ("Why", scenario.rationale),
        ("Close to it", scenario.near_miss),
    )


def _plain(scenario: Scenario) -> str:
    deciding = set(scenario.key.deciding)
    lines = [_heading(scenario), ""]
    for number, sentence in enumerate(scenario.task.note, start=1):
        mark = _DECIDES if number in deciding else ""
        lines.append(_hanging(f"{mark:>2} {number:>2}  ", sentence))
    lines += ["", *(_hanging(f"{head}: ", text) for head, text in _answer(scenario))]
    lines.append(f"({_DECIDES} marks the sentences that decide.)")
    return "\n".join(lines)


def _hanging(head: str, text: str) -> str:
    room = " " * min(len(head), 7)
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=head,
        subsequent_indent=room,
        break_on_hyphens=False,
    )
