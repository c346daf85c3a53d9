"""Scenarios as plain dictionaries: what YAML files, tasks.yaml and the compiled bank hold.

A practice scenario is one dictionary. A graded one is two: the task, which is released, and
the rest, which never is; `scenario_from_dict(task | rest)` joins them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bhtrain.grading.answers import claim_from_dict, claim_to_dict
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Decision, Gap
from bhtrain.model.scenario import Fact, Key, Kind, Level, ReviewState, Scenario, Task

TASK_FIELDS = ("id", "kind", "level", "payer", "service_date", "note", "draft", "points")


def task_from_dict(data: Mapping[str, Any]) -> Task:
    """The part of a scenario that the learner sees.

    Raises:
        KeyError, ValueError: A field is missing or has a value that does not fit. Authors see
            these earlier, with file and line, from `bhtrain check`.
    """
    day = data["service_date"]
    return Task(
        id=data["id"],
        kind=Kind(data["kind"]),
        level=Level(data["level"]),
        payer=Payer(data["payer"]),
        service_date=day if isinstance(day, date) else date.fromisoformat(day),
        note=tuple(data["note"]),
        points=int(data["points"]),
        draft=claim_from_dict(data["draft"], "draft") if data.get("draft") else None,
    )


def task_to_dict(task: Task) -> dict[str, Any]:
    """The same as a dictionary that JSON can hold."""
    data: dict[str, Any] = {
        "id": task.id,
        "kind": task.kind.value,
        "level": task.level.value,
        "payer": task.payer.value,
        "service_date": task.service_date.isoformat(),
        "note": list(task.note),
        "points": task.points,
    }
    if task.draft is not None:
        data["draft"] = claim_to_dict(task.draft)
    return data


def _key(data: Mapping[str, Any]) -> Key:
    return Key(
        decision=Decision(data["decision"]),
        claim=claim_from_dict(dict(data), "key"),
        gaps=tuple(
            Gap(id=gap["id"], evidence=tuple(gap.get("evidence") or ()))
            for gap in data.get("gaps") or ()
        ),
        deciding=tuple(data.get("deciding") or ()),
        alternatives=tuple(
            claim_from_dict(claim, "alternative") for claim in data.get("alternatives") or ()
        ),
        optional_codes=frozenset(data.get("optional_codes") or ()),
        optional_gaps=frozenset(data.get("optional_gaps") or ()),
    )


def scenario_from_dict(data: Mapping[str, Any], *, canary: str = "") -> Scenario:
    """A whole scenario: task, facts, key and commentary.

    Raises:
        KeyError, ValueError: As for `task_from_dict`.
    """
    return Scenario(
        task=task_from_dict(data),
        title=data["title"],
        competencies=tuple(data["competencies"]),
        facts=tuple(
            Fact(
                name=name,
                value=tuple(value) if isinstance(value := fact["value"], list) else value,
                quotes=_quotes(fact.get("quote")),
                why=fact.get("why"),
            )
            for name, fact in data["facts"].items()
        ),
        key=_key(data["key"]),
        rules=tuple(data["rules"]),
        rationale=data["rationale"].strip(),
        near_miss=data["near_miss"].strip(),
        review=ReviewState(data["review"]),
        canary=canary,
    )


def join_graded(
    tasks: Mapping[str, Any], keys: Mapping[str, Any]
) -> tuple[dict[str, Scenario], tuple[str, ...]]:
    """Join the contents of a tasks.yaml and its keys.yaml.

    Returns:
        Scenarios by task id, in the order of the tasks; and the ids that stand in only one of
        the two files.
    """
    rest = {entry["id"]: entry for entry in keys["keys"]}
    known = [task for task in tasks["tasks"] if task["id"] in rest]
    joined = {
        task["id"]: scenario_from_dict({**rest[task["id"]], **task}, canary=keys.get("canary", ""))
        for task in known
    }
    every = [task["id"] for task in tasks["tasks"]] + list(rest)
    return joined, tuple(sorted({name for name in every if name not in joined}))


def _quotes(written: str | list[str] | None) -> tuple[str, ...]:
    return tuple(written) if isinstance(written, list) else (written,) if written else ()
