"""When a hand-in came: what the learner's machine says against what the exchange's machine says."""

import hashlib
import json
import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from quiz_course import DUE, ON_TIME, QUIZ

from bhtrain.course.collect import collect
from bhtrain.course.envelope import Envelope, read_envelope, settle_time
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.receipts import find_receipt
from bhtrain.course.status import status
from bhtrain.errors import CourseError

SECOND, MINUTES, DAY = timedelta(seconds=1), timedelta(minutes=10), timedelta(days=1)


def envelope(said: datetime, arrived: datetime) -> Envelope:
    return Envelope(
        learner="ana",
        assignment=QUIZ,
        said=said,
        arrived=arrived,
        source="account",
        account="ana",
        verified=True,
    )


TIMES = {  # said, arrived; what counts, late, in doubt, ahead
    "on time": (DUE - DAY, DUE - DAY, DUE - DAY, False, False, False),
    "the last second": (DUE, DUE, DUE, False, False, False),
    "a second late": (DUE + SECOND, DUE + SECOND, DUE + SECOND, True, False, False),
    "a slow network": (DUE, DUE + MINUTES, DUE, False, False, False),
    "too slow for a network": (DUE, DUE + MINUTES + SECOND, DUE, False, True, False),
    "backdated by days": (DUE - DAY, DUE + 3 * DAY, DUE - DAY, False, True, False),
    "said late, arrived later": (DUE + SECOND, DUE + DAY, DUE + SECOND, True, False, False),
    "two days on its way, both before": (
        DUE - 3 * DAY,
        DUE - DAY,
        DUE - 3 * DAY,
        False,
        False,
        False,
    ),
    "a clock a little ahead": (DUE, DUE - MINUTES, DUE, False, False, False),
    "a clock a little ahead, over the edge": (DUE + SECOND, DUE, DUE + SECOND, True, False, False),
    "a clock far ahead": (DUE + DAY, DUE - DAY, DUE - DAY, False, False, True),
    "a clock far ahead, and late": (DUE + 9 * DAY, DUE + DAY, DUE + DAY, True, False, True),
    "ahead by a second too much": (
        DUE + SECOND,
        DUE - MINUTES,
        DUE - MINUTES,
        False,
        False,
        True,
    ),
}


@pytest.mark.parametrize("name", TIMES)
def test_which_time_counts_and_when_a_person_is_asked(name: str):
    """Neither silently late nor silently on time, to the second."""
    said, arrived, at, late, doubt, ahead = TIMES[name]
    one = envelope(said, arrived)

    assert (one.at, one.late(DUE), one.in_doubt(DUE), one.ahead) == (at, late, doubt, ahead)
    assert bool(one.to_settle(DUE)) == doubt
    assert (one.remarks(DUE) == ()) == (not (late or doubt or ahead))


def test_without_a_due_date_nothing_is_late_or_in_doubt():
    one = envelope(DUE - DAY, DUE + DAY)

    assert (one.late(None), one.in_doubt(None), one.words(None)) == (False, False, "")


def test_when_the_due_date_moves_the_doubt_may_go():
    """The manager gives another week: then it was on time by both clocks."""
    one = envelope(DUE - DAY, DUE + DAY)

    assert one.in_doubt(DUE)
    assert not one.in_doubt(DUE + DAY)


def flagged(course: Course) -> list[bool]:
    import sqlalchemy as sa

    engine = sa.create_engine(course.gradebook_url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("select flagged from submitted_notebook")).scalars()
        flags = [bool(one) for one in found]
    engine.dispose()
    return flags


def test_a_backdated_hand_in_is_marked_everywhere(course: Course, hands_in):
    """In what collect says, in the status, in formgrader, and in what the learner reads."""
    secret = hands_in(at=DUE - DAY, arrived=DUE + 3 * DAY)

    collected = collect(course, QUIZ)
    (row,) = status(course, QUIZ)
    grade_assignment(course, QUIZ)
    released = release_feedback(course, QUIZ)

    assert "--on-time" in collected.doubts[0]
    assert row.state == "handed in"
    assert "time in doubt: arrived" in row.remarks[0]
    assert flagged(course) == [True]
    words = "Your manager decides whether it counts as on time."
    notebook = json.loads((course.autograded("ana", QUIZ) / f"{QUIZ}.ipynb").read_text())
    results = [
        cell["outputs"][0]["data"]["text/html"] for cell in notebook["cells"] if cell.get("outputs")
    ]
    assert [words in html for html in results] == [True, False]
    assert words in (course.feedback("ana", QUIZ) / f"{QUIZ}.html").read_text()
    given = course.exchange.feedback(QUIZ, "ana", secret)
    assert given is not None
    assert words in given["time"]
    assert released.in_doubt == ("ana",)


def test_it_shows_before_it_is_collected_too(course: Course, hands_in):
    hands_in(at=DUE - DAY, arrived=DUE + 3 * DAY)

    assert "time in doubt" in status(course, QUIZ)[0].remarks[0]


