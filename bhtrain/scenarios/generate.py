"""Fresh practice notes from templates: whoever knows the seed can build the same note again.

A template says what varies and which key follows; the phrase banks hold how clinicians write.
No rule is asked here: that the rulebook agrees with the templates is tested.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from random import Random
from typing import Any

from bhtrain.content import content
from bhtrain.errors import UnknownNameError
from bhtrain.model.scenario import Provenance, Scenario
from bhtrain.scenarios.draws import drawn, note_to_write
from bhtrain.scenarios.files import scenario_from_dict
from bhtrain.scenarios.phrases import worded
from bhtrain.scenarios.tables import first_row
from bhtrain.scenarios.writing import facts_shown, filled, numbers_showing, written

GENERATED_PREFIX = "generated-"
_ID = re.compile(rf"{GENERATED_PREFIX}(0|[1-9]\d{{0,17}})")
_REVIEWS = 0.5  # share of reviews among the notes of a template that has drafted claims
_POINTS = 10
_ROUNDS = 10**6


def templates() -> tuple[str, ...]:
    """The names of all templates, in the order in which seeds go round them."""
    return tuple(sorted(content("templates")["templates"]))


def generated_id(seed: int) -> str:
    """The name of the note of one seed."""
    return f"{GENERATED_PREFIX}{seed}"


def generated_named(scenario_id: str) -> Scenario:
    """The note of a name such as generated-123.

    Raises:
        UnknownNameError: The name is not of that form.
    """
    match = _ID.fullmatch(scenario_id)
    if match is None:
        raise UnknownNameError("generated note", scenario_id, [generated_id(1)])
    return generated(int(match[1]))


def generated(seed: int) -> Scenario:
    """One note, its facts and its key: always the same for a seed, as long as the templates are.

    Seeds that follow each other go round all templates.

    Raises:
        UnknownNameError: The seed is negative.
    """
    names = templates()
    if seed < 0:
        raise UnknownNameError("generated note", generated_id(seed), [generated_id(-seed)])
    return scenario_from(content("templates"), names[seed % len(names)], seed)


def generated_data(seed: int) -> dict[str, Any]:
    """The same note as a plain dictionary, of the form that scenario files have."""
    names = templates()
    return scenario_data(content("templates"), names[seed % len(names)], seed)


@cache
def _training(competency: str, level: str | None) -> tuple[int, ...]:
    """Places, in the order of names, of the templates that train a competency at a level."""
    entries = content("templates")["templates"]
    known = {name for entry in entries.values() for name in entry["competencies"]}
    if competency not in known:
        raise UnknownNameError("competency with templates", competency, sorted(known))
    mine = {n: e for n, e in entries.items() if competency in e["competencies"]}
    levels = {entry["level"] for entry in mine.values()}
    if level is not None and level not in levels:
        raise UnknownNameError(f"level among the templates of {competency}", level, sorted(levels))
    return tuple(
        place
        for place, name in enumerate(templates())
        if name in mine and level in (None, mine[name]["level"])
    )


def fresh(competency: str, level: str | None = None, *, seed: int) -> Scenario:
    """A note that trains one competency, perhaps at one level; its id rebuilds it.

    Raises:
        UnknownNameError: No template trains that competency at that level.
    """
    rng = Random(seed)
    place = rng.choice(_training(competency, level))
    return generated(rng.randrange(_ROUNDS) * len(templates()) + place)


def scenario_from(banks: Mapping[str, Any], name: str, seed: int) -> Scenario:
    """The note that one template gives for a seed, from templates and phrase banks."""
    return scenario_from_dict(scenario_data(banks, name, seed))


def scenario_data(banks: Mapping[str, Any], name: str, seed: int) -> dict[str, Any]:
    """The same as a plain dictionary, of the form that scenario files have."""
    template, rng = banks["templates"][name], Random(seed)
    values = drawn(template, banks["common"], rng)
    row = first_row(template["key"], values)
    if row is None:
        raise LookupError(f"no row of the key fits {values}")
    note = note_to_write(banks, template, values, rng)
    sentences = written(banks, note, template, row, rng)
    slots = note.slots
    draft = _draft(template, slots, rng)
    missing = {**(template.get("missing") or {}), **(row.get("missing") or {})}
    return {
        "id": generated_id(seed),
        "kind": "review" if draft else template["kind"],
        "level": template["level"],
        "payer": values["payer"],
        "service_date": slots["date_iso"],
        "note": [sentence.text for sentence in sentences],
        "points": _POINTS,
        "draft": draft,
        "title": worded(template["title"], slots, rng),
        "competencies": template["competencies"],
        "facts": {
            **facts_shown(sentences, _marks(banks, template), slots),
            **{
                fact: {"value": None, "why": worded(why, slots, rng)}
                for fact, why in missing.items()
            },
        },
        "key": _key(row, numbers_showing(sentences, row["deciding"]), slots),
        "rules": list(dict.fromkeys([*(row.get("rules") or ()), *(template.get("rules") or ())])),
        "rationale": worded(f"{row['rationale']} {template.get('aside') or ''}", slots, rng),
        "near_miss": worded(row["near_miss"], slots, rng),
        "format": note.style["format"],
        "setting": "private-practice",
        "messy": [],
        "provenance": Provenance.GENERATED.value,
        "review": "drafted",
    }


def _marks(banks: Mapping[str, Any], template: Mapping[str, Any]) -> dict[str, Any]:
    return {**banks["common"]["marks"], **(template.get("marks") or {})}


def _draft(
    template: Mapping[str, Any], slots: Mapping[str, Any], rng: Random
) -> dict[str, Any] | None:
    """A drafted claim to review, right or wrong: every other time, where the template has some."""
    drafts = template.get("drafts")
    if not drafts or rng.random() >= _REVIEWS:
        return None
    return {"lines": _lines(rng.choice(drafts), slots), "diagnoses": [slots["dx"]]}


def _key(row: Mapping[str, Any], deciding: list[int], slots: Mapping[str, Any]) -> dict[str, Any]:
    """The expected answer of one row, with its slots filled."""
    lines = [{**line, "evidence": deciding} for line in _lines(row.get("lines") or (), slots)]
    return {
        "decision": row["decision"],
        "lines": lines,
        "diagnoses": [slots["dx"]] if lines else [],
        "gaps": [{"id": gap, "evidence": deciding} for gap in row.get("gaps") or ()],
        "deciding": deciding,
        "optional_gaps": row.get("optional_gaps") or [],
        "alternatives": [
            {"lines": _lines(other["lines"], slots), "diagnoses": [slots["dx"]]}
            for other in row.get("alternatives") or ()
        ],
    }


def _lines(rows: Iterable[Mapping[str, Any]], slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Service lines with their slots filled; a line of no units is none, nor is an empty mark."""
    found = [
        {
            "code": filled(row["code"], slots),
            "units": filled(row.get("units", 1), slots),
            "modifiers": [m for m in filled(row.get("modifiers") or [], slots) if m],
            "place": filled(row.get("place"), slots) or None,
        }
        for row in rows
    ]
    return [line for line in found if line["units"]]
