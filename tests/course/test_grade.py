"""Grading: points and feedback from answers.json, whatever else was handed in."""

import json
import time
from dataclasses import replace

import pytest
from quiz_course import CANARY, QUIZ, RIGHT_T1, WRONG_T1, key_answers, submit, submit_answers

from bhtrain.course.collect import collect
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.grade import Watch, grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course
from bhtrain.errors import CourseError
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.claim import Answer


def grades_of(course: Course, learner: str) -> dict[str, float]:
    """The gradebook's points of one learner, by task."""
    with open_gradebook(course) as gradebook:
        return {one.task: one.points for one in gradebook.grades(QUIZ) if one.learner == learner}


def test_the_worked_answers_earn_every_point(course: Course, hands_in):
    """What the key says is what full marks are for; evidence counts too."""
    answers = key_answers(course)
    answers["quiz-1-t1"] = RIGHT_T1
    hands_in(answers=answers)
    collect(course, QUIZ)

    results = grade_assignment(course, QUIZ)

    assert [(one.learner, one.points, one.max_points) for one in results] == [("ana", 20.0, 20)]
    assert grades_of(course, "ana") == {"quiz-1-t1": 10.0, "quiz-1-t2": 10.0}


def test_each_learner_is_reported_as_soon_as_graded(course: Course):
    """The command shows one line a learner and how many there are."""
    submit_answers(course, "ana", key_answers(course))
    submit_answers(course, "ben", {})
    seen = []

    grade_assignment(
        course,
        QUIZ,
        watch=Watch(
            begins=lambda learner, total: seen.append(("begins", learner, total)),
            ends=lambda result, total: seen.append(("ends", result.learner, total)),
        ),
    )

    assert seen == [
        ("begins", "ana", 2),
        ("ends", "ana", 2),
        ("begins", "ben", 2),
        ("ends", "ben", 2),
    ]


def test_the_graded_notebook_shows_points_and_feedback_but_no_canary(course: Course):
    """formgrader reads this file; a learner's feedback page is made beside it."""
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    grade_assignment(course, QUIZ)

    notebook = json.loads((course.autograded("ana", QUIZ) / f"{QUIZ}.ipynb").read_text())
    page = (course.feedback("ana", QUIZ) / f"{QUIZ}.html").read_text()
    outputs = [cell["outputs"] for cell in notebook["cells"] if cell.get("outputs")]
    points = grades_of(course, "ana")
    assert [str(points["quiz-1-t1"]), "0.0"] == [out[0]["data"]["text/plain"] for out in outputs]
    assert "Overcoded" in outputs[0][0]["data"]["text/html"]
    assert "Overcoded" in page
    assert "src=" not in page
    assert "<link" not in page
    assert CANARY not in page + json.dumps(notebook)


def test_what_a_learner_writes_is_escaped(course: Course):
    """A modifier or a question is text, and never becomes part of a manager's page."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    answers = {"quiz-1-t1": Answer(decision=RIGHT_T1.decision, claim=WRONG_T1.claim, query=evil)}
    text = sheet_to_text(AnswerSheet(assignment=QUIZ, learner="ana", answers=answers))
    body = json.loads(text)
    body["answers"]["quiz-1-t1"]["lines"][0]["code"] = evil
    body["answers"]["quiz-1-t1"]["diagnoses"] = [evil]
    submit(course, "ana", signed(body))
    grade_assignment(course, QUIZ)

    shown = (course.feedback("ana", QUIZ) / f"{QUIZ}.html").read_text()
    notebook = (course.autograded("ana", QUIZ) / f"{QUIZ}.ipynb").read_text()
    assert "<script" not in shown + notebook
    assert "<img" not in shown + notebook


def signed(body: dict) -> str:
    """A hostile learner can compute the checksum too."""
    import hashlib

    body.pop("checksum", None)
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return json.dumps({**body, "checksum": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"})


HOSTILE = {
    "truncated": ('{"schema": 1, "assig', "damaged"),
    "too large": ("x" * 2_000_000, "the limit is"),
    "too deep": ("[" * 200_000 + "]" * 200_000, "limit"),
    "deep but small": ('{"a":' * 5_000 + "1" + "}" * 5_000, "levels deep"),
    "a list": ("[1, 2, 3]", "not an object"),
    "nothing": ("", "damaged"),
    "absent": (None, "is not there"),
    "not a number": ('{"schema": NaN}', "not a number"),
    "a number of 5000 digits": ('{"schema": ' + "9" * 5_000 + "}", "too long"),
    "half a character": ('{"schema": 1, "learner": "\\ud800"}', "not UTF-8"),
    "edited by hand": (
        sheet_to_text(AnswerSheet(assignment=QUIZ, learner="ana")).replace("ana", "mallory"),
        "does not match its checksum",
    ),
    "another learner": (sheet_to_text(AnswerSheet(assignment=QUIZ, learner="ana")), "signed by"),
    "another assignment": (
        sheet_to_text(AnswerSheet(assignment="quiz-2", learner="mallory")),
        "answers the assignment 'quiz-2'",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_unreadable_answers_earn_nothing_and_say_why_and_the_batch_goes_on(
    course: Course, case: str
):
    """Fail closed, in words, and nobody else waits for it."""
    text, reason = HOSTILE[case]
    submit(course, "mallory", text)
    submit_answers(course, "zoe", {"quiz-1-t1": RIGHT_T1})

    results = {one.learner: one for one in grade_assignment(course, QUIZ)}

    assert results["mallory"].points == 0
    assert reason in results["mallory"].problem
    assert grades_of(course, "mallory") == {"quiz-1-t1": 0.0, "quiz-1-t2": 0.0}
    assert grades_of(course, "zoe")["quiz-1-t1"] == 10.0


def test_a_link_to_the_key_is_not_read(course: Course):
    """Its content must not reach the results either."""
    folder = submit(course, "mallory", None)
    (folder / "answers.json").symlink_to(course.keys_file(QUIZ))

    results = grade_assignment(course, QUIZ)

    assert "is a link" in results[0].problem
    made = [path for path in (course.folder / "autograded").rglob("*") if path.is_file()]
    made += [path for path in (course.folder / "feedback").rglob("*") if path.is_file()]
    assert all(CANARY not in path.read_text() for path in made)


def test_a_folder_that_is_a_link_is_not_read(course: Course):
    """ana's work does not become mallory's by a link."""
    submit_answers(course, "ana", key_answers(course))
    (course.folder / "submitted" / "mallory").symlink_to(course.folder / "submitted" / "ana")

    results = {one.learner: one for one in grade_assignment(course, QUIZ)}

    assert results["mallory"].points == 0
    assert "link" in results["mallory"].problem


@pytest.mark.parametrize(
    "source", ["open('PWNED', 'w').write('x')", "while True: pass", "import os; os._exit(3)"]
)
def test_a_handed_in_notebook_is_never_executed(course: Course, source: str):
    """The notebook may hold anything: grading does not even open it."""
    folder = submit_answers(course, "mallory", {"quiz-1-t1": WRONG_T1})
    notebook = json.loads(course.master(QUIZ).read_text())
    notebook["cells"][2]["source"] = [source]
    notebook["cells"][3]["outputs"] = [
        {
            "output_type": "execute_result",
            "data": {"text/plain": "10.0"},
            "execution_count": 1,
            "metadata": {},
        }
    ]
    (folder / f"{QUIZ}.ipynb").write_text(json.dumps(notebook))

    began = time.monotonic()
    grade_assignment(course, QUIZ)

    assert time.monotonic() - began < 20
    assert grades_of(course, "mallory")["quiz-1-t1"] < 10
    assert list(course.folder.rglob("PWNED")) == []
    assert source not in (course.autograded("mallory", QUIZ) / f"{QUIZ}.ipynb").read_text()


def test_a_file_name_from_elsewhere_is_not_a_learner(course: Course):
    """A folder with a strange name is named, and written nowhere."""
    (course.folder / "submitted" / "..evil" / QUIZ).mkdir(parents=True)
    submit_answers(course, "ana", {})

    results = {one.learner: one for one in grade_assignment(course, QUIZ)}

    assert "cannot be used as a learner's id" in results["..evil"].problem
    assert not (course.folder / "autograded" / "..evil").exists()


def test_points_set_by_hand_survive_a_second_grading(course: Course):
    """A person's word goes first, and formgrader shows that somebody should look."""
    from nbgrader.api import Gradebook

    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    grade_assignment(course, QUIZ)
    with Gradebook(course.gradebook_url, "bhtrain") as book:
        book.find_grade("quiz-1-t1", QUIZ, QUIZ, "ana").manual_score = 8.5
        book.db.commit()

    grade_assignment(course, QUIZ)

    assert grades_of(course, "ana")["quiz-1-t1"] == 8.5
    with open_gradebook(course) as gradebook:
        marked = {one.task: one.look for one in gradebook.grades(QUIZ)}
    assert marked == {"quiz-1-t1": True, "quiz-1-t2": False}


def test_a_defensible_answer_waits_for_a_person(course: Course, monkeypatch: pytest.MonkeyPatch):
    """It differs from the key but breaks no rule; the machine does not have the last word."""
    from bhtrain.course import scoring

    real = scoring.score

    def defensible(scenario, answer, **options):
        return replace(real(scenario, answer, **options), defensible=answer is not None)

    monkeypatch.setattr(scoring, "score", defensible)
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})

    results = grade_assignment(course, QUIZ)

    assert results[0].waiting == ("quiz-1-t1",)
    with open_gradebook(course) as gradebook:
        assert {one.task: one.look for one in gradebook.grades(QUIZ)} == {
            "quiz-1-t1": True,
            "quiz-1-t2": False,
        }


def test_feedback_reaches_its_learner_and_nobody_else(course: Course, hands_in):
    """Only who knows the hand-in's secret can name the file."""
    secret = hands_in(answers={"quiz-1-t1": RIGHT_T1})
    collect(course, QUIZ)
    assert course.exchange.feedback(QUIZ, "ana", secret) is None
    grade_assignment(course, QUIZ)

    released = release_feedback(course, QUIZ)

    found = course.exchange.feedback(QUIZ, "ana", secret)
    assert released.learners == ("ana",)
    assert found is not None
    assert (found["points"], found["max_points"]) == (10.0, 20)
    assert [task["task"] for task in found["tasks"]] == ["quiz-1-t1", "quiz-1-t2"]
    assert course.exchange.feedback(QUIZ, "ana", "another-secret-of-16") is None


def test_feedback_shows_the_points_that_a_person_set(course: Course, hands_in):
    """A corrected grade reaches the learner at the next release."""
    from nbgrader.api import Gradebook

    secret = hands_in(answers={"quiz-1-t1": WRONG_T1})
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    with Gradebook(course.gradebook_url, "bhtrain") as book:
        book.find_grade("quiz-1-t1", QUIZ, QUIZ, "ana").manual_score = 9
        book.db.commit()

    release_feedback(course, QUIZ)

    found = course.exchange.feedback(QUIZ, "ana", secret)
    assert found is not None
    assert found["points"] == 9.0
    assert "set by a person" in found["tasks"][0]["headline"]


def test_damaged_keys_stop_grading_before_anything_is_written(course: Course):
    """Better no grade than a wrong one."""
    submit_answers(course, "ana", {})
    course.keys_file(QUIZ).write_text("keys: [}")

    with pytest.raises(CourseError, match="line 1 cannot be read"):
        grade_assignment(course, QUIZ)

    assert not (course.folder / "autograded").exists()


def test_the_fast_path_imports_neither_nbgrader_nor_a_notebook_library():
    """Starting those takes two seconds; a grade of one hand-in should not."""
    import subprocess
    import sys

    code = (
        "import sys, bhtrain.cli, bhtrain.course.grade, bhtrain.course.collect;"
        "print([m for m in ('nbgrader', 'nbformat', 'nbconvert', 'traitlets', 'pandas', 'pydantic',"
        " 'IPython') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
