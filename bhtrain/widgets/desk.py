"""The case desk: the screen on which a note becomes a claim."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import traitlets

from bhtrain.codebook import Codebook
from bhtrain.errors import AnswersError, BhtrainError
from bhtrain.grading.answers import answer_from_dict, answer_to_dict, claim_to_dict
from bhtrain.grading.hints import STEPS
from bhtrain.model.claim import Answer, Claim
from bhtrain.model.papers import BilledLine, RemittanceLine
from bhtrain.model.scenario import Kind, Task
from bhtrain.practice_codebook import practice_codebook
from bhtrain.widgets.lookalikes import lookalikes
from bhtrain.widgets.modules import script, style
from bhtrain.widgets.offered import Offered
from bhtrain.widgets.other_window import OtherWindow
from bhtrain.widgets.tables import abbreviation_rows, desk_tables
from bhtrain.widgets.texts import TEXTS

_log = logging.getLogger(__name__)

SETTINGS = ("practice", "assessment")


def task_to_dict(task: Task, book: Codebook) -> dict[str, Any]:
    """What the browser gets of a task."""
    day = task.service_date
    return {
        "id": task.id,
        "kind": task.kind.value,
        "level": task.level.value,
        "payer_label": TEXTS[f"payer.{task.payer.value}"],
        "service_date_label": f"{day:%B} {day.day}, {day.year}",
        "note": list(task.note),
        "points": task.points,
        "draft": claim_to_dict(task.draft) if task.draft else None,
        "remittance": [
            {"line": one.line, "codes": [code for code, _ in remittance_words(one, book)]}
            for one in task.remittance
        ],
        "meanings": _meanings(task, book),
        "month": [_month_row(line) for line in task.month],
        "queue": [[item.id, item.text] for item in task.queue],
        "abbreviations": abbreviation_rows(task, book),
    }


def _month_row(line: BilledLine) -> dict[str, Any]:
    """A line to be sorted by its cells; `day` is what is read instead of the date."""
    clock = [f"{at:%H:%M}" if at else "" for at in (line.start, line.stop)]
    day, marks = line.service_date, " ".join(line.modifiers)
    minutes = "" if line.minutes is None else line.minutes
    cells = [day.isoformat(), line.client, line.code, minutes, *clock, line.units, marks]
    return {"day": f"{day:%a} {day:%m/%d}", "cells": [*cells, line.place]}


def remittance_words(line: RemittanceLine, book: Codebook) -> list[tuple[str, str]]:
    """The codes that the payer gave for a line, each with its meaning, "" where it is unknown."""
    known = (book.group_codes.get(line.group), book.carc.get(line.code))
    said = [(f"{line.group}-{line.code}", "; ".join(words for words in known if words))]
    return said + [(remark, book.rarc.get(remark, "")) for remark in line.remarks]


def _meanings(task: Task, book: Codebook) -> list[list[str]]:
    """Each code that came back, once, with what it means."""
    said = dict(pair for line in task.remittance for pair in remittance_words(line, book))
    return [[code, meaning] for code, meaning in said.items() if meaning]


class CaseDesk(anywidget.AnyWidget):
    """One note with its claim form. Every change is handed to `on_answer` at once.

    Args:
        task: What the learner sees of the note.
        setting: "practice" has a Check button and explains; "assessment" only saves.
        answer: What was answered before, or None.
        on_answer: Saves an answer and says so in words: "Saved 4:02 PM".
        on_check: Returns the feedback for an answer (see bhtrain.grading.feedback).
        on_hint: Records that the step of this number is taken, and returns it (see
            bhtrain.grading.hints). Only for practice; without it no hints are offered.
        hints: The steps that were taken before, since the last Check.
        on_checked: Told of the answer once its feedback is on the way, to keep what may wait.
        prepare: Loads what the first check needs, once the desk is on the screen.
        stored: Returns the answer that is saved now, so that the desk notices when another
            window has changed it; None while none can be read.
        heading: "Task 3 of 6".
        opened: Whether the desk starts open, or as a heading only.
        take_focus: Whether its heading takes the keyboard's focus, because a button opened it.
        mirror_key: Set it apart for each learner who shares this browser; it names the copy
            of unsaved changes that the browser keeps while bhtrain cannot be reached.
        codebook: The tables to choose from; the practice's own if left out.
        rules_at: The address of the page of the rules, where there is one.
    """

    _esm = script()
    _css = style()

    task = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    setting = traitlets.Unicode("practice").tag(sync=True)
    mirror_key = traitlets.Unicode("").tag(sync=True)
    heading = traitlets.Unicode("").tag(sync=True)
    opened = traitlets.Bool(True).tag(sync=True)
    take_focus = traitlets.Bool(False).tag(sync=True)
    rules_at = traitlets.Unicode("").tag(sync=True)
    answer = traitlets.Any({}).tag(sync=True)  # the browser may send anything; see _take
    received = traitlets.Dict().tag(sync=True)  # which revision of the answer was dealt with
    saved = traitlets.Unicode("").tag(sync=True)
    checks = traitlets.Any(0).tag(sync=True)  # raised by the browser to ask for feedback
    feedback = traitlets.Dict().tag(sync=True)
    hint_asks = traitlets.Any(0).tag(sync=True)  # raised by the browser to ask for a hint
    hints = traitlets.Dict().tag(sync=True)  # how many steps there are, and those taken
    lookalikes = traitlets.Any([]).tag(sync=True)  # words of the question that look real
    elsewhere = traitlets.Unicode("").tag(sync=True)  # what another window did, see OtherWindow

    def __init__(
        self,
        task: Task,
        *,
        setting: str,
        answer: Answer | None = None,
        on_answer: Callable[[Answer], str],
        on_check: Callable[[Answer], dict[str, Any]] | None = None,
        on_hint: Callable[[int], dict[str, Any]] | None = None,
        hints: Sequence[dict[str, Any]] = (),
        on_checked: Callable[[Answer], None] | None = None,
        prepare: Callable[[], None] | None = None,
        stored: Callable[[], Answer | None] | None = None,
        heading: str = "",
        opened: bool = True,
        take_focus: bool = False,
        mirror_key: str = "",
        codebook: Codebook | None = None,
        rules_at: str = "",
    ):
        if setting not in SETTINGS:
            raise ValueError(f"setting is {setting!r}; use one of {', '.join(SETTINGS)}")
        if setting == "practice" and on_check is None:
            raise ValueError("a practice desk needs on_check, which returns the feedback")
        if setting == "assessment" and on_hint is not None:
            raise ValueError("an assessment gives no hints; leave on_hint out")
        self._task = task
        self._on_answer = on_answer
        self._on_check = on_check
        self._on_hint = on_hint
        self._hints = list(hints)
        self._on_checked = on_checked
        self._prepare = prepare
        self._current = answer or Answer(claim=task.draft or Claim())
        self._other = OtherWindow(stored, self._current)
        self._revision = 0
        self._book = book = codebook or practice_codebook()
        tables = desk_tables(book, service_date=task.service_date)
        self._offered = Offered(task, tables, book)
        self._looked_at = ""
        super().__init__(
            task=task_to_dict(task, book),
            tables=tables,
            texts=TEXTS,
            setting=setting,
            mirror_key=mirror_key,
            heading=heading,
            opened=opened,
            take_focus=take_focus,
            rules_at=rules_at,
            answer={**answer_to_dict(self._current), "revision": 0},
            received={"revision": 0, "ok": True},
            saved=TEXTS["saved.before"] if answer else "",
            hints=self._hints_given(),
        )
        self._look_at_question()
        self.observe(self._answered, "answer")
        self.observe(self._asked, "checks")
        self.observe(self._asked_for_hint, "hint_asks")
        self.on_msg(self._heard)

    @property
    def current(self) -> Answer:
        """The newest answer that could be read."""
        return self._current

    def put(self, answer: Answer) -> None:
        """Show another answer, such as an empty one to start again. It is not saved by itself."""
        self._current = answer
        self._revision += 1
        self.answer = {**answer_to_dict(answer), "revision": self._revision}

    def _answered(self, change: dict[str, Any]) -> None:
        self._take(change["new"])
        self._look_at_question()

    def _look_at_question(self) -> None:
        """Warn where the question seems to tell who somebody is; only after it is saved."""
        question = self._current.query
        if self._task.kind is Kind.QUERY and question != self._looked_at:
            self._looked_at = question
            self.lookalikes = lookalikes(question, self._task)

    def _take(self, data: Any) -> None:
        """Save an answer from the browser, or say in words why it is refused."""
        revision = data.get("revision") if isinstance(data, dict) else None
        if isinstance(revision, bool) or not isinstance(revision, int):
            revision = None
        if revision is not None and revision <= self._revision:
            return  # ours already, or older than what we have
        try:
            answer = self._offered.kept(answer_from_dict(data), held=self._current)
        except AnswersError as error:
            words, good = TEXTS["saved.refused"].format(why=error), False
        else:
            words, good = self._save(answer)
        if revision is not None:
            self._revision = revision
        if not good:
            self.answer = {**answer_to_dict(self._current), "revision": self._revision}
        with self.hold_sync():
            self.saved = words
            self.received = {"revision": revision or 0, "ok": good}
            self.elsewhere = self._other.state

    def _save(self, answer: Answer) -> tuple[str, bool]:
        """Save an answer; returns what to say of it, and whether it went well."""
        self._other.look(self._current)
        try:
            words = self._on_answer(answer)
        except BhtrainError as error:
            return str(error), False
        except Exception:  # a full disk must reach the learner in words, not only the log
            _log.exception("An answer to %s could not be saved", self._task.id)
            return TEXTS["saved.failed"], False
        self._current = answer
        self._other.saved(answer)
        return words, True

    def _asked(self, _change: dict[str, Any]) -> None:
        """Give feedback on the answer that came with the request."""
        self._take(self.answer)
        if self._on_check is None:
            return
        checked = False
        try:
            result = self._on_check(self._current)
            checked = True
        except BhtrainError as error:
            result = {"headline": TEXTS["feedback.title"], "problem": str(error)}
        except Exception:  # the learner must not be left waiting on a dead button
            _log.exception("An answer to %s could not be checked", self._task.id)
            result = {"headline": TEXTS["feedback.title"], "problem": TEXTS["check.failed"]}
        number = self.checks if isinstance(self.checks, int) else 0
        self.feedback = {**result, "check": number}
        if checked and self._on_checked is not None:
            self._record(self._on_checked)

    def _record(self, on_checked: Callable[[Answer], None]) -> None:
        try:
            on_checked(self._current)
        except Exception:  # a full disk: the feedback is there, the record is not
            _log.exception("A try of %s could not be recorded", self._task.id)
            self.feedback = {**self.feedback, "problem": TEXTS["check.not-kept"]}

    def _asked_for_hint(self, change: dict[str, Any]) -> None:
        """Give the next step of help, once it is recorded."""
        asked, step = change["new"], len(self._hints) + 1
        if self._on_hint is None or isinstance(asked, bool) or not isinstance(asked, int):
            return
        problem = ""
        if step <= STEPS:
            try:
                self._hints.append(self._on_hint(step))
            except BhtrainError as error:
                problem = str(error)
            except Exception:  # a hint that is not recorded is not given
                _log.exception("Hint %s of %s could not be given", step, self._task.id)
                problem = TEXTS["hint.failed"]
        self.hints = self._hints_given(asked=asked, problem=problem)

    def _hints_given(self, *, asked: int = 0, problem: str = "") -> dict[str, Any]:
        steps = STEPS if self._on_hint else 0
        return {"steps": steps, "given": list(self._hints), "asked": asked, "problem": problem}

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Answer the browser: is anybody there, and what of the answer of another window?"""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "ping":
            self._other.look(self._current)
            self.elsewhere = self._other.state
            self.send({"type": "pong", "number": content.get("number")})
            if self._prepare is not None:  # whoever asks is on the screen
                prepare, self._prepare = self._prepare, None
                prepare()
        elif kind == "show other":
            self._show_other()
        elif kind == "keep this":
            self._keep_this()
        elif kind == "reference":
            self.send({"type": "reference", **self._reference()})

    def _reference(self) -> dict[str, Any]:
        """What the drawer shows, or why it shows nothing. Made when it is first opened."""
        from bhtrain.widgets.reference import reference_data  # a desk opens sooner without it

        try:
            sections = reference_data(
                self._book,
                payer=self._task.payer,
                service_date=self._task.service_date,
                setting=self.setting,
            )
        except Exception:  # an open drawer must not wait for ever
            _log.exception("The reference for %s could not be made", self._task.id)
            return {"problem": TEXTS["reference.failed"]}
        return {"sections": sections}

    def _show_other(self) -> None:
        """Change places: what another window saved comes here, and what was here is kept aside."""
        wanted, here = self._other.answer, self._current
        if wanted is None:
            return
        if self._other.is_saved(wanted):
            words, good = TEXTS["saved.before"], True
        else:
            words, good = self._save(wanted)
        with self.hold_sync():
            self.saved = words
            if good:
                self.put(wanted)
                self._other.put_aside(here)
            self.elsewhere = self._other.state

    def _keep_this(self) -> None:
        """What is shown here is what shall be saved; the other answer is let go."""
        if self._other.state == "newer":
            self.saved, good = self._save(self._current)
            if not good:
                return
        self._other.forget()
        self.elsewhere = self._other.state

    def __repr__(self) -> str:
        return f"CaseDesk({self._task.id!r}, setting={self.setting!r})"
