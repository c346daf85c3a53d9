"""nbgrader's gradebook, read and written in bulk through the tables it already has.

The tables are reflected from the database, so neither nbgrader nor its 2 seconds of start-up
are needed to grade. A contract test compares every row with what nbgrader itself writes.
Late hand-ins are marked, and cost nothing (nbgrader's default): a course that sets a late
penalty grades with `nbgrader autograde`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from bhtrain.course.gradebook_reading import GradebookReading, grade_of
from bhtrain.course.gradebook_rows import Grade, Student, SubmissionPoints
from bhtrain.course.layout import COURSE_ID, Course, find_alembic
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId

_TABLES = (
    "assignment",
    "notebook",
    "base_cell",
    "grade_cells",
    "task_cells",
    "student",
    "submitted_assignment",
    "submitted_notebook",
    "grade",
    "comment",
)


def create_gradebook(course: Course) -> None:
    """Let nbgrader make its gradebook, where there is none yet."""
    engine = sa.create_engine(course.gradebook_url)
    try:
        if not sa.inspect(engine).has_table("grade"):
            from nbgrader.api import Gradebook

            find_alembic()
            Gradebook(course.gradebook_url, COURSE_ID).close()
    except sa.exc.SQLAlchemyError as error:
        raise CourseError(f"The gradebook cannot be opened: {_reason(error)}.") from error
    finally:
        engine.dispose()


def _reason(error: sa.exc.SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0].rstrip(".")


@contextmanager
def open_gradebook(course: Course) -> Iterator["GradebookTables"]:
    """The gradebook, inside one transaction: all of what is written, or nothing.

    Raises:
        CourseError: There is no gradebook, or it cannot be read or written.
    """
    url = course.gradebook_url
    try:
        with _engine(url).begin() as connection:
            if not sa.inspect(connection).has_table("grade"):
                raise CourseError(
                    f"There is no gradebook in {course.folder} yet; run `bhtrain release` first."
                )
            if url not in _REFLECTED:
                metadata = sa.MetaData()
                metadata.reflect(connection, only=_TABLES)
                _REFLECTED[url] = metadata.tables
            yield GradebookTables(connection, _REFLECTED[url])
    except sa.exc.SQLAlchemyError as error:
        raise CourseError(f"The gradebook refuses: {_reason(error)}.") from error


_REFLECTED: dict[str, Mapping[str, sa.Table]] = {}  # reading them takes longer than most queries


@lru_cache(maxsize=8)
def _engine(url: str) -> sa.Engine:
    """Kept for the queries that it has compiled; no connection stays open."""
    return sa.create_engine(url, poolclass=sa.NullPool)


class GradebookTables(GradebookReading):
    """The reflected tables on one open connection, read and written."""

    # Students ------------------------------------------------------------------------------

    def save_students(self, students: Iterable[Student]) -> None:
        """Add learners, or change the names of those who are there."""
        table = self.tables["student"]
        known = {student.learner: student.name for student in self.students()}
        for student in students:
            first, _, last = student.name.rpartition(" ")
            names = {"first_name": first or last, "last_name": last if first else None}
            if student.learner not in known:
                self.connection.execute(table.insert().values(id=student.learner, **names))
            elif student.name and student.name != known[student.learner]:
                self.connection.execute(
                    table.update().where(table.c.id == student.learner).values(**names)
                )

    # Assignments ---------------------------------------------------------------------------

    def set_due(self, assignment: str, due: datetime | None) -> None:
        """Set the due date, which nbgrader keeps in UTC without a zone."""
        table = self.tables["assignment"]
        self.connection.execute(
            table.update()
            .where(table.c.id == self.assignment_id(assignment))
            .values(duedate=_plain_utc(due))
        )

    # Grades --------------------------------------------------------------------------------

    def save_points(
        self, assignment: str, submissions: Iterable[SubmissionPoints]
    ) -> tuple[Grade, ...]:
        """Write what hand-ins earned. What a person has set by hand stays as it is.

        Returns:
            The grades of these hand-ins as they were before.
        """
        submissions = tuple(submissions)
        assignment_id = self.assignment_id(assignment)
        notebooks = self._notebooks(assignment_id)
        self._add_missing_students(submissions)
        own = self._own_submissions(assignment_id)
        self._add_submissions(
            assignment_id, notebooks, [one for one in submissions if one.learner not in own]
        )
        self._change_timestamps(own, submissions)
        self._flag(assignment_id, [one.learner for one in submissions if one.flagged])
        before = self._change_grades(assignment_id, submissions)
        return tuple(grade_of(assignment, row) for row in before)

    def _notebooks(self, assignment_id: str) -> dict[str, list[Any]]:
        """Cells of each notebook: rows of id, name and type."""
        notebook, cell = self.tables["notebook"], self.tables["base_cell"]
        query = (
            sa.select(notebook.c.id.label("notebook"), cell.c.id, cell.c.name, cell.c.type)
            .join_from(notebook, cell, cell.c.notebook_id == notebook.c.id)
            .where(notebook.c.assignment_id == assignment_id)
        )
        cells: dict[str, list[Any]] = {}
        for row in self.rows(query):
            cells.setdefault(row.notebook, []).append(row)
        return cells

    def _add_missing_students(self, submissions: Iterable[SubmissionPoints]) -> None:
        known = {student.learner for student in self.students()}
        missing = [{"id": one.learner} for one in submissions if one.learner not in known]
        if missing:
            self.connection.execute(self.tables["student"].insert(), missing)

    def _own_submissions(self, assignment_id: str) -> dict[LearnerId, str]:
        table = self.tables["submitted_assignment"]
        query = sa.select(table.c.id, table.c.student_id)
        return {
            row.student_id: row.id
            for row in self.rows(query.where(table.c.assignment_id == assignment_id))
        }

    def _add_submissions(
        self,
        assignment_id: str,
        notebooks: Mapping[str, list[Any]],
        submissions: Iterable[SubmissionPoints],
    ) -> None:
        """Mirror the assignment for each new hand-in, as nbgrader's add_submission does."""
        rows: dict[str, list[dict[str, Any]]] = {
            "submitted_assignment": [],
            "submitted_notebook": [],
            "grade": [],
            "comment": [],
        }
        for one in submissions:
            submission = _new_id()
            rows["submitted_assignment"].append(
                {
                    "id": submission,
                    "assignment_id": assignment_id,
                    "student_id": one.learner,
                    "timestamp": _plain_utc(one.at),
                }
            )
            for notebook, cells in notebooks.items():
                own = _new_id()
                rows["submitted_notebook"].append(
                    {
                        "id": own,
                        "assignment_id": submission,
                        "notebook_id": notebook,
                        "flagged": False,
                    }
                )
                for cell in cells:
                    place = {"notebook_id": own, "cell_id": cell.id}
                    if cell.type in ("GradeCell", "TaskCell"):
                        rows["grade"].append({"id": _new_id(), **place, "needs_manual_grade": True})
                    if cell.type in ("SolutionCell", "TaskCell"):
                        rows["comment"].append({"id": _new_id(), **place})
        for name, new in rows.items():
            if new:
                self.connection.execute(self.tables[name].insert(), new)

    def _change_timestamps(
        self, own: Mapping[LearnerId, str], submissions: Iterable[SubmissionPoints]
    ) -> None:
        table = self.tables["submitted_assignment"]
        changed = [
            {"submission": own[one.learner], "at": _plain_utc(one.at)}
            for one in submissions
            if one.learner in own and one.at is not None
        ]
        if changed:
            self.connection.execute(
                table.update()
                .where(table.c.id == sa.bindparam("submission"))
                .values(timestamp=sa.bindparam("at")),
                changed,
            )

    def _flag(self, assignment_id: str, learners: list[LearnerId]) -> None:
        """Flag hand-ins; a flag is taken away by a person only."""
        notebook = self.tables["submitted_notebook"]
        own = self._own_submissions(assignment_id)
        ids = [own[learner] for learner in learners]
        self.connection.execute(
            notebook.update().where(notebook.c.assignment_id.in_(ids)).values(flagged=True)
        )

    def _change_grades(
        self, assignment_id: str, submissions: Iterable[SubmissionPoints]
    ) -> list[Any]:
        grade = self.tables["grade"]
        wanted = {one.learner: one.tasks for one in submissions}
        changed, before = [], []
        for row in self.grade_rows(assignment_id):
            points = wanted.get(row.learner, {}).get(row.task)
            if points is not None:
                look = points.look or points.points is None or row.manual_score is not None
                changed.append({"grade": row.id, "points": points.points, "look": look})
                before.append(row)
        if changed:
            self.connection.execute(
                grade.update()
                .where(grade.c.id == sa.bindparam("grade"))
                .values(auto_score=sa.bindparam("points"), needs_manual_grade=sa.bindparam("look")),
                changed,
            )
        return before

    def set_by_hand(self, seen: Grade, points: float | None) -> Grade | None:
        """Let a person's points count, or the automatic ones again (None).

        Returns:
            The grade as it is then; None where it was no longer as it was seen, and nothing is
            changed.
        """
        grade = self.tables["grade"]
        where = {"learner": seen.learner, "task": seen.task}
        found = self.grade_rows(self.assignment_id(seen.assignment), **where)
        if [grade_of(seen.assignment, row) for row in found] != [seen]:
            return None
        changed = self.connection.execute(
            grade.update()
            .where(
                grade.c.id == found[0].id,
                grade.c.manual_score.is_not_distinct_from(found[0].manual_score),
            )
            .values(manual_score=points, extra_credit=None, needs_manual_grade=points is None)
        )
        return self.grade(seen.assignment, **where) if changed.rowcount == 1 else None


def _new_id() -> str:
    return uuid4().hex


def _plain_utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
