"""A key is corrected: whose marks move, and why, is known before; nothing moves silently."""

import json

import pytest
from nbgrader_commands import nbgrader
from quiz_course import QUIZ, RIGHT_T1, submit_answers
from typer.testing import CliRunner

from bhtrain.cli import app
from bhtrain.course import grade, reopen
from bhtrain.course.grade import grade_assignment
from bhtrain.course.gradebook import GradebookTables, open_gradebook
from bhtrain.course.layout import Course, read_yaml
from bhtrain.course.override import note_formgrader, set_points
from bhtrain.course.regrade import apply_regrade, preview_regrade
from bhtrain.course.reopen import with_state
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.course.sign_off import sign_off, sign_off_of
from bhtrain.errors import CourseError
from bhtrain.model.scenario import ReviewState
from bhtrain.reports.items import items_frame

T1, T2 = "quiz-1-t1", "quiz-1-t2"
WHY = "The note gives 53 minutes; the key had misread it."


def correct_key(course: Course, old: str = 'code: "90834"', new: str = 'code: "90837"') -> None:
    """Say that the first note supports another code than its key said."""
    file = course.keys_file(QUIZ)
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def set_state(course: Course, state: str) -> None:
    """Say of every key how far it was checked."""
    file = course.keys_file(QUIZ)
    text = with_state(file.read_text(encoding="utf-8"), (T1, T2), ReviewState(state))
    file.write_text(text, encoding="utf-8")


def states(course: Course) -> dict[str, str]:
    return {key["id"]: key["review"] for key in read_yaml(course.keys_file(QUIZ))["keys"]}


def points(course: Course) -> dict[tuple[str, str], float]:
    with open_gradebook(course) as gradebook:
        return {(one.learner, one.task): one.points for one in gradebook.grades(QUIZ)}


def entries(course: Course, what: Act):
    return [entry for entry in ReviewHistory.of(course).entries(QUIZ) if entry.what is what]


