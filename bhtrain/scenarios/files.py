"""Scenarios as plain dictionaries: what YAML files, tasks.yaml and the compiled bank hold.

A month of claims is a CSV file of its own, which `task_with_month` puts in place of its name.
A practice scenario is one dictionary. A graded one is two: the task, which is released, and
the rest, which never is; `scenario_from_dict(task | rest)` joins them.
"""

import csv
from collections.abc import Mapping
from datetime import date, time
from io import StringIO
from pathlib import Path
from typing import Any

from bhtrain.grading.answers import claim_from_dict, claim_to_dict
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Decision, Gap
from bhtrain.model.papers import BilledLine, QueueItem, RemittanceLine
from bhtrain.model.scenario import (
    Fact,
    Key,
    Kind,
    Level,
    Provenance,
    Queued,
    ReviewState,
    RubricItem,
    Scenario,
    Task,
)

TASK_FIELDS = (
    *("id", "kind", "level", "payer", "service_date", "note", "points"),
    *("draft", "remittance", "month", "queue"),
)
MONTH_COLUMNS = ("date", "client", "code", "units", "modifiers", "place", "start", "stop")


def read_month(text: str) -> list[list[str]]:
    """The rows of a month of claims, from the text of its CSV file.

    Raises:
        ValueError: The columns are not MONTH_COLUMNS, or a row does not fit; the text says which.
    """
    rows = [row for row in csv.reader(StringIO(text)) if row]
    if not rows or tuple(rows[0]) != MONTH_COLUMNS:
        raise ValueError(f"the first line has to be {','.join(MONTH_COLUMNS)}")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(MONTH_COLUMNS):
            raise ValueError(f"line {number} has {len(row)} columns, not {len(MONTH_COLUMNS)}")
        try:
            _billed_line(row)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
    return rows[1:]


def task_with_month(task: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The task with the rows of its month in place of the name of their file in `folder`.

    Raises:
        OSError: The file cannot be read.
        ValueError: It does not fit, or the name is not that of a file of the folder.
    """
    name = task.get("month")
    if not isinstance(name, str):
        return dict(task)
    if Path(name).name != name:
        raise ValueError(f"month: {name!r} is not the name of a file beside it")
    return {**task, "month": read_month((folder / name).read_text(encoding="utf-8"))}


def _billed_line(row: list[str]) -> BilledLine:
    day, client, code, units, modifiers, place, start, stop = row
    return BilledLine(
        service_date=date.fromisoformat(day),
        client=client,
        code=code,
        units=int(units),
        modifiers=tuple(modifiers.split()),
        place=place,
        start=time.fromisoformat(start) if start else None,
        stop=time.fromisoformat(stop) if stop else None,
    )


def _month_row(line: BilledLine) -> list[str]:
    clock = [f"{at:%H:%M}" if at else "" for at in (line.start, line.stop)]
    plain = [line.service_date.isoformat(), line.client, line.code, str(line.units)]
    return [*plain, " ".join(line.modifiers), line.place, *clock]


def task_from_dict(data: Mapping[str, Any]) -> Task:
    """The part of a scenario that the learner sees.

    Raises:
        KeyError, ValueError: A field is missing or has a value that does not fit. Authors see
            these earlier, with file and line, from `bhtrain check`.
    """
    return Task(
        id=data["id"],
        kind=Kind(data["kind"]),
        level=Level(data["level"]),
        payer=Payer(data["payer"]),
        service_date=_day(data["service_date"]),
        note=tuple(data["note"]),
        points=int(data["points"]),
        draft=claim_from_dict(data["draft"], "draft") if data.get("draft") else None,
        remittance=tuple(
            RemittanceLine(
                line=entry["line"],
                group=entry["group"],
                code=entry["code"],
                remarks=tuple(entry.get("remark") or ()),
            )
            for entry in data.get("remittance") or ()
        ),
        month=tuple(_billed_line(row) for row in data.get("month") or ()),
        queue=tuple(
            QueueItem(id=entry["id"], text=entry["text"]) for entry in data.get("queue") or ()
        ),
    )


def _day(written: str | date) -> date:
    """YAML reads a day without quotes as a date, JSON as text."""
    return written if isinstance(written, date) else date.fromisoformat(written)


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
    if task.remittance:
        data["remittance"] = [
            {"line": one.line, "group": one.group, "code": one.code, "remark": list(one.remarks)}
            for one in task.remittance
        ]
    if task.month:
        data["month"] = [_month_row(line) for line in task.month]
    if task.queue:
        data["queue"] = [{"id": item.id, "text": item.text} for item in task.queue]
    return data


def _key(data: Mapping[str, Any]) -> Key:
    return Key(
        decision=Decision(data["decision"]) if data.get("decision") else None,
        claim=claim_from_dict(dict(data), "key"),
        gaps=tuple(
            Gap(id=gap["id"], evidence=tuple(gap.get("evidence") or ()))
            for gap in data.get("gaps") or ()
        ),
        causes=tuple(data.get("causes") or ()),
        order=tuple(data.get("order") or ()),
        deciding=tuple(data.get("deciding") or ()),
        alternatives=tuple(
            claim_from_dict(claim, "alternative") for claim in data.get("alternatives") or ()
        ),
        optional_codes=frozenset(data.get("optional_codes") or ()),
        optional_gaps=frozenset(data.get("optional_gaps") or ()),
        optional_causes=frozenset(data.get("optional_causes") or ()),
        rubric=tuple(RubricItem(**item) for item in data.get("rubric") or ()),
        model_query=(data.get("model_query") or "").strip(),
    )


def _facts(data: Mapping[str, Any]) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            name=name,
            value=tuple(value) if isinstance(value := fact["value"], list) else value,
            quotes=_quotes(fact.get("quote")),
            why=fact.get("why"),
            month=fact.get("month", False),
        )
        for name, fact in data.items()
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
        facts=_facts(data["facts"]),
        key=_key(data["key"]),
        rules=tuple(data["rules"]),
        rationale=data["rationale"].strip(),
        near_miss=data["near_miss"].strip(),
        review=ReviewState(data["review"]),
        provenance=Provenance(data.get("provenance", "synthetic")),
        format=data.get("format", ""),
        setting=data.get("setting", ""),
        messy=tuple(data.get("messy") or ()),
        queued=tuple(
            Queued(
                item=name,
                payer=Payer(item["payer"]),
                service_date=_day(item["service_date"]),
                facts=_facts(item["facts"]),
            )
            for name, item in (data.get("queue_facts") or {}).items()
        ),
        canary=canary,
    )


def join_graded(
    tasks: Mapping[str, Any], keys: Mapping[str, Any], folder: Path
) -> tuple[dict[str, Scenario], tuple[str, ...]]:
    """Join the contents of a tasks.yaml, which stands in `folder`, and its keys.yaml.

    Returns:
        Scenarios by task id, in the order of the tasks; and the ids that stand in only one of
        the two files.
    """
    rest = {entry["id"]: entry for entry in keys["keys"]}
    known = [task_with_month(task, folder) for task in tasks["tasks"] if task["id"] in rest]
    joined = {
        task["id"]: scenario_from_dict({**rest[task["id"]], **task}, canary=keys.get("canary", ""))
        for task in known
    }
    every = [task["id"] for task in tasks["tasks"]] + list(rest)
    return joined, tuple(sorted({name for name in every if name not in joined}))


def _quotes(written: str | list[str] | None) -> tuple[str, ...]:
    return tuple(written) if isinstance(written, list) else (written,) if written else ()
