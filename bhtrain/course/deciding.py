"""Decisions are made one at a time, and stand in gradebook and history, or in neither.

The two are databases of their own. What a decision writes is kept in a file until both have it;
whoever decides or looks next completes, or drops, what a killed process has left.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bhtrain import clock
from bhtrain.course.gradebook import GradebookTables, open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.reviews import Review, ReviewHistory, review_from_row, row_of_review
from bhtrain.errors import CourseError
from bhtrain.exchange.files import write_whole

_PATIENCE = 20  # seconds; a decision takes a fraction of one


@contextmanager
def deciding(course: Course) -> Iterator[None]:
    """Alone with gradebook and history, in which no decision is half written. Never nested.

    Raises:
        CourseError: Somebody else is deciding for very long, or a database refuses.
    """
    lock = FileLock(course.folder / ".decision.lock", timeout=_PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        raise CourseError(
            "Somebody else is writing decisions in this course; try again in a minute."
        ) from None
    try:
        _complete(course)
        yield
    finally:
        lock.release()


def write_together(
    course: Course,
    changes: Sequence[tuple[Grade, float | None]],
    entries_of: Callable[[Sequence[Grade]], Iterable[Review]],
) -> tuple[Review, ...]:
    """Let a person's points count and add the entries that say so; only inside `deciding`.

    Args:
        course: The course.
        changes: Answers as they were seen, each with the points that shall count by hand; None
            lets the automatic ones count.
        entries_of: Makes the entries from the grades as they are then, in the same order.

    Raises:
        CourseError: An answer is no longer as it was seen, or the gradebook refuses; nothing has
            been changed. Or the history refuses: then the next `deciding` completes it.
    """

    def write(gradebook: GradebookTables) -> Changed:
        after = []
        for seen, points in changes:
            changed = gradebook.set_by_hand(seen, points)
            if changed is None:
                raise CourseError(
                    f"{seen.task} of {seen.learner} was graded, or changed in formgrader, "
                    "just now. Look again before you decide."
                )
            after.append(changed)
        return [seen for seen, _ in changes], after

    return save_together(course, write, entries_of)


Changed = tuple[Sequence[Grade], Sequence[Grade]]  # the same grades, before and after


def save_together(
    course: Course,
    write: Callable[[GradebookTables], Changed],
    entries_of: Callable[[Sequence[Grade]], Iterable[Review]],
) -> tuple[Review, ...]:
    """Write to the gradebook and add the entries that say so; only inside `deciding`.

    Args:
        course: The course.
        write: Writes, and returns the grades that the entries speak of.
        entries_of: Makes the entries from these, as they are then.

    Raises:
        CourseError: The gradebook refuses; nothing has been changed. Or the history refuses:
            then the next `deciding` completes it.
    """
    at = clock.now()
    history = ReviewHistory.of(course)
    newest = history.newest()
    try:
        with open_gradebook(course) as gradebook:
            before, after = write(gradebook)
            entries = tuple(entries_of(after))
            if entries and after:
                body = {
                    "after_entry": newest,
                    "entries": [row_of_review(entry, at) for entry in entries],
                    "before": [_mark(grade) for grade in before],
                    "after": [_mark(grade) for grade in after],
                }
                write_whole(_pending(course), json.dumps(body).encode(), mode=0o600)
    except BaseException:
        _complete(course)  # the gradebook may have taken it before the error came
        raise
    history.add(*entries, at=at)
    _pending(course).unlink(missing_ok=True)
    return entries


def _pending(course: Course) -> Path:
    return course.folder / ".decision.json"


def _mark(grade: Grade) -> list[Any]:
    """Where a grade stands, and its points: a person's, if any, and the automatic ones."""
    points = [grade.points if grade.by_hand else None, grade.auto_points]
    return [grade.assignment, grade.learner, grade.task, points]


def _complete(course: Course) -> None:
    """Give the history what the gradebook has already; forget what neither has."""
    path = _pending(course)
    try:
        body = json.loads(path.read_bytes())
    except FileNotFoundError:
        return
    entries = [review_from_row(row) for row in body["entries"]]
    history = ReviewHistory.of(course)
    if _in_gradebook(course, body) and not _in_history(history, entries[0], body["after_entry"]):
        history.add(*entries, at=entries[0].at)
    path.unlink()


def _in_gradebook(course: Course, body: Mapping[str, Any]) -> bool:
    """Whether it took the change: all of it or nothing, so one changed grade tells."""
    changed = [
        after
        for after, before in zip(body["after"], body["before"], strict=True)
        if after != before
    ]
    with open_gradebook(course) as gradebook:
        return any(
            _mark(grade) == after
            for after in changed
            for grade in gradebook.grades(after[0], learner=after[1], task=after[2])
        )


def _in_history(history: ReviewHistory, entry: Review, after: int) -> bool:
    """Whether it has the entry. Meanwhile only what takes no `deciding` may have come into it."""
    same = ("what", "by", "learner", "task", "was", "now", "why")
    return any(
        all(getattr(one, name) == getattr(entry, name) for name in same)
        for one in history.entries(entry.assignment, after=after)
    )
