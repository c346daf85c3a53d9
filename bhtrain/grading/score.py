"""One answer against one key, field by field.

The rules of scoring are published to trainees. Each field is worth its weight times
"right over the larger of entered and expected", so an extra code costs as much as a missing
one; fields that neither key nor answer speak of are left out. A field's weight says how much
a payer cares; a practice may give its own, which come in as an argument.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bhtrain.codebook import load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.grading.fields import (
    FieldScore,
    TypedError,
    causes_field,
    decision_field,
    diagnosis_field,
    evidence_field,
    gaps_field,
    modifiers_field,
    order_field,
    place_field,
    procedure_field,
    units_field,
)
from bhtrain.grading.lines import MatchedLines, match_lines
from bhtrain.model.claim import Answer, Claim, Decision
from bhtrain.model.facts import stands_in_note
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.scenario import Kind, Scenario
from bhtrain.rules import derive, judge

FIELD_WEIGHTS = {
    "decision": 3,
    "procedure": 4,
    "units": 1,
    "modifiers": 1,
    "place": 1,
    "diagnosis": 2,
    "gaps": 3,
    "causes": 3,
    "order": 4,
    "evidence": 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one answer earned, and why.

    `points` are out of `max_points`, to two decimals. `problem` is the sentence that says why
    an answer could not be read. `defensible` marks an answer that differs from the key but
    breaks no rule: a person looks at it. `by_hand` are points that a person has still to give,
    as for a question to the clinician; `points` do not hold them. `matched` are the lines of the
    claim that went out beside those of the key; optional codes are left out.
    """

    task: str
    points: float
    max_points: int
    fields: tuple[FieldScore, ...]
    errors: tuple[TypedError, ...] = ()
    findings: tuple[Finding, ...] = ()
    rules_missed: tuple[str, ...] = ()
    defensible: bool = False
    problem: str = ""
    by_hand: int = 0
    max_by_hand: int = 0
    matched: MatchedLines = MatchedLines((), (), ())

    @property
    def waits(self) -> bool:
        """Whether a person has to look before the points are final."""
        return self.defensible or self.by_hand > 0

    @property
    def share(self) -> float:
        """Points over the most that can be given without a person, 0 to 1."""
        most = self.max_points - self.max_by_hand
        return self.points / most if most else 0.0


def score(
    scenario: Scenario,
    answer: Answer | None,
    *,
    problem: str = "",
    weights: Mapping[str, float] = FIELD_WEIGHTS,
) -> Score:
    """Grade one answer.

    Args:
        scenario: The task with its key.
        answer: What was answered; None when nothing was, or when it could not be read.
        problem: Why it could not be read. It is kept, and the task earns 0 points.
        weights: What each field weighs; of every field one number.

    Returns:
        A Score. No answer, an unreadable one and an empty one earn 0: nothing is assumed.

    Source:
        bhtrain's own published scoring rules (see the module). The names of the error types
        follow what coding auditors write.
    """
    if problem or answer is None:
        return _nothing(scenario, problem or "This task was not answered.")
    asked = bool(scenario.key.rubric and answer.query.strip())
    if answer.is_empty and not asked:
        return _nothing(scenario, "This task was not answered.")
    entered = _graded_claim(scenario, answer)
    findings = _findings(scenario, _without_marks(entered))
    return max(
        (
            _against(scenario, accepted, answer, entered, findings, weights)
            for accepted in (scenario.key.claim, *scenario.key.alternatives)
        ),
        key=lambda graded: graded.points,
    )


def _nothing(scenario: Scenario, problem: str) -> Score:
    return Score(
        task=scenario.task.id,
        points=0.0,
        max_points=scenario.task.points,
        max_by_hand=scenario.key.points_by_hand,
        fields=(),
        rules_missed=scenario.rules,
        problem=problem,
        matched=match_lines((), _wanted_claim(scenario, scenario.key.claim).lines),
    )


def _wanted_claim(scenario: Scenario, accepted: Claim) -> Claim:
    return accepted if scenario.task.kind.asks_for_claim else Claim()


def _graded_claim(scenario: Scenario, answer: Answer) -> Claim:
    """The claim that goes out: none on hold, and none where the task asks for none."""
    bills = scenario.task.kind.asks_for_claim and answer.decision is Decision.BILL
    return answer.claim if bills else Claim()


