"""What may be billed, by whom, and since when; the names of places, modifiers and gaps."""

from bhtrain.codebook.book import (
    Code,
    Codebook,
    Credential,
    GapGroup,
    GapKind,
    Modifier,
    Place,
    load_codebook,
)

__all__ = [
    "Code",
    "Codebook",
    "Credential",
    "GapGroup",
    "GapKind",
    "Modifier",
    "Place",
    "load_codebook",
]
