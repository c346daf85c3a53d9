"""What a course knows, as four sheets for a spreadsheet: grades, reviews, history, items."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.gradebook_rows import Grade
from bhtrain.course.layout import Course
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.sign_off import SignOff, open_disputes, sign_offs_of
from bhtrain.course.status import LearnerStatus, released_assignments, status
from bhtrain.errors import CourseError
from bhtrain.exchange.files import write_together
from bhtrain.reports.items import choices_frame, items_frame
from bhtrain.reports.keys_to_check import keys_to_check
from bhtrain.reports.spreadsheet import Cell, Sheet, csv_text, was_exported, workbook

GRADES = (
    *("learner", "name", "assignment", "state", "handed in", "points", "of", "remarks"),
    *("signed off by", "signed off on", "rulebook"),
)
REVIEWS = (
    *("learner", "assignment", "task", "points", "of", "automatic points"),
    *("decided by", "decided on", "why", "waits for"),
)
HISTORY = (
    *("number", "on", "by", "what", "assignment", "learner", "task", "from", "to", "why"),
    *("details", "rulebook"),
)
ITEMS = {
    "assignment": "assignment",
    "task": "task",
    "title": "title",
    "kind": "kind",
    "key": "key",
    "n": "n",
    "facility": "facility",
    "discrimination": "discrimination",
    "low": "likely from",
    "high": "likely to",
    "wrong_choice": "most chosen of what is wrong",
    "wrong_n": "chosen by",
    "left_out": "left out by",
    "median_seconds": "median seconds",
    "disputes": "disputed by",
    "changed": "changed by a person",
    "waiting": "waiting",
}
LOOK = "look again because"


def export(course: Course, path: Path) -> tuple[Path, ...]:
    """Write the four sheets: into one workbook, or beside each other where `path` is a .csv.

    `grades.csv` holds the grades; `grades-reviews.csv`, `grades-history.csv` and
    `grades-items.csv` stand beside it. All are written, or none.

    Returns:
        The files.

    Raises:
        CourseError: The name ends in neither, a file is there that is no earlier export, or the
            file system refuses.
    """
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise CourseError(f"{path} does not end in .csv or .xlsx; name it course.xlsx, say.")
    sheets = sheets_of(course)
    files = (
        {path: (sheets, workbook(sheets))}
        if kind == ".xlsx"
        else {
            _beside(path, sheet): ((sheet,), ("\ufeff" + csv_text(sheet)).encode())
            for sheet in sheets
        }
    )
    for file, (own, _) in files.items():
        if file.exists() and not was_exported(file, own):
            raise CourseError(f"{file} is there and is no export of ours; give another name.")
    try:
        if not path.parent.is_dir():  # a slip in its name would make one
            raise CourseError(f"{path} cannot be written: there is no folder {path.parent}.")
        write_together({file: data for file, (_, data) in files.items()})
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror or error}.") from error
    return tuple(files)


def _beside(path: Path, sheet: Sheet) -> Path:
    return path if sheet.name == "grades" else path.with_name(f"{path.stem}-{sheet.name}.csv")


def sheets_of(course: Course) -> tuple[Sheet, ...]:
    """The four sheets. What was changed in formgrader is in the history first.

    Raises:
        CourseError: The gradebook, the history or the keys cannot be read.
    """
    names = released_assignments(course)
    signed = {name: sign_offs_of(course, name) for name in names}
    history = ReviewHistory.of(course).entries()
    with open_gradebook(course) as gradebook:
        graded = gradebook.grades()
    return (
        Sheet(
            name="grades",
            columns=GRADES,
            rows=[
                _grade_row(row, signed[name].get(row.learner))
                for name in names
                for row in status(course, name)
            ],
        ),
        Sheet(name="reviews", columns=REVIEWS, rows=_review_rows(graded, history)),
        Sheet(name="history", columns=HISTORY, rows=[_history_row(entry) for entry in history]),
        Sheet(name="items", columns=(*ITEMS.values(), LOOK), rows=_item_rows(course)),
    )


def _grade_row(row: LearnerStatus, signed: SignOff | None) -> tuple[Cell, ...]:
    """A sign-off that something has changed since is told as a remark, and counts no more."""
    entry = signed.entry if signed else None
    holds = entry is not None and signed is not None and not signed.changed
    remarks = [*row.remarks]
    if entry is not None and not holds:
        remarks.append(f"signed off by {entry.by}, and changed since")
    return (
        *(row.learner, row.name, row.assignment, row.state, row.at, row.points, row.max_points),
        "; ".join(remarks),
        *((entry.by, entry.at, entry.content_version) if entry and holds else (None,) * 3),
    )


def _review_rows(graded: Iterable[Grade], history: Iterable[Review]) -> list[tuple[Cell, ...]]:
    """One row for each answer that a person decided, or has to decide: the last word on it."""
    decided: dict[tuple[str, str, str], Review] = {}
    own: dict[tuple[str, str], list[Review]] = {}
    for entry in history:
        own.setdefault((entry.assignment, entry.learner), []).append(entry)
        if entry.what in (Act.POINTS_SET, Act.IN_FORMGRADER, Act.DISPUTE_ANSWERED):
            decided[entry.assignment, entry.learner, entry.task] = entry
    rows: list[tuple[Cell, ...]] = []
    for grade in graded:
        last = decided.get((grade.assignment, grade.learner, grade.task))
        disputes = open_disputes(own.get((grade.assignment, grade.learner), ()))
        waits = ["an answer to the dispute"] if grade.task in disputes else []
        waits += ["a person's look"] if grade.look and not grade.by_hand else []
        if last is not None or waits:
            rows.append(
                (
                    *(grade.learner, grade.assignment, grade.task),
                    *(grade.points, grade.max_points, grade.auto_points),
                    *((last.by, last.at, last.why) if last else (None,) * 3),
                    "; ".join(waits),
                )
            )
    return rows


def _history_row(entry: Review) -> tuple[Cell, ...]:
    details = json.dumps(dict(entry.details), ensure_ascii=False) if entry.details else ""
    return (
        *(entry.number, entry.at, entry.by, entry.what.value),
        *(entry.assignment, entry.learner, entry.task, entry.was, entry.now),
        *(entry.why, details, entry.content_version),
    )


def _item_rows(course: Course) -> list[tuple[Cell, ...]]:
    items = items_frame(course)
    reasons = keys_to_check(items, choices_frame(course))
    rows = []
    for item in items.to_dict("records"):
        same = (reasons["assignment"] == item["assignment"]) & (reasons["task"] == item["task"])
        cells = [_cell(item[name]) for name in ITEMS]
        rows.append((*cells, " ".join(reasons.loc[same, "reason"])))
    return rows


def _cell(value: object) -> Cell:
    if isinstance(value, str | datetime):
        return value
    return None if pd.isna(value) else round(float(value), 4)  # type: ignore[call-overload, arg-type]
