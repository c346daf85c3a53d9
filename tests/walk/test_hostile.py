"""What a learner or a reviewer typed is shown, and never runs in anybody's browser.

Markup that would run stands in every text that somebody can choose: the learner's claim, question,
attempts and dispute, and the reviewer's name, reasons and comment. Then each page on
which one of them shows is opened in Chromium, the manager's and the learner's.
"""

import getpass
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from review.question_course import NAME, T1, T8, right_answers
from running_server import MANAGER, folders, start_server

from bhtrain import clock
from bhtrain.course.collect import collect
from bhtrain.course.disputes import answer_dispute, collect_disputes
from bhtrain.course.feedback_release import release_feedback
from bhtrain.course.grade import grade_assignment
from bhtrain.course.layout import Course, create_course
from bhtrain.course.override import set_points
from bhtrain.course.release import release
from bhtrain.course.roster import add_learners
from bhtrain.exchange.disputes import Dispute, new_token, send_dispute
from bhtrain.exchange.handin import HandIn, RosterEntry, new_secret
from bhtrain.grading.answers import AnswerSheet, sheet_to_text
from bhtrain.model.attempt import Attempt, Identity, IdentitySource
from bhtrain.model.claim import Answer
from bhtrain.progress import identity as who
from bhtrain.progress.workspace import Workspace
from bhtrain.reports.record import write_record
from bhtrain.widgets import released

T2 = f"{NAME}-t2"
pytestmark = [pytest.mark.browser, pytest.mark.nbgrader]


def markup(where: str) -> str:
    """Everything that could run, be sent or be fetched, with the name of its place."""
    run = f"window.top.ran='{where}'"
    return (
        f'<script>{run}</script><img src=x onerror="{run}"><a href="javascript:{run}">a</a>'
        f'<form action="https://{where}.example"><button>b</button></form>'
        f'<iframe srcdoc="<script>{run}</script>"></iframe>'
        f"[c](javascript:{run}) ![d](https://{where}.example/d.png)"
    )


def expect_only_words(page: Page, *places: str) -> None:
    """The markup of these places can be read as it was typed; none of any place is an element."""
    body = page.locator("body")
    for place in places:
        expect(body).to_contain_text(f"<script>window.top.ran='{place}'</script>", timeout=60_000)
    page.wait_for_timeout(300)  # what would run, runs when it is drawn
    for frame in page.frames:
        assert frame.evaluate("window.top.ran") is None
        for element in (
            "script:not([src]):not([type]):not([id])",
            "img[src='x']",
            "a[href^='javascript']",
            "form[action*='.example']",
            "iframe[srcdoc]",
            "img[src*='.example']",
        ):
            found = frame.locator(element).evaluate_all("all => all.map(one => one.outerHTML)")
            assert [one for one in found if "ran" in one or ".example" in one] == []
    for link in page.get_by_role("link").all():
        assert not (link.get_attribute("href") or "").lower().startswith("javascript")


