"""What a case cannot say of a verdict: how heavy a failure is, and whether an open one stops."""

from datetime import date

from bhtrain.model.billing import Payer, UseWord
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.facts import visit_from_facts
from bhtrain.model.finding import Outcome, Severity
from bhtrain.rules import load_rulebook
from bhtrain.rules.engine import judge_rule

BOOK = load_rulebook()
DAY = date(2025, 3, 4)


def found(rule, diagnosis, **facts):
    visit = visit_from_facts(facts, service_date=DAY)
    claim = Claim(lines=(ServiceLine(code="90834"),), diagnoses=(diagnosis,))
    return judge_rule(BOOK[rule], visit, claim, on=DAY)


def test_a_relationship_code_alone_weighs_more_where_the_payer_is_known_to_refuse_it():
    """Medicare takes the payment back; an unknown plan may not even ask."""
    known = found("couples-z63", "Z63.0", payer=Payer.MEDICARE)
    unknown = found("couples-z63", "Z63.0", payer=Payer.COMMERCIAL)

    assert known.outcome is unknown.outcome is Outcome.NOT_MET
    assert (known.severity, unknown.severity) == (Severity.RECOUP, Severity.WARN)


def test_a_use_disorder_without_severity_stops_the_claim_and_a_note_that_was_not_read_does_not():
    """The clinician can be asked for a severity; the codebook cannot be asked for anything."""
    asked = found(
        "dx-sud-dsm-map", "F10.20", **{"diagnosis_words.use_word": UseWord.USE_DISORDER.value}
    )
    unread = found("dx-sud-dsm-map", "F10.20")

    assert asked.outcome is unread.outcome is Outcome.UNDETERMINED
    assert (asked.strict, unread.strict) == (True, False)
