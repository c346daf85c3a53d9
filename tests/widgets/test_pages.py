"""The learner's pages, worked without a browser: what they save, send, restore and say."""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import ipywidgets as widgets
import pytest
from learner_pages import BILLED, TASKS, enter, find, release, text_of

from bhtrain import clock, places
from bhtrain.errors import BhtrainError
from bhtrain.exchange.handin import secret_hash
from bhtrain.grading.answers import sheet_from_bytes
from bhtrain.model.claim import Answer, Decision
from bhtrain.progress import identity as who
from bhtrain.scenarios.generate import generated_named
from bhtrain.widgets import pages, parts, released, time_spent
from bhtrain.widgets.desk import CaseDesk

pytestmark = pytest.mark.usefixtures("machine")


# Signing in ----------------------------------------------------------------------------------


def test_the_start_page_signs_in_by_account_and_says_what_comes_next(exchange):
    """The first click of a first day."""
    page = pages.start_page()
    assert "Sign in" in text_of(page)

    find(page, widgets.Button, "Sign in as Ana Lopez (alopez)").click()

    said = text_of(page)
    assert "You are signed in as Ana Lopez." in said
    assert "Read lesson" in said
    assert "Onboarding 1" in said


def test_the_start_page_tells_the_header_who_is_there(exchange):
    """The header would ask the server only seconds later."""
    page = pages.start_page()
    assert 'data-bh-who=""' in text_of(page)

    find(page, widgets.Button, "Sign in as Ana Lopez (alopez)").click()
    assert 'data-bh-who="Ana Lopez"' in text_of(page)

    find(page, widgets.Button, "Sign out").click()
    assert 'data-bh-who=""' in text_of(page)


def test_somebody_off_the_roster_is_told_kindly_and_can_work():
    """There is no roster before the manager has begun."""
    page = pages.start_page()
    find(page, widgets.Button, "Sign in as alopez").click()

    assert "you can work, and your manager adds you" in text_of(page)
    assert "alopez" in text_of(page)


def test_a_new_pin_is_asked_for_twice_and_a_known_one_once(exchange):
    """A PIN mistyped at its first use would lock its owner out."""
    page = pages.start_page()
    find(page, widgets.Dropdown).value = "ana"
    find(page, widgets.Password, "PIN").value = "4711"
    sign_in = find(page, widgets.Button, "Sign in with the PIN")

    sign_in.click()
    assert "a second time" in text_of(page)
    find(page, widgets.Password, "PIN again").value = "4712"
    sign_in.click()
    assert "The two PINs differ" in text_of(page)
    find(page, widgets.Password, "PIN again").value = "4711"
    sign_in.click()
    assert "You are signed in as Ana Lopez." in text_of(page)

    find(page, widgets.Button, "Sign out").click()
    find(page, widgets.Dropdown).value = "ana"
    find(page, widgets.Password, "PIN").value = "0000"
    find(page, widgets.Button, "Sign in with the PIN").click()
    assert "That PIN is wrong" in text_of(page)


@pytest.mark.parametrize(
    "page", ["assignments_page", "feedback_page", "progress_page"], ids=lambda name: name
)
def test_a_page_that_needs_a_name_says_where_to_sign_in(page):
    """Nobody stands before an empty page."""
    assert "start.ipynb" in text_of(getattr(pages, page)())


# Assignments ---------------------------------------------------------------------------------


def test_the_list_shows_due_date_and_state_and_fetches_the_page(exchange, ana):
    """Opening the list is enough; there is no step called fetch."""
    release(exchange, due=clock.now() + timedelta(days=3))

    said = text_of(pages.assignments_page())

    assert "Onboarding 1" in said
    assert "Due " in said
    assert "Not started" in said
    assert (places.learner_folder() / "pages" / "assignments" / "onboarding-1.ipynb").is_file()
    assert (ana.exercise_folder("onboarding-1") / "tasks.yaml").is_file()


def test_every_change_is_on_the_disk_at_once_and_comes_back(ana):
    """The browser may close, the kernel may die: nothing is lost."""
    desk = pages.task("onboarding-1-t1")
    enter(desk, BILLED)

    on_disk = sheet_from_bytes(ana.answers_path("onboarding-1").read_bytes())
    assert on_disk.answers["onboarding-1-t1"] == BILLED
    assert desk.saved.startswith("Saved ")
    assert pages.task("onboarding-1-t1").current == BILLED


