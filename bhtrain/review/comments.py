"""Comments to learners, and those that were written on a task before: the next one is at hand."""

from collections import Counter
from collections.abc import Iterable

from bhtrain.course.reviews import Review


def comment_bank(entries: Iterable[Review], task: str) -> tuple[str, ...]:
    """What learners were told on a task, line by line: most used first, of equals the newest.

    A comment is often put together from several; each of its lines can be used again.
    """
    used = [
        line.strip()
        for entry in entries
        if entry.task == task
        for line in str(entry.details.get("comment") or "").splitlines()
        if line.strip()
    ]
    times = Counter(used)
    newest_first = dict.fromkeys(reversed(used))
    return tuple(sorted(newest_first, key=lambda comment: -times[comment]))
