"""What a task asked and showed, in words: feedback is read weeks after the task was."""

from collections import Counter
from dataclasses import dataclass

from bhtrain.codebook import load_codebook
from bhtrain.grading.feedback import claim_in_words
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.scenario import Kind, Task

_ASKED = {
    Kind.CODE: "Code the note: does a claim go out, and with what on it?",
    Kind.REVIEW: "Review a drafted claim: accept it, or correct what the note does not support.",
    Kind.DOCUMENTATION: "Check the documentation: can the note carry a claim, and what is missing?",
    Kind.DENIAL: "Answer a denial: why did the claim come back unpaid, and what do you send?",
    Kind.QUERY: "Ask the clinician: decide, say what is missing, and write the question.",
    Kind.PATTERN: "Look at a month of claims: what would a payer ask about, if anything?",
    Kind.TRIAGE: "Order the queue: what runs out of time soonest comes first.",
}
_PAYERS = {
    Payer.ANY: "any payer",
    Payer.MEDICARE: "Medicare",
    Payer.MEDICAID: "Medicaid",
    Payer.COMMERCIAL: "a commercial plan",
    Payer.TRICARE: "TRICARE",
    Payer.VA: "Veterans Affairs",
    Payer.OTHER: "another payer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Something that lay beside the note, line by line."""

    label: str
    rows: tuple[str, ...]


def asked_in_words(task: Task) -> str:
    """The question, with payer and date of service where there is one visit."""
    if task.kind in (Kind.TRIAGE, Kind.PATTERN):
        return _ASKED[task.kind]
    date = f"{task.service_date:%B} {task.service_date.day}, {task.service_date.year}"
    return f"{_ASKED[task.kind]} Payer: {_PAYERS[task.payer]}. Date of service: {date}."


def papers_of(task: Task) -> tuple[Paper, ...]:
    """What lay beside the note: a draft, a denied claim and what came back, a month, a queue."""
    found = []
    if task.draft is not None:
        sent = task.kind is Kind.DENIAL
        label = "The claim as it was sent" if sent else "The drafted claim"
        found.append(Paper(label=label, rows=_claim_rows(task.draft)))
    if task.remittance:
        found.append(Paper(label="What came back", rows=_remittance_rows(task)))
    if task.month:
        found.append(Paper(label="The month of claims, by code", rows=_month_rows(task)))
    if task.queue:
        rows = tuple(f"{item.id.upper()}: {item.text}" for item in task.queue)
        found.append(Paper(label="The queue", rows=rows))
    return tuple(found)


def _claim_rows(claim: Claim) -> tuple[str, ...]:
    lines = [claim_in_words(Claim(lines=(line,))) for line in claim.lines]
    diagnoses = [f"Diagnoses: {', '.join(claim.diagnoses)}"] if claim.diagnoses else []
    return (*lines, *diagnoses)


def _remittance_rows(task: Task) -> tuple[str, ...]:
    codebook = load_codebook()
    rows = []
    for said in task.remittance:
        codes = [(f"{said.group}-{said.code}", codebook.carc.get(said.code))]
        codes += [(remark, codebook.rarc.get(remark)) for remark in said.remarks]
        words = [f"{code} ({meaning})" if meaning else code for code, meaning in codes]
        rows.append(f"Line {said.line}: {', '.join(words)}")
    return tuple(rows)


def _month_rows(task: Task) -> tuple[str, ...]:
    lines = Counter(line.code for line in task.month)
    clients = len({line.client for line in task.month})
    rows = [f"{code}: {n} line{'s' * (n != 1)}" for code, n in lines.most_common()]
    return (*rows, f"{len(task.month)} lines in all, {clients} client{'s' * (clients != 1)}")
