"""Notes for practice on the case desk, one after another, with feedback at Check."""

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.errors import BhtrainError
from bhtrain.model.attempt import Attempt, Identity
from bhtrain.model.claim import Answer, Claim
from bhtrain.model.scenario import Provenance, Scenario
from bhtrain.progress.workspace import Workspace
from bhtrain.scenarios.files import scenario_from_dict
from bhtrain.scenarios.generate import GENERATED_PREFIX, fresh, generated_id
from bhtrain.widgets import parts
from bhtrain.widgets.desk import CaseDesk
from bhtrain.widgets.desk_pages import saver
from bhtrain.widgets.released import PRACTICE, Answers
from bhtrain.widgets.rules_page import PAGE as RULES_PAGE

SEEDS = 10**9  # of generated notes; a note comes back about once in a lifetime
Find = Callable[[str], Scenario]


@parts.in_words
def practice(
    competency: str | None = None, *, note: str | None = None, notes: Sequence[str] = ()
) -> widgets.Widget:
    """Notes of the practice bank on the case desk, one after another, with feedback at Check.

    Args:
        competency: Only notes that train it; the page's address may name one, too.
        note: Only this one note, by its id.
        notes: Only these, in this order.
    """
    identity = parts.signed_in()
    workspace = Workspace.of(identity.learner) if identity else None
    only = note or (None if competency else parts.asked_for("note"))
    competency = competency or (None if only else parts.asked_for("competency"))
    bank = parts.practice_bank()
    ids = tuple(notes) or ((only,) if only else bank.ids(competency))
    hint = (
        []
        if identity
        else [
            parts.markup(
                parts.message("You are not signed in: you can practice, but nothing is kept.")
                + f"<p>{parts.link('start.ipynb', 'Sign in on the start page')}</p>"
            )
        ]
    )
    first = _where_to_begin(ids, workspace, bank.scenario, competency)
    fresh = None if only else partial(_fresh, competency)
    return _one_after_another(ids, first, bank.scenario, hint, identity, workspace, fresh)


def _fresh(competency: str | None) -> str:
    """The id of a generated note that nobody has seen yet, most likely."""
    seed = secrets.randbelow(SEEDS)
    return generated_id(seed) if competency is None else fresh(competency, seed=seed).task.id


@parts.in_words
def preview(file: str) -> widgets.Widget:
    """The scenarios in a file as a trainee sees them, with feedback; nothing is kept.

    Args:
        file: JSON: a list of scenarios as the compiled bank holds them (`bhtrain preview`).
    """
    entries = json.loads(Path(file).read_text(encoding="utf-8"))
    found: Mapping[str, Scenario] = {one["id"]: scenario_from_dict(one) for one in entries}
    ids = tuple(found)
    return _one_after_another(ids, ids[0], found.__getitem__, [], None, None)


def _one_after_another(
    ids: tuple[str, ...],
    first: str,
    find: Find,
    above: list[widgets.Widget],
    identity: Identity | None,
    workspace: Workspace | None,
    fresh_id: Callable[[], str] | None = None,
) -> widgets.VBox:
    page = widgets.VBox()
    page.add_class("bh-practice")

    def show(scenario_id: str) -> None:
        told = parts.markup("")
        desk = _practice_desk(find(scenario_id), ids, identity, workspace, told)
        shown = [*above, desk, told]
        if len(ids) > 1:
            place = ids.index(scenario_id) if scenario_id in ids else -1
            shown.append(parts.button("Next note", lambda: go_to(ids[(place + 1) % len(ids)])))
        if fresh_id is not None:
            shown.append(parts.button("A fresh note, made by bhtrain", lambda: go_to(fresh_id())))
        before, page.children = page.children, tuple(shown)
        for old in before:
            if isinstance(old, CaseDesk):
                old.close()

    def go_to(scenario_id: str) -> None:
        if workspace is not None:  # so that a reload stays with the note just opened
            answers = Answers(workspace, PRACTICE)
            untouched = _untouched(find(scenario_id))
            answers.save(scenario_id, answers.of(scenario_id) or untouched)
        show(scenario_id)

    show(first)
    return page


def _where_to_begin(
    ids: tuple[str, ...], workspace: Workspace | None, find: Find, competency: str | None
) -> str:
    """The note last worked on, else the first that was never checked."""
    if not ids:
        raise BhtrainError("There are no practice notes in this copy of bhtrain.")
    if workspace is None or len(ids) == 1:
        return ids[0]
    answers = Answers(workspace, PRACTICE).sheet().answers
    seen = [
        task
        for task in answers
        if task in ids
        or (task.startswith(GENERATED_PREFIX) and competency in (None, *find(task).competencies))
    ]
    if seen:
        return seen[-1]
    tried = {attempt.task for attempt in workspace.store().attempts(workspace.learner)}
    return next((scenario_id for scenario_id in ids if scenario_id not in tried), ids[0])


def _untouched(scenario: Scenario) -> Answer:
    """What a desk holds before anything was entered."""
    return Answer(claim=scenario.task.draft or Claim())


def _practice_desk(
    scenario: Scenario,
    ids: tuple[str, ...],
    identity: Identity | None,
    workspace: Workspace | None,
    told: widgets.HTML,
) -> CaseDesk:
    task_id = scenario.task.id
    began = time.monotonic()

    def check(answer: Answer) -> dict[str, Any]:
        # The rules are loaded here and not with the page: the form is there sooner.
        from bhtrain.grading.feedback import feedback, feedback_to_dict
        from bhtrain.grading.score import score
        from bhtrain.rules import load_rulebook

        nonlocal began
        graded = score(scenario, answer)
        if identity is not None and workspace is not None:
            store = workspace.store()
            number = store.tries(identity.learner, task_id) + 1
            store.add(
                Attempt(
                    learner=identity.learner,
                    at=clock.now(),
                    task=task_id,
                    kind=scenario.task.kind.value,
                    competencies=scenario.competencies,
                    setting="practice",
                    try_number=number,
                    hints=0,
                    seconds=int(time.monotonic() - began),
                    score=graded.share,
                    rules_missed=graded.rules_missed,
                    content_version=load_rulebook().version,
                    identity_source=identity.source,
                )
            )
            told.value = parts.message(
                "This was your first try of this note: it counts in My progress."
                if number == 1
                else f"Try {number} of this note. Only the first one counts in My progress."
            )
        began = time.monotonic()
        return feedback_to_dict(feedback(scenario, answer, graded))

    if scenario.provenance is Provenance.GENERATED:
        place = f"A fresh note, made by bhtrain ({task_id})"
    elif len(ids) > 1:
        place = f"Note {ids.index(task_id) + 1} of {len(ids)}"
    else:
        place = f"Practice note {task_id}"
    if workspace is None:
        return CaseDesk(
            scenario.task,
            setting="practice",
            answer=None,
            on_answer=lambda _answer: "Not kept: you are not signed in",
            on_check=check,
            heading=place,
            opened=True,
            rules_at=parts.address(RULES_PAGE),
        )
    answers = Answers(workspace, PRACTICE)
    before = answers.of(task_id)
    return CaseDesk(
        scenario.task,
        setting="practice",
        answer=None if before == _untouched(scenario) else before,
        on_answer=saver(answers, task_id),
        on_check=check,
        heading=place,
        opened=True,
        rules_at=parts.address(RULES_PAGE),
        mirror_key=f"{workspace.learner} {PRACTICE}",
    )
