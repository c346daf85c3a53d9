"""What people decided about answers: who, when, from how many points to how many, and why.

An append-only history beside nbgrader's gradebook, which has none. The gradebook holds the points
that count; this holds how they came about. Nothing here is ever changed: what was wrong is
answered by a new entry.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from bhtrain.content import content_version
from bhtrain.course.layout import Course
from bhtrain.course.records import CourseRecords
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId

MAX_WHY = 2000  # characters


class Act(StrEnum):
    """What an entry says was done."""

    POINTS_SET = "points set"  # a person's points; `now` None: the person's word was taken back
    IN_FORMGRADER = "changed in formgrader"
    SIGNED_OFF = "signed off"
    SIGN_OFF_UNDONE = "sign-off undone"
    DISPUTED = "disputed"
    DISPUTE_ANSWERED = "dispute answered"
    REGRADED = "regraded"  # the key or a rule was corrected
    KEY_REOPENED = "key reopened"
    RUBRIC_EDITED = "rubric edited"  # `details` hold the whole rubric from then on
    IDENTITY_CONFIRMED = "identity confirmed"
    TIME_SETTLED = "time settled"
    DAMAGE_SEEN = "damage seen"  # answers that cannot be read: the points stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One entry of the history.

    `task` is empty where the whole assignment is meant, `learner` where everybody is. `was` and
    `now` are points that count, in points of the task, or of the assignment. `details` hold what
    else belongs to it: the points of each rubric item, the field that is disputed.
    """

    what: Act
    by: str  # the account of who decided
    assignment: str
    learner: LearnerId = ""
    task: str = ""
    was: float | None = None
    now: float | None = None
    why: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = datetime.min.replace(tzinfo=UTC)
    content_version: str = ""
    number: int = 0  # given by the history, as are `at` and `content_version`


_REVIEWS = sa.Table(
    "reviews",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(40)),
    sa.Column("by", sa.String(128)),
    sa.Column("what", sa.String(32)),
    sa.Column("assignment", sa.String(128)),
    sa.Column("learner", sa.String(64)),
    sa.Column("task", sa.String(128)),
    sa.Column("was", sa.Float),
    sa.Column("now", sa.Float),
    sa.Column("why", sa.Text),
    sa.Column("details", sa.Text),
    sa.Column("content_version", sa.Text),
)


def reason(why: str) -> str:
    """A reason as it is kept.

    Raises:
        CourseError: There is none, or it is longer than 2,000 characters.
    """
    words = why.strip()
    if not words:
        raise CourseError("Give a reason; the learner and the next reviewer will ask for it.")
    if len(words) > MAX_WHY:
        raise CourseError(f"The reason is longer than {MAX_WHY} characters. Say it shorter.")
    return words


def row_of_review(entry: Review, at: datetime) -> dict[str, Any]:
    """An entry made at this moment, as the database and JSON hold it; it has no number yet."""
    return {
        "at": at.astimezone(UTC).isoformat(),
        "by": entry.by,
        "what": entry.what.value,
        "assignment": entry.assignment,
        "learner": entry.learner,
        "task": entry.task,
        "was": entry.was,
        "now": entry.now,
        "why": entry.why,
        "details": json.dumps(dict(entry.details), sort_keys=True),
        "content_version": content_version(),
    }


def review_from_row(row: Mapping[str, Any]) -> Review:
    """The entry that such a row holds."""
    return Review(
        number=row.get("number", 0),
        at=datetime.fromisoformat(row["at"]),
        by=row["by"],
        what=Act(row["what"]),
        assignment=row["assignment"],
        learner=row["learner"],
        task=row["task"],
        was=row["was"],
        now=row["now"],
        why=row["why"],
        details=json.loads(row["details"]),
        content_version=row["content_version"],
    )


class ReviewHistory:
    """The history of a course."""

    def __init__(self, records: CourseRecords):
        self._records = records

    @classmethod
    def of(cls, course: Course) -> "ReviewHistory":
        """The history of a course."""
        return cls(CourseRecords.of(course))

    def add(self, *entries: Review, at: datetime) -> None:
        """Add entries, all of them or none.

        Raises:
            CourseError: The database refuses.
        """
        rows = [row_of_review(entry, at) for entry in entries]
        if rows:
            with self._records.open() as connection:
                connection.execute(_REVIEWS.insert(), rows)

    def entries(
        self,
        assignment: str | None = None,
        *,
        learner: LearnerId | None = None,
        task: str | None = None,
    ) -> tuple[Review, ...]:
        """The entries in the order in which they were made; all where nothing is named."""
        query = sa.select(_REVIEWS).order_by(_REVIEWS.c.number)
        wanted = {"assignment": assignment, "learner": learner, "task": task}
        for name, value in wanted.items():
            if value is not None:
                query = query.where(_REVIEWS.c[name] == value)
        with self._records.open() as connection:
            return tuple(review_from_row(dict(row)) for row in connection.execute(query).mappings())


@dataclass(frozen=True, slots=True)
class DisputeEntries:
    """A dispute in the history, and the entry that answers it; None: it waits."""

    raised: Review
    answer: Review | None


def disputes_in(history: Iterable[Review]) -> tuple[DisputeEntries, ...]:
    """Every dispute with its answer, in the order in which they were raised.

    An answer that names a field answers what waits about that field; one that names none answers
    all that waits about the task.
    """
    found: list[DisputeEntries] = []
    for entry in history:
        if entry.what is Act.DISPUTED:
            found.append(DisputeEntries(entry, None))
        elif entry.what is Act.DISPUTE_ANSWERED:
            found = [
                DisputeEntries(one.raised, entry)
                if one.answer is None and _speaks_of(entry, one.raised)
                else one
                for one in found
            ]
    return tuple(found)


def waiting_about(
    history: Iterable[Review], task: str, field: str | None
) -> tuple[DisputeEntries, ...]:
    """The disputes that wait, about a task or about one field of it."""
    return tuple(
        one
        for one in disputes_in(history)
        if one.answer is None
        and one.raised.task == task
        and field in (None, one.raised.details.get("field", ""))
    )


def _speaks_of(answer: Review, raised: Review) -> bool:
    if (answer.assignment, answer.learner, answer.task) != (
        raised.assignment,
        raised.learner,
        raised.task,
    ):
        return False
    field = answer.details.get("field")
    return field is None or field == raised.details.get("field", "")
