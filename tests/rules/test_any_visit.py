"""Whatever a note says: the bands cover every minute, and no answer contradicts itself."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bhtrain.codebook import load_codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, Decision, ServiceLine
from bhtrain.model.documentation import MedicalDecision, Plan, PlanElement, Signature, SignatureKind
from bhtrain.model.finding import Outcome
from bhtrain.model.people import Clinician, Family, Location, Patient
from bhtrain.model.visit import Activity, ActivityKind, DocumentedDiagnosis, Modality, Timing, Visit
from bhtrain.rules import derive, judge, load_rulebook
from bhtrain.rules.engine import judge_rule

CODES = load_codebook()
BOOK = load_rulebook()
BANDS = [rule for rule in BOOK if rule.id.startswith("time-psychotherapy-")]
maybe = st.none() | st.booleans()


def or_none(values):
    """One of these values, or not stated."""
    return st.none() | st.sampled_from(list(values))


activities = st.builds(
    Activity,
    kind=st.sampled_from(ActivityKind),
    start=st.none() | st.times(),
    stop=st.none() | st.times(),
    minutes=st.none() | st.integers(0, 600),
    timing=st.sampled_from(Timing),
)
visits = st.builds(
    Visit,
    service_date=st.dates(date(2012, 6, 1), date(2028, 6, 1)),
    payer=st.sampled_from(Payer),
    whole_note=st.booleans(),
    modality=or_none(Modality),
    clinician=st.builds(Clinician, credential=or_none([*CODES.credentials, "astrologer"])),
    patient=st.builds(Patient, present=maybe, location=or_none(Location), established=maybe),
    family=st.builds(Family, present=maybe),
    activities=st.lists(activities, max_size=3).map(tuple),
    medical_decision=or_none(MedicalDecision),
    diagnoses=st.lists(
        st.builds(DocumentedDiagnosis, code=st.just("F33.1"), certain=st.booleans()), max_size=2
    ).map(tuple),
    signature=st.builds(
        Signature,
        kind=or_none(SignatureKind),
        credentials_shown=maybe,
        by_rendering_clinician=maybe,
    ),
    plan=st.builds(
        Plan,
        covers_service_date=maybe,
        states=st.none() | st.lists(st.sampled_from(PlanElement)).map(tuple),
    ),
)
claims = st.builds(
    Claim,
    lines=st.lists(
        st.builds(
            ServiceLine,
            code=st.sampled_from([*CODES.codes, "12345", ""]),
            units=st.integers(0, 9),
            modifiers=st.lists(st.sampled_from(["95", "93", "25"]), max_size=2).map(tuple),
            place=or_none(["02", "10", "11", "zz"]),
        ),
        max_size=4,
    ).map(tuple),
)


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


@settings(max_examples=300, deadline=None)
@given(visit=visits, claim=claims)
def test_judging_never_breaks_and_always_says_why(visit, claim):
    """A learner can claim anything, and still reads a sentence from every rule."""
    findings = judge(visit, claim)

    assert [finding.rule for finding in findings] == [rule.id for rule in BOOK]
    assert all(finding.reason.endswith(".") for finding in findings)
    for finding in findings:
        assert finding.outcome is not Outcome.NOT_MET or finding.sources
        assert finding.gap is None or finding.gap in BOOK[finding.rule].gaps
        assert all(line < len(claim.lines) for line in finding.lines)


@settings(max_examples=300, deadline=None)
@given(visit=visits)
def test_what_is_derived_to_be_billed_breaks_no_rule(visit):
    """The second witness may be silent, but never against itself."""
    derivation = derive(visit)
    answer = derivation.answer

    assert derivation.reasons
    assert (answer.decision is Decision.BILL) == bool(answer.claim.lines)
    if answer.decision is Decision.BILL:
        assert not any(finding.fails for finding in judge(visit, answer.claim))
        assert not answer.gaps
