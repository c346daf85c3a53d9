"""The worked answer to a graded task, for the manager's own notebooks."""

from pathlib import Path

from bhtrain import places
from bhtrain.course.layout import Course
from bhtrain.course.scoring import AnswerKeys
from bhtrain.errors import CourseError
from bhtrain.grading.feedback import expected_in_words


def worked_answer(task: str) -> str:
    """The worked answer to a task as plain text, always the same.

    Raises:
        CourseError: No keys file here, in the course or in this clone names the task.
    """
    for solutions in _solution_folders():
        course = Course(solutions.parent)
        for assignment in course.assignments():
            if not course.keys_file(assignment).is_file():
                continue
            scenario = AnswerKeys.load(course, assignment).scenarios.get(task)
            if scenario is not None:
                deciding = ", ".join(str(number) for number in scenario.key.deciding)
                return (
                    f"{scenario.title}\n"
                    f"Worked answer: {expected_in_words(scenario)}\n"
                    f"Deciding sentences: {deciding}\n"
                    f"Why: {scenario.rationale}\n"
                    f"Near miss: {scenario.near_miss}"
                )
    raise CourseError(f"No keys file names the task {task!r}.")


def _solution_folders() -> list[Path]:
    beside = [Path.cwd().parent, Path.cwd() / "solutions"]
    known = [places.course_folder() / "solutions", places.shipped_solutions()]
    return [
        folder
        for folder in [*beside, *known]
        if folder is not None and folder.name == "solutions" and folder.is_dir()
    ]


def show_key(task: str) -> None:
    """Print the worked answer to a task."""
    print(worked_answer(task))
