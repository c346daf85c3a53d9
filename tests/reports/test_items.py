"""Tasks as items: from what was handed in, graded, disputed and corrected in a course."""

from dataclasses import replace

import pandas as pd
import pytest
from quiz_course import QUIZ, RIGHT_T1, WRONG_T1, key_answers, submit, submit_answers
from scored import BILL, billed
from tries import NOON, tried

from bhtrain.course.grade import grade_assignment
from bhtrain.course.override import set_points
from bhtrain.course.records import CourseRecords
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.model.claim import Claim, Decision, ServiceLine
from bhtrain.reports.item_figure import item_figure, item_picture
from bhtrain.reports.items import CHOICE_TYPES, ITEM_TYPES, choices_frame, items_frame
from bhtrain.reports.tries import Try, chosen

T1, T2 = "quiz-1-t1", "quiz-1-t2"


def item(course, task=T1):
    frame = items_frame(course).set_index("task")
    return frame.loc[task]


def choices(course, task=T1):
    frame = choices_frame(course)
    own = frame[frame["task"] == task]
    return {(row.part, row.choice): (row.right, row.key, row.n) for row in own.itertuples()}


@pytest.fixture
def ten(course):
    """Five of ten have the first task, four of these and one of the others the second."""
    right = key_answers(course)
    has = {1: (T1, T2), 2: (T1, T2), 3: (T1, T2), 4: (T1, T2), 5: (T1,), 6: (T2,)}
    for number in range(1, 11):
        answers = {task: right[task] for task in has.get(number, ())}
        submit_answers(course, f"learner-{number}", answers)
    grade_assignment(course, QUIZ)
    return course


def test_facility_and_discrimination_of_ten_learners(ten):
    """The two-by-two table of test_item_statistics: half had it, and r is 0.6 for either task."""
    frame = items_frame(ten)

    assert frame["task"].tolist() == [T1, T2]
    assert frame["n"].tolist() == [10, 10]
    assert frame["facility"].tolist() == [0.5, 0.5]
    assert frame["discrimination"].tolist() == pytest.approx([0.6, 0.6])
    assert frame["left_out"].tolist() == [5, 5]
    assert frame["title"].iloc[0] == "A session with its start and its stop"


def test_which_wrong_code_was_chosen_and_how_often(course):
    """Three took the longer session, one what the key has."""
    for learner in ("ana", "ben", "cora"):
        submit_answers(course, learner, {T1: WRONG_T1})
    submit_answers(course, "dan", {T1: RIGHT_T1})
    grade_assignment(course, QUIZ)

    assert choices(course) == {
        ("decision", "Bill"): (True, "Bill", 4),
        ("code", "90837"): (False, "90834", 3),
        ("code", "90834"): (True, "90834", 1),
    }
    assert choices_frame(course)["of"].unique().tolist() == [4]
    assert (item(course)["wrong_choice"], item(course)["wrong_n"]) == ("90837", 3)
    hold = "Hold and ask the clinician"
    assert choices(course, T2) == {("decision", "no answer"): (False, hold, 4)}
    assert pd.isna(item(course, T2)["wrong_choice"])


def test_a_code_counts_only_where_a_claim_was_asked_for_and_billed(course):
    """A note that is only to be judged has no claim; a claim that is held does not go out."""
    held = replace(RIGHT_T1, decision=Decision.HOLD)
    submit_answers(course, "ana", {T1: held, T2: RIGHT_T1})
    submit_answers(course, "ben", {T2: key_answers(course)[T2]})
    grade_assignment(course, QUIZ)

    hold = "Hold and ask the clinician"
    assert choices(course) == {
        ("decision", "no answer"): (False, "Bill", 1),
        ("decision", hold): (False, "Bill", 1),
    }
    assert choices(course, T2) == {
        ("decision", "Bill"): (False, hold, 1),
        ("decision", hold): (True, hold, 1),
        ("gap", "time-missing"): (True, "time-missing", 1),
    }


def test_a_code_of_another_accepted_claim_is_right_and_none_where_the_key_holds():
    """What a good coder could also send is no wrong choice."""
    other = Claim(lines=(ServiceLine(code="90836"),))
    key = replace(BILL.key, alternatives=(other,), optional_codes=frozenset({"90785"}))
    given = billed(*(ServiceLine(code=code) for code in ("90836", "90785", "90837", "90837")))

    def codes(key):
        scenario = replace(BILL, key=key)
        one = Try(
            assignment=QUIZ,
            scenario=scenario,
            learner="ana",
            answer=given,
            points=0,
            share=0,
            changed=False,
        )
        return [(c.name, c.right, c.keyed) for c in chosen(one) if c.part == "code"]

    assert codes(key) == [
        ("90836", True, "90834"),
        ("90785", True, "90834"),
        ("90837", False, "90834"),
    ]
    assert [right for _, right, _ in codes(replace(key, decision=Decision.HOLD))] == [False] * 3


