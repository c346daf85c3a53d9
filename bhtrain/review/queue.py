"""What waits for a person, and in which order: one entry for each answer, with all its needs.

Disputes come first, oldest first; then questions to grade, answers that differ from the key, and
whole hand-ins. Within these by task, so that a reviewer sees one task of all learners in a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bhtrain.course.damage import damage_waits
from bhtrain.course.envelope import due_of, handed_in_words, read_envelope
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.override import last_decisions, note_formgrader, waits
from bhtrain.course.reviews import Act, Review, ReviewHistory, disputes_in
from bhtrain.course.scoring import AnswerKeys
from bhtrain.model.attempt import LearnerId


class Need(StrEnum):
    """Why a person is needed, in words. The order is that of the queue."""

    DISPUTE = "disputed"
    QUESTION = "question to grade"
    DEFENSIBLE = "differs from the key, breaks no rule"
    AGAIN = "to look at again"  # a person's word was taken back, or it was handed in again since
    DAMAGE = "answers cannot be read"
    IDENTITY = "identity not verified"
    TIME = "time in doubt"


_ORDER = {need: place for place, need in enumerate(Need)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One answer that waits for a person, or with an empty `task` a whole hand-in.

    `points` count now, out of `max_points`; of a hand-in those of all its tasks. `since` is when
    the oldest open dispute came, otherwise when it was handed in; None where nobody knows.
    """

    assignment: str
    learner: LearnerId
    task: str
    needs: tuple[Need, ...]
    points: float
    max_points: float
    since: datetime | None


def review_queue(course: Course, assignment: str | None = None) -> tuple[Waiting, ...]:
    """Everything that waits for a person, of one assignment or of the course.

    An answer on which a person has decided is not in it, unless a dispute of it is open or it was
    handed in again since.

    Raises:
        CourseError: The assignment is not released, or the gradebook or keys cannot be read.
    """
    if assignment is not None:
        course.check_released(assignment)
        names = [assignment]
    else:
        names = [name for name in course.assignments() if course.master(name).is_file()]
    found = [waiting for name in names for waiting in _of_assignment(course, name)]
    return tuple(sorted(found, key=_place))


def narrowed(
    queue: Iterable[Waiting],
    *,
    need: Need | None = None,
    assignment: str | None = None,
    task: str | None = None,
) -> tuple[Waiting, ...]:
    """The part of a queue with this need, assignment and task; None asks for nothing."""
    return tuple(
        one
        for one in queue
        if (need is None or need in one.needs)
        and assignment in (None, one.assignment)
        and task in (None, one.task)
    )


def neighbors(queue: Sequence[Waiting], waiting: Waiting) -> tuple[Waiting | None, Waiting | None]:
    """What stands before and after an answer in a queue; None where it begins or ends."""
    places = [(one.assignment, one.learner, one.task) for one in queue]
    here = places.index((waiting.assignment, waiting.learner, waiting.task))
    before = queue[here - 1] if here else None
    return before, queue[here + 1] if here + 1 < len(queue) else None


def _place(one: Waiting) -> tuple[int, datetime]:
    """Disputes by age; all else stays as it comes: by assignment, task, age and learner."""
    first = _ORDER[one.needs[0]]
    early = datetime.min.replace(tzinfo=UTC)
    return first, (one.since or early) if one.needs[0] is Need.DISPUTE else early


def _of_assignment(course: Course, assignment: str) -> list[Waiting]:
    note_formgrader(course, assignment)
    with open_gradebook(course) as gradebook:
        grades = gradebook.grades(assignment)
    if not grades:
        return []
    entries = ReviewHistory.of(course).entries(assignment)
    scenarios = AnswerKeys.load(course, assignment).scenarios
    due = due_of(course, assignment)
    decided, disputed = last_decisions(entries), _disputed_since(entries)
    damage_seen = [one for one in entries if one.what is Act.DAMAGE_SEEN]
    by_learner: dict[LearnerId, list[Grade]] = {}
    for grade in grades:
        by_learner.setdefault(grade.learner, []).append(grade)
    found: list[Waiting] = []
    for learner, own in by_learner.items():
        envelope = read_envelope(course, learner, assignment)
        handed_in = None if envelope is None else envelope.at
        whole = [
            *([Need.DAMAGE] if damage_waits(course, own, envelope, damage_seen) else []),
            *([Need.IDENTITY] if envelope is not None and not envelope.sure else []),
            *([Need.TIME] if envelope is not None and envelope.in_doubt(due) else []),
        ]
        if whole:
            found.append(_whole_hand_in(own, whole, handed_in))
        for grade in own:
            since = disputed.get((learner, grade.task))
            last = decided.get((learner, grade.task))
            needs = [Need.DISPUTE] if since else []
            if waits(grade, last, handed_in_words(envelope)):
                needs.append(_kind_of_look(last, question=bool(scenarios[grade.task].key.rubric)))
            if needs:
                found.append(_answer(grade, needs, since or handed_in))
    place = {task: number for number, task in enumerate(scenarios)}
    last_of_all = datetime.max.replace(tzinfo=UTC)
    return sorted(
        found,
        key=lambda one: (place.get(one.task, -1), one.since or last_of_all, one.learner),
    )


def _answer(grade: Grade, needs: list[Need], since: datetime | None) -> Waiting:
    return Waiting(
        assignment=grade.assignment,
        learner=grade.learner,
        task=grade.task,
        needs=tuple(needs),
        points=grade.points,
        max_points=grade.max_points,
        since=since,
    )


def _whole_hand_in(own: list[Grade], needs: list[Need], since: datetime | None) -> Waiting:
    return Waiting(
        assignment=own[0].assignment,
        learner=own[0].learner,
        task="",
        needs=tuple(needs),
        points=round(sum(grade.points for grade in own), 2),
        max_points=sum(grade.max_points for grade in own),
        since=since,
    )


def _kind_of_look(last: Review | None, *, question: bool) -> Need:
    """Why a look is asked for: by the grading, or since somebody had decided before."""
    if last is not None and not question:
        return Need.AGAIN
    return Need.QUESTION if question else Need.DEFENSIBLE


def _disputed_since(entries: Iterable[Review]) -> dict[tuple[LearnerId, str], datetime]:
    """When the oldest dispute of an answer came that nobody has answered."""
    waiting = [one.raised for one in disputes_in(entries) if one.answer is None]
    return {(raised.learner, raised.task): raised.at for raised in reversed(waiting)}
