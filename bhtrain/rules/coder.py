"""Derive the claim that the documentation supports, by codebook and rules, and say why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine
from bhtrain.model.facts import stands_in_note
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules import line_terms, services, sessions
from bhtrain.rules.book import RuleBook, load_rulebook
from bhtrain.rules.diagnosed import diagnoses_of
from bhtrain.rules.engine import HORIZON, judge, with_profile
from bhtrain.rules.proposal import Proposal, ProposedLine

# A time that software filled in, or that contradicts itself, gives a warning, and yet the claim
# waits until the clinician has answered.
_HOLDS_THOUGH_WARNED = {"time-scheduled-only", "time-contradicts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The answer that the rules give, other claims that would do, findings, and the reasons.

    `missing` are the facts, by name, that the note would have to state.
    """

    answer: Answer
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]
    alternatives: tuple[Claim, ...] = ()
    missing: tuple[str, ...] = ()


_Writer = Callable[[Visit, Codebook, Proposal], None]

# Services that stand by themselves; the others depend on a medical visit beside them.
_ALONE: dict[ActivityKind, _Writer] = {
    ActivityKind.FAMILY: sessions.family_session,
    ActivityKind.GROUP: sessions.group,
    ActivityKind.TESTING_EVALUATION: services.testing_evaluation,
    ActivityKind.SCREENING: services.screening,
    ActivityKind.BRIEF_INTERVENTION: services.brief_intervention,
    ActivityKind.SAFETY_PLANNING: services.safety_planning,
    ActivityKind.TELEPHONE: services.telephone,
}
_BESIDE = {ActivityKind.EVALUATION, ActivityKind.CRISIS, ActivityKind.PSYCHOTHERAPY}
_NO_SERVICE = {ActivityKind.NOT_THERAPY, ActivityKind.MEDICAL_VISIT, ActivityKind.WHOLE_VISIT}


def _propose(visit: Visit, codes: Codebook, book: RuleBook, place: str | None) -> Proposal:
    proposal = Proposal()
    found = [k for k in ActivityKind if k not in _NO_SERVICE and visit.spent_on(k)]
    if ActivityKind.PSYCHOTHERAPY in found and sessions.about_family(visit):
        found[found.index(ActivityKind.PSYCHOTHERAPY)] = ActivityKind.FAMILY
    whole = bool(visit.spent_on(ActivityKind.WHOLE_VISIT))
    credential = codes.credentials.get(visit.clinician.credential or "")
    therapy = ActivityKind.PSYCHOTHERAPY in found
    own_visit = not therapy or visit.office_visit.by_same_practitioner is not False
    may_visit = own_visit and credential is not None and "em_office" in credential.families
    talked = whole or bool(_BESIDE.intersection(found))
    medical_work = bool(visit.spent_on(ActivityKind.MEDICAL_VISIT)) or (
        (talked or bool(found)) and services.middle_level(visit) is not None
    )
    visited = may_visit and (medical_work or whole)
    if not found and not whole and not medical_work:
        if visit.activities:
            proposal.reasons.append("No time in the note was spent on a service.")
        else:
            proposal.ask("The note does not say what was done.", gap="intervention-missing")
        return proposal
    if not found and not whole and not may_visit:
        if credential is None:
            proposal.ask("Who gave the medical visit, and with which credential, is not stated.")
        else:
            name = credential.abbreviation
            proposal.reasons.append(f"This credential ({name}) does not report medical visits.")
        return proposal
    evaluated = ActivityKind.EVALUATION in found
    if evaluated:
        elements = visit.evaluation.medical_elements
        medical = bool(may_visit and (visited if elements is None else elements))
        sessions.evaluation(visit, codes, proposal, medical=medical)
    elif visited:
        beside = talked and ActivityKind.CRISIS not in found
        services.office_visit(visit, codes, proposal, beside=beside)
    if ActivityKind.CRISIS in found:
        starts = _of_rule(book, "crisis-additional-units", "first_from_minutes", visit)
        sessions.crisis(
            visit, codes, proposal, visited=visited, place=place, add_on_from=starts or {}
        )
    if ActivityKind.PSYCHOTHERAPY in found or (whole and not found):
        sessions.therapy(visit, codes, proposal, visited=visited and not evaluated)
    for kind in found:
        if kind in _BESIDE:
            continue
        if kind in _ALONE:
            _ALONE[kind](visit, codes, proposal)
        elif kind in services.STEPPED:
            services.with_add_on(visit, codes, proposal, kind, *services.STEPPED[kind])
        elif kind is ActivityKind.CARE_MONTH:
            services.care_month(visit, codes, proposal, medical=may_visit)
        elif kind is ActivityKind.HEALTH_BEHAVIOR_ASSESSMENT:
            services.offer(codes, proposal, "96156", kind, "a health behavior assessment.")
        else:
            services.by_quarters(visit, codes, proposal, kind)
    line_terms.same_day(visit, codes, proposal)
    line_terms.interactive_complexity(visit, codes, book, proposal)
    return proposal


