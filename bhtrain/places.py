"""Where bhtrain keeps things. Folders that are never mixed, each set by one variable.

The course folder (solutions, keys, submissions, gradebook) is the manager's; the learner
folder (fetched exercises, answers, attempts) is the learner's; the exchange folder is the
only one both reach. The practice folder holds what a practice imported: descriptors, tables,
payers. The notebooks and exercises that came with bhtrain are read-only.
"""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent


def _folder(variable: str, default: str) -> Path:
    named = os.environ.get(variable)
    base = Path(platformdirs.user_data_dir("bhtrain", appauthor=False))
    return Path(named).expanduser().absolute() if named else base / default


def course_folder() -> Path:
    """The manager's folder: set BHTRAIN_COURSE to move it."""
    return _folder("BHTRAIN_COURSE", "course")


def learner_folder() -> Path:
    """The learners' folder on this machine: set BHTRAIN_LEARNER to move it."""
    return _folder("BHTRAIN_LEARNER", "learner")


def exchange_folder() -> Path:
    """The folder that manager and learners share: set BHTRAIN_EXCHANGE to move it."""
    return _folder("BHTRAIN_EXCHANGE", "exchange")


def practice_folder() -> Path:
    """The folder of the practice's own codes and payers: set BHTRAIN_PRACTICE to move it."""
    return _folder("BHTRAIN_PRACTICE", "practice")


def shipped(name: str) -> Path:
    """The `notebooks` or `exercises` that came with this copy of bhtrain.

    A wheel carries them inside the package; a clone has them beside it.
    """
    inside = _PACKAGE / "shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def shipped_solutions() -> Path | None:
    """The specimen solutions of a clone; None where bhtrain was installed without them."""
    beside = _PACKAGE.parent / "solutions"
    return beside if beside.is_dir() else None


def make_private(folder: Path) -> Path:
    """Create a folder that only its owner can open (mode 700) and return it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder
