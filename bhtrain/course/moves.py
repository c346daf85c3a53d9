"""Marks that move when what is graded already is graded again, and what is written down of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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
    extra: float = 0.0  # points that a person has added to the automatic ones, in `was` and `now`

    @property
    def change(self) -> float:
        """How far it moves: below 0 is down."""
        return round(self.now - self.was, 2)


def automatic(grade: Grade, earned: float) -> float:
    """The points that would count if an answer earned this and nobody had set it by hand."""
    return round(earned + grade.extra, 2)


def fixed(grade: Grade) -> bool:
    """Whether a person's points count, whatever the answer earns; more than extra credit does."""
    return grade.by_hand and not grade.extra


def differs(grade: Grade, earned: float) -> bool:
    """Whether the automatic points of an answer that was graded before become others."""
    return grade.auto_points is not None and abs(earned - grade.auto_points) >= 0.005


def moving(grades: Iterable[Grade], earned: Mapping[Place, float]) -> Iterator[tuple[Grade, float]]:
    """The grades that move, each with the points that count then; those set by hand never do."""
    for grade in grades:
        points = earned.get((grade.learner, grade.task))
        if points is not None and not fixed(grade) and differs(grade, points):
            yield grade, automatic(grade, points)


def entries_of(
    course: Course, assignment: str, moves: Iterable[Move], because: Because
) -> list[Review]:
    """An entry for each move, but none that a run which was cut off has left already."""
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
                **({"by_hand": True} if move.extra else {}),
            },
        )
        for move in moves
    ]
    return _missing(course, assignment, entries)


def key_entries_of(
    course: Course, assignment: str, keys: Mapping[str, str], because: Because
) -> list[Review]:
    """An entry for each task whose key is another one, with the words that say how; as above."""
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
    return _missing(course, assignment, entries)


def _missing(course: Course, assignment: str, entries: list[Review]) -> list[Review]:
    """Entries that the newest one about the same answer, or key, does not say already.

    Where the history was written before what it speaks of, a killed process has left it so.
    """
    if not entries:
        return []
    history = ReviewHistory.of(course).entries(assignment)
    newest = {(one.learner, one.task): one for one in history}
    return [one for one in entries if _said(newest.get((one.learner, one.task))) != _said(one)]


def _said(entry: Review | None) -> tuple[Any, ...]:
    if entry is None:
        return ()
    if entry.what is Act.KEY_REOPENED:
        return entry.what, entry.details.get("changed")
    return entry.what, entry.was, entry.now
