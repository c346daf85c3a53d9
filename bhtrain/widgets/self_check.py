"""The self-check of a lesson: a few questions with reasons. Taking it completes the lesson."""

import logging
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from bhtrain import clock
from bhtrain.content import content_version
from bhtrain.errors import BhtrainError
from bhtrain.model.attempt import Attempt
from bhtrain.progress.path import SELF_CHECK
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.course_map import course_map, next_part
from bhtrain.widgets.modules import SELF_CHECK_MODULES, script, style

_log = logging.getLogger(__name__)

SELF_CHECK_TEXTS = {
    "self-check.title": "Check yourself",
    "self-check.hint": "Choose an answer to each question, then press Check my answers.",
    "self-check.check": "Check my answers",
    "self-check.again": "Start again",
    "self-check.question": "{number}. {text}",
    "self-check.open": "Question {number} has no answer yet.",
    "self-check.wait": "One moment …",
    "self-check.right": "Right. {why}",
    "self-check.wrong": "Not right; it is: {answer}. {why}",
    "self-check.all": "All {total} right. This lesson is done.",
    "self-check.some": "{right} of {total} right. This lesson is done; read the reasons above.",
    "self-check.unsigned": "{right} of {total} right. Nothing is kept, as you are not signed in.",
    "self-check.earlier": (
        "You can do this lesson now; any order works. On your path another one comes first:"
    ),
    "self-check.failed": "That could not be kept. Tell your manager; nothing else is lost.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what may be chosen, the right one of these, and why."""

    text: str
    options: tuple[str, ...]
    right: str
    why: str


def ask(text: str, options: Sequence[str], *, right: str, why: str) -> Question:
    """A question for `self_check`.

    Raises:
        ValueError: The right answer is not among the options, or two options are the same.
    """
    if right not in options or len(set(options)) != len(options) or len(options) < 2:
        raise ValueError(f"{right!r} has to be one of two or more different options: {options}")
    return Question(text, tuple(options), right, why)


class SelfCheck(anywidget.AnyWidget):
    """Questions with a Check button. Which answers are right stays in the kernel until then."""

    _esm = script(SELF_CHECK_MODULES)
    _css = style("explainer.css")

    texts = traitlets.Dict().tag(sync=True)
    questions: Any = traitlets.List().tag(sync=True)  # text and options of each
    chosen = traitlets.Any([]).tag(sync=True)  # a running number, then the place of each choice
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, lesson: str, questions: Sequence[Question]):
        self._lesson = lesson
        self._asked = tuple(questions)
        self._began = time.monotonic()
        super().__init__(
            texts=SELF_CHECK_TEXTS,
            questions=[[one.text, list(one.options)] for one in self._asked],
            result={"number": 0},
        )
        self.observe(self._check, "chosen")

    def _check(self, change: dict[str, Any]) -> None:
        picked = self._picked(change["new"])
        if picked is None:
            return
        rows = [
            {"right": choice == one.right, "answer": one.right, "why": one.why}
            for one, choice in zip(self._asked, picked, strict=True)
        ]
        right = sum(row["right"] is True for row in rows)
        try:
            kept = self._keep(right / len(rows))
        except (BhtrainError, OSError, sqlite3.Error):
            _log.exception("The self-check of %s could not be kept", self._lesson)
            says = SELF_CHECK_TEXTS["self-check.failed"]
        else:
            name = "unsigned" if not kept else "all" if right == len(rows) else "some"
            says = SELF_CHECK_TEXTS[f"self-check.{name}"].format(right=right, total=len(rows))
        self.result = {"number": self.result["number"] + 1, "questions": rows, "says": says}

    def _picked(self, sent: Any) -> list[str] | None:
        """What was chosen of each question; None for anything that our own page does not send."""
        if not isinstance(sent, list) or len(sent) != len(self._asked) + 1:
            return None
        picked = []
        for question, place in zip(self._asked, sent[1:], strict=True):
            if type(place) is not int or place not in range(len(question.options)):
                return None
            picked.append(question.options[place])
        return picked

    def _keep(self, share: float) -> bool:
        """Append the attempt; False when nobody is signed in."""
        identity = parts.signed_in()
        if identity is None:
            return False
        store = Workspace.of(identity.learner).store()
        seconds, self._began = int(time.monotonic() - self._began), time.monotonic()
        store.add(
            Attempt(
                learner=identity.learner,
                at=clock.now(),
                task=self._lesson,
                kind="self-check",
                competencies=(),  # a lesson teaches; only coded notes count as mastery
                setting=SELF_CHECK,
                try_number=store.tries(identity.learner, self._lesson) + 1,
                hints=0,
                seconds=seconds,
                score=share,
                rules_missed=(),
                content_version=content_version(),
                identity_source=identity.source,
            )
        )
        return True

    def __repr__(self) -> str:
        return f"SelfCheck({self._lesson!r}, {len(self._asked)} questions)"


def self_check(lesson: str, *questions: Question) -> widgets.Widget:
    """The questions that close a lesson, and below them the way on.

    Args:
        lesson: The name of the lesson's notebook, without its ending.
        questions: Made by `ask`.
    """
    check, way_on = SelfCheck(lesson, questions), parts.markup(_way_on(lesson))
    check.observe(lambda _change: setattr(way_on, "value", _way_on(lesson)), "result")
    return widgets.VBox([check, way_on])


def _way_on(lesson: str) -> str:
    """What is next once the lesson is done; before that, whether another one comes first."""
    identity = parts.signed_in()
    if identity is None:
        return ""
    workspace = Workspace.of(identity.learner)
    path = course_map(workspace)
    here = next((one for one in path if one.stem == lesson), None)
    if here is None:
        return ""
    if here.state == "done":
        return next_part(workspace, path)
    for earlier in path[: path.index(here)]:
        if earlier.required and earlier.state != "done":
            link = parts.link(earlier.page, f"Lesson {earlier.number.lstrip('0')}: {earlier.title}")
            return f"<p>{SELF_CHECK_TEXTS['self-check.earlier']} {link}</p>"
    return ""
