"""Cases that come in files or line by line, and what is said of them in words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bhtrain.authoring import forms
from bhtrain.authoring.reading import fit, read
from bhtrain.errors import BhtrainError, ContentError
from bhtrain.grading.adjudicate import adjudicate
from bhtrain.practice_codebook import practice_codebook

_HEAD = {"bill": "Bill", "hold": "Hold it and ask the clinician", "not-billable": "Not billable"}
_MARK = {"not met": "NOT MET", "undetermined": "open", "met": "ok"}  # in the order of telling


def explained(case: Any) -> dict[str, Any]:
    """What `adjudicate` says of a case, by the codebook as this practice uses it.

    Raises:
        BhtrainError, ValueError: The case cannot be read; the text says why.
    """
    return adjudicate(case, codebook=practice_codebook())


def lines_explained(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One answer for each line of JSON; a line that cannot be read has an `error` instead."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        case: Any = None
        try:
            case = json.loads(line)
            yield explained(case)
        except (BhtrainError, ValueError, RecursionError) as problem:
            told = "it is no JSON" if isinstance(problem, json.JSONDecodeError) else str(problem)
            named = case.get("id") if isinstance(case, dict) else None
            error = {"line": number, "text": told or "it is nested too deeply"}
            yield {"id": named, "error": error}


def case_in_file(file: Path) -> dict[str, Any]:
    """The case of a YAML file: one written like a JSON case, or a scenario with its key's claim.

    Raises:
        ContentError: The file cannot be read, or a scenario has mistakes.
    """
    document = read(file)
    if document.problems:
        raise ContentError(document.problems)
    data = document.data
    if not isinstance(data, dict) or "note" not in data:
        return data if isinstance(data, dict) else {"visit": data}
    scenario = fit(document, forms.ScenarioForm)
    if scenario is None:
        raise ContentError(document.problems)
    facts = {name: fact.value for name, fact in scenario.facts.items()}
    case: dict[str, Any] = {
        "id": scenario.id,
        "visit": {
            "whole_note": True,  # a scenario holds all that its note says
            **facts,
            "payer": scenario.payer.value,
            "service_date": scenario.service_date,
        },
    }
    if scenario.key.lines:
        lines = [line.model_dump(exclude={"evidence"}) for line in scenario.key.lines]
        case["claim"] = {"lines": lines, "diagnoses": scenario.key.diagnoses}
    return case


def in_words(answer: Mapping[str, Any]) -> str:
    """An answer as a person reads it."""
    if "error" in answer:
        return f"Line {answer['error']['line']}: {answer['error']['text']}"
    rows = [f"{answer['id']}: " if answer["id"] else "", _HEAD[answer["decision"]]]
    text = ["".join(rows) + "."]
    for number, lines in enumerate(answer["supported"]):
        said = " + ".join(_line(line) for line in lines)
        text.append(f"  {'or ' if number else ''}{said}; {', '.join(answer['diagnoses'])}")
    text += [f"  {reason}" for reason in answer["reasons"]]
    if "allowed" in answer:
        verdict = {True: "may go out", False: "may not go out", None: "cannot be judged yet"}
        text.append(f"The claim given {verdict[answer['allowed']]}.")
        text += [f"  not stated: {name}" for name in answer.get("undetermined", ())]
    text.append("Rules:")
    for finding in sorted(answer["findings"], key=lambda f: list(_MARK).index(f["outcome"])):
        harm = f" {finding['consequence']}" if finding["outcome"] == "not met" else ""
        mark = _MARK[finding["outcome"]]
        text.append(f"  {mark:<8}{finding['because']}{harm} ({finding['rule']})")
    return "\n".join(text)


def _line(line: Mapping[str, Any]) -> str:
    code = "-".join([line["code"], *line["modifiers"]])
    place = f" at {line['place']}" if line["place"] else ""
    return f"{code} x{line['units']}{place}"
