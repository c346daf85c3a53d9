"""How long somebody works on each task of an assignment, told by the changes on the page.

The time since the last change on the page belongs to the task that is changed next: reading its
note came before. A longer pause counts as five minutes, for nobody knows whether it was thought.
"""

import logging
import sqlite3
import time
from functools import lru_cache

from bhtrain.progress.store import AttemptStore
from bhtrain.progress.workspace import Workspace

LONGEST_PAUSE = 300.0  # seconds

_log = logging.getLogger(__name__)
_last_change: dict[tuple[Workspace, str], float] = {}  # by assignment, on this page
_store = lru_cache(maxsize=4)(Workspace.store)


def begin(workspace: Workspace, assignment: str) -> None:
    """The page of an assignment is opened: from now on time counts."""
    _last_change.setdefault((workspace, assignment), time.monotonic())


def changed(workspace: Workspace, assignment: str, task: str) -> None:
    """A task was changed: the time since the last change on the page was spent on it."""
    now = time.monotonic()
    since = _last_change.get((workspace, assignment), now)
    _last_change[workspace, assignment] = now
    try:
        store: AttemptStore = _store(workspace)
        store.add_seconds(workspace.learner, task, min(now - since, LONGEST_PAUSE))
    except (OSError, sqlite3.Error):  # the answer is saved; a missing time is in nobody's way
        _log.exception("The time spent on %s could not be kept", task)
