"""Denial, query, pattern and triage: what each asks for earns its points, and nothing else."""

from dataclasses import replace
from datetime import date, time

import pytest

from bhtrain.grading.answers import answer_from_dict, answer_to_dict
from bhtrain.grading.derived import derived_answer, disagreements
from bhtrain.grading.feedback import (
    DECISION_WORDS,
    DECISION_WORDS_OF_KIND,
    answer_in_words,
    expected_in_words,
    feedback,
)
from bhtrain.grading.feedback_html import feedback_html
from bhtrain.grading.score import score
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine
from bhtrain.model.papers import BilledLine, QueueItem, RemittanceLine
from bhtrain.model.scenario import (
    Fact,
    Key,
    Kind,
    Level,
    Queued,
    ReviewState,
    RubricItem,
    Scenario,
    Task,
)
from bhtrain.widgets.texts import TEXTS

DAY = date(2025, 3, 4)


def scenario(kind: Kind, key: Key, *, facts: tuple[Fact, ...] = (), **shown) -> Scenario:
    queued = shown.pop("queued", ())
    return Scenario(
        task=Task(
            id="t1",
            kind=kind,
            level=Level.CORE,
            payer=shown.pop("payer", Payer.COMMERCIAL),
            service_date=DAY,
            note=("Seen in the office.", "From 10:00 to 10:45.", "Signed."),
            points=10,
            **shown,
        ),
        title="A title",
        competencies=("time",),
        facts=facts,
        key=key,
        rules=("time-psychotherapy-45",),
        rationale="Because.",
        near_miss="Otherwise.",
        review=ReviewState.DRAFTED,
        queued=queued,
    )


def queued(item: str, service_date: date, payer=Payer.COMMERCIAL, **facts) -> Queued:
    return Queued(
        item=item,
        payer=payer,
        service_date=service_date,
        facts=tuple(Fact(name=n, value=v, quotes=("x",)) for n, v in facts.items()),
    )


# Triage --------------------------------------------------------------------------------------

QUEUE = tuple(QueueItem(id=one, text=f"item {one}") for one in "abcd")
TRIAGE = scenario(
    Kind.TRIAGE,
    Key(order=("c", "a", "d", "b"), deciding=(1,)),
    queue=QUEUE,
    queued=(
        queued("a", date(2024, 3, 10), Payer.MEDICARE),  # to 2025-03-10: one calendar year
        queued("b", date(2024, 6, 1), **{"payer_flags.timely_days": 90}),  # over since August
        queued("c", date(2025, 1, 5), **{"claim_file.answer_by": "2025-03-05"}),
        queued("d", date(2025, 1, 1), **{"payer_flags.timely_days": 90}),  # to 2025-04-01
    ),
)


def test_the_queue_is_ordered_by_the_last_day_and_what_is_over_comes_last():
    assert derived_answer(TRIAGE).order == ("c", "a", "d", "b")
    assert disagreements(TRIAGE) == ()


def test_a_day_that_is_today_is_not_over():
    today = queued("b", DAY, **{"claim_file.answer_by": DAY.isoformat()})
    moved = replace(TRIAGE, queued=(*TRIAGE.queued[:1], today, *TRIAGE.queued[2:]))

    assert derived_answer(moved).order[0] == "b"


@pytest.mark.parametrize(
    ("order", "pairs"),
    [
        ("cadb", 6),  # all six pairs
        ("acdb", 5),  # one neighbour pair is the wrong way round
        ("bdac", 0),  # upside down
        ("ca", 1),  # what is left out stands in no pair
        ("cadbx", 6),  # an item that the queue does not have changes nothing
        ("ccadb", 6),  # the first place counts
    ],
)
def test_an_order_earns_the_share_of_pairs_that_are_right(order, pairs):
    graded = score(TRIAGE, Answer(order=tuple(order)))

    assert graded.points == round(10 * pairs / 6, 2)


def test_an_order_is_told_in_words():
    answer = Answer(order=("a", "c", "d", "b"))
    words = feedback(TRIAGE, answer, score(TRIAGE, answer))

    assert words.expected == "First to last: C, A, D, B."
    assert [error.text for error in words.errors] == ["C comes before A."]
    assert [item.text for item in words.order] == ["item c", "item a", "item d", "item b"]
    assert words.fields[0].text == "5 of 6 pairs stand in the right order."
    assert answer_in_words(None, Kind.TRIAGE) == "No answer."


