"""The lessons on one page: what the path asks for, how far one is, and why a lesson is spared."""

import ipywidgets as widgets

from bhtrain.progress.path import path_states
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.course_map import course_map, lessons, map_list, role_picker


@parts.in_words
def lessons_page() -> widgets.Widget:
    """The course map. Who is not signed in sees all lessons, and no progress."""
    identity = parts.signed_in()
    if identity is None:
        return parts.markup(
            f"<p>{parts.link('start.ipynb', 'Sign in')} to see how far you are.</p>"
            + map_list(path_states(lessons(), ()))
        )
    workspace = Workspace.of(identity.learner)
    path = parts.markup("")

    def show() -> None:
        path.value = map_list(course_map(workspace))

    show()
    heading = parts.markup("<h2>Your path</h2>")
    return widgets.VBox([role_picker(workspace, show), heading, path])
