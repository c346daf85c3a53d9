"""Editing the rubric of a question: whom it would move, and then all of them together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from bhtrain.course.deciding import deciding
from bhtrain.course.layout import Course
from bhtrain.course.override import (
    PointsByHand,
    last_decisions,
    note_formgrader,
    set_points_together,
)
from bhtrain.course.reviews import Act, Review, ReviewHistory, reason
from bhtrain.course.rubric import Criterion, present_rubric
from bhtrain.course.scoring import AnswerKeys
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId
from bhtrain.model.scenario import Scenario

MAX_TEXT = 300  # characters of a criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One answer that an edit of the rubric would move, or has moved."""

    learner: LearnerId
    was: float
    now: float
    given: Mapping[str, float]  # points of each criterion from then on


def rubric_effect(
    course: Course, assignment: str, task: str, rubric: Sequence[Criterion]
) -> tuple[Moved, ...]:
    """Whose points an edited rubric would move, and by how much; nothing is changed.

    Args:
        course: The course.
        assignment: The assignment.
        task: The task.
        rubric: The whole rubric as it shall be. A criterion that is no longer wanted is marked as
            retired; a new one has an empty id.

    Raises:
        CourseError: The rubric does not fit; the text says what does not.
    """
    note_formgrader(course, assignment)
    entries = ReviewHistory.of(course).entries(assignment, task=task)
    scenario = AnswerKeys.load(course, assignment).scenario(task)
    return _moved(scenario, entries, _checked(scenario, entries, rubric))


def edit_rubric(
    course: Course,
    assignment: str,
    task: str,
    rubric: Sequence[Criterion],
    *,
    why: str,
    by: str,
    seen: Sequence[Criterion] | None = None,
) -> tuple[Review, ...]:
    """Edit a rubric and count again what was graded by it: all of it, or nothing.

    Points that a person has set otherwise since then stay as they are.

    Args:
        course: The course.
        assignment: The assignment.
        task: The task.
        rubric: As for `rubric_effect`.
        why: The reason, which goes with each answer that moves.
        by: The account of who edits.
        seen: The rubric that the reviewer saw; somebody else's edit since then is not
            overwritten. Not compared where it is None.

    Returns:
        The entries of the answers that were counted again.

    Raises:
        CourseError: There is no reason, the rubric does not fit, or somebody else has edited it
            meanwhile. Nothing has been changed.
    """
    why = reason(why)
    scenario = AnswerKeys.load(course, assignment).scenario(task)
    note_formgrader(course, assignment)  # what was set there since then is not touched
    with deciding(course):
        entries = ReviewHistory.of(course).entries(assignment, task=task)
        if seen is not None and tuple(seen) != present_rubric(scenario, entries):
            raise CourseError("Somebody else has edited this rubric meanwhile. Look at it again.")
        edited = _checked(scenario, entries, rubric)
        wanted = [
            PointsByHand(
                learner=one.learner,
                task=task,
                points=one.now,
                why=f"Rubric edited: {why}",
                seen=one.was,
                rubric=one.given,
            )
            for one in _moved(scenario, entries, edited)
        ]
        edit = Review(
            what=Act.RUBRIC_EDITED,
            by=by,
            assignment=assignment,
            task=task,
            why=why,
            details={"rubric": [asdict(criterion) for criterion in edited]},
        )
        return set_points_together(course, assignment, wanted, by=by, also=[edit])


def _checked(
    scenario: Scenario, entries: Iterable[Review], rubric: Sequence[Criterion]
) -> tuple[Criterion, ...]:
    """The edited rubric, new criteria with an id, retired ones last.

    Raises:
        CourseError: It does not fit.
    """
    before = present_rubric(scenario, entries)
    if not before:
        raise CourseError(f"{scenario.task.id} has no rubric: only a question is graded by one.")
    known = {criterion.id for criterion in before}
    kept = [criterion.id for criterion in rubric if criterion.id]
    if sorted(kept) != sorted(known):
        raise CourseError("Retire a criterion instead of leaving it out; a new one has no id yet.")
    number = max(int(name) for name in known)
    edited = []
    for criterion in rubric:
        text = " ".join(criterion.text.split())
        if not 0 < len(text) <= MAX_TEXT:
            raise CourseError(f"Each criterion needs a text of at most {MAX_TEXT} characters.")
        if not criterion.points > 0:
            raise CourseError(f"{text!r} has to be worth more than 0 points, or be retired.")
        if not criterion.id:
            number += 1
        edited.append(
            replace(
                criterion,
                id=criterion.id or str(number),
                text=text,
                points=round(float(criterion.points), 2),
            )
        )
    total = round(sum(one.points for one in edited if not one.retired), 2)
    most = scenario.key.points_by_hand
    if not 0 < total <= most:
        raise CourseError(
            f"The criteria give {total:g} points together; of {scenario.task.id} the question is "
            f"worth {most} of {scenario.task.points}, so they have to give between 0 and {most}."
        )
    return tuple(sorted(edited, key=lambda criterion: criterion.retired))


def _moved(
    scenario: Scenario, entries: Sequence[Review], edited: Sequence[Criterion]
) -> tuple[Moved, ...]:
    """Answers whose last word came from the rubric, as they would be counted by the edited one.

    Each criterion keeps the share of its points that was given.
    """
    worth_before = {one.id: one.points for one in present_rubric(scenario, entries)}
    worth = {one.id: one.points for one in edited if not one.retired}
    found = []
    for (learner, task), last in sorted(last_decisions(entries).items()):
        given = last.details.get("rubric")
        if task != scenario.task.id or given is None or last.now is None:
            continue
        again = {
            name: round(points * worth[name] / worth_before[name], 2)
            for name, points in given.items()
            if name in worth
        }
        if again != {name: points for name, points in given.items() if points or name in worth}:
            decision = last.now - sum(given.values())
            now = min(max(decision + sum(again.values()), 0.0), float(scenario.task.points))
            found.append(Moved(learner=learner, was=last.now, now=round(now, 2), given=again))
    return tuple(found)
