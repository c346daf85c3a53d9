"""Notes for practice on the case desk, one after another, with feedback at Check."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.errors import BhtrainError
from bhtrain.grading.hints import hint_for, hint_to_dict
from bhtrain.model.attempt import Attempt, Identity
from bhtrain.model.claim import Answer, Claim
from bhtrain.model.scenario import Scenario
from bhtrain.progress.workspace import Workspace
from bhtrain.scenarios.files import scenario_from_dict
from bhtrain.widgets import parts
from bhtrain.widgets.desk import CaseDesk
from bhtrain.widgets.desk_pages import reader, saver
from bhtrain.widgets.practice_choice import PracticePage, Wanted
from bhtrain.widgets.practice_series import OVER, DeskOf, in_a_row
from bhtrain.widgets.released import PRACTICE, Answers

if TYPE_CHECKING:
    from bhtrain.grading.score import Score

Find = Callable[[str], Scenario]


@parts.in_words
def practice(
    competency: str | None = None,
    *,
    note: str | None = None,
    notes: Sequence[str] | None = None,
) -> widgets.Widget:
    """Practice notes on the case desk, with feedback at Check.

    Without a name, the page lets one choose, and bhtrain picks what was missed most.

    Args:
        competency: Only notes that train it; the page's address may name one, too.
        note: Only this one note, by its id.
        notes: These notes, one after another on one desk, as a lesson asks for them.
    """
    identity = parts.signed_in()
    workspace = Workspace.of(identity.learner) if identity else None
    bank = parts.practice_bank()
    above = [] if identity else [_not_signed_in()]
    desk_of = _desk_maker(bank.scenario, identity, workspace)
    keep = partial(_open, bank.scenario, workspace)
    only = note or (None if competency or notes else parts.asked_for("note"))
    if only or notes:
        wanted = tuple(notes or (only or "",))
        return in_a_row(
            wanted,
            _where_to_begin(wanted, workspace),
            desk_of,
            above=above,
            keep=keep,
            tried=partial(_was_tried, workspace),
            over=OVER if len(wanted) > 1 else "",
        )
    fixed = Wanted(competency=competency) if competency else None
    return PracticePage(bank, fixed, workspace, desk_of, keep=keep, above=above).page


def _not_signed_in() -> widgets.Widget:
    return parts.markup(
        parts.message("You are not signed in: you can practice, but nothing is kept.")
        + f"<p>{parts.link('start.ipynb', 'Sign in on the start page')}</p>"
    )


@parts.in_words
def preview(file: str) -> widgets.Widget:
    """The scenarios in a file as a trainee sees them, with feedback; nothing is kept.

    Args:
        file: JSON: a list of scenarios as the compiled bank holds them (`bhtrain preview`).
    """
    entries = json.loads(Path(file).read_text(encoding="utf-8"))
    found: Mapping[str, Scenario] = {one["id"]: scenario_from_dict(one) for one in entries}
    ids = tuple(found)
    return in_a_row(ids, ids[0], _desk_maker(found.__getitem__, None, None))


def _open(find: Find, workspace: Workspace | None, scenario_id: str) -> None:
    """Note that a note was opened, so that a reload stays with it."""
    if workspace is not None:
        answers = Answers(workspace, PRACTICE)
        untouched = _untouched(find(scenario_id))
        answers.save(scenario_id, answers.of(scenario_id) or untouched)


def _was_tried(workspace: Workspace | None, scenario_id: str) -> bool:
    return workspace is not None and workspace.store().tries(workspace.learner, scenario_id) > 0


def _where_to_begin(notes: tuple[str, ...], workspace: Workspace | None) -> str:
    """The one of these notes that was opened last, else the first that was never checked."""
    if not notes:
        raise BhtrainError("There are no practice notes here. Go on below.")
    if workspace is None or len(notes) == 1:
        return notes[0]
    opened = [task for task in Answers(workspace, PRACTICE).sheet().answers if task in notes]
    if opened:
        return opened[-1]
    return next((one for one in notes if not _was_tried(workspace, one)), notes[0])


def _words_of_try(number: int, hints: int) -> str:
    if number > 1:
        return f"Try {number} of this note. Only the first one counts in My progress."
    if hints:
        taken = "1 hint" if hints == 1 else f"{hints} hints"
        return f"This was your first try of this note, with {taken}: it counts in My progress."
    return "This was your first try of this note: it counts in My progress."


def _untouched(scenario: Scenario) -> Answer:
    """What a desk holds before anything was entered."""
    return Answer(claim=scenario.task.draft or Claim())


def _desk_maker(find: Find, identity: Identity | None, workspace: Workspace | None) -> DeskOf:
    def desk_of(
        note: str,
        heading: str,
        told: widgets.HTML,
        *,
        checked: Callable[[], None] = lambda: None,
        take_focus: bool = False,
    ) -> CaseDesk:
        return _practice_desk(
            find(note), heading, identity, workspace, told, checked=checked, take_focus=take_focus
        )

    return desk_of


def _practice_desk(
    scenario: Scenario,
    heading: str,
    identity: Identity | None,
    workspace: Workspace | None,
    told: widgets.HTML,
    *,
    checked: Callable[[], None],
    take_focus: bool,
) -> CaseDesk:
    task_id = scenario.task.id
    began = time.monotonic()
    graded: Score | None = None

    def prepare() -> None:
        # The rules are loaded when the form is there, and before somebody waits for a check.
        check(Answer(decision=scenario.key.decision, claim=scenario.key.claim))

    def check(answer: Answer) -> dict[str, Any]:
        from bhtrain.grading.feedback import feedback, feedback_to_dict
        from bhtrain.grading.score import score

        nonlocal graded
        graded = score(scenario, answer)
        return feedback_to_dict(feedback(scenario, answer, graded, practice=True))

    def record(answer: Answer) -> None:
        # After the feedback: the log waits for the disk, which can take longer than all the rest.
        nonlocal began
        seconds, began = int(time.monotonic() - began), time.monotonic()
        if identity is not None and workspace is not None and graded is not None:
            add_to_log(identity, workspace, graded, answer, seconds)
        checked()

    def add_to_log(
        who: Identity, where: Workspace, graded: "Score", answer: Answer, seconds: int
    ) -> None:
        from bhtrain.rules import load_rulebook

        store = where.store()
        number = store.tries(who.learner, task_id) + 1
        hints = store.hints(who.learner, task_id)
        store.add(
            Attempt(
                learner=who.learner,
                at=clock.now(),
                task=task_id,
                kind=scenario.task.kind.value,
                competencies=scenario.competencies,
                setting="practice",
                try_number=number,
                hints=hints,
                seconds=seconds,
                score=graded.share,
                rules_missed=graded.rules_missed,
                content_version=load_rulebook().version,
                identity_source=who.source,
                confidence=answer.confidence or None,
            )
        )
        told.value = parts.message(_words_of_try(number, hints))

    def give_hint(step: int) -> dict[str, Any]:
        if identity is not None and workspace is not None:
            workspace.store().note_hint(identity.learner, task_id, step, clock.now())
        return hint_to_dict(hint_for(scenario, step))

    if workspace is None:
        return CaseDesk(
            scenario.task,
            setting="practice",
            answer=None,
            on_answer=lambda _answer: "Not kept: you are not signed in",
            on_check=check,
            on_hint=give_hint,
            on_checked=record,
            prepare=prepare,
            heading=heading,
            opened=True,
            take_focus=take_focus,
            rules_at=parts.address(parts.RULES_PAGE),
        )
    answers = Answers(workspace, PRACTICE)
    before = answers.of(task_id)
    taken = workspace.store().hints(workspace.learner, task_id)
    return CaseDesk(
        scenario.task,
        setting="practice",
        answer=None if before == _untouched(scenario) else before,
        on_answer=saver(answers, task_id),
        on_check=check,
        on_hint=give_hint,
        hints=[hint_to_dict(hint_for(scenario, step)) for step in range(1, taken + 1)],
        on_checked=record,
        prepare=prepare,
        stored=reader(answers, task_id),
        heading=heading,
        opened=True,
        take_focus=take_focus,
        rules_at=parts.address(parts.RULES_PAGE),
        mirror_key=f"{workspace.learner} {PRACTICE}",
    )
