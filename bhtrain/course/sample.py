"""A course with invented learners, to try everything on before the first hire."""

import os
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bhtrain import clock, places
from bhtrain.content import content, content_version
from bhtrain.course.collect import collect
from bhtrain.course.compose import compose
from bhtrain.course.envelope import confirm, settle_time
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course, create_course, read_yaml
from bhtrain.course.release import release
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.course.roster import add_learners
from bhtrain.exchange.handin import HandIn, RosterEntry, moment_to_text, new_secret
from bhtrain.grading.answers import FILE_NAME, AnswerSheet, answer_from_dict, sheet_to_text
from bhtrain.model.attempt import Attempt, Identity, IdentitySource
from bhtrain.model.claim import Answer
from bhtrain.rules.explain import Text
from bhtrain.scenarios.bank import shipped_bank

ASSIGNMENT = "trial-run"
_BY = "sample"  # the account behind what was decided in the sample
_DATA = Path(__file__).with_name("sample_course.yaml")
_kept: list[tempfile.TemporaryDirectory[str]] = []  # until this kernel ends


def try_on_a_sample(*, graded: bool = False) -> Text:
    """Move this kernel, and the commands that it starts, to a fresh sample course.

    The assignment `trial-run` is released there and three learners have handed it in. Your own
    course is not touched, and the sample is gone when the kernel ends.

    Args:
        graded: Whether it is collected and graded already, with something in it of each kind
            that needs a person.

    Returns:
        A sentence that says so.
    """
    folder = tempfile.TemporaryDirectory(prefix="bhtrain-sample-")
    _kept.append(folder)
    os.environ["BHTRAIN_COURSE"] = str(Path(folder.name) / "course")
    os.environ["BHTRAIN_EXCHANGE"] = str(Path(folder.name) / "exchange")
    for own in ("BHTRAIN_GRADEBOOK_URL", "BHTRAIN_ATTEMPTS_URL"):
        os.environ.pop(own, None)
    course = create_course()
    data = read_yaml(_DATA)
    if not graded:
        _fill(course, data, handed_in=clock.now(), due=clock.now() + timedelta(days=7))
        return Text("This is a sample course of three invented learners. Yours is not touched.")
    data["learners"].append({**data["waiting"]["damaged"], "right": [], "answers": {}})
    handed_in = clock.now() - timedelta(days=2)  # by their own clocks; it came only today
    tasks = _fill(course, data, handed_in=handed_in, due=clock.now() - timedelta(days=1))
    collect(course, ASSIGNMENT)
    _let_wait(course, data["waiting"], tasks)
    return Text("This is a sample course of four invented learners. Yours is not touched.")


def own_course_or_sample() -> Text:
    """Stay with your own course where anything is graded in it; else move to the sample.

    Returns:
        A sentence that says which of the two is shown.
    """
    if any((places.course_folder() / "autograded").glob("*/*")):
        return Text(f"This is your course, in {places.course_folder()}.")
    return Text(f"Nothing is graded in your course yet. {try_on_a_sample(graded=True)}")


def _fill(
    course: Course, data: Mapping[str, Any], *, handed_in: datetime, due: datetime
) -> dict[str, str]:
    """Release and hand in; returns the task that was made of each note."""
    bank = content("bank")
    tasks = compose(course, ASSIGNMENT, [bank[note] for note in data["notes"]], title=data["title"])
    add_learners(
        course, [RosterEntry(learner=one["id"], name=one["name"]) for one in data["learners"]]
    )
    release(course, ASSIGNMENT, due=due)
    task_of = dict(zip(data["notes"], tasks, strict=True))
    for one in data["learners"]:
        _hand_in(course, one, task_of, handed_in)
    return task_of


def _let_wait(course: Course, waiting: Mapping[str, Any], task_of: Mapping[str, str]) -> None:
    """Grade, so that a dispute, a doubt and a damaged file wait for a person."""
    for learner in waiting["confirmed"]:
        confirm(course, ASSIGNMENT, learner, by=_BY, why=waiting["why"])
        settle_time(course, ASSIGNMENT, learner, late=False, by=_BY, why=waiting["why"])
    damaged = course.submitted(waiting["damaged"]["id"], ASSIGNMENT) / FILE_NAME
    damaged.write_text(damaged.read_text(encoding="utf-8")[:40], encoding="utf-8")
    grade_assignment(course, ASSIGNMENT)
    dispute, at = waiting["dispute"], clock.now()
    entry = Review(
        what=Act.DISPUTED,
        by=dispute["learner"],
        assignment=ASSIGNMENT,
        learner=dispute["learner"],
        task=task_of[dispute["note"]],
        why=dispute["why"],
        details={
            "field": dispute["field"],
            "label": dispute["label"],
            "said_at": moment_to_text(at),
        },
    )
    ReviewHistory.of(course).add(entry, at=at)


def _hand_in(
    course: Course, one: Mapping[str, Any], task_of: Mapping[str, str], at: datetime
) -> None:
    answers = {task_of[note]: _right(note) for note in one["right"]}
    answers |= {task_of[note]: answer_from_dict(data) for note, data in one["answers"].items()}
    identity = Identity(learner=one["id"], source=IdentitySource.PIN)
    course.exchange.hand_in(
        HandIn(
            assignment=ASSIGNMENT,
            identity=identity,
            at=at,
            answers_text=sheet_to_text(
                AnswerSheet(assignment=ASSIGNMENT, learner=one["id"], answers=answers)
            ),
            attempts=tuple(_attempt(one["id"], tried) for tried in one.get("practice", ())),
            secret=new_secret(),
        )
    )


def _right(note: str) -> Answer:
    """The worked answer, without marks in the note."""
    key = shipped_bank().scenario(note).key
    return Answer(decision=key.decision, claim=key.claim, gaps=key.gaps)


def _attempt(learner: str, tried: Mapping[str, Any]) -> Attempt:
    scenario = shipped_bank().scenario(tried["note"])
    return Attempt(
        learner=learner,
        at=clock.now() - timedelta(days=2),
        task=tried["note"],
        kind=scenario.task.kind.value,
        competencies=scenario.competencies,
        setting="practice",
        try_number=1,
        hints=0,
        seconds=240,
        score=tried["score"],
        rules_missed=tuple(tried.get("missed", ())),
        content_version=content_version(),
        identity_source=IdentitySource.PIN,
    )
