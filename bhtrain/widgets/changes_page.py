"""What changed since a learner was here last."""

from datetime import date, timedelta

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.progress.workspace import Workspace
from bhtrain.rules.changes import changes_html, what_changed
from bhtrain.widgets import parts

CHANGES_TEXTS = {
    "changes.first": (
        "You have no earlier visit yet, so there is nothing to catch up on. Check an answer "
        "today; when you come back another day, this place tells you what changed."
    ),
    "changes.none": "You were here last on {day}. Nothing that bhtrain knows of changed since.",
    "changes.some": "You were here last on {day}. This is different for services since then:",
}


@parts.in_words
def changes_since_last_visit() -> widgets.Widget:
    """Rules and codes that changed from the learner's last day here, before today, until today."""
    identity = parts.signed_in()
    if identity is None:
        return parts.please_sign_in()
    attempts = Workspace.of(identity.learner).store().attempts(identity.learner)
    days = {attempt.at.astimezone().date() for attempt in attempts}
    return parts.markup(_told([day for day in days if day < clock.today()]))


def _told(earlier: list[date]) -> str:
    if not earlier:
        return parts.message(CHANGES_TEXTS["changes.first"])
    last = max(earlier)
    found = what_changed(last + timedelta(days=1), clock.today())
    says = CHANGES_TEXTS["changes.some" if found else "changes.none"]
    words = parts.message(says.format(day=f"{last:%B} {last.day}, {last.year}"))
    return words + changes_html(found)
