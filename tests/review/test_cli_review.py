"""The commands of a reviewer, as a person types them."""

import pytest
from quiz_course import QUIZ
from typer.testing import CliRunner

from bhtrain.cli import app
from bhtrain.course.sign_off import sign_off_of

T1 = "quiz-1-t1"


@pytest.fixture
def types(graded):
    """Type a command in the graded course; returns what it printed."""

    def run(*words, ends=0):
        ended = CliRunner().invoke(app, list(words))
        said = ended.output + str(ended.exception or "")
        assert ended.exit_code == ends, said
        return said

    return run


def test_points_are_set_with_a_reason_and_stand_in_the_history(types):
    """From, to, and why."""
    assert f"ben, {T1}: 3.33 points before, 8 now." in types(
        "points", QUIZ, "ben", T1, "8", "--why", "The plan allows it."
    )

    told = types("history", QUIZ, "ben")
    assert "points set" in told
    assert "The plan allows it." in told
    assert "Nobody has decided anything yet." in types("history", QUIZ, "ana")


def test_points_that_are_no_number_are_told(types):
    """And nothing is changed."""
    assert "Write 7, 7.5 or auto." in types("points", QUIZ, "ben", T1, "many", "--why", "x", ends=1)
    assert "Nobody has decided anything yet." in types("history", QUIZ)


def test_a_sign_off_is_given_and_undone(types, graded):
    """The undo needs its reason."""
    assert "ana is signed off for quiz-1: 20 of 20 points." in types("sign-off", QUIZ, "ana")
    assert "Give a reason" in types("sign-off", QUIZ, "ana", "--undo", ends=1)
    assert "is undone" in types("sign-off", QUIZ, "ana", "--undo", "--why", "Not hers.")
    assert sign_off_of(graded, QUIZ, "ana").entry is None
