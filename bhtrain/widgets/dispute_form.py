"""The form on the feedback page: a learner thinks that something is wrong; and what followed."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import anywidget
import traitlets

from bhtrain import clock
from bhtrain.errors import BhtrainError, ExchangeError
from bhtrain.exchange.disputes import DISPUTED_LABELS, MAX_REASON, NOTE_OR_KEY, WHOLE_TASK
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.modules import DISPUTE_MODULES, script, style
from bhtrain.widgets.sent_disputes import WAITING, SentDisputes, Told

_log = logging.getLogger(__name__)

DISPUTE_TEXTS = {
    "dispute.group": "If something in task {number} is wrong",
    "dispute.open": "I think this is wrong",
    "dispute.open.task": "(task {number})",
    "dispute.field": "What is wrong?",
    "dispute.reason": "Why do you think so?",
    "dispute.hint": (
        "A sentence or two is enough. Name the sentence of the note or the rule, if you can. At "
        "most {most} characters."
    ),
    "dispute.next": (
        "It goes to your manager, who decides and answers on this page. Your points stay as they "
        "are until then."
    ),
    "dispute.send": "Send to my manager",
    "dispute.sending": "Sending …",
    "dispute.empty": "Write why you think that it is wrong, then send it.",
    "dispute.silent": (
        "bhtrain does not answer. What you wrote is still here: copy it, then reload the page."
    ),
    "dispute.sent": "Sent. Your manager decides and answers on this page.",
    "dispute.away": (
        "It could not be sent, as the folder that you share with your manager cannot be reached. "
        "What you wrote is kept on this computer. Open this page later and send it then. ({why})"
    ),
    "dispute.refused": "It was not sent. {why}",
    "dispute.failed": (
        "It could not be sent, and it is our mistake. What you wrote is still here; copy it and "
        "tell your manager."
    ),
    "dispute.somebody-else": "Somebody else is signed in on this computer now. Reload the page.",
    "dispute.list": "What you wrote about task {number}",
    "dispute.about": "{label}: you wrote on {when}",
    "dispute.waiting": "It waits for your manager’s answer.",
    "dispute.accepted": "Your manager answered on {when}: you are right.",
    "dispute.accepted.points": (
        "Your manager answered on {when}: you are right. {was} points before, {now} now."
    ),
    "dispute.kept": "Your manager answered on {when}: it stays as it is.",
    "dispute.kept.points": (
        "Your manager answered on {when}: it stays as it is, and the points have changed: {was} "
        "before, {now} now."
    ),
    "dispute.again": "You can write again when you have something new to say.",
}
_IN_BROWSER = (
    *("group", "open", "open.task", "field", "reason", "hint", "next", "send", "sending"),
    *("empty", "silent", "list", "again"),
)


class DisputeForm(anywidget.AnyWidget):
    """One task's form, and the disputes that were sent before.

    `sent` holds a running number, the field and the reason; `result` answers with that number.
    """

    _esm = script(DISPUTE_MODULES)
    _css = style("explainer.css", "dispute.css")

    texts = traitlets.Dict().tag(sync=True)
    number = traitlets.Int().tag(sync=True)  # of the task
    most = traitlets.Int(MAX_REASON).tag(sync=True)
    fields: Any = traitlets.List().tag(sync=True)  # what can be disputed now: id and label
    draft = traitlets.Dict().tag(sync=True)
    told: Any = traitlets.List().tag(sync=True)
    sent = traitlets.Any([]).tag(sync=True)
    result = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        workspace: Workspace,
        assignment: str,
        number: int,
        given: Mapping[str, Any],
        *,
        secret: str,
    ):
        self._workspace = workspace
        self._task = str(given.get("task"))
        self._given = given
        self._secret = secret
        self._sent = SentDisputes(workspace, assignment)
        super().__init__(
            texts={f"dispute.{name}": DISPUTE_TEXTS[f"dispute.{name}"] for name in _IN_BROWSER},
            number=number,
            draft=self._sent.draft(self._task),
            result={"number": 0},
        )
        self._show()
        with suppress(OSError):  # then the answer is only called new once more
            self._sent.mark_seen(self._disputes())
        self.observe(self._deliver, "sent")

    def _disputes(self) -> tuple[Told, ...]:
        return self._sent.of(self._task, self._given.get("disputes", ()))

    def _show(self) -> None:
        disputes = self._disputes()
        waiting = {one.field for one in disputes if one.state == WAITING}
        self.fields = [[field, words] for field, words in self._labels() if field not in waiting]
        self.told = [_in_words(one) for one in disputes]

    def _labels(self) -> list[tuple[str, str]]:
        """The parts that the learner sees, first what was not right; then what is larger."""
        seen = sorted(self._given.get("fields", ()), key=lambda field: field["status"] == "right")
        names = [str(field["name"]) for field in seen]
        names += ["question"] if self._given.get("rubric") else []
        names += [NOTE_OR_KEY, WHOLE_TASK]
        return [(name, DISPUTED_LABELS[name]) for name in names if name in DISPUTED_LABELS]

    def _deliver(self, change: dict[str, Any]) -> None:
        match change["new"]:
            case [int() as number, str() as field, str() as reason]:
                pass
            case _:
                return
        says, ok = self._tried(field, reason)
        if ok:
            self._show()
        self.result = {"number": number, "ok": ok, "says": says}

    def _tried(self, field: str, reason: str) -> tuple[str, bool]:
        """Send it; returns what the learner is told, and whether it went out."""
        try:
            identity = parts.signed_in()
            if identity is None or identity.learner != self._workspace.learner:
                return DISPUTE_TEXTS["dispute.somebody-else"], False
            self._sent.send(
                *(self._task, field, reason),
                identity=identity,
                secret=self._secret,
                given=self._given.get("disputes", ()),
            )
        except ExchangeError as error:
            away = bool(self._sent.draft(self._task))
            text = DISPUTE_TEXTS["dispute.away" if away else "dispute.refused"]
            return text.format(why=error), False
        except BhtrainError as error:
            return DISPUTE_TEXTS["dispute.refused"].format(why=error), False
        except Exception:
            _log.exception("A dispute of %s could not be sent", self._task)
            return DISPUTE_TEXTS["dispute.failed"], False
        return DISPUTE_TEXTS["dispute.sent"], True

    def __repr__(self) -> str:
        return f"DisputeForm({self._task!r}, {len(self.told)} sent)"


def _in_words(one: Told) -> dict[str, str]:
    about = DISPUTE_TEXTS["dispute.about"].format(
        label=one.label, when=clock.local_words(one.said_at)
    )
    name = f"dispute.{one.state}{'' if one.now is None else '.points'}"
    answered = clock.local_words(one.answered_at) if one.answered_at else ""
    points = {"was": f"{one.was or 0:g}", "now": f"{one.now or 0:g}"}
    return {
        "state": one.state,
        "about": about,
        "reason": one.reason,
        "outcome": DISPUTE_TEXTS[name].format(when=answered, **points),
        "answer": one.answer,
    }
