"""My progress and the path: what they say, and what they say when something is missing."""

import json
from datetime import date, timedelta

import ipywidgets as widgets
import pytest
from learner_pages import find, text_of
from tries import NOON, graded, tried

from bhtrain import clock, places
from bhtrain.exchange.handin import RosterEntry, secret_hash
from bhtrain.grading.accuracy import Proportion
from bhtrain.progress import identity as who
from bhtrain.progress.mastery import by_competency
from bhtrain.progress.path import role_of, roles
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import pages, released
from bhtrain.widgets.course_map import course_map, next_step
from bhtrain.widgets.progress_figure import accuracy_figure
from bhtrain.widgets.progress_words import (
    accuracy_in_words,
    confidence_in_words,
    trend_in_words,
    why_this_note,
)

pytestmark = pytest.mark.usefixtures("machine")

LESSONS = {
    "01-what-a-claim-says": ("What a claim says", ["code-selection"], []),
    "02-time": ("Time decides", ["time"], ["time-001"]),
    "10-who-may-bill": ("Who may bill", ["scope-of-practice", "supervision-incident-to"], []),
}


@pytest.fixture(autouse=True)
def course(monkeypatch, tmp_path):
    """Three lessons, whatever ships."""
    folder = tmp_path / "notebooks" / "lessons"
    folder.mkdir(parents=True)
    for stem, (title, competencies, notes) in LESSONS.items():
        told = {"minutes": 12, "competencies": competencies}
        body = {
            "metadata": {"title": title, "bhtrain": told},
            "cells": [{"cell_type": "code", "source": f"practice(notes={notes})"}],
        }
        (folder / f"{stem}.ipynb").write_text(json.dumps(body), encoding="utf-8")
    monkeypatch.setattr(places, "shipped", lambda _name: tmp_path / "notebooks")
    return folder


@pytest.fixture
def alone(machine):
    """Somebody who works before the manager has begun: no roster, nothing released."""
    who.sign_in_by_account(places.learner_folder())
    return Workspace.of("alopez")


def done(*stems):
    return [tried(stem, "time", setting="lesson") for stem in stems]


def step(workspace):
    return next_step(workspace, course_map(workspace))


def release_placement(exchange):
    tasks = "tasks:\n" + "".join(
        f"  - {{id: placement-t{n}, kind: code, level: first, payer: commercial, "
        f'service_date: 2026-02-10, points: 10, note: ["A note."]}}\n'
        for n in (1, 2, 3)
    )
    exchange.release(
        "placement",
        {"tasks.yaml": tasks.encode()},
        title="Placement",
        due=None,
        released_at=clock.now(),
    )


def grade_placement(exchange, workspace, *, secret="s" * 32, **points):
    """Hand placement in and release feedback: points out of ten by competency."""
    released.fetch("placement", workspace)
    receipt = released.Receipt(
        assignment="placement",
        learner="ana",
        at=clock.now(),
        number="1111-2222",
        digest="0" * 64,
    )
    released.keep_receipt(workspace, receipt, secret=secret, last_attempt=0)
    tasks = [
        {
            "task": "placement-t1",
            "points": got,
            "max_points": 10,
            "waits": False,
            "competencies": [name.replace("_", "-")],
        }
        for name, got in points.items()
    ]
    feedback = {"points": 10, "max_points": 30, "tasks": tasks}
    exchange.publish_feedback("placement", "ana", secret_hash(secret), feedback)


# What next -------------------------------------------------------------------------------------


def test_before_anything_the_first_lesson_is_next(alone):
    said = text_of(pages.progress_page())

    assert 'class="bh-action" href="/voila/render/lessons/01-what-a-claim-says.ipynb"' in said
    assert "Read lesson 1: What a claim says" in said
    assert "Nothing is here yet: no practice note was checked." in said


def test_placement_comes_first_on_the_first_day_and_not_later(exchange, ana):
    release_placement(exchange)
    assert step(ana).words == "Do the placement"
    assert step(ana).page == "assignments.ipynb"

    for attempt in done("01-what-a-claim-says"):
        ana.store().add(attempt)

    assert step(ana).words == "Read lesson 2: Time decides"


def test_what_is_due_soon_goes_before_the_next_lesson(exchange, ana):
    tasks = b"tasks: []\n"
    due = clock.now() + timedelta(days=2)
    exchange.release(
        "onboarding-2", {"tasks.yaml": tasks}, title="Onboarding 2", due=due, released_at=NOON
    )

    assert step(ana).words == "Do Onboarding 2"
    assert "It is due" in step(ana).why


