"""The lessons as their notebooks tell of them, and a learner's way through them."""

import json

import pytest
from tries import tried

from bhtrain import places
from bhtrain.errors import BhtrainError
from bhtrain.grading.accuracy import Proportion
from bhtrain.progress.lessons import Lesson, read_lessons
from bhtrain.progress.path import (
    choose_role,
    held_back,
    path_states,
    placement_results,
    role_of,
    roles,
)
from bhtrain.progress.workspace import Workspace

TIME = Lesson(
    stem="02-time-decides-the-code",
    title="Time decides the code",
    minutes=12,
    competencies=("time",),
    notes=("time-001", "time-104"),
)
WHO = Lesson(
    stem="10-who-may-bill",
    title="Who may bill",
    minutes=12,
    competencies=("scope-of-practice", "supervision-incident-to"),
    notes=("scope-of-practice-101",),
)
NEEDED = Lesson(
    stem="08-diagnoses",
    title="Diagnoses",
    minutes=None,
    competencies=("diagnosis", "medical-necessity"),
    notes=(),
)
COURSE = (TIME, NEEDED, WHO)


# Notebooks -----------------------------------------------------------------------------------


def notebook(folder, stem, cells=(), **metadata):
    (folder / "lessons").mkdir(exist_ok=True)
    body = {
        "cells": [{"cell_type": "code", "source": source} for source in cells],
        "metadata": metadata,
    }
    (folder / "lessons" / f"{stem}.ipynb").write_text(json.dumps(body), encoding="utf-8")


def test_a_lesson_is_read_from_its_notebook(tmp_path):
    notebook(
        tmp_path,
        "02-time-decides-the-code",
        [
            "from bhtrain import practice",
            ["practice(\n", "    notes=['time-001', 'time-104'])"],
            "practice(note='time-001')",
            "%magic practice(",
            "print('practice(notes=[\"crisis-001\"])')",
        ],
        title="Time decides the code",
        bhtrain={"minutes": 12, "competencies": ["time"]},
    )

    assert read_lessons(tmp_path) == (TIME,)
    assert TIME.number == "02"
    assert TIME.page == "lessons/02-time-decides-the-code.ipynb"


