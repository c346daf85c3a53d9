"""Everything a hand-in can be. Each earns what it should, or 0 with a sentence; the batch goes on.

After each case the same is looked at: the neighbors' points, that nothing was executed, and
that no key and nothing of another learner can be read in the results.
"""

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from quiz_course import CANARY, ME, QUIZ, RIGHT_T1, WRONG_T1, submit, submit_answers

from bhtrain.course import grade, scoring
from bhtrain.course.collect import collect
from bhtrain.course.envelope import read_envelope
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.grade import GradedLearner, grade_assignment
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course
from bhtrain.course.roster import add_learners
from bhtrain.errors import CourseError
from bhtrain.exchange.handin import RosterEntry
from bhtrain.grading.answers import AnswerSheet, _checksum, sheet_to_text
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine

SECRET = "the sentences of a colleague"  # stands in ana's answers and nowhere else
ANA = Answer(decision=RIGHT_T1.decision, claim=RIGHT_T1.claim, query=SECRET)
FORMULA = '=cmd|"/c calc"!A1'


def sheet(learner: str = "mallory", assignment: str = QUIZ, answer: Answer = RIGHT_T1) -> str:
    """A sound answers.json."""
    answers = {"quiz-1-t1": answer}
    return sheet_to_text(AnswerSheet(assignment=assignment, learner=learner, answers=answers))


def with_checksum(**changes: object) -> str:
    """A file by somebody who knows how the checksum is made."""
    body = json.loads(sheet())
    body.pop("checksum")
    body |= changes
    return json.dumps({**body, "checksum": _checksum(body)})


def entry(**changes: object) -> str:
    """The right answer, with some fields of somebody's own."""
    answers = json.loads(sheet())["answers"]
    answers["quiz-1-t1"] |= changes
    return with_checksum(answers=answers)


def text_of(text: str | None) -> Callable[[Course], None]:
    """mallory hands in this answers.json."""
    return lambda course: submit(course, "mallory", text) and None


def notebook(change: Callable[[dict], object]) -> Callable[[Course], None]:
    """mallory hands in right answers, and a notebook changed like this."""

    def make(course: Course) -> None:
        path = submit(course, "mallory", sheet()) / f"{QUIZ}.ipynb"
        body = json.loads(path.read_text())
        change(body)
        path.write_text(json.dumps(body))

    return make


def in_folder(change: Callable[[Path, Course], object]) -> Callable[[Course], None]:
    """mallory hands in right answers, and then the folder is changed like this."""
    return lambda course: change(submit(course, "mallory", sheet()), course) and None


def instead(make: Callable[[Path, Course], object]) -> Callable[[Course], None]:
    """Something else stands where answers.json should."""

    def change(folder: Path, course: Course) -> None:
        (folder / "answers.json").unlink()
        make(folder / "answers.json", course)

    return in_folder(change)


def forge(body: dict) -> None:
    """Results of a run that never was."""
    for cell in body["cells"]:
        if cell["cell_type"] == "code":
            data = {"text/plain": "10.0", "text/html": "<script>alert(1)</script>"}
            cell["outputs"] = [
                {"output_type": "execute_result", "data": data, "execution_count": 1}
            ]


def evil_cells(body: dict) -> None:
    """What would leave a trace if it ran."""
    source = "open('PWNED', 'w').write('x')\nimport os; os._exit(3)"
    body["cells"] = [{**cell, "cell_type": "code", "source": [source]} for cell in body["cells"]]


def points_400(body: dict) -> None:
    """Points as a learner would like them."""
    for cell in body["cells"]:
        if cell["metadata"].get("nbgrader"):
            cell["metadata"]["nbgrader"]["points"] = 400


def folder_link(course: Course) -> None:
    """The whole folder of the learner is ana's."""
    (course.folder / "submitted" / "mallory").symlink_to(course.folder / "submitted" / "ana")


