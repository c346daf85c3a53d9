"""What a learner has read stays beside what a correction says, and only that."""

import json
from itertools import pairwise
from typing import Any

import pytest
from quiz_course import QUIZ, RIGHT_T1

from bhtrain.course import earlier
from bhtrain.course.collect import collect
from bhtrain.course.earlier import with_earlier
from bhtrain.course.explained import why_moved
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course
from bhtrain.course.override import set_points

T1 = "quiz-1-t1"


def correct_key(course: Course, old: str, new: str) -> None:
    file = course.keys_file(QUIZ)
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def released(course: Course, hands_in):
    """Ana has read that 90834 is right; `read()` is what she can read now, of each task."""
    secret = hands_in(answers={T1: RIGHT_T1})
    collect(course, QUIZ)
    grade_assignment(course, QUIZ)
    release_feedback(course, QUIZ)

    def read() -> list[dict[str, Any]]:
        given = course.exchange.feedback(QUIZ, "ana", secret)
        assert given is not None
        return list(given["tasks"])

    return read


def page(course: Course) -> str:
    return (course.feedback("ana", QUIZ) / f"{QUIZ}.html").read_text(encoding="utf-8")


def files(course: Course) -> dict[str, bytes]:
    folders = (course.feedback("ana", QUIZ), course.autograded("ana", QUIZ))
    return {str(path): path.read_bytes() for folder in folders for path in folder.iterdir()}


def test_after_a_correction_both_explanations_can_be_read(course: Course, released):
    """The new one, and folded beside it what was said before, on which day, with its points."""
    correct_key(course, 'code: "90834"', 'code: "90837"')
    grade_assignment(course, QUIZ)

    release_feedback(course, QUIZ)

    first, second = released()
    assert first["expected"].startswith("Bill 90837")
    [before] = first["earlier"]
    assert before["expected"].startswith("Bill 90834")
    assert (before["points"], before["headline"]) == (10.0, "10 of 10 points. All of it is right.")
    assert before["content_version"]
    assert before["released_at"]
    assert "earlier" not in second
    shown = page(course)
    assert shown.count("<details><summary>How it was explained on ") == 1
    assert (
        shown.index("Bill 90837") < shown.index("by the rulebook of then") < shown.rindex("90834")
    )


def test_grading_and_releasing_again_keeps_the_same_bytes_and_one_explanation(
    course: Course, released
):
    """Neither is a correction."""
    correct_key(course, 'code: "90834"', 'code: "90837"')
    grade_assignment(course, QUIZ)
    before = files(course)
    grade_assignment(course, QUIZ)
    assert files(course) == before
    release_feedback(course, QUIZ)

    grade_assignment(course, QUIZ)
    release_feedback(course, QUIZ)

    assert files(course) == before
    assert len(released()[0]["earlier"]) == 1


def test_what_nobody_was_shown_is_not_kept(course: Course, released):
    """Two corrections between two releases: she never saw the one in the middle."""
    correct_key(course, 'code: "90834"', 'code: "90832"')
    grade_assignment(course, QUIZ)
    correct_key(course, 'code: "90832"', 'code: "90837"')
    grade_assignment(course, QUIZ)

    release_feedback(course, QUIZ)

    [before] = released()[0]["earlier"]
    assert before["expected"].startswith("Bill 90834")


def test_at_most_three_are_kept_the_newest_first(course: Course, released):
    """Five corrections, each of them read."""
    codes = ["90834", "90837", "90832", "90834", "90837", "90832"]
    for old, new in pairwise(codes):
        correct_key(course, f'code: "{old}"', f'code: "{new}"')
        grade_assignment(course, QUIZ)
        release_feedback(course, QUIZ)

    kept = [told["expected"][:10] for told in released()[0]["earlier"]]

    assert kept == ["Bill 90837", "Bill 90834", "Bill 90832"]


def test_a_record_that_would_become_too_large_keeps_fewer(
    course: Course, released, monkeypatch: pytest.MonkeyPatch
):
    """The feedback itself always fits."""
    correct_key(course, 'code: "90834"', 'code: "90837"')
    monkeypatch.setattr(earlier, "_MOST_BYTES", 100)
    grade_assignment(course, QUIZ)

    release_feedback(course, QUIZ)

    assert "earlier" not in released()[0]


