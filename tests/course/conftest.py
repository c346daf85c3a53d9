"""A small course with two notes, released to an exchange, as every test here begins."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from quiz_course import DUE, ME, ON_TIME, QUIZ, key_answers, write_quiz

from bhtrain.course.layout import Course, create_course
from bhtrain.course.release import release
from bhtrain.course.roster import add_learners
from bhtrain.exchange import folder as exchange_folder
from bhtrain.exchange.handin import HandIn, RosterEntry, new_secret
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.attempt import Identity, IdentitySource
from bhtrain.model.claim import Answer


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released course and its exchange, made once by nbgrader and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BHTRAIN_COURSE", str(folder / "course"))
        patch.setenv("BHTRAIN_EXCHANGE", str(folder / "exchange"))
        patch.setenv("BHTRAIN_LEARNER", str(folder / "learner"))
        course = create_course()
        write_quiz(course)
        add_learners(course, [RosterEntry(learner="ana", name="Ana Ruiz", account=ME)])
        release(course, QUIZ, due=DUE)
    return folder


@pytest.fixture
def course(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The released course of this test alone; ana's account is the one that runs the tests."""
    for name in ("course", "exchange"):
        shutil.copytree(template / name, tmp_path / name)
        monkeypatch.setenv(f"BHTRAIN_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("BHTRAIN_LEARNER", str(tmp_path / "learner"))
    monkeypatch.setenv("BHTRAIN_PRACTICE", str(tmp_path / "practice"))
    return Course(tmp_path / "course")


HandsIn = Callable[..., str]


@pytest.fixture
def hands_in(course: Course, monkeypatch: pytest.MonkeyPatch) -> HandsIn:
    """Hand in as a learner's page does, and let it arrive then; returns the secret."""
    inbound = course.exchange.root / QUIZ / "inbound"
    arrivals: dict[int, datetime] = {}
    real = exchange_folder._arrived
    monkeypatch.setattr(
        exchange_folder, "_arrived", lambda status: arrivals.get(status.st_ino) or real(status)
    )

    def hand_in(
        learner: str = "ana",
        answers: dict[str, Answer] | None = None,
        *,
        text: str | None = None,
        at: datetime = ON_TIME,
        source: IdentitySource = IdentitySource.ACCOUNT,
        account: str | None = ME,
        arrived: datetime | None = None,
        attempts: tuple = (),
    ) -> str:
        if text is None:
            sheet = AnswerSheet(
                assignment=QUIZ,
                learner=learner,
                answers=key_answers(course) if answers is None else answers,
            )
            text = sheet_to_text(sheet)
        secret = new_secret()
        identity = Identity(learner=learner, source=source, account=account)
        before = set(inbound.iterdir())
        course.exchange.hand_in(
            HandIn(
                assignment=QUIZ,
                identity=identity,
                at=at,
                answers_text=text,
                secret=secret,
                attempts=attempts,
            )
        )
        (file,) = set(inbound.iterdir()) - before
        later = timedelta(microseconds=len(arrivals))  # two at the same second keep their order
        arrivals[file.stat().st_ino] = (arrived or min(at, datetime.now(UTC))) + later
        return secret

    return hand_in