def assignment_link(course: Course) -> None:
    """Only the folder of the assignment is ana's."""
    (course.folder / "submitted" / "mallory").mkdir()
    course.submitted("mallory", QUIZ).symlink_to(course.submitted("ana", QUIZ))


def put_socket(path: Path) -> None:
    """What is neither file, link nor folder, as a device is, and needs no rights to be made."""
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as made:
        made.bind(f"{short}/s")  # its name may not be long
        shutil.move(f"{short}/s", path)


SCRIPTS = Answer(
    decision=Decision.BILL,
    claim=Claim(
        lines=(
            ServiceLine(
                code="<script>open('PWNED')</script>", modifiers=("javascript:alert(1)",), place="<"
            ),
        ),
        diagnoses=("<img src=x onerror=alert(1)>", "[x](javascript:alert(1))"),
    ),
    gaps=(Gap(id='"><svg onload=alert(1)>'),),
    query="</section></body><script>alert(1)</script>",
)
FORMULAS = Answer(
    decision=Decision.BILL,
    claim=Claim(lines=(ServiceLine(code=FORMULA, place=FORMULA),), diagnoses=(FORMULA,)),
    query=FORMULA,
)


@dataclass(frozen=True)
class Case:
    """How mallory hands in, the points it earns (None: whatever the answers do), and the words."""

    make: Callable[[Course], object]
    points: float | None = 0.0
    says: str = ""