def _of_rule(book: RuleBook, rule: str, value: str, visit: Visit) -> Any:
    version = book[rule].version_on(visit.service_date)
    return None if version is None else version.values.get(value)


def derive(
    visit: Visit, *, book: RuleBook | None = None, codebook: Codebook | None = None
) -> Derivation:
    """Say what the documentation supports: bill a claim, hold it for a gap, or bill nothing.

    The codebook proposes lines from the activities; the rules then judge them. A rule that
    fails for something the note leaves out holds the claim; one that fails otherwise means
    that the service cannot be billed. What only the practice's files could say (licence,
    enrolment, dates of the claim) never holds a claim.

    Raises:
        UnknownNameError: The visit names a payer profile that the codebook does not hold.
    """
    rules = load_rulebook() if book is None else book
    if visit.service_date < HORIZON:
        unknown = judge(visit, Claim(), book=rules, codebook=codebook)
        return Derivation(
            answer=Answer(decision=Decision.HOLD), findings=unknown, reasons=(unknown[0].reason,)
        )
    codes = (codebook or load_codebook()).on(visit.service_date)
    visit = with_profile(visit, codes)
    terms = Proposal()
    place = line_terms.place_of(visit, codes, rules, terms)
    proposal = _propose(visit, codes, rules, place)
    diagnoses = diagnoses_of(visit, codes, proposal.codes)
    if proposal.lines:
        proposal.reasons += terms.reasons
    if proposal.lines and visit.whole_note:  # of a part of a note nobody asks for the rest
        proposal.questions += terms.questions
        proposal.gaps += terms.gaps
        if not diagnoses:
            proposal.ask("No diagnosis is documented as certain.", gap="diagnosis-missing")

    def judged(claim: Claim) -> tuple[Finding, ...]:
        return judge(visit, claim, book=rules, codebook=codebook)

    claim, findings = _supported(visit, codes, proposal, place, diagnoses, judged)
    # What a part of a note leaves open may stand in the rest; only a guess has to wait for it.
    unseen_counts = visit.whole_note or proposal.guessed
    stops = [f for f in findings if stops_claim(f, unseen_counts=unseen_counts)]
    derivation = _decided(proposal, claim, findings, stops, codes)
    if derivation.answer.decision is not Decision.BILL:
        return derivation
    others = _others(visit, codes, rules, proposal, claim)
    sound = [other for other in others if not any(finding.fails for finding in judged(other))]
    return replace(derivation, alternatives=tuple(sound))


def _supported(
    visit: Visit,
    codes: Codebook,
    proposal: Proposal,
    place: str | None,
    diagnoses: tuple[str, ...],
    judged: Callable[[Claim], tuple[Finding, ...]],
) -> tuple[Claim, tuple[Finding, ...]]:
    """The claim and its findings, without services that cannot be billed beside the others."""
    lines = list(proposal.lines)
    while True:
        claim = Claim(lines=_service_lines(visit, codes, lines, place), diagnoses=diagnoses)
        findings = judged(claim)
        wrong = _barred(claim, findings)
        kept = [line for line in lines if wrong is None or line.code != wrong[0]]
        if wrong is None or not kept:
            return claim, findings
        lines = kept
        proposal.lines = kept
        proposal.reasons.append(wrong[1])


