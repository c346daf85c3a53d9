"""Comments to learners, and those that were written on a task before: the next one is at hand."""

from collections import Counter
from collections.abc import Iterable

from bhtrain.course.reviews import Review


def comment_bank(entries: Iterable[Review], task: str) -> tuple[str, ...]:
    """Comments that learners got on a task: most used first, of equals the newest first."""
    used = [
        str(entry.details["comment"])
        for entry in entries
        if entry.task == task and entry.details.get("comment")
    ]
    times = Counter(used)
    newest_first = dict.fromkeys(reversed(used))
    return tuple(sorted(newest_first, key=lambda comment: -times[comment]))