def test_two_tasks_do_not_overwrite_each_other(ana):
    """They share one file, and perhaps stand on two open pages."""
    first, second = pages.task("onboarding-1-t1"), pages.task("onboarding-1-t2")
    enter(first, BILLED)
    enter(second, Answer(decision=Decision.HOLD))
    enter(first, Answer(decision=Decision.NOT_BILLABLE), 2)

    answers = released.Answers(ana, "onboarding-1").sheet().answers
    assert Decision.HOLD is answers["onboarding-1-t2"].decision
    assert Decision.NOT_BILLABLE is answers["onboarding-1-t1"].decision


def test_an_assignment_shows_no_feedback(ana):
    """Its key is not on this machine, and the desk has no Check."""
    desk = pages.task("onboarding-1-t1")

    assert desk.setting == "assessment"
    desk.checks = 1
    assert desk.feedback == {}


def test_opening_the_first_task_tells_the_manager_that_somebody_works(exchange, ana):
    """So that the manager sees who has not started."""
    assert exchange.started("onboarding-1") == ()

    pages.task("onboarding-1-t1")

    assert [started.learner for started in exchange.started("onboarding-1")] == ["ana"]


def test_an_executing_grader_is_stopped(ana, monkeypatch):
    """Stock autograde gives full points to a widget; an error gives none."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    with pytest.raises(BhtrainError, match="never an executed notebook"):
        pages.task("onboarding-1-t1")


def test_in_jupyterlab_a_task_opens_from_its_folder_without_a_sign_in(machine, monkeypatch):
    """An author looks at an assignment in the course folder, and nothing is saved."""
    monkeypatch.delenv("SERVER_SOFTWARE")
    folder = machine / "onboarding-1"
    folder.mkdir()
    (folder / "tasks.yaml").write_text(TASKS, encoding="utf-8")
    monkeypatch.chdir(folder)

    desk = pages.task("onboarding-1-t2")
    enter(desk, BILLED)

    assert desk.heading == "Task 2 of 2"
    assert "nothing is saved" in desk.saved


def test_a_task_that_is_not_there_is_named_in_words(ana):
    """A wrong id must not end in a traceback."""
    assert "There is no task" in text_of(pages.task("onboarding-1-t9"))


def test_damaged_answers_are_put_aside_not_overwritten(ana):
    """Half a file may still hold an hour of work for somebody who can read it."""
    enter(pages.task("onboarding-1-t1"), BILLED)
    path = ana.answers_path("onboarding-1")
    damaged = path.read_bytes()[:-20]
    path.write_bytes(damaged)

    enter(pages.task("onboarding-1-t2"), Answer(decision=Decision.HOLD))

    aside = list(path.parent.glob("answers-damaged-*.json"))
    assert [damaged] == [file.read_bytes() for file in aside]


def test_a_full_disk_is_told_and_the_old_answers_stay(ana, monkeypatch):
    """Saved means saved."""
    desk = pages.task("onboarding-1-t1")
    enter(desk, BILLED)

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(released, "write_sheet", full)
    enter(desk, Answer(decision=Decision.HOLD), 2)

    assert "Not saved: No space left on device" in desk.saved
    assert released.Answers(ana, "onboarding-1").of("onboarding-1-t1") == BILLED


# Handing in ----------------------------------------------------------------------------------


def hand_in(page):
    find(page, widgets.Button).click()
    find(page, widgets.Button, "Yes, hand in now").click()


def test_the_time_spent_on_each_task_travels_with_the_hand_in(exchange, ana, monkeypatch):
    """From change to change, a pause counts five minutes at most, and each hand-in its own."""
    clock = iter([0.0, 40.0, 100.0, 1000.0, 1030.0])
    monkeypatch.setattr(time_spent, "_last_change", {})
    monkeypatch.setattr(time_spent, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    first = pages.task("onboarding-1-t1")  # at 0
    monkeypatch.setattr(time_spent, "begin", lambda *_: None)
    second = pages.task("onboarding-1-t2")
    enter(first, BILLED, 1)  # 40 seconds
    enter(second, Answer(decision=Decision.HOLD), 1)  # 60 seconds
    enter(first, Answer(decision=Decision.HOLD), 2)  # 900, of which 300 count
    hand_in(pages.hand_in("onboarding-1"))
    enter(second, BILLED, 2)  # 30 seconds
    hand_in(pages.hand_in("onboarding-1"))

    sent = [
        (attempt.task[-2:], attempt.try_number, attempt.seconds)
        for file in exchange.hand_ins("onboarding-1")
        for attempt in exchange.read_hand_in(file)[0].attempts
    ]
    assert sorted(sent) == [("t1", 1, 340), ("t1", 2, 0), ("t2", 1, 60), ("t2", 2, 30)]


def test_handing_in_asks_once_more_and_names_what_is_unanswered(exchange, ana):
    """One click must not send half an assignment."""
    enter(pages.task("onboarding-1-t1"), BILLED)
    page = pages.hand_in("onboarding-1")
    assert "Task 2 has no answer yet" in text_of(page)

    find(page, widgets.Button, "Hand in").click()
    assert exchange.hand_ins("onboarding-1") == ()
    assert "Hand in now? Task 2 has no answer yet." in text_of(page)

    find(page, widgets.Button, "Not yet").click()
    assert exchange.hand_ins("onboarding-1") == ()


def test_the_count_follows_what_is_answered_on_the_same_page(ana):
    """The block at the end is not older than the desk above it."""
    desk, page = pages.task("onboarding-1-t1"), pages.hand_in("onboarding-1")
    assert "Tasks 1 and 2 have no answer yet" in text_of(page)

    enter(desk, BILLED)

    assert "Task 2 has no answer yet" in text_of(page)


def test_a_hand_in_arrives_whole_with_a_receipt(exchange, ana):
    """What the manager gets is what was on the screen."""
    enter(pages.task("onboarding-1-t1"), BILLED)
    page = pages.hand_in("onboarding-1")
    hand_in(page)

    (file,) = exchange.hand_ins("onboarding-1")
    sent, _account = exchange.read_hand_in(file)
    receipt = released.receipts(ana, "onboarding-1")[-1]
    assert sheet_from_bytes(sent.answers_text.encode()).answers["onboarding-1-t1"] == BILLED
    assert (sent.identity.learner, sent.identity.account) == ("ana", "alopez")
    assert [attempt.task for attempt in sent.attempts] == ["onboarding-1-t1"]
    assert sent.attempts[0].score is None
    assert receipt.number in text_of(page)
    digest = hashlib.sha256(sent.answers_text.encode()).hexdigest().upper()
    assert f"check number of your answers {digest[:4]}-{digest[4:8]}-{digest[8:12]}" in text_of(
        page
    )
    assert receipt.secret not in text_of(page)


def test_handing_in_again_sends_only_new_attempts(exchange, ana):
    """The newest hand-in counts; the log is not imported twice."""
    desk = pages.task("onboarding-1-t1")
    enter(desk, BILLED)
    page = pages.hand_in("onboarding-1")
    hand_in(page)
    enter(desk, Answer(decision=Decision.HOLD), 2)
    hand_in(page)

    sent = [exchange.read_hand_in(file)[0] for file in exchange.hand_ins("onboarding-1")]
    assert len(sent) == 2
    assert sorted([1, 2]) == sorted(one.attempts[0].try_number for one in sent)
    assert [len(one.attempts) for one in sent] == [1, 1]


def test_late_is_said_kindly_and_goes_through(exchange, ana):
    """The work counts; the manager decides about the date."""
    release(exchange, due=clock.now() - timedelta(hours=1))
    enter(pages.task("onboarding-1-t1"), BILLED)
    page = pages.hand_in("onboarding-1")
    find(page, widgets.Button, "Hand in").click()
    assert "that is all right, it is marked late" in text_of(page)

    find(page, widgets.Button, "Yes, hand in now").click()

    assert len(exchange.hand_ins("onboarding-1")) == 1
    assert "Late" in text_of(pages.assignments_page()).replace("late", "Late")


def test_nothing_answered_is_nothing_sent(exchange, ana):
    """An empty hand-in would only cost a laugh, but the receipt would look real."""
    page = pages.hand_in("onboarding-1")
    hand_in(page)

    assert "nothing to hand in" in text_of(page)
    assert exchange.hand_ins("onboarding-1") == ()


def test_an_exchange_that_is_gone_loses_nothing(exchange, ana):
    """The share may be away on a Monday morning."""
    import shutil

    enter(pages.task("onboarding-1-t1"), BILLED)
    page = pages.hand_in("onboarding-1")
    shutil.rmtree(exchange.root)
    find(page, widgets.Button, "Hand in").click()

    assert "is not released in the exchange folder" in text_of(page)
    assert released.receipts(ana, "onboarding-1") == ()
    assert released.Answers(ana, "onboarding-1").of("onboarding-1-t1") == BILLED


def test_a_pin_hand_in_says_that_the_manager_confirms_it(exchange):
    """A PIN is no proof, and the learner should not be surprised."""
    who.sign_in_by_pin(places.learner_folder(), "ana", "4711", roster=exchange.roster())
    pages.assignments_page()
    enter(pages.task("onboarding-1-t1"), BILLED)
    page = pages.hand_in("onboarding-1")
    hand_in(page)

    assert "your manager confirms that it is yours" in text_of(page)


# Feedback and progress -----------------------------------------------------------------------

FEEDBACK = {
    "points": 7.5,
    "max_points": 20,
    "totals": [{"label": "Per code", "result": "50% (1 of 2 codes; <b>9%</b> to 91%)"}],
    "totals_remark": "The amounts are a sample, not your fees.",
    "practice_next": [
        {"competency": "time", "points": 7.5, "max_points": 10},
        {"competency": "<i>new</i>", "points": 0, "max_points": 10},
    ],
    "time": "This was handed in after the <u>due</u> date.",
    "problem": "",
    "tasks": [
        {
            "task": "onboarding-1-t1",
            "asked": "Order the queue. <u>Now</u>.",
            "papers": [{"label": "The <u>queue</u>", "rows": ["A: <u>a claim</u>"]}],
            "answer": "First to last: A, <u>B</u>.",
            "question": "How <u>long</u>?",
            "rubric": [{"text": "Asks openly.", "points": 1}, {"text": "Thanks.", "points": 2}],
            "model_query": "How long was it?",
            "order": [{"id": "b", "text": "a <u>denial</u>"}, {"id": "a", "text": "a claim"}],
            "points": 7.5,
            "max_points": 10,
            "headline": "7.5 of 10 points. Look again at: units.",
            "fields": [
                {"name": "units", "label": "Units", "status": "wrong", "text": "One, <i>not</i> 2"}
            ],
            "reasons": [
                {
                    "rule": "time-documented",
                    "title": "Time must be written",
                    "outcome": "not met",
                    "text": "No minutes.",
                    "strict": True,
                    "sentences": [1],
                    "consequence": "Likely taken back.",
                    "sureness": "Rests on a document.",
                    "sources": [
                        {
                            "title": "An audit",
                            "publisher": "HHS OIG",
                            "date": "2023",
                            "url": "https://oig.hhs.gov/x",
                            "checked": True,
                        },
                        {
                            "title": "A trick",
                            "publisher": "Nobody",
                            "date": "2023",
                            "url": "javascript:alert(1)",
                            "checked": False,
                        },
                    ],
                }
            ],
            "errors": [{"kind": "overcoded", "label": "Overcoded", "text": "Too much."}],
            "sentences": [1],
            "expected": "Bill 90832 ×1.",
            "rationale": "37 minutes.",
            "near_miss": "38 minutes would do.",
        }
    ],
}


@pytest.fixture
def graded(exchange, ana):
    """Ana has handed in, and the manager has released feedback."""
    enter(pages.task("onboarding-1-t1"), BILLED)
    hand_in(pages.hand_in("onboarding-1"))
    secret = released.receipts(ana, "onboarding-1")[-1].secret
    exchange.publish_feedback("onboarding-1", "ana", secret_hash(secret), FEEDBACK)
    return ana


def test_feedback_shows_points_reason_source_sentence_and_consequence(graded, monkeypatch):
    """Right or wrong alone teaches nobody."""
    monkeypatch.setenv("QUERY_STRING", "assignment=onboarding-1")

    said = text_of(pages.feedback_page())

    for words in (
        "7.5 of 20 points",
        "No minutes.",
        'href="https://oig.hhs.gov/x"',
        "An audit</a>, HHS OIG, 2023",
        "Source: A trick, Nobody",
        "<mark>We met from 9:07 to 9:44.</mark>",
        "Likely taken back.",
        "Overcoded",
        "Bill 90832",
        "(rule not met)",
        "It shows in sentence 1 of the note.",
    ):
        assert words in said
    assert "javascript:" not in said


def test_feedback_says_what_was_asked_what_was_answered_and_when_it_came(graded):
    """It is read weeks later; and every word of it is text."""
    said = text_of(pages.feedback_page()).replace("&lt;u&gt;", "").replace("&lt;/u&gt;", "")

    for words in (
        "This was handed in after the due date.",
        "Order the queue. Now.",
        "<strong>The queue</strong>",
        "<li>A: a claim</li>",
        "<strong>Your answer:</strong> First to last: A, B.",
        "<strong>Your question:</strong> How long?",
        "<li>1 point: Asks openly.</li><li>2 points: Thanks.</li>",
        "<ol><li>B: a denial</li><li>A: a claim</li></ol>",
    ):
        assert words in said
    assert "<u>" not in said


def test_feedback_shows_accuracy_and_what_to_practice_with_a_link(graded):
    """The next step is one click away; a competency without notes is only named."""
    said = text_of(pages.feedback_page())

    for words in (
        "50% (1 of 2 codes; &lt;b&gt;9%",
        "a sample, not your fees",
        'practice.ipynb?competency=time">Time</a>: 7.5 of 10 points here',
        "<li>&lt;i&gt;new&lt;/i&gt;: 0 of 10 points here",
        'how-it-is-graded.ipynb">How it is graded</a>',
    ):
        assert words in said


def test_the_link_opens_practice_on_that_competency(ana, monkeypatch):
    """Also where a note of another one was worked on last."""
    other = generated_named("generated-1")
    answers = released.Answers(ana, released.PRACTICE)
    answers.save(other.task.id, BILLED)
    monkeypatch.setenv("QUERY_STRING", "competency=crisis")

    desk = find(pages.practice(), CaseDesk)

    assert "crisis" not in other.competencies
    assert "crisis" in parts.practice_bank().scenario(desk.task["id"]).competencies


def test_what_was_read_before_a_correction_is_folded_beside_it(exchange, graded):
    """With its day, its points and its reasons; every word of it is text."""
    [task] = FEEDBACK["tasks"]
    before = {
        **task,
        "released_at": "2026-01-02T12:00:00+00:00",
        "headline": "10 of 10 points. <u>All</u> of it is right.",
        "expected": "Bill 90834 ×1.",
    }
    secret = released.receipts(graded, "onboarding-1")[-1].secret
    given = {**FEEDBACK, "tasks": [{**task, "earlier": [before]}]}
    exchange.publish_feedback("onboarding-1", "ana", secret_hash(secret), given)

    said = text_of(pages.feedback_page())

    now, folded = said.split("<details><summary>How it was explained on Fri 2 Jan 2026, ")
    assert "Bill 90832" in now
    assert "<details><summary>" not in folded
    for words in (
        "by the rulebook of then</summary>",
        "10 of 10 points. &lt;u&gt;All&lt;/u&gt; of it is right.",
        "<strong>Worked answer:</strong> Bill 90834 ×1.",
        "No minutes.",
    ):
        assert words in folded


def test_a_task_whose_key_is_held_back_shows_its_points_alone(exchange, graded):
    """The note is still asked about elsewhere."""
    held = {"task": "onboarding-1-t1", "points": 3, "max_points": 10, "headline": "Reasons wait."}
    secret = released.receipts(graded, "onboarding-1")[-1].secret
    given = {"points": 3, "max_points": 10, "tasks": [held]}
    exchange.publish_feedback("onboarding-1", "ana", secret_hash(secret), given)

    said = text_of(pages.feedback_page())

    assert "Reasons wait." in said
    assert "Worked answer" not in said
    assert "Near miss" not in said


def test_words_from_elsewhere_are_text_never_markup(graded):
    """A note and a feedback file come from other people's hands."""
    said = text_of(pages.feedback_page())

    assert "<i>not</i>" not in said
    assert "<b>M. Vega</b>" not in said
    assert "&lt;b&gt;M. Vega" in said


def test_before_it_is_released_there_is_a_sentence(exchange, ana, monkeypatch):
    """No feedback is a state, too."""
    monkeypatch.setenv("QUERY_STRING", "assignment=onboarding-1")
    assert "You have not handed in" in text_of(pages.feedback_page())

    enter(pages.task("onboarding-1-t1"), BILLED)
    hand_in(pages.hand_in("onboarding-1"))

    assert "has not released feedback" in text_of(pages.feedback_page())


def test_feedback_on_an_assignment_that_is_missing_shows_a_way_on(ana, monkeypatch):
    monkeypatch.setenv("QUERY_STRING", "assignment=nowhere")

    said = text_of(pages.feedback_page())

    assert "There is no feedback for you yet." in said
    assert "See your assignments" in said


def test_an_assignment_that_was_taken_back_is_told_where_it_is_handed_in(exchange, ana):
    """Its page was fetched before; the answers stay."""
    enter(pages.task("onboarding-1-t1"), BILLED)
    page = pages.hand_in("onboarding-1")
    (exchange.root / "onboarding-1").rename(exchange.root.parent / "taken-back")

    find(page, widgets.Button, "Hand in").click()

    assert "your answers are kept: ask whoever runs the course." in text_of(page)
    assert released.Answers(ana, "onboarding-1").of("onboarding-1-t1") == BILLED


