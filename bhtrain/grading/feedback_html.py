"""Feedback as escaped HTML, for nbgrader's pages."""

from collections.abc import Sequence
from html import escape

from bhtrain.grading.asked import asked_in_words, papers_of
from bhtrain.grading.feedback import (
    STATUS_MARKS,
    STATUS_WORDS,
    Feedback,
    Reason,
    answer_in_words,
)
from bhtrain.grading.words import outcome_in_words, points_in_words, sentences_in_words
from bhtrain.model.claim import Answer
from bhtrain.model.scenario import Kind, Task

# Of pages that are kept as files: nothing in one may load, send or run anything.
KEPT_PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


def task_html(task: Task, deciding: Sequence[int]) -> str:
    """What a task asked, its note, and what lay beside it: nobody grades a question without."""
    note = "".join(
        f'<li class="decides">{escape(sentence)} <em>(decides)</em></li>'
        if number in deciding
        else f"<li>{escape(sentence)}</li>"
        for number, sentence in enumerate(task.note, start=1)
    )
    parts = [
        f"<p>{escape(asked_in_words(task))}</p>",
        f'<details open><summary>The note</summary><ol class="note">{note}</ol></details>',
    ]
    for paper in papers_of(task):
        rows = "".join(f"<li>{escape(row)}</li>" for row in paper.rows)
        parts.append(f"<p><strong>{escape(paper.label)}</strong></p><ul>{rows}</ul>")
    return "\n".join(parts)


def feedback_html(given: Feedback, answer: Answer | None, kind: Kind) -> str:
    """The feedback as one fragment of HTML in which every text is escaped."""
    parts = [
        '<section class="bhtrain-feedback">',
        f"<p><strong>{escape(given.headline)}</strong></p>",
        f"<p><strong>Your answer:</strong> {escape(answer_in_words(answer, kind))}<br>"
        f"<strong>Worked answer:</strong> {escape(given.expected)}</p>",
        *_why_html(given),
        *_question_html(given, answer),
        *_commentary_html(given),
        "</section>",
    ]
    return "\n".join(parts)


def explanation_html(given: Feedback) -> str:
    """The same without what was answered: to stand beside another explanation of the answer."""
    parts = [
        f"<p><strong>{escape(given.headline)}</strong></p>",
        f"<p><strong>Worked answer:</strong> {escape(given.expected)}</p>",
        *_why_html(given),
        *_commentary_html(given),
    ]
    return "\n".join(parts)


def _commentary_html(given: Feedback) -> list[str]:
    return [
        f"<p>{escape(given.rationale)}</p>",
        f"<p><strong>Near miss:</strong> {escape(given.near_miss)}</p>",
    ]


def _why_html(given: Feedback) -> list[str]:
    """Field by field, the mistakes by an auditor's names, and the rules."""
    parts = []
    if given.fields:
        parts.append(
            '<table><thead><tr><th scope="col">Field</th><th scope="col">Result</th>'
            '<th scope="col">Why</th></tr></thead><tbody>'
        )
        parts += [
            f'<tr><th scope="row">{escape(field.label)}</th>'
            f"<td>{_status(field.status)}</td>"
            f"<td>{escape(field.text)}</td></tr>"
            for field in given.fields
        ]
        parts.append("</tbody></table>")
    if given.errors:
        items = "".join(
            f"<li><strong>{escape(error.label)}</strong>: {escape(error.text)}</li>"
            for error in given.errors
        )
        parts.append(f"<p>As an auditor would name it:</p><ul>{items}</ul>")
    parts += _order_html(given)
    return parts + [_reason_html(reason) for reason in given.reasons]


def _status(status: str) -> str:
    """The mark and its word, which a narrow column must not break apart."""
    return f"{STATUS_MARKS[status]} {STATUS_WORDS[status]}".replace(" ", "&nbsp;")


def _order_html(given: Feedback) -> list[str]:
    """The queue of a triage as it should stand."""
    if not given.order:
        return []
    items = "".join(f"<li>{escape(f'{one.id.upper()}: {one.text}')}</li>" for one in given.order)
    return [f"<p>What comes first:</p><ol>{items}</ol>"]


def _question_html(given: Feedback, answer: Answer | None) -> list[str]:
    """The question to the clinician, what a person looks for in it, and one that would do."""
    if not given.rubric:
        return []
    asked = answer.query.strip() if answer else ""
    items = "".join(
        f"<li>{points_in_words(item.points)}: {escape(item.text)}</li>" for item in given.rubric
    )
    return [
        f"<p><strong>Your question:</strong> {escape(asked or 'None was written.')}</p>",
        f"<p>A person grades it by these:</p><ul>{items}</ul>",
        f"<p><strong>One that would do:</strong> {escape(given.model_query)}</p>",
    ]


def _reason_html(reason: Reason) -> str:
    found = outcome_in_words(reason.outcome, strict=reason.strict)
    rows = [f"<p><strong>{escape(reason.title)}</strong> ({escape(found)})<br>"]
    rows.append(escape(reason.text))
    if reason.sentences:
        rows.append(f"<br>It shows in {sentences_in_words(reason.sentences)} of the note.")
    if reason.consequence:
        rows.append(f"<br>{escape(reason.consequence)}")
    rows.append(f"<br><small>Rule {escape(reason.rule)}. {escape(reason.sureness)}")
    for source in reason.sources:
        checked = "compared with the rule" if source.checked else "not yet compared"
        rows.append(
            f"<br>Source: {escape(source.title)}, {escape(source.publisher)}, {escape(source.date)}"
            f" ({checked})"
        )
    rows.append("</small></p>")
    return "".join(rows)
