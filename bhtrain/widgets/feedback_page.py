"""What the manager released: points, reasons, sources, and the sentences that decide."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import ipywidgets as widgets

from bhtrain.clock import local_day
from bhtrain.errors import BhtrainError
from bhtrain.exchange.records import Release
from bhtrain.grading.words import (
    EARLIER_REMARK,
    earlier_in_words,
    outcome_in_words,
    points_in_words,
    sentences_in_words,
)
from bhtrain.model.attempt import competency_in_words
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import parts
from bhtrain.widgets.dispute_form import DisputeForm
from bhtrain.widgets.parts import escape, outside_link
from bhtrain.widgets.released import (
    GivenFeedback,
    given_feedback,
    receipts,
    released,
    tasks_in,
)
from bhtrain.widgets.rules_page import rule_link

_APART = "margin:.5rem 0 1rem;padding:.1rem 0 .1rem 1rem;border-left:4px solid currentColor"
STATUS = {"right": "✓&nbsp;Right", "near": "≈&nbsp;Near", "wrong": "✗&nbsp;Not&nbsp;right"}


@parts.in_words
def feedback_page(assignment: str | None = None) -> widgets.Widget:
    """The feedback to one assignment; without a name, to each one that has some."""
    identity = parts.signed_in()
    if identity is None:
        return parts.please_sign_in()
    workspace = Workspace.of(identity.learner)
    wanted = assignment or parts.asked_for("assignment")
    shown: list[widgets.Widget] = []
    for release in released():
        if wanted not in (None, release.assignment):
            continue
        given = given_feedback(release.assignment, workspace)
        if given is not None:
            shown += _whole(release, given, workspace)
        elif wanted:
            handed_in = receipts(workspace, release.assignment)
            words = (
                f"Your manager has not released feedback on {release.title} yet."
                if handed_in
                else f"You have not handed in {release.title} yet."
            )
            shown.append(parts.markup(parts.message(words)))
    if not shown:
        shown.append(
            parts.markup(
                parts.message("There is no feedback for you yet.")
                + f"<p>{parts.link('assignments.ipynb', 'See your assignments')}</p>"
            )
        )
    return widgets.VBox(shown)


def _whole(release: Release, given: GivenFeedback, workspace: Workspace) -> list[widgets.Widget]:
    """The feedback to one assignment: text, and after each task the form to dispute it."""
    feedback = given.feedback
    tasks = tasks_in(workspace.exercise_folder(release.assignment))
    notes = {task.id: task.note for task in tasks}
    about = (str(feedback.get("time") or ""), str(feedback.get("problem") or ""))
    words = [f"<h2>{escape(release.title)}: {_points(feedback)}</h2>"]
    words += [f"<p>{escape(one)}</p>" for one in about if one]
    words += [_totals(feedback), _practice_next(feedback)]
    shown: list[widgets.Widget] = [parts.markup("".join(words))]
    for number, task in enumerate(feedback.get("tasks", []), start=1):
        shown += [
            parts.markup(_one(number, task, notes.get(str(task.get("task")), ()))),
            DisputeForm(workspace, release.assignment, number, task, secret=given.receipt.secret),
        ]
    shown.append(parts.markup(f"<p>{parts.link('my-progress.ipynb', 'See your progress')}</p>"))
    return shown


def _totals(given: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(str(row['label']))}</th>"
        f"<td>{escape(str(row['result']))}</td></tr>"
        for row in given.get("totals", [])
    )
    how = parts.link("how-it-is-graded.ipynb", "How it is graded")
    return (
        f"<h3>How accurate you were</h3><table><tbody>{rows}</tbody></table>"
        f"<p><small>{escape(str(given.get('totals_remark', '')))}</small></p>"
        f"<p>{how}. To keep this page, print it (Ctrl+P).</p>"
        if rows
        else f"<p>{how}.</p>"
    )


def _practice_next(given: Mapping[str, Any]) -> str:
    found = given.get("practice_next", [])
    if not found:
        return ""
    items = "".join(f"<li>{_practice_link(one)}</li>" for one in found)
    return (
        "<h3>What to practice next</h3><p>Nobody knows all of it at first. A few notes on each of "
        f"these will help you most.</p><ul>{items}</ul>"
    )


def _practice_link(one: Mapping[str, Any]) -> str:
    competency = str(one["competency"])
    words = competency_in_words(competency)
    try:
        parts.practice_bank().ids(competency)
        shown = parts.link(f"practice.ipynb?competency={quote(competency)}", words)
    except BhtrainError:
        shown = escape(words)  # nothing to practice it on
    return f"{shown}: {escape(_points(one))} here"


def _points(given: Mapping[str, Any]) -> str:
    return f"{given.get('points', 0):g} of {given.get('max_points', 0):g} points"


def _one(number: int, given: Mapping[str, Any], note: Sequence[str]) -> str:
    comment = str(given.get("comment") or "")
    return (
        f"<h3>Task {number}: {_points(given)}</h3>"
        + (f"<p>{escape(str(given['asked']))}</p>" if given.get("asked") else "")
        + "".join(_paper(paper) for paper in given.get("papers", []))
        + _note(note, given.get("sentences", []))
        + f"<p><strong>{escape(str(given.get('headline', '')))}</strong></p>"
        + (f"<p>Your manager writes: {escape(comment)}</p>" if comment else "")
        + _answers(given)
        + _fields(given)
        + _question(given)
        + _reasons(given)
        + "".join(_earlier(told) for told in given.get("earlier", []))
    )


def _earlier(told: Mapping[str, Any]) -> str:
    """What the learner read before a correction, folded."""
    heading = earlier_in_words(local_day(str(told["released_at"])))
    return (
        f"<details><summary>{escape(heading)}</summary><blockquote style='{_APART}'>"
        f"<p><em>{EARLIER_REMARK}</em></p>"
        f"<p><strong>{escape(str(told['headline']))}</strong></p>"
        f"{_answers(told)}{_fields(told)}{_reasons(told)}</blockquote></details>"
    )


def _fields(given: Mapping[str, Any]) -> str:
    """Field by field, the mistakes by an auditor's names, and the queue of a triage."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(str(field['label']))}</th>"
        f"<td>{STATUS.get(field['status'], '')}</td><td>{escape(str(field['text']))}</td></tr>"
        for field in given.get("fields", [])
    )
    table = (
        "<table><thead><tr><th scope='col'>Field</th><th scope='col'>Result</th>"
        f"<th scope='col'>Why</th></tr></thead><tbody>{rows}</tbody></table>"
        if rows
        else ""
    )
    errors = "".join(
        f"<li><strong>{escape(str(error['label']))}</strong>: {escape(str(error['text']))}</li>"
        for error in given.get("errors", [])
    )
    named = f"<p>As an auditor would name it:</p><ul>{errors}</ul>" if errors else ""
    return table + named + _order(given)


