"""The list of assignments, and handing one in."""

from datetime import datetime

import ipywidgets as widgets

from bhtrain import clock
from bhtrain.errors import BhtrainError, ExchangeError
from bhtrain.exchange.handin import HandIn, check_number, new_secret
from bhtrain.exchange.records import Receipt, Release
from bhtrain.model.attempt import Attempt, Identity
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.desk_pages import when_answers_change
from bhtrain.widgets.released import (
    Answers,
    fetch,
    is_answered,
    keep_receipt,
    page_of,
    receipts,
    released,
    state_of,
    tasks_in,
)
from bhtrain.widgets.sent_disputes import answered_since


@parts.in_words
def assignments_page() -> widgets.Widget:
    """Everything that is released, with its due date and how far one is with it."""
    identity = parts.signed_in()
    if identity is None:
        return parts.please_sign_in()
    workspace = Workspace.of(identity.learner)
    found = released()
    if not found:
        return parts.markup(
            parts.message("Your manager has not released an assignment yet.")
            + f"<p>Meanwhile, {parts.link('practice.ipynb', 'practice on notes')}.</p>"
        )
    return parts.markup("".join(_card(release, workspace) for release in found))


def _card(release: Release, workspace: Workspace) -> str:
    name = release.assignment
    try:
        fetch(name, workspace)
    except (ExchangeError, OSError) as error:
        trouble = parts.message(f"It could not be fetched: {error}", kind="problem")
    else:
        trouble = ""
    state = state_of(name, workspace, due=release.due)
    due = f"Due {clock.local_words(release.due)}." if release.due else "No due date."
    opening = {"not started": "Open", "working": "Go on with"}.get(state.name, "Look at")
    news = answered_since(name, workspace) if state.name == "graded" else ""
    links = [parts.link(page_of(name), f"{opening} {release.title}")]
    if state.name == "graded":
        links.insert(0, parts.link(f"feedback.ipynb?assignment={name}", "Read your feedback"))
    return (
        f"<h2>{parts.escape(release.title)}</h2>"
        f"<p>{parts.escape(due)} {state.of} tasks. "
        f"<strong>{parts.escape(state.words.capitalize())}</strong>.</p>"
        f"{trouble}{parts.message(news, kind='good') if news else ''}"
        f"<p>{' &nbsp; '.join(links)}</p>"
    )


# Handing in ----------------------------------------------------------------------------------


@parts.in_words
def hand_in(assignment: str) -> widgets.Widget:
    """The end of an assignment: what is unanswered, Hand in, and the receipt."""
    identity = parts.signed_in()
    if identity is None:
        return parts.please_sign_in()
    return _Desk(assignment, identity).page


