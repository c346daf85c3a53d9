"""The review page: one answer after the other, decided by the keyboard.

The browser asks and this answers, message by message. No state is synchronized but the words of
the page: a learner's name is in the browser only after somebody has asked for names.
"""

import logging
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import anywidget
import traitlets

from bhtrain import clock
from bhtrain.codebook import load_codebook
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course, open_course
from bhtrain.course.reviews import ReviewHistory
from bhtrain.course.rubric import Criterion
from bhtrain.course.sign_off import SignOff, sign_off, sign_offs_of
from bhtrain.errors import BhtrainError, CourseError
from bhtrain.model.attempt import LearnerId
from bhtrain.progress.identity import system_account
from bhtrain.review.case import ReviewCase, review_case
from bhtrain.review.case_data import case_to_dict
from bhtrain.review.comments import comment_bank
from bhtrain.review.decisions import Decided, Said, decide, take_back
from bhtrain.review.queue import Waiting, review_queue
from bhtrain.review.rubric import edit_rubric, rubric_effect
from bhtrain.review.texts import REVIEW_TEXTS
from bhtrain.widgets.modules import REVIEW_MODULES, REVIEW_STYLES, script, style
from bhtrain.widgets.texts import TEXTS

_log = logging.getLogger(__name__)

Reply = dict[str, Any]
_WORDS = {**TEXTS, **REVIEW_TEXTS}


def review_page() -> "ReviewPage":
    """What waits for a person in this course, to be decided one after the other.

    Raises:
        CourseError: There is no course.
    """
    return ReviewPage(open_course(), by=system_account())


