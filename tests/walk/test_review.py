"""From a hand-in to a corrected key: who decides what, and whose marks move when the key was wrong.

A trainee hands in and disputes in the browser; the manager decides on the review page, and types
the other steps. Four more learners hand in under a PIN, on a computer that they share. One
Chromium, both real servers, real nbgrader.
"""

import getpass
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from review.question_course import NAME, T1, T8, elsewhere, right_answers
from running_server import MANAGER, RunningServer, folders, start_server
from walk.test_first_hour import LEARNER, TASKS, Manager, bill, desk

from bhtrain import clock
from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.layout import Course, read_yaml
from bhtrain.course.reviews import Act, ReviewHistory
from bhtrain.exchange.handin import HandIn, new_secret
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.attempt import Identity, IdentitySource
from bhtrain.model.claim import Answer

OTHERS = {"ben": "Ben Ode", "cora": "Cora Diaz", "dora": "Dora Lem", "eli": "Eli Marsh"}
# Of the weight of 12 that the first task has, the code is 4 and the place 1.
WITHOUT_CODE, WITHOUT_PLACE = 6.67, 9.17
QUESTION = "When did your session of October 9 end? The claim waits for your dated addition."
OPENS = 60_000  # a kernel begins, and finds the course

pytestmark = [pytest.mark.browser, pytest.mark.nbgrader]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    for name, value in folders(tmp_path).items():
        monkeypatch.setenv(name, value)
    return Course(tmp_path / "course")


@pytest.fixture
def manager(tmp_path: Path, course: Course) -> Manager:
    """Onboarding 1 is released to five learners."""
    types = Manager(tmp_path).types
    types("learners", "add", "ana", "--name", "Ana Ruiz", "--account", getpass.getuser())
    for learner, name in OTHERS.items():
        types("learners", "add", learner, "--name", name)
    types("release", NAME, "--due", (clock.today() + timedelta(days=14)).isoformat())
    return Manager(tmp_path)


@pytest.fixture
def servers(tmp_path: Path, manager: Manager):
    """The trainee's, and the manager's."""
    (tmp_path / "lab").mkdir()
    trainee = start_server(tmp_path, LEARNER)
    lab = start_server(tmp_path, MANAGER, seconds=120)
    yield trainee, lab
    trainee.stop()
    lab.stop()


def points(course: Course) -> dict[tuple[str, str], float]:
    with open_gradebook(course) as gradebook:
        return {(one.learner, one.task): one.points for one in gradebook.grades(NAME)}


def test_from_a_hand_in_to_a_corrected_key(
    course: Course, manager: Manager, servers: tuple[RunningServer, RunningServer], new_page
) -> None:
    trainee_server, lab = servers
    trainee = new_page()
    hand_in_as_ana(trainee, trainee_server)
    others_hand_in(course)
    assert "5 hand-ins collected" in manager.types("collect", NAME)
    manager.types("grade", NAME)
    before = points(course)
    assert before["ana", T1] == WITHOUT_CODE
    assert before["ben", T1] == WITHOUT_PLACE

    reviewer = new_page()
    grade_the_question(reviewer, lab)
    assert points(course)["ana", T8] == before["ana", T8] + 4
    override_and_sign_off(reviewer)
    assert points(course)["ben", T1] == 9.5
    signed = [one for one in ReviewHistory.of(course).entries(NAME) if one.what is Act.SIGNED_OFF]
    assert [one.learner for one in signed] == ["ana"]

    manager.types("feedback", "release", NAME)
    dispute_the_code(trainee, trainee_server)
    assert "1 dispute" in manager.types("collect", NAME)
    accept_the_dispute(reviewer, lab)
    assert points(course)["ana", T1] == 10
    read_the_answer(trainee, trainee_server)

    correct_the_key(course)
    standing = points(course)
    foretold = manager.types("regrade", NAME)
    assert "3 of 40 marks would move: 0 up, 3 down; 37 stay." in foretold
    assert "ben, onboarding-1-t1: 9.5 points set by a person stay" in foretold
    assert points(course) == standing
    manager.types("regrade", NAME, "--apply", "--yes", "--why", "The note gives 53 minutes.")

    moved = {(learner, T1): WITHOUT_CODE for learner in ("cora", "dora", "eli")}
    assert points(course) == {**standing, **moved}
    regraded = [one for one in ReviewHistory.of(course).entries(NAME) if one.what is Act.REGRADED]
    assert {(one.learner, one.task): one.now for one in regraded} == moved
    assert {one.why for one in regraded} == {"The note gives 53 minutes."}
    keys = {key["id"]: key["review"] for key in read_yaml(course.keys_file(NAME))["keys"]}
    assert keys[T1] == "drafted"
    # JupyterLab's server does not hear a page's farewell; it ends the kernel by itself later.
    reviewer.watch.forgive("403 .*/voila/api/shutdown/")
    trainee.context.close()  # before the servers go, or the pages would miss them
    reviewer.context.close()


