"""answers.json: what a learner answered, one file per learner and assignment.

    {"schema": 1, "assignment": "onboarding-1", "learner": "ana",
     "answers": {"onboarding-1-t1": {answer}, …}, "checksum": "sha256:…"}

The checksum finds damage and careless edits. It is no proof of who wrote the file.
"""

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bhtrain.errors import AnswersError
from bhtrain.model.attempt import LearnerId
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine

SCHEMA = 1
FILE_NAME = "answers.json"
MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_LIST = 200
MAX_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSheet:
    """All answers of one learner to one assignment, by task id."""

    assignment: str
    learner: LearnerId
    answers: Mapping[str, Answer] = field(default_factory=dict)


def claim_to_dict(claim: Claim) -> dict[str, Any]:
    """A claim as JSON can hold it."""
    return {
        "lines": [
            {
                "code": line.code,
                "units": line.units,
                "modifiers": list(line.modifiers),
                "place": line.place,
                "pointers": list(line.pointers),
                "evidence": list(line.evidence),
            }
            for line in claim.lines
        ],
        "diagnoses": list(claim.diagnoses),
    }


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """An answer as JSON can hold it; the case desk and answers.json share this shape."""
    return {
        "decision": answer.decision.value if answer.decision else None,
        **claim_to_dict(answer.claim),
        "gaps": [{"id": gap.id, "evidence": list(gap.evidence)} for gap in answer.gaps],
        "causes": list(answer.causes),
        "order": list(answer.order),
        "confidence": answer.confidence,
        "query": answer.query,
    }


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise AnswersError(f"{where} is {type(value).__name__}, not an object with names.")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MAX_LIST:
        raise AnswersError(f"{where} is not a list of at most {MAX_LIST} entries.")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise AnswersError(f"{where} is not a text of at most {MAX_TEXT} characters.")
    return value


def _number(value: Any, where: str, *, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise AnswersError(f"{where} is {str(value)[:40]!r}, not a whole number from 0 to {most}.")
    return value


def _numbers(value: Any, where: str) -> tuple[int, ...]:
    return tuple(_number(item, where, most=9999) for item in _list(value, where))


def _texts(value: Any, where: str) -> tuple[str, ...]:
    return tuple(_text(item, where) for item in _list(value, where))


def claim_from_dict(data: Any, where: str = "claim") -> Claim:
    """The claim in such a dictionary.

    Raises:
        AnswersError: Something in it has the wrong type or size; the text says what and where.
    """
    data = _object(data, where)
    lines = []
    for index, item in enumerate(_list(data.get("lines"), f"{where}.lines")):
        here = f"{where}.lines[{index}]"
        line = _object(item, here)
        place = line.get("place")
        lines.append(
            ServiceLine(
                code=_text(line.get("code"), f"{here}.code"),
                units=_number(line.get("units", 1), f"{here}.units", most=999),
                modifiers=tuple(
                    _text(modifier, f"{here}.modifiers")
                    for modifier in _list(line.get("modifiers"), f"{here}.modifiers")
                ),
                place=None if place is None else _text(place, f"{here}.place"),
                pointers=_numbers(line.get("pointers"), f"{here}.pointers"),
                evidence=_numbers(line.get("evidence"), f"{here}.evidence"),
            )
        )
    diagnoses = _list(data.get("diagnoses"), f"{where}.diagnoses")
    return Claim(
        lines=tuple(lines),
        diagnoses=tuple(_text(code, f"{where}.diagnoses") for code in diagnoses),
    )


def answer_from_dict(data: Any, where: str = "answer") -> Answer:
    """The answer in such a dictionary; what it leaves out was not answered.

    Raises:
        AnswersError: Something in it has the wrong type or size; the text says what and where.
    """
    data = _object(data, where)
    decision = data.get("decision")
    if decision is not None and decision not in list(Decision):
        raise AnswersError(f"{where}.decision is {str(decision)[:40]!r}, not a decision.")
    gaps = []
    for index, item in enumerate(_list(data.get("gaps"), f"{where}.gaps")):
        here = f"{where}.gaps[{index}]"
        gap = _object(item, here)
        gaps.append(
            Gap(
                id=_text(gap.get("id"), f"{here}.id"),
                evidence=_numbers(gap.get("evidence"), f"{here}.evidence"),
            )
        )
    confidence = data.get("confidence")
    return Answer(
        decision=Decision(decision) if decision is not None else None,
        claim=claim_from_dict(data, where),
        gaps=tuple(gaps),
        causes=_texts(data.get("causes"), f"{where}.causes"),
        order=_texts(data.get("order"), f"{where}.order"),
        confidence=None
        if confidence is None
        else _number(confidence, f"{where}.confidence", most=3),
        query=_text(data.get("query", ""), f"{where}.query"),
    )


def _checksum(body: Mapping[str, Any]) -> str:
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def sheet_to_text(sheet: AnswerSheet) -> str:
    """The text of answers.json, checksum included."""
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "assignment": sheet.assignment,
        "learner": sheet.learner,
        "answers": {task: answer_to_dict(answer) for task, answer in sheet.answers.items()},
    }
    return json.dumps({**body, "checksum": _checksum(body)}, indent=1, ensure_ascii=False)