def test_an_order_upside_down_is_told_once_for_each_item():
    """Ten pairs of five items would be ten lines that nobody reads."""
    graded = score(TRIAGE, Answer(order=("b", "d", "a", "c")))

    assert [error.text for error in graded.errors] == [
        "C comes before A, D and B.",
        "A comes before D and B.",
        "D comes before B.",
    ]


# Query ---------------------------------------------------------------------------------------

QUERY = scenario(
    Kind.QUERY,
    Key(
        decision=Decision.HOLD,
        gaps=(Gap(id="time-missing"),),
        deciding=(2,),
        rubric=(RubricItem(text="Names the date.", points=2), RubricItem(text="Open.", points=4)),
        model_query="How long was the session of March 4?",
    ),
)
ASKED = Answer(
    decision=Decision.HOLD,
    gaps=(Gap(id="time-missing", evidence=(2,)),),
    query="How long was it on March 4?",
)


def test_a_question_waits_for_a_person_and_is_never_full_marks_before():
    graded = score(QUERY, ASKED)

    assert graded.points == 4
    assert graded.by_hand == 6
    assert graded.waits
    assert graded.share == 1  # of what needs no person
    assert "4 of 10 points so far" in feedback(QUERY, ASKED, graded).headline


def test_in_practice_no_points_are_promised_that_nobody_gives():
    """There a question is compared, not read by a person."""
    told = feedback(QUERY, ASKED, score(QUERY, ASKED), practice=True)
    assert told.headline == "4 of 4 points, your question aside. All of it is right."

    wrong = replace(ASKED, decision=Decision.BILL)
    told = feedback(QUERY, wrong, score(QUERY, wrong), practice=True)
    assert " of 4 points, your question aside. Look again at: decision." in told.headline
    assert "person" not in told.headline


@pytest.mark.parametrize("practice", [True, False])
def test_a_question_that_was_not_written_is_asked_for(practice):
    unwritten = replace(ASKED, query=" ")
    told = feedback(QUERY, unwritten, score(QUERY, unwritten), practice=practice)
    assert told.headline.endswith(". The question to the clinician is still to be written.")


def test_no_question_leaves_nothing_to_wait_for():
    graded = score(QUERY, replace(ASKED, query="  "))

    assert graded.points == 4
    assert graded.by_hand == 0
    assert not graded.waits


def test_a_question_without_a_decision_still_reaches_a_person():
    graded = score(QUERY, Answer(query="How long was it?"))

    assert graded.points == 0
    assert graded.by_hand == 6


def test_the_page_shows_the_rubric_and_escapes_the_question():
    answer = replace(ASKED, query="<script>alert(1)</script>")
    html = feedback_html(feedback(QUERY, answer, score(QUERY, answer)), answer, Kind.QUERY)

    assert "2 points: Names the date." in html
    assert "How long was the session of March 4?" in html
    assert "<script>" not in html


# Denial --------------------------------------------------------------------------------------

SENT = Claim(lines=(ServiceLine(code="90837", place="11"),), diagnoses=("F41.1",))
DENIAL = scenario(
    Kind.DENIAL,
    Key(
        decision=Decision.BILL,
        claim=Claim(lines=(ServiceLine(code="90834", place="11"),), diagnoses=("F41.1",)),
        causes=("code-time",),
        optional_causes=frozenset({"not-documented"}),
        deciding=(2,),
    ),
    draft=SENT,
    remittance=(RemittanceLine(line=1, group="CO", code="150"),),
)


def test_cause_and_corrected_claim_both_count():
    right = Answer(
        decision=Decision.BILL,
        claim=Claim(
            lines=(ServiceLine(code="90834", place="11", evidence=(2,)),), diagnoses=("F41.1",)
        ),
        causes=("code-time",),
    )
    graded = score(DENIAL, right)
    guessed = score(DENIAL, replace(right, causes=("code-time", "modifier")))
    neutral = score(DENIAL, replace(right, causes=("code-time", "not-documented")))

    assert graded.points == neutral.points == 10
    assert guessed.points < 10
    assert [error.kind for error in guessed.errors] == ["false cause"]
    assert expected_in_words(DENIAL).startswith("Send it again or appeal 90834 ×1, place 11")


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        (("code-time",), "The code or its units do not fit the documented minutes."),
        (("late",), "Expected: The code or its units do not fit the documented minutes."),
    ],
)
def test_the_right_cause_is_named_whether_it_was_found_or_not(causes, words):
    answer = Answer(decision=Decision.BILL, causes=causes)
    told = feedback(DENIAL, answer, score(DENIAL, answer))

    assert [field.text for field in told.fields if field.name == "causes"] == [words]


