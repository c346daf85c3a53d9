"""What a task asked and showed, in words."""

from dataclasses import replace
from datetime import date, time

import pytest
from scored import BILL

from bhtrain.grading.asked import asked_in_words, papers_of
from bhtrain.grading.words import outcome_in_words, points_in_words, sentences_in_words
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.papers import BilledLine, QueueItem, RemittanceLine
from bhtrain.model.scenario import Kind

DRAFT = Claim(
    lines=(ServiceLine(code="90837", place="11"), ServiceLine(code="90785", modifiers=("95",))),
    diagnoses=("F41.1", "F33.1"),
)


@pytest.mark.parametrize("payer", list(Payer))
@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_and_payer_has_its_words(kind: Kind, payer: Payer):
    words = asked_in_words(replace(BILL.task, kind=kind, payer=payer))

    assert ("Date of service: March 2, 2026." in words) == (kind not in (Kind.PATTERN, Kind.TRIAGE))


def test_the_draft_is_told_line_by_line():
    (paper,) = papers_of(replace(BILL.task, kind=Kind.REVIEW, draft=DRAFT))

    assert paper.label == "The drafted claim"
    assert paper.rows == ("90837 ×1, place 11", "90785-95 ×1", "Diagnoses: F41.1, F33.1")


def test_a_denial_is_told_with_the_meaning_of_its_codes():
    """A code that the codebook does not know stands by itself."""
    said = (
        RemittanceLine(line=1, group="CO", code="181"),
        RemittanceLine(line=2, group="CO", code="9999", remarks=("M999",)),
    )
    sent, back = papers_of(replace(BILL.task, kind=Kind.DENIAL, draft=DRAFT, remittance=said))

    assert sent.label == "The claim as it was sent"
    assert back.rows == (
        "Line 1: CO-181 (procedure code invalid on the date of service)",
        "Line 2: CO-9999, M999",
    )


def test_a_month_is_counted_by_code():
    month = tuple(
        BilledLine(
            service_date=date(2024, 5, day),
            client=client,
            code=code,
            start=time(9),
            stop=time(10),
        )
        for day, client, code in ((1, "P01", "90837"), (2, "P02", "90837"), (3, "P01", "90791"))
    )
    (paper,) = papers_of(replace(BILL.task, kind=Kind.PATTERN, month=month))

    assert paper.rows == ("90837: 2 lines", "90791: 1 line", "3 lines in all, 2 clients")


def test_a_queue_is_told_by_its_letters():
    queue = (QueueItem(id="a", text="A claim."), QueueItem(id="b", text="A denial."))
    (paper,) = papers_of(replace(BILL.task, kind=Kind.TRIAGE, queue=queue))

    assert paper.rows == ("A: A claim.", "B: A denial.")


def test_small_phrases_agree_in_number():
    assert [sentences_in_words(those) for those in ((4,), (4, 5), (4, 5, 9))] == [
        "sentence 4",
        "sentences 4 and 5",
        "sentences 4, 5 and 9",
    ]
    assert [points_in_words(those) for those in (0, 1, 1.5, 2)] == [
        "0 points",
        "1 point",
        "1.5 points",
        "2 points",
    ]
    assert outcome_in_words("not met", strict=True) == "rule not met"
    assert outcome_in_words("not met", strict=False) == "a risk"
    assert outcome_in_words("undetermined", strict=True) == "cannot be told"
