"""An ordinary nbgrader assignment goes its whole way through our exchange, with our protections."""

import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from nbgrader_commands import nbgrader, write_ordinary
from quiz_course import DUE, ME, ON_TIME, QUIZ

from bhtrain.course.collect import collect
from bhtrain.course.envelope import settle_time
from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.ordinary import hand_in_files, keep_feedback, release_ordinary
from bhtrain.course.roster import add_learners
from bhtrain.course.status import status
from bhtrain.errors import CourseError, ExchangeError
from bhtrain.exchange.handin import HandIn, RosterEntry, new_secret
from bhtrain.exchange.ordinary import pack
from bhtrain.model.attempt import Identity, IdentitySource

CODE = "code-1"
NOTEBOOK = f"{CODE}.ipynb"


def released_by_hand(course: Course) -> Course:
    """As nbgrader would have generated it, in the gradebook too; without its seconds."""
    write_ordinary(course.solutions)
    folder = course.exercises / CODE
    (folder / "data").mkdir(parents=True)
    (folder / NOTEBOOK).write_text('{"cells": [{"cell_type": "markdown", "source": "# Code"}]}')
    (folder / "data" / "visits.csv").write_text("minutes\n45\n")
    with open_gradebook(course) as gradebook:
        gradebook.connection.execute(
            gradebook.tables["assignment"]
            .insert()
            .values(id="c" * 32, name=CODE, course_id="bhtrain", duedate=DUE.replace(tzinfo=None))
        )
    release_ordinary(course, CODE, [])
    return course


def hand_in(course: Course, text: str, *, at=ON_TIME, account: str = ME, learner: str = "ana"):
    """A hand-in by somebody who knows how they are made."""
    identity = Identity(learner=learner, source=IdentitySource.ACCOUNT, account=account)
    given = HandIn(
        assignment=CODE, identity=identity, at=at, answers_text=text, secret=new_secret()
    )
    return course.exchange_of(CODE).hand_in(given, limit=4_000_000)


@pytest.mark.nbgrader
def test_an_ordinary_assignment_goes_the_whole_way_by_nbgraders_commands(
    course: Course, tmp_path: Path
):
    """Release to feedback; handed in twice; code runs, hidden tests count, and it is theirs."""
    write_ordinary(course.solutions)
    (course.solutions / CODE / "data").mkdir()
    (course.solutions / CODE / "data" / "Visits 1.csv").write_text("minutes\n45\n")
    nbgrader(course.folder, "generate_assignment", CODE)
    nbgrader(course.folder, "release_assignment", CODE)
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "nbgrader_config.py").write_text((course.folder / "nbgrader_config.py").read_text())
    listed = nbgrader(desk, "list")
    assert CODE in listed
    assert QUIZ in listed

    nbgrader(desk, "fetch_assignment", CODE)
    own = desk / CODE
    assert (own / "data" / "Visits 1.csv").read_text() == "minutes\n45\n"
    assert "HIDDEN" not in (own / NOTEBOOK).read_text()
    (own / "scratch.txt").write_text("of the first time only")
    nbgrader(desk, "submit", CODE)
    (own / "scratch.txt").unlink()
    body = json.loads((own / NOTEBOOK).read_text())
    body["cells"][0]["source"] = "def minutes(start, stop):\n    return float(stop - start)"
    (own / NOTEBOOK).write_text(json.dumps(body))
    nbgrader(desk, "submit", CODE)
    nbgrader(course.folder, "collect", CODE)
    submitted = {path.name for path in course.submitted("ana", CODE).iterdir()}
    assert submitted == {NOTEBOOK, "timestamp.txt", "submission_secret.txt", "hand_in.json"}
    assert len(list((course.folder / "received" / CODE).iterdir())) == 2

    nbgrader(course.folder, "autograde", CODE)
    nbgrader(course.folder, "generate_feedback", CODE)
    nbgrader(course.folder, "release_feedback", CODE)
    nbgrader(desk, "fetch_feedback", CODE)

    engine = sa.create_engine(course.gradebook_url)
    query = """
        select base_cell.name, grade.auto_score from grade
        join base_cell on base_cell.id = grade.cell_id order by 1
    """
    with engine.connect() as connection:
        scores = dict(map(tuple, connection.execute(sa.text(query))))
    engine.dispose()
    assert scores == {"seen": 3.0, "unseen": 0.0, "why": 0.0}
    (page,) = (own / "feedback").glob("*/*.html")
    assert page.name == f"{CODE}.html"
    assert "float</span>" in page.read_text()  # her own code, highlighted
    (row,) = status(course, CODE)
    assert (row.learner, row.state, row.points, row.max_points) == ("ana", "graded", 3.0, 9.0)


def test_learners_pages_list_only_what_has_tasks(course: Course):
    """The desk could show nothing of an ordinary one."""
    released_by_hand(course)

    assert [one.assignment for one in course.exchange.releases()] == [QUIZ]
    (ordinary,) = course.exchange_of(CODE).releases()
    assert (ordinary.assignment, ordinary.title, ordinary.due) == (CODE, "Code", DUE)


