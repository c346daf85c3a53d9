"""JSON Schema of what scripts and authors write: visit, claim, scenario, answers."""

from collections.abc import Iterable
from datetime import date, time
from enum import StrEnum
from typing import Any, get_args, get_origin

from bhtrain.authoring.forms import ScenarioForm
from bhtrain.codebook import load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.model.claim import Decision
from bhtrain.model.facts import MINUTES_A_DAY, activity_facts, facts
from bhtrain.model.stated import Declared
from bhtrain.model.visit import ActivityKind, DocumentedDiagnosis

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_CODE = "A procedure code as text: 90834"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one kind of input.

    Raises:
        UnknownNameError: There is no schema of that name.
    """
    makers = {"visit": visit, "claim": claim, "scenario": scenario, "answers": answers}
    if name not in makers:
        raise UnknownNameError("schema", name, makers)
    return {"$schema": _DRAFT, "title": name, **makers[name]()}


def visit() -> dict[str, Any]:
    """Facts of a note, flat (`plan.signed`) or nested; each may be null: not stated."""
    codebook = load_codebook()
    named = {
        "clinician.credential": codebook.credentials,
        "performer.credential": codebook.credentials,
        "incident_to.supervisor": codebook.credentials,
        "payer_profile": codebook.payers,
    }
    properties: dict[str, Any] = {
        "service_date": {"type": "string", "format": "date", "description": "Date of service"}
    }
    for name, fact in facts().items():
        properties[name] = _or_null(_typed(fact, named.get(name, ())))
    activity = "|".join(ActivityKind)
    patterns = {
        rf"^activities\.({activity})(-[2-9])?\.{name}$": _or_null(_typed(fact, ()))
        for name, fact in activity_facts().items()
    }
    return {
        "type": "object",
        "description": "What a session note documents; a fact left out or null is not stated. "
        "A second activity of one kind ends in -2. In a case that a script sends, whole_note is "
        "false where left out: facts that are not given may stand in the rest of the note.",
        "required": ["service_date"],
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": {"type": "object", "description": "Nested facts of one part"},
    }


def _typed(fact: Declared, values: Iterable[str]) -> dict[str, Any]:
    many = get_origin(fact.type) is tuple
    kind = get_args(fact.type)[0] if many else fact.type
    one: dict[str, Any] = {}
    if kind is bool:
        one["type"] = "boolean"
    elif kind is int:
        one = {"type": "integer", "minimum": 0}
        if fact.unit == "minutes":
            one["maximum"] = MINUTES_A_DAY
    elif kind is float:
        one = {"type": "number", "minimum": 0, "maximum": 1}
    else:
        one["type"] = "string"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        one["enum"] = list(kind)
    elif values:
        one["enum"] = sorted(values)
    elif kind is date:
        one["format"] = "date"
    elif kind is time:
        one["pattern"] = r"^\d\d:\d\d$"
    elif kind is DocumentedDiagnosis:
        # ICD-10-CM, and ICD-9-CM for dates of service before 2015-10-01
        one["pattern"] = r"^[0-9A-Z][0-9A-Z]{2}(\.?[0-9A-Z]{1,4})?\??$"
    says = fact.says + (f" ({fact.unit})" if fact.unit else "")
    return (
        {"type": "array", "items": one, "description": says}
        if many
        else {**one, "description": says}
    )


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    description = schema.pop("description")
    return {"description": description, "anyOf": [schema, {"type": "null"}]}


def _line() -> dict[str, Any]:
    codebook = load_codebook()
    return {
        "type": "object",
        "required": ["code"],
        "additionalProperties": False,
        "properties": {
            "code": {"type": "string", "description": _CODE},
            "units": {"type": "integer", "minimum": 1, "default": 1, "description": "Units"},
            "modifiers": {
                "type": "array",
                "items": {"type": "string", "enum": sorted(codebook.modifiers)},
                "description": "Modifiers, two characters each",
            },
            "place": {
                "anyOf": [{"type": "string", "enum": sorted(codebook.places)}, {"type": "null"}],
                "description": "Place of service, two digits",
            },
            "pointers": {
                "type": "array",
                "items": {"type": "integer", "minimum": 1},
                "description": "Its diagnoses by their place in the claim's list, from 1",
            },
        },
    }


def claim() -> dict[str, Any]:
    """Service lines and diagnoses."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "lines": {"type": "array", "items": _line(), "description": "Service lines"},
            "diagnoses": {
                "type": "array",
                "items": {"type": "string"},
                "description": "ICD-10-CM codes, first-listed first",
            },
        },
    }


def scenario() -> dict[str, Any]:
    """A practice scenario's YAML file."""
    return ScenarioForm.model_json_schema()


def answers() -> dict[str, Any]:
    """answers.json, as the desk writes it and grading reads it (schema 1)."""
    line = _line()
    line["properties"]["evidence"] = {
        "type": "array",
        "items": {"type": "integer", "minimum": 1},
        "description": "Numbers of the note's sentences that support the line, from 1",
    }
    gap = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {
                "type": "string",
                "enum": [g.id for group in load_codebook().gaps for g in group.gaps],
                "description": "What is missing from the note",
            },
            "evidence": line["properties"]["evidence"],
        },
    }
    answer = {
        "type": "object",
        "properties": {
            "decision": {
                "anyOf": [{"type": "string", "enum": list(Decision)}, {"type": "null"}],
                "description": "What happens to the claim today",
            },
            "lines": {"type": "array", "items": line, "description": "Service lines"},
            "diagnoses": claim()["properties"]["diagnoses"],
            "gaps": {"type": "array", "items": gap, "description": "What is missing"},
            "confidence": {
                "anyOf": [{"type": "integer", "minimum": 1, "maximum": 3}, {"type": "null"}],
                "description": "1 guessing, 2 fairly sure, 3 sure",
            },
            "query": {"type": "string", "description": "The question to the clinician"},
        },
    }
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["schema", "assignment", "learner", "answers"],
        "properties": {
            "schema": {"const": 1, "description": "Version of this form"},
            "assignment": {**text, "description": "Name of the assignment"},
            "learner": {**text, "description": "The learner's id on the roster"},
            "answers": {
                "type": "object",
                "additionalProperties": answer,
                "description": "The current answer of each task, by its id",
            },
            "checksum": {**text, "description": "SHA-256 against damage; proves nothing"},
        },
    }
