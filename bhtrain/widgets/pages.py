"""The functions that the notebooks call. Each returns a widget; JupyterLab and Voilà show it.

A page loads only the module that it needs: it is there sooner.
"""

from importlib import import_module
from typing import Any

_HOME_OF = {
    "abbreviations_page": "look_up",
    "add_on_map": "explainers",
    "ask": "self_check",
    "assignments_page": "assignment_pages",
    "changes_since_last_visit": "changes_page",
    "feedback_page": "feedback_page",
    "hand_in": "assignment_pages",
    "lessons_page": "lessons_page",
    "practice": "practice_pages",
    "preview": "practice_pages",
    "progress_page": "progress_page",
    "rules_page": "rules_page",
    "same_day": "explainers",
    "scoring_page": "scoring_page",
    "self_check": "self_check",
    "start_page": "start_page",
    "task": "desk_pages",
    "time_ruler": "explainers",
    "who_may_bill": "explainers",
}
__all__ = [*_HOME_OF]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'bhtrain.widgets.pages' has no attribute {name!r}")
    return getattr(import_module(f"bhtrain.widgets.{_HOME_OF[name]}"), name)