HOSTILE = {
    "not packed": ("{}", "carries no files"),
    "above": (json.dumps({"../../gradebook.db": ""}), "cannot travel"),
    "our own envelope": (json.dumps({"hand_in.json": "e30="}), "the exchange needs"),
    "another secret": (json.dumps({"submission_secret.txt": "eA=="}), "the exchange needs"),
    "damaged": (json.dumps({NOTEBOOK: "?"}), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pack_is_put_aside_and_the_next_is_taken(course: Course, name: str):
    text, says = HOSTILE[name]
    released_by_hand(course)
    gradebook = (course.folder / "gradebook.db").read_bytes()
    hand_in(course, text)
    hand_in(course, pack({NOTEBOOK: b"{}", "data/more.csv": b"1"}))

    collected = collect(course, CODE)

    assert says in collected.refused[0]
    assert [one.learner for one in collected.taken] == ["ana"]
    assert (course.submitted("ana", CODE) / "data" / "more.csv").read_text() == "1"
    assert (course.folder / "gradebook.db").read_bytes() == gradebook
    assert collect(course, CODE).refused == ()


def test_nobody_hands_in_an_ordinary_one_for_somebody_else(course: Course):
    """Stock nbgrader only warns, and then replaces the colleague's work."""
    released_by_hand(course)
    add_learners(course, [RosterEntry(learner="ben", name="Ben", account="ben-account")])
    hand_in(course, pack({NOTEBOOK: b"{}"}), learner="ben", account="ben-account")

    assert "ben has the account 'ben-account'" in collect(course, CODE).refused[0]
    assert not course.submitted("ben", CODE).exists()


def test_a_time_in_doubt_is_settled_there_as_well(course: Course):
    """Its file arrives now, which is after the due date."""
    released_by_hand(course)
    hand_in(course, pack({NOTEBOOK: b"{}"}))

    assert "--on-time" in collect(course, CODE).doubts[0]
    assert settle_time(course, CODE, "ana", late=True, by="maria").late(DUE)


def test_a_hand_in_leaves_at_home_what_was_released_and_not_changed(tmp_path: Path):
    released = {NOTEBOOK: b"{}", "data.csv": b"1", "more.csv": b"2", "two.ipynb": b"{}"}
    for name, data in released.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "more.csv").write_bytes(b"changed")
    (tmp_path / "two.ipynb").unlink()
    (tmp_path / "receipt.json").write_text("the secret of an earlier one")

    text, missing = hand_in_files(tmp_path, released, [])

    assert set(json.loads(text)) == {NOTEBOOK, "more.csv"}
    assert missing == ("two.ipynb",)


def test_a_hand_in_with_a_link_or_without_any_notebook_is_refused(tmp_path: Path):
    (tmp_path / "keys.txt").symlink_to("/etc/passwd")
    with pytest.raises(ExchangeError, match="links are not read"):
        hand_in_files(tmp_path, {NOTEBOOK: b""}, [])

    (tmp_path / "keys.txt").unlink()
    with pytest.raises(ExchangeError, match="None of its notebooks is in"):
        hand_in_files(tmp_path, {NOTEBOOK: b""}, [])


def test_a_solution_or_a_hidden_test_is_not_released(course: Course):
    """The notebook was copied by hand, and not by nbgrader."""
    released_by_hand(course)
    source = course.solutions / CODE / NOTEBOOK
    (course.exercises / CODE / NOTEBOOK).write_text(source.read_text())

    with pytest.raises(CourseError, match=r"BEGIN SOLUTION.*BEGIN HIDDEN TESTS"):
        release_ordinary(course, CODE, [])


def test_what_is_not_generated_says_how(course: Course):
    write_ordinary(course.solutions)

    with pytest.raises(CourseError, match="first run `nbgrader generate_assignment code-1`"):
        release_ordinary(course, CODE, [])
    with pytest.raises(CourseError, match="an ordinary nbgrader assignment, without tasks"):
        grade_assignment(course, CODE)


def test_feedback_pages_stay_in_their_folder(tmp_path: Path):
    """It comes from the manager's machine, and is looked at all the same."""
    with pytest.raises(ExchangeError, match="cannot travel"):
        keep_feedback(tmp_path, {"at": "2025-11-30 12:00:00", "pages": {"../x.html": ""}})
    with pytest.raises(ExchangeError, match="cannot travel"):
        keep_feedback(tmp_path, {"at": "../..", "pages": {"x.html": ""}})

    target = keep_feedback(tmp_path, {"at": "2025-11-30 12:00:00", "pages": {"x.html": "<p>"}})
    assert [os.path.relpath(path, tmp_path) for path in target.iterdir()] == [
        "feedback/2025-11-30 12:00:00/x.html"
    ]
