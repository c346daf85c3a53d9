"""Each task as an item: how hard it is, whom it tells apart, what was chosen, what was disputed.

Everything rests on first tries (see `bhtrain.reports.tries`; in practice, the first try of each
note). Small numbers mislead: with ten learners a discrimination of 0.4 may as well be -0.3.
Every frame has the same columns and types when it is empty.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from bhtrain.clock import local_day
from bhtrain.course.layout import Course, open_course
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.model.scenario import ReviewState, Scenario
from bhtrain.reports.frames import attempts_frame, typed_frame
from bhtrain.reports.item_statistics import discrimination, facility
from bhtrain.reports.tries import NO_ANSWER, Choice, Try, chosen, graded_tries
from bhtrain.scenarios.generate import GENERATED_PREFIX

PRACTICE = "practice"
FEW = 30  # with fewer learners a figure is a hint
ITEM_TYPES = {
    "assignment": "string",
    "task": "string",
    "title": "string",
    "kind": "string",
    "key": "string",
    "n": "int64",
    "facility": "float64",
    "discrimination": "float64",
    "low": "float64",
    "high": "float64",
    "wrong_choice": "string",
    "wrong_n": "int64",
    "left_out": "int64",
    "median_seconds": "float64",
    "disputes": "int64",
    "changed": "int64",
    "waiting": "int64",
    "reopened": "string",
}
CHOICE_TYPES = {
    "assignment": "string",
    "task": "string",
    "part": "string",
    "choice": "string",
    "right": "boolean",
    "key": "string",
    "n": "int64",
    "of": "int64",
}


def items_frame(course: Course | None = None) -> pd.DataFrame:
    """One row for each graded task, and for each note of the bank that was practiced.

    Columns:
        assignment: "practice" for a note of the bank.
        key: How far the key was checked: drafted, blind-keyed, agreed, disputed. Empty in
            practice.
        n: Learners whose points are settled; those who left the task out earned 0. None of a
            question to the clinician until a person has graded all of them.
        facility: Their mean share of points, 0 to 1.
        discrimination, low, high: See `item_statistics.discrimination`; missing where too few
            learners or too little difference say nothing. Missing in practice, where everybody
            takes other notes.
        wrong_choice, wrong_n: What was chosen most often of all that the key does not have, and
            by how many; missing in practice.
        left_out: Learners who handed in without an answer to the task.
        median_seconds: Half of the learners took less; missing where no time was measured.
        disputes: Learners who disputed the task.
        changed: Answers to which a person gave other points than the key. A question to the
            clinician, which only a person grades, is never counted.
        waiting: Answers that wait for a person.
        reopened: The day on which its key was corrected, while its state is drafted; else empty.

    Args:
        course: The course; the usual one when left out.

    Raises:
        CourseError: There is no course, or its keys or gradebook cannot be read.
    """
    course = course or open_course()
    tries = _by_task(graded_tries(course))
    attempts = attempts_frame(course.folder, attempts_url=course.attempts_url)
    seconds = _median_seconds(attempts)
    history = ReviewHistory.of(course).entries()
    disputes, reopened = _disputes(history), _reopened(history)
    rows = [
        {
            **_graded(own, _elsewhere(own, tries)),
            "median_seconds": seconds.get((assignment, task)),
            "disputes": disputes.get((assignment, task), 0),
            "reopened": _still_open(own[0].scenario, reopened.get((assignment, task), "")),
        }
        for (assignment, task), own in tries.items()
    ]
    return typed_frame([*rows, *_practiced(attempts, seconds)], ITEM_TYPES)


def choices_frame(course: Course | None = None) -> pd.DataFrame:
    """What was chosen in each graded task, how often, and whether the key has it.

    `part` is decision, code, gap or cause; a learner counts once for each choice. `key` is what
    the key has in that part, empty where it has nothing. `of` is how many learners handed the
    task in. A code counts only where the claim was billed.

    Args:
        course: The course; the usual one when left out.

    Raises:
        CourseError: There is no course, or its keys or gradebook cannot be read.
    """
    rows = []
    for (assignment, task), own in _by_task(graded_tries(course or open_course())).items():
        rows += [
            {
                "assignment": assignment,
                "task": task,
                "part": choice.part,
                "choice": choice.name,
                "right": choice.right,
                "key": choice.keyed,
                "n": n,
                "of": len(own),
            }
            for choice, n in _counted(own)
        ]
    return typed_frame(rows, CHOICE_TYPES)


Place = tuple[str, str]  # assignment and task


def _by_task(tries: Iterable[Try]) -> dict[Place, list[Try]]:
    found: dict[Place, list[Try]] = {}
    for one in tries:
        found.setdefault((one.assignment, one.task), []).append(one)
    return found


def _counted(own: Iterable[Try]) -> list[tuple[Choice, int]]:
    """Choices with how many made them: part by part, the most frequent first."""
    order = ("decision", "code", "gap", "cause")
    counted = Counter(choice for one in own for choice in chosen(one))
    return sorted(
        counted.items(), key=lambda item: (order.index(item[0].part), -item[1], item[0].name)
    )


def _elsewhere(own: list[Try], tries: Mapping[Place, list[Try]]) -> dict[str, float]:
    """For each learner the share of points in the other tasks of the assignment."""
    points: dict[str, float] = defaultdict(float)
    most: dict[str, float] = defaultdict(float)
    for (assignment, task), others in tries.items():
        if assignment == own[0].assignment and task != own[0].task:
            settled = _settled(others)
            for other in others:
                if other.learner in settled:
                    points[other.learner] += other.points
                    most[other.learner] += other.scenario.task.points
    return {learner: points[learner] / most[learner] for learner in points if most[learner]}


def _settled(own: list[Try]) -> dict[str, float]:
    """The share of each learner whose points are settled.

    Where a person grades and has not come to all, only empty answers would be left: then nobody's.
    """
    settled = {one.learner: one.share for one in own if one.share is not None}
    return {} if own[0].scenario.key.rubric and len(settled) < len(own) else settled


def _graded(own: list[Try], elsewhere: Mapping[str, float]) -> dict[str, Any]:
    scenario = own[0].scenario
    settled = _settled(own)
    both = [learner for learner in settled if learner in elsewhere]
    tells = discrimination([settled[one] for one in both], [elsewhere[one] for one in both])
    counted = _counted(own)
    wrong = [(one.name, n) for one, n in counted if not one.right and one.name != NO_ANSWER]
    choice, n = max(wrong, key=lambda item: item[1], default=(None, 0))
    return {
        "assignment": own[0].assignment,
        "task": scenario.task.id,
        "title": scenario.title,
        "kind": scenario.task.kind.value,
        "key": scenario.review.value,
        "n": len(settled),
        "facility": facility(list(settled.values())),
        "discrimination": tells and tells.value,
        "low": tells and tells.low,
        "high": tells and tells.high,
        "wrong_choice": choice,
        "wrong_n": n,
        "left_out": sum(n for one, n in counted if one.name == NO_ANSWER),
        "changed": sum(one.changed for one in own),
        "waiting": sum(one.share is None for one in own),
    }


def _median_seconds(attempts: pd.DataFrame) -> dict[Place, float]:
    """By setting and task, over first tries whose time was measured."""
    first = attempts[(attempts["try_number"] == 1) & (attempts["seconds"] > 0)]
    medians = first.groupby(["setting", "task"])["seconds"].median().reset_index()
    return {
        (str(row["setting"]), str(row["task"])): float(row["seconds"])
        for row in medians.to_dict("records")
    }


def _disputes(history: Iterable[Review]) -> dict[Place, int]:
    disputed = {
        (entry.assignment, entry.task, entry.learner)
        for entry in history
        if entry.what is Act.DISPUTED
    }
    return Counter((assignment, task) for assignment, task, _ in disputed)


def _reopened(history: Iterable[Review]) -> dict[Place, str]:
    """The day of the last correction of each key."""
    return {
        (entry.assignment, entry.task): local_day(entry.at.isoformat())
        for entry in history
        if entry.what is Act.KEY_REOPENED
    }


def _still_open(scenario: Scenario, day: str) -> str:
    """Blind-keyed or agreed in the keys closes it; a dispute of readers is told apart."""
    return day if scenario.review is ReviewState.DRAFTED else ""


def _practiced(attempts: pd.DataFrame, seconds: Mapping[Place, float]) -> list[dict[str, Any]]:
    """Notes of the bank, by id. A note that is generated once says nothing about a key."""
    first = attempts[
        (attempts["setting"] == PRACTICE)
        & (attempts["try_number"] == 1)
        & attempts["score"].notna()
        & ~attempts["task"].str.startswith(GENERATED_PREFIX)
    ]
    return [
        {
            "assignment": PRACTICE,
            "task": task,
            "title": "",
            "kind": own["kind"].iloc[0],
            "key": "",
            "n": own["learner"].nunique(),
            "facility": own["score"].mean(),
            "wrong_n": 0,
            "left_out": 0,
            "median_seconds": seconds.get((PRACTICE, str(task))),
            "disputes": 0,
            "changed": 0,
            "waiting": 0,
            "reopened": "",
        }
        for task, own in first.groupby("task")
    ]
