"""A visit written as a flat list of named facts, the way authors and rule cases write it.

    modality: video
    clinician.credential: lcsw
    activities.psychotherapy.minutes: 47
    activities.crisis-2.start: "16:05"
    plan.states: [type, frequency, goals]
    diagnoses: ["F33.1", "F41.1?"]          a question mark: documented as not certain

An activity is named by its kind; a second one of the same kind ends in -2.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from bhtrain.errors import UnknownNameError
from bhtrain.model.visit import (
    Activity,
    ActivityKind,
    Clinician,
    DocumentedDiagnosis,
    Family,
    Location,
    MedicalDecision,
    Modality,
    Patient,
    Payer,
    Plan,
    Signature,
    SignatureKind,
    Timing,
    Visit,
)

PLAN_ELEMENTS = ("type", "amount", "frequency", "duration", "diagnosis", "goals")

_ACTIVITY = re.compile(r"activities\.(?P<label>[a-z-]+?)(?:-(?P<number>[2-9]))?\.(?P<field>[a-z]+)")


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is not true or false")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a whole number of minutes")
    return value


def _clock(value: Any) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d:\d\d", value):
        raise ValueError(f'{value!r} is not a time; write "14:05" in quotes')
    return time.fromisoformat(value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _elements(value: Any) -> tuple[str, ...]:
    unknown = [element for element in value if element not in PLAN_ELEMENTS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is no plan element; use {', '.join(PLAN_ELEMENTS)}")
    return tuple(value)


def _diagnoses(value: Any) -> tuple[DocumentedDiagnosis, ...]:
    return tuple(
        DocumentedDiagnosis(code=str(code).rstrip("?"), certain=not str(code).endswith("?"))
        for code in value
    )


FACTS: dict[str, Callable[[Any], Any]] = {
    "payer": Payer,
    "whole_note": _truth,
    "modality": Modality,
    "medical_decision": MedicalDecision,
    "clinician.credential": str,
    "patient.present": _truth,
    "patient.location": Location,
    "patient.established": _truth,
    "family.present": _truth,
    "signature.kind": SignatureKind,
    "signature.credentials_shown": _truth,
    "signature.by_rendering_clinician": _truth,
    "signature.signed_on": _day,
    "plan.covers_service_date": _truth,
    "plan.states": _elements,
    "diagnoses": _diagnoses,
}

ACTIVITY_FACTS: dict[str, Callable[[Any], Any]] = {
    "start": _clock,
    "stop": _clock,
    "minutes": _whole,
    "timing": Timing,
}

_PARTS = {
    "clinician": Clinician,
    "patient": Patient,
    "family": Family,
    "signature": Signature,
    "plan": Plan,
}


def fact_value(name: str, value: Any) -> Any:
    """The typed value of one fact; None stays None.

    Raises:
        UnknownNameError: No fact has that name.
        ValueError: The value does not fit; the text says what would.
    """
    match = _ACTIVITY.fullmatch(name)
    if match and match["label"] in list(ActivityKind) and match["field"] in ACTIVITY_FACTS:
        parse = ACTIVITY_FACTS[match["field"]]
    elif name in FACTS:
        parse = FACTS[name]
    else:
        activity_names = [f"activities.{k}.{f}" for k in ActivityKind for f in ACTIVITY_FACTS]
        raise UnknownNameError("fact", name, [*FACTS, *activity_names])
    return None if value is None else parse(value)


def visit_from_facts(facts: Mapping[str, Any], *, service_date: date) -> Visit:
    """Build a visit from flat facts; whatever is not named is not stated (None).

    Raises:
        UnknownNameError: A fact is named that does not exist.
        ValueError: A value does not fit its fact.
    """
    visit = Visit(service_date=service_date)
    parts: dict[str, dict[str, Any]] = {}
    activities: dict[str, dict[str, Any]] = {}
    for name, raw in facts.items():
        value = fact_value(name, raw)
        match = _ACTIVITY.fullmatch(name)
        if match:
            label = name.split(".")[1]
            fields = activities.setdefault(label, {"kind": ActivityKind(match["label"])})
            if value is not None:
                fields[match["field"]] = value
        elif "." in name:
            part, field = name.split(".")
            parts.setdefault(part, {})[field] = value
        elif value is not None:
            visit = replace(visit, **{name: value})
    built = {part: _PARTS[part](**fields) for part, fields in parts.items()}
    return replace(
        visit,
        **built,
        activities=tuple(Activity(**fields) for fields in activities.values()),
    )
