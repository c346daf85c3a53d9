"""A note written down: sections in the order of a clinician's style, a phrase for each part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bhtrain.scenarios.phrases import SLOT, Said, marks_of, said, worded
from bhtrain.scenarios.tables import first_row

Banks = Mapping[str, Any]


@dataclass
class NoteInProgress:
    """What one note is about, who writes it, and what its slots hold."""

    style: Mapping[str, Any]
    theme: Mapping[str, Any]
    thread: Mapping[str, Any]
    values: Mapping[str, Any]
    slots: dict[str, Any]
    used: dict[str, list[str]] = field(default_factory=dict)


def written(
    banks: Banks,
    note: NoteInProgress,
    template: Mapping[str, Any],
    row: Mapping[str, Any],
    rng: Random,
) -> list[Said]:
    """The sentences of the note. What template or row leave out is not written."""
    left_out = {*(template.get("leaves_out") or ()), *(row.get("leaves_out") or ())}
    says = [row.get("says") or {}, template.get("says") or {}, note.thread["says"]]
    says += [note.theme.get("says") or {}, note.style["says"], banks["common"]["says"]]
    sentences = []
    for section in rng.choice(_layouts(banks, note, template)):
        label = section.get("label", "")
        for part in section["parts"]:
            name = worded(part, note.slots, rng)
            if name in left_out or part in left_out:
                continue
            phrase = _phrase(name, says, note, banks["common"].get("unfit") or {}, rng)
            if phrase is None:
                continue
            sentence = said(phrase, note.slots, rng, note.style.get("shorthand"))
            sentences.append(sentence.after(label))
            label = ""
    return sentences


def _layouts(banks: Banks, note: NoteInProgress, template: Mapping[str, Any]) -> Any:
    kind = template.get("layout") or "session"
    return note.style["layouts"].get(kind) or banks["common"]["layouts"][kind]


def _phrase(
    part: str,
    says: Sequence[Mapping[str, Any]],
    note: NoteInProgress,
    unfit: Mapping[str, Mapping[str, Any]],
    rng: Random,
) -> str | None:
    """A phrase for a part that this note has not used yet, from the nearest bank that has any."""
    used = note.used.setdefault(part, [])
    for bank in says:
        if part not in bank:
            continue
        fitting = bank[part]
        if part == "response" and bank is note.thread["says"]:
            fitting = _answering(note)
        open_ones = [
            phrase
            for phrase in fitting
            if phrase not in used
            and not any(
                first_row([{"when": unfit[mark]}], note.values)
                for mark in marks_of(phrase) & unfit.keys()
            )
        ]
        if open_ones:
            used.append(rng.choice(open_ones))
            return used[-1]
        if not bank[part]:
            return None  # this bank wants nothing said
    return None


def _answering(note: NoteInProgress) -> list[str]:
    """The responses of the thread that fit what the clinician did in this note."""
    says, answers = note.thread["says"], note.thread.get("answers")
    if not answers:
        return list(says["response"])
    done = {says["work"].index(phrase) + 1 for phrase in note.used.get("work", ())}
    pairs = zip(says["response"], answers, strict=True)
    return [response for response, wanted in pairs if not wanted or done & set(wanted)]


def facts_shown(
    sentences: Iterable[Said], marks: Mapping[str, Mapping[str, Any]], slots: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The facts that the marked words show, each with its quotes; lists of one fact are joined."""
    facts: dict[str, dict[str, Any]] = {}
    for mark, quote in (shown for sentence in sentences for shown in sentence.shown):
        for written_name, written_value in marks[mark].items():
            name, value = filled(written_name, slots), filled(written_value, slots)
            entry = facts.setdefault(name, {"value": value, "quote": []})
            if isinstance(value, list):
                entry["value"] = [*entry["value"], *(v for v in value if v not in entry["value"])]
            if quote not in entry["quote"]:
                entry["quote"].append(quote)
    return facts


def filled(written_value: Any, slots: Mapping[str, Any]) -> Any:
    """A value with its slots filled; one that is nothing but a slot keeps the slot's type."""
    if isinstance(written_value, list):
        return [filled(value, slots) for value in written_value]
    if not isinstance(written_value, str):
        return written_value
    whole = SLOT.fullmatch(written_value)
    return slots[whole[1]] if whole else worded(written_value, slots, Random(0))


def numbers_showing(sentences: Iterable[Said], marks: Iterable[str]) -> list[int]:
    """The numbers, from 1, of the sentences that show one of the marks."""
    wanted = set(marks)
    return [n for n, sentence in enumerate(sentences, 1) if wanted & sentence.marks]
