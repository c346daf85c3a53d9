"""What nbgrader's gradebook says: who is in it, when an assignment is due, what answers earned."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bhtrain.course.gradebook_rows import Grade, Student
from bhtrain.errors import CourseError
from bhtrain.model.attempt import LearnerId


class GradebookReading:
    """The reflected tables on one open connection."""

    def __init__(self, connection: sa.Connection, tables: Mapping[str, sa.Table]):
        self.connection = connection
        self.tables = tables

    def rows(self, query: Any) -> list[Any]:
        """All rows that a query finds."""
        return list(self.connection.execute(query))

    def students(self) -> tuple[Student, ...]:
        """Everybody in the gradebook, by id."""
        table = self.tables["student"]
        return tuple(
            Student(
                learner=row.id,
                name=" ".join(part for part in (row.first_name, row.last_name) if part),
            )
            for row in self.rows(sa.select(table).order_by(table.c.id))
        )

    def assignment_id(self, assignment: str) -> str:
        """nbgrader's own id of an assignment.

        Raises:
            CourseError: The gradebook does not know it yet.
        """
        table = self.tables["assignment"]
        found = self.rows(sa.select(table.c.id).where(table.c.name == assignment))
        if not found:
            raise CourseError(
                f"The gradebook does not know {assignment!r} yet; run `bhtrain release "
                f"{assignment} --due YYYY-MM-DD` first."
            )
        return str(found[0].id)

    def due(self, assignment: str) -> datetime | None:
        """The last moment that is not late, also where formgrader has set it."""
        table = self.tables["assignment"]
        query = sa.select(table.c.duedate).where(table.c.id == self.assignment_id(assignment))
        (row,) = self.rows(query)
        return None if row.duedate is None else row.duedate.replace(tzinfo=UTC)

    def grade_rows(
        self, assignment_id: str, *, learner: LearnerId | None = None, task: str | None = None
    ) -> list[Any]:
        """Rows of grades by learner and task, of one learner or task where named."""
        grade, cell = self.tables["grade"], self.tables["base_cell"]
        graded, asked = self.tables["grade_cells"], self.tables["task_cells"]
        notebook, own = self.tables["submitted_notebook"], self.tables["submitted_assignment"]
        query = (
            sa.select(
                grade.c.id,
                grade.c.auto_score,
                grade.c.manual_score,
                grade.c.extra_credit,
                grade.c.needs_manual_grade,
                cell.c.name.label("task"),
                sa.func.coalesce(graded.c.max_score, asked.c.max_score).label("max_score"),
                own.c.student_id.label("learner"),
            )
            .join_from(own, notebook, notebook.c.assignment_id == own.c.id)
            .join(grade, grade.c.notebook_id == notebook.c.id)
            .join(cell, cell.c.id == grade.c.cell_id)
            .outerjoin(graded, graded.c.id == cell.c.id)
            .outerjoin(asked, asked.c.id == cell.c.id)
            .where(own.c.assignment_id == assignment_id)
            .order_by(own.c.student_id, cell.c.name)
        )
        if learner is not None:
            query = query.where(own.c.student_id == learner)
        if task is not None:
            query = query.where(cell.c.name == task)
        return self.rows(query)

    def grade(self, assignment: str, learner: LearnerId, task: str) -> Grade:
        """The grade of one answer.

        Raises:
            CourseError: There is none.
        """
        found = self.grades(assignment, learner=learner, task=task)
        if not found:
            raise CourseError(f"{assignment}: {learner} has no graded answer to {task}.")
        return found[0]

    def grades(
        self,
        assignment: str | None = None,
        *,
        learner: LearnerId | None = None,
        task: str | None = None,
    ) -> tuple[Grade, ...]:
        """Grades by assignment, learner and task; all where nothing is named."""
        table = self.tables["assignment"]
        found = []
        for one in self.rows(sa.select(table.c.id, table.c.name).order_by(table.c.name)):
            if assignment is None or one.name == assignment:
                rows = self.grade_rows(one.id, learner=learner, task=task)
                found += [grade_of(one.name, row) for row in rows]
        return tuple(found)


def grade_of(assignment: str, row: Any) -> Grade:
    """A row as what counts: extra credit is a person's word, too, and is given in formgrader."""
    counted = row.auto_score if row.manual_score is None else row.manual_score
    return Grade(
        learner=row.learner,
        assignment=assignment,
        task=row.task,
        points=0.0 if counted is None else round(counted + (row.extra_credit or 0.0), 2),
        max_points=row.max_score,
        auto_points=row.auto_score,
        by_hand=row.manual_score is not None or bool(row.extra_credit),
        look=bool(row.needs_manual_grade),
        extra=0.0 if row.manual_score is not None else row.extra_credit or 0.0,
    )
