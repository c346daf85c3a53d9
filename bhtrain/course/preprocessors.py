"""What nbgrader does differently in a bhtrain course: release without keys, grade without running.

`nbgrader autograde` and formgrader's button use these classes (see `settings`), and give the
same points as `bhtrain grade`, because both call `grading.score` on answers.json. An ordinary
nbgrader assignment (code cells and their tests) in the same course is released and graded as
stock nbgrader does it.
"""

import os
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_output
from nbgrader.preprocessors import (
    AssignLatePenalties,
    ClearSolutions,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import is_grade

from bhtrain import clock
from bhtrain.course.deciding import deciding
from bhtrain.course.explained import explained_moves
from bhtrain.course.feedback_page import feedback_record
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course, read_yaml
from bhtrain.course.leaks import leaks
from bhtrain.course.moves import Because, entries_of
from bhtrain.course.reviews import ReviewHistory
from bhtrain.course.scoring import AnswerKeys, refuse_link, score_submission
from bhtrain.course.weights import weights_metadata
from bhtrain.errors import CourseError
from bhtrain.progress.identity import system_account


def _course(preprocessor: Any) -> Course:
    """The course of the converter that runs this preprocessor or exporter."""
    owner = preprocessor
    while not hasattr(owner, "coursedir"):
        owner = owner.parent
    return Course(Path(owner.coursedir.root))


def _is_ours(preprocessor: Any, resources: Any) -> bool:
    """Whether the assignment at hand has tasks of ours. One of those is never executed."""
    return _course(preprocessor).has_tasks(resources["nbgrader"]["assignment"])


class ClearTaskSolutions(ClearSolutions):  # type: ignore[misc]
    """Take out what stands between BEGIN and END SOLUTION; in a task, nothing takes its place.

    There the cell is a locked test cell, so the region does not stand in a "solution" cell.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Clear the notebook, for this one with the settings of its kind."""
        usual = self.code_stub, self.enforce_metadata  # type: ignore[has-type]
        if _is_ours(self, resources):
            self.code_stub, self.enforce_metadata = {"python": ""}, False
        try:
            cleared: tuple[Any, Any] = super().preprocess(nb, resources)
            return cleared
        finally:
            self.code_stub, self.enforce_metadata = usual


class TidyCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Drop the empty lines that a removed solution leaves: a released cell is one line."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Strip what stands around a graded cell's source."""
        if is_grade(cell) and _is_ours(self, resources):
            cell.source = cell.source.strip()
        return cell, resources


class RefuseLeaks(NbGraderPreprocessor):  # type: ignore[misc]
    """Stop a release in which a key, a canary, a hidden test or a solution would travel."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Look at the notebook and at every file that would travel with it."""
        import nbformat

        if not _is_ours(self, resources):
            return nb, resources
        assignment = resources["nbgrader"]["assignment"]
        course = _course(self)
        folder = course.exercises / assignment
        released = {
            path.name: path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".ipynb"
        }
        released[f"{assignment}.ipynb"] = nbformat.writes(nb).encode()  # type: ignore[no-untyped-call]
        found = leaks(
            released,
            tasks=read_yaml(course.tasks_file(assignment)),
            keys=read_yaml(course.keys_file(assignment)),
        )
        if found:
            raise CourseError(f"{assignment} was not released: {' '.join(found)}")
        return nb, resources


class ScoreFromAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Put each task's points and feedback where an execution would have put its result."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Score the learner's answers.json and write one result into each graded cell."""
        if not _is_ours(self, resources):
            return nb, resources
        names = resources["nbgrader"]
        course = _course(self)
        keys = AnswerKeys.load(course, names["assignment"])
        graded = score_submission(course, keys, names["student"])
        resources["bhtrain"] = graded
        nb.metadata.update(weights_metadata(keys.weights))
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = []
            if is_grade(cell):
                cell.outputs = [
                    new_output(  # type: ignore[no-untyped-call]
                        "execute_result",
                        graded.result(cell.metadata.nbgrader["grade_id"]),
                        execution_count=None,
                    )
                ]
        return nb, resources


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """Write the points to the gradebook; what only a person can grade waits for one.

    A hand-in whose time is in doubt is flagged. A mark that moves although the answers are the same
    comes into the history first: here nbgrader saves cell by cell.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Save the points of one notebook."""
        if "bhtrain" in resources:
            _write_down_moves(_course(self), resources["nbgrader"]["assignment"], resources)
        saved: tuple[Any, Any] = super().preprocess(nb, resources)
        return saved

    def _add_score(self, cell: Any, resources: Any) -> None:
        super()._add_score(cell, resources)
        if "bhtrain" not in resources:
            return
        graded = resources["bhtrain"]
        grade_id = cell.metadata.nbgrader["grade_id"]
        grade = self.gradebook.find_grade(
            grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        if graded.task(grade_id).score.waits:
            grade.needs_manual_grade = True
        if graded.in_doubt:
            grade.notebook.flagged = True
        self.gradebook.db.commit()


def _write_down_moves(course: Course, assignment: str, resources: Any) -> None:
    graded = resources["bhtrain"]
    with open_gradebook(course) as gradebook:
        standing = [one for one in gradebook.grades(assignment) if one.learner == graded.learner]
    record = feedback_record(AnswerKeys.load(course, assignment), graded)
    moves = explained_moves(course, standing, graded, record)
    because = Because(by=system_account(), why="Graded again by nbgrader's autograde.")
    with deciding(course):
        entries = entries_of(course, assignment, moves, because)
        ReviewHistory.of(course).add(*entries, at=clock.now())


class MasterExporter(NotebookExporter):
    """Read the released master in place of what was handed in, whatever that holds.

    Of nbgrader's steps only those that read answers and save points are left: none executes.
    An ordinary assignment goes through all of them, from what was handed in.
    """

    _READING = (ScoreFromAnswers, SaveScores, AssignLatePenalties)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Export the assignment that `resources` names."""
        if _is_ours(self, resources):
            filename = str(_course(self).master(resources["nbgrader"]["assignment"]))
            # nbgrader itself fills this list anew before each notebook
            self._preprocessors = [
                step for step in self._preprocessors if isinstance(step, self._READING)
            ]
        return super().from_filename(filename, resources=resources, **kw)


def refuse_links(assignment: str, student: str, notebooks: list[str]) -> None:
    """Before nbgrader copies a hand-in: take links out, so that no other file is copied."""
    for notebook in notebooks:
        folder = Path(notebook).parent
        if folder.parent.is_symlink():
            folder.parent.unlink()
            folder.mkdir(parents=True)
            refuse_link(folder, folder)
        if folder.is_symlink():
            folder.unlink()
            folder.mkdir()
            refuse_link(folder, folder)
        for top, folders, files in os.walk(folder):
            for name in [*folders, *files]:
                if (Path(top) / name).is_symlink():
                    refuse_link(folder, Path(top) / name)
