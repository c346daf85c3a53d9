"""What may be billed, by whom, and since when; the names of places, modifiers and gaps."""

from bhtrain.codebook.abbreviations import Abbreviation
from bhtrain.codebook.book import Codebook
from bhtrain.codebook.entries import (
    Cause,
    CauseGroup,
    Code,
    Credential,
    DeletedCode,
    Diagnosis,
    Exclusion,
    GapGroup,
    GapKind,
    Modifier,
    Pair,
    PayerProfile,
    Place,
    UnitLimit,
)
from bhtrain.codebook.reading import load_codebook

__all__ = [
    "Abbreviation",
    "Cause",
    "CauseGroup",
    "Code",
    "Codebook",
    "Credential",
    "DeletedCode",
    "Diagnosis",
    "Exclusion",
    "GapGroup",
    "GapKind",
    "Modifier",
    "Pair",
    "PayerProfile",
    "Place",
    "UnitLimit",
    "load_codebook",
]
