"""An ordinary nbgrader assignment (code cells and their tests) on its way through our exchange.

nbgrader makes and grades it as always. It travels as everything here does: one file a hand-in,
owners checked, no links, nothing too large, and feedback under a name that only its learner knows.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from bhtrain.clock import now
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import SECRET, TIMESTAMP, Course
from bhtrain.course.leaks import leaks
from bhtrain.course.release import title_of
from bhtrain.course.scoring import secret_of
from bhtrain.errors import AnswersError, CourseError, ExchangeError
from bhtrain.exchange.files import write_whole
from bhtrain.exchange.folder import MAX_FILE_BYTES, Exchange
from bhtrain.exchange.handin import secret_hash
from bhtrain.exchange.ordinary import PACK, check_paths, files_below, pack, unpack
from bhtrain.exchange.records import Release
from bhtrain.grading.answers import read_plain_file
from bhtrain.model.attempt import LearnerId

# Never handed in: what we put beside the notebooks ourselves, and what nbgrader would leave out.
NOT_HANDED_IN = ("receipt.json", "feedback", TIMESTAMP, SECRET)


def release_ordinary(course: Course, assignment: str, ignored: Iterable[str]) -> Release:
    """Publish what nbgrader generated, with the due date that stands in the gradebook.

    Raises:
        CourseError: It is not generated, or a solution or hidden test would travel.
        ExchangeError: A name is refused, or it is too large.
    """
    folder = course.exercises / assignment
    files = files_below(folder, ignored=ignored) if folder.is_dir() else {}
    notebooks = [name for name in sorted(files) if name.endswith(".ipynb") and "/" not in name]
    if not notebooks:
        raise CourseError(
            f"{assignment!r} is not generated yet; first run `nbgrader generate_assignment "
            f"{assignment}`."
        )
    found = leaks(files, tasks={}, keys={})
    if found:
        raise CourseError(f"{assignment} was not released: {' '.join(found)}")
    with open_gradebook(course) as gradebook:
        due = gradebook.due(assignment)
    return course.exchange_of(assignment).release(
        assignment,
        {PACK: pack(files).encode()},
        title=title_of(json.loads(files[notebooks[0]]), assignment),
        due=due,
        released_at=now(),
    )


def fetch_ordinary(exchange: Exchange, assignment: str) -> dict[str, bytes]:
    """The released files by their paths (learner)."""
    return unpack(exchange.fetch(assignment)[PACK].decode(), f"The release of {assignment}")


def hand_in_files(
    folder: Path, released: Mapping[str, bytes], ignored: Iterable[str]
) -> tuple[str, tuple[str, ...]]:
    """What a learner hands in, packed, and the released notebooks that are missing in it.

    Released files that are not notebooks and were not changed stay at home: nbgrader puts them
    back when it grades.

    Raises:
        ExchangeError: There is no notebook, a link, a name that is refused, or too much.
    """
    files = files_below(folder, ignored=(*ignored, *NOT_HANDED_IN))
    wanted = {
        name: data
        for name, data in files.items()
        if name.endswith(".ipynb") or released.get(name) != data
    }
    notebooks = [name for name in released if name.endswith(".ipynb")]
    missing = tuple(name for name in notebooks if name not in wanted)
    if len(missing) == len(notebooks):
        raise ExchangeError(
            f"None of its notebooks is in {folder}: {', '.join(missing)}. Fetch it again first."
        )
    return pack(wanted), missing


def release_ordinary_feedback(
    course: Course, assignment: str, *, learner: str = "*"
) -> tuple[tuple[LearnerId, ...], tuple[str, ...]]:
    """Publish the pages that nbgrader made, of one learner or of all.

    Returns:
        To whom it was released, and a sentence for each learner to whom it could not.

    Raises:
        CourseError: There are no pages.
    """
    done, failed = [], []
    for folder in sorted((course.folder / "feedback").glob(f"*/{assignment}")):
        name = folder.parent.name
        secret = secret_of(course, name, assignment)
        if secret is None or learner not in ("*", name):
            continue
        try:
            pages = {
                path.name: read_plain_file(path, limit=MAX_FILE_BYTES).decode()
                for path in sorted(folder.glob("*.html"))
            }
            when = read_plain_file(folder / TIMESTAMP, limit=200).decode().strip()
            course.exchange_of(assignment).publish_feedback(
                assignment, name, secret_hash(secret), {"at": when, "pages": pages}
            )
            done.append(name)
        except (AnswersError, ExchangeError, UnicodeDecodeError) as error:
            failed.append(f"{name}: {error}")
    if not done and not failed:
        raise CourseError(
            f"There is no feedback on {assignment!r} yet; first run `nbgrader autograde "
            f"{assignment}` and `nbgrader generate_feedback {assignment}`."
        )
    return tuple(done), tuple(failed)


def keep_feedback(folder: Path, feedback: Mapping[str, object]) -> Path:
    """Write fetched pages where nbgrader's pages look for them, and say where (learner).

    Raises:
        ExchangeError: A name is refused.
    """
    pages = feedback.get("pages")
    when = str(feedback.get("at", ""))
    if not isinstance(pages, dict):
        raise ExchangeError("The feedback cannot be read.")
    check_paths([when.replace(":", "-"), *pages])
    target = folder / "feedback" / when
    target.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        write_whole(target / Path(name).name, str(text).encode())
    return target
