"""The practice page: what to practice, the next note, and why it is this one."""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.errors import AnswersError, BhtrainError, UnknownNameError
from bhtrain.grading.answers import load_json_safely, read_plain_file, write_atomically
from bhtrain.model.attempt import Attempt, competency_in_words
from bhtrain.model.scenario import Kind, Level
from bhtrain.progress.mastery import CompetencyProgress, by_competency
from bhtrain.progress.next_note import Choice, level_for, next_note
from bhtrain.progress.path import held_back
from bhtrain.progress.workspace import Workspace
from bhtrain.scenarios.bank import Bank
from bhtrain.scenarios.generate import GENERATED_PREFIX, fresh
from bhtrain.widgets import parts
from bhtrain.widgets.course_map import course_map, lessons
from bhtrain.widgets.practice_series import DeskOf, put
from bhtrain.widgets.progress_words import why_this_note
from bhtrain.widgets.released import graded_work

SEEDS = 10**9  # of generated notes; a note comes back about once in a lifetime
ANY = ""  # a list whose choice is None shows nothing as chosen
DRAWS = 12  # fresh notes drawn until one is of the kind that was asked for
LEVELS = {Level.FIRST: "First steps", Level.CORE: "Everyday", Level.HARD: "Hard"}
KINDS = {
    Kind.CODE: "Code a note",
    Kind.REVIEW: "Review a claim",
    Kind.DOCUMENTATION: "Check the documentation",
    Kind.DENIAL: "Answer a denial",
    Kind.QUERY: "Ask the clinician",
    Kind.PATTERN: "Look at a month",
    Kind.TRIAGE: "Order a queue",
}
NONE_LIKE_THAT = "There is no other note like that. Choose another level or kind of task."
NONE_FRESH = "bhtrain cannot make a fresh note like that. Press Next note for one of the bank."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to practice; None is "any", and for a competency "what I miss most"."""

    competency: str | None = None
    level: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner is on the practice page: what is wanted, and the note that is open."""

    wanted: Wanted = Wanted()
    choice: Choice | None = None


def wanted_by_address() -> Wanted:
    """What the page's address names: practice.ipynb?competency=time&level=hard&kind=review."""
    level, kind = parts.asked_for("level"), parts.asked_for("kind")
    return _known(Wanted(parts.asked_for("competency"), level, kind))


def _known(wanted: Wanted) -> Wanted:
    """Without levels and kinds that there are not."""
    return Wanted(
        wanted.competency,
        wanted.level if wanted.level in list(Level) else None,
        wanted.kind if wanted.kind in list(Kind) else None,
    )


def kept_place(workspace: Workspace) -> Place:
    """Where the learner was; the beginning where that cannot be read."""
    try:
        path = workspace.home / "practice.json"
        body = load_json_safely(read_plain_file(path), path.name)
        choice = Choice(str(body["choice"]["note"]), str(body["choice"]["competency"]))
        return Place(_known(Wanted(**body["wanted"])), choice)
    except (AnswersError, OSError, KeyError, TypeError):
        return Place()


def keep_place(workspace: Workspace, place: Place) -> None:
    """Keep it for a reload."""
    write_atomically(workspace.home / "practice.json", json.dumps(asdict(place)))


