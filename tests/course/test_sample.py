"""The sample course: everything can be tried on it, and it touches nothing of one's own."""

import os
from pathlib import Path

import pytest

from bhtrain.course.sample import own_course_or_sample, try_on_a_sample
from bhtrain.places import course_folder
from bhtrain.reports.frames import attempts_frame, competency_frame, grades_frame

pytestmark = pytest.mark.nbgrader


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """What the sample sets is set back after the test."""
    monkeypatch.setenv("BHTRAIN_COURSE", str(tmp_path / "course"))
    monkeypatch.setenv("BHTRAIN_EXCHANGE", str(tmp_path / "exchange"))
    for name in ("BHTRAIN_GRADEBOOK_URL", "BHTRAIN_ATTEMPTS_URL"):
        monkeypatch.setenv(name, "sqlite:////nowhere/own.db")
    return tmp_path


def test_an_empty_course_gives_way_to_a_graded_sample(own_folders):
    """Four people, five tasks each; something of each kind waits, and practice is reported."""
    said = own_course_or_sample()

    assert said.startswith("Nothing is graded in your course yet.")
    assert not (own_folders / "course").exists()
    assert not (own_folders / "exchange").exists()
    grades = grades_frame()
    assert len(grades) == 20
    assert set(grades[grades["needs_review"]]["learner"]) == {
        "sample-ana",
        "sample-ben",
        "sample-cora",
    }
    points = grades.groupby("learner")["points"].sum()
    assert points["sample-ana"] > points["sample-ben"] > points["sample-cora"]
    assert points["sample-dan"] == 0
    assert "time-prolonged-2022" in " ".join(attempts_frame()["rules_missed"])
    assert {"sample-ana", "sample-ben", "sample-cora"} <= set(competency_frame()["learner"])


def test_a_sample_begins_anew_each_time(own_folders):
    """Handed in, not yet collected; the steps are the manager's."""
    try_on_a_sample()
    first = course_folder()
    try_on_a_sample()

    assert course_folder() != first
    assert grades_frame().empty
    assert os.environ.get("BHTRAIN_GRADEBOOK_URL") is None


def test_a_course_with_grades_is_shown_itself(own_folders):
    """Nobody takes the sample for their own team."""
    graded = Path(own_folders / "course" / "autograded" / "ana" / "onboarding-1")
    graded.mkdir(parents=True)

    assert own_course_or_sample() == f"This is your course, in {own_folders / 'course'}."
    assert course_folder() == own_folders / "course"
