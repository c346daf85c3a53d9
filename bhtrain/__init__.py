"""Training and self-assessment for behavioral-health coding.

Notebooks need four words, and each is imported only when it is first used:

    task("onboarding-1-t3")     one note on the case desk, inside an assignment
    practice("time")            a note on the case desk, with feedback at once
    explain(...), compare(...)  what the rules say, as plain text
"""

from typing import Any

__version__ = "0.1.0"
__all__ = ["__version__", "compare", "explain", "practice", "task"]

_HOME_OF = {
    "task": "bhtrain.widgets.pages",
    "practice": "bhtrain.widgets.pages",
    "explain": "bhtrain.rules.explain",
    "compare": "bhtrain.rules.explain",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'bhtrain' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME_OF[name]), name)
