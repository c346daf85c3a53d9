"""The codebook as the desk's search fields need it.

Lists of rows, never objects: JavaScript would put keys such as "11" and "02" in another order.
"""

from datetime import date
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.scenario import Task

# How people at the front desk call a diagnosis; the first letters of its codes say which.
_EVERYDAY_WORDS = (
    ("F10", "aud"),
    ("F11", "oud"),
    ("F32", "mdd"),
    ("F33", "mdd"),
    ("F41.1", "gad"),
    ("F42", "ocd"),
    ("F43.1", "ptsd"),
    ("F90", "adhd add"),
)

_FIRST_DAY = date(2015, 10, 1)  # of ICD-10-CM; an earlier visit is offered what came on that day


def _everyday(code: str) -> str:
    return " ".join(words for start, words in _EVERYDAY_WORDS if code.startswith(start))


def desk_tables(book: Codebook, *, service_date: date) -> dict[str, list[Any]]:
    """Codes, diagnoses, modifiers and places of a date of service; gaps, causes.

    Rows are [code, our words, search words], [modifier, meaning], [place, name],
    [diagnosis, name, search words] [group, [[gap, label], ...]] and
    [group, [[cause, label], ...], [kind of task, ...]].
    """
    on_the_day = book.on(service_date)
    return {
        "codes": [
            [code.code, code.summary, " ".join(code.words)] for code in on_the_day.codes.values()
        ],
        "modifiers": [
            [name, one.summary] for name, one in book.modifiers.items() if one.begun(service_date)
        ],
        "places": [
            [number, one.summary] for number, one in book.places.items() if one.begun(service_date)
        ],
        "diagnoses": [
            [one.code, one.name, _everyday(one.code)]
            for one in sorted(book.diagnoses.values(), key=lambda one: not one.everyday)
            if one.start <= max(service_date, _FIRST_DAY)
            and (one.end is None or service_date <= one.end)
        ],
        "causes": [
            [group.group, [[cause.id, cause.label] for cause in group.causes], list(group.kinds)]
            for group in book.causes
        ],
        "gaps": [[group.group, [[gap.id, gap.label] for gap in group.gaps]] for group in book.gaps],
    }


def abbreviation_rows(task: Task, book: Codebook) -> list[list[str]]:
    """The abbreviations in the note and the queue of a task: [short form, what it means]."""
    text = "\n".join([*task.note, *(item.text for item in task.queue)])
    return [list(row) for row in book.abbreviations_in(text)]
