"""A copy of the whole course in one file, consistent even while somebody grades."""

import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from bhtrain.course.layout import Course
from bhtrain.errors import CourseError

DATABASES = ("gradebook.db", "attempts.db")


def backup(course: Course, path: Path) -> int:
    """Write the course to a new .tar.gz; return how many files are in it.

    Databases that are not files of the course (BHTRAIN_GRADEBOOK_URL …) have their own backups.

    Raises:
        CourseError: The name does not end in .tar.gz, is taken, or cannot be written.
    """
    path = path.absolute()
    if not path.name.endswith(".tar.gz"):
        raise CourseError(f"{path} does not end in .tar.gz; name it course.tar.gz, for example.")
    if path.exists() or path.is_symlink():
        raise CourseError(
            f"{path} is there already, and a backup replaces nothing; choose another."
        )
    if not path.parent.is_dir():
        raise CourseError(f"There is no folder {path.parent}; make it first.")
    count = 0
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            part = Path(folder) / path.name
            with tarfile.open(part, "w:gz") as archive:
                for file in _files(course.folder):
                    archive.add(file, Path("course") / file.relative_to(course.folder))
                    count += 1
                for name in DATABASES:
                    if (course.folder / name).is_file():
                        _copy_database(course.folder / name, Path(folder) / name)
                        archive.add(Path(folder) / name, Path("course") / name)
                        count += 1
            part.chmod(0o600)
            if path.exists():
                raise CourseError(f"{path} is there already, and a backup replaces nothing.")
            part.rename(path)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise CourseError(f"{path} cannot be written: {error}.") from error
    return count


def _files(folder: Path) -> list[Path]:
    """Ordinary files, without databases (copied apart), earlier backups and temporary files."""
    left_out = {
        f"{name}{ending}" for name in DATABASES for ending in ("", "-wal", "-shm", "-journal")
    }
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (path.parent == folder and (path.name in left_out or path.name.endswith(".tar.gz")))
    ]


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