class ReviewPage(anywidget.AnyWidget):
    """The review page of a course. `by` is the account that decides."""

    _esm = script(REVIEW_MODULES)
    _css = style(*REVIEW_STYLES)

    texts = traitlets.Dict().tag(sync=True)
    gaps: traitlets.List[list[str]] = traitlets.List().tag(
        sync=True
    )  # [id, label] of all that can be missing from a note

    def __init__(self, course: Course, *, by: str):
        self._course = course
        self._by = by
        self._names_shown = False
        self._numbers: dict[LearnerId, int] = {}
        self._rows: list[Waiting] = []  # all that ever waited on this page; the place is its number
        self._places: dict[tuple[str, LearnerId, str], int] = {}
        self._cases: dict[int, ReviewCase] = {}  # as the browser has them
        gaps = [[gap.id, gap.label] for group in load_codebook().gaps for gap in group.gaps]
        super().__init__(texts=_WORDS, gaps=gaps)
        self.on_msg(self._heard)

    # Messages ---------------------------------------------------------------------------------

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        said: Mapping[str, Any] = content if isinstance(content, dict) else {}
        if said.get("type") == "ping":
            self.send({"type": "pong", "number": said.get("number")})
        elif said.get("type") == "ask":
            self.send({"type": "reply", "number": said.get("number"), **self.answer(said)})

    def answer(self, said: Mapping[str, Any]) -> Reply:
        """What the browser gets for a question; what went wrong stands under `problem`."""
        try:
            return _ANSWERS[said.get("what")](self, said)  # type: ignore[index]
        except BhtrainError as error:
            return {"problem": self._hidden(str(error))}
        except Exception:  # nobody must be left waiting on a dead button
            _log.exception("the review page could not answer %s", said.get("what"))
            return {"problem": REVIEW_TEXTS["review.failed"]}

    # The queue --------------------------------------------------------------------------------

    def _queue(self, _said: Mapping[str, Any]) -> Reply:
        queue = review_queue(self._course)
        self._number_all()
        rows = []
        for waiting in queue:
            key = (waiting.assignment, waiting.learner, waiting.task)
            row = self._places.setdefault(key, len(self._rows))
            if row == len(self._rows):
                self._rows.append(waiting)
            self._rows[row] = waiting
            rows.append(
                {
                    "row": row,
                    "who": self._number(waiting.learner),
                    "assignment": waiting.assignment,
                    "task": waiting.task,
                    "needs": [need.name.lower() for need in waiting.needs],
                }
            )
        released = [
            name for name in self._course.assignments() if self._course.master(name).is_file()
        ]
        return {"rows": rows, "assignments": released}

    def _case(self, said: Mapping[str, Any]) -> Reply:
        row = self._row(said)
        case = self._cases[row] = review_case(self._course, self._rows[row])
        return {
            "case": case_to_dict(self._course, case, self._number, names_shown=self._names_shown)
        }

    def _row(self, said: Mapping[str, Any]) -> int:
        row = said.get("row")
        if isinstance(row, bool) or not isinstance(row, int) or not 0 <= row < len(self._rows):
            raise CourseError(REVIEW_TEXTS["review.gone"])
        return row

    # Names ------------------------------------------------------------------------------------

    def _names(self, said: Mapping[str, Any]) -> Reply:
        self._names_shown = said.get("wanted") is True
        if not self._names_shown:
            return {"names": []}
        return {
            "names": [
                [self._number(student), f"{name} ({student})" if name else student]
                for student, name in self._students().items()
            ]
        }

    def _students(self) -> dict[LearnerId, str]:
        with open_gradebook(self._course) as gradebook:
            return {student.learner: student.name for student in gradebook.students()}

    def _number_all(self) -> None:
        """Number everybody by lot, so that a number does not tell a place in the alphabet."""
        new = [learner for learner in self._students() if learner not in self._numbers]
        random.shuffle(new)
        for learner in new:
            self._number(learner)

    def _number(self, learner: LearnerId) -> int:
        return self._numbers.setdefault(learner, len(self._numbers) + 1)

    def _called(self, learner: LearnerId) -> str:
        if self._names_shown:
            return self._students().get(learner) or learner
        return REVIEW_TEXTS["review.learner"].format(n=self._number(learner))

    def _hidden(self, words: str) -> str:
        """A sentence of the course without the ids of learners, while names are not shown."""
        if self._names_shown or not self._numbers:
            return words
        ids = "|".join(map(re.escape, sorted(self._numbers, key=len, reverse=True)))
        return re.sub(
            rf"(?<![\w-])(?:{ids})(?![\w-])", lambda found: self._called(found.group()), words
        )

    # Deciding ---------------------------------------------------------------------------------

    def _open_case(self, said: Mapping[str, Any]) -> ReviewCase:
        case = self._cases.get(self._row(said))
        if case is None:
            raise CourseError(REVIEW_TEXTS["review.gone"])
        return case

    def _decide(self, said: Mapping[str, Any]) -> Reply:
        return self._done(said, lambda case: decide(self._course, case, _said(said), by=self._by))

    def _undo(self, said: Mapping[str, Any]) -> Reply:
        why = _text(said, "why")
        return self._done(said, lambda case: take_back(self._course, case, why, by=self._by))

    def _done(self, said: Mapping[str, Any], act: Callable[[ReviewCase], Decided]) -> Reply:
        case = self._open_case(said)
        row = self._row(said)
        try:
            decided = act(case)
        except CourseError as error:
            fresh = review_case(self._course, self._rows[row])
            stale = (fresh.points, fresh.seen) != (case.points, case.seen)
            return {"problem": self._hidden(str(error)), "stale": stale}
        waiting = self._rows[row] = replace(case.waiting, needs=decided.needs)
        words = REVIEW_TEXTS[f"review.said.{decided.what}"].format(
            who=self._called(waiting.learner),
            task=waiting.task,
            assignment=waiting.assignment,
            points=f"{decided.points:g}",
            max=f"{case.max_points:g}",
        )
        return {"said": words, "waits": bool(decided.needs), "comments": self._bank(waiting)}

    def _bank(self, waiting: Waiting) -> list[str]:
        """The comments at hand now: the browser has fetched the next case before this decision."""
        if not waiting.task:
            return []
        entries = ReviewHistory.of(self._course).entries(waiting.assignment, task=waiting.task)
        return list(comment_bank(entries, waiting.task))

    # The rubric -------------------------------------------------------------------------------

    def _rubric_preview(self, said: Mapping[str, Any]) -> Reply:
        case = self._open_case(said)
        moved = rubric_effect(
            self._course, case.waiting.assignment, case.waiting.task, _rubric(said, case)
        )
        return {
            "moved": [
                {"who": self._number(one.learner), "was": one.was, "now": one.now} for one in moved
            ]
        }

    def _rubric_apply(self, said: Mapping[str, Any]) -> Reply:
        case = self._open_case(said)
        moved = edit_rubric(
            self._course,
            case.waiting.assignment,
            case.waiting.task,
            _rubric(said, case),
            why=_text(said, "why"),
            by=self._by,
            seen=case.rubric,
        )
        return {"said": REVIEW_TEXTS["review.said.rubric"].format(n=len(moved))}

    # Sign-off ---------------------------------------------------------------------------------

    def _sign_offs(self, said: Mapping[str, Any]) -> Reply:
        assignment = _text(said, "assignment")
        states = sign_offs_of(self._course, assignment)
        rows = [self._sign_off_row(state) for state in states.values()]
        return {"rows": sorted(rows, key=lambda row: row["who"])}

    def _sign_off_row(self, state: SignOff) -> Reply:
        reasons = [self._hidden(words) for words in state.open]
        holds = state.entry is not None and not state.changed
        signed = ""
        if state.entry is not None and holds:
            signed = REVIEW_TEXTS["review.sign-off.by"].format(
                by=state.entry.by, at=clock.local_words(state.entry.at)
            )
        return {
            "who": self._number(state.learner),
            "points": state.points,
            "max": state.max_points,
            "ready": not reasons and not holds,
            "reasons": reasons,
            "changed": "" if holds else state.changed,
            "signed": signed,
        }

    def _sign_off(self, said: Mapping[str, Any]) -> Reply:
        assignment, numbers = _text(said, "assignment"), said.get("who")
        wanted = [name for name, n in self._numbers.items() if n in (numbers or ())]
        for done, learner in enumerate(wanted):
            try:
                sign_off(self._course, assignment, learner, by=self._by)
            except CourseError as error:
                words = REVIEW_TEXTS["review.sign-off.some"]
                return {"problem": words.format(n=done, why=self._hidden(str(error)))}
        if len(wanted) == 1:
            words = REVIEW_TEXTS["review.sign-off.said.one"]
            return {"said": words.format(who=self._called(wanted[0]))}
        return {"said": REVIEW_TEXTS["review.sign-off.said.many"].format(n=len(wanted))}


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _points(said: Mapping[str, Any]) -> float | None:
    points = said.get("points")
    number = isinstance(points, int | float) and not isinstance(points, bool)
    return float(points) if number else None  # type: ignore[arg-type]


