"""The course folder: what stands where, and how a new one begins.

nbgrader_config.py                nbgrader's settings
solutions/<assignment>/           notebook and tasks.yaml; <assignment>.keys.yaml beside it
exercises/<assignment>/           what is released
submitted/<learner>/<assignment>/ the hand-in that counts
received/  refused/               every hand-in that came; the time of its file is when it arrived
autograded/  feedback/            results
gradebook.db  attempts.db          nbgrader's gradebook; attempts and accounts
"""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bhtrain import places
from bhtrain.errors import CourseError, ExchangeError
from bhtrain.exchange.folder import Exchange
from bhtrain.exchange.handin import check_name
from bhtrain.exchange.ordinary import ordinary_exchange
from bhtrain.model.attempt import LearnerId

COURSE_ID = "bhtrain"
TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"  # nbgrader's names, in each hand-in
CONFIG = """\
# nbgrader's settings for this course. They live in bhtrain, so that an update reaches them;
# add a line below to change one.
from bhtrain.course.settings import configure

c = get_config()
configure(c, __file__)
"""


@dataclass(frozen=True, slots=True)
class Course:
    """A course folder. Its paths are only names: ask `open_course` whether it is one."""

    folder: Path

    @property
    def solutions(self) -> Path:
        """Notebooks with their worked answers, tasks and keys."""
        return self.folder / "solutions"

    @property
    def exercises(self) -> Path:
        """What is released."""
        return self.folder / "exercises"

    @property
    def gradebook_url(self) -> str:
        """nbgrader's gradebook: a file of the course, or what BHTRAIN_GRADEBOOK_URL names."""
        return os.environ.get("BHTRAIN_GRADEBOOK_URL") or f"sqlite:///{self.folder}/gradebook.db"

    @property
    def attempts_url(self) -> str:
        """Attempts and accounts: a file of the course, or what BHTRAIN_ATTEMPTS_URL names."""
        return os.environ.get("BHTRAIN_ATTEMPTS_URL") or f"sqlite:///{self.folder}/attempts.db"

    @property
    def exchange(self) -> Exchange:
        """The folder shared with the learners."""
        return Exchange(places.exchange_folder())

    def exchange_of(self, assignment: str) -> Exchange:
        """Where an assignment of this course is released: ordinary ones have a place of theirs."""
        root = places.exchange_folder()
        return ordinary_exchange(root) if self.is_ordinary(assignment) else Exchange(root)

    def has_tasks(self, assignment: str) -> bool:
        """Whether an assignment has tasks of ours, or ever had. One of those is never executed."""
        released = self.exercises / assignment / "tasks.yaml"
        signs = (self.tasks_file(assignment), self.keys_file(assignment), released)
        return any(os.path.lexists(sign) for sign in signs)

    def is_ordinary(self, assignment: str) -> bool:
        """Whether it is an ordinary nbgrader assignment, of code cells and their tests."""
        return (self.solutions / assignment).is_dir() and not self.has_tasks(assignment)

    def tasks_file(self, assignment: str) -> Path:
        """The tasks of an assignment, which are released."""
        return self.solutions / assignment / "tasks.yaml"

    def keys_file(self, assignment: str) -> Path:
        """Its keys, which never are."""
        return self.solutions / f"{assignment}.keys.yaml"

    def master(self, assignment: str) -> Path:
        """The released notebook, from which every graded copy is made."""
        return self.exercises / assignment / f"{assignment}.ipynb"

    def submitted(self, learner: LearnerId, assignment: str) -> Path:
        """The hand-in that counts."""
        return self.folder / "submitted" / learner / assignment

    def autograded(self, learner: LearnerId, assignment: str) -> Path:
        """The graded notebook."""
        return self.folder / "autograded" / learner / assignment

    def feedback(self, learner: LearnerId, assignment: str) -> Path:
        """The learner's feedback."""
        return self.folder / "feedback" / learner / assignment

    def assignments(self) -> tuple[str, ...]:
        """Every assignment that has tasks, by name."""
        return tuple(sorted(path.parent.name for path in self.solutions.glob("*/tasks.yaml")))

    def check_assignment(self, assignment: str) -> str:
        """Return the assignment's name if the course has it.

        Raises:
            CourseError: It has none of that name; the text names those it has.
        """
        try:
            check_name("an assignment's name", assignment)
        except ExchangeError as error:
            raise CourseError(str(error)) from None
        if self.is_ordinary(assignment):
            raise CourseError(
                f"{assignment!r} is an ordinary nbgrader assignment, without tasks. Use formgrader "
                "or nbgrader's commands for it: generate_assignment, release_assignment, collect, "
                "autograde, generate_feedback, release_feedback."
            )
        if not self.tasks_file(assignment).is_file():
            known = ", ".join(self.assignments()) or "none yet"
            raise CourseError(
                f"There is no assignment {assignment!r} in {self.solutions}; there is: {known}."
            )
        return assignment

    def check_released(self, assignment: str) -> str:
        """Return the assignment's name if it is released.

        Raises:
            CourseError: There is no such assignment, or nobody has released it.
        """
        self.check_assignment(assignment)
        if not self.master(assignment).is_file():
            raise CourseError(
                f"{assignment!r} is not released yet; first run "
                f"`bhtrain release {assignment} --due YYYY-MM-DD`."
            )
        return assignment


