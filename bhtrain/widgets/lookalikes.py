"""Words of a question to the clinician that look as if they told who somebody is."""

import logging

from bhtrain.model.scenario import Task

_log = logging.getLogger(__name__)

MOST = 5  # of them are named; a longer list would not be read
_SHOWN = 60  # characters of each


def lookalikes(text: str, task: Task) -> list[list[str]]:
    """Rows of [the words, what they look like, what to write instead], each once.

    The note is invented: its names, days and numbers may be repeated, and so may a day or a first
    name alone, without which nobody could ask about a session. It only warns, so a failure of the
    lint is written to the log and names nothing.
    """
    if not text.strip():
        return []
    from bhtrain.scenarios.deidentify import find_identifiers  # a fifth of a second, once

    note = "\n".join(task.note).casefold()
    found: dict[str, list[str]] = {}
    try:
        for hit in find_identifiers(text, synthetic=True):
            if hit.text.casefold() not in note:
                found.setdefault(hit.text, [hit.text[:_SHOWN], hit.called, hit.instead])
    except Exception:
        _log.exception("A question could not be looked through for identifiers")
    return list(found.values())[:MOST]
