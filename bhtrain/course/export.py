"""Points as a CSV file for a spreadsheet."""

import csv
import io
from pathlib import Path

from bhtrain.clock import local_words
from bhtrain.course.layout import Course
from bhtrain.course.status import released_assignments, status
from bhtrain.errors import CourseError
from bhtrain.exchange.files import write_whole

COLUMNS = ("learner", "name", "assignment", "state", "handed in", "points", "of", "remarks")


def export(course: Course, path: Path) -> int:
    """Write one line for each learner and released assignment; return how many.

    Raises:
        CourseError: The file is not a .csv, or is another file than an earlier export.
    """
    if path.suffix.lower() != ".csv":
        raise CourseError(f"{path} does not end in .csv; name the file grades.csv, for example.")
    header = ",".join(COLUMNS)
    try:
        if path.exists() and not path.read_text(encoding="utf-8-sig").startswith(header):
            raise CourseError(f"{path} is there and is no export of ours; give another name.")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} is there and cannot be read ({error}).") from None
    rows = [row for name in released_assignments(course) for row in status(course, name)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        cells = (
            row.learner,
            row.name,
            row.assignment,
            row.state,
            local_words(row.at) if row.at else "",
            "" if row.points is None else f"{row.points:g}",
            "" if row.max_points is None else f"{row.max_points:g}",
            "; ".join(row.remarks),
        )
        writer.writerow([_harmless(cell) for cell in cells])
    try:
        write_whole(path, ("\ufeff" + text.getvalue()).encode())
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror or error}.") from error
    return len(rows)


def _harmless(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
