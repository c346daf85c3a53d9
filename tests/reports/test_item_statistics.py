"""How well a task tells people apart: worked by hand, and never from too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhtrain.reports.item_statistics import discrimination, facility

KNEW = [1.0] * 5 + [0.0] * 5


def test_the_correlation_of_a_two_by_two_table_worked_by_hand():
    """Five of ten had it right. Of those, four did well elsewhere; of the others, one did.

    For two values each, Pearson's r is (ad - bc) / sqrt of the four margins' product:
    (4 * 4 - 1 * 1) / sqrt(5 * 5 * 5 * 5) = 0.6. Fisher: z = ln 2, half = 1.96 / sqrt(7) = 0.7408,
    so tanh(-0.0477) = -0.048 to tanh(1.4339) = 0.892.
    """
    elsewhere = [0.8, 0.8, 0.8, 0.8, 0.4, 0.8, 0.4, 0.4, 0.4, 0.4]

    found = discrimination(KNEW, elsewhere)

    assert found.value == pytest.approx(0.6)
    assert found.low == pytest.approx(-0.048, abs=0.001)
    assert found.high == pytest.approx(0.892, abs=0.001)


def test_those_who_did_well_elsewhere_did_worse_here():
    """The sign turns with the task: the likeliest reason is the key."""
    found = discrimination([1 - one for one in KNEW], [0.8] * 4 + [0.4, 0.8] + [0.4] * 4)

    assert found.value == pytest.approx(-0.6)


@pytest.mark.parametrize(
    ("task", "elsewhere"),
    [
        (KNEW[1:], [0.1 * n for n in range(9)]),  # nine learners
        ([1.0] * 10, [0.1 * n for n in range(10)]),  # everybody had it right
        (KNEW, [0.5] * 10),  # nobody differs elsewhere
        ([0.5, 0.51] * 5, [0.1 * n for n in range(10)]),  # a hundredth of the points apart
        ([], []),
    ],
)
def test_too_few_or_too_alike_say_nothing(task, elsewhere):
    """No number is better than one that means nothing."""
    assert discrimination(task, elsewhere) is None


def test_lists_that_do_not_belong_together_are_refused():
    """A slip here would correlate one learner's task with another's total."""
    with pytest.raises(ValueError, match="10 shares in the task, 9 in the others"):
        discrimination(KNEW, KNEW[1:])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=10, max_size=40))
def test_it_lies_in_its_range_and_does_not_depend_on_the_order_of_learners(pairs):
    """Whatever was earned."""
    task, elsewhere = zip(*pairs, strict=True)
    found = discrimination(task, elsewhere)
    turned = discrimination(task[::-1], elsewhere[::-1])

    assert (found is None) == (turned is None)
    if found is not None:
        assert -1 <= found.low <= found.value + 1e-8
        assert found.value - 1e-8 <= found.high <= 1
        assert turned.value == pytest.approx(found.value)


def test_facility_is_the_mean_share():
    """Two all right, one half, one nothing: 2.5 of 4."""
    assert facility([1, 1, 0.5, 0]) == 0.625
    assert facility([]) is None
