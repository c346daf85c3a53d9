"""The compiled content: one JSON for each part, in the folder `compiled` beside this file.

Authors write YAML; `bhtrain check --write` compiles it (see `bhtrain.authoring.compiling`).
Run time reads only the JSON, and each part only when it is first asked for.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

COMPILED = Path(__file__).with_name("compiled")
PARTS = (
    *("codebook", "diagnoses", "rules", "bank", "bank_index", "templates", "identifiers"),
    "version",
)


@cache
def content(part: str) -> Any:
    """One part of the content, as plain lists and dictionaries. Treat it as read-only."""
    with (COMPILED / f"{part}.json").open(encoding="utf-8") as file:
        return json.load(file)


def content_version() -> str:
    """A short hash over all parts: attempts record it."""
    return str(content("version"))
