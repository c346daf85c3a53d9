"""What each field weighs in this course: weights.yaml, which a manager may edit.

    decision: 3        # any of the fields; one that is left out keeps bhtrain's own weight
    procedure: 5

Without the file, bhtrain's own weights hold. An edited file counts from the next grading on;
`bhtrain weights --preview ASSIGNMENT` says before that whose marks it would move. Each graded
notebook keeps the weights it was graded with.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bhtrain.course.layout import Course, read_yaml
from bhtrain.errors import AnswersError, CourseError
from bhtrain.grading.answers import read_plain_file
from bhtrain.grading.score import FIELD_WEIGHTS
from bhtrain.model.attempt import LearnerId

FILE = "weights.yaml"
_MOST_BYTES = 16 * 1024 * 1024  # of a graded notebook
MOST = 100
# A task may ask for one of these and hardly anything else; without it nothing would be graded.
_NEVER_ZERO = ("decision", "order")


def weights_metadata(weights: Mapping[str, float]) -> dict[str, Any]:
    """What the metadata of a graded notebook say of the weights."""
    return {"bhtrain": {"weights": dict(weights)}}


def graded_weights(
    course: Course, learner: LearnerId, assignment: str
) -> Mapping[str, float] | None:
    """The weights by which a hand-in was graded; None where no graded notebook says."""
    notebook = course.autograded(learner, assignment) / f"{assignment}.ipynb"
    try:
        body = json.loads(read_plain_file(notebook, limit=_MOST_BYTES))
        given = body["metadata"]["bhtrain"]["weights"]
        return {name: given[name] for name in FIELD_WEIGHTS}
    except (AnswersError, OSError, ValueError, KeyError, TypeError):
        return None


def course_weights(course: Course) -> Mapping[str, float]:
    """The weight of every field, as the course's weights.yaml and bhtrain's own give it.

    Raises:
        CourseError: The file is wrong; the text says what is, and what to write.
    """
    file = course.folder / FILE
    try:
        status = file.stat()
    except FileNotFoundError:
        return FIELD_WEIGHTS
    except OSError as error:
        raise CourseError(f"{file} cannot be read: {error.strerror or error}.") from None
    return _read(file, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(file: Path, *_changed: int) -> Mapping[str, float]:
    given = read_yaml(file)
    for name, times in _names(file).items():
        if times > 1:
            raise CourseError(f"{file} gives {name!r} {times} times; keep one of them.")
    for name, weight in given.items():
        if name not in FIELD_WEIGHTS:
            known = ", ".join(FIELD_WEIGHTS)
            raise CourseError(
                f"{file} has {str(name)[:40]!r}, which is no field; there are {known}."
            )
        _check_number(file, name, weight)
    weights = {**FIELD_WEIGHTS, **given}
    if not any(weights.values()):
        raise CourseError(f"{file} gives every field the weight 0; nothing would be graded.")
    for name in _NEVER_ZERO:
        if not weights[name]:
            raise CourseError(
                f"{file} gives {name!r} the weight 0, and some tasks ask for little else; "
                "write a number above 0."
            )
    return weights


def _names(file: Path) -> Counter[str]:
    """How often each name is there; YAML itself would take the last and say nothing."""
    import yaml

    node = yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader)
    return Counter(str(name.value) for name, _ in getattr(node, "value", ()))


def _check_number(file: Path, name: str, weight: Any) -> None:
    number = isinstance(weight, int | float) and not isinstance(weight, bool)
    if not number or not math.isfinite(weight) or not 0 <= weight <= MOST:
        seen = str(weight)[:40]
        raise CourseError(f"{file}: {name} is {seen!r}; write a number from 0 to {MOST}.")
