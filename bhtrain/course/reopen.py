"""A key that was corrected after it had graded is one person's word again, until somebody agrees.

Its review state in <assignment>.keys.yaml goes back to "drafted". Whoever lets somebody else key
the note again writes "blind-keyed" or "agreed" there, and with that it is closed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bhtrain import clock
from bhtrain.course.explained import kept_record, key_correction, task_of
from bhtrain.course.layout import Course
from bhtrain.course.moves import Because, key_entries_of
from bhtrain.course.reviews import ReviewHistory
from bhtrain.course.scoring import AnswerKeys
from bhtrain.errors import CourseError
from bhtrain.exchange.files import write_whole
from bhtrain.grading.feedback import expected_in_words
from bhtrain.grading.keyed import key_in_words
from bhtrain.model.attempt import LearnerId
from bhtrain.model.scenario import ReviewState


def corrected_keys(
    course: Course, keys: AnswerKeys, learners: Iterable[LearnerId]
) -> dict[str, str]:
    """The tasks whose key is not the one that graded, each with what is different in it."""
    record = next(filter(None, (kept_record(course, one, keys.assignment) for one in learners)), {})
    found = {}
    for task, scenario in keys.scenarios.items():
        was = task_of(record, task)
        now = {"keyed": key_in_words(scenario), "expected": expected_in_words(scenario)}
        words = " ".join(key_correction(was, now)) if was else ""
        if words:
            found[task] = words
    return found


def reopen_keys(course: Course, assignment: str, keys: Mapping[str, str], because: Because) -> None:
    """Set the review state of these tasks back to drafted, and write it down.

    Raises:
        CourseError: The keys cannot be read or written, or the history refuses.
    """
    if not keys:
        return
    file = course.keys_file(assignment)
    try:
        text = file.read_bytes().decode("utf-8")
        changed = with_state(text, keys, ReviewState.DRAFTED)
        if changed != text:
            write_whole(file, changed.encode("utf-8"), mode=file.stat().st_mode & 0o777)
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{file} cannot be written: {error}.") from error
    entries = key_entries_of(course, assignment, keys, because)
    ReviewHistory.of(course).add(*entries, at=clock.now())


def with_state(text: str, tasks: Iterable[str], state: ReviewState) -> str:
    """The text of a keys file with another review state for some tasks, and nothing else new."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    wanted = set(tasks)
    places = []
    for key in _values(yaml.compose(text, Loader=loader))["keys"].value:
        about = _values(key)
        if about["id"].value in wanted:
            places.append((about["review"].start_mark, about["review"].end_mark))
    lines = text.splitlines(keepends=True)
    for start, end in places:
        line = lines[start.line]
        lines[start.line] = line[: start.column] + state.value + line[end.column :]
    return "".join(lines)


def _values(mapping: Any) -> dict[str, Any]:
    return {name.value: value for name, value in mapping.value}
