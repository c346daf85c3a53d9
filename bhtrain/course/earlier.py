"""How an answer was explained before: what its learner has read stays beside the new explanation.

The feedback that was released says what the learner saw; what was never released is not kept.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from html import escape
from typing import Any

from bhtrain.clock import local_day
from bhtrain.grading.feedback import (
    ErrorWords,
    Feedback,
    FieldWords,
    Reason,
    SourceWords,
)
from bhtrain.grading.feedback_html import explanation_html
from bhtrain.grading.words import EARLIER_REMARK, earlier_in_words
from bhtrain.model.papers import QueueItem

MOST = 3  # explanations of a task beside the one that holds
_MOST_BYTES = 3 * 1024 * 1024  # of a record; what is released may have 4 MiB
_KEPT = tuple(field.name for field in fields(Feedback) if field.name != "rubric")
_SAID = ("expected", "sentences", "rationale", "near_miss", "order", "model_query")


def with_earlier(record: dict[str, Any], released: Mapping[str, Any] | None) -> dict[str, Any]:
    """The record with, in each task, how it was explained in the feedback released before.

    Only where the explanation has changed; the newest first, at most three, fewer where the
    record would become too large. The same two always give the same.

    Args:
        record: The new feedback, as `feedback_record` gives it.
        released: The feedback that the learner can read now; None where none is released.
    """
    if released is None:
        return record
    then = {task["task"]: task for task in released["tasks"]}
    plain = json.loads(json.dumps(record))
    for most in range(MOST, -1, -1):
        tasks = [
            _beside(task, then.get(task["task"]), plain, released, most) for task in plain["tasks"]
        ]
        found = {**plain, "tasks": tasks}
        if not any("earlier" in task for task in tasks):
            return found
        if len(json.dumps(found, ensure_ascii=False).encode()) <= _MOST_BYTES:
            return found
    return found


def _beside(
    task: Mapping[str, Any],
    then: Mapping[str, Any] | None,
    record: Mapping[str, Any],
    released: Mapping[str, Any],
    most: int,
) -> dict[str, Any]:
    kept = list(task.get("earlier", ()))
    if then is not None and "reasons" in then:  # else it was held back, and nothing was explained
        kept = list(then.get("earlier", ()))
        weighed = released.get("weights") != record["weights"] and then["points"] != task["points"]
        if weighed or _said(then) != _said(task):
            told = {name: then[name] for name in _KEPT if name in then}
            when = {name: released.get(name, "") for name in ("released_at", "content_version")}
            kept = [{**told, **when}, *kept]
    without = {name: value for name, value in task.items() if name != "earlier"}
    return {**without, "earlier": kept[:most]} if kept[:most] else without


def _said(task: Mapping[str, Any]) -> list[Any]:
    """What a task's explanation says; not how sure its sources are, nor what a person decided."""
    return [
        *(task.get(name) or None for name in _SAID),
        [(one["name"], one["status"], one["text"]) for one in task["fields"]],
        [(one["kind"], one["text"]) for one in task["errors"]],
        [(one["rule"], one["outcome"], one["text"], one["strict"]) for one in task["reasons"]],
    ]


def earlier_html(task: Mapping[str, Any]) -> str:
    """The earlier explanations of a task, folded, every text escaped."""
    return "".join(
        f"<details><summary>{escape(earlier_in_words(local_day(told['released_at'])))}</summary>"
        f"<blockquote><p><em>{EARLIER_REMARK}</em></p>"
        f"{explanation_html(_feedback(told))}</blockquote></details>"
        for told in task.get("earlier", ())
    )


def _feedback(told: Mapping[str, Any]) -> Feedback:
    given = {name: told[name] for name in _KEPT if name in told}
    reasons = [
        Reason(**{**one, "sources": tuple(SourceWords(**source) for source in one["sources"])})
        for one in given["reasons"]
    ]
    return Feedback(
        **{
            **given,
            "fields": tuple(FieldWords(**one) for one in given["fields"]),
            "errors": tuple(ErrorWords(**one) for one in given["errors"]),
            "reasons": tuple(reasons),
            "order": tuple(QueueItem(**one) for one in given.get("order", ())),
        }
    )
