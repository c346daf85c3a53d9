"""A learner's path: which lessons their role asks for, how far they are, what placement spared.

Placement spares a lesson only where each of the lesson's competencies was shown: every placement
note on it right, or, where placement did not ask about it, the last two practice notes on it at
the first try. A lesson that is spared is still there to be read.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bhtrain.errors import AnswersError, BhtrainError
from bhtrain.grading.accuracy import Proportion
from bhtrain.grading.answers import load_json_safely, read_plain_file, write_atomically
from bhtrain.model.attempt import Attempt, competency_in_a_sentence
from bhtrain.progress.graded import graded_tasks
from bhtrain.progress.lessons import Lesson
from bhtrain.progress.mastery import PRACTICE
from bhtrain.progress.workspace import Workspace

ENOUGH = 2  # practice notes that show what placement did not ask about
SELF_CHECK = "lesson"  # the setting of a lesson's self-check; its task is the lesson's stem
_ROLES = Path(__file__).with_name("roles.toml")


# Roles ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What somebody does in the practice. Lessons are named by number: "02"."""

    id: str
    title: str
    about: str
    lessons: tuple[str, ...]  # asked for, in this order
    also: tuple[str, ...]  # offered after them


@cache
def roles() -> tuple[Role, ...]:
    """All roles, in the order in which they are offered."""
    return tuple(
        Role(
            id=one["id"],
            title=one["title"],
            about=one["about"],
            lessons=tuple(one["lessons"]),
            also=tuple(one["also"]),
        )
        for one in tomllib.loads(_ROLES.read_text(encoding="utf-8"))["role"]
    )


def role_of(workspace: Workspace) -> Role | None:
    """The role that the learner chose on this machine; None before that.

    Raises:
        BhtrainError: The choice cannot be read, or names a role that is gone.
    """
    path = _role_path(workspace)
    if not path.exists():
        return None
    try:
        body = load_json_safely(read_plain_file(path), path.name)
    except AnswersError:
        body = None
    wanted = body.get("role", "") if isinstance(body, dict) else ""
    if wanted is None:
        return None
    for role in roles():
        if role.id == wanted:
            return role
    raise BhtrainError("Your choice of role could not be read. Choose it again; nothing is lost.")


def choose_role(workspace: Workspace, role: Role | None) -> None:
    """Keep the learner's role, or none. A damaged choice is replaced."""
    write_atomically(_role_path(workspace), json.dumps({"role": role.id if role else None}))


def _role_path(workspace: Workspace) -> Path:
    return workspace.home / "role.json"


# Placement -----------------------------------------------------------------------------------


def placement_results(feedback: Mapping[str, Any]) -> dict[str, Proportion]:
    """How many placement notes on each competency were right, from the released feedback."""
    found: dict[str, Proportion] = {}
    for task in graded_tasks(feedback):
        for name in task.competencies:
            before = found.get(name, Proportion(0, 0))
            found[name] = Proportion(before.right + task.right, before.n + 1)
    return found


# The path ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonState:
    """One lesson on a learner's path. `page` stands below the pages folder.

    `state` is new, begun or done. `required` is False where the role only offers it or placement
    spared it; `why` says so, or what placement showed of it, and is empty before placement.
    `to_show` names the competency that still stands between the learner and an optional lesson.
    """

    number: str
    stem: str
    title: str
    page: str
    minutes: int | None
    state: str
    required: bool
    why: str
    to_show: str = ""


def path_states(
    lessons: Sequence[Lesson],
    attempts: Iterable[Attempt],
    *,
    role: Role | None = None,
    placement: Mapping[str, Proportion] | None = None,
) -> tuple[LessonState, ...]:
    """Every lesson in the order of the role's path, with how far the learner is.

    Without a role, all lessons are asked for, by number.
    """
    checked: set[str] = set()
    tried: set[str] = set()
    log = tuple(attempts)
    for attempt in log:
        (checked if attempt.setting == SELF_CHECK else tried).add(attempt.task)
    return tuple(
        _state(lesson, checked, tried, role, _shown(lesson, placement or {}, log))
        for lesson in _in_order(lessons, role)
    )


def _in_order(lessons: Sequence[Lesson], role: Role | None) -> list[Lesson]:
    if role is None:
        return list(lessons)
    order = [*role.lessons, *role.also]
    last = len(order)
    return sorted(lessons, key=lambda one: order.index(one.number) if one.number in order else last)


def _state(
    lesson: Lesson, checked: set[str], tried: set[str], role: Role | None, shown: "_Shown"
) -> LessonState:
    begun = "begun" if tried.intersection(lesson.notes) else "new"
    state = "done" if lesson.stem in checked else begun
    asked = role is None or lesson.number in role.lessons
    required, why = asked and not shown.spares, shown.why
    if role is not None and not asked:
        why = f"Your role does not need it: {role.title}."
    return LessonState(
        number=lesson.number,
        stem=lesson.stem,
        title=lesson.title,
        page=lesson.page,
        minutes=lesson.minutes,
        state=state,
        required=required,
        why=why,
        to_show=shown.to_show if required and state != "done" else "",
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What placement showed of a lesson, as `LessonState` tells it."""

    spares: bool
    why: str
    to_show: str = ""


def _shown(lesson: Lesson, placement: Mapping[str, Proportion], log: Sequence[Attempt]) -> _Shown:
    if not placement or not lesson.competencies:
        return _Shown(False, "")
    asked = [name for name in lesson.competencies if name in placement]
    right, n = (
        sum(placement[name].right for name in asked),
        sum(placement[name].n for name in asked),
    )
    if right < n:
        words = f"{right} of {n} {'note' if n == 1 else 'notes'} on {_listed(asked)} right"
        return _Shown(False, f"Placement: {words}, so this lesson will help.")
    notes = "the placement note" if n == 1 else f"{n} of {n} placement notes"
    told = f"You showed {_listed(asked)} in {notes}" if asked else ""
    others = [name for name in lesson.competencies if name not in placement]
    to_show = [name for name in others if not _in_practice(name, lesson, log)]
    if to_show:
        not_asked = f"Placement did not ask about {_listed(to_show)}."
        return _Shown(False, f"{told}. {not_asked}" if told else not_asked, to_show[0])
    if others:
        practice = f"{_listed(others)} in practice"
        told = f"{told}, and {practice}" if told else f"You showed {practice}"
    return _Shown(True, f"{told}, so this lesson is optional.")


def _in_practice(competency: str, lesson: Lesson, log: Sequence[Attempt]) -> bool:
    """Whether the last two notes on it were right at the first try. The lesson's own teach it."""
    firsts = [
        one.right
        for one in log
        if one.setting == PRACTICE
        and one.try_number == 1
        and competency in one.competencies
        and one.task not in lesson.notes
    ]
    return len(firsts) >= ENOUGH and all(firsts[-ENOUGH:])


def _listed(competencies: Sequence[str]) -> str:
    *most, last = [competency_in_a_sentence(name) for name in competencies]
    return f"{', '.join(most)} and {last}" if most else last


def held_back(lessons: Sequence[Lesson], states: Sequence[LessonState]) -> frozenset[str]:
    """The practice notes of lessons that are asked for and not done: they wait for the lesson."""
    waiting = {state.stem for state in states if state.required and state.state != "done"}
    return frozenset(note for one in lessons if one.stem in waiting for note in one.notes)
