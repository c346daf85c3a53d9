"""My progress: what to do next, the path, each competency as a figure and a table, assignments."""

from collections.abc import Sequence
from urllib.parse import quote

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.errors import BhtrainError
from bhtrain.grading.accuracy import Proportion
from bhtrain.model.attempt import Attempt, Identity, competency_in_words
from bhtrain.progress.identity import on_roster
from bhtrain.progress.mastery import CompetencyProgress, by_competency, by_confidence
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.course_map import course_map, map_list, next_part, role_picker
from bhtrain.widgets.parts import escape
from bhtrain.widgets.progress_figure import accuracy_figure
from bhtrain.widgets.progress_words import (
    CONFIDENCE,
    accuracy_in_words,
    confidence_in_words,
    hints_in_words,
    right_of,
    seen_in_words,
    trend_in_words,
)
from bhtrain.widgets.released import graded_work, released, state_of


@parts.in_words
def progress_page() -> widgets.Widget:
    """What to do next, and what the learner's log and assignments say so far."""
    identity = parts.signed_in()
    if identity is None:
        return parts.please_sign_in()
    workspace = Workspace.of(identity.learner)
    attempts = workspace.store().attempts(identity.learner)
    next_one, path = parts.markup(""), parts.markup("")

    def show() -> None:
        now = course_map(workspace)
        next_one.value = _off_roster(identity) + next_part(workspace, now)
        path.value = map_list(now)

    show()
    return widgets.VBox(
        [
            next_one,
            parts.markup("<h2>Your path</h2>"),
            role_picker(workspace, show),
            path,
            parts.markup(
                _practice_part(by_competency(attempts, graded_work(workspace)))
                + _confidence_part(attempts)
                + _assignments_part(workspace)
            ),
        ]
    )


def _off_roster(identity: Identity) -> str:
    """A sentence for somebody whom the manager took off the roster; nothing before there is one."""
    roster = parts.roster()
    if not roster or on_roster(roster, identity.learner):
        return ""
    return parts.message(
        "You are not on the roster of this course at the moment. Your work is kept, and you can "
        f"practice. If that is a mistake, tell your manager your id: {identity.learner}"
    )


def _practice_part(found: tuple[CompetencyProgress, ...]) -> str:
    if not found:
        return (
            "<h2>Practice</h2>"
            + parts.message("Nothing is here yet: no practice note was checked.")
            + f"<p>{parts.link('practice.ipynb', 'Practice on notes')}</p>"
        )
    return (
        "<h2>Practice</h2><p>Only your first try of each note counts. It is right when everything "
        "is right but the sentences you marked. The dot is your share; the bar says between what "
        "the true share likely lies. It is wide while notes are few. Graded tasks stand apart from "
        "it; both count when bhtrain chooses your next note.</p>"
        + accuracy_figure(found)
        + "<table><thead><tr><th scope='col'>Competency</th><th scope='col'>First tries</th>"
        "<th scope='col'>Lately</th></tr></thead>"
        f"<tbody>{''.join(map(_row, found))}</tbody></table>"
    )


def _row(progress: CompetencyProgress) -> str:
    name = progress.competency
    page = f"practice.ipynb?competency={quote(name)}"
    notes = [hints_in_words(progress)] if progress.with_hints else []
    if progress.graded:
        notes.append(f"graded tasks: {right_of(progress.graded_accuracy)}")
    beside = "".join(f"<br><small>{escape(words)}</small>" for words in notes)
    return (
        f"<tr><th scope='row'>{parts.link(page, competency_in_words(name))}"
        f"<br><small>{escape(seen_in_words(progress, clock.today()))}</small></th>"
        f"<td>{escape(accuracy_in_words(progress.accuracy))}{beside}</td>"
        f"<td>{escape(trend_in_words(progress))}</td></tr>"
    )


def _confidence_part(attempts: Sequence[Attempt]) -> str:
    found = by_confidence(attempts)
    if not found:
        return ""
    rows = "".join(
        f"<tr><th scope='row'>{words}</th>"
        f"<td>{escape(right_of(found.get(level, Proportion(0, 0))))}</td></tr>"
        for level, words in CONFIDENCE.items()
        if level in found
    )
    return (
        f"<h2>How sure you were</h2><p>{escape(confidence_in_words(found))}</p><table><thead><tr>"
        f"<th scope='col'>You said</th><th scope='col'>First tries</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _assignments_part(workspace: Workspace) -> str:
    rows = []
    for release in released():
        try:
            state = state_of(release.assignment, workspace, due=release.due)
        except BhtrainError as error:  # one damaged assignment hides no other
            words = escape(str(error))
        else:
            words = escape(state.words[:1].upper() + state.words[1:])
            if state.name == "graded":
                page = f"feedback.ipynb?assignment={release.assignment}"
                words += f" &nbsp; {parts.link(page, f'Read the feedback on {release.title}')}"
        rows.append(f"<tr><th scope='row'>{escape(release.title)}</th><td>{words}</td></tr>")
    if not rows:
        return ""
    return (
        "<h2>Assignments</h2><table><thead><tr><th scope='col'>Assignment</th>"
        f"<th scope='col'>State</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
