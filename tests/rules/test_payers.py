"""Which payer a rule binds. Expected values: domain/README "Payers and scope"."""

from datetime import date

import pytest

from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.facts import visit_from_facts
from bhtrain.model.finding import Outcome, Severity
from bhtrain.rules import judge

DAY = date(2025, 3, 4)


def finding_of(rule, facts, *codes, on=DAY, **line):
    """The finding of one rule for a claim of these codes."""
    claim = Claim(lines=tuple(ServiceLine(code=code, **line) for code in codes))
    findings = judge(visit_from_facts(facts, service_date=on), claim)
    return next(finding for finding in findings if finding.rule == rule)


@pytest.mark.parametrize(
    ("payer", "fails"),
    [
        ("medicare", True),
        ("medicaid", False),
        ("commercial", False),
        ("any", False),
        ("tricare", False),
        ("va", False),
        ("other", False),
    ],
)
def test_a_missing_plan_fails_for_medicare_and_warns_the_others(payer, fails):
    """The plan is Medicare's rule; elsewhere it depends on a contract nobody has shown."""
    finding = finding_of(
        "plan-required", {"payer": payer, "plan.covers_service_date": False}, "90834"
    )

    assert finding.outcome is Outcome.NOT_MET
    assert finding.fails is fails


@pytest.mark.parametrize(
    "payer", ["any", "medicare", "medicaid", "commercial", "tricare", "va", "other"]
)
def test_minutes_bind_every_payer(payer):
    """A rule for all payers is strict for each of them."""
    facts = {"payer": payer, "activities.psychotherapy.minutes": 50}

    assert finding_of("time-psychotherapy-45", facts, "90837").fails


def test_a_rule_of_medium_certainty_without_a_checked_document_only_warns():
    """No invented authority: what is only professional knowledge does not fail an answer."""
    facts = {
        "activities.psychotherapy.minutes": 60,
        "activities.psychotherapy.timing": "autofilled",
    }
    finding = finding_of("time-not-autofilled", facts, "90837")

    assert (finding.outcome, finding.fails) == (Outcome.NOT_MET, False)
    assert (finding.confidence, finding.certainty) == ("knowledge", "medium")


@pytest.mark.parametrize("payer", ["any", "medicaid", "commercial", "tricare", "va", "other"])
def test_a_warning_inside_a_strict_rule_shows_itself_as_one(payer):
    """Where the sources say warn, the learner reads a risk and loses nothing."""
    facts = {"payer": payer, "clinician.credential": "rbt"}
    finding = finding_of("scope-code-by-credential", facts, "90834")

    assert (finding.severity, finding.strict) == (Severity.WARN, False)


def test_findings_carry_the_sources_of_the_version_and_the_facts_that_decided():
    """Feedback lights the sentences of these facts and names these documents."""
    finding = finding_of("family-min-26", {"activities.family.minutes": 22}, "90847")

    assert {source.id for source in finding.sources} == {"griswold-2017", "cpt-book"}
    assert finding.facts == ("activities.family",)
    assert finding.lines == (0,)
    assert finding.denial_codes == ("CO-150", "CO-152")
