"""Ordinary nbgrader assignments in the exchange: any files, packed into one text each way.

They have an exchange of their own inside the folder, with the same rules, so that learners' pages
never take one for an assignment with tasks.
"""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from bhtrain.errors import AnswersError, ExchangeError
from bhtrain.exchange.folder import Exchange
from bhtrain.grading.answers import load_json_safely, read_plain_file

FOLDER = "_nbgrader"  # no assignment can have this name
PACK = "files.json"
MAX_FILES_BYTES = (
    2_900_000  # of all files together; packed, they stay below what the exchange takes
)
MAX_PACK_BYTES = 4_000_000
_MAX_FILES = 200
_MAX_DEPTH = 8
_PART = re.compile(r"\w[\w .,()+=@-]{0,99}(?<![ .])")


def ordinary_exchange(root: Path) -> Exchange:
    """The exchange of ordinary assignments, in the exchange folder."""
    return Exchange(root / FOLDER)


def check_paths(paths: Iterable[str], *, reserved: Iterable[str] = ()) -> None:
    """Refuse names of files that could land elsewhere, or on one another.

    Args:
        paths: Relative, with / between folders.
        reserved: Names that nothing at the top may have.

    Raises:
        ExchangeError: One of them is refused.
    """
    paths = list(paths)
    if len(paths) > _MAX_FILES:
        raise ExchangeError(f"There are {len(paths)} files; the limit is {_MAX_FILES}.")
    for path in paths:
        parts = path.split("/")
        if len(parts) > _MAX_DEPTH or not all(_PART.fullmatch(part) for part in parts):
            raise ExchangeError(
                f"{path[:80]!r} cannot travel: use letters, digits, spaces and - _ . in the names "
                "of files and folders."
            )
    folded = [path.casefold() for path in paths]  # some file systems take capitals for alike
    folders = {str(folder) for path in folded for folder in PurePosixPath(path).parents}
    if len(set(folded)) < len(folded) or folders & set(folded):
        raise ExchangeError("Two files have one name, on some machines; rename one of them.")
    taken = {path.split("/")[0] for path in folded} & set(reserved)
    if taken:
        raise ExchangeError(f"{min(taken)!r} is a name that the exchange needs; rename that file.")


def pack(files: Mapping[str, bytes]) -> str:
    """The files as one text.

    Raises:
        ExchangeError: A name is refused, or together they are too large.
    """
    check_paths(files)
    size = sum(len(data) for data in files.values())
    if size > MAX_FILES_BYTES:
        raise ExchangeError(
            f"The files have {size:,} bytes together; the limit is {MAX_FILES_BYTES:,}. Take out "
            "what is not needed, and clear the outputs of the notebooks."
        )
    return json.dumps({name: base64.b64encode(files[name]).decode() for name in sorted(files)})


def unpack(text: str, what: str, *, reserved: Iterable[str] = ()) -> dict[str, bytes]:
    """The files in a text that anybody may have written.

    Raises:
        ExchangeError: It is damaged or too large, or a name is refused; `what` names it.
    """
    try:
        body = load_json_safely(text.encode(), what, limit=MAX_PACK_BYTES)
    except AnswersError as error:
        raise ExchangeError(str(error)) from None
    if not isinstance(body, dict) or not body:
        raise ExchangeError(f"{what} carries no files.")
    check_paths(body, reserved=reserved)
    try:
        return {name: base64.b64decode(data, validate=True) for name, data in body.items()}
    except (binascii.Error, TypeError, ValueError):
        raise ExchangeError(f"{what} carries a file that is damaged.") from None


def files_below(folder: Path, *, ignored: Iterable[str] = ()) -> dict[str, bytes]:
    """The files in a folder and the folders in it, by their relative paths.

    Args:
        folder: The folder.
        ignored: Patterns for names of files and folders that are left out.

    Raises:
        ExchangeError: One is a link, a pipe, or too large; nothing of it was read.
    """
    ignored = tuple(ignored)
    found: dict[str, bytes] = {}
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir() and not path.is_symlink():
                waiting.append(path)
                continue
            try:
                data = read_plain_file(path, limit=MAX_FILES_BYTES)
            except AnswersError as error:
                raise ExchangeError(str(error)) from None
            name = path.relative_to(folder).as_posix()
            found[unicodedata.normalize("NFC", name)] = data  # Macs write é as two characters
    return found
