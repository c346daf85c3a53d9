"""What a manager and a learner see of an assignment: points, accuracy three ways, what next."""

import json
import shutil
import warnings
from datetime import timedelta

import pytest
from quiz_course import (
    DUE,
    ON_TIME,
    QUIZ,
    RIGHT_T1,
    WRONG_T1,
    key_answers,
    set_by_hand,
    submit_answers,
)

from bhtrain.course.collect import collect
from bhtrain.course.feedback_release import release_feedback, tasks_elsewhere, without_open_keys
from bhtrain.course.grade import grade_assignment
from bhtrain.course.grades import grade_rows
from bhtrain.course.layout import Course
from bhtrain.course.totals import practice_next
from bhtrain.errors import CourseError
from bhtrain.practice_codebook import practice_fees


def page(course: Course, learner: str = "ana") -> str:
    return (course.feedback(learner, QUIZ) / f"{QUIZ}.html").read_text(encoding="utf-8")


def fees(course: Course, text: str) -> None:
    from bhtrain.authoring.practice_files import import_fees

    file = course.folder / "fees.csv"
    file.write_text(text, encoding="utf-8")
    import_fees(file)


# The manager's table -------------------------------------------------------------------------


def test_a_row_for_each_learner_and_one_for_all(course: Course):
    """Ana billed an hour for 45 minutes and did not see the missing time; Ben has both."""
    fees(course, "code,amount\n90834,100\n90837,150.50\n")
    submit_answers(course, "ana", {"quiz-1-t1": WRONG_T1})
    submit_answers(course, "ben", key_answers(course))
    grade_assignment(course, QUIZ)

    rows, remark = grade_rows(course, QUIZ)

    assert rows == [
        (
            "ana",
            "3.33 of 20",
            "0% (0 of 1 code; 0% to 79%)",
            "0% (0 of 2 cases; 0% to 66%)",
            "66% ($50.50 too much, $0 too little; 1 case)",
        ),
        (
            "ben",
            "20 of 20",
            "100% (1 of 1 code; 21% to 100%)",
            "100% (2 of 2 cases; 34% to 100%)",
            "100% ($0 too much, $0 too little; 1 case)",
        ),
        (
            "all together",
            "",
            "50% (1 of 2 codes; 9% to 91%)",
            "50% (2 of 4 cases; 15% to 85%)",
            "80% ($50.50 too much, $0 too little; 2 cases)",
        ),
    ]
    assert remark == ""


def test_without_fees_the_amounts_are_called_a_sample(course: Course):
    submit_answers(course, "ana", key_answers(course))
    grade_assignment(course, QUIZ)

    rows, remark = grade_rows(course, QUIZ)

    assert len(rows) == 1
    assert remark == "The amounts are a sample, not your fees."
    assert practice_fees().sample


def test_a_code_without_a_fee_is_named(course: Course):
    fees(course, "code,amount\n99213,80\n")
    submit_answers(course, "ana", key_answers(course))
    grade_assignment(course, QUIZ)

    rows, remark = grade_rows(course, QUIZ)

    assert rows[0][-1] == "no money counted"
    assert remark == "Left out, without a fee: 90834."


def test_before_grading_there_is_a_sentence(course: Course):
    with pytest.raises(CourseError, match="run `bhtrain grade quiz-1` first"):
        grade_rows(course, QUIZ)


# The learner's feedback ----------------------------------------------------------------------


def test_the_page_has_the_totals_first_then_what_to_practice(course: Course):
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    grade_assignment(course, QUIZ)

    shown = page(course)
    order = [
        "10 of 20 points",
        "How accurate you were",
        "Per code",
        "Per case",
        "Per dollar",
        "a sample, not your fees",
        "What to practice next",
        "Documentation elements: 0 of 10",
        "Time: 10 of 20",
        "Task 1",
        "Your answer:</strong> Bill 90834",
        "Worked answer",
    ]

    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "50% (1 of 2 cases; 9% to 91%)" in shown


def test_all_right_leaves_nothing_to_practice(course: Course):
    submit_answers(course, "ana", key_answers(course))
    grade_assignment(course, QUIZ)

    assert "What to practice next" not in page(course)


def test_the_page_can_be_printed(course: Course):
    """Dark colours are for screens, and the note is not folded away on paper."""
    submit_answers(course, "ana", key_answers(course))
    grade_assignment(course, QUIZ)

    shown = page(course)
    assert "@media print" in shown
    assert "@media (prefers-color-scheme: dark)" not in shown
    assert shown.count("<details open>") == 2


def test_a_task_that_waits_for_a_person_is_not_called_weak():
    tasks = [
        {"waits": True, "competencies": ["time"], "points": 0, "max_points": 10},
        {"waits": False, "competencies": ["units"], "points": 5, "max_points": 10},
    ]

    assert [one["competency"] for one in practice_next(tasks)] == ["units"]


def test_at_most_three_are_named_the_weakest_first():
    tasks = [
        {"waits": False, "competencies": [name], "points": points, "max_points": 10}
        for name, points in [("a", 9), ("b", 1), ("c", 5), ("d", 0), ("e", 10)]
    ]

    assert [one["competency"] for one in practice_next(tasks)] == ["d", "b", "c"]


