"""Practice that chooses, the series of a lesson, and what a reload finds again."""

import json
from dataclasses import replace
from datetime import timedelta

import ipywidgets as widgets
import pytest
from learner_pages import BILLED, enter, find, text_of
from tries import tried

from bhtrain import clock
from bhtrain.grading.answers import answer_to_dict
from bhtrain.widgets import pages, parts, released
from bhtrain.widgets.desk import CaseDesk
from bhtrain.widgets.practice_choice import NONE_FRESH, NONE_LIKE_THAT
from bhtrain.widgets.practice_series import OVER

pytestmark = pytest.mark.usefixtures("machine")

FIVE = ["time-001", "time-104", "time-101", "time-102", "time-103"]


def check(page, answer=BILLED):
    desk = find(page, CaseDesk)
    number = desk.answer.get("revision", 0) + 1
    desk.answer = {**answer_to_dict(answer), "revision": number}
    desk.checks += 1
    return desk


def press(page, words):
    find(page, widgets.Button, words).click()
    return find(page, CaseDesk)


def choose(page, **wanted):
    """Choose in the three fields, and ask for such a note."""
    labels = {"competency": "Practice on", "level": "Level", "kind": "Task"}
    for name, value in wanted.items():
        find(page, widgets.Dropdown, labels[name]).value = value or ""
    return press(page, "Show me a note like this")


def scenario_on(desk):
    return parts.practice_bank().scenario(desk.task["id"])


# The series of a lesson ------------------------------------------------------------------------


def test_a_series_goes_through_its_notes_and_says_when_it_is_over(ana):
    page = pages.practice(notes=FIVE)
    for number, note in enumerate(FIVE, start=1):
        desk = check(page)
        assert desk.heading == f"Note {number} of 5"
        assert desk.task["id"] == note
        assert (OVER in text_of(page)) == (number == 5)
        if number < 5:
            press(page, "Next note")

    assert find(page, widgets.Button, "Next note") is None
    assert [one.task for one in ana.store().attempts("ana")] == FIVE


def test_a_reload_stays_with_the_note_that_was_open_and_what_was_entered(ana):
    page = pages.practice(notes=FIVE)
    desk = press(page, "Next note")
    enter(desk, BILLED)

    again = find(pages.practice(notes=FIVE), CaseDesk)

    assert again.heading == "Note 2 of 5"
    assert again.current == BILLED


def test_a_reload_at_the_end_still_says_that_it_is_over(ana):
    page = pages.practice(notes=FIVE[:2])
    press(page, "Next note")
    check(page)

    assert OVER in text_of(pages.practice(notes=FIVE[:2]))


def test_one_can_go_back_within_a_series(ana):
    page = pages.practice(notes=FIVE)
    press(page, "Next note")

    assert press(page, "Note before").heading == "Note 1 of 5"
    assert find(page, widgets.Button, "Note before") is None


def test_a_series_begins_with_the_first_note_that_was_never_checked(ana):
    ana.store().add(tried("time-001", "time"))

    assert find(pages.practice(notes=FIVE), CaseDesk).task["id"] == "time-104"


def test_a_desk_that_a_button_opened_takes_the_focus_and_no_other(ana):
    """Whoever works with the keyboard is at the new note, not at the top of the page."""
    page = pages.practice(notes=FIVE)

    assert not find(page, CaseDesk).take_focus
    assert press(page, "Next note").take_focus


def test_a_series_works_without_a_sign_in():
    page = pages.practice(notes=FIVE[:2])
    press(page, "Next note")
    check(page)

    assert OVER in text_of(page)
    assert "nothing is kept" in text_of(page)


@pytest.mark.parametrize("notes", [["time-001", "tyme-104"], ["tyme-104"]])
def test_a_note_that_is_gone_is_told_in_words(ana, notes):
    page = pages.practice(notes=notes)
    if len(notes) > 1:
        find(page, widgets.Button, "Next note").click()

    assert "There is no practice scenario" in text_of(page)


# Why this one ----------------------------------------------------------------------------------


def test_why_this_note_is_always_said(ana):
    page = pages.practice("crisis")
    assert "you have not coded a note on crisis yet" in text_of(page)


def test_the_log_is_said_in_one_sentence(ana):
    then = clock.now() - timedelta(days=9)
    ana.store().add(tried("time-900", "time", at=then))
    ana.store().add(tried("time-901", "time", right=False, at=then))

    assert (
        "Why this note: you have coded 2 notes on time so far, 1 right; last seen 9 days ago."
        in text_of(pages.practice("time"))
    )


def test_a_clock_set_back_says_nothing_of_days(ana):
    ana.store().add(tried("time-900", "time", at=clock.now() + timedelta(days=400)))

    assert "you have coded 1 note on time so far, 1 right." in text_of(pages.practice("time"))


# Choosing --------------------------------------------------------------------------------------


def test_a_note_can_be_chosen_by_competency_level_and_kind(ana):
    page = pages.practice()
    desk = choose(page, competency="time", level="hard", kind="review")

    scenario = scenario_on(desk)
    assert "time" in scenario.competencies
    assert desk.task["level"] == "hard"
    assert desk.task["kind"] == "review"
    for _ in range(4):
        desk = press(page, "Next note")
        assert (desk.task["level"], desk.task["kind"]) == ("hard", "review")
        assert "time" in scenario_on(desk).competencies


