"""The first-run tour: five short steps, shown until they are read or put away."""

import json
from collections.abc import Callable
from pathlib import Path

import ipywidgets as widgets

from bhtrain.grading.answers import write_atomically
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.parts import escape

STEPS = (
    (
        "Welcome",
        "Five short steps show you around. Every note here is invented, so nothing that you try "
        "can do harm.",
    ),
    (
        "Lessons",
        "Each takes ten to fifteen minutes: a true audit, examples, five notes, five questions, "
        "and a card to print. The big button always says what comes next.",
    ),
    (
        "The case desk",
        "The note stands at the left, your claim at the right. Press Check my answer, and you see "
        "which sentence decides and which rule stands behind it. First tries count; wrong ones "
        "are how one learns.",
    ),
    (
        "Assignments",
        "Your manager releases them, with a date. Answers are saved as you type. You can stop at "
        "any time and hand in when you are ready.",
    ),
    (
        "Look things up",
        "The glossary explains words and short forms, and Rules has every rule with its source. "
        "My progress shows where you stand.",
    ),
)


def tour(workspace: Workspace) -> widgets.Widget | None:
    """The tour; None once it was read to its end or put away."""
    if _seen(workspace):
        return None
    box, text = widgets.VBox(), parts.markup("")
    at = 0

    def show() -> None:
        title, words = STEPS[at]
        text.value = (
            f'<section aria-label="Tour"><h2>{escape(title)}</h2>'
            f'<p role="status">Step {at + 1} of {len(STEPS)}. {escape(words)}</p></section>'
        )
        last = at + 1 == len(STEPS)
        onward.description = "Done" if last else "Next"
        skip.layout.display = "none" if last else ""

    def go_on() -> None:
        nonlocal at
        if at + 1 == len(STEPS):
            put_away()
        else:
            at += 1
            show()

    def put_away() -> None:
        write_atomically(_file(workspace), json.dumps({"tour": "seen"}))
        box.children = ()

    onward = parts.button("Next", _told(go_on, text))
    skip = parts.button("Skip the tour", _told(put_away, text))
    show()
    box.children = (text, widgets.HBox([onward, skip]))
    box.add_class("bh-tour")
    return box


def _told(action: Callable[[], None], text: widgets.HTML) -> Callable[[], None]:
    """An action whose trouble is said where the tour stands."""

    def say(words: str) -> None:
        text.value = words

    return lambda: parts.attempt(action, say)


def _file(workspace: Workspace) -> Path:
    return workspace.home / "tour.json"


def _seen(workspace: Workspace) -> bool:
    return _file(workspace).exists()