def open_course(folder: Path | None = None) -> Course:
    """The course in this folder, by default the manager's.

    Raises:
        CourseError: There is none; the text says how to begin one.
    """
    course = Course((folder or places.course_folder()).absolute())
    if not (course.folder / "nbgrader_config.py").is_file():
        raise CourseError(
            f"There is no course in {course.folder}. Run `bhtrain start --manager` or "
            "`bhtrain learners add ID` to begin one, or set BHTRAIN_COURSE to its folder."
        )
    return course


def create_course(folder: Path | None = None) -> Course:
    """Begin a course, or complete one; what is already there is left as it is.

    The folder is private (mode 700). It gets nbgrader's settings, an empty gradebook, and,
    where this copy of bhtrain came with them, the specimen assignments.
    """
    course = Course((folder or places.course_folder()).absolute())
    try:
        places.make_private(course.folder)
        course.solutions.mkdir(exist_ok=True)
        config = course.folder / "nbgrader_config.py"
        if not config.exists():
            config.write_text(CONFIG, encoding="utf-8")
        specimen = places.shipped_solutions()
        if specimen is not None:
            _copy_missing(specimen, course.solutions)
    except OSError as error:
        raise CourseError(
            f"The course folder {course.folder} cannot be made: {error.strerror or error}."
        ) from error
    from bhtrain.course.gradebook import create_gradebook

    create_gradebook(course)
    return course


def _copy_missing(source: Path, target: Path) -> None:
    for path in sorted([*source.glob("*/*"), *source.glob("*.keys.yaml")]):
        place = target / path.relative_to(source)
        if path.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


def find_alembic() -> None:
    """Let nbgrader find the bare `alembic` that it starts: it stands beside this Python."""
    beside = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    if beside not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([beside, path])


def read_yaml(path: Path) -> dict[str, Any]:
    """The contents of a course's YAML file.

    Raises:
        CourseError: It is not there or cannot be read; the text says where.
    """
    import yaml

    try:
        with path.open("rb") as file:
            loaded = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        problem = getattr(error, "problem", None) or "it is not UTF-8 text"
        raise CourseError(f"{path}{line} cannot be read: {problem}.") from None
    if not isinstance(loaded, Mapping):
        raise CourseError(f"{path} holds no names with values.")
    return dict(loaded)


def timestamp_text(moment: datetime) -> str:
    """A moment in UTC as nbgrader's timestamp.txt holds it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC"
