"""Marks that move when what is graded already is graded again, and what is written down of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bhtrain import clock
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.model.attempt import LearnerId

Place = tuple[LearnerId, str]  # whose answer, to which task
AGAIN = "Graded again."  # the reason where nobody gave one


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Who lets something be graded again, and why."""

    by: str
    why: str = AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A mark that moves: points that count, before and after, and why in sentences.

    `versions` are those of the rulebook, before and after; the first is empty where nobody knows.
    """

    learner: LearnerId
    task: str
    was: float
    now: float
    max_points: float
    why: tuple[str, ...] = ()
    versions: tuple[str, str] = ("", "")

    @property
    def change(self) -> float:
        """How far it moves: below 0 is down."""
        return round(self.now - self.was, 2)


def automatic(grade: Grade, earned: float) -> float:
    """The points that would count if an answer earned this and nobody had set it by hand."""
    by_machine = grade.auto_points or 0.0
    extra = 0.0 if grade.by_hand else grade.points - by_machine
    return round(earned + extra, 2)


def differs(grade: Grade, earned: float) -> bool:
    """Whether the automatic points of an answer that was graded before become others."""
    return grade.auto_points is not None and abs(earned - grade.auto_points) >= 0.005


def moving(grades: Iterable[Grade], earned: Mapping[Place, float]) -> Iterator[tuple[Grade, float]]:
    """The grades that move, each with the points that count then; those set by hand never do."""
    for grade in grades:
        points = earned.get((grade.learner, grade.task))
        if points is not None and not grade.by_hand and differs(grade, points):
            yield grade, automatic(grade, points)


def write_down(
    course: Course, assignment: str, moves: Iterable[Move], because: Because
) -> tuple[Review, ...]:
    """Add an entry for each move to the history; one that a run which was cut off has left, not."""
    entries = [
        Review(
            what=Act.REGRADED,
            by=because.by,
            assignment=assignment,
            learner=move.learner,
            task=move.task,
            was=move.was,
            now=move.now,
            why=because.why,
            details={
                "changed": " ".join(move.why),
                "content_version": dict(zip(("before", "after"), move.versions, strict=True)),
            },
        )
        for move in moves
    ]
    return _add_missing(course, assignment, entries)


def write_down_keys(
    course: Course, assignment: str, keys: Mapping[str, str], because: Because
) -> tuple[Review, ...]:
    """Add an entry for each task whose key is another one, with the words that say how."""
    entries = [
        Review(
            what=Act.KEY_REOPENED,
            by=because.by,
            assignment=assignment,
            task=task,
            why=because.why,
            details={"changed": words},
        )
        for task, words in keys.items()
    ]
    return _add_missing(course, assignment, entries)


def _add_missing(course: Course, assignment: str, entries: list[Review]) -> tuple[Review, ...]:
    """A run that was killed may have written the history and not yet the gradebook.

    Then the newest entry of that answer says already what is to be said.
    """
    if not entries:
        return ()
    history = ReviewHistory.of(course)
    newest = {(one.learner, one.task): one for one in history.entries(assignment)}
    missing = [
        entry for entry in entries if _said(newest.get((entry.learner, entry.task))) != _said(entry)
    ]
    history.add(*missing, at=clock.now())
    return tuple(missing)


def _said(entry: Review | None) -> tuple[Any, ...]:
    if entry is None:
        return ()
    if entry.what is Act.KEY_REOPENED:
        return entry.what, entry.details.get("changed")
    return entry.what, entry.was, entry.now
