"""Feedback as escaped HTML, for nbgrader's pages."""

from html import escape

from bhtrain.grading.feedback import (
    STATUS_MARKS,
    STATUS_WORDS,
    Feedback,
    Reason,
    answer_in_words,
)
from bhtrain.model.claim import Answer
from bhtrain.model.scenario import Kind


def feedback_html(given: Feedback, answer: Answer | None, kind: Kind) -> str:
    """The feedback as one fragment of HTML in which every text is escaped."""
    parts = [
        '<section class="bhtrain-feedback">',
        f"<p><strong>{escape(given.headline)}</strong></p>",
        f"<p>Your answer: {escape(answer_in_words(answer, kind))}</p>",
        f"<p>Worked answer: {escape(given.expected)}</p>",
    ]
    if given.fields:
        parts.append(
            "<table><thead><tr><th>Field</th><th>Result</th><th>Why</th></tr></thead><tbody>"
        )
        parts += [
            f"<tr><td>{escape(field.label)}</td>"
            f"<td>{STATUS_MARKS[field.status]} {STATUS_WORDS[field.status]}</td>"
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
    for reason in given.reasons:
        parts.append(_reason_html(reason))
    parts += _question_html(given, answer)
    parts.append(f"<p>{escape(given.rationale)}</p>")
    parts.append(f"<p><strong>Near miss:</strong> {escape(given.near_miss)}</p>")
    parts.append("</section>")
    return "\n".join(parts)


def _question_html(given: Feedback, answer: Answer | None) -> list[str]:
    """The question to the clinician, what a person looks for in it, and one that would do."""
    if not given.rubric:
        return []
    asked = answer.query.strip() if answer else ""
    items = "".join(f"<li>{item.points} points: {escape(item.text)}</li>" for item in given.rubric)
    return [
        f"<p>Your question: {escape(asked or 'None was written.')}</p>",
        f"<p>A person grades it by these:</p><ul>{items}</ul>",
        f"<p>One that would do: {escape(given.model_query)}</p>",
    ]


def _reason_html(reason: Reason) -> str:
    where = ", ".join(str(number) for number in reason.sentences)
    rows = [f"<p><strong>{escape(reason.title)}</strong> ({escape(reason.outcome)})<br>"]
    rows.append(escape(reason.text))
    if where:
        rows.append(f"<br>Sentence {where} of the note decides.")
    if reason.consequence:
        rows.append(f"<br>{escape(reason.consequence)}")
    rows.append(f"<br><small>Rule {escape(reason.rule)}. {escape(reason.sureness)}")
    for source in reason.sources:
        checked = "compared" if source.checked else "not yet compared"
        rows.append(
            f"<br>{escape(source.title)}, {escape(source.publisher)}, {escape(source.date)}"
            f" ({checked})"
        )
    rows.append("</small></p>")
    return "".join(rows)
