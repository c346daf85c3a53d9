"""Look for keys, canaries, worked solutions and hidden tests in what would be released."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bhtrain.scenarios.files import TASK_FIELDS

MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "show_key", "BEGIN MARK SCHEME")
_LONG = 25  # a shorter text of a key may stand in a note by chance


def leaks(
    released: Mapping[str, bytes],
    *,
    tasks: Mapping[str, Any],
    keys: Mapping[str, Any],
) -> tuple[str, ...]:
    """One sentence for each thing in the released files that gives an answer away.

    Args:
        released: File names and contents.
        tasks: The contents of tasks.yaml.
        keys: The contents of the keys file.
    """
    return tuple(dict.fromkeys([*_in_tasks(tasks), *_in_files(released, keys)]))


def _in_tasks(tasks: Mapping[str, Any]) -> Iterator[str]:
    for task in tasks.get("tasks") or ():
        extra = sorted(set(task) - set(TASK_FIELDS))
        if extra:
            yield f"tasks.yaml gives {', '.join(extra)} for {task.get('id')}: move it to the keys."


def _in_files(released: Mapping[str, bytes], keys: Mapping[str, Any]) -> Iterator[str]:
    secrets = dict(_secrets(keys))
    for name, data in released.items():
        if name.endswith(".keys.yaml"):
            yield f"{name} is a keys file."
        text = _plain(_words(name, data))
        for marker in MARKERS:
            if marker in text:
                yield f"{name} holds {marker!r}."
        for secret, what in secrets.items():
            if secret in text:
                yield f"{name} holds {what}."


def _secrets(keys: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    canary = _plain(str(keys.get("canary") or ""))
    if canary:
        yield canary, "the canary of the keys"
    for key in keys.get("keys") or ():
        answer = key.get("key") or {}
        texts = [(name, key.get(name)) for name in ("title", "rationale", "near_miss")]
        texts += [("model question", answer.get("model_query"))]
        texts += [("rubric", item.get("text")) for item in answer.get("rubric") or ()]
        for what, secret in texts:
            text = _plain(str(secret or ""))
            if len(text) >= _LONG:
                yield text, f"the {what} of {key.get('id')}"


def _words(name: str, data: bytes) -> str:
    text = data.decode("utf-8", errors="replace")
    if not name.endswith(".ipynb"):
        return text
    # JSON hides quotes and letters behind backslashes; look at the texts themselves too.
    return text + "\n".join(_texts(json.loads(text)))


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "source" and isinstance(value, list):
                yield "".join(value)
            yield key
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def _plain(text: str) -> str:
    return " ".join(text.split())
