"""nbgrader's settings for a bhtrain course. Every nbgrader_config.py of ours calls `configure`.

The settings live here, and not in each course folder, so that an update of bhtrain reaches all.
"""

import os
from pathlib import Path
from typing import Any

from bhtrain.course.layout import COURSE_ID, Course

_PREPROCESSORS = "bhtrain.course.preprocessors"
_EXCHANGE = "bhtrain.course.exchange_plugin"


def configure(c: Any, config_file: str) -> None:
    """Set nbgrader up for the course in the folder of this nbgrader_config.py."""
    course = Course(Path(config_file).absolute().parent)
    _prefer_own_templates()
    c.CourseDirectory.root = str(course.folder)
    c.CourseDirectory.course_id = COURSE_ID
    c.CourseDirectory.db_url = course.gradebook_url
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"
    c.CourseDirectory.solution_directory = "solved"  # nbgrader's output; not our solutions/
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.keys.yaml", ".*"]

    # nbgrader's own steps, in its order, with ours between them. Ours do nothing to an ordinary
    # assignment; in one of ours a graded cell is one line, and no key travels.
    c.GenerateAssignment.preprocessors = [
        "nbgrader.preprocessors.IncludeHeaderFooter",
        "nbgrader.preprocessors.InstantiateTests",
        "nbgrader.preprocessors.LockCells",
        f"{_PREPROCESSORS}.ClearTaskSolutions",
        "nbgrader.preprocessors.ClearOutput",
        f"{_PREPROCESSORS}.TidyCells",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        f"{_PREPROCESSORS}.RefuseLeaks",  # before anything is written to the gradebook
        "nbgrader.preprocessors.SaveCells",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ClearMarkScheme",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]

    # Grading reads answers.json and the released master; what was handed in is never executed.
    # The exporter leaves out nbgrader's steps for that; only an ordinary assignment takes them.
    c.Autograde.exporter_class = f"{_PREPROCESSORS}.MasterExporter"
    c.Autograde.pre_convert_hook = f"{_PREPROCESSORS}.refuse_links"
    c.Autograde.autograde_preprocessors = [
        f"{_PREPROCESSORS}.ScoreFromAnswers",
        "nbgrader.preprocessors.Execute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        f"{_PREPROCESSORS}.SaveScores",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]

    # What a student wrote is shown, in formgrader and in nbgrader's feedback, and never runs.
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "clean_html": "bhtrain.course.student_markup.without_scripts",
        "markdown2html": "bhtrain.course.student_markup.markdown_without_scripts",
    }

    c.ExchangeFactory.exchange = f"{_EXCHANGE}.FolderExchange"
    c.ExchangeFactory.release_assignment = f"{_EXCHANGE}.ReleaseAssignment"
    c.ExchangeFactory.fetch_assignment = f"{_EXCHANGE}.FetchAssignment"
    c.ExchangeFactory.submit = f"{_EXCHANGE}.Submit"
    c.ExchangeFactory.collect = f"{_EXCHANGE}.Collect"
    c.ExchangeFactory.release_feedback = f"{_EXCHANGE}.ReleaseFeedback"
    c.ExchangeFactory.fetch_feedback = f"{_EXCHANGE}.FetchFeedback"
    c.ExchangeFactory.list = f"{_EXCHANGE}.ListAssignments"


def _prefer_own_templates() -> None:
    """Formgrader's and feedback's pages fetch no library of formulas from outside: ours is empty.

    Their templates name that library in a macro that no option reaches; a template of the same
    name that is found earlier does.
    """
    own = str(Path(__file__).with_name("template"))
    others = [path for path in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if path]
    if own not in others:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([own, *others])