def _reasons(given: Mapping[str, Any]) -> str:
    return "".join(_reason(reason) for reason in given.get("reasons", [])) + _commentary(given)


def _commentary(given: Mapping[str, Any]) -> str:
    if not given.get("rationale"):
        return ""  # the key is held back
    return (
        f"<p>{escape(str(given['rationale']))}</p>"
        f"<p><strong>Near miss:</strong> {escape(str(given.get('near_miss', '')))}</p>"
    )


def _answers(given: Mapping[str, Any]) -> str:
    yours = str(given.get("answer") or "")
    own = f"<strong>Your answer:</strong> {escape(yours)}<br>" if yours else ""
    expected = escape(str(given.get("expected") or ""))
    worked = f"<strong>Worked answer:</strong> {expected}" if expected else ""
    return f"<p>{own}{worked}</p>" if own or worked else ""


def _paper(paper: Mapping[str, Any]) -> str:
    """What lay beside the note."""
    rows = "".join(f"<li>{escape(str(row))}</li>" for row in paper["rows"])
    return f"<p><strong>{escape(str(paper['label']))}</strong></p><ul>{rows}</ul>"


def _order(given: Mapping[str, Any]) -> str:
    """The queue of a triage as it should stand."""
    items = "".join(
        f"<li>{escape(str(one['id']).upper())}: {escape(str(one['text']))}</li>"
        for one in given.get("order") or ()
    )
    return f"<p>What comes first:</p><ol>{items}</ol>" if items else ""


def _question(given: Mapping[str, Any]) -> str:
    """What a person looks for in the question to the clinician, and one that would do."""
    rubric = given.get("rubric") or ()
    items = "".join(f"<li>{_worth(item)}: {escape(str(item['text']))}</li>" for item in rubric)
    model = escape(str(given.get("model_query") or ""))
    own = escape(str(given.get("question") or "None was written."))
    told = (
        f"<p><strong>Your question:</strong> {own}</p>"
        f"<p>A person grades it by these:</p><ul>{items}</ul>"
    )
    return f"{told}<p><strong>One that would do:</strong> {model}</p>" if rubric else ""


def _worth(item: Mapping[str, Any]) -> str:
    """What a part of a question is worth, and what a person gave for it, once somebody has."""
    if "given" in item:
        return f"{item['given']:g} of {points_in_words(item['points'])}"
    return points_in_words(item["points"])


def _reason(reason: Mapping[str, Any]) -> str:
    found = outcome_in_words(str(reason["outcome"]), strict=bool(reason.get("strict", True)))
    lines = [f"<strong>{escape(str(reason['title']))}</strong> ({escape(found)})"]
    lines.append(escape(str(reason["text"])))
    if reason.get("sentences"):
        lines.append(f"It shows in {sentences_in_words(reason['sentences'])} of the note.")
    if reason.get("consequence"):
        lines.append(escape(str(reason["consequence"])))
    rule = str(reason["rule"])
    quiet = [f"{rule_link(rule, f'Rule {rule}')}. {escape(str(reason['sureness']))}"]
    quiet += [_source(source) for source in reason.get("sources", [])]
    return f"<p>{'<br>'.join(lines)}<br><small>{'<br>'.join(quiet)}</small></p>"


def _source(source: Mapping[str, Any]) -> str:
    compared = "compared with the rule" if source.get("checked") else "not yet compared"
    title = outside_link(str(source.get("url") or ""), str(source["title"]))
    return f"Source: {title}" + escape(f", {source['publisher']}, {source['date']} ({compared})")


def _note(note: Sequence[str], deciding: Sequence[int]) -> str:
    if not note:
        return ""
    sentences = "".join(
        f"<li><mark>{escape(sentence)}</mark> <em>(decides)</em></li>"
        if number in deciding
        else f"<li>{escape(sentence)}</li>"
        for number, sentence in enumerate(note, start=1)
    )
    return f"<details><summary>The note</summary><ol>{sentences}</ol></details>"
