"""Whatever a note says: the bands cover every minute, and no answer contradicts itself."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from visits import CLAIMS, VISITS

from bhtrain.model.claim import Claim, Decision, ServiceLine
from bhtrain.model.finding import Outcome
from bhtrain.model.visit import Activity, ActivityKind, Visit
from bhtrain.rules import HORIZON, derive, judge, load_rulebook
from bhtrain.rules.engine import judge_rule

BOOK = load_rulebook()
BANDS = [rule for rule in BOOK if rule.id.startswith("time-psychotherapy-")]


def test_the_bands_part_all_minutes_among_them():
    """Each number of minutes belongs to exactly one rule: no hole, no overlap."""
    claim = Claim(lines=(ServiceLine(code="90834"),))
    for minutes in range(601):
        visit = Visit(
            service_date=date(2025, 3, 4),
            activities=(Activity(kind=ActivityKind.PSYCHOTHERAPY, minutes=minutes),),
        )
        outcomes = [judge_rule(r, visit, claim, on=visit.service_date).outcome for r in BANDS]

        assert len(outcomes) - outcomes.count(Outcome.NOT_APPLICABLE) == 1, minutes


@settings(max_examples=100)
@given(visit=VISITS, claim=CLAIMS)
def test_judging_never_breaks_and_always_says_why(visit, claim):
    """A learner can claim anything, and still reads a sentence from every rule."""
    findings = judge(visit, claim)

    assert [finding.rule for finding in findings] == [rule.id for rule in BOOK.judged]
    for finding in findings:
        assert finding.reason.endswith("."), finding.rule
        assert finding.outcome is not Outcome.NOT_MET or finding.sources
        assert finding.gap is None or finding.gap in BOOK[finding.rule].gaps, finding.rule
        assert all(line < len(claim.lines) for line in finding.lines), finding.rule


@settings(max_examples=100)
@given(visit=VISITS, claim=CLAIMS)
def test_the_version_that_judged_is_in_force_on_the_date(visit, claim):
    """A verdict by a text of another year would be no verdict."""
    for finding in judge(visit, claim):
        version = BOOK[finding.rule].version_on(visit.service_date)
        if visit.service_date < HORIZON:
            assert finding.outcome is Outcome.UNDETERMINED
        elif version is None:
            assert finding.outcome is Outcome.NOT_IN_FORCE
        else:
            assert {source.id for source in finding.sources} <= set(version.sources)


@settings(max_examples=100)
@given(visit=VISITS)
def test_what_is_derived_to_be_billed_breaks_no_rule(visit):
    """The second witness may be silent, but never against itself."""
    derivation = derive(visit)
    answer = derivation.answer

    assert derivation.reasons
    assert (answer.decision is Decision.BILL) == bool(answer.claim.lines)
    if answer.decision is Decision.BILL:
        assert not [finding for finding in judge(visit, answer.claim) if finding.fails]
        assert not answer.gaps


_LADDERS = {
    ActivityKind.PSYCHOTHERAPY: ["90832", "90834", "90837"],
    ActivityKind.CRISIS: ["90832", "90839", "90840"],
}


@settings(max_examples=60)
@given(visit=VISITS, kind=st.sampled_from(list(_LADDERS)), minutes=st.integers(0, 299))
def test_a_minute_more_never_moves_a_claim_to_a_shorter_band(visit, kind, minutes):
    """Whoever works longer is never worse off for writing it down."""

    def rung(count: int) -> int:
        alone = replace(visit, activities=(Activity(kind=kind, minutes=count),))
        codes = derive(alone).answer.claim.codes
        return max(
            [_LADDERS[kind].index(code) for code in codes if code in _LADDERS[kind]], default=-1
        )

    assert rung(minutes) <= rung(minutes + 1)
