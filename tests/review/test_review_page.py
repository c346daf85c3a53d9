"""The review page without a browser: what it answers, and what it keeps to itself."""

import json
import re

import pytest
from review.question_course import DECISION_POINTS, NAME, T1, T8

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.override import set_points
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.course.sign_off import sign_off_of
from bhtrain.review.page import ReviewPage

EVERYBODY = re.compile(r"\b(ana|ben|cora|dora|Ana Ruiz|Ben Ito|Cora Diaz|Dora Lem)\b")


@pytest.fixture
def page(waiting):
    """The page of Maria, who has looked at the queue."""
    made = ReviewPage(waiting, by="maria")
    made.rows = made.answer({"what": "queue"})["rows"]
    return made


def row_of(page, task, need):
    """The first row of the queue with this task and need."""
    return next(one for one in page.rows if one["task"] == task and need in one["needs"])


def opened(page, task=T8, need="question"):
    """A row with its case, as the browser opens it."""
    row = row_of(page, task, need)
    return row, page.answer({"what": "case", "row": row["row"]})["case"]


def points_of(course, learner, task):
    with open_gradebook(course) as gradebook:
        return gradebook.grade(NAME, learner, task).points


def learner_of(page, number):
    """The id behind a number, as the page's own switch tells it."""
    names = dict(page.answer({"what": "names", "wanted": True})["names"])
    page.answer({"what": "names", "wanted": False})
    return re.search(r"\((\w+)\)", names[number])[1]


def test_the_queue_tells_what_waits_and_for_what(page):
    """Two questions, one defensible claim, one file that cannot be read."""
    needs = sorted((one["task"], *one["needs"]) for one in page.rows)

    assert [one for one in needs if one[0] in ("", T1, T8)] == [
        ("", "damage"),
        (T1, "defensible"),
        (T8, "question"),
        (T8, "question"),
    ]


def test_nothing_that_is_sent_names_a_learner_before_somebody_asks(page):
    """Neither the queue, nor a case, nor what is synchronized, nor an error, nor the sign-off."""
    sent = [page.answer({"what": "queue"})]
    sent += [page.answer({"what": "case", "row": one["row"]}) for one in page.rows]
    sent.append(page.answer({"what": "sign-offs", "assignment": NAME}))
    everybody = [one["who"] for one in page.rows]
    sent.append(page.answer({"what": "sign-off", "assignment": NAME, "who": everybody}))
    sent.append({name: getattr(page, name) for name in page.keys if name != "_esm"})

    assert "problem" in sent[-2]
    for one in sent:
        assert not EVERYBODY.search(json.dumps(one, default=str)), one


def test_names_come_when_they_are_asked_for_and_go_again(page):
    """And a number keeps its learner as long as the page is open."""
    before = learner_of(page, 1)
    shown = page.answer({"what": "names", "wanted": True})["names"]

    assert {"Ana Ruiz (ana)", "Ben Ito (ben)", "Cora Diaz (cora)", "Dora Lem (dora)"} == {
        name for _, name in shown
    }
    assert page.answer({"what": "names", "wanted": False}) == {"names": []}
    page.answer({"what": "queue"})
    assert before == learner_of(page, 1)