def everything(course: Course) -> dict[str, bytes]:
    """Every file of the course, by its name."""
    return {
        str(path.relative_to(course.folder)): path.read_bytes()
        for path in course.folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def corrected(graded: Course) -> Course:
    """Cora's first answer has a person's 9 points; then the key's code becomes 90837.

    Of the weight of 12 that the first task has, the code is 4: without it 8 of 12 are left.
    """
    set_points(graded, QUIZ, "cora", T1, 9, why="Her reason holds.", by="maria")
    set_state(graded, "agreed")
    correct_key(graded)
    return graded


def test_a_preview_foretells_every_move_and_changes_nothing(corrected: Course):
    """Who billed the old code loses it, who billed the new one gains it; a person's word stays."""
    before = everything(corrected)

    found = preview_regrade(corrected, QUIZ)

    assert everything(corrected) == before
    assert [(move.learner, move.task, move.was, move.now) for move in found.moves] == [
        ("ana", T1, 10.0, 6.67),
        ("ben", T1, 3.33, 6.67),
    ]
    for move in found.moves:
        assert move.why == ("Procedure codes: 90834 was expected, now 90837.",)
    assert [(one.learner, one.task, one.points, one.automatic) for one in found.by_hand] == [
        ("cora", T1, 9.0, 6.67)
    ]
    assert (found.up, found.down, found.stay) == (1, 1, 4)  # of six marks
    assert dict(found.keys) == {T1: "Procedure codes: 90834 was expected, now 90837."}
    assert found.problems == ()


def test_applying_moves_what_was_shown_and_writes_down_who_and_why(corrected: Course):
    """One entry for each mark that moved, one for the key."""
    before = points(corrected)
    shown = preview_regrade(corrected, QUIZ)

    apply_regrade(corrected, shown, why=WHY, by="maria")

    assert points(corrected) == {**before, ("ana", T1): 6.67, ("ben", T1): 6.67}
    assert points(corrected)["cora", T1] == 9.0
    moved = entries(corrected, Act.REGRADED)
    assert [(one.learner, one.task, one.was, one.now, one.by, one.why) for one in moved] == [
        ("ana", T1, 10.0, 6.67, "maria", WHY),
        ("ben", T1, 3.33, 6.67, "maria", WHY),
    ]
    [reopened] = entries(corrected, Act.KEY_REOPENED)
    assert (reopened.task, reopened.learner, reopened.why) == (T1, "", WHY)
    assert states(corrected) == {T1: "drafted", T2: "agreed"}
    assert preview_regrade(corrected, QUIZ).moves == ()


def test_nothing_is_applied_but_what_was_shown(corrected: Course):
    """Somebody has decided meanwhile: the second look is theirs who asked for it."""
    shown = preview_regrade(corrected, QUIZ)
    set_points(corrected, QUIZ, "ben", T1, 5, why="Half of it.", by="omar")
    before, key = points(corrected), corrected.keys_file(QUIZ).read_bytes()

    with pytest.raises(CourseError, match="Something has changed since the preview"):
        apply_regrade(corrected, shown, why=WHY, by="maria")

    assert points(corrected) == before
    assert corrected.keys_file(QUIZ).read_bytes() == key
    assert entries(corrected, Act.REGRADED) == entries(corrected, Act.KEY_REOPENED) == []


def test_without_a_reason_nothing_is_applied(corrected: Course):
    """The learners will ask."""
    before = points(corrected)

    with pytest.raises(CourseError, match="Give a reason"):
        apply_regrade(corrected, preview_regrade(corrected, QUIZ), why=" ", by="maria")

    assert points(corrected) == before


def test_a_sign_off_of_moved_points_ends_and_is_named(corrected: Course):
    """Ana's ten points are no longer what was signed; a learner who stays keeps the sign-off."""
    submit_answers(corrected, "dora", {})
    correct_key(corrected, 'code: "90837"', 'code: "90834"')
    grade_assignment(corrected, QUIZ)
    sign_off(corrected, QUIZ, "ana", by="maria")
    sign_off(corrected, QUIZ, "dora", by="maria")
    correct_key(corrected)

    done = apply_regrade(corrected, preview_regrade(corrected, QUIZ), why=WHY, by="maria")

    assert done.sign_offs_ended == ("ana",)
    assert sign_off_of(corrected, QUIZ, "ana").changed.startswith("The points have changed since")
    assert sign_off_of(corrected, QUIZ, "dora").changed == ""


def test_only_who_is_graded_is_graded_again_and_the_others_are_named(corrected: Course):
    """Dan has just handed in, Ben's file is gone, and Cora's is damaged since."""
    submit_answers(corrected, "dan", {T1: RIGHT_T1})
    for path in sorted(corrected.submitted("ben", QUIZ).iterdir()):
        path.unlink()
    corrected.submitted("ben", QUIZ).rmdir()
    (corrected.submitted("cora", QUIZ) / "answers.json").write_text("{")

    found = preview_regrade(corrected, QUIZ)
    apply_regrade(corrected, found, why=WHY, by="maria")

    assert found.learners == ("ana", "cora")
    gone, damaged = found.problems
    assert gone.startswith("ben: the hand-in is gone")
    assert damaged.startswith("cora: answers.json is damaged")
    assert ("dan", T1) not in points(corrected)
    assert points(corrected)["ben", T1] == 3.33


def test_a_plain_grading_moves_nothing_silently(corrected: Course):
    """The same entries, by whoever graded."""
    results = {one.learner: one for one in grade_assignment(corrected, QUIZ)}

    assert (results["ana"].moved, results["cora"].moved) == ((T1,), ())
    told = [(one.learner, one.was, one.now, one.why) for one in entries(corrected, Act.REGRADED)]
    assert told == [
        ("ana", 10.0, 6.67, "Graded again."),
        ("ben", 3.33, 6.67, "Graded again."),
    ]
    assert [one.task for one in entries(corrected, Act.KEY_REOPENED)] == [T1]
    assert states(corrected)[T1] == "drafted"


def test_grading_again_without_a_change_adds_nothing(corrected: Course):
    """Neither to the history nor to a single file."""
    grade_assignment(corrected, QUIZ)
    before, told = everything(corrected), ReviewHistory.of(corrected).entries()

    grade_assignment(corrected, QUIZ)
    apply_regrade(corrected, preview_regrade(corrected, QUIZ), why=WHY, by="maria")

    after = everything(corrected)
    assert {name for name in after if after[name] != before.get(name)} <= {
        "gradebook.db",
        "attempts.db",
    }
    assert ReviewHistory.of(corrected).entries() == told


def test_a_mark_that_moves_by_another_hand_in_is_no_regrade(graded: Course):
    """Ben's second file counts by the manager's word; its points are new, not corrected."""
    (graded.submitted("ben", QUIZ) / "submission_secret.txt").write_text("t" * 32)

    assert preview_regrade(graded, QUIZ).problems == (
        "ben handed in again; `bhtrain grade quiz-1` grades that.",
    )
    correct_key(graded)
    grade_assignment(graded, QUIZ)

    assert [one.learner for one in entries(graded, Act.REGRADED)] == ["ana", "cora"]
    assert points(graded)["ben", T1] == 6.67


def test_extra_credit_goes_on_counting_and_the_sum_moves(graded: Course):
    """A point that somebody added in formgrader, on top of 4 of 12 and then 8 of 12."""
    from nbgrader.api import Gradebook

    with Gradebook(graded.gradebook_url, "bhtrain") as book:
        book.find_grade(T1, QUIZ, QUIZ, "ben").extra_credit = 1
        book.db.commit()
    correct_key(graded)

    found = preview_regrade(graded, QUIZ)
    apply_regrade(graded, found, why=WHY, by="maria")

    assert [(one.was, one.now) for one in found.moves if one.learner == "ben"] == [(4.33, 7.67)]
    assert found.by_hand == ()
    assert points(graded)["ben", T1] == 7.67
    assert note_formgrader(graded, QUIZ) == ()
    acts = [one.what for one in ReviewHistory.of(graded).entries(QUIZ, learner="ben")]
    assert acts == [Act.IN_FORMGRADER, Act.REGRADED]


class Killed(BaseException):
    """As good as kill -9: nothing of ours catches it."""


def after(real, *, calls=1, first=True):
    """Do what is asked (or not even that) the given number of times, then be killed."""
    left = [calls]

    def run(*given, **named):
        left[0] -= 1
        done = real(*given, **named) if first or left[0] else None
        if not left[0]:
            raise Killed
        return done

    return run


MOMENTS = {
    "before the key's entry": (reopen, "key_entries_of", {"first": False}),
    "after the key's entry": (ReviewHistory, "add", {}),
    "before any file": (grade, "_write_results", {"first": False}),
    "between the files": (grade, "_write_results", {"calls": 2}),
    "after the files": (GradebookTables, "save_points", {"first": False}),
    "before the gradebook has it": (GradebookTables, "save_points", {}),
    "between gradebook and history": (ReviewHistory, "add", {"calls": 2, "first": False}),
    "after the history": (ReviewHistory, "add", {"calls": 2}),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_that_is_killed_is_completed_by_the_next(corrected: Course, moment: str):
    """No mark moves without its entry, and none has two."""
    owner, name, options = MOMENTS[moment]
    before = points(corrected)
    then = {**before, ("ana", T1): 6.67, ("ben", T1): 6.67}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, after(getattr(owner, name), **options))
        with pytest.raises(Killed):
            apply_regrade(corrected, preview_regrade(corrected, QUIZ), why=WHY, by="maria")
    assert points(corrected) == (then if "history" in moment else before)
    note_formgrader(corrected, QUIZ)  # whoever looks next
    assert bool(entries(corrected, Act.REGRADED)) is ("history" in moment)

    apply_regrade(corrected, preview_regrade(corrected, QUIZ), why=WHY, by="maria")

    assert points(corrected) == then
    told = [(one.learner, one.was, one.now) for one in entries(corrected, Act.REGRADED)]
    assert told == [("ana", 10.0, 6.67), ("ben", 3.33, 6.67)]
    assert [one.task for one in entries(corrected, Act.KEY_REOPENED)] == [T1]
    assert states(corrected)[T1] == "drafted"
    record = json.loads((corrected.feedback("ben", QUIZ) / "feedback.json").read_text())
    assert record["tasks"][0]["expected"].startswith("Bill 90837")


def test_a_corrected_key_is_listed_until_somebody_else_has_keyed_the_note(corrected: Course):
    """Its state in the keys is the one register: agreed or blind-keyed closes it."""

    def waits() -> list[bool]:
        return [bool(day) for day in items_frame(corrected)["reopened"]]

    assert waits() == [False, False]
    grade_assignment(corrected, QUIZ)
    assert waits() == [True, False]

    set_state(corrected, "agreed")

    assert waits() == [False, False]


def test_a_review_state_is_edited_and_not_a_letter_beside_it():
    """Comments, order, line ends and quotes of an author's file stay."""
    text = (
        "# ours\r\nkeys:\r\n"
        "  - {id: a, review: agreed, key: {review: agreed}}  # in one line\r\n"
        "  - id: b\r\n    review: 'blind-keyed'   # by Omar\r\n    id2: review\r\n"
        "  - review: agreed\r\n    id: c\r\n"
    )

    changed = with_state(text, ["a", "b"], ReviewState.DRAFTED)

    assert changed == text.replace("a, review: agreed", "a, review: drafted").replace(
        "'blind-keyed'", "drafted"
    )


@pytest.fixture
def types(corrected: Course):
    """Type a command in the course with the corrected key."""

    def run(*words: str, answers: str | None = None, ends: int = 0) -> str:
        ended = CliRunner().invoke(app, list(words), input=answers, standalone_mode=False)
        said = ended.output + str(ended.exception or "")
        assert (ended.return_value or 0) == ends, said
        return said

    return run


def test_a_person_sees_it_first_and_is_asked(types, corrected: Course):
    """No, and nobody there to answer, change nothing; yes does exactly what was shown."""
    before = points(corrected)
    shown = types("regrade", QUIZ)
    why = "Procedure codes: 90834 was expected, now 90837."
    assert f"ana\t{T1}\t10\t6.67\t-3.33\t{why}\n" in shown
    assert f"ben\t{T1}\t3.33\t6.67\t+3.34\t{why}\n" in shown
    kept = "9 points set by a person stay; the automatic points would be 6.67."
    assert f"cora, {T1}: {kept}" in shown
    assert "2 of 6 marks would move: 1 up, 1 down; 4 stay." in shown
    assert "bhtrain regrade quiz-1 --apply --why" in shown

    assert "Give a reason" in types("regrade", QUIZ, "--apply")
    command = ("regrade", QUIZ, "--apply", "--why", WHY)
    assert "Nothing is changed." in types(*command, answers="n\n", ends=1)
    assert "Nothing is changed." in types(*command, answers="", ends=1)
    assert points(corrected) == before

    told = types(*command, answers="y\n")

    assert "2 marks moved" in told
    assert f'The key of {T1} is "drafted" again' in told
    assert f"Next: bhtrain feedback release {QUIZ}" in told
    assert points(corrected)["ben", T1] == 6.67
    assert f"{WHY} {why}" in types("history", QUIZ, "ben")
    assert "No marks would move." in types("regrade", QUIZ, "--preview")


def test_grade_says_how_many_marks_moved_and_where_to_read_why(types):
    """Nobody has to compare lists."""
    told = types("grade", QUIZ)

    assert "2 marks of answers that were graded before moved" in told
    assert "bhtrain history quiz-1" in told
    assert "moved" not in types("grade", QUIZ)


@pytest.mark.nbgrader
def test_nbgraders_own_door_moves_nothing_silently_either(corrected: Course):
    """Its autograde saves cell by cell; the entry comes first, and once."""
    for _ in range(2):
        nbgrader(corrected.folder, "autograde", QUIZ, "--force")

    assert points(corrected)["ben", T1] == 6.67
    told = [(one.learner, one.was, one.now, one.why) for one in entries(corrected, Act.REGRADED)]
    why = "Graded again by nbgrader's autograde."
    assert told == [("ana", 10.0, 6.67, why), ("ben", 3.33, 6.67, why)]

    grade_assignment(corrected, QUIZ)

    assert len(entries(corrected, Act.REGRADED)) == 2
    assert [one.task for one in entries(corrected, Act.KEY_REOPENED)] == [T1]