def _against(
    scenario: Scenario,
    accepted: Claim,
    answer: Answer,
    entered: Claim,
    findings: tuple[Finding, ...],
    weights: Mapping[str, float],
) -> Score:
    key = scenario.key
    wanted = _wanted_claim(scenario, accepted)
    matched = match_lines(
        [line for line in entered.lines if line.code not in key.optional_codes],
        wanted.lines,
    )
    fields: list[FieldScore] = []
    errors: list[TypedError] = []
    for part, mistakes in (
        decision_field(scenario, answer),
        procedure_field(matched),
        units_field(matched),
        modifiers_field(scenario, matched),
        place_field(matched),
        diagnosis_field(entered, wanted),
        gaps_field(scenario, answer),
        causes_field(scenario, answer),
        order_field(scenario, answer),
        evidence_field(scenario, answer),
    ):
        if part.out_of:
            fields.append(part)
        errors.extend(mistakes)
    weight = sum(weights[field.name] for field in fields)
    earned = sum(weights[field.name] * field.share for field in fields)
    share = earned / weight if weight else 0.0  # where nothing weighs, nothing is earned
    return Score(
        task=scenario.task.id,
        points=round((scenario.task.points - key.points_by_hand) * share, 2),
        max_points=scenario.task.points,
        by_hand=key.points_by_hand if answer.query.strip() else 0,
        max_by_hand=key.points_by_hand,
        fields=tuple(fields),
        errors=tuple(errors),
        findings=findings,
        rules_missed=_rules_missed(scenario, fields, findings),
        defensible=_defensible(fields, answer, key.decision, findings),
        matched=matched,
    )


def _without_marks(claim: Claim) -> Claim:
    """The claim as a payer gets it: no rule reads which sentences the coder marked for a line."""
    return replace(claim, lines=tuple(replace(line, evidence=()) for line in claim.lines))


@lru_cache(maxsize=1024)
def _findings(scenario: Scenario, entered: Claim) -> tuple[Finding, ...]:
    """What the rules say of the claim as entered; without one, of what the note supports.

    Without one they speak of the claim as sent in a denial, and of the month in a pattern. Many
    learners enter the same claim, and then it is judged once.
    """
    kind, sent = scenario.task.kind, scenario.task.draft or Claim()
    if kind is Kind.TRIAGE:
        return ()
    if entered.lines or kind is Kind.PATTERN:
        return judge(scenario.visit_to_bill, entered)
    if kind is Kind.DENIAL:
        return judge(scenario.visit, sent)
    return derive(scenario.visit).findings


def _rules_missed(
    scenario: Scenario, fields: Iterable[FieldScore], findings: Iterable[Finding]
) -> tuple[str, ...]:
    substance = [field for field in fields if field.name != "evidence"]
    if all(field.status == "right" for field in substance):
        return ()
    broken = [finding.rule for finding in findings if finding.fails]
    return tuple(dict.fromkeys([*scenario.rules, *broken]))


def _open_in_note(finding: Finding) -> bool:
    """Whether a rule that could fail the claim waits for something the note does not state."""
    waits = finding.outcome is Outcome.UNDETERMINED and finding.strict
    return waits and all(stands_in_note(name) for name in finding.facts)


def _defensible(
    fields: Iterable[FieldScore],
    answer: Answer,
    wanted: Decision | None,
    findings: tuple[Finding, ...],
) -> bool:
    """Another claim than the key's, which the rules looked at and found nothing against."""
    if not (answer.decision is wanted is Decision.BILL):
        return False
    differing = {field.name for field in fields if field.status != "right"} - {"evidence"}
    if not differing or not differing <= {"procedure", "units", "modifiers", "place"}:
        return False
    if any(finding.fails or _open_in_note(finding) for finding in findings):
        return False
    looked_at = {
        index for finding in findings if finding.outcome is Outcome.MET for index in finding.lines
    }
    codebook = load_codebook()
    try:
        for line in answer.claim.lines:
            codebook.code(line.code)
    except UnknownNameError:
        return False
    return looked_at >= set(range(len(answer.claim.lines)))