def load_json_safely(data: bytes, what: str, *, limit: int = MAX_BYTES) -> Any:
    """Parse JSON from somebody else's machine, within limits of size and depth.

    Raises:
        AnswersError: Too large, too deep, not UTF-8 or not JSON, or it gives one name two values;
            `what` names it in the text.
    """
    if len(data) > limit:
        raise AnswersError(f"{what} has {len(data):,} bytes; the limit is {limit:,}.")
    depth = deepest = 0
    in_text = escaped = False
    for byte in data:
        if in_text:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_text = False
        elif byte == 0x22:
            in_text = True
        elif byte in (0x5B, 0x7B):
            depth += 1
            deepest = max(deepest, depth)
        elif byte in (0x5D, 0x7D):
            depth -= 1
    if deepest > MAX_DEPTH:
        raise AnswersError(f"{what} is {deepest} levels deep; the limit is {MAX_DEPTH}.")
    try:
        loaded = json.loads(
            data.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_once
        )
        if b"\\u" in data:  # an escape may spell half a character, which no file can hold
            json.dumps(loaded, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise AnswersError(f"{what} is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise AnswersError(f"{what} is damaged: line {error.lineno}, {error.msg}.") from None
    except AnswersError:
        raise
    except ValueError:  # a number of thousands of digits
        raise AnswersError(f"{what} holds a number that is too long to read.") from None
    return loaded


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, if each name stands in it once: readers differ in which of two they take."""
    body: dict[str, Any] = {}
    for name, value in pairs:
        if name in body:
            raise AnswersError(f"The file gives {name[:40]!r} twice.")
        body[name] = value
    return body


def _refuse_constant(name: str) -> None:
    raise AnswersError(f"The file holds {name}, which is not a number.")


def sheet_from_bytes(data: bytes, what: str = FILE_NAME) -> AnswerSheet:
    """The answer sheet in the bytes of an answers.json.

    Raises:
        AnswersError: It cannot be read; the text is one sentence for the learner and manager.
    """
    body = _object(load_json_safely(data, what), what)
    if body.get("schema") != SCHEMA:
        raise AnswersError(f"{what} has schema {str(body.get('schema'))[:20]!r}; {SCHEMA} is read.")
    claimed = body.pop("checksum", None)
    if claimed != _checksum(body):
        raise AnswersError(f"{what} does not match its checksum: it was damaged or edited by hand.")
    answers = _object(body.get("answers"), f"{what}: answers")
    if len(answers) > MAX_LIST:
        raise AnswersError(f"{what} answers {len(answers)} tasks; the limit is {MAX_LIST}.")
    return AnswerSheet(
        assignment=_text(body.get("assignment"), f"{what}: assignment"),
        learner=_text(body.get("learner"), f"{what}: learner"),
        answers={task: answer_from_dict(answer, task) for task, answer in answers.items()},
    )


def read_plain_file(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """The bytes of an ordinary file; links and special files are refused, unread.

    Raises:
        AnswersError: Not there, a link, not an ordinary file, or larger than `limit` bytes.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        raise AnswersError(f"{path.name} is not there.") from None
    if stat.S_ISLNK(status.st_mode):
        raise AnswersError(f"{path.name} is a link to another file; links are not read.")
    if not stat.S_ISREG(status.st_mode):
        raise AnswersError(f"{path.name} is not an ordinary file.")
    if status.st_size > limit:
        raise AnswersError(f"{path.name} has {status.st_size:,} bytes; the limit is {limit:,}.")
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # swapped since we looked
            raise AnswersError(f"{path.name} is not an ordinary file.")
        return file.read(limit + 1)


def read_sheet(path: Path) -> AnswerSheet:
    """Read an answers.json that may come from anybody.

    Raises:
        AnswersError: See `read_plain_file` and `sheet_from_bytes`.
    """
    return sheet_from_bytes(read_plain_file(path), path.name)


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that a reader sees the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_sheet(path: Path, sheet: AnswerSheet) -> None:
    """Write answers.json, atomically."""
    write_atomically(path, sheet_to_text(sheet))
