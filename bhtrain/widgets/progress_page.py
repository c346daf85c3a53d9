"""My progress: each competency, as a figure and as a table, and the assignments."""

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.model.attempt import competency_in_words
from bhtrain.progress.mastery import CompetencyProgress, by_competency
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.parts import escape
from bhtrain.widgets.released import released, state_of

ROW = 34  # height of a bar's row in the figure
BAR = 250  # length of a bar at 100 %


@parts.in_words
def progress_page() -> widgets.Widget:
    """Tries, accuracy and last seen by competency, and how far the assignments are."""
    identity = parts.signed_in()
    if identity is None:
        return parts.please_sign_in()
    workspace = Workspace.of(identity.learner)
    attempts = workspace.store().attempts(identity.learner)
    found = by_competency(attempt for attempt in attempts if attempt.competencies)
    return parts.markup(_practice_part(found) + _assignments_part(workspace))


def _percent(progress: CompetencyProgress) -> str:
    return "not yet" if progress.accuracy is None else f"{progress.accuracy:.0%}"


def _practice_part(found: tuple[CompetencyProgress, ...]) -> str:
    if not found:
        return (
            "<h2>Practice</h2>"
            + parts.message("Nothing is here yet: no practice note was checked.")
            + f"<p>{parts.link('practice.ipynb', 'Practice on notes')}</p>"
        )
    rows = "".join(
        f"<tr><th scope='row'>{escape(competency_in_words(p.competency))}</th><td>{p.tries}</td>"
        f"<td>{p.first_tries}</td><td>{_percent(p)}</td>"
        f"<td>{escape(clock.local_words(p.last_seen).partition(',')[0])}</td></tr>"
        for p in found
    )
    return (
        "<h2>Practice</h2><p>Accuracy is the mean share of points of your first tries. "
        "Later tries teach you, but do not count.</p>"
        + bars(found)
        + "<table><thead><tr><th scope='col'>Competency</th><th scope='col'>Tries</th>"
        "<th scope='col'>Notes tried</th><th scope='col'>Accuracy</th>"
        f"<th scope='col'>Last seen</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def bars(found: tuple[CompetencyProgress, ...]) -> str:
    """Accuracy as bars. What they show stands in words in their label, and in the table."""
    spoken = "; ".join(f"{competency_in_words(p.competency)} {_percent(p)}" for p in found)
    height = ROW * len(found)
    drawn = []
    for index, progress in enumerate(found):
        top = index * ROW
        length = BAR * (progress.accuracy or 0)
        drawn.append(
            f'<text x="0" y="{top + 12}" font-size="11" fill="currentColor">'
            f"{escape(competency_in_words(progress.competency))}</text>"
            f'<rect x="0" y="{top + 17}" width="{BAR}" height="10" rx="3" '
            'fill="none" stroke="currentColor" stroke-opacity="0.45"/>'
            f'<rect x="0" y="{top + 17}" width="{length:.0f}" height="10" rx="3" '
            'fill="var(--bh-accent,#0b5c7a)"/>'
            f'<text x="{BAR + 8}" y="{top + 26}" font-size="11" fill="currentColor">'
            f"{_percent(progress)}</text>"
        )
    return (
        f'<svg role="img" aria-label="Accuracy of first tries: {escape(spoken)}" '
        f'viewBox="0 0 {BAR + 60} {height}" style="max-width:26rem;width:100%;height:auto;'
        f'display:block;margin:.75rem 0">{"".join(drawn)}</svg>'
    )


def _assignments_part(workspace: Workspace) -> str:
    rows = []
    for release in released():
        state = state_of(release.assignment, workspace, due=release.due)
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