class _Desk:
    """The hand-in block of one assignment: it asks once more before it sends."""

    def __init__(self, assignment: str, identity: Identity):
        self.assignment = assignment
        self.identity = identity
        self.workspace = Workspace.of(identity.learner)
        self.tasks = tasks_in(self.workspace.exercise_folder(assignment))
        self.answers = Answers(self.workspace, assignment)
        self.standing = parts.markup("")
        self.told = parts.markup("")
        self.send = parts.button("Hand in", self.ask, main=True)
        self.sure = parts.button("Yes, hand in now", self.confirmed, main=True)
        self.not_yet = parts.button("Not yet", self.rest)
        self.page = widgets.VBox()
        when_answers_change(assignment, self.refresh)
        self.rest()

    def due(self) -> datetime | None:
        return parts.exchange().release_of(self.assignment).due

    def refresh(self) -> None:
        """Say what stands: answered, handed in, graded."""
        words = [f"<p>{parts.escape(self.missing_words())}</p>"]
        kept = receipts(self.workspace, self.assignment)
        if kept:
            words.append(
                parts.message(
                    f"Handed in {clock.local_words(kept[-1].at)}. Receipt {kept[-1].number}, "
                    f"check number of your answers {check_number(kept[-1].digest)}.",
                    kind="good",
                )
            )
            if self.changed_since(kept[-1].at):
                words.append(
                    parts.message(
                        "You changed answers after that. Hand in again to send the changes."
                    )
                )
        if self.graded():
            words.append(
                parts.message("This assignment is graded; it cannot be handed in again.")
                + "<p>"
                + parts.link(f"feedback.ipynb?assignment={self.assignment}", "Read your feedback")
                + "</p>"
            )
        self.standing.value = "<h2>Hand in</h2>" + "".join(words)

    def changed_since(self, moment: datetime) -> bool:
        path = self.answers.path
        return path.exists() and path.stat().st_mtime > moment.timestamp() + 1

    def graded(self) -> bool:
        return state_of(self.assignment, self.workspace).name == "graded"

    def missing_words(self) -> str:
        so_far = self.answers.sheet().answers
        missing = [
            str(number)
            for number, task in enumerate(self.tasks, start=1)
            if not is_answered(so_far.get(task.id))
        ]
        if not missing:
            return f"All {len(self.tasks)} tasks are answered."
        if len(missing) == 1:
            return f"Task {missing[0]} has no answer yet. All the others are answered."
        *most, last = missing
        return f"Tasks {', '.join(most)} and {last} have no answer yet."

    def rest(self) -> None:
        self.refresh()
        again = "Hand in again" if receipts(self.workspace, self.assignment) else "Hand in"
        self.send.description = again
        self.page.children = (
            (self.standing, self.told) if self.graded() else (self.standing, self.told, self.send)
        )

    def ask(self) -> None:
        def show() -> None:
            self.refresh()
            due = self.due()
            late = (
                f" It was due {clock.local_words(due)}; that is all right, it is marked late and "
                "your manager sees both times."
                if due and clock.now() > due
                else ""
            )
            self.told.value = parts.message(
                f"Hand in now? {self.missing_words()} You can hand in again until it is graded."
                + late
            )
            self.page.children = (self.standing, self.told, self.sure, self.not_yet)

        parts.attempt(show, self.tell)

    def tell(self, words: str) -> None:
        self.told.value = words

    def confirmed(self) -> None:
        self.sure.disabled = True  # a second click must not hand in twice
        try:
            parts.attempt(self.deliver, self.tell)
        finally:
            self.sure.disabled = False
            self.rest()

    def deliver(self) -> None:
        if self.graded():
            raise BhtrainError("This assignment is graded; it cannot be handed in again.")
        at = clock.now()
        due = self.due()
        store = self.workspace.store()
        so_far = self.answers.sheet().answers
        text = self.answers.text()
        kept = receipts(self.workspace, self.assignment)
        sent = kept[-1].last_attempt if kept else 0
        for task in self.tasks:
            if is_answered(so_far.get(task.id)):
                store.add(self._handed_in(task.id, task.kind.value, at))
        secret = new_secret()
        last = store.last_number(self.identity.learner)
        receipt: Receipt = parts.exchange().hand_in(
            HandIn(
                assignment=self.assignment,
                identity=self.identity,
                at=at,
                answers_text=text,
                attempts=store.attempts(self.identity.learner, after=sent),
                secret=secret,
            )
        )
        keep_receipt(self.workspace, receipt, secret=secret, last_attempt=last)
        late = " It is marked late; your manager sees when it came." if due and at > due else ""
        unsure = (
            ""
            if self.identity.verified
            else " Because you signed in with a PIN, your manager confirms that it is yours."
        )
        self.told.value = parts.message(
            f"Thank you, it is handed in.{late}{unsure} Your receipt is {receipt.number}. Quote it "
            "if you have a question about this hand-in.",
            kind="good",
        )

    def _handed_in(self, task_id: str, kind: str, at: datetime) -> Attempt:
        from bhtrain.rules import load_rulebook

        number = self.workspace.store().tries(self.identity.learner, task_id) + 1
        return Attempt(
            learner=self.identity.learner,
            at=at,
            task=task_id,
            kind=kind,
            competencies=(),  # they would give the answer away; the manager's side knows them
            setting=self.assignment,
            try_number=number,
            hints=0,
            seconds=0,
            score=None,
            rules_missed=(),
            content_version=load_rulebook().version,
            identity_source=self.identity.source,
        )
