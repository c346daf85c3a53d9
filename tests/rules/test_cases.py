"""Every case beside every rule. To add one, edit the rule's YAML; nothing here changes."""

from datetime import timedelta
from itertools import combinations

import pytest

from bhtrain.model.finding import Outcome
from bhtrain.rules import HORIZON, load_rulebook
from bhtrain.rules.engine import judge_rule
from bhtrain.testing import load_cases

DAY = timedelta(days=1)
BOOK = load_rulebook()
JUDGED = BOOK.judged


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: f"{case.rule}: {case.name}")
def test_the_rule_gives_the_outcome_a_coder_wrote_down(case):
    """Expected outcomes come from the sources; the engine has to follow, never the reverse."""
    finding = judge_rule(BOOK[case.rule], case.visit, case.claim, on=case.service_date)

    assert case.expect == finding.outcome.value, finding.reason
    assert case.because in finding.reason
    if case.strict is not None:
        assert case.strict == finding.fails
    if case.gap is not None:
        assert case.gap == finding.gap


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.id)
def test_each_start_has_a_case_on_the_day_and_on_the_day_before(rule):
    """A boundary that nobody tested is a boundary that nobody read."""
    tested = {case.service_date for case in load_cases(rule.id)}

    for version in rule.versions:
        if version.start > HORIZON:
            assert {version.start - DAY, version.start} <= tested
        if version.end is not None:
            assert {version.end, version.end + DAY} <= tested


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.id)
def test_one_changed_fact_changes_the_outcome(rule):
    """A rule is judged from facts only if one of them, changed alone, changes what it says."""
    cases = load_cases(rule.id)

    assert any(
        one.expect != other.expect and one.differs_in_one_thing(other)
        for one, other in combinations(cases, 2)
    )
    assert "not met" in {case.expect for case in cases}


@pytest.mark.parametrize("rule", [r for r in JUDGED if r.flag], ids=lambda rule: rule.id)
def test_a_rule_that_plans_set_is_shown_with_and_without_the_flag(rule):
    """Strict where the plan's rule is known, a warning or nothing where it is not."""
    flagged = {rule.flag in case.flags for case in load_cases(rule.id)}

    assert flagged == {True, False}


@pytest.mark.parametrize("rule", BOOK, ids=lambda rule: rule.id)
def test_a_version_holds_to_the_last_day_before_the_next(rule):
    """A day between two versions would be a day without an answer."""
    for old, new in zip(rule.versions, rule.versions[1:], strict=False):
        assert rule.version_on(new.start - DAY) is old
        assert rule.version_on(new.start) is new
    assert rule.version_on(rule.versions[0].start - DAY) is None


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.id)
def test_every_day_ends_in_one_of_five_outcomes(rule):
    """No date of service may fall through: not before the horizon, not years ahead."""
    case = load_cases(rule.id)[0]
    day = HORIZON - 400 * DAY

    while day.year < 2029:
        finding = judge_rule(rule, case.visit, case.claim, on=day)
        assert finding.outcome in Outcome
        assert finding.reason
        assert (day < HORIZON) == ("outside what bhtrain knows" in finding.reason)
        day += 97 * DAY
