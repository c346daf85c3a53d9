"""A practice note with its answer, as plain text for lessons."""

import textwrap

from bhtrain.grading.feedback import expected_in_words
from bhtrain.rules.explain import WIDTH, Text
from bhtrain.scenarios.bank import shipped_bank

_DECIDES = ">>"


def worked_example(note: str) -> Text:
    """A note of the practice bank, its deciding sentences marked, and the answer with its reasons.

    Args:
        note: The id of a practice note: "time-105".

    Raises:
        UnknownNameError: No practice note has that id.
    """
    scenario = shipped_bank().scenario(note)
    task, deciding = scenario.task, set(scenario.key.deciding)
    day = f"{task.service_date:%B} {task.service_date.day}, {task.service_date.year}"
    lines = [f"Date of service {day}, payer: {task.payer.value}", ""]
    for number, sentence in enumerate(task.note, start=1):
        mark = _DECIDES if number in deciding else ""
        lines.append(_hanging(f"{mark:>2} {number:>2}  ", sentence))
    lines += [
        "",
        _hanging("Answer: ", expected_in_words(scenario)),
        _hanging("Why: ", scenario.rationale),
        _hanging("Close to it: ", scenario.near_miss),
        f"({_DECIDES} marks the sentences that decide.)",
    ]
    return Text("\n".join(lines))


def _hanging(head: str, text: str) -> str:
    room = " " * min(len(head), 7)
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=head,
        subsequent_indent=room,
        break_on_hyphens=False,
    )
