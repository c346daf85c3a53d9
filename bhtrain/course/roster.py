"""Who is on the course: nbgrader's students, their accounts, and the roster learners see."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Student
from bhtrain.course.layout import Course
from bhtrain.course.records import CourseRecords
from bhtrain.errors import AnswersError, CourseError, ExchangeError
from bhtrain.exchange.handin import RosterEntry, check_name
from bhtrain.grading.answers import read_plain_file

COLUMNS = ("id", "name", "account")
MAX_BYTES = 1024 * 1024


def roster(course: Course) -> tuple[RosterEntry, ...]:
    """Everybody on the course, by id."""
    accounts = CourseRecords.of(course).accounts()
    with open_gradebook(course) as gradebook:
        return tuple(
            RosterEntry(
                learner=student.learner,
                name=student.name,
                account=accounts.get(student.learner),
            )
            for student in gradebook.students()
        )


def add_learners(course: Course, entries: Iterable[RosterEntry]) -> tuple[RosterEntry, ...]:
    """Add learners, or change those who are there; publish and return the whole roster.

    Raises:
        CourseError: An id or account cannot be used, or two learners have one account.
    """
    entries = tuple(entries)
    after = {entry.learner: entry for entry in roster(course)}
    for entry in entries:
        _check(entry)
        before = after.get(entry.learner)
        after[entry.learner] = RosterEntry(
            learner=entry.learner,
            name=entry.name or (before.name if before else ""),
            account=entry.account or (before.account if before else None),
        )
    _refuse_shared_accounts(after.values())
    with open_gradebook(course) as gradebook:
        gradebook.save_students(
            Student(learner=entry.learner, name=entry.name) for entry in entries
        )
    CourseRecords.of(course).set_accounts(
        {entry.learner: entry.account for entry in entries if entry.account}
    )
    everybody = roster(course)
    course.exchange.publish_roster(everybody)
    return everybody


def _check(entry: RosterEntry) -> None:
    try:
        check_name("a learner's id", entry.learner)
    except ExchangeError as error:
        raise CourseError(str(error)) from None
    for what, text in (("name", entry.name), ("account", entry.account or "")):
        # Formgrader writes a name into its page as it is, so a < would begin an element there.
        if len(text) > 100 or not all(_is_plain(letter) for letter in text):
            raise CourseError(
                f"The {what} {text[:40]!r} of {entry.learner} is longer than 100 letters, or holds "
                "control characters, < or >."
            )


def _is_plain(letter: str) -> bool:
    return letter.isprintable() and letter not in "<>"


def _refuse_shared_accounts(entries: Iterable[RosterEntry]) -> None:
    owner: dict[str, str] = {}
    for entry in entries:
        account = entry.account or entry.learner
        if account in owner:
            raise CourseError(
                f"{owner[account]} and {entry.learner} would both have the account {account!r}; "
                "an account belongs to one learner."
            )
        owner[account] = entry.learner


def read_roster(path: Path) -> tuple[RosterEntry, ...]:
    """The learners in a CSV file with the columns id, name and account (the last two optional).

    Raises:
        CourseError: The file or a line of it cannot be read; the text says which.
    """
    try:
        text = read_plain_file(path, limit=MAX_BYTES).decode("utf-8-sig")
    except AnswersError as error:
        raise CourseError(f"{path}: {error}") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not UTF-8 text; save it as CSV UTF-8.") from None
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}.") from None
    rows = csv.DictReader(io.StringIO(text))
    columns = [name.strip().lower() for name in rows.fieldnames or ()]
    if "id" not in columns or not set(columns) <= set(COLUMNS):
        raise CourseError(
            f"{path}, line 1 holds {', '.join(columns)[:80] or 'nothing'}; "
            "the columns are id, name, account (the last two may be left out)."
        )
    rows.fieldnames = columns
    entries: dict[str, RosterEntry] = {}
    try:
        for row in rows:
            entry = _entry(path, rows.line_num, row)
            if entry.learner in entries:
                raise CourseError(f"{path}, line {rows.line_num}: {entry.learner} is there twice.")
            entries[entry.learner] = entry
    except csv.Error as error:
        raise CourseError(f"{path}, line {rows.line_num} cannot be read: {error}.") from None
    if not entries:
        raise CourseError(f"{path} names no learner.")
    return tuple(entries.values())


def _entry(path: Path, line: int, row: dict[str | None, str | list[str] | None]) -> RosterEntry:
    if None in row:
        raise CourseError(f"{path}, line {line} has more values than there are columns.")
    values = {str(name): str(value or "").strip() for name, value in row.items()}
    entry = RosterEntry(
        learner=values["id"],
        name=values.get("name", ""),
        account=values.get("account") or None,
    )
    try:
        _check(entry)
    except CourseError as error:
        raise CourseError(f"{path}, line {line}: {error}") from None
    return entry