def test_graded_work_cannot_be_handed_in_again(exchange, graded):
    """The record is signed off on what was graded."""
    page = pages.hand_in("onboarding-1")

    assert "This assignment is graded" in text_of(page)
    assert find(page, widgets.Button) is None
    assert "Graded: 7.5 of 20 points" in text_of(pages.assignments_page())


def test_my_progress_shows_the_assignment(graded):
    """The score is where one looks for it."""
    assert "7.5 of 20 points" in text_of(pages.progress_page())


def test_practice_is_logged_and_first_tries_count(ana):
    """Later tries teach, but they prove nothing."""
    page = pages.practice(note="time-001")
    desk = find(page, CaseDesk)
    enter(desk, BILLED)
    desk.checks = 1
    assert desk.feedback["max_points"] == 10
    assert "your first try" in text_of(page)
    desk.checks = 2
    assert "Try 2 of this note" in text_of(page)

    tries = ana.store().attempts("ana")
    assert [attempt.try_number for attempt in tries] == [1, 2]
    assert {"practice"} == {attempt.setting for attempt in tries}
    said = text_of(pages.progress_page())
    assert 'role="img"' in said
    assert "Accuracy of first tries: Time" in said
    assert "0 of 1 right; with so few, the true share may lie between 0% and 79%" in said