def test_a_person_s_points_change_what_to_practice(course: Course, hands_in):
    secret = hands_in(answers={**key_answers(course), "quiz-1-t1": WRONG_T1})
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    set_by_hand(course, "ana", "quiz-1-t1", 10)

    release_feedback(course, QUIZ)

    found = course.exchange.feedback(QUIZ, "ana", secret)
    assert found is not None
    assert found["practice_next"] == []
    assert found["weights"]["procedure"] == 4


# Nothing of a key that is still asked for ----------------------------------------------------


def released(course: Course, secret: str) -> str:
    return json.dumps(course.exchange.feedback(QUIZ, "ana", secret), ensure_ascii=False)


def test_after_feedback_no_hand_in_counts_even_where_the_results_were_removed(
    course: Course, hands_in
):
    """The feedback holds the answers: what comes after it is no attempt of one's own."""
    secret = hands_in(answers={"quiz-1-t1": WRONG_T1})
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    release_feedback(course, QUIZ)
    assert "Bill 90834" in released(course, secret)

    hands_in(at=ON_TIME + timedelta(hours=1))
    first = collect(course, QUIZ)
    shutil.rmtree(course.folder / "autograded")
    hands_in(at=ON_TIME + timedelta(hours=2))
    second = collect(course, QUIZ)

    assert "after it was graded: it does not count" in first.refused[0]
    assert "after the feedback, which holds the answers" in second.refused[0]
    assert (first.taken, second.taken) == ((), ())
    assert grade_assignment(course, QUIZ)[0].points == 3.33


def test_a_hand_in_between_grading_and_feedback_does_not_count_either(course: Course, hands_in):
    hands_in(answers={"quiz-1-t1": WRONG_T1})
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    hands_in(at=ON_TIME + timedelta(hours=1))
    release_feedback(course, QUIZ)

    assert collect(course, QUIZ).taken == ()


def test_who_is_not_graded_yet_gets_no_feedback(course: Course, hands_in):
    """A row in the gradebook is not a grade: the learner may still hand in again."""
    from nbgrader.api import Gradebook

    hands_in()
    collect(course, QUIZ)
    with warnings.catch_warnings(), Gradebook(course.gradebook_url, "bhtrain") as book:
        warnings.simplefilter("ignore")  # nbgrader's own, about its database session
        book.update_or_create_submission(QUIZ, "ana")

    with pytest.raises(CourseError, match="Nobody is graded"):
        release_feedback(course, QUIZ)


@pytest.fixture
def second(course: Course) -> Course:
    """Another released assignment that asks about the first note of the quiz, too."""
    import textwrap

    from quiz_course import KEYS, TASKS

    def other(text: str) -> str:
        return textwrap.dedent(text).replace("quiz-1", "quiz-2")

    folder = course.solutions / "quiz-2"
    folder.mkdir()
    tasks, keys = other(TASKS), other(KEYS)
    (folder / "tasks.yaml").write_text(tasks.partition("  - id: quiz-2-t2")[0], encoding="utf-8")
    course.keys_file("quiz-2").write_text(keys.partition("  - id: quiz-2-t2")[0], encoding="utf-8")
    course.exchange.release(
        "quiz-2", {"tasks.yaml": tasks.encode()}, title="Quiz 2", due=DUE, released_at=ON_TIME
    )
    return course


def test_a_note_that_another_assignment_still_asks_about_keeps_its_key(second: Course, hands_in):
    """What the feedback told would be handed in there."""
    secret = hands_in(answers={**key_answers(second), "quiz-1-t1": WRONG_T1})
    collect(second, QUIZ)
    grade_assignment(second, QUIZ)

    release_feedback(second, QUIZ)

    found = second.exchange.feedback(QUIZ, "ana", secret)
    assert found is not None
    held, told = found["tasks"]
    assert held == {
        "task": "quiz-1-t1",
        "points": 3.33,
        "max_points": 10,
        "problem": "",
        "waits": False,
        "competencies": ["time"],
        "asked": "Code the note: does a claim go out, and with what on it? Payer: a commercial "
        "plan. Date of service: March 24, 2026.",
        "papers": [],
        "answer": "Bill 90837 ×1.",  # what the learner entered, which says nothing of the key
        "question": "",
        "headline": "3.33 of 10 points. The reasons wait until quiz-2, which asks about the same "
        "note, is graded, too.",
    }
    assert found["totals"] == [], "money too much would tell the code"
    assert "The clinician did not write how long" in told["rationale"]


def test_once_the_other_is_graded_the_reasons_come(second: Course, hands_in):
    secret = hands_in(answers={"quiz-1-t1": WRONG_T1})
    collect(second, QUIZ)
    grade_assignment(second, QUIZ)
    still_open = tasks_elsewhere(second, QUIZ)

    assert still_open == {"quiz-1-t1": ["quiz-2"], "quiz-1-t2": []}
    record = {"totals": [1], "tasks": [{"task": "quiz-1-t1", "expected": "Bill 90834"}]}
    assert without_open_keys(record, {"quiz-1-t1": []}) == record
    assert released(second, secret) == "null"