def hand_in_as_ana(page: Page, server: RunningServer) -> None:
    """The first task with the longer code, and a question to the clinician in the eighth."""
    page.goto(server.address)
    page.get_by_role("button", name=f"Sign in as Ana Ruiz ({getpass.getuser()})").click()
    page.get_by_role("link", name="Assignments").click()
    page.get_by_role("link", name="Open Onboarding 1").click()
    first = desk(page, f"Task 1 of {TASKS}")
    bill(first, "90837", "11", "F43.22", sentence=9)
    expect(first.get_by_text("Saved")).to_be_visible()
    page.get_by_role("button", name=f"Open Task 8 of {TASKS}").click()
    last = desk(page, f"Task 8 of {TASKS}")
    last.get_by_role("radio", name=re.compile("^Hold")).check()
    last.get_by_role("textbox", name="Your question to the clinician").fill(QUESTION)
    last.get_by_role("textbox", name="Your question to the clinician").blur()
    expect(last.get_by_text("Saved")).to_be_visible()
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Yes, hand in now").click()
    expect(page.get_by_text("Thank you, it is handed in.")).to_be_visible()


def others_hand_in(course: Course) -> None:
    """All have everything right but a question; Ben has another place, which no rule refuses."""
    right = right_answers(course)
    right[T8] = replace(right[T8], query="")
    for learner in OTHERS:
        answers = right if learner != "ben" else {**right, T1: elsewhere(right[T1])}
        send(course, learner, answers)


def send(course: Course, learner: str, answers: dict[str, Answer]) -> None:
    sheet = AnswerSheet(assignment=NAME, learner=learner, answers=answers)
    course.exchange.hand_in(
        HandIn(
            assignment=NAME,
            identity=Identity(
                learner=learner, source=IdentitySource.PIN, account=getpass.getuser()
            ),
            at=clock.now(),
            answers_text=sheet_to_text(sheet),
            secret=new_secret(),
        )
    )


def open_review(page: Page, lab: RunningServer) -> None:
    page.goto(f"{lab.page('manager/review.ipynb')}?token={lab.token}", timeout=OPENS)
    expect(page.get_by_role("heading", level=3).first).not_to_be_empty(timeout=OPENS)


def grade_the_question(page: Page, lab: RunningServer) -> None:
    """By two of its four criteria, 2 points each."""
    open_review(page, lab)
    page.get_by_role("combobox", name="What for").select_option(label="Question to grade (1)")
    expect(page.get_by_text(QUESTION)).to_be_visible()
    page.get_by_role("heading", name="Your decision").click()
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Saved:")).to_be_visible()


def override_and_sign_off(page: Page) -> None:
    """Ben's place is judged by a person, with a reason; then nothing of Ana's waits."""
    page.get_by_role("combobox", name="What for").select_option(label="Defensible answer (1)")
    expect(page.get_by_text("1 of 1", exact=True)).to_be_visible()
    page.get_by_role("radio", name="Accept").check()
    page.get_by_role("spinbutton", name=re.compile("^Points that count")).fill("9.5")
    page.keyboard.press("Tab")
    page.get_by_role("textbox", name=re.compile("^Reason")).fill("The clinic bills from there.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="9.5 of 10 points")).to_be_visible()
    page.get_by_role("checkbox", name="Show names").check()
    page.get_by_text("Sign off", exact=True).first.click()
    page.get_by_role("button", name=re.compile("^Sign off Ana Ruiz")).click()
    expect(page.get_by_text(re.compile("Ana Ruiz.* is signed off"))).to_be_visible()


def dispute_the_code(page: Page, server: RunningServer) -> None:
    page.goto(server.page(f"feedback.ipynb?assignment={NAME}"))
    first = page.get_by_role("group", name="If something in task 1 is wrong")
    first.get_by_role("button", name="I think this is wrong").click()
    first.get_by_role("combobox", name="What is wrong?").select_option("Procedure codes")
    first.get_by_role("textbox").fill("She also spent a minute on the plan, so 53.")
    first.get_by_role("button", name="Send to my manager").click()
    expect(first.get_by_role("status")).to_contain_text("Sent.")


def accept_the_dispute(page: Page, lab: RunningServer) -> None:
    open_review(page, lab)
    expect(page.get_by_text("The learner disputes: Procedure codes")).to_be_visible()
    page.get_by_role("radio", name="Accept").check()
    page.get_by_role("spinbutton", name=re.compile("^Points that count")).fill("10")
    page.keyboard.press("Tab")
    answer = page.get_by_role("textbox", name="Your answer to the learner (needed)")
    answer.fill("You are right; the key misread it.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Answered:")).to_be_visible()


def read_the_answer(page: Page, server: RunningServer) -> None:
    page.goto(server.page(f"feedback.ipynb?assignment={NAME}"))
    told = page.get_by_role("group", name="If something in task 1 is wrong").get_by_role("listitem")
    expect(told).to_contain_text("you are right. 6.67 points before, 10 now.")
    expect(told).to_contain_text("You are right; the key misread it.")


def correct_the_key(course: Course) -> None:
    file = course.keys_file(NAME)
    text = file.read_text(encoding="utf-8")
    old = '- {code: "90834", units: 1, modifiers: [], place: "11", evidence: [6, 9]}'
    assert text.count(old) == 1
    file.write_text(text.replace(old, old.replace("90834", "90837")), encoding="utf-8")
