"""What every file of a learner goes through: whose is it, and where do bad ones go?"""

import shutil

from bhtrain.course.layout import Course
from bhtrain.errors import ExchangeError
from bhtrain.exchange.files import write_whole
from bhtrain.exchange.handin import RosterEntry
from bhtrain.exchange.records import HandInFile
from bhtrain.model.attempt import Identity


def refuse_strangers(identity: Identity, owner: str | None, entry: RosterEntry) -> None:
    """A hub's or system's account vouches only for a file that it owns.

    Raises:
        ExchangeError: The file belongs to another account.
    """
    if not identity.verified or owner is None:
        return
    expected = entry.account or entry.learner
    if owner != identity.account or owner != expected:
        raise ExchangeError(
            f"The file belongs to the account {owner!r} and says {identity.account!r}; "
            f"{entry.learner} has the account {expected!r}."
        )


def put_aside(course: Course, assignment: str, file: HandInFile, sentence: str) -> None:
    """Move a refused file to refused/ with the reason; a link, pipe or folder is not followed."""
    folder = course.folder / "refused" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{file.path.name}.txt", f"{sentence}\n".encode())
    if file.path.is_file() and not file.path.is_symlink():
        shutil.move(file.path, folder / file.path.name)
    elif file.path.is_symlink() or not file.path.is_dir():
        file.path.unlink(missing_ok=True)
