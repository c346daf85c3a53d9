"""The learner's path, put together from what this machine knows, and the one next thing to do."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import ipywidgets as widgets

from bhtrain import clock, places
from bhtrain.errors import BhtrainError
from bhtrain.exchange.records import Release
from bhtrain.grading.accuracy import Proportion
from bhtrain.model.attempt import Attempt, competency_in_a_sentence
from bhtrain.progress.lessons import Lesson, read_lessons
from bhtrain.progress.path import (
    LessonState,
    Role,
    choose_role,
    path_states,
    placement_results,
    role_of,
    roles,
)
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.parts import escape
from bhtrain.widgets.released import AssignmentState, feedback_of, released, state_of

PLACEMENT = "placement"
SOON = timedelta(days=3)  # an assignment that is due within this goes before the next lesson
CHOOSE = "<p>Choose what you do here, and the path shows the lessons that help with it.</p>"
TO_SHOW = (
    "<p>Do you know already what placement did not ask about? Practice on it: two notes right at "
    "the first try, one after the other, make the lesson optional.</p>"
)
_STATES = {"new": "Not begun", "begun": "Begun", "done": "Done"}


def lessons() -> tuple[Lesson, ...]:
    """The lessons that came with this copy of bhtrain."""
    return read_lessons(places.shipped("notebooks"))


def course_map(
    workspace: Workspace, attempts: Sequence[Attempt] | None = None
) -> tuple[LessonState, ...]:
    """Every lesson in the order of the learner's path. What cannot be read spares nothing.

    Args:
        attempts: The learner's log, where it was read already.
    """
    return path_states(
        lessons(),
        workspace.store().attempts(workspace.learner) if attempts is None else attempts,
        role=_role(workspace)[0],
        placement=_placement(workspace),
    )


def _role(workspace: Workspace) -> tuple[Role | None, str]:
    """The learner's role, and a sentence where the choice could not be read."""
    try:
        return role_of(workspace), ""
    except BhtrainError as error:
        return None, str(error)


def _placement(workspace: Workspace) -> Mapping[str, Proportion]:
    try:
        return placement_results(feedback_of(PLACEMENT, workspace) or {})
    except BhtrainError:  # not released, or the exchange is away: nothing was shown yet
        return {}


# What next -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The one thing to do now: words for its button, its page, and why it."""

    words: str
    page: str
    why: str


def next_step(workspace: Workspace, path: tuple[LessonState, ...]) -> NextStep:
    """Placement on the first day, what is due soon, the next lesson of the path, then practice."""
    open_still = _open_assignments(workspace)
    for release, state in open_still:
        first_day = all(lesson.state == "new" for lesson in path)
        if release.assignment == PLACEMENT and (first_day or state.name == "working"):
            return NextStep(
                words="Go on with placement" if state.name == "working" else "Do the placement",
                page="assignments.ipynb",
                why=f"{state.of} notes. What you know already, you need not read again.",
            )
    for release, _ in open_still:
        if release.due and release.due - clock.now() < SOON and release.assignment != PLACEMENT:
            return NextStep(
                words=f"Do {release.title}",
                page="assignments.ipynb",
                why=f"It is due {clock.local_words(release.due)}.",
            )
    to_do = [lesson for lesson in path if lesson.required and lesson.state != "done"]
    for lesson in sorted(to_do, key=lambda one: one.state != "begun"):
        minutes = f" It takes about {lesson.minutes} minutes." if lesson.minutes else ""
        begun = lesson.state == "begun"
        return NextStep(
            words=f"{'Go on with' if begun else 'Read'} lesson {_short(lesson)}: {lesson.title}",
            page=lesson.page,
            why=("You have begun it." if begun else "It is next on your path.") + minutes,
        )
    for release, _ in open_still:
        if release.assignment != PLACEMENT:
            return NextStep(
                words=f"Do {release.title}",
                page="assignments.ipynb",
                why="You have not handed it in yet.",
            )
    return NextStep(
        words="Practice what you miss most",
        page="practice.ipynb",
        why="Your lessons are done. bhtrain chooses notes on what you have missed most.",
    )


def _open_assignments(workspace: Workspace) -> list[tuple[Release, AssignmentState]]:
    """Not handed in, the one that is due first first."""
    found = []
    for release in released():
        try:
            state = state_of(release.assignment, workspace, due=release.due)
        except BhtrainError:
            logging.getLogger("bhtrain").exception("%s cannot be read", release.assignment)
            continue
        if state.name in ("not started", "working"):
            found.append((release, state))
    far = clock.now() + timedelta(days=36_500)
    return sorted(found, key=lambda one: one[0].due or far)


def next_part(workspace: Workspace, path: tuple[LessonState, ...]) -> str:
    """The next thing to do as one clear link, with its reason."""
    step = next_step(workspace, path)
    return f"<h2>What to do next</h2>{parts.action(step.page, step.words)}<p>{escape(step.why)}</p>"


# Shown ---------------------------------------------------------------------------------------


def map_list(path: tuple[LessonState, ...]) -> str:
    """The lessons as a list: what is asked for first, then what is only offered."""
    if not path:
        return parts.message("There are no lessons in this copy of bhtrain. Practice meanwhile.")
    asked = [lesson for lesson in path if lesson.required]
    offered = [lesson for lesson in path if not lesson.required]
    shown = _rows(asked) if asked else parts.message("Every lesson of your path is optional.")
    if any(lesson.to_show for lesson in asked):
        shown = TO_SHOW + shown
    if offered:
        shown += f"<h3>Optional for you</h3>{_rows(offered)}"
    return shown


def _rows(lessons: list[LessonState]) -> str:
    return f"<ol class='bh-path'>{''.join(map(_row, lessons))}</ol>"


def _short(lesson: LessonState) -> str:
    return lesson.number.lstrip("0")


def _row(lesson: LessonState) -> str:
    minutes = f", about {lesson.minutes} minutes" if lesson.minutes else ""
    mark = "✓ " if lesson.state == "done" else ""
    words = escape(lesson.why)
    if lesson.to_show:
        words += f" {_show_it(lesson.to_show)}"
    why = f"<br><small>{words}</small>" if words else ""
    link = parts.link(lesson.page, f"Lesson {_short(lesson)}: {lesson.title}")
    return f"<li>{link} <span>({mark}{_STATES[lesson.state]}{minutes})</span>{why}</li>"


def _show_it(competency: str) -> str:
    """Where to show what placement left open."""
    name = competency_in_a_sentence(competency)
    link = parts.link(f"practice.ipynb?competency={quote(competency)}", f"Practice on {name}")
    return f"{link}."


def role_picker(workspace: Workspace, changed: Callable[[], None]) -> widgets.Widget:
    """Choose what one does in the practice; the path follows. `changed` is told after a choice."""
    role, trouble = _role(workspace)
    about = parts.markup("")
    choice = widgets.Dropdown(
        description="Your work",
        options=[
            ("Not chosen: all lessons", ""),
            *((one.title, one.id) for one in roles()),
        ],
        value=role.id if role else "",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="100%", max_width="28rem"),
    )

    def tell(words: str) -> None:
        about.value = words

    def show() -> None:
        now = next((one for one in roles() if one.id == choice.value), None)
        tell(f"<p>{escape(now.about)}</p>" if now else CHOOSE)

    def choose() -> None:
        choose_role(workspace, next((one for one in roles() if one.id == choice.value), None))
        show()
        changed()

    show()
    if trouble:
        tell(parts.message(trouble))
    choice.observe(lambda _change: parts.attempt(choose, tell), "value")
    return widgets.VBox([choice, about])
