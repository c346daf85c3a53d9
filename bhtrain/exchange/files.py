"""Files in a folder that several people write: whole or not at all, and read with suspicion."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bhtrain.errors import ExchangeError

OPEN = 0o755  # everybody reads
ADD_ONLY = 0o1733  # others add files, but neither list the folder nor touch other people's files
BY_NAME = 0o711  # others open a file whose name they know


def account_of(uid: int) -> str | None:
    """The name of the account with this number; None where the platform has no such numbers."""
    if os.name != "posix":
        return None
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@contextlib.contextmanager
def in_words(doing: str, folder: Path) -> Iterator[None]:
    """Turn an error of the file system into a sentence."""
    try:
        yield
    except OSError as error:
        raise ExchangeError(
            f"{doing} failed in the exchange folder {folder}: {error.strerror or error}."
        ) from error


def write_whole(path: Path, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
    """Write a file under a temporary name, then rename it: readers see all of it or nothing.

    durable: wait until the disk has it. Left out for what can be made again.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files that can be made again: where one cannot be written, every old one stays.

    All are written under temporary names before the first is renamed. The names are always the
    same, so that the next run takes the place of what a killed one left behind. Nobody else may
    write these files at the same time.
    """
    waiting = {path: path.with_name(f".part-{path.name}") for path in files}
    try:
        for path, temporary in waiting.items():
            temporary.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(files[path])
        for path, temporary in waiting.items():
            temporary.replace(path)
    except BaseException:
        for temporary in waiting.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
        raise


def read_foreign(path: Path, *, limit: int) -> tuple[bytes, os.stat_result]:
    """The bytes and the owner of an ordinary file that anybody may have put there.

    Both come from one open file, so nobody can swap it in between.

    Raises:
        ExchangeError: It is a link of either kind, a pipe, a folder … or too large; nothing of
            it was read.
    """
    with in_words(f"Looking at {path.name}", path.parent):
        if path.is_symlink():
            raise ExchangeError(f"{path.name} is a link to another file; links are not read.")
        if not path.is_file():
            raise ExchangeError(f"{path.name} is not an ordinary file.")
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with in_words(f"Reading {path.name}", path.parent), os.fdopen(os.open(path, flags), "rb") as f:
        status = os.fstat(f.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ExchangeError(f"{path.name} is not an ordinary file.")
        if status.st_nlink > 1:  # its owner is then not who put it here
            raise ExchangeError(f"{path.name} stands in another folder too; links are not read.")
        if status.st_size > limit:
            raise ExchangeError(
                f"{path.name} has {status.st_size:,} bytes; the limit is {limit:,}."
            )
        return f.read(limit + 1), status


def make_folder(folder: Path, mode: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != mode:
        folder.chmod(mode)  # mkdir's own mode is cut down by the umask
    return folder