def _said(said: Mapping[str, Any]) -> Said:
    """What the browser decided, as far as it can be understood."""
    ticked, choice = said.get("ticked"), said.get("choice")
    return Said(
        act=_text(said, "act"),
        points=_points(said),
        ticked=tuple(map(str, ticked)) if isinstance(ticked, list) else None,
        accepted=None if choice is None else choice == "accept",
        why=_text(said, "why"),
        comment=_text(said, "comment"),
    )


def _rubric(said: Mapping[str, Any], case: ReviewCase) -> tuple[Criterion, ...]:
    """The rubric as it was edited; what is left out of it is retired."""
    items = said.get("items")
    rows = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    wanted = {str(one["id"]): one for one in rows if one.get("id")}
    edited = [
        replace(one, text=_text(wanted[one.id], "text"), points=_points(wanted[one.id]) or 0.0)
        if one.id in wanted
        else replace(one, retired=True)
        for one in case.rubric
    ]
    new = [
        Criterion(id="", text=_text(one, "text"), points=_points(one) or 0.0)
        for one in rows
        if not one.get("id")
    ]
    return (*edited, *new)


_ANSWERS = {
    "queue": ReviewPage._queue,
    "case": ReviewPage._case,
    "names": ReviewPage._names,
    "decide": ReviewPage._decide,
    "undo": ReviewPage._undo,
    "rubric-preview": ReviewPage._rubric_preview,
    "rubric-apply": ReviewPage._rubric_apply,
    "sign-offs": ReviewPage._sign_offs,
    "sign-off": ReviewPage._sign_off,
}