def test_hints_taken_before_a_reload_are_recorded_with_the_next_try(ana):
    """Take two hints, close the page, come back, check: the first try had two hints."""
    desk = find(pages.practice(note="time-001"), CaseDesk)
    desk.hint_asks = 1
    desk.hint_asks = 2
    desk.close()

    page = pages.practice(note="time-001")
    desk = find(page, CaseDesk)
    assert [hint["step"] for hint in desk.hints["given"]] == [1, 2]
    enter(desk, BILLED)
    desk.checks += 1
    assert "first try of this note, with 2 hints: it counts" in text_of(page)
    desk.checks += 1

    tries = ana.store().attempts("ana")
    assert [(attempt.try_number, attempt.hints) for attempt in tries] == [(1, 2), (2, 0)]
    assert find(pages.practice(note="time-001"), CaseDesk).hints["given"] == []
    assert "1 first try with hints" in text_of(pages.progress_page())


def test_a_hint_on_another_note_is_not_charged_to_this_one(ana):
    other = find(pages.practice(note="time-104"), CaseDesk)
    other.hint_asks = 1
    desk = find(pages.practice(note="time-001"), CaseDesk)
    enter(desk, BILLED)
    desk.checks += 1

    assert [attempt.hints for attempt in ana.store().attempts("ana")] == [0]