FULL = 10.0
CASES = {
    # The notebook is never opened, so nothing about it matters.
    "notebook missing": Case(in_folder(lambda f, _: (f / f"{QUIZ}.ipynb").unlink()), FULL),
    "notebook renamed": Case(
        in_folder(lambda f, _: (f / f"{QUIZ}.ipynb").rename(f / "mine.ipynb")), FULL
    ),
    "notebook not JSON": Case(
        in_folder(lambda f, _: (f / f"{QUIZ}.ipynb").write_bytes(b"\xff{")), FULL
    ),
    "notebook a link to the keys": Case(
        in_folder(
            lambda f, c: [
                (f / f"{QUIZ}.ipynb").unlink(),
                (f / f"{QUIZ}.ipynb").symlink_to(c.keys_file(QUIZ)),
            ]
        ),
        FULL,
    ),
    "cells deleted": Case(notebook(lambda body: body["cells"].clear()), FULL),
    "cells duplicated": Case(
        notebook(lambda body: body["cells"].extend(list(body["cells"]) * 3)), FULL
    ),
    "metadata stripped": Case(
        notebook(lambda body: [cell.update(metadata={}) for cell in body["cells"]]), FULL
    ),
    "points edited to 400": Case(notebook(points_400), FULL),
    "outputs forged": Case(notebook(forge), FULL),
    "cells that would run": Case(notebook(evil_cells), FULL),
    # answers.json
    "answers absent": Case(text_of(None), says="is not there"),
    "answers empty": Case(text_of(""), says="damaged"),
    "answers truncated": Case(text_of(sheet()[:-30]), says="damaged"),
    "answers huge": Case(text_of("x" * 2_000_000), says="the limit is"),
    "answers huge but sound": Case(
        text_of(sheet()[:-1] + " " * 300_000 + "}"), says="the limit is"
    ),
    "answers deep": Case(text_of("[" * 100_000 + "]" * 100_000), says="levels deep"),
    "answers deep inside": Case(
        text_of(with_checksum(more=json.loads("[" * 50 + "]" * 50))), says="levels deep"
    ),
    "answers NaN": Case(
        text_of(sheet().replace('"units": 1', '"units": NaN')), says="not a number"
    ),
    "answers infinite": Case(
        text_of(sheet().replace('"units": 1', '"units": 1e999')), says="not match its checksum"
    ),
    "answers with a long number": Case(
        text_of(sheet().replace('"units": 1', '"units": ' + "9" * 5000)), says="too long"
    ),
    "answers not text": Case(
        in_folder(lambda f, _: (f / "answers.json").write_bytes(b"\xff\xfe{}")), says="UTF-8"
    ),
    "answers with half a character": Case(text_of('{"schema": "\\ud800"}'), says="UTF-8"),
    "duplicate keys": Case(
        text_of(sheet().replace('"learner"', '"learner": "ana", "learner"', 1)), says="twice"
    ),
    "duplicate tasks": Case(
        text_of(sheet().replace('"quiz-1-t1": {', '"quiz-1-t1": {}, "quiz-1-t1": {', 1)),
        says="twice",
    ),
    "wrong schema": Case(text_of(with_checksum(schema=0)), says="schema '0'"),
    "schema from the future": Case(text_of(with_checksum(schema=2)), says="schema '2'"),
    "schema of another type": Case(text_of(with_checksum(schema=[1])), says="schema"),
    "wrong learner": Case(text_of(sheet("ana")), says="signed by 'ana'"),
    "wrong assignment": Case(text_of(sheet(assignment="quiz-2")), says="'quiz-2'"),
    "checksum wrong": Case(text_of(sheet().replace("90834", "90837")), says="checksum"),
    "checksum absent": Case(
        text_of(json.dumps({"schema": 1, "learner": "mallory", "assignment": QUIZ})),
        says="checksum",
    ),
    "checksum a list": Case(text_of(json.dumps({"schema": 1, "checksum": [1]})), says="checksum"),
    "a task that is none": Case(
        text_of(with_checksum(answers={"../quiz-1-t1": {}, "quiz-1-t9": {}}))
    ),
    "units of a billion": Case(
        text_of(entry(lines=[{"code": "90834", "units": 10**9}])), says="whole number"
    ),
    "a thousand lines": Case(
        text_of(entry(lines=[{"code": "90834"}] * 1000)), says="at most 200 entries"
    ),
    "two hundred lines": Case(text_of(entry(lines=[{"code": "90834"}] * 200)), None),
    "codes of every alphabet": Case(text_of(entry(lines=[{"code": "９０８３４"}])), None),
    "a decision that is a list": Case(text_of(entry(decision=["bill"])), says="not a decision"),
    "sentences that are not there": Case(
        text_of(entry(lines=[{"code": "90834", "place": "11", "evidence": [0, 999, 9999]}])), None
    ),
    "pointers that point nowhere": Case(
        text_of(entry(lines=[{"code": "90834", "pointers": [9, 99, 9999]}])), None
    ),
    # What stands where answers.json should
    "a link to the keys": Case(
        instead(lambda p, c: p.symlink_to(c.keys_file(QUIZ))), says="is a link"
    ),
    "a link to ana's answers": Case(
        instead(lambda p, c: p.symlink_to(c.submitted("ana", QUIZ) / "answers.json")),
        says="is a link",
    ),
    "a link to nothing": Case(instead(lambda p, _: p.symlink_to("nowhere")), says="is a link"),
    "a hard link to the keys": Case(
        instead(lambda p, c: os.link(c.keys_file(QUIZ), p)), says="damaged"
    ),
    "a hard link to ana's answers": Case(
        instead(lambda p, c: os.link(c.submitted("ana", QUIZ) / "answers.json", p)),
        says="signed by 'ana'",
    ),
    "a pipe": Case(instead(lambda p, _: os.mkfifo(p)), says="not an ordinary file"),
    "a socket": Case(instead(lambda p, _: put_socket(p)), says="not an ordinary file"),
    "a folder": Case(instead(lambda p, _: p.mkdir()), says="not an ordinary file"),
    "a name in capitals": Case(
        in_folder(lambda f, _: (f / "answers.json").rename(f / "Answers.JSON")), says="not there"
    ),
    "a file for a folder": Case(
        in_folder(lambda f, _: [shutil.rmtree(f), f.write_text("x")]), says="cannot be read"
    ),
    "the learner's folder is a link": Case(folder_link, says="is a link"),
    "the assignment's folder is a link": Case(assignment_link, says="is a link"),
    "a forged sentence of refusal": Case(
        in_folder(lambda f, _: (f / "answers.refused.txt").write_bytes(b"\xff<script>\n" * 20)),
        says="<script>",
    ),
    "a secret that is a link": Case(
        in_folder(
            lambda f, c: [
                (f / "submission_secret.txt").unlink(),
                (f / "submission_secret.txt").symlink_to(c.keys_file(QUIZ)),
            ]
        ),
        FULL,
    ),
    "a time that is a link": Case(
        in_folder(
            lambda f, c: [
                (f / "timestamp.txt").unlink(),
                (f / "timestamp.txt").symlink_to(c.keys_file(QUIZ)),
            ]
        ),
        FULL,
    ),
    "a time that is none": Case(
        in_folder(lambda f, _: (f / "timestamp.txt").write_text("yesterday")), FULL
    ),
    "a time from the future": Case(
        in_folder(lambda f, _: (f / "timestamp.txt").write_text("9999-12-31 23:59:59 UTC")), FULL
    ),
    # What it says
    "scripts and javascript links": Case(text_of(sheet(answer=SCRIPTS)), None),
    "formulas": Case(text_of(sheet(answer=FORMULAS)), None),
}


