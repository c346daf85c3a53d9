"""A practice's own files laid over the codebook: its descriptors, newer tables of CMS, its payers,
and its fees.

`bhtrain codes import`, `bhtrain codes import-ncci`, `bhtrain payers import` and `bhtrain fees
import` write them to the practice folder. The codebook that came with bhtrain stays as it is.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bhtrain.codebook import Code, Codebook, UnitLimit, load_codebook
from bhtrain.codebook.reading import pairs_from, payer_from
from bhtrain.errors import PracticeError
from bhtrain.grading.fees import Fees, sample_fees
from bhtrain.places import practice_folder

DESCRIPTORS, PAIRS, UNIT_LIMITS, PAYERS = "descriptors", "pairs", "unit_limits", "payers"
FEES = "fees"
Stamp = tuple[tuple[str, int], ...]


def practice_codebook(folder: Path | None = None) -> Codebook:
    """The codebook as this practice uses it; bhtrain's own where it imported nothing.

    Raises:
        PracticeError: A file of the practice folder is damaged.
    """
    where = practice_folder() if folder is None else folder
    parts = (DESCRIPTORS, PAIRS, UNIT_LIMITS, PAYERS)
    files = [where / f"{part}.json" for part in parts]
    stamp = tuple((f.stem, f.stat().st_mtime_ns) for f in files if f.is_file())
    return _laid_over(where, stamp) if stamp else load_codebook()


def practice_fees(folder: Path | None = None) -> Fees:
    """The practice's own fees; round sample numbers, marked as such, where it gave none.

    Raises:
        PracticeError: The file is damaged.
    """
    where = practice_folder() if folder is None else folder
    cents = stored(FEES, where)
    if not all(type(amount) is int and amount >= 0 for amount in cents.values()):
        raise PracticeError(f"{where / FEES}.json is damaged; delete it and import again.")
    return Fees(cents) if cents else sample_fees()


def stored(part: str, folder: Path) -> dict[str, Any]:
    """What was imported before, by name; empty where nothing was.

    Raises:
        PracticeError: The file is damaged.
    """
    file = folder / f"{part}.json"
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise PracticeError(f"{file} is damaged; delete it and import again.")
    return found


@lru_cache(maxsize=4)
def _laid_over(folder: Path, _stamp: Stamp) -> Codebook:
    try:
        return lay_over(
            load_codebook(),
            descriptors=stored(DESCRIPTORS, folder),
            pairs=stored(PAIRS, folder),
            unit_limits=stored(UNIT_LIMITS, folder),
            payers=stored(PAYERS, folder),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PracticeError(
            f"A file in {folder} is damaged ({error}); delete it and import again."
        ) from None


def lay_over(
    book: Codebook,
    *,
    descriptors: Mapping[str, str],
    pairs: Mapping[str, Any],
    unit_limits: Mapping[str, Any],
    payers: Mapping[str, Any],
) -> Codebook:
    """A codebook in which a practice's own entries stand in place of ours."""

    def own(code: Code) -> Code:
        limit = unit_limits.get(code.code)
        return replace(
            code,
            summary=descriptors.get(code.code, code.summary),
            unit_limit=UnitLimit(**limit) if limit else code.unit_limit,
        )

    newer = pairs_from(list(pairs.values()), {"sources": ["cms-ncci-tables"]})
    kept = {columns: pair for columns, pair in book.pairs.items() if columns[::-1] not in newer}
    own_payers = {name: payer_from(name, entry) for name, entry in payers.items()}
    return replace(
        book,
        codes={number: own(code) for number, code in book.codes.items()},
        pairs={**kept, **newer} if newer else book.pairs,
        payers={**book.payers, **own_payers},
    )