def test_a_lesson_that_was_begun_goes_before_the_next_one(ana):
    ana.store().add(tried("time-001", "time"))

    assert step(ana).words == "Go on with lesson 2: Time decides"
    assert step(ana).why == "You have begun it. It takes about 12 minutes."


def test_after_the_lessons_comes_the_assignment_and_then_practice(exchange, ana, alone):
    for attempt in done(*LESSONS):
        ana.store().add(attempt)
    assert step(ana).words == "Do Onboarding 1"

    exchange.root.rename(exchange.root.with_name("away"))

    assert step(ana).words == "Practice what you miss most"


# The path --------------------------------------------------------------------------------------


def test_placement_spares_a_lesson_once_its_feedback_is_released(exchange, ana):
    release_placement(exchange)
    assert all(lesson.required for lesson in course_map(ana))

    grade_placement(exchange, ana, time=10, scope_of_practice=10, supervision_incident_to=3)

    what, time, who_bills = course_map(ana)
    assert (what.required, time.required, who_bills.required) == (True, False, True)
    said = text_of(pages.progress_page())
    assert "Optional for you" in said
    assert "You showed time in the placement note, so this lesson is optional." in said


def test_what_placement_left_open_can_be_shown_in_practice(exchange, ana):
    """The map says how, and the lesson is optional as soon as it was shown."""
    release_placement(exchange)
    grade_placement(exchange, ana, time=10, scope_of_practice=10)
    said = text_of(pages.progress_page())
    assert "Placement did not ask about supervision incident to." in said
    assert 'practice.ipynb?competency=supervision-incident-to">Practice on' in said
    assert "two notes right at the first try" in said

    for n in range(2):
        ana.store().add(tried(f"supervision-{n}", "supervision-incident-to"))

    assert [lesson.required for lesson in course_map(ana)] == [True, False, False]
    said = text_of(pages.progress_page())
    assert "and supervision incident to in practice, so this lesson is optional." in said


def test_an_exchange_that_is_away_spares_nothing_and_breaks_nothing(exchange, ana):
    release_placement(exchange)
    grade_placement(exchange, ana, time=10)
    exchange.root.rename(exchange.root.with_name("away"))

    assert all(lesson.required for lesson in course_map(ana))
    assert "What to do next" in text_of(pages.progress_page())


def test_a_role_is_chosen_here_and_the_path_follows_at_once(ana):
    page = pages.progress_page()
    assert "Choose what you do here" in text_of(page)

    find(page, widgets.Dropdown, "Your work").value = "credentialing"

    assert role_of(ana).id == "credentialing"
    assert "You enroll clinicians" in text_of(page)
    numbers = [lesson.number for lesson in course_map(ana)]
    assert numbers == ["01", "10", "02"]
    assert find(pages.progress_page(), widgets.Dropdown, "Your work").value == "credentialing"


def test_a_damaged_role_is_told_kindly_and_chosen_again(ana):
    (ana.home / "role.json").write_text("{", encoding="utf-8")
    page = pages.progress_page()
    assert "could not be read. Choose it again; nothing is lost." in text_of(page)

    find(page, widgets.Dropdown, "Your work").value = "biller"

    assert role_of(ana) == roles()[1]
    assert "could not be read" not in text_of(page)


def test_without_lessons_there_is_a_way_on(ana, course):
    for file in course.iterdir():
        file.unlink()

    said = text_of(pages.progress_page())

    assert "There are no lessons in this copy" in said
    assert "Do Onboarding 1" in said


def test_somebody_taken_off_the_roster_keeps_the_work_and_is_told(exchange, ana):
    ana.store().add(tried("time-001", "time"))
    exchange.publish_roster([RosterEntry(learner="ben", name="Ben Ode", account="bode")])

    said = text_of(pages.progress_page())

    assert "You are not on the roster of this course at the moment. Your work is kept" in said
    assert "tell your manager your id: ana" in said
    assert "1 of 1 right" in said


def test_an_assignment_that_is_damaged_hides_no_other(exchange, ana):
    exchange.release(
        "broken", {"tasks.yaml": b"tasks: ["}, title="Broken", due=None, released_at=NOON
    )
    pages.assignments_page()

    said = text_of(pages.progress_page())

    assert "are damaged. Open the page Assignments" in said
    assert "Onboarding 1" in said


# Practice --------------------------------------------------------------------------------------


def test_each_competency_has_its_share_its_range_and_a_link(ana):
    for n in range(6):
        ana.store().add(tried(f"time-{900 + n}", "time", right=n < 4, sure=3))

    said = text_of(pages.progress_page())

    words = "4 of 6 right; with so few, the true share may lie between 30% and 90%"
    assert f"<td>{words}</td>" in said
    assert 'href="/voila/render/practice.ipynb?competency=time">Time</a>' in said
    assert 'aria-label="Accuracy of first tries: Time 4 of 6 right, likely 30% to 90%"' in said
    assert "<th scope='row'>Sure</th><td>4 of 6 right</td>" in said


