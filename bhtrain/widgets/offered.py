"""What a desk offers to choose from. A broken page may send anything; only that is kept."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.errors import AnswersError
from bhtrain.model.claim import Answer, Claim
from bhtrain.model.scenario import Task
from bhtrain.widgets.texts import TEXTS

_SHOWN = 40  # characters of what was sent
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")


class Offered:
    """The choices of one desk: its tables, its task, and what its answer holds already.

    What is held stays allowed: a list of codes may have become shorter since it was chosen.
    """

    def __init__(self, task: Task, tables: dict[str, list[Any]], book: Codebook):
        self._draft = task.draft or Claim()
        self._codes = {"", *(row[0] for row in tables["codes"])}
        self._modifiers = {row[0] for row in tables["modifiers"]}
        self._places = {None, *(row[0] for row in tables["places"])}
        self._gaps = {gap.id for group in book.gaps for gap in group.gaps}
        self._causes = {cause.id for group in book.causes for cause in group.causes}
        self._queue = {item.id for item in task.queue}
        self._sentences = range(1, len(task.note) + 1)

    def kept(self, answer: Answer, *, held: Answer) -> Answer:
        """The answer, without causes and queue items that this desk does not offer.

        Raises:
            AnswersError: It holds a code, number or id that no control of the desk gives.
        """
        lines, before = answer.claim.lines, (*held.claim.lines, *self._draft.lines)
        known = {*held.claim.diagnoses, *self._draft.diagnoses}
        _refuse("code", (line.code for line in lines), self._codes, {one.code for one in before})
        _refuse(
            "modifier",
            (mark for line in lines for mark in line.modifiers),
            self._modifiers,
            {mark for one in before for mark in one.modifiers},
        )
        _refuse(
            "place", (line.place for line in lines), self._places, {one.place for one in before}
        )
        _refuse(
            "units", (line.units for line in lines), range(1, 1000), {one.units for one in before}
        )
        _refuse(
            "pointer",
            (at for line in lines for at in line.pointers),
            range(1, len(answer.claim.diagnoses) + 1),
        )
        _refuse(
            "diagnosis",
            (code for code in answer.claim.diagnoses if not _DIAGNOSIS.fullmatch(code)),
            known,
        )
        _refuse("gap", (gap.id for gap in answer.gaps), self._gaps, held.gap_ids)
        _refuse(
            "sentence",
            _marked(answer),
            self._sentences,
            {*_marked(held), *_marked(Answer(claim=self._draft))},
        )
        _refuse("confidence", (answer.confidence,), (None, 1, 2, 3))
        return replace(
            answer,
            causes=tuple(cause for cause in answer.causes if cause in self._causes),
            order=tuple(item for item in answer.order if item in self._queue),
        )


def _marked(answer: Answer) -> Iterator[int]:
    for line in answer.claim.lines:
        yield from line.evidence
    for gap in answer.gaps:
        yield from gap.evidence


def _refuse(name: str, sent: Iterable[Any], *allowed: Container[Any]) -> None:
    for one in sent:
        if not any(one in group for group in allowed):
            raise AnswersError(TEXTS[f"refused.{name}"].format(text=str(one)[:_SHOWN]))