def test_an_assignment_has_no_hints(ana):
    """Whatever a page asks for."""
    desk = pages.task("onboarding-1-t1")
    desk.hint_asks = 1
    assert (desk.hints["steps"], desk.hints["given"]) == (0, [])


def test_practice_stays_with_the_note_last_opened(ana):
    """A reload in the middle of a note comes back to that note, with what was entered."""
    page = pages.practice()
    first = find(page, CaseDesk).task["id"]
    find(page, widgets.Button, "Next note").click()
    second = find(page, CaseDesk)
    enter(second, BILLED)

    again = find(pages.practice(), CaseDesk)

    assert first != second.task["id"]
    assert second.task["id"] == again.task["id"]
    assert again.current == BILLED


def test_a_review_keeps_its_draft_when_it_is_opened_by_next(ana):
    """The drafted claim is the task; an empty form would be another one."""
    page = pages.practice()
    for _ in range(len(parts.practice_bank().ids())):
        desk = find(page, CaseDesk)
        if desk.task["draft"]:
            break
        find(page, widgets.Button, "Next note").click()

    assert desk.task["draft"]["lines"]
    assert desk.answer["lines"]
    assert find(pages.practice(), CaseDesk).answer["lines"]


def test_a_fresh_note_is_marked_kept_and_comes_back(ana):
    """There is always another note; a reload in the middle of it does not swap it."""
    page = pages.practice()
    find(page, widgets.Button, "A fresh note, made by bhtrain").click()
    desk = find(page, CaseDesk)
    enter(desk, BILLED)
    desk.checks = 1
    again = find(pages.practice(), CaseDesk)

    assert desk.task["id"].startswith("generated-")
    assert "made by bhtrain" in desk.heading
    assert again.task["note"] == desk.task["note"]
    assert again.current == BILLED
    assert [attempt.task for attempt in ana.store().attempts("ana")] == [desk.task["id"]]