def test_a_question_is_graded_by_what_is_ticked(page, waiting):
    """The points follow from the rubric, and so does the reason."""
    row, case = opened(page)
    first, *_ = case["question"]["rubric"]

    reply = page.answer(
        {"what": "decide", "row": row["row"], "ticked": [first["id"]], "comment": "Good start."}
    )

    learner = learner_of(page, row["who"])
    earned = DECISION_POINTS + first["points"]
    assert not reply["waits"]
    assert f"{earned:g} of 10 points for Learner {row['who']}" in reply["said"]
    assert earned == points_of(waiting, learner, T8)
    [entry] = ReviewHistory.of(waiting).entries(NAME, learner=learner, task=T8)
    assert (entry.by, entry.details["comment"]) == ("maria", "Good start.")
    assert reply["comments"] == ["Good start."]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"points": 7}, "Give a reason"),
        ({"points": 11, "why": "Because."}, "0 to 10 points"),
        ({"points": True, "why": "Because."}, "from 0 to 10"),
        ({"points": "7", "why": "Because."}, "from 0 to 10"),
        ({"why": "Because."}, "from 0 to 10"),
        ({"points": float("nan"), "why": "Because."}, "0 to 10 points"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(page, waiting, said, problem):
    """Nothing has been changed then."""
    row, case = opened(page, T1, "defensible")

    reply = page.answer({"what": "decide", "row": row["row"], **said})

    assert problem in reply["problem"]
    assert case["points"]["now"] == points_of(waiting, "ben", T1)
    assert ReviewHistory.of(waiting).entries(NAME) == ()


def test_a_defensible_answer_says_what_accepting_it_is_worth(page):
    """All but the marked sentences count then; ben marked them all."""
    _, case = opened(page, T1, "defensible")

    assert case["points"]["accepted"] == case["points"]["max"]
    assert case["points"]["auto"] < case["points"]["max"]
    place = next(field for field in case["fields"] if field["name"] == "place")
    assert (place["given"], place["expected"]) == ("53 Community mental health center", "11 Office")
    assert place["status"] == "wrong"


def test_the_second_of_two_reviewers_is_told_and_gets_the_case_anew(page, waiting):
    """The page then knows that what it shows is old."""
    row, _ = opened(page)
    learner = learner_of(page, row["who"])
    set_points(waiting, NAME, learner, T8, 8, why="First.", by="omar")

    reply = page.answer({"what": "decide", "row": row["row"], "ticked": []})

    assert "omar has decided on this answer meanwhile: 8 points" in reply["problem"]
    assert reply["stale"]
    assert points_of(waiting, learner, T8) == 8.0
    again = page.answer({"what": "case", "row": row["row"]})["case"]
    assert (again["points"]["now"], again["points"]["byHand"]) == (8.0, True)


def test_a_persons_word_is_taken_back_with_a_reason(page, waiting):
    """Then the answer waits again."""
    row, _ = opened(page)
    page.answer({"what": "decide", "row": row["row"], "ticked": []})
    page.answer({"what": "case", "row": row["row"]})

    refused = page.answer({"what": "undo", "row": row["row"], "why": " "})
    done = page.answer({"what": "undo", "row": row["row"], "why": "The wrong answer."})

    assert "Give a reason" in refused["problem"]
    assert done["waits"]
    assert [one["task"] for one in page.answer({"what": "queue"})["rows"] if one == row] == [T8]


def test_a_damaged_hand_in_is_settled_by_who_looked(page, waiting):
    """What was found is kept."""
    row, case = opened(page, "", "damage")
    assert [act for act, *_ in case["handIn"]["settle"]] == ["damage"]

    reply = page.answer(
        {"what": "decide", "row": row["row"], "act": "damage", "why": "The disk was full."}
    )

    assert not reply["waits"]
    [entry] = ReviewHistory.of(waiting).entries(NAME, learner="dora")
    assert (entry.what, entry.by, entry.why) == (Act.DAMAGE_SEEN, "maria", "The disk was full.")


def test_an_edited_rubric_is_previewed_by_number_and_then_applied(page, waiting):
    """Whoever was graded by it moves; nobody is named."""
    row, case = opened(page)
    rubric = case["question"]["rubric"]
    page.answer({"what": "decide", "row": row["row"], "ticked": [rubric[0]["id"]]})
    other = next(one for one in page.rows if one["task"] == T8 and one != row)
    page.answer({"what": "case", "row": other["row"]})
    edited = [{**rubric[0], "points": rubric[0]["points"] - 1}, *rubric[1:]]
    ask = {"row": other["row"], "items": edited, "why": "Too much for a greeting."}

    preview = page.answer({"what": "rubric-preview", **ask})
    moved = {"who": row["who"], "was": DECISION_POINTS + 2, "now": DECISION_POINTS + 1}
    assert [moved] == preview["moved"]
    learner = learner_of(page, row["who"])
    assert points_of(waiting, learner, T8) == DECISION_POINTS + 2

    assert "Points moved: 1." in page.answer({"what": "rubric-apply", **ask})["said"]
    assert points_of(waiting, learner, T8) == DECISION_POINTS + 1


def test_several_are_signed_off_and_the_first_refusal_is_told(page, waiting):
    """Whoever still waits is not."""
    state = page.answer({"what": "sign-offs", "assignment": NAME})["rows"]
    [cora] = [one["who"] for one in state if one["ready"]]

    done = page.answer({"what": "sign-off", "assignment": NAME, "who": [cora]})
    assert f"Learner {cora} is signed off." == done["said"]
    assert sign_off_of(waiting, NAME, "cora").entry.by == "maria"

    rest = [one["who"] for one in state if not one["ready"]]
    refused = page.answer({"what": "sign-off", "assignment": NAME, "who": rest})
    assert "cannot be signed off yet" in refused["problem"]


@pytest.mark.parametrize("row", [None, -1, 10_000, "0", True, [0]])
def test_a_row_that_is_not_there_is_answered_in_words(page, row):
    """A page that was left open over a new queue must not die."""
    assert "no longer waits" in page.answer({"what": "case", "row": row})["problem"]
