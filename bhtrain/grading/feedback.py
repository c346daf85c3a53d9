"""A score in words: what was right, which rule decides, which sentence shows it, what follows.

Fit for the case desk as a dictionary of plain texts; `feedback_html` makes nbgrader's pages of it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bhtrain.codebook import load_codebook
from bhtrain.grading.fields import FieldScore
from bhtrain.grading.score import Score
from bhtrain.grading.words import sentences_in_words
from bhtrain.model.claim import Answer, Claim, Decision
from bhtrain.model.facts import stands_in_note
from bhtrain.model.finding import Finding, Outcome, Severity
from bhtrain.model.papers import QueueItem
from bhtrain.model.scenario import Key, Kind, RubricItem, Scenario

FIELD_LABELS = {
    "decision": "Decision",
    "procedure": "Procedure codes",
    "units": "Units",
    "modifiers": "Modifiers",
    "place": "Place of service",
    "diagnosis": "Diagnoses",
    "gaps": "What is missing from the note",
    "causes": "Causes",
    "order": "Order of the queue",
    "evidence": "Sentences you marked",
}

STATUS_WORDS = {"right": "Right", "near": "Near", "wrong": "Not right"}
STATUS_MARKS = {"right": "✓", "near": "≈", "wrong": "✗"}

DECISION_WORDS = {
    Decision.BILL: "Bill",
    Decision.HOLD: "Hold and ask the clinician",
    Decision.NOT_BILLABLE: "Not billable",
}
# Some kinds of task ask another question with the same three answers.
DECISION_WORDS_OF_KIND = {
    Kind.DENIAL: {
        Decision.BILL: "Send it again or appeal",
        Decision.HOLD: "Ask the clinician first",
        Decision.NOT_BILLABLE: "Nothing can be sent",
    },
    Kind.PATTERN: {
        Decision.BILL: "Nothing stands out",
        Decision.HOLD: "Ask, and look at the notes",
        Decision.NOT_BILLABLE: "Stop some claims",
    },
}

_CONSEQUENCE = {
    Severity.DENY: "The payer would likely deny this line",
    Severity.RECOUP: "Paid at first, and likely taken back on review",
    Severity.WARN: "A risk on review; it does not fail the claim by itself",
    Severity.INFO: "Good to know",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceWords:
    """A source as the learner sees it."""

    title: str
    publisher: str
    date: str
    url: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule's say: what it found, where the note shows it, and what a payer would do."""

    rule: str
    title: str
    outcome: str
    text: str
    strict: bool
    sentences: tuple[int, ...]
    consequence: str
    sureness: str
    sources: tuple[SourceWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWords:
    """One field of the answer: right, near or wrong, in words."""

    name: str
    label: str
    status: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorWords:
    """One mistake with its auditor's name."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Everything a learner reads about one answer."""

    points: float
    max_points: int
    headline: str
    problem: str
    fields: tuple[FieldWords, ...]
    reasons: tuple[Reason, ...]
    errors: tuple[ErrorWords, ...]
    sentences: tuple[int, ...]
    expected: str
    rationale: str
    near_miss: str
    defensible: bool
    model_query: str = ""
    rubric: tuple[RubricItem, ...] = ()
    order: tuple[QueueItem, ...] = ()  # of a triage: its queue, first thing first


def feedback(
    scenario: Scenario, answer: Answer | None, score: Score, *, practice: bool = False
) -> Feedback:
    """Explain a score. Pure: the same answer always reads the same.

    In practice nobody reads a question to the clinician, so no points are promised for it.
    """
    errors = tuple(
        ErrorWords(kind=error.kind, label=error.kind.capitalize(), text=error.text)
        for error in score.errors
    )
    fields = tuple(
        FieldWords(
            name=field.name,
            label=FIELD_LABELS[field.name],
            status=field.status,
            text=_field_text(field, score, scenario),
        )
        for field in score.fields
    )
    queue = {item.id: item for item in scenario.task.queue}
    return Feedback(
        points=score.points,
        max_points=score.max_points,
        headline=_headline(score, practice=practice),
        problem=score.problem,
        fields=fields,
        reasons=_reasons(scenario, score),
        errors=errors,
        sentences=scenario.key.deciding,
        expected=expected_in_words(scenario),
        rationale=scenario.rationale,
        near_miss=scenario.near_miss,
        defensible=score.defensible,
        model_query=scenario.key.model_query,
        rubric=scenario.key.rubric,
        order=tuple(queue[item] for item in scenario.key.order if item in queue),
    )


def _headline(score: Score, *, practice: bool) -> str:
    most = score.max_points - score.max_by_hand
    if practice and score.max_by_hand:
        points = f"{score.points:g} of {most} points, your question aside"
    else:
        points = f"{score.points:g} of {score.max_points} points"
    if score.problem:
        return f"{points}. {score.problem}"
    if score.defensible and practice:
        return f"{points}. Your claim differs from ours but breaks no rule."
    if score.defensible:
        return f"{points} for now. Your claim differs from ours but breaks no rule: a person looks."
    if score.by_hand and not practice:
        points = f"{points} so far; a person gives up to {score.by_hand} for your question"
    if score.points >= most:
        if score.max_by_hand and not score.by_hand:
            return f"{points}. The question to the clinician is still to be written."
        return f"{points}. All of it is right."
    wrong = [FIELD_LABELS[field.name].lower() for field in score.fields if field.status != "right"]
    return f"{points}. Look again at: {', '.join(wrong)}."


def _field_text(field: FieldScore, score: Score, scenario: Scenario) -> str:
    name, status = field.name, field.status
    if name == "evidence":
        if status == "right":
            return "You marked the sentences that decide."
        return f"What decides stands in {sentences_in_words(scenario.key.deciding)}."
    if name == "causes":  # what was missed or ticked in error is told with the errors
        causes = cause_labels(scenario.key.causes) or "none"
        return f"{causes}." if status == "right" else f"Expected: {causes}."
    if name == "order" and status != "right":
        return f"{field.correct:g} of {field.out_of:g} pairs stand in the right order."
    texts = [error.text for error in score.errors if error.field == name]
    if texts:
        return " ".join(texts)
    if name == "order":
        return "The first to run out of time comes first."
    if status != "right":
        return "The line it belongs to is wrong."
    month = scenario.task.kind is Kind.PATTERN
    return "As the month shows it." if month else "As the note supports it."


def _reasons(scenario: Scenario, score: Score) -> tuple[Reason, ...]:
    """Findings that went wrong, strictest first, then the rules that decide this note.

    Of several that say no to the same lines for the same fact, one is told: that of a rule which
    decides the note, where there is one.
    """
    order = {
        (Outcome.NOT_MET, True): 0,
        (Outcome.NOT_MET, False): 1,
        (Outcome.UNDETERMINED, True): 2,
    }
    wrong = sorted(
        (
            finding
            for finding in score.findings
            if (finding.outcome, finding.strict) in order
            and (finding.outcome is Outcome.NOT_MET or all(map(stands_in_note, finding.facts)))
        ),
        key=lambda f: (order[f.outcome, f.strict], f.rule not in scenario.rules),
    )
    told: dict[tuple[object, ...], Finding] = {}
    for finding in wrong:
        told.setdefault(
            (finding.facts, finding.lines) if finding.facts else (finding.rule,), finding
        )
    deciding = [
        finding
        for finding in score.findings
        if finding.rule in scenario.rules and finding.outcome is Outcome.MET
    ]
    return tuple(_reason(scenario, finding) for finding in [*told.values(), *deciding])


def _reason(scenario: Scenario, finding: Finding) -> Reason:
    return Reason(
        rule=finding.rule,
        title=finding.title,
        outcome=finding.outcome.value,
        text=finding.reason,
        strict=finding.strict,
        sentences=scenario.sentences_showing(finding.facts),
        consequence=consequence(finding),
        sureness=sureness(finding),
        sources=tuple(
            SourceWords(
                title=source.title,
                publisher=source.publisher,
                date=source.date,
                url=source.url,
                checked=source.checked,
            )
            for source in finding.sources
        ),
    )


def consequence(finding: Finding) -> str:
    """What a payer would do about a finding, with the likely denial codes in words."""
    if finding.outcome is Outcome.MET:
        return ""
    severity = finding.severity if finding.strict else Severity.WARN
    words = _CONSEQUENCE[severity]
    if severity not in (Severity.DENY, Severity.RECOUP) or not finding.denial_codes:
        return f"{words}."
    meanings = load_codebook().carc
    codes = [
        f"{code} ({meaning})" if (meaning := meanings.get(code.split("-")[-1])) else code
        for code in finding.denial_codes
    ]
    return f"{words}: {', '.join(codes)}."


def sureness(finding: Finding) -> str:
    """How far the rule can be trusted, in words."""
    if finding.confidence == "sourced":
        basis = "Rests on a document that was compared with this rule"
    else:
        basis = (
            "Professional knowledge; the document named is where the rule lives, not yet compared"
        )
    return f"{basis}. How sure of the exact figure: {finding.certainty}."


def claim_in_words(claim: Claim) -> str:
    """A claim on one line: "90834 ×1, place 11; diagnoses F33.1"."""
    lines = []
    for line in claim.lines:
        code = "-".join([line.code, *line.modifiers])
        place = f", place {line.place}" if line.place else ""
        lines.append(f"{code} ×{line.units}{place}")
    diagnoses = f"; diagnoses {', '.join(claim.diagnoses)}" if claim.diagnoses else ""
    return " and ".join(lines) + diagnoses


def gap_labels(ids: Iterable[str]) -> str:
    """Gaps in words; an id that the codebook does not know stays as it is."""
    labels = {gap.id: gap.label for group in load_codebook().gaps for gap in group.gaps}
    return "; ".join(labels.get(gap_id, gap_id) for gap_id in ids)


def cause_labels(ids: Iterable[str]) -> str:
    """Causes in words; an id that the codebook does not know stays as it is."""
    labels = {cause.id: cause.label for group in load_codebook().causes for cause in group.causes}
    return "; ".join(labels.get(cause_id, cause_id) for cause_id in ids)


def expected_in_words(scenario: Scenario) -> str:
    """The worked answer on one line."""
    key: Key = scenario.key
    expected = Answer(
        decision=key.decision,
        claim=key.claim,
        gaps=key.gaps,
        causes=key.causes,
        order=key.order,
    )
    return answer_in_words(expected, scenario.task.kind)


def answer_in_words(answer: Answer | None, kind: Kind) -> str:
    """What was answered to a task of this kind, on one line."""
    if answer is None or answer.is_empty:
        return "No answer."
    if kind is Kind.TRIAGE:
        return f"First to last: {', '.join(item.upper() for item in answer.order)}."
    if answer.decision is None:
        words = "No decision"
    else:
        words = DECISION_WORDS_OF_KIND.get(kind, DECISION_WORDS)[answer.decision]
    if answer.decision is Decision.BILL and answer.claim.lines and kind.asks_for_claim:
        words += f" {claim_in_words(answer.claim)}"
    if answer.causes:
        words += f". Because: {cause_labels(answer.causes)}"
    if answer.gaps:
        words += f". Missing: {gap_labels(sorted(answer.gap_ids))}"
    return f"{words}."


def feedback_to_dict(given: Feedback) -> dict[str, Any]:
    """The feedback as JSON can hold it: for the case desk and for release."""
    return asdict(given)
