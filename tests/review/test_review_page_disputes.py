"""A dispute on the review page: accepted or kept, with an answer that the learner reads."""

import json

import pytest
from review.question_course import DISPUTE, NAME, T1, raise_dispute

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.review.page import ReviewPage


@pytest.fixture
def disputed(waiting):
    """Cora disputes her first task, for which she has no points."""
    raise_dispute(waiting, "cora", T1)
    return waiting


@pytest.fixture
def page(disputed):
    """The page of Maria, who has opened the dispute: it is the first in the queue."""
    made = ReviewPage(disputed, by="maria")
    made.row = made.answer({"what": "queue"})["rows"][0]
    assert made.row["needs"] == ["dispute"]
    made.case = made.answer({"what": "case", "row": made.row["row"]})["case"]
    return made


def points(course):
    with open_gradebook(course) as gradebook:
        return gradebook.grade(NAME, "cora", T1).points


def answered(course):
    entries = ReviewHistory.of(course).entries(NAME, learner="cora", task=T1)
    return [one for one in entries if one.what is Act.DISPUTE_ANSWERED]


def test_it_shows_what_is_disputed_and_by_nobody_with_a_name(page):
    """The reason is the learner's own words, as text."""
    [one] = page.case["disputes"]

    assert (one["field"], one["label"], one["why"]) == ("place", "Place of service", DISPUTE)
    assert one["remarks"] == ["After the due date"]
    assert "cora" not in json.dumps(page.case)


def test_an_accepted_dispute_sets_the_points_and_answers(page, disputed):
    """Both are one decision."""
    said = {"choice": "accept", "points": 7, "why": "You are right."}

    reply = page.answer({"what": "decide", "row": page.row["row"], **said})

    assert not reply["waits"]
    assert "Answered: 7 of 10 points count" in reply["said"]
    assert points(disputed) == 7.0
    [entry] = answered(disputed)
    assert (entry.by, entry.why, entry.details["accepted"]) == ("maria", "You are right.", True)
    assert page.answer({"what": "case", "row": page.row["row"]})["case"]["disputes"] == []


def test_a_dispute_that_is_not_accepted_leaves_the_points(page, disputed):
    """The automatic points stay automatic."""
    before = page.case["points"]["now"]
    said = {"choice": "keep", "points": before, "why": "The note gives no other place."}

    page.answer({"what": "decide", "row": page.row["row"], **said})

    with open_gradebook(disputed) as gradebook:
        grade = gradebook.grade(NAME, "cora", T1)
    assert (grade.points, grade.by_hand) == (before, False)
    [entry] = answered(disputed)
    assert entry.details["accepted"] is False


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"points": 7, "why": "Right."}, "Say first: accept, or keep."),
        ({"choice": "accept", "points": 7, "why": " "}, "Give a reason"),
        ({"choice": "accept", "points": 12, "why": "Right."}, "0 to 10 points"),
    ],
)
def test_what_is_missing_is_said_and_the_dispute_waits(page, disputed, said, problem):
    """No dispute is lost by half an answer."""
    assert problem in page.answer({"what": "decide", "row": page.row["row"], **said})["problem"]
    assert answered(disputed) == []
    assert page.answer({"what": "queue"})["rows"][0] == page.row
