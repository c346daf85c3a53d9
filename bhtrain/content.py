"""The compiled content: codebook, rules and the practice bank, one JSON beside this file.

Authors write YAML; `bhtrain check --write` compiles it (see `bhtrain.authoring.compiling`).
Run time reads only the JSON, once, when it is first asked for.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

CONTENT_FILE = Path(__file__).with_name("content.json")


@cache
def content() -> dict[str, Any]:
    """Everything compiled, as plain lists and dictionaries. Treat it as read-only."""
    with CONTENT_FILE.open(encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded
