"""The small course of tests/course, with graded learners; once more with a question in it."""

import shutil

import pytest
from course.conftest import course, hands_in, template  # noqa: F401  # the same fixtures
from disputed_quiz import SECRET, T1
from quiz_course import DUE, ME, QUIZ, RIGHT_T1, WRONG_T1, key_answers, submit_answers
from review.question_course import NAME, hand_in_all

from bhtrain import clock
from bhtrain.course.disputes import collect_disputes
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course, create_course
from bhtrain.course.release import release
from bhtrain.course.roster import add_learners
from bhtrain.exchange.disputes import Dispute, new_token, send_dispute
from bhtrain.exchange.handin import RosterEntry
from bhtrain.model.attempt import Identity, IdentitySource


@pytest.fixture
def graded(course):  # noqa: F811
    """Ana has all right, Ben one of two, Cora nothing."""
    add_learners(
        course,
        [RosterEntry(learner="ben", name="Ben Ito"), RosterEntry(learner="cora", name="Cora Diaz")],
    )
    submit_answers(course, "ana", key_answers(course))
    submit_answers(
        course, "ben", {"quiz-1-t1": WRONG_T1, "quiz-1-t2": key_answers(course)["quiz-1-t2"]}
    )
    submit_answers(course, "cora", {"quiz-1-t1": RIGHT_T1})
    grade_assignment(course, QUIZ)
    return course


@pytest.fixture(scope="session")
def question_template(tmp_path_factory):
    """A released course with a question in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("question-template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BHTRAIN_COURSE", str(folder / "course"))
        patch.setenv("BHTRAIN_EXCHANGE", str(folder / "exchange"))
        patch.setenv("BHTRAIN_LEARNER", str(folder / "learner"))
        patch.setenv("BHTRAIN_PRACTICE", str(folder / "practice"))
        made = create_course()
        names = {"ana": "Ana Ruiz", "ben": "Ben Ito", "cora": "Cora Diaz", "dora": "Dora Lem"}
        add_learners(made, [RosterEntry(learner=one, name=name) for one, name in names.items()])
        release(made, NAME, due=DUE)
        hand_in_all(made)
        grade_assignment(made, NAME)
    return folder


@pytest.fixture
def waiting(question_template, tmp_path, monkeypatch):
    """Ana and Ben wrote a question, Ben's claim is defensible, Dora's file cannot be read."""
    for name in ("course", "exchange"):
        shutil.copytree(question_template / name, tmp_path / name)
        monkeypatch.setenv(f"BHTRAIN_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path / "learner"))
    monkeypatch.setenv("BHTRAIN_PRACTICE", str(tmp_path / "practice"))
    return Course(tmp_path / "course")


@pytest.fixture
def given(graded):
    """Everybody has got feedback; ben's account is the one that runs the tests."""
    add_learners(graded, [RosterEntry(learner="ana", name="Ana Ruiz", account="ana-at-home")])
    add_learners(graded, [RosterEntry(learner="ben", name="Ben Ito", account=ME)])
    for learner in ("ana", "ben", "cora"):
        secret = graded.submitted(learner, QUIZ) / "submission_secret.txt"
        secret.write_text(learner.ljust(32, "s"), encoding="utf-8")
    release_feedback(graded, QUIZ)
    return graded


@pytest.fixture
def send(given):
    """Send a dispute as ben's page does; returns its file."""

    def sent(task=T1, field="procedure", reason="The plan pays it.", **changes):
        learner = changes.pop("learner", "ben")
        fields = {
            "assignment": QUIZ,
            "identity": Identity(learner=learner, source=IdentitySource.ACCOUNT, account=ME),
            "task": task,
            "field": field,
            "reason": reason,
            "at": clock.now(),
            "secret": SECRET,
            "token": new_token(),
            **changes,
        }
        folder = given.exchange.root / QUIZ / "disputes"
        before = set(folder.iterdir())
        send_dispute(given.exchange, Dispute(**fields))
        [file] = set(folder.iterdir()) - before
        return file

    return sent


@pytest.fixture
def disputed(given, send):
    """ben's dispute of the code of his first task is collected."""
    send()
    collect_disputes(given, QUIZ)
    return given