class PracticePage:
    """One note at a time, chosen by what was missed most within what is wanted.

    Args:
        bank: Where the notes are.
        fixed: What a notebook asks for; then there is nothing to choose. None on the page itself.
        desk_of: Makes the desk of a note.
        keep: Told which note was opened.
        above: What stands on top.
    """

    def __init__(
        self,
        bank: Bank,
        fixed: Wanted | None,
        workspace: Workspace | None,
        desk_of: DeskOf,
        *,
        keep: Callable[[str], None],
        above: Sequence[widgets.Widget] = (),
        random: Random | None = None,
    ):
        self.bank, self.workspace, self.desk_of, self.keep = bank, workspace, desk_of, keep
        self.random = random or secrets.SystemRandom()
        self.listed = bank.listed()
        self.graded = graded_work(workspace) if workspace else ()
        self.above = list(above)
        self.told, self.trouble, self.why = parts.markup(""), parts.markup(""), parts.markup("")
        self.page = widgets.VBox()
        self.page.add_class("bh-practice")
        self.now: Choice | None = None
        place = kept_place(workspace) if workspace else Place()
        asked = fixed or wanted_by_address()
        self.names = sorted({name for one in self.listed for name in one.competencies})
        self.kept = place.wanted  # chosen on the page; what an address names is not kept
        if self.kept.competency not in self.names:  # taken out of the bank since
            self.kept = replace(self.kept, competency=None)
        self.wanted = asked if asked != Wanted() else self.kept
        if self.wanted.competency is not None:
            bank.ids(self.wanted.competency)  # a name that nobody knows is told in words
        if fixed is None:
            self.above.append(self._chooser())
        choice = place.choice if place.choice and self._fits(place.choice.note) else None
        choice = choice or self._next(after=None)
        if choice is None:
            self._say(parts.message(NONE_LIKE_THAT))
            put(self.page, [*self.above, self.trouble])
        else:
            self._show(choice, clicked=False)

    # Choosing --------------------------------------------------------------------------------

    @property
    def _open_note(self) -> str | None:
        return self.now.note if self.now else None

    def _attempts(self) -> tuple[Attempt, ...]:
        return self.workspace.store().attempts(self.workspace.learner) if self.workspace else ()

    def _standing(self) -> dict[str, CompetencyProgress]:
        return {one.competency: one for one in by_competency(self._attempts(), self.graded)}

    def _fits(self, note: str) -> bool:
        """Whether a note is there and is what is wanted."""
        try:
            scenario = self.bank.scenario(note)
        except BhtrainError:  # taken out of the bank since, or damaged
            return False
        want, task = self.wanted, scenario.task
        return (
            want.competency in (None, *scenario.competencies)
            and want.level in (None, task.level.value)
            and want.kind in (None, task.kind.value)
        )

    def _next(self, *, after: str | None) -> Choice | None:
        want, attempts = self.wanted, self._attempts()
        path = course_map(self.workspace, attempts) if self.workspace else ()
        course = {lesson.stem: lesson for lesson in lessons()}
        return next_note(
            [
                one
                for one in self.listed
                if want.level in (None, one.level) and want.kind in (None, one.kind)
            ],
            attempts,
            at=clock.now(),
            random=self.random,
            graded=self.graded,
            after=after,
            competency=want.competency,
            held_back=held_back(tuple(course.values()), path),
            introduced=[name for one in path for name in course[one.stem].competencies],
            make=self._make,
        )

    def _make(self, competency: str, level: str, random: Random) -> str | None:
        """A fresh note of that competency, at that level if there is a template; None without."""
        for at in (self.wanted.level,) if self.wanted.level else (level, None):
            for _ in range(DRAWS):
                try:
                    made = fresh(competency, at, seed=random.randrange(SEEDS))
                except UnknownNameError:
                    break
                if self.wanted.kind in (None, made.task.kind.value):
                    return made.task.id
        return None

    def _fresh(self) -> Choice | None:
        """A fresh note on the competency that is due; of another one where that has no template."""
        standing = self._standing()
        chosen = self._next(after=self._open_note)
        others = self.random.sample(self.names, len(self.names))
        for name in (
            [self.wanted.competency]
            if self.wanted.competency
            else [*([chosen.competency] if chosen else ()), *others]
        ):
            made = self._make(name, level_for(standing.get(name)), self.random)
            if made is not None:
                return Choice(made, name)
        return None

    # Showing ---------------------------------------------------------------------------------

    def _chooser(self) -> widgets.Widget:
        fields = {
            "competency": _field(
                "Practice on",
                [("What I miss most", ANY), *((competency_in_words(n), n) for n in self.names)],
            ),
            "level": _field("Level", [("Any level", ANY), *_options(LEVELS)]),
            "kind": _field("Task", [("Any task", ANY), *_options(KINDS)]),
        }
        for name, field in fields.items():
            field.value = getattr(self.wanted, name) or ANY

        def show_one() -> None:
            wanted = Wanted(**{name: field.value or None for name, field in fields.items()})
            before, self.wanted = self.wanted, wanted
            choice = self._next(after=self._open_note)
            if choice is None or not self._fits(choice.note):
                self.wanted = before
                self._say(parts.message(NONE_LIKE_THAT))
            else:
                self.kept = wanted
                self._open(choice)

        box = widgets.HBox(list(fields.values()))
        box.add_class("bh-choose")
        go = parts.button("Show me a note like this", lambda: parts.attempt(show_one, self._say))
        return widgets.VBox([box, go])

    def _say(self, words: str) -> None:
        self.trouble.value = words

    def _open(self, choice: Choice) -> None:
        self.keep(choice.note)
        self._show(choice, clicked=True)

    def _show(self, choice: Choice, *, clicked: bool) -> None:
        desk = self.desk_of(choice.note, _heading(choice.note), self.told, take_focus=clicked)
        self.now = choice
        self.trouble.value = self.told.value = ""
        if self.workspace:
            keep_place(self.workspace, Place(self.kept, choice))
        standing = self._standing().get(choice.competency)
        self.why.value = parts.message(
            why_this_note(standing, choice.competency, today=clock.today())
        )
        shown = [*self.above, self.trouble, self.why, desk, self.told]
        shown.append(parts.button("Next note", self._on(self._next_clicked), main=True))
        shown.append(parts.button("A fresh note, made by bhtrain", self._on(self._fresh_clicked)))
        put(self.page, shown)

    def _on(self, action: Callable[[], None]) -> Callable[[], None]:
        return lambda: parts.attempt(action, self._tell)

    def _tell(self, words: str) -> None:
        self.told.value = words

    def _next_clicked(self) -> None:
        choice = self._next(after=self._open_note)
        if choice is None or choice.note == self._open_note:
            self._tell(parts.message(NONE_LIKE_THAT))
        else:
            self._open(choice)

    def _fresh_clicked(self) -> None:
        choice = self._fresh()
        if choice is None:
            self._tell(parts.message(NONE_FRESH))
        else:
            self._open(choice)


def _heading(note: str) -> str:
    if note.startswith(GENERATED_PREFIX):
        return f"A fresh note, made by bhtrain ({note})"
    return f"Practice note {note}"


def _options(words: dict[Any, str]) -> list[tuple[str, str]]:
    return [(label, value.value) for value, label in words.items()]


def _field(label: str, options: list[tuple[str, Any]]) -> widgets.Dropdown:
    return widgets.Dropdown(
        description=label, options=options, style={"description_width": "initial"}
    )
