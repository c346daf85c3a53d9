"""The codebook as the desk's search fields need it.

Lists of rows, never objects: JavaScript would put keys such as "11" and "02" in another order.
"""

from datetime import date
from typing import Any

from bhtrain.codebook import Codebook

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


def _everyday(code: str) -> str:
    return " ".join(words for start, words in _EVERYDAY_WORDS if code.startswith(start))


def desk_tables(book: Codebook, *, service_date: date) -> dict[str, list[Any]]:
    """Codes in force on a date of service, modifiers, places, diagnoses and gaps.

    Rows are [code, our words, search words], [modifier, meaning], [place, name],
    [diagnosis, name, search words] and [group, [[gap, label], ...]].
    """
    on_the_day = book.on(service_date)
    return {
        "codes": [
            [code.code, code.summary, " ".join(code.words)] for code in on_the_day.codes.values()
        ],
        "modifiers": [[name, one.summary] for name, one in on_the_day.modifiers.items()],
        "places": [[number, one.summary] for number, one in on_the_day.places.items()],
        "diagnoses": [[code, name, _everyday(code)] for code, name in on_the_day.diagnoses.items()],
        "gaps": [[group.group, [[gap.id, gap.label] for gap in group.gaps]] for group in book.gaps],
    }