def test_an_answer_that_waits_for_a_person_says_nothing_yet(course):
    """Nor does it lower the facility meanwhile."""
    from nbgrader.api import Gradebook

    submit_answers(course, "ana", {T1: RIGHT_T1})
    submit_answers(course, "ben", {T1: WRONG_T1})
    grade_assignment(course, QUIZ)
    with Gradebook(course.gradebook_url, "bhtrain") as book:
        book.find_grade(T1, QUIZ, QUIZ, "ben").needs_manual_grade = True
        book.db.commit()

    before = item(course)
    assert (before["n"], before["facility"], before["waiting"]) == (1, 1.0, 1)
    set_points(course, QUIZ, "ben", T1, 5, why="The place is wrong.", by="maria")

    after = item(course)
    assert (after["n"], after["facility"], after["waiting"]) == (2, 0.75, 0)
    assert after["changed"] == 1


def test_a_hand_in_that_cannot_be_read_says_nothing_about_a_task(course):
    """It earned 0, and not because the task is hard."""
    submit_answers(course, "ana", key_answers(course))
    submit(course, "ben", "{}")
    grade_assignment(course, QUIZ)

    assert (item(course)["n"], item(course)["facility"]) == (1, 1.0)


def test_a_learner_who_disputes_twice_counts_once(ten):
    """What matters is how many see it otherwise."""
    history = ReviewHistory.of(ten)
    dispute = Review(what=Act.DISPUTED, by="ana", assignment=QUIZ, learner="ana", task=T1, why="No")
    history.add(dispute, dispute, replace(dispute, learner="ben"), at=NOON)

    assert items_frame(ten)["disputes"].tolist() == [2, 0]


def test_the_median_time_is_of_first_tries_that_were_measured(ten):
    """60, 120 and 600 seconds: 120. A second try and a time of 0 are no measurement."""
    measured = [("ana", 60, 1), ("ben", 120, 1), ("cora", 600, 1), ("ana", 5, 2), ("dan", 0, 1)]
    CourseRecords.of(ten).add(
        (
            replace(
                tried(T1, "time"), learner=who, setting=QUIZ, seconds=seconds, try_number=number
            )
            for who, seconds, number in measured
        ),
        received_at=NOON,
    )

    assert item(ten)["median_seconds"] == 120
    assert pd.isna(item(ten, T2)["median_seconds"])


def test_practice_counts_first_tries_and_leaves_out_generated_notes(ten):
    """Two learners, 1.0 and 0.5; a third try and a note made once do not count."""
    one = replace(
        tried("time-001", "time"), setting="practice", score=1.0, try_number=1, seconds=30
    )
    CourseRecords.of(ten).add(
        [
            replace(one, learner="ana"),
            replace(one, learner="ben", score=0.5),
            replace(one, learner="ana", score=0.0, try_number=3),
            replace(one, learner="ana", task="generated-123"),
            replace(one, learner="cora", score=None),
        ],
        received_at=NOON,
    )

    practiced = items_frame(ten).query("assignment == 'practice'").set_index("task")
    assert practiced.index.tolist() == ["time-001"]
    assert practiced.loc["time-001", ["n", "facility", "median_seconds"]].tolist() == [2, 0.75, 30]
    assert pd.isna(practiced.loc["time-001", "discrimination"])


def test_a_course_without_hand_ins_has_frames_with_their_columns_and_types(course):
    """So a notebook that shows them does not fail on the first day."""
    for frame, types in ((items_frame, ITEM_TYPES), (choices_frame, CHOICE_TYPES)):
        empty = frame(course)
        assert {name: str(kind) for name, kind in empty.dtypes.items()} == types
        assert empty.empty
    assert "nothing is graded yet" in item_picture(items_frame(course)).alt


def test_the_figure_says_of_how_many_and_where_there_are_too_few(ten):
    """Each task with its n; the same in words beside the picture."""
    items = items_frame(ten)
    items.loc[1, ["discrimination", "low", "high"]] = float("nan")

    left, right = item_figure(items).axes

    labels = [label.get_text() for label in left.get_yticklabels()]
    assert labels == [f"{T1} (n = 10)", f"{T2} (n = 10)"]
    assert [text.get_text().strip() for text in right.texts] == ["too few"]
    alt = item_picture(items).alt
    assert f"{T1} facility 50% of 10, discrimination 0.60 (-0.05 to 0.89)" in alt
    assert f"{T2} facility 50% of 10, too few for a discrimination" in alt
