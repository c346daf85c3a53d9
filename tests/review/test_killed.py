"""Two processes at one answer, and processes that are killed: a decision is whole or not there."""

import random
import subprocess
import sys
import time

import pytest
from review.question_course import NAME, T1, T8
from review.test_agreement import case_of, check_agreement

from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.course.sign_off import sign_off_of, undo_sign_off
from bhtrain.review.decide import give_rubric

BEGIN = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from bhtrain.course import deciding
from bhtrain.course.layout import Course
from bhtrain.course.reviews import ReviewHistory
from bhtrain.course.sign_off import sign_off, undo_sign_off
from bhtrain.errors import CourseError
from bhtrain.review.case import review_case
from bhtrain.review.decide import give_points
from bhtrain.review.queue import review_queue
from bhtrain.review.rubric import Criterion, edit_rubric

course, NAME = Course(Path(sys.argv[1])), sys.argv[2]

def edit(first):
    worth = (first, 1, 2, 1)
    rubric = [Criterion(id=str(n), text="Part", points=p) for n, p in enumerate(worth, start=1)]
    return edit_rubric(course, NAME, NAME + "-t8", rubric, why="Fairer.", by="maria")
"""


def session(program, course, *words):
    """A process of its own, as another reviewer's page has one."""
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + program, str(course.folder), NAME, *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


DECIDE = """
queue = [one for one in review_queue(course) if (one.learner, one.task) == ("ben", NAME + "-t1")]
case = review_case(course, queue[0])
print("open", flush=True)
sys.stdin.readline()
try:
    give_points(course, case, float(sys.argv[4]), why="Looked.", by=sys.argv[3])
    print("done", flush=True)
except CourseError as error:
    print(error, flush=True)
"""


def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(waiting):
    """Both have the same answer open and press at the same moment."""
    both = [session(DECIDE, waiting, "maria", 10), session(DECIDE, waiting, "omar", 9.17)]
    for one in both:
        assert one.stdout.readline() == "open\n"
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60)[0].strip() for one in both]

    [told] = [words for words in said if words != "done"]
    assert "has decided on this answer meanwhile" in told
    assert len(ReviewHistory.of(waiting).entries(NAME, task=T1)) == 1
    check_agreement(waiting)


@pytest.fixture
def two_by_rubric(waiting):
    """Ana and Ben are graded by the rubric and got something for its first part."""
    for learner, given in (("ana", {"1": 2, "2": 1}), ("ben", {"1": 2})):
        give_rubric(waiting, case_of(waiting, learner, T8), given, by="maria")
    return waiting


def check_edits(course):
    """Each edit stands with both answers that it moves; nobody else has moved anything."""
    check_agreement(course)
    entries = ReviewHistory.of(course).entries(NAME, task=T8)[2:]
    acts = [(entry.what, entry.learner) for entry in entries]
    edit = [(Act.RUBRIC_EDITED, ""), (Act.POINTS_SET, "ana"), (Act.POINTS_SET, "ben")]
    assert acts == edit * (len(acts) // 3)
    return len(acts) // 3


KILLED_AT = {
    "before the gradebook is written": ("deciding._keep = then_die(deciding._keep)", 0),
    "between gradebook and history": ("ReviewHistory.add = die", 1),
    "before the pending file is removed": ("ReviewHistory.add = then_die(ReviewHistory.add)", 1),
}
DIE = """
def die(*_words, **_names):
    os.kill(os.getpid(), signal.SIGKILL)

def then_die(function):
    return lambda *words, **names: (function(*words, **names), die())

{place}
edit(1)
"""


@pytest.mark.parametrize("moment", KILLED_AT)
def test_an_edit_killed_at_the_worst_moments_is_whole_or_not_there(two_by_rubric, moment):
    """The next look completes or drops it, and nothing is taken for formgrader's."""
    place, edits = KILLED_AT[moment]
    process = session(DIE.format(place=place), two_by_rubric)
    process.communicate(timeout=60)
    assert process.returncode == -9
    assert (two_by_rubric.folder / ".decision.json").exists()

    assert check_edits(two_by_rubric) == edits
    assert not (two_by_rubric.folder / ".decision.json").exists()
    assert case_of(two_by_rubric, "ana", T8).points == 7.0 - edits
    assert case_of(two_by_rubric, "ben", T8).points == 6.0 - edits


AT_RANDOM = """
for line in sys.stdin:
    process = os.fork()
    if not process:
        {loop}
    print(process, flush=True)
    sys.stdin.readline()
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    print("killed", flush=True)
"""
EDITS = "[edit(1 + (os.getpid() + n) % 97 / 100) for n in range(1000)]"
SIGNS = """[(sign_off(course, NAME, "ana", by="maria"),
             undo_sign_off(course, NAME, "ana", by="maria", why="Again.")) for _ in range(1000)]"""


def killed_at_random(course, loop):
    """Let a process work and kill it, each time a little later; yields after each."""
    chance = random.Random(8)
    with session(AT_RANDOM.format(loop=loop), course) as keeper:
        for number in range(60):
            keeper.stdin.write("\n")
            keeper.stdin.flush()
            keeper.stdout.readline()
            time.sleep(chance.uniform(0.02, 0.4 + number / 10))  # a busy machine needs longer
            keeper.stdin.write("\n")
            keeper.stdin.flush()
            assert keeper.stdout.readline() == "killed\n"
            yield
        keeper.stdin.close()


def test_an_edit_killed_at_random_moments_is_whole_or_not_there(two_by_rubric):
    """Both answers with the edit and its entries, however far it had come."""
    edits = []
    for _ in killed_at_random(two_by_rubric, EDITS):
        edits.append(check_edits(two_by_rubric))
        if len(edits) >= 12 and edits[-1] > 0:
            break

    assert edits[-1] > 0
    case = case_of(two_by_rubric, "ana", T8)
    assert case.points == round(4 + case.rubric[0].points + 1, 2)
    assert case_of(two_by_rubric, "ben", T8).points == round(4 + case.rubric[0].points, 2)


def test_a_sign_off_killed_at_random_moments_is_whole_or_not_there(waiting):
    """It holds, with date, points and reviewer, or it is not there."""
    give_rubric(waiting, case_of(waiting, "ana", T8), {"1": 2}, by="maria")
    seen = []
    for _ in killed_at_random(waiting, SIGNS):
        state = sign_off_of(waiting, NAME, "ana")
        entries = ReviewHistory.of(waiting).entries(NAME, learner="ana", task="")
        acts = [Act.SIGNED_OFF, Act.SIGN_OFF_UNDONE] * len(entries)
        assert [entry.what for entry in entries] == acts[: len(entries)]
        signed = len(entries) % 2 == 1
        assert (state.entry is not None) == signed
        if signed:
            assert (state.entry.now, state.changed) == (state.points, "")
        seen.append(len(entries))
        if signed:
            undo_sign_off(waiting, NAME, "ana", by="maria", why="Again.")
        if len(seen) >= 8 and max(seen) > 0:
            break

    assert max(seen) > 0