def _barred(claim: Claim, findings: tuple[Finding, ...]) -> tuple[str, str] | None:
    """A code of the claim that fails for good, with the reason, where the others stand without it.

    A failure that the clinician could mend (it names a gap) is a question, and one that concerns
    the whole claim is its end.
    """
    for finding in findings:
        concerned = {claim.lines[index].code for index in finding.lines}
        if finding.fails and finding.gap is None and len(concerned) == 1:
            code = concerned.pop()
            return code, f"{code} is left out: {finding.reason} ({finding.rule})"
    return None


def _service_lines(
    visit: Visit, codes: Codebook, lines: Sequence[ProposedLine], place: str | None
) -> tuple[ServiceLine, ...]:
    return tuple(
        ServiceLine(
            code=line.code,
            units=line.units,
            place=place,
            modifiers=line_terms.modifiers_of(visit, codes, line),
        )
        for line in lines
    )


def _decided(
    proposal: Proposal,
    claim: Claim,
    findings: tuple[Finding, ...],
    stops: Sequence[Finding],
    codes: Codebook,
) -> Derivation:
    ordered = [gap.id for group in codes.gaps for gap in group.gaps]
    named = {finding.gap for finding in stops} | set(proposal.gaps)
    gaps = tuple(Gap(id=name) for name in ordered if name in named)
    # What rests on a time that the note itself disputes is asked about, not decided.
    disputed = {name for f in stops if f.gap == "time-contradicts" for name in f.facts}
    never = any(
        f.fails and (f.gap is None or _past_asking(f)) and not disputed.intersection(f.facts)
        for f in stops
    )
    open_ended = [f for f in stops if f.outcome is Outcome.UNDETERMINED]
    reasons = [*proposal.questions, *(f"{f.reason} ({f.rule})" for f in stops)]
    if never or not (claim.lines or proposal.questions):
        decision = Decision.NOT_BILLABLE
    elif gaps or proposal.questions or open_ended:
        decision = Decision.HOLD
    else:
        decision = Decision.BILL
        reasons = proposal.reasons
    bills = decision is Decision.BILL
    return Derivation(
        answer=Answer(
            decision=decision,
            claim=claim if bills else Claim(),
            gaps=gaps if decision is Decision.HOLD else (),  # nobody asks where nothing helps
        ),
        findings=findings,
        reasons=tuple(dict.fromkeys(reasons or proposal.reasons)),
        missing=tuple(dict.fromkeys(name for f in open_ended for name in f.facts)),
    )


def _past_asking(finding: Finding) -> bool:
    """Whether it fails for how the work was supervised, which no addition to the note mends."""
    how = [fact for fact in finding.facts if fact.startswith("incident_to.")]
    to_add = any(fact.endswith(("_documented", "_named")) for fact in how)
    return finding.outcome is Outcome.NOT_MET and bool(how) and not to_add


def stops_claim(finding: Finding, *, unseen_counts: bool) -> bool:
    """Whether a finding keeps the claim from going out as it is.

    `unseen_counts`: the reader sees the whole note, so that what it does not state was not written.
    """
    if finding.outcome is Outcome.UNDETERMINED:
        of_the_note = all(stands_in_note(name) for name in finding.facts)
        return finding.strict and unseen_counts and of_the_note
    warned = finding.outcome is Outcome.NOT_MET and finding.gap in _HOLDS_THOUGH_WARNED
    return finding.fails or warned


def _others(
    visit: Visit, codes: Codebook, book: RuleBook, proposal: Proposal, claim: Claim
) -> list[Claim]:
    """Claims with other lines, or another place of service, that are as defensible."""
    place = claim.lines[0].place
    found = []
    for out, instead in proposal.swaps:
        kept = [line for line in proposal.lines if line not in out]
        if len(kept) < len(proposal.lines):
            lines = _service_lines(visit, codes, [*kept, *instead], place)
            found.append(replace(claim, lines=lines))
    other = line_terms.other_place(visit, book, place)
    if other is not None:
        moved = tuple(replace(line, place=other) for line in claim.lines)
        found.append(replace(claim, lines=moved))
    return found