def test_a_fresh_note_trains_what_was_asked_for(ana):
    """Practice by competency stays with it."""
    page = pages.practice("crisis")
    find(page, widgets.Button, "A fresh note, made by bhtrain").click()

    assert "crisis" in generated_named(find(page, CaseDesk).task["id"]).competencies


def test_the_next_note_after_a_fresh_one_is_another(ana):
    """A way on from every place."""
    page = pages.practice()
    find(page, widgets.Button, "A fresh note, made by bhtrain").click()
    fresh = find(page, CaseDesk).task["id"]
    find(page, widgets.Button, "Next note").click()

    assert find(page, CaseDesk).task["id"] != fresh


@pytest.mark.parametrize("index", ["{", '{"ours-1": 1}'])
def test_a_damaged_list_of_own_scenarios_stops_nobody(ana, exchange, index):
    """bhtrain's own notes are still there."""
    folder = exchange.root / "practice-notes"
    folder.mkdir(parents=True)
    (folder / "bank_index.json").write_text(index, encoding="utf-8")

    assert find(pages.practice(), CaseDesk).task["note"]
    assert "notes tried" in text_of(pages.start_page())


def test_practice_without_a_sign_in_works_and_says_so():
    """Looking around costs nothing."""
    page = pages.practice(note="time-001")
    desk = find(page, CaseDesk)
    enter(desk, BILLED)
    desk.checks = 1

    assert "nothing is kept" in text_of(page)
    assert desk.feedback["headline"]


def test_a_practice_name_that_does_not_exist_is_answered_in_words():
    """In Voilà nobody sees a traceback."""
    assert "There is no competency" in text_of(pages.practice("tyme"))
    assert "did you mean" in text_of(pages.practice("tyme"))


# Lean ----------------------------------------------------------------------------------------


def test_a_page_needs_nothing_heavy(machine):
    """Each open page is a kernel; twenty learners on one machine are twenty kernels."""
    program = (
        "import sys; from bhtrain.widgets import pages; pages.start_page(); pages.practice();"
        "print(*sorted({'pandas', 'sqlalchemy', 'nbgrader', 'pydantic', 'yaml', 'numpy',"
        " 'matplotlib', 'nbformat'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(places.__file__).parent.parent)},
        check=True,
    )

    assert done.stdout.strip() == ""
