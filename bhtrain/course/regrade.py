"""Grade again what is graded: first whose marks would move and why, then just that.

A key, the weights or the rulebook were corrected. The preview compares what counts in the
gradebook with what the same answers would earn now, and changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bhtrain.course.explained import explained_moves, handed_in_again
from bhtrain.course.feedback_page import feedback_record
from bhtrain.course.grade import GradedLearner, Watch, grade_hand_ins, grading_alone
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.grades import graded_grades
from bhtrain.course.layout import Course
from bhtrain.course.moves import Because, Move, automatic, differs, fixed
from bhtrain.course.override import note_formgrader
from bhtrain.course.reopen import corrected_keys
from bhtrain.course.reviews import reason
from bhtrain.course.scoring import AnswerKeys, score_submission, submitted_learners
from bhtrain.course.sign_off import SignOff, sign_offs_of
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptByHand:
    """Points that a person has set and that stay, where the automatic ones become others."""

    learner: LearnerId
    task: str
    points: float
    automatic: float  # what would count without the person's word
    max_points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What grading again would change.

    `learners` are those who would be graded again, `stay` counts their marks that do not move,
    those set by a person among them. `keys` are the tasks whose key was corrected, each with how.
    `problems` say of whom nothing is graded again, and whose answers cannot be read.
    """

    assignment: str
    learners: tuple[LearnerId, ...]
    moves: tuple[Move, ...]
    by_hand: tuple[KeptByHand, ...]
    stay: int
    keys: Mapping[str, str]
    problems: tuple[str, ...]

    @property
    def up(self) -> int:
        """How many marks move up."""
        return sum(move.change > 0 for move in self.moves)

    @property
    def down(self) -> int:
        """How many marks move down."""
        return sum(move.change < 0 for move in self.moves)


def preview_regrade(course: Course, assignment: str, keys: AnswerKeys | None = None) -> Preview:
    """Say whose marks would move if everybody who is graded were graded again. Writes nothing.

    Args:
        course: The course.
        assignment: The assignment.
        keys: Its keys; the present ones where they are left out.

    Raises:
        CourseError: Nobody is graded yet, or the keys or weights are wrong.
    """
    standing = graded_grades(course, assignment)
    keys = keys or AnswerKeys.load(course, assignment)
    handed_in = set(submitted_learners(course, assignment))
    learners: list[LearnerId] = []
    moves: list[Move] = []
    by_hand: list[KeptByHand] = []
    problems: list[str] = []
    marks = 0
    for learner, own in standing.items():
        if learner not in handed_in:
            problems.append(f"{learner}: the hand-in is gone, so the marks stay as they are.")
            continue
        if handed_in_again(course, learner, assignment):
            problems.append(f"{learner} handed in again; `bhtrain grade {assignment}` grades that.")
            continue
        graded = score_submission(course, keys, learner)
        if graded.problem:
            problems.append(f"{learner}: {graded.problem}")
        learners.append(learner)
        earned = {name: task.score.points for name, task in graded.tasks.items()}
        marks += sum(grade.task in earned for grade in own)
        by_hand += _kept(own, earned)
        if any(differs(grade, earned.get(grade.task, 0.0)) for grade in own):
            moves += explained_moves(course, own, graded, feedback_record(keys, graded))
    return Preview(
        assignment=assignment,
        learners=tuple(learners),
        moves=tuple(moves),
        by_hand=tuple(by_hand),
        stay=marks - len(moves),
        keys=corrected_keys(course, keys, learners),
        problems=tuple(problems),
    )


def _kept(own: list[Grade], earned: Mapping[str, float]) -> list[KeptByHand]:
    return [
        KeptByHand(
            learner=grade.learner,
            task=grade.task,
            points=grade.points,
            automatic=automatic(grade, earned[grade.task]),
            max_points=grade.max_points,
        )
        for grade in own
        if fixed(grade) and grade.task in earned and differs(grade, earned[grade.task])
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded:
    """What came of it: a line for each learner, and whose sign-off has ended by it."""

    results: tuple[GradedLearner, ...]
    sign_offs_ended: tuple[LearnerId, ...]


def apply_regrade(
    course: Course, shown: Preview, *, why: str, by: str, watch: Watch | None = None
) -> Regraded:
    """Grade again what a preview showed, if it is still so.

    Points set by a person stay. Each mark that moves, and each key that was corrected, comes into
    the history. A run that was cut off is completed by the next.

    Args:
        course: The course.
        shown: The preview that a person has seen.
        why: The reason, which the learners may be told.
        by: The account of who decides.
        watch: Who wants to know how far it is.

    Raises:
        CourseError: There is no reason, or what would move is no longer what was shown; nothing
            has been changed. Or as for `grade_assignment`.
    """
    because = Because(by=by, why=reason(why))
    assignment = shown.assignment
    with grading_alone(course):
        keys = AnswerKeys.load(course, assignment)
        if preview_regrade(course, assignment, keys) != shown:
            raise CourseError(
                "Something has changed since the preview was made. Nothing was graded; look at "
                f"`bhtrain regrade {assignment}` again."
            )
        note_formgrader(course, assignment)
        held = _signed_off(sign_offs_of(course, assignment))
        results = grade_hand_ins(course, keys, shown.learners, because, watch)
        holds = _signed_off(sign_offs_of(course, assignment))
    return Regraded(results=results, sign_offs_ended=tuple(sorted(held - holds)))


def _signed_off(states: Mapping[LearnerId, SignOff]) -> set[LearnerId]:
    return {name for name, one in states.items() if one.entry is not None and not one.changed}
