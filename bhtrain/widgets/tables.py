"""The codebook as the desk's search fields need it.

Lists of rows, never objects: JavaScript would put keys such as "11" and "02" in another order.
"""

from datetime import date
from typing import Any

from bhtrain.codebook import Codebook


def desk_tables(book: Codebook, *, service_date: date) -> dict[str, list[Any]]:
    """Codes in force on a date of service, modifiers, places, diagnoses and gaps.

    Rows are [code, our words, search words], [modifier, meaning], [place, name],
    [diagnosis, name] and [group, [[gap, label], ...]].
    """
    on_the_day = book.on(service_date)
    return {
        "codes": [
            [code.code, code.summary, " ".join(code.words)] for code in on_the_day.codes.values()
        ],
        "modifiers": [[name, one.summary] for name, one in on_the_day.modifiers.items()],
        "places": [[number, one.summary] for number, one in on_the_day.places.items()],
        "diagnoses": [[code, name] for code, name in on_the_day.diagnoses.items()],
        "gaps": [[group.group, [[gap.id, gap.label] for gap in group.gaps]] for group in book.gaps],
    }
