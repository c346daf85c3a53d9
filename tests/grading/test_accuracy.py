"""Accuracy per code, per case and per dollar: each of how many, and how far it can be trusted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scored import BILL, HOLD, LINE, RIGHT, billed

from bhtrain.codebook import load_codebook
from bhtrain.grading.accuracy import Proportion, accuracy, wilson
from bhtrain.grading.fees import Fees, sample_fees
from bhtrain.grading.score import score
from bhtrain.model.claim import Answer, Decision, Gap, ServiceLine
from bhtrain.model.scenario import Key, Kind

FEES = Fees({"90832": 6000, "90834": 10000, "90837": 15000, "90834-95": 9000})
EXTRA = ServiceLine(code="90832", place="11")


# The interval --------------------------------------------------------------------------------

PUBLISHED = {  # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0, 0.1611),
    (1, 29): (0.0061, 0.1718),
}
BY_HAND = {(8, 10): (0.490, 0.943), (0, 5): (0.0, 0.434), (5, 5): (0.566, 1.0)}


@pytest.mark.parametrize("counted", PUBLISHED)
def test_the_interval_is_the_published_one(counted):
    assert wilson(*counted) == pytest.approx(PUBLISHED[counted], abs=0.00005)


@pytest.mark.parametrize("counted", BY_HAND)
def test_the_interval_is_what_the_formula_gives_by_hand(counted):
    assert wilson(*counted) == pytest.approx(BY_HAND[counted], abs=0.0005)


def test_nothing_counted_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)
    assert Proportion(0, 0).share is None


@pytest.mark.parametrize("counted", [(3, 2), (-1, 2)])
def test_more_right_than_there_are_is_no_share(counted):
    with pytest.raises(ValueError, match="is no share"):
        wilson(*counted)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_its_share_and_mirrors(counted):
    right, n = counted
    low, high = wilson(right, n)

    assert 0 <= low <= right / n <= high <= 1
    assert wilson(n - right, n) == pytest.approx((1 - high, 1 - low))
    assert wilson(2 * right, 2 * n)[0] >= low - 1e-9, "more of the same makes it no wider"


# Per code and per case -----------------------------------------------------------------------


def test_a_right_answer_is_right_three_ways():
    found = accuracy([score(BILL, RIGHT)], FEES)

    assert (found.codes, found.cases) == (Proportion(1, 1), Proportion(1, 1))
    assert (found.dollars.right_cents, found.dollars.share, found.dollars.n) == (10000, 1.0, 1)


def test_codes_are_summed_over_the_larger_of_entered_and_expected():
    """One right, one too many; and one left out: 1 of 3."""
    found = accuracy([score(BILL, billed(LINE, EXTRA)), score(BILL, None)], FEES)

    assert found.codes == Proportion(1, 3)


def test_a_claim_for_a_note_that_has_to_wait_counts_against_the_codes():
    assert accuracy([score(HOLD, RIGHT)], FEES).codes == Proportion(0, 1)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (billed(LINE, diagnoses=("F32.1",)), 1),
        (billed(replace(LINE, place="02", evidence=())), 1),
        (billed(replace(LINE, units=2)), 0),
        (billed(replace(LINE, modifiers=("25",))), 0),
        (billed(replace(LINE, code="90837")), 0),
        (Answer(decision=Decision.HOLD), 0),
        (None, 0),
    ],
    ids=["diagnosis", "place", "units", "modifier", "code", "decision", "no answer"],
)
def test_a_case_is_right_when_what_decides_payment_is(answer, right):
    """Decision, codes, units, modifiers, gaps; place, diagnoses and marks do not decide."""
    assert accuracy([score(BILL, answer)], FEES).cases == Proportion(right, 1)


def test_a_missed_gap_and_a_wrong_order_make_a_case_wrong():
    queue = replace(BILL, task=replace(BILL.task, kind=Kind.TRIAGE), key=Key(order=("a", "b", "c")))
    answers = [
        (HOLD, Answer(decision=Decision.HOLD, gaps=(Gap(id="time-missing"),))),
        (HOLD, Answer(decision=Decision.HOLD)),
        (queue, Answer(order=("a", "b", "c"))),
        (queue, Answer(order=("b", "a", "c"))),
    ]

    found = accuracy([score(*one) for one in answers], FEES)

    assert found.cases == Proportion(2, 4)
    assert found.codes.share is None
    assert found.dollars.share is None


# Per dollar ----------------------------------------------------------------------------------


def money(*answers, key=BILL):
    found = accuracy([score(key, answer) for answer in answers], FEES).dollars
    return found.right_cents, found.over_cents, found.under_cents, found.n


def test_overcoding_is_the_difference():
    """150 billed for 100: 100 is right, 50 too much."""
    assert money(billed(replace(LINE, code="90837"))) == (10000, 5000, 0, 1)


def test_undercoding_and_no_claim_are_money_left_behind():
    assert money(billed(EXTRA)) == (6000, 0, 4000, 1)
    assert money(Answer(decision=Decision.HOLD)) == (0, 0, 10000, 1)
    assert money(None) == (0, 0, 10000, 1)


def test_units_and_a_code_too_many_are_billed_in_full():
    assert money(billed(replace(LINE, units=3), EXTRA)) == (10000, 20000 + 6000, 0, 1)


def test_billing_what_has_to_wait_is_all_too_much():
    assert money(RIGHT, key=HOLD) == (0, 10000, 0, 1)


def test_an_optional_code_is_neutral_in_money_too():
    optional = replace(BILL, key=replace(BILL.key, optional_codes=frozenset({"90832"})))

    assert money(billed(LINE, EXTRA), key=optional) == (10000, 0, 0, 1)


def test_a_modifier_with_an_amount_of_its_own_takes_that():
    assert FEES.cents_of(replace(LINE, modifiers=("95",), units=2)) == 18000
    assert FEES.cents_of(replace(LINE, modifiers=("GT",))) == 10000


def test_a_line_without_a_fee_is_left_out_and_named():
    """Half a pair would make a whole fee wrong."""
    found = accuracy([score(BILL, billed(replace(LINE, code="90791")))], FEES).dollars

    assert (found.unpriced, found.share, found.n) == (("90791",), None, 0)


def test_the_sample_fees_are_round_cover_every_code_and_say_what_they_are():
    fees = sample_fees()

    assert fees.sample
    assert set(fees.cents) == set(load_codebook().codes)
    assert all(amount > 0 and amount % 1000 == 0 for amount in fees.cents.values())
    assert fees.cents["90832"] < fees.cents["90834"] < fees.cents["90837"]
    assert accuracy([score(BILL, RIGHT)], fees).dollars.sample


LINES = st.builds(
    ServiceLine,
    code=st.sampled_from(["90832", "90834", "90837", "90791", "00000"]),
    units=st.integers(0, 5),
    modifiers=st.sampled_from([(), ("95",), ("25",)]),
)
ANSWERS = st.lists(LINES, max_size=4).map(lambda lines: billed(*lines)) | st.none()


@given(st.lists(st.tuples(st.sampled_from([BILL, HOLD]), ANSWERS), max_size=4))
def test_no_answer_leaves_the_range(given_answers):
    """Shares lie from 0 to 1, and right money is never more than billed or expected."""
    scores = [score(*one) for one in given_answers]
    found = accuracy(scores, FEES)

    for share in (found.codes.share, found.cases.share, found.dollars.share):
        assert share is None or 0 <= share <= 1
    assert found.cases.n == len(scores)
    assert found.dollars.n <= len(scores)
    assert min(found.dollars.right_cents, found.dollars.over_cents) >= 0
    expected = 10000 * sum(scenario is BILL for scenario, _ in given_answers)
    assert found.dollars.right_cents <= expected