def test_what_was_chosen_and_the_open_note_are_there_after_a_reload(ana):
    page = pages.practice()
    note = choose(page, competency="telehealth").task["id"]

    again = pages.practice()

    assert find(again, CaseDesk).task["id"] == note
    assert find(again, widgets.Dropdown, "Practice on").value == "telehealth"


def test_what_a_link_names_is_not_kept_as_a_choice(ana, monkeypatch):
    """A link from the feedback must not narrow practice for ever."""
    monkeypatch.setenv("QUERY_STRING", "competency=crisis&level=core")
    page = pages.practice()
    assert find(page, widgets.Dropdown, "Practice on").value == "crisis"
    assert find(page, CaseDesk).task["level"] == "core"

    monkeypatch.delenv("QUERY_STRING")

    assert find(pages.practice(), widgets.Dropdown, "Practice on").value == ""


def test_nothing_like_that_is_told_and_the_open_note_stays(ana):
    """No queue trains crisis."""
    page = pages.practice()
    before = find(page, CaseDesk).task["id"]

    assert choose(page, competency="crisis", kind="triage").task["id"] == before
    assert NONE_LIKE_THAT in text_of(page)
    assert choose(page, competency="crisis", kind=None).task["id"] != before
    assert NONE_LIKE_THAT not in text_of(page)


def test_an_address_without_any_note_leaves_the_choice(ana, monkeypatch):
    """A way on from every place."""
    monkeypatch.setenv("QUERY_STRING", "competency=crisis&kind=triage")
    page = pages.practice()
    assert NONE_LIKE_THAT in text_of(page)

    assert choose(page, kind=None).task["note"]
    assert NONE_LIKE_THAT not in text_of(page)


def test_a_fresh_note_that_no_template_can_make_is_told(ana):
    page = pages.practice()
    before = choose(page, kind="pattern").task["id"]

    assert press(page, "A fresh note, made by bhtrain").task["id"] == before
    assert NONE_FRESH in text_of(page)


def test_a_fresh_note_keeps_level_and_kind(ana):
    page = pages.practice()
    choose(page, competency="documentation-elements", level="first", kind="documentation")

    desk = press(page, "A fresh note, made by bhtrain")

    assert desk.task["id"].startswith("generated-")
    assert (desk.task["level"], desk.task["kind"]) == ("first", "documentation")


def test_next_note_never_gives_the_same_twice_in_a_row(ana):
    page = pages.practice()
    last = find(page, CaseDesk).task["id"]
    for _ in range(25):
        note = press(page, "Next note").task["id"]
        assert note != last
        last = note


def test_an_odd_address_is_answered(ana, monkeypatch):
    """A level that nobody knows is passed over, a competency is asked about."""
    monkeypatch.setenv("QUERY_STRING", "level=impossible&kind=poem")
    assert find(pages.practice(), CaseDesk) is not None
    monkeypatch.setenv("QUERY_STRING", "competency=tyme")
    assert "did you mean" in text_of(pages.practice())


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "[]",
        '{"wanted": {}}',
        '{"wanted": {"competency": "tyme"}, "choice": null}',
        '{"wanted": {"level": 7}, "choice": {"note": "time-001", "competency": "time"}}',
        '{"wanted": {}, "choice": {"note": "gone-001", "competency": "gone"}}',
        '{"wanted": {}, "choice": {"note": 7, "competency": []}}',
    ],
)
def test_a_damaged_place_begins_anew(ana, kept):
    (ana.home / "practice.json").write_text(kept, encoding="utf-8")

    page = pages.practice()

    assert find(page, CaseDesk).task["note"]
    assert press(page, "Next note").task["note"]


def test_practice_leaves_the_notes_of_a_lesson_for_the_lesson(ana, monkeypatch, tmp_path):
    """Whoever meets them here before has no first try left there."""
    folder = tmp_path / "notebooks" / "lessons"
    folder.mkdir(parents=True)
    mine = [n for n in parts.practice_bank().ids("privacy") if n != "privacy-102"]
    body = {
        "metadata": {"title": "Privacy", "bhtrain": {"minutes": 9, "competencies": ["privacy"]}},
        "cells": [{"cell_type": "code", "source": f"practice(notes={mine})"}],
    }
    (folder / "09-privacy.ipynb").write_text(json.dumps(body), encoding="utf-8")
    monkeypatch.setattr("bhtrain.places.shipped", lambda _name: tmp_path / "notebooks")

    notes = set()
    for _ in range(6):
        page = pages.practice("privacy")
        notes.add(find(page, CaseDesk).task["id"])
        (ana.home / "practice.json").unlink()

    assert not notes.intersection(mine)


def test_how_sure_somebody_was_is_kept_with_the_attempt(ana):
    page = pages.practice(note="time-001")
    check(page, replace(BILLED, confidence=3))
    check(page, BILLED)

    assert [one.confidence for one in ana.store().attempts("ana")] == [3, None]


def test_answers_of_practice_stay_apart_from_its_place(ana):
    """The note last opened is the last in the practice answers, as a lesson's series reads it."""
    page = pages.practice()
    note = press(page, "Next note").task["id"]

    assert list(released.Answers(ana, released.PRACTICE).sheet().answers)[-1] == note