def test_points_that_a_person_sets_are_no_other_explanation(course: Course, released):
    """The history has them; the rulebook said nothing new."""
    set_points(course, QUIZ, "ana", T1, 7, why="The place was guessed.", by="maria")
    grade_assignment(course, QUIZ)

    release_feedback(course, QUIZ)

    assert released()[0]["points"] == 7
    assert "earlier" not in released()[0]


def test_other_weights_are_another_explanation_of_the_points(course: Course, released):
    """Whoever did not answer all reads how much a field weighed before."""
    (course.folder / "weights.yaml").write_text("evidence: 9\n", encoding="utf-8")
    correct_key(course, 'place: "11"', 'place: "10"')
    grade_assignment(course, QUIZ)
    release_feedback(course, QUIZ)
    (course.folder / "weights.yaml").write_text("evidence: 1\n", encoding="utf-8")
    grade_assignment(course, QUIZ)

    release_feedback(course, QUIZ)

    # place 1 of decision 3, code 4, units 1, place 1, diagnosis 2 and evidence 9, then 1
    assert [told["points"] for told in released()[0]["earlier"]] == [9.5, 10.0]
    assert released()[0]["points"] == 9.17


def test_what_was_held_back_was_no_explanation(course: Course, released):
    """Only points were shown, because the note is still asked about elsewhere."""
    record = json.loads((course.feedback("ana", QUIZ) / "feedback.json").read_text())
    held = [{"task": task["task"], "points": 3, "headline": "Wait."} for task in record["tasks"]]

    found = with_earlier(record, {**record, "released_at": "2026-01-01", "tasks": held})

    assert found == record


def test_every_word_of_an_earlier_explanation_is_text(course: Course, released):
    """It went through the exchange folder."""
    record = json.loads((course.feedback("ana", QUIZ) / "feedback.json").read_text())
    task = {**record["tasks"][0], "rationale": "<script>alert(1)</script>"}
    then = {**record, "released_at": "2026-01-02T12:00:00+00:00", "tasks": [task]}

    html = earlier.earlier_html(with_earlier(record, then)["tasks"][0])

    assert "Fri 2 Jan 2026" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def reasons(*rules: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [
        {"rule": rule, "outcome": outcome, "text": text, "strict": True}
        for rule, outcome, text in rules
    ]


def record(version: str = "v1", **task: Any) -> dict[str, Any]:
    usual = {"task": T1, "keyed": {"procedure": "90834"}, "expected": "Bill 90834."}
    field = {"name": "procedure", "label": "Procedure codes", "status": "right", "text": ""}
    about = {"content_version": version, "weights": {"procedure": 4}, "problem": ""}
    return {**about, "tasks": [{**usual, "fields": [field], "reasons": [], **task}]}


def test_a_rule_that_says_something_else_is_named_with_its_words():
    """The rulebook was corrected, and the key was not."""
    before = record(
        reasons=reasons(("a", "not met", "No."), ("b", "met", "Yes."), ("c", "met", "So."))
    )
    after = record("v2", reasons=reasons(("a", "met", "It is."), ("c", "met", "So.")))

    assert why_moved(before, after, T1) == (
        "Rule a says now: It is.",
        "Rule b no longer decides here.",
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (record(), record("v2"), "The rulebook is another version."),
        (record(), record(), "A grading that was cut off had written the new explanation already."),
        ({}, record(), "The earlier explanation is gone; only its points are known."),
        (
            record(keyed=None, expected="Bill 90837."),
            record(),
            "The worked answer was “Bill 90837.”, now “Bill 90834.”",
        ),
        (
            record(fields=[{"name": "procedure", "label": "P", "status": "wrong", "text": "No."}]),
            record(),
            "Procedure codes: not right before, right now.",
        ),
        (
            record(keyed={"procedure": ""}),
            record(),
            "Procedure codes: nothing was expected, now 90834.",
        ),
        (record(), {**record(), "problem": "Damaged."}, "Damaged."),
    ],
)
def test_each_reason_is_a_sentence(before, after, said):
    """Whatever the last grading has left, somebody reads why."""
    assert why_moved(before, after, T1) == (said,)