@pytest.mark.parametrize(
    ("wanted", "given", "words"),
    [
        (Decision.BILL, Decision.HOLD, "It can be sent again or appealed, and nothing was sent."),
        (
            Decision.HOLD,
            Decision.BILL,
            "Sent again or appealed, though the note does not support it as it stands.",
        ),
        (
            Decision.HOLD,
            Decision.NOT_BILLABLE,
            "The denial calls for another step than this one.",
        ),
    ],
)
def test_a_denial_is_told_in_the_words_of_its_own_buttons(wanted, given, words):
    """Nobody pressed "Bill" there."""
    denial = replace(DENIAL, key=replace(DENIAL.key, decision=wanted))
    answer = Answer(decision=given)
    told = feedback(denial, answer, score(denial, answer))

    assert [field.text for field in told.fields if field.name == "decision"] == [words]


@pytest.mark.parametrize("kind", [Kind.CODE, Kind.DENIAL, Kind.PATTERN])
def test_a_decision_has_the_same_words_on_the_desk_and_in_the_feedback(kind):
    """Whoever reads "Our answer" looks for that button."""
    own = "" if kind is Kind.CODE else f".{kind.value}"
    said = DECISION_WORDS_OF_KIND.get(kind, DECISION_WORDS)

    assert said == {one: TEXTS[f"decision.{one.value}{own}"] for one in Decision}


def test_a_cause_that_nobody_knows_is_wrong_and_named():
    graded = score(DENIAL, Answer(decision=Decision.HOLD, causes=("weather",)))

    assert "“weather” is no cause" in " ".join(error.text for error in graded.errors)


def test_the_causes_are_those_of_the_rules_that_the_sent_claim_breaks():
    facts = {
        "activities.psychotherapy.start": "10:00",
        "activities.psychotherapy.stop": "10:45",
        "modality": "in-person",
    }
    short = replace(
        DENIAL, facts=tuple(Fact(name=n, value=v, quotes=("x",)) for n, v in facts.items())
    )

    assert "code-time" in derived_answer(short).causes


# Pattern -------------------------------------------------------------------------------------


def billed(day: int, code: str, **more) -> BilledLine:
    return BilledLine(
        service_date=date(2025, 3, day),
        client=f"P{day:02}",
        code=code,
        start=time(10),
        stop=time(10, 45),
        **more,
    )


def month(effective_on: str, *figures: tuple[str, float]) -> Scenario:
    facts = [Fact(name="enrolment.effective_on", value=effective_on, quotes=("x",))]
    facts += [Fact(name=name, value=value, month=True) for name, value in figures]
    return scenario(
        Kind.PATTERN,
        Key(decision=Decision.BILL, deciding=(1,)),
        facts=tuple(facts),
        month=(billed(3, "90834"), billed(4, "90834")),
    )


def test_lines_before_the_first_day_with_the_payer_cannot_be_paid():
    """Only the line of March 3 is too early; one is enough."""
    answer = derived_answer(month("2025-03-04"))

    assert answer.decision is Decision.NOT_BILLABLE
    assert answer.causes == ("not-enrolled-yet",)
    assert derived_answer(month("2025-03-03")).decision is Decision.BILL


def test_a_figure_above_its_limit_only_asks_for_a_look():
    answer = derived_answer(
        month("2025-01-01", ("pattern.share_90837", 0.9), ("pattern.sessions", 60))
    )

    assert answer.decision is Decision.HOLD
    assert answer.causes == ("long-sessions",)


def test_nothing_in_the_month_and_no_answer_are_not_the_same():
    clean = month("2025-01-01")

    assert score(clean, Answer(decision=Decision.BILL)).points == 10
    assert score(clean, Answer()).points == 0


# All -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [ASKED, Answer(order=("b", "a")), Answer(causes=("late",))])
def test_the_new_parts_of_an_answer_survive_their_file(answer):
    assert answer_from_dict(answer_to_dict(answer)) == answer


@pytest.mark.parametrize("part", ["causes", "order"])
@pytest.mark.parametrize("bad", ["late", [1], [{"id": "a"}], ["x" * 5000], {"a": "b"}])
def test_nonsense_in_the_new_parts_is_refused(part, bad):
    with pytest.raises(ValueError, match=part):
        answer_from_dict({part: bad})