def points_of(course: Course, learner: str) -> dict[str, float]:
    """The gradebook's points of one learner, by task."""
    with open_gradebook(course) as gradebook:
        return {one.task: one.points for one in gradebook.grades(QUIZ) if one.learner == learner}


def grade_all(course: Course) -> dict[str, GradedLearner]:
    """Everybody's result."""
    return {one.learner: one for one in grade_assignment(course, QUIZ)}


def results_of(course: Course, learner: str) -> dict[str, bytes]:
    """Every file that grading wrote for one learner, by its name in the course."""
    tops = (course.autograded(learner, QUIZ), course.feedback(learner, QUIZ))
    files = (path for top in tops for path in top.rglob("*") if path.is_file())
    return {str(path.relative_to(course.folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_hand_in_harms_nobody(course: Course, name: str):
    """Right, or 0 with a sentence; neighbors graded; nothing run or leaked; a rerun agrees."""
    case = CASES[name]
    ana = sheet_to_text(
        AnswerSheet(assignment=QUIZ, learner="ana", answers={"quiz-1-t1": ANA, "quiz-1-t2": ANA})
    )
    secret = submit(course, "ana", ana) / "submission_secret.txt"
    secret.write_text("ana-s-own-secret")
    case.make(course)
    submit_answers(course, "zoe", {"quiz-1-t1": RIGHT_T1})

    results = grade_all(course)

    mallory = results["mallory"]
    assert mallory.graded
    if case.points is not None:
        assert mallory.points == case.points
    assert 0 <= mallory.points <= FULL
    assert case.says in mallory.problem
    assert bool(mallory.problem) == bool(case.says)
    assert len(mallory.problem.splitlines()) <= 1
    assert sum(points_of(course, "mallory").values()) == mallory.points
    assert points_of(course, "zoe")["quiz-1-t1"] == FULL
    assert points_of(course, "ana")["quiz-1-t1"] == FULL
    made = results_of(course, "mallory")
    for leak in (CANARY, SECRET, "ana-s-own-secret"):
        assert leak.encode() not in b"".join(made.values())
    pages = b"".join(data for path, data in made.items() if path.endswith((".html", ".ipynb")))
    for markup in (b"<script", b"<img", b"<svg", b'href="javascript'):
        assert markup not in pages
    assert list(course.folder.rglob("PWNED*")) == []
    assert grade_all(course) == results
    assert made == results_of(course, "mallory")


@pytest.mark.parametrize("make", [folder_link, assignment_link])
def test_feedback_is_not_released_through_a_link(course: Course, make: Callable[[Course], None]):
    """It would be published under the secret of the learner to whom the link leads."""
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    make(course)
    grade_assignment(course, QUIZ)

    assert release_feedback(course, QUIZ).learners == ("ana",)
    found = course.exchange.feedback(QUIZ, "ana", "s" * 32)
    assert found is not None
    assert found["points"] == FULL


# Hand-ins in the exchange ---------------------------------------------------------------------


def put(course: Course, data: bytes, name: str = "ana", at: str = "20251130T110000Z") -> Path:
    """A file in the inbound folder, by somebody who knows how they are named."""
    path = course.exchange.root / QUIZ / "inbound" / f"{name}+{at}+{'0' * 32}.json"
    path.write_bytes(data)
    return path


def envelope(**changes: object) -> bytes:
    """A sound hand-in of mallory's, with some fields of her own."""
    body = {
        "schema": 1,
        "assignment": QUIZ,
        "learner": "mallory",
        "source": "account",
        "account": ME,
        "at": "2025-11-30T12:00:00+00:00",
        "answers": sheet(),
        "attempts": [],
        "secret": "s" * 32,
    }
    return json.dumps({**body, **changes}).encode()


ENVELOPES = {
    "forged account": (envelope(account="mallory-account"), "has the account 'mallory-account'"),
    "forged owner": (envelope(), "has the account 'mallory-account'"),
    "another's name": (envelope(learner="ana"), "signed by ana"),
    "another assignment": (envelope(assignment="quiz-2"), "'quiz-2'"),
    "a path for an assignment": (envelope(assignment="../../etc"), "cannot be used as"),
    "a name in capitals": (envelope(learner="Mallory"), "cannot be used as"),
    "year 1": (envelope(at="0001-01-01T00:00:00+14:00"), "not a date and time"),
    "year 9999": (envelope(at="9999-12-31T23:59:59-14:00"), "not a date and time"),
    "duplicate keys": (envelope().replace(b'"schema"', b'"schema": 2, "schema"', 1), "twice"),
    "answers as an object": (envelope(answers={"a": 1}), "no text of answers"),
    "an attempt of nothing": (envelope(attempts=[None]), "not an object"),
    "hints by the billion": (
        envelope(
            attempts=[
                {
                    "learner": "mallory",
                    "at": "2025-11-30T12:00:00+00:00",
                    "task": "t",
                    "kind": "code",
                    "competencies": "",
                    "setting": "practice",
                    "try_number": 1,
                    "hints": 10**30,
                    "seconds": 1,
                    "score": None,
                    "rules_missed": "",
                    "content_version": "1",
                    "identity_source": "pin",
                }
            ]
        ),
        "out of range",
    ),
    "NaN": (envelope(at=float("nan")), "not a number"),
    "too large": (b" " * (5 * 1024 * 1024), "the limit is"),
    "deep": (b"[" * 5_000, "levels deep"),
    "no secret": (envelope(secret="../../x"), "secret"),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_hostile_file_in_the_exchange_is_put_aside(course: Course, hands_in, name: str):
    """It is refused with a sentence, kept for the manager, and ana's is taken."""
    data, says = ENVELOPES[name]
    add_learners(course, [RosterEntry(learner="mallory", name="M", account="mallory-account")])
    path = put(course, data, "mallory")
    hands_in()

    collected = collect(course, QUIZ)

    assert [one.learner for one in collected.taken] == ["ana"]
    assert says in collected.refused[0]
    assert not course.submitted("mallory", QUIZ).exists()
    assert (course.folder / "refused" / QUIZ / path.name).read_bytes() == data
    assert not path.exists()


def hard_link(path: Path, course: Course) -> None:
    """ana's own hand-in, which somebody else puts there again under another name."""
    path.unlink()
    os.link(course.exchange.hand_ins(QUIZ)[0].path, path)


THINGS: dict[str, tuple[Callable[[Path, Course], object], str]] = {
    "a link to the keys": (
        lambda path, course: [path.unlink(), path.symlink_to(course.keys_file(QUIZ))],
        "is a link",
    ),
    "a hard link": (hard_link, "links are not read"),
    "a pipe": (lambda path, _: [path.unlink(), os.mkfifo(path)], "not an ordinary file"),
    "a socket": (lambda path, _: [path.unlink(), put_socket(path)], "not an ordinary file"),
}


@pytest.mark.parametrize("name", THINGS)
def test_what_is_no_file_is_taken_out_of_the_exchange(course: Course, hands_in, name: str):
    """Nothing of it is read; nobody waits for it; it does not come back at the next collect."""
    make, says = THINGS[name]
    hands_in()
    path = put(course, b"", at="20251130T130000Z")
    make(path, course)

    collected = collect(course, QUIZ)

    assert says in " ".join(collected.refused)
    assert not os.path.lexists(path)
    assert course.keys_file(QUIZ).exists()
    kept = (course.folder / "refused" / QUIZ).rglob("*")
    assert all(CANARY not in one.read_text() for one in kept)
    assert collect(course, QUIZ).refused == ()


def test_names_that_differ_in_case_are_no_learner_of_ours(course: Course, hands_in):
    """ANA is not ana; her file is passed over, and ana's is taken."""
    path = put(course, envelope(learner="ANA"), "ANA")
    hands_in()

    assert [one.learner for one in collect(course, QUIZ).taken] == ["ana"]
    assert path.exists()


def test_of_two_hand_ins_at_the_same_second_the_last_to_arrive_counts_and_both_are_kept(
    course: Course, hands_in
):
    """Two clicks, two tabs: neither is lost."""
    for answer in (WRONG_T1, RIGHT_T1):
        hands_in(answers={"quiz-1-t1": answer})

    assert len(collect(course, QUIZ).taken) == 1
    assert len(list((course.folder / "received" / QUIZ).iterdir())) == 2
    assert grade_all(course)["ana"].points == FULL


def test_a_hand_in_from_the_future_counts_from_when_it_arrived(course: Course, hands_in):
    """A clock that is wrong by years must not block what the learner hands in afterwards."""
    hands_in(answers={"quiz-1-t1": WRONG_T1}, at=datetime(2222, 1, 1, tzinfo=UTC))
    collect(course, QUIZ)
    first = read_envelope(course, "ana", QUIZ)
    hands_in(answers={"quiz-1-t1": RIGHT_T1}, at=datetime.now(UTC) + timedelta(seconds=2))
    collect(course, QUIZ)

    assert first is not None
    assert first.at.year < 2222
    assert grade_all(course)["ana"].points == FULL


# Failures of the machine, and of ours ---------------------------------------------------------


def test_a_mistake_of_ours_costs_only_the_one_who_met_it(
    course: Course, monkeypatch: pytest.MonkeyPatch
):
    """Not graded, in a sentence; what she had stays; the next run grades her."""
    for learner in ("ana", "mallory", "zoe"):
        submit_answers(course, learner, {"quiz-1-t1": RIGHT_T1})
    real = scoring.read_answers

    def breaks(folder: Path, assignment: str, learner: str) -> AnswerSheet:
        if learner == "mallory":
            raise RecursionError("maximum recursion\ndepth exceeded")
        return real(folder, assignment, learner)

    with monkeypatch.context() as patch:
        patch.setattr(scoring, "read_answers", breaks)
        results = grade_all(course)

    assert [name for name, one in results.items() if not one.graded] == ["mallory"]
    assert "failed with RecursionError (maximum recursion depth exceeded)" in (
        results["mallory"].problem
    )
    assert points_of(course, "mallory") == {}
    assert results_of(course, "mallory") == {}
    assert points_of(course, "zoe")["quiz-1-t1"] == FULL
    assert grade_all(course)["mallory"].points == FULL


def test_a_folder_that_cannot_be_read_is_one_learner_s_matter(
    course: Course, monkeypatch: pytest.MonkeyPatch
):
    """As an account that may not open it sees it."""
    submit_answers(course, "mallory", {"quiz-1-t1": RIGHT_T1})
    submit_answers(course, "zoe", {"quiz-1-t1": RIGHT_T1})
    real = Path.lstat

    def refused(self: Path) -> os.stat_result:
        if self.parent == course.submitted("mallory", QUIZ):
            raise PermissionError(13, "Permission denied", str(self))
        return real(self)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "lstat", refused)
        results = grade_all(course)

    assert "Permission denied" in results["mallory"].problem
    assert results["zoe"].points == FULL


def fill_disk(patch: pytest.MonkeyPatch, room: int) -> None:
    """A disk that has room for so many files more, then for half a file, then for none."""
    real = Path.write_bytes
    left = iter([True] * room)

    def write(path: Path, data: bytes) -> int:
        if next(left, False):
            return real(path, data)
        real(path, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    patch.setattr(Path, "write_bytes", write)


@pytest.mark.parametrize("room", range(0, 22, 3))
def test_a_disk_that_fills_up_leaves_whole_learners(
    course: Course, monkeypatch: pytest.MonkeyPatch, room: int
):
    """Wherever it happens: each learner's files are all new or all old, as are their points."""
    learners = ("ana", "mallory", "zoe")
    for learner in learners:
        submit_answers(course, learner, {"quiz-1-t1": WRONG_T1})
    grade_all(course)
    old = {name: results_of(course, name) for name in learners}
    old_points = points_of(course, "zoe")
    for learner in learners:
        (course.submitted(learner, QUIZ) / "answers.json").write_text(
            sheet(learner, answer=RIGHT_T1)
        )

    with monkeypatch.context() as patch:
        fill_disk(patch, room)
        results = grade_all(course)

    failed = [name for name in learners if not results[name].graded]
    assert failed == list(learners[room // 7 :])  # seven files each
    for name in learners:
        if name in failed:
            assert "No space left on device" in results[name].problem
            assert (results_of(course, name), points_of(course, name)) == (old[name], old_points)
        else:
            assert points_of(course, name)["quiz-1-t1"] == FULL
    assert list(course.folder.rglob(".part-*")) == []
    assert all(one.points == FULL for one in grade_all(course).values())


def test_a_gradebook_without_room_is_left_as_it_was(
    course: Course, monkeypatch: pytest.MonkeyPatch
):
    """SQLite's own refusal, in a sentence; the next run completes it."""
    import sqlalchemy as sa

    from bhtrain.course import gradebook

    for number in range(40):
        submit_answers(course, f"learner-{number}", {"quiz-1-t1": RIGHT_T1})

    def small(url: str) -> sa.Engine:
        engine = sa.create_engine(url, poolclass=sa.NullPool)

        @sa.event.listens_for(engine, "connect")
        def limit(connection, _record):
            pages = connection.execute("pragma page_count").fetchone()[0]
            connection.execute(f"pragma max_page_count = {pages}")

        return engine

    with monkeypatch.context() as patch:
        patch.setattr(gradebook, "_engine", small)
        with pytest.raises(CourseError, match="database or disk is full"):
            grade_assignment(course, QUIZ)

    assert points_of(course, "learner-0") == {}
    grade_assignment(course, QUIZ)
    assert points_of(course, "learner-39")["quiz-1-t1"] == FULL


def test_two_gradings_at_once_do_not_meet(course: Course):
    """The second one is told to wait."""
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})

    with grade.grading_alone(course), pytest.raises(CourseError, match="being graded already"):
        grade_assignment(course, QUIZ)

    assert grade_all(course)["ana"].points == FULL


def test_a_second_run_writes_the_same_bytes(course: Course):
    """A grade can be shown again a year later."""
    submit_answers(course, "ana", {"quiz-1-t1": RIGHT_T1})
    submit_answers(course, "ben", {"quiz-1-t1": WRONG_T1})
    grade_all(course)
    first = {name: results_of(course, name) for name in ("ana", "ben")}
    shutil.rmtree(course.folder / "autograded")

    grade_all(course)

    assert first == {name: results_of(course, name) for name in ("ana", "ben")}
