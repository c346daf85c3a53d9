"""The first minute: a short tour, one clear next thing, and where one is."""

import ipywidgets as widgets
import pytest
from learner_pages import find, text_of

from bhtrain import places
from bhtrain.progress.path import choose_role, roles
from bhtrain.progress.workspace import Workspace
from bhtrain.widgets import pages
from bhtrain.widgets.course_map import lessons
from bhtrain.widgets.self_check import SelfCheck, ask, self_check
from bhtrain.widgets.tour import STEPS

ONE = ask("?", ["yes", "no"], right="yes", why="So it is.")


def complete(lesson):
    find(self_check(lesson.stem, ONE), SelfCheck).chosen = [0, 0]


def test_the_tour_has_at_most_five_steps_and_is_shown_once(ana):
    """Read to its end it does not come back."""
    assert len(STEPS) <= 5
    page = pages.start_page()
    for number, (title, _) in enumerate(STEPS, start=1):
        assert title in text_of(page)
        assert f"Step {number} of {len(STEPS)}" in text_of(page)
        find(page, widgets.Button, "Done" if number == len(STEPS) else "Next").click()

    assert "Step" not in text_of(page)
    assert "Step" not in text_of(pages.start_page())


def test_the_tour_can_be_put_away_at_once(ana):
    """Somebody who knows the work is not kept."""
    page = pages.start_page()
    find(page, widgets.Button, "Skip the tour").click()

    assert "Welcome" not in text_of(page)
    assert "Welcome" not in text_of(pages.start_page())


def test_the_start_page_leads_to_the_next_lesson_of_the_path(ana):
    """One after the other, and it says how many are done."""
    course = lessons()
    page = text_of(pages.start_page())
    assert course[0].title in page
    assert f"0 of {len(course)} of your path done" in page

    complete(course[0])

    page = text_of(pages.start_page())
    assert course[1].title in page
    assert f"1 of {len(course)} of your path done" in page


def test_a_role_shortens_the_path_on_the_lessons_page(ana):
    """What the role does not need stands apart, and says so."""
    role = roles()[0]
    choose_role(Workspace.of(ana.learner), role)

    page = text_of(pages.lessons_page())

    assert "Optional for you" in page
    assert "Your role does not need it" in page


def test_a_lesson_that_was_done_carries_a_mark(ana):
    """A word and a sign, no color alone."""
    complete(lessons()[0])

    assert "✓ Done" in text_of(pages.lessons_page())


def test_the_lessons_are_there_for_somebody_who_is_not_signed_in(exchange):
    """All of them, and how to keep one's progress."""
    page = text_of(pages.lessons_page())

    assert all(lesson.title.split(",")[0] in page for lesson in lessons())
    assert "to see how far you are" in page


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.stem)
def test_a_lesson_says_what_it_is_about_and_how_long_it_takes(lesson):
    """The path and the placement rest on it."""
    from bhtrain.content import content

    bank = content("bank")
    assert 20 <= lesson.minutes <= 30  # two sittings of ten to fifteen
    assert lesson.competencies
    assert len(lesson.notes) == 5
    assert all(bank[note]["review"] != "disputed" for note in lesson.notes)
    levels = ["first", "core", "hard"]
    order = [levels.index(bank[note]["level"]) for note in lesson.notes]
    assert order == sorted(order), "of growing difficulty"
    assert (places.shipped("notebooks") / lesson.page).is_file()
