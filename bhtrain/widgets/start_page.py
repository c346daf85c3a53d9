"""Start here: sign in, and what comes next."""

import ipywidgets as widgets

from bhtrain import clock, places
from bhtrain.model.attempt import Identity, IdentitySource
from bhtrain.progress import identity as who
from bhtrain.progress.path import LessonState
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.course_map import course_map, next_part
from bhtrain.widgets.released import released, state_of
from bhtrain.widgets.sent_disputes import answered_since
from bhtrain.widgets.tour import tour


@parts.in_words
def start_page() -> widgets.Widget:
    """Sign in, or see who is signed in and what to do next."""
    page = widgets.VBox()

    def show() -> None:
        identity = parts.signed_in()
        page.children = _signed_in(identity, show) if identity else _sign_in(show)

    show()
    return page


def _sign_in(show) -> tuple[widgets.Widget, ...]:  # type: ignore[no-untyped-def]
    folder, roster = places.learner_folder(), parts.roster()
    told = parts.markup("")

    def say(words: str) -> None:
        told.value = words

    account = who.system_account()
    entry = who.by_account(roster, account)
    name = f"{entry.name} ({account})" if entry else account

    def by_account() -> None:
        who.sign_in_by_account(folder, roster=roster)
        show()

    learner: widgets.Widget
    if roster:
        learner = widgets.Dropdown(
            description="Your name",
            options=[("Choose …", ""), *((f"{e.name} ({e.learner})", e.learner) for e in roster)],
        )
    else:
        learner = widgets.Text(description="Your short id", placeholder="for example ana.lopez")
    pin = widgets.Password(description="PIN")
    again = widgets.Password(description="PIN again")
    for field in (learner, pin, again):
        field.style = {"description_width": "7.5rem"}
        field.layout = widgets.Layout(width="100%", max_width="28rem")
    again.layout.display = "none"
    first_time = parts.markup("")

    def by_pin() -> None:
        if not learner.value:
            say(parts.message("Say first who you are.", kind="problem"))
            return
        if who.has_pin(folder, learner.value):
            again.layout.display = "none"
        elif again.layout.display == "none" or pin.value != again.value:
            differ = again.layout.display != "none"
            again.layout.display = ""
            first_time.value = parts.message(
                "The two PINs differ. Type the same one twice."
                if differ
                else "You are new on this computer. Type the PIN that you want to use a second "
                "time, then press the button again."
            )
            return
        who.sign_in_by_pin(folder, learner.value, pin.value, roster=roster)
        show()

    return (
        parts.markup(
            _for_header("") + "<h2>Sign in</h2><p>On your own account of this computer:</p>"
        ),
        parts.button(f"Sign in as {name}", lambda: parts.attempt(by_account, say), main=True),
        parts.markup(
            "<h3>On a computer that you share</h3><p>Your name and a PIN of 4 to 12 digits keep "
            "your work apart from your colleagues’. A PIN is a convenience, not a proof: your "
            "manager confirms it when you hand in.</p>"
        ),
        learner,
        pin,
        first_time,
        again,
        parts.button("Sign in with the PIN", lambda: parts.attempt(by_pin, say)),
        told,
    )


def _signed_in(identity: Identity, show) -> tuple[widgets.Widget, ...]:  # type: ignore[no-untyped-def]
    roster = parts.roster()
    names = {entry.learner: entry.name for entry in roster}
    name = names.get(identity.learner) or identity.learner
    words = [_for_header(name), parts.message(f"You are signed in as {name}.", kind="good")]
    if not who.on_roster(roster, identity.learner):
        words.append(
            parts.message(
                "You are not on the roster yet; you can work, and your manager adds you. "
                f"Tell your manager your id: {identity.learner}"
            )
        )
    workspace = Workspace.of(identity.learner)
    path = course_map(workspace)
    words += [next_part(workspace, path), "<h2>Where you are</h2>" + _overview(workspace, path)]
    first = tour(workspace)
    shown: list[widgets.Widget] = [*([first] if first else []), parts.markup("".join(words))]
    if identity.source is not IdentitySource.HUB:

        def leave() -> None:
            who.sign_out(places.learner_folder())
            show()

        shown.append(parts.button("Sign out", leave))
    return tuple(shown)


def _for_header(name: str) -> str:
    """Tells the header of the page who is signed in now; it would ask only seconds later."""
    return f'<span hidden data-bh-who="{parts.escape(name)}"></span>'


def _overview(workspace: Workspace, path: tuple[LessonState, ...]) -> str:
    """One line for lessons, practice and each assignment."""
    asked = [lesson for lesson in path if lesson.required]
    read = sum(lesson.state == "done" for lesson in asked)
    tried = {attempt.task for attempt in workspace.store().attempts(workspace.learner)}
    notes = parts.practice_bank().ids()
    coded = len(tried.intersection(notes))
    steps = [
        f"{parts.link('lessons.ipynb', 'Lessons')}: {read} of {len(asked)} of your path done",
        f"{parts.link('practice.ipynb', 'Practice')}: {coded} of {len(notes)} notes tried",
    ]
    for release in released():
        due = f", due {clock.local_words(release.due)}" if release.due else ""
        state = state_of(release.assignment, workspace, due=release.due)
        news = answered_since(release.assignment, workspace) if state.name == "graded" else ""
        steps.append(
            f"{parts.link('assignments.ipynb', f'Assignment: {release.title}')}"
            f"{parts.escape(due)} ({parts.escape(state.words)})"
            + (f". <strong>{parts.escape(news.removesuffix('.'))}</strong>" if news else "")
        )
    if not released():
        steps.append("Your manager has not released an assignment yet")
    steps.append(parts.link("how-it-is-graded.ipynb", "How it is graded"))
    return "<ul>" + "".join(f"<li>{step}.</li>" for step in steps) + "</ul>"