def hostile_answers(course: Course) -> dict[str, Answer]:
    """A question, a code, a modifier, a place and a diagnosis of markup; the rest is right."""
    right = right_answers(course)
    [line] = right[T1].claim.lines
    line = replace(line, code=markup("code"), modifiers=(markup("modifier"),), place=markup("pos"))
    claim = replace(right[T1].claim, lines=(line,), diagnoses=(markup("diagnosis"),))
    return {
        **right,
        T1: replace(right[T1], claim=claim),
        T8: replace(right[T8], query=f"{markup('question')}\n\n# Title"),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A course in which Ana typed markup wherever she could, and a reviewer too."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in folders(folder).items():
            patch.setenv(name, value)
        course = create_course()
        ana = RosterEntry(learner="ana", name="Ana Ruiz", account=getpass.getuser())
        add_learners(course, [ana])
        release(course, NAME, due=clock.now() + timedelta(days=3))
        secret = hand_in(course)
        collect(course, NAME)
        grade_assignment(course, NAME)
        set_points(
            course,
            NAME,
            "ana",
            T2,
            3,
            why=markup("why"),
            by=markup("reviewer"),
            comment=markup("comment"),
        )
        release_feedback(course, NAME)
        dispute(course, secret, T1)
        dispute(course, secret, T2)
        collect_disputes(course, NAME)
        answer_dispute(
            course, NAME, "ana", T2, accepted=False, why=markup("answer"), by=markup("reviewer")
        )
        who.sign_in_by_account(folder / "learner", roster=course.exchange.roster())
        yield folder


def identity() -> Identity:
    return Identity(learner="ana", source=IdentitySource.ACCOUNT, account=getpass.getuser())


def hand_in(course: Course) -> str:
    """Hand in as a page does that a learner has changed; returns the secret."""
    secret = new_secret()
    sheet = AnswerSheet(assignment=NAME, learner="ana", answers=hostile_answers(course))
    attempt = Attempt(
        learner="ana",
        at=clock.now(),
        task=markup("attempt"),
        kind=markup("kind"),
        competencies=(markup("competency"), "time"),
        setting=markup("setting"),
        try_number=1,
        hints=0,
        seconds=60,
        score=1.0,
        rules_missed=(markup("rule"),),
        content_version=markup("version"),
        identity_source=IdentitySource.ACCOUNT,
    )
    receipt = course.exchange.hand_in(
        HandIn(
            assignment=NAME,
            identity=identity(),
            at=clock.now(),
            answers_text=sheet_to_text(sheet),
            attempts=(attempt,),
            secret=secret,
        )
    )
    workspace = Workspace.of("ana")
    released.keep_receipt(workspace, receipt, secret=secret, last_attempt=0)
    return secret


def dispute(course: Course, secret: str, task: str) -> None:
    send_dispute(
        course.exchange,
        Dispute(
            assignment=NAME,
            identity=identity(),
            task=task,
            field="",
            reason=markup("reason"),
            at=clock.now(),
            secret=secret,
            token=new_token(),
        ),
    )


@pytest.fixture(scope="module")
def manager(folder: Path):
    (folder / "lab").mkdir()
    server = start_server(folder, MANAGER, seconds=120)
    yield server
    server.stop()


def test_nothing_runs_in_formgrader(manager, new_page):
    """Its lists of learners and submissions, and the submission itself."""
    page = new_page()
    page.goto(manager.address)
    page.goto(f"{manager.base}formgrader/manage_students")
    expect(page.get_by_role("gridcell", name="ana", exact=True)).to_be_visible(timeout=60_000)
    expect_only_words(page)
    page.goto(f"{manager.base}formgrader/gradebook/{NAME}")
    page.get_by_role("link", name=NAME).last.click()
    page.get_by_role("link", name="Submission #1").click()
    expect_only_words(page, "question")


def test_nothing_runs_in_the_manager_s_notebooks(manager, new_page):
    """Cohort and items in JupyterLab, by Run All."""
    page = new_page()
    page.goto(manager.address)
    for notebook, last in (("cohort", "assignment"), ("items", "task")):
        page.goto(f"{manager.base}lab/tree/manager/{notebook}.ipynb?reset")
        expect(page.get_by_role("tab", name=f"{notebook}.ipynb")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("button", name=re.compile("Idle"))).to_be_visible(timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(page.get_by_text("This is your course, in")).to_be_visible(timeout=60_000)
        expect(page.get_by_role("columnheader", name=last).first).to_be_visible(timeout=60_000)
        expect_only_words(page)


def test_nothing_runs_on_the_review_page(manager, new_page):
    """The dispute with its claim, and the question to the clinician; the history unfolded."""
    page = new_page()
    page.goto(f"{manager.page('manager/review.ipynb')}?token={manager.token}")
    expect(page.get_by_role("heading", level=3).first).not_to_be_empty(timeout=60_000)
    expect_only_words(page, "reason", "code", "modifier", "pos", "diagnosis")
    page.keyboard.press("n")
    expect_only_words(page, "question")


def test_nothing_runs_in_the_pages_that_are_kept(folder, new_page):
    """The feedback and the record are files, opened by a double click; nothing stops them."""
    course = Course(folder / "course")
    kept = write_record(course, "ana")
    feedback = course.feedback("ana", NAME) / f"{NAME}.html"
    page = new_page()
    page.goto(feedback.as_uri())
    expect_only_words(page, "question", "code", "diagnosis")
    page.goto(kept.as_uri())
    expect_only_words(page, "why", "reviewer", "reason", "answer")


def test_nothing_runs_in_the_learner_s_pages(folder, new_page):
    """Neither what she typed herself nor what the reviewer did."""
    server = start_server(folder)
    try:
        page = new_page()
        page.goto(server.address)
        for path in ("start.ipynb", "assignments.ipynb", "my-progress.ipynb"):
            page.goto(server.page(path))
            page.locator("body[data-ready=yes]").wait_for()
            expect_only_words(page)
        page.goto(server.page(f"feedback.ipynb?assignment={NAME}"))
        page.locator("body[data-ready=yes]").wait_for()
        expect_only_words(page, "question", "code", "answer", "reason", "comment")
        page.context.close()  # before the server goes, or the page would miss it
    finally:
        server.stop()
