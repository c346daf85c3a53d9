"""The functions that the notebooks call. Each returns a widget; JupyterLab and Voilà show it."""

from bhtrain.widgets.assignment_pages import assignments_page, hand_in
from bhtrain.widgets.changes_page import changes_since_last_visit
from bhtrain.widgets.desk_pages import task
from bhtrain.widgets.explainers import add_on_map, same_day, time_ruler, who_may_bill
from bhtrain.widgets.feedback_page import feedback_page
from bhtrain.widgets.lessons_page import lessons_page
from bhtrain.widgets.look_up import abbreviations_page
from bhtrain.widgets.practice_pages import practice, preview
from bhtrain.widgets.progress_page import progress_page
from bhtrain.widgets.rules_page import rules_page
from bhtrain.widgets.scoring_page import scoring_page
from bhtrain.widgets.self_check import ask, self_check
from bhtrain.widgets.start_page import start_page

__all__ = [
    "abbreviations_page",
    "add_on_map",
    "ask",
    "assignments_page",
    "changes_since_last_visit",
    "feedback_page",
    "hand_in",
    "lessons_page",
    "practice",
    "preview",
    "progress_page",
    "rules_page",
    "same_day",
    "scoring_page",
    "self_check",
    "start_page",
    "task",
    "time_ruler",
    "who_may_bill",
]