def test_lessons_stand_by_number_and_a_damaged_one_hides_no_other(tmp_path):
    notebook(tmp_path, "10-who", title="Who")
    notebook(tmp_path, "02-time", title="Time")
    (tmp_path / "lessons" / "03-broken.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "lessons" / "04-odd.ipynb").write_text("[]", encoding="utf-8")

    assert [one.title for one in read_lessons(tmp_path)] == ["Time", "Who"]
    assert read_lessons(tmp_path / "nowhere") == ()


def test_the_lessons_that_ship_can_be_read():
    shipped = read_lessons(places.shipped("notebooks"))

    files = sorted((places.shipped("notebooks") / "lessons").glob("*.ipynb"))
    assert [one.stem for one in shipped] == [file.stem for file in files]


# Roles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", roles(), ids=lambda role: role.id)
def test_each_role_has_a_word_on_all_thirteen_lessons(role):
    """Asked for or offered: nobody is kept from a lesson."""
    named = [*role.lessons, *role.also]

    assert sorted(named) == [f"{n:02}" for n in range(1, 14)]
    assert role.lessons[0] == "01"
    assert role.title
    assert role.about.endswith(".")


def test_a_role_is_kept_with_the_learner(tmp_path):
    ana, ben = Workspace("ana", tmp_path), Workspace("ben", tmp_path)
    assert role_of(ana) is None

    choose_role(ana, roles()[1])
    assert role_of(ana) == roles()[1]
    assert role_of(ben) is None

    choose_role(ana, None)
    assert role_of(ana) is None


@pytest.mark.parametrize("text", ["{", "[]", '{"role": "astronaut"}', '{"role": 7}', "{}"])
def test_a_damaged_choice_is_told_and_can_be_made_again(tmp_path, text):
    ana = Workspace("ana", tmp_path)
    (ana.home / "role.json").write_text(text, encoding="utf-8")

    with pytest.raises(BhtrainError, match="Choose it again"):
        role_of(ana)
    choose_role(ana, roles()[0])

    assert role_of(ana) == roles()[0]


# Placement -----------------------------------------------------------------------------------


def graded(competency, points, *, fields=(), waits=False):
    return {
        "task": "t",
        "points": points,
        "max_points": 10,
        "waits": waits,
        "competencies": [competency],
        "fields": [{"name": name, "status": status} for name, status in fields],
    }


ALL_BUT_MARKS = [("decision", "right"), ("units", "right"), ("evidence", "wrong")]
WRONG_UNITS = [("decision", "right"), ("units", "wrong"), ("evidence", "right")]


@pytest.mark.parametrize(
    ("task", "right"),
    [
        (graded("time", 10), 1),
        (graded("time", 9.2, fields=ALL_BUT_MARKS), 1),
        (graded("time", 9.2, fields=WRONG_UNITS), 0),
        (graded("time", 9.2), 0),  # its reasons are held back: full points or nothing
        (graded("time", 4, fields=ALL_BUT_MARKS), 0),  # a person took points away
        (graded("time", 0), 0),
    ],
)
def test_a_placement_note_is_right_or_it_is_not(task, right):
    assert placement_results({"tasks": [task]}) == {"time": Proportion(right, 1)}


def test_a_note_that_waits_for_a_person_shows_nothing_yet():
    assert placement_results({"tasks": [graded("time", 10, waits=True)]}) == {}


@pytest.mark.parametrize("feedback", [{}, {"tasks": None}, {"tasks": ["?"]}, {"tasks": [{}]}])
def test_feedback_without_tasks_shows_nothing(feedback):
    assert placement_results(feedback) == {}


def only(lesson, **shown):
    names = {"needed": "medical-necessity", "scope": "scope-of-practice"}
    names |= {"supervision": "supervision-incident-to"}
    placement = {names.get(name, name): Proportion(*counts) for name, counts in shown.items()}
    (state,) = path_states([lesson], [], placement=placement)
    return state


def test_what_placement_shows_in_full_is_optional_and_says_why():
    state = only(TIME, time=(2, 2))

    assert not state.required
    assert state.why == "You showed time in 2 of 2 placement notes, so this lesson is optional."


def test_one_note_for_each_competency_of_a_lesson_is_enough():
    state = only(WHO, scope=(1, 1), supervision=(1, 1))

    assert not state.required
    assert "scope of practice and supervision incident to in 2 of 2" in state.why


def test_one_note_alone_is_named_as_one():
    assert "You showed time in the placement note, so" in only(TIME, time=(1, 1)).why


def test_a_miss_keeps_the_lesson_and_says_that_it_helps():
    state = only(WHO, scope=(1, 1), supervision=(0, 1))

    assert state.required
    assert "1 of 2 notes" in state.why


def test_what_placement_did_not_ask_is_not_skipped():
    """E/M with psychotherapy was asked about; add-ons were not."""
    state = only(NEEDED, diagnosis=(1, 1))

    assert state.required
    assert state.why == (
        "You showed diagnosis in the placement note. Placement did not ask about medical necessity."
    )


def test_a_lesson_about_which_placement_did_not_ask_says_so():
    state = only(TIME, diagnosis=(1, 1))

    assert state.required
    assert (state.why, state.to_show) == ("Placement did not ask about time.", "time")


@pytest.mark.parametrize(
    ("rights", "required"),
    [
        ([], True),
        ([True], True),  # one is not enough: a second note only where the first was right
        ([True, True], False),
        ([True, False], True),
        ([False, True, True], False),
    ],
)
def test_two_practice_notes_show_what_placement_did_not_ask(rights, required):
    """Diagnosis was right in placement; medical necessity is shown in practice."""
    log = [tried(f"need-{n}", "medical-necessity", right=one) for n, one in enumerate(rights)]

    (state,) = path_states([NEEDED], log, placement={"diagnosis": Proportion(1, 1)})

    assert state.required is required
    assert state.to_show == ("medical-necessity" if required else "")
    if not required:
        assert state.why == (
            "You showed diagnosis in the placement note, and medical necessity in practice, so "
            "this lesson is optional."
        )


def test_practice_alone_spares_nothing():
    """Neither before placement, nor against it, nor with the notes of the lesson itself."""
    log = [tried(f"time-{n}", "time") for n in range(5)]
    own = [tried(note, "time") for note in TIME.notes]

    assert path_states([TIME], log)[0].required
    assert path_states([TIME], log, placement={"time": Proportion(0, 1)})[0].required
    assert path_states([TIME], own, placement={"units": Proportion(1, 1)})[0].required
    assert not path_states([TIME], log, placement={"units": Proportion(1, 1)})[0].required


def test_second_tries_show_nothing():
    log = [tried(f"time-{n}", "time", first=False) for n in range(5)]

    assert path_states([TIME], log, placement={"units": Proportion(1, 1)})[0].required


def test_without_placement_everything_is_asked_for_and_nothing_said():
    state = only(TIME)

    assert state.required
    assert state.why == ""


# The path ------------------------------------------------------------------------------------


def test_a_lesson_is_new_then_begun_then_done():
    """Begun with a note of it; done with its self-check, whatever came out there."""
    practiced = tried("time-104", "time")
    checked = tried("02-time-decides-the-code", "time", right=False, setting="lesson")
    elsewhere = tried("02-time-decides-the-code", "time", setting="practice")

    found = [
        path_states([TIME], log)[0].state
        for log in ([], [elsewhere], [practiced], [practiced, checked], [checked])
    ]

    assert found == ["new", "new", "begun", "done", "done"]


def test_without_a_role_all_lessons_are_asked_for_by_number():
    states = path_states(COURSE, [])

    assert [(one.number, one.required) for one in states] == [
        ("02", True),
        ("08", True),
        ("10", True),
    ]


def test_a_role_orders_the_lessons_and_offers_the_rest():
    """Credentialing begins with who may bill; diagnoses are not its work."""
    (credentialing,) = [role for role in roles() if role.id == "credentialing"]
    own = Lesson(stem="40-our-own", title="Ours", minutes=None, competencies=(), notes=())

    states = path_states([*COURSE, own], [], role=credentialing)

    assert [one.number for one in states] == ["10", "02", "08", "40"]
    assert [one.required for one in states] == [True, True, False, False]
    assert states[2].why == "Your role does not need it: Credentialing."


def test_practice_leaves_a_lesson_its_notes_until_it_is_done():
    log = [tried("02-time-decides-the-code", "time", setting="lesson")]

    assert held_back(COURSE, path_states(COURSE, [])) == {*TIME.notes, *WHO.notes}
    assert held_back(COURSE, path_states(COURSE, log)) == set(WHO.notes)
    spared = path_states(COURSE, log, placement={"time": Proportion(1, 1)})
    assert held_back(COURSE, spared) == set(WHO.notes)