@pytest.mark.parametrize("late", [False, True], ids=["on time", "late"])
def test_the_manager_settles_it(course: Course, hands_in, late: bool):
    """Then it is on time or late like any other, in the gradebook as well."""
    secret = hands_in(at=DUE - DAY, arrived=DUE + 3 * DAY)
    collect(course, QUIZ)

    settle_time(course, QUIZ, "ana", late=late, by="maria")
    grade_assignment(course, QUIZ)
    release_feedback(course, QUIZ)

    counts = DUE + 3 * DAY if late else DUE - DAY
    (row,) = status(course, QUIZ)
    assert (row.state, row.at) == ("graded", counts)
    assert row.remarks == (("late",) if late else ())
    assert flagged(course) == [False]
    timestamp = (course.autograded("ana", QUIZ) / "timestamp.txt").read_text()
    assert timestamp == f"{counts:%Y-%m-%d %H:%M:%S}.000000 UTC"
    with open_gradebook(course) as gradebook:
        kept = gradebook.rows(gradebook.tables["submitted_assignment"].select())
    assert kept[0].timestamp == counts.replace(tzinfo=None)
    given = course.exchange.feedback(QUIZ, "ana", secret)
    assert given is not None
    assert given["time"] == ("This was handed in after the due date." if late else "")


def test_what_was_settled_may_be_settled_otherwise_but_not_what_was_never_in_doubt(
    course: Course, hands_in
):
    hands_in(at=DUE - DAY, arrived=DUE + 3 * DAY)
    collect(course, QUIZ)
    settle_time(course, QUIZ, "ana", late=True, by="maria")
    assert not settle_time(course, QUIZ, "ana", late=False, by="maria").late(DUE)

    hands_in(at=DUE + 4 * DAY)
    collect(course, QUIZ)
    with pytest.raises(CourseError, match="not in doubt; there is nothing to settle"):
        settle_time(course, QUIZ, "ana", late=False, by="maria")


def test_both_times_are_kept_of_every_version(course: Course, hands_in):
    """A year later: what the machine said, and when the file was there."""
    hands_in(at=ON_TIME, arrived=ON_TIME + 5 * SECOND)
    hands_in(at=ON_TIME + DAY, arrived=DUE + 3 * DAY)
    collect(course, QUIZ)

    counted = read_envelope(course, "ana", QUIZ)
    assert counted is not None
    assert (counted.said, counted.arrived) == (ON_TIME + DAY, DUE + 3 * DAY)
    kept = sorted((course.folder / "received" / QUIZ).iterdir())
    assert [json.loads(path.read_text())["at"] for path in kept] == [
        "2025-11-30T12:00:00+00:00",
        "2025-12-01T12:00:00+00:00",
    ]
    times = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in kept]
    assert times == [ON_TIME + 5 * SECOND, DUE + 3 * DAY]


def test_setting_back_the_files_own_time_helps_nobody(course: Course, hands_in):
    """Its owner may write any time of change into a file, but not when it was put there."""
    hands_in(at=ON_TIME, arrived=ON_TIME)
    (file,) = (course.exchange.root / QUIZ / "inbound").iterdir()
    copy = file.with_name(file.name.replace("20251130T120000Z", "20251130T130000Z"))
    body = json.loads(file.read_text())
    copy.write_text(json.dumps({**body, "at": "2025-11-30T13:00:00+00:00"}))
    old = ON_TIME.timestamp()
    os.utime(copy, (old, old))

    collected = collect(course, QUIZ)

    assert "time in doubt" in str(collected.taken[0].remarks(DUE))
    assert abs(collected.taken[0].arrived.timestamp() - time.time()) < 60


def test_a_receipts_number_finds_each_version_and_says_what_became_of_it(course: Course, hands_in):
    """A year later somebody quotes it: when, what it held, and whether it counted."""
    hands_in(answers={}, at=ON_TIME)
    hands_in(at=ON_TIME + DAY)
    tokens = [file.path.name.split("+")[2] for file in course.exchange.hand_ins(QUIZ)]
    numbers = [f"{token[:4]}-{token[4:8]}".upper() for token in tokens]
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    hands_in(answers={}, at=ON_TIME + DAY + SECOND)
    (late,) = [file.path.name.split("+")[2][:8] for file in course.exchange.hand_ins(QUIZ)]
    collect(course, QUIZ)

    first, second, third = (find_receipt(course, one) for one in (*numbers, late))

    assert first.state == "A newer one took its place."
    assert second.state == "It is the one that counts."
    assert "after it was graded: it does not count" in third.state
    assert (second.hand_in.at, second.arrived) == (ON_TIME + DAY, ON_TIME + DAY)
    answers = (course.submitted("ana", QUIZ) / "answers.json").read_bytes()
    digest = hashlib.sha256(answers).hexdigest().upper()
    assert f"check number {digest[:4]}-{digest[4:8]}-{digest[8:12]}" in second.sentence
    assert "ana, quiz-1: handed in" in second.sentence


@pytest.mark.parametrize("number", ["", "3F9A", "../../x", "3F9A-22C*", "3F9A-22C1"])
def test_a_number_that_is_no_receipt_is_said_so(course: Course, number: str):
    with pytest.raises(CourseError, match=r"no receipt; one looks like|No hand-in that was"):
        find_receipt(course, number)
