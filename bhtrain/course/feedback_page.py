"""A learner's feedback to one assignment: a page that needs nothing else, and a record of it."""

from html import escape
from typing import Any

from bhtrain.course.scoring import AnswerKeys, GradedSubmission
from bhtrain.grading.feedback import feedback_to_dict

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem;
  color: #1a1a1a; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
.points { font-size: 1.15rem; font-weight: 600; }
ol.note { padding: .75rem .75rem .75rem 2.5rem; background: #f3f5f7; border-radius: .4rem; }
ol.note li.decides { background: #fff0b8; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0;
  border-bottom: 1px solid #d5dae0; }
@media (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #16181b; }
  ol.note { background: #22262b; } ol.note li.decides { background: #4d4312; }
  th, td { border-color: #3b4148; }
}
"""


def feedback_record(keys: AnswerKeys, graded: GradedSubmission) -> dict[str, Any]:
    """The feedback as JSON can hold it: for the learner's page, once it is released."""
    return {
        "assignment": keys.assignment,
        "learner": graded.learner,
        "points": graded.points,
        "max_points": graded.max_points,
        "problem": graded.problem,
        "tasks": [
            {"task": name, **feedback_to_dict(task.feedback)} for name, task in graded.tasks.items()
        ],
    }


def feedback_page(record: dict[str, Any], keys: AnswerKeys, graded: GradedSubmission) -> str:
    """The same as one page of HTML, with every text escaped and no outside link."""
    title = f"{keys.assignment}: feedback for {graded.learner}"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        f'<p class="points">{record["points"]:g} of {record["max_points"]} points</p>',
    ]
    if graded.problem:
        parts.append(f"<p>{escape(graded.problem)}</p>")
    for number, (name, task) in enumerate(graded.tasks.items(), start=1):
        scenario = keys.scenarios[name]
        note = "".join(
            f"<li{' class=decides' if place in task.feedback.sentences else ''}>"
            f"{escape(sentence)}</li>"
            for place, sentence in enumerate(scenario.task.note, start=1)
        )
        parts += [
            f"<section><h2>Task {number}</h2>",
            f'<details><summary>The note</summary><ol class="note">{note}</ol></details>',
            task.html,
            "</section>",
        ]
    parts.append("</main></body></html>")
    return "\n".join(parts)
