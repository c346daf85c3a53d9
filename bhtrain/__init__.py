"""Training and self-assessment for behavioral-health coding.

Notebooks need few words, and each is imported only when it is first used:

    task("onboarding-1-t3")     one note on the case desk, inside an assignment
    practice("time")            a note on the case desk, with feedback at once
    explain(...), compare(...)  what the rules say, as plain text; also compare_minutes(...)
    changes("2026-01-01", "2026-12-31")  what became different; also changes_since_last_visit()
    worked_example("time-104")  a note with its answer
    self_check(...), ask(...)   a few questions at the end of a lesson
    time_ruler("crisis")        what they say as a picture to try out; also add_on_map(),
                                who_may_bill() and same_day()
"""

from typing import Any

__version__ = "0.1.0"
__all__ = [
    "__version__",
    "add_on_map",
    "ask",
    "changes",
    "changes_since_last_visit",
    "compare",
    "compare_minutes",
    "explain",
    "practice",
    "same_day",
    "self_check",
    "task",
    "time_ruler",
    "who_may_bill",
    "worked_example",
]

_HOME_OF = {
    "task": "bhtrain.widgets.pages",
    "practice": "bhtrain.widgets.pages",
    "add_on_map": "bhtrain.widgets.pages",
    "same_day": "bhtrain.widgets.pages",
    "time_ruler": "bhtrain.widgets.pages",
    "who_may_bill": "bhtrain.widgets.pages",
    "ask": "bhtrain.widgets.pages",
    "self_check": "bhtrain.widgets.pages",
    "changes_since_last_visit": "bhtrain.widgets.pages",
    "changes": "bhtrain.rules.changes",
    "explain": "bhtrain.rules.explain",
    "compare": "bhtrain.rules.contrast",
    "compare_minutes": "bhtrain.rules.contrast",
    "worked_example": "bhtrain.scenarios.worked_example",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'bhtrain' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME_OF[name]), name)
