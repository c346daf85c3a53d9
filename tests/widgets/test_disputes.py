"""Disputing on the feedback page, without a browser: what is sent, kept, refused and told."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from learner_pages import BILLED, enter, find, text_of
from widgets.test_pages import FEEDBACK, hand_in

from bhtrain import clock, places
from bhtrain.exchange.disputes import read_dispute, waiting_disputes
from bhtrain.exchange.handin import moment_to_text, secret_hash
from bhtrain.progress import identity as who
from bhtrain.widgets import pages, released
from bhtrain.widgets.dispute_form import DISPUTE_TEXTS, DisputeForm
from bhtrain.widgets.sent_disputes import SentDisputes

pytestmark = pytest.mark.usefixtures("machine")
QUIZ, T1 = "onboarding-1", "onboarding-1-t1"


@pytest.fixture
def publish(exchange, ana):
    """Ana has handed in; publish her feedback with these disputes in its first task."""
    enter(pages.task(T1), BILLED)
    hand_in(pages.hand_in(QUIZ))
    secret = released.receipts(ana, QUIZ)[-1].secret

    def published(*disputes, fields=(("units", "wrong"),)):
        given = deepcopy(FEEDBACK)
        given["tasks"][0]["fields"] = [
            {"name": name, "label": name, "status": status, "text": ""} for name, status in fields
        ]
        given["tasks"][0]["disputes"] = list(disputes)
        exchange.publish_feedback(QUIZ, "ana", secret_hash(secret), given)
        return secret

    published()
    return published


def form():
    """The form of the first task, on a page that was just opened."""
    return find(pages.feedback_page(QUIZ), DisputeForm)


def send(one, field="units", reason="The note says 37 minutes.", number=1):
    """Send as the browser does; returns what the learner is told."""
    one.sent = [number, field, reason]
    assert one.result["number"] == number
    return one.result["says"]


def sent_files(exchange):
    return [read_dispute(file)[0] for file in waiting_disputes(exchange, QUIZ)]


def answered(dispute, state="kept", **changes):
    """The dispute as it comes back in the feedback."""
    return {
        "field": dispute.field,
        "label": "Units",
        "reason": dispute.reason,
        "said_at": moment_to_text(dispute.at),
        "token": dispute.token,
        "state": state,
        "answer": "37 minutes are one unit.",
        "answered_at": moment_to_text(clock.now() + timedelta(minutes=5)),
        "was": None,
        "now": None,
        **changes,
    }


def test_what_can_be_disputed_is_what_the_learner_sees(publish):
    """What was not right first, the question that a person grades, the key, the whole task."""
    publish(fields=[("place", "right"), ("units", "wrong"), ("procedure", "near")])

    assert form().fields == [
        ["units", "Units"],
        ["procedure", "Procedure codes"],
        ["place", "Place of service"],
        ["question", "Question to the clinician"],
        ["key", "The note or the key itself"],
        ["", "The whole task"],
    ]


def test_a_dispute_is_sent_with_the_secret_of_the_hand_in_and_kept_as_waiting(exchange, publish):
    """And after a reload it is still there; the same part cannot be sent twice meanwhile."""
    secret = publish()
    one = form()

    assert send(one, reason=" First.\r\nSecond. ") == DISPUTE_TEXTS["dispute.sent"]

    [sent] = sent_files(exchange)
    assert (sent.assignment, sent.task, sent.field) == (QUIZ, T1, "units")
    assert (sent.reason, sent.secret) == ("First.\nSecond.", secret)
    assert (sent.identity.learner, sent.identity.account) == ("ana", "alopez")
    for seen in (one, form()):
        [told] = seen.told
        assert told["state"] == "waiting"
        assert told["about"].startswith("Units: you wrote on ")
        assert told["reason"] == "First.\nSecond."
        assert "units" not in dict(seen.fields)
    assert "You sent this on" in send(form(), reason="Once more.")
    assert len(sent_files(exchange)) == 1


def test_a_second_window_does_not_send_it_again(exchange, publish):
    """Both pages were opened before anything was sent."""
    first, second = form(), form()
    send(first)

    assert "it waits for an answer" in send(second)
    assert len(sent_files(exchange)) == 1


def test_an_answer_is_shown_and_the_part_can_be_disputed_anew_with_something_new(exchange, publish):
    """The same words again are not a new reason."""
    send(form())
    [sent] = sent_files(exchange)
    publish(answered(sent, "accepted", was=7.5, now=10))

    one = form()

    [told] = one.told
    assert told["state"] == "accepted"
    assert "you are right. 7.5 points before, 10 now." in told["outcome"]
    assert told["answer"] == "37 minutes are one unit."
    assert "units" in dict(one.fields)
    assert "write what is new" in send(one, reason="The note  says 37 minutes.")
    assert send(one, reason="Page 4 says two.", number=2) == DISPUTE_TEXTS["dispute.sent"]
    assert [row["state"] for row in one.told] == ["accepted", "waiting"]


def test_where_the_folder_is_away_nothing_that_was_typed_is_lost(exchange, publish):
    """A kind sentence now, the text when the page is opened next, and then it goes out."""
    box = exchange.root / QUIZ / "disputes"
    box.rename(box.with_name("away"))

    said = send(form(), reason="Long and careful.")

    assert "kept on this computer" in said
    box.with_name("away").rename(box)
    one = form()
    assert one.draft == {"field": "units", "reason": "Long and careful."}
    assert one.told == []
    assert send(one, **one.draft) == DISPUTE_TEXTS["dispute.sent"]
    assert form().draft == {}


@pytest.mark.parametrize(
    ("field", "reason", "said"),
    [
        ("units", " \n", "Say in a sentence or two"),
        ("units", "x" * 2001, "the limit is 2,000"),
        ("everything", "x", "no part of a task"),
    ],
)
def test_what_does_not_fit_is_told_and_not_sent(exchange, publish, field, reason, said):
    """In words, and as not sent."""
    told = send(form(), field, reason)

    assert told.startswith("It was not sent. ")
    assert said in told
    assert sent_files(exchange) == []


@pytest.mark.parametrize("sent", [None, [], [1, "units"], [1, "units", 7], "units", {"a": 1}])
def test_what_our_page_never_sends_is_passed_over(exchange, publish, sent):
    """Nothing happens, and nothing breaks."""
    one = form()
    one.sent = sent

    assert one.result == {"number": 0}
    assert sent_files(exchange) == []


def test_nobody_sends_for_the_one_who_has_just_signed_out(exchange, publish):
    """On a shared computer a page stays open."""
    one = form()
    who.sign_out(places.learner_folder())

    assert send(one) == DISPUTE_TEXTS["dispute.somebody-else"]
    assert sent_files(exchange) == []


def test_a_damaged_receipt_is_put_aside_and_the_feedback_still_opens(ana, publish):
    """It is not overwritten."""
    ana.disputes_path(QUIZ).parent.mkdir(parents=True, exist_ok=True)
    ana.disputes_path(QUIZ).write_text("{")

    assert form().told == []
    assert len(list(ana.disputes_path(QUIZ).parent.glob("damaged-*"))) == 1


def test_a_dispute_sent_from_another_machine_is_shown_and_answers_one_sent_here_too(
    exchange, ana, publish
):
    """Two computers, one part of a task: only the first arrived, and one answer is for both."""
    send(form(), reason="From here.")
    [sent] = sent_files(exchange)
    publish(answered(sent, token="f" * 32, reason="From home."))

    assert [(row["reason"], row["state"]) for row in form().told] == [
        ("From home.", "kept"),
        ("From here.", "kept"),
    ]


def test_the_list_and_the_start_page_tell_of_an_answer_until_it_was_read(exchange, publish):
    """Nobody has to look into old feedback every day."""
    send(form())
    [sent] = sent_files(exchange)
    news = "Your manager answered what you wrote about task 1"
    publish()
    assert news not in text_of(pages.assignments_page())
    publish(answered(sent))

    assert news in text_of(pages.assignments_page())
    assert news in text_of(pages.start_page())

    form()
    assert news not in text_of(pages.assignments_page())
    assert news not in text_of(pages.start_page())


def test_receipts_are_the_learner_s_own(ana, publish):
    """In the learner's folder, without the secret."""
    secret = publish()
    send(form())

    kept = ana.disputes_path(QUIZ).read_text(encoding="utf-8")
    assert ana.disputes_path(QUIZ).is_relative_to(ana.home)
    assert secret not in kept
    assert json.loads(kept)["sent"][0]["task"] == T1
    assert SentDisputes(ana, "other").of(T1, ()) == ()
