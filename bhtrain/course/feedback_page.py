"""A learner's feedback to one assignment: a page that needs nothing else, and a record of it.

Both hold the key. They are made for a hand-in that is graded, after which none is collected.
"""

from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any

from bhtrain.content import content_version
from bhtrain.course.earlier import earlier_html
from bhtrain.course.scoring import AnswerKeys, GradedSubmission
from bhtrain.course.totals import RANGES, fee_remark, practice_next, totals_in_words
from bhtrain.grading.accuracy import accuracy
from bhtrain.grading.asked import asked_in_words, papers_of
from bhtrain.grading.feedback import answer_in_words, feedback_to_dict
from bhtrain.grading.feedback_html import KEPT_PAGE_POLICY
from bhtrain.grading.keyed import key_in_words
from bhtrain.model.attempt import competency_in_words
from bhtrain.practice_codebook import practice_fees

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem;
  color: #1a1a1a; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.points { font-size: 1.15rem; font-weight: 600; }
ol.note { padding: .75rem .75rem .75rem 2.5rem; background: #f3f5f7; border-radius: .4rem; }
ol.note li.decides { background: #fff0b8; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
tbody th { font-weight: 400; }
ol, ul { margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0;
  border-bottom: 1px solid #d5dae0; }
h2, h3, summary { break-after: avoid; }
tr, li, p { break-inside: avoid; }
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 11pt; max-width: none; padding: 0; }
  ol.note { border: 1px solid #8a949e; }
  ol.note li.decides { font-weight: 600; }
  nav { display: none; }
}
@media screen and (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #16181b; }
  ol.note { background: #22262b; } ol.note li.decides { background: #4d4312; }
  th, td { border-color: #3b4148; }
}
"""


def feedback_record(keys: AnswerKeys, graded: GradedSubmission) -> dict[str, Any]:
    """The feedback as JSON can hold it: for the learner's page, once it is released.

    Raises:
        PracticeError: The practice's fees cannot be read.
    """
    tasks = [
        {
            "task": name,
            **feedback_to_dict(task.feedback),
            "waits": task.score.waits,
            "competencies": list(keys.scenarios[name].competencies),
            "answer": answer_in_words(task.answer, keys.scenarios[name].task.kind),
            "question": task.answer.query.strip() if task.answer else "",
            "asked": asked_in_words(keys.scenarios[name].task),
            "papers": [asdict(paper) for paper in papers_of(keys.scenarios[name].task)],
            "keyed": key_in_words(keys.scenarios[name]),
        }
        for name, task in graded.tasks.items()
    ]
    given = accuracy((task.score for task in graded.tasks.values()), practice_fees())
    return {
        "assignment": keys.assignment,
        "learner": graded.learner,
        "content_version": content_version(),  # of the rulebook that graded it
        "points": graded.points,
        "max_points": graded.max_points,
        "problem": _unreadable(graded.problem),
        "time": graded.time,
        "weights": dict(keys.weights),
        "totals": totals_in_words(given),
        "totals_remark": " ".join(filter(None, [RANGES, fee_remark(given.dollars)])),
        "practice_next": [] if graded.problem else practice_next(tasks),
        "tasks": tasks,
    }


def _unreadable(problem: str) -> str:
    """What a learner reads whose answers could not be read, and what to do about it."""
    if not problem:
        return ""
    return (
        f"Your answers could not be read, so they count 0 points. {problem} Tell your manager: the "
        "file is kept as it came."
    )


def feedback_page(record: dict[str, Any], graded: GradedSubmission, title: str) -> str:
    """The same as one page of HTML, with every text escaped and no outside link."""
    title = f"{title}: feedback for {graded.learner}"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{KEPT_PAGE_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        f'<p class="points">{record["points"]:g} of {record["max_points"]} points</p>',
    ]
    parts += [f"<p>{escape(words)}</p>" for words in (graded.time, record["problem"]) if words]
    parts += [_totals(record), _practice_next(record), _contents(record)]
    for number, task in enumerate(record["tasks"], start=1):
        parts += [
            f'<section id="task-{number}"><h2>{_heading(number, task)}</h2>',
            graded.task(task["task"]).html,
            earlier_html(task),
            "</section>",
        ]
    parts.append("</main></body></html>")
    return "\n".join(parts)


def _heading(number: int, task: Mapping[str, Any]) -> str:
    return f"Task {number}: {task['points']:g} of {task['max_points']:g} points"


def _contents(record: Mapping[str, Any]) -> str:
    """Where each task stands on the page, which is long."""
    items = "".join(
        f'<li><a href="#task-{number}">{_heading(number, task)}</a></li>'
        for number, task in enumerate(record["tasks"], start=1)
    )
    return f'<nav aria-label="Tasks"><h2>Task by task</h2><ul>{items}</ul></nav>'


def _totals(record: dict[str, Any]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(row["label"])}</th><td>{escape(row["result"])}</td></tr>'
        for row in record["totals"]
    )
    return (
        f"<h2>How accurate you were</h2><table><tbody>{rows}</tbody></table>"
        f"<p><small>{escape(record['totals_remark'])}</small></p>"
    )


def _practice_next(record: dict[str, Any]) -> str:
    items = "".join(
        f"<li>{escape(competency_in_words(one['competency']))}: "
        f"{one['points']:g} of {one['max_points']:g} points here</li>"
        for one in record["practice_next"]
    )
    if not items:
        return ""
    return (
        "<h2>What to practice next</h2><p>Nobody knows all of it at first. A few notes on each of "
        f"these, on the Practice page, will help you most.</p><ul>{items}</ul>"
    )