def test_graded_tasks_stand_apart_from_first_tries(exchange, ana):
    """Handed in twice: only the newest hand-in with feedback counts, and it counts once."""
    release_placement(exchange)
    grade_placement(exchange, ana, time=3, crisis=10)
    grade_placement(exchange, ana, secret="t" * 32, time=10, crisis=10)
    ana.store().add(tried("time-900", "time", right=False))

    said = text_of(pages.progress_page())

    assert "0 of 1 right; with so few" in said
    assert said.count("<small>graded tasks: 1 of 1 right</small>") == 2
    assert "No first try yet<br><small>graded tasks: 1 of 1 right" in said


def test_graded_work_that_cannot_be_read_shows_nothing(exchange, ana):
    release_placement(exchange)
    grade_placement(exchange, ana, time=3)
    ana.receipts_path("onboarding-1").write_text("{", encoding="utf-8")
    assert [len(work.tasks) for work in released.graded_work(ana)] == [1]

    exchange.root.rename(exchange.root.with_name("away"))

    assert released.graded_work(ana) == ()
    assert "Nothing is here yet" in text_of(pages.progress_page())


def test_only_what_is_in_the_log_is_drawn():
    """A competency that was only tried again has no share to draw."""
    again = by_competency([tried("crisis-1", "crisis", first=False)])

    assert accuracy_figure(again) == ""
    assert accuracy_figure(()) == ""


@pytest.mark.parametrize(
    ("accuracy", "words"),
    [
        (Proportion(0, 0), "No first try yet"),
        (Proportion(27, 30), "27 of 30 right; the true share likely lies between 74% and 97%"),
    ],
)
def test_the_share_in_words(accuracy, words):
    assert accuracy_in_words(accuracy) == words


@pytest.mark.parametrize(
    ("before", "lately", "words"),
    [
        ("1111", "11111", "Too few to tell"),
        ("00000", "11111", "Going up: 5 of the last 5, 0 of 5 before"),
        ("11111", "00111", "Lower lately: 3 of the last 5, 5 of 5 before"),
        ("1111100000", "11000", "About the same: 2 of the last 5, 5 of 10 before"),
    ],
)
def test_the_trend_in_words(before, lately, words):
    log = [tried(f"time-{n}", "time", right=one == "1") for n, one in enumerate(before + lately)]

    (time,) = by_competency(log)

    assert trend_in_words(time) == words


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({}, "Too few to tell yet"),
        ({3: Proportion(4, 4)}, "Too few to tell yet"),
        ({3: Proportion(3, 5)}, "look once more at the sentence that decides"),
        ({3: Proportion(9, 10)}, "You can trust that"),
        ({1: Proportion(5, 6)}, "You know more than you think"),
        ({1: Proportion(1, 6)}, "Too few to tell yet"),
    ],
)
def test_confidence_in_words(found, says):
    assert says in confidence_in_words(found)


@pytest.mark.parametrize(
    ("days", "seen"),
    [(0, "; last seen today."), (1, "; last seen yesterday."), (9, "; last seen 9 days ago.")],
)
def test_when_it_was_last_seen(days, seen):
    (time,) = by_competency([tried("time-1", "time", right=False)])
    local = NOON.astimezone().date()

    words = why_this_note(time, "time", today=local + timedelta(days=days))

    assert words == f"Why this note: you have coded 1 note on time so far, 0 right{seen}"


@pytest.mark.parametrize(
    ("log", "work", "says"),
    [
        ([], [graded("time", right=False)], "your graded work had 0 of 1 task right on time"),
        ([], [graded("time", tasks=2)], "your graded work had 2 of 2 tasks right on time"),
        (
            [tried("time-1", "time")],
            [graded("time", right=False)],
            "you have coded 1 note on time so far, 1 right, and your graded work had 0 of 1 task "
            "right",
        ),
    ],
)
def test_graded_work_is_said_beside_the_tries(log, work, says):
    (time,) = by_competency(log, work)

    words = why_this_note(time, "time", today=NOON.astimezone().date())

    assert words == f"Why this note: {says}; last seen today."


def test_a_date_before_the_last_note_says_nothing_of_days():
    (time,) = by_competency([tried("time-1", "time")])

    words = why_this_note(time, "time", today=date(2020, 1, 1))

    assert words == "Why this note: you have coded 1 note on time so far, 1 right."
