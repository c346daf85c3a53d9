"""Derive the claim that the documentation supports, by codebook and rules, and say why."""

from dataclasses import dataclass, field

from bhtrain.codebook import Code, Codebook, load_codebook
from bhtrain.model.claim import Answer, Claim, Decision, Gap, ServiceLine
from bhtrain.model.documentation import MedicalDecision
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.visit import ActivityKind, Modality, Visit
from bhtrain.rules.book import RuleBook, load_rulebook
from bhtrain.rules.documented import documented_time
from bhtrain.rules.engine import HORIZON, judge
from bhtrain.rules.telehealth.checks import telehealth_place

_SERVICES = (
    ActivityKind.CRISIS,
    ActivityKind.FAMILY,
    ActivityKind.GROUP,
    ActivityKind.EVALUATION,
    ActivityKind.PSYCHOTHERAPY,
)

_HOLDING = ("time-scheduled-only", "time-contradicts")  # gaps that hold though their rules warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The answer that the rules give, the findings behind it, and the reasons in words."""

    answer: Answer
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]


@dataclass
class _Proposal:
    """Codes as they are found. An open question keeps the claim from going out."""

    codes: list[tuple[str, int]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def add(self, code: Code, why: str, *, units: int = 1) -> None:
        self.codes.append((code.code, units))
        self.reasons.append(f"{code.code}: {why}")

    def ask(self, question: str, *, gap: str | None = None) -> None:
        self.questions.append(question)
        if gap:
            self.gaps.append(gap)


def _office_visit(visit: Visit, codes: Codebook, proposal: _Proposal) -> None:
    level, established = visit.medical_decision, visit.patient.established
    if level is None:
        proposal.ask("The note does not show the level of medical decision making.")
    if established is None:
        proposal.ask("The note does not show whether the patient is new or established.")
    code = codes.office_visit(level or MedicalDecision.LOW, new_patient=established is False)
    proposal.add(code, f"{level or 'unknown'} decision making.")


def _therapy(visit: Visit, codes: Codebook, proposal: _Proposal, *, visited: bool) -> None:
    family = "psychotherapy_with_em" if visited else "psychotherapy"
    lowest = min(
        (code for code in codes.codes.values() if code.family == family),
        key=lambda code: code.minutes_min or 0,
    )
    minutes = documented_time(visit, ActivityKind.PSYCHOTHERAPY).minutes
    if minutes is None:
        proposal.codes.append((lowest.code, 1))  # stands in, so that the rules can name the gap
        return
    code = codes.for_minutes(family, minutes)
    if code is not None:
        proposal.add(code, f"{minutes} minutes of psychotherapy.")
    elif visited:
        proposal.reasons.append(f"{minutes} minutes of therapy are part of the medical visit.")
    else:
        proposal.codes.append((lowest.code, 1))  # the rules say that it cannot be billed


def _crisis(visit: Visit, codes: Codebook, proposal: _Proposal, *, visited: bool) -> None:
    crisis, more = codes.code("90839"), codes.code("90840")
    minutes = documented_time(visit, ActivityKind.CRISIS).minutes
    least, alone = crisis.minutes_min or 0, crisis.alone_max or 0
    family = "psychotherapy_with_em" if visited else "psychotherapy"
    short = codes.for_minutes(family, minutes) if minutes is not None else None
    if minutes is not None and minutes < least and short is not None:
        proposal.add(short, f"{minutes} minutes of crisis work, below the crisis code's {least}.")
        return
    proposal.add(crisis, f"{minutes} minutes of crisis work.")
    if minutes is not None and minutes > alone:
        units = -(-(minutes - alone) // 30)  # each further block of up to 30 minutes
        proposal.add(more, f"the time past minute {alone}; payers differ.", units=units)


def _propose(visit: Visit, codes: Codebook) -> _Proposal:
    proposal = _Proposal()
    found = [kind for kind in _SERVICES if visit.spent_on(kind)]
    whole = bool(visit.spent_on(ActivityKind.WHOLE_VISIT))
    credential = codes.credentials.get(visit.clinician.credential or "")
    may_visit = credential is not None and "em_office" in credential.families
    medical_work = bool(visit.spent_on(ActivityKind.MEDICAL_VISIT)) or (
        (whole or bool(found)) and visit.medical_decision is not None
    )
    visited = may_visit and (medical_work or whole)
    if len(found) > 1:
        proposal.ask(f"Several services on one date ({', '.join(found)}) are not derived.")
    elif not found and not whole and not medical_work:
        if visit.activities:
            proposal.reasons.append("No time in the note was spent on a service.")
        else:
            proposal.ask("The note does not say what was done.", gap="intervention-missing")
        return proposal
    elif not found and not whole and not may_visit:
        if credential is None:
            proposal.ask("Who gave the medical visit, and with which credential, is not stated.")
        else:
            name = credential.abbreviation
            proposal.reasons.append(f"This credential ({name}) does not report medical visits.")
        return proposal
    kind = found[0] if found else None
    if kind is ActivityKind.EVALUATION:
        number = "90792" if visited else "90791"
        why = "intake assessment with medical work." if visited else "intake assessment."
        proposal.add(codes.code(number), why)
        return proposal
    if visited:
        _office_visit(visit, codes, proposal)
    if kind is ActivityKind.CRISIS:
        _crisis(visit, codes, proposal, visited=visited)
    elif kind is ActivityKind.GROUP:
        proposal.add(codes.code("90853"), "group psychotherapy, once for each patient.")
    elif kind is ActivityKind.FAMILY:
        present = visit.patient.present
        if present is None:
            proposal.ask("Whether the patient took part is not stated.", gap="participants-missing")
        number = "90846" if present is False else "90847"
        who = "without" if present is False else "with"
        proposal.add(codes.code(number), f"family session {who} the patient.")
    elif kind is ActivityKind.PSYCHOTHERAPY or whole:
        _therapy(visit, codes, proposal, visited=visited)
    return proposal


def _place(visit: Visit, codes: Codebook, book: RuleBook, proposal: _Proposal) -> str | None:
    """The place of service: the setting in person, by rule tele-pos by telehealth."""
    place = None
    if visit.modality in (Modality.VIDEO, Modality.AUDIO):
        version = book["tele-pos"].version_on(visit.service_date)
        if version is None:
            proposal.reasons.append("Place of service: no rule for telehealth on that date.")
            return None
        place = telehealth_place(visit, version.values)
    elif visit.patient.location is not None:
        settings = {entry.setting: number for number, entry in codes.places.items()}
        return settings.get(visit.patient.location)
    elif visit.patient.present is False:
        return None  # a session without the patient: where the patient was does not matter
    if place is None:
        proposal.ask("Where the patient was is not stated.", gap="location-missing")
    return place


def _modifiers(visit: Visit, codes: Codebook) -> tuple[str, ...]:
    return tuple(
        name
        for name, modifier in codes.modifiers.items()
        if any(
            demand.covers(visit.payer, visit.modality, visit.service_date)
            for demand in modifier.required
        )
    )


def derive(visit: Visit, *, book: RuleBook | None = None) -> Derivation:
    """Say what the documentation supports: bill a claim, hold it for a gap, or bill nothing.

    The codebook proposes lines from the activities; the rules then judge them. A rule that
    fails for something the note leaves out holds the claim; one that fails otherwise means
    that the service cannot be billed.
    """
    rules = load_rulebook() if book is None else book
    if visit.service_date < HORIZON:
        unknown = judge(visit, Claim(), book=rules)
        return Derivation(
            answer=Answer(decision=Decision.HOLD), findings=unknown, reasons=(unknown[0].reason,)
        )
    codes = load_codebook().on(visit.service_date)
    proposal = _propose(visit, codes)
    lines: tuple[ServiceLine, ...] = ()
    if proposal.codes:
        place, modifiers = _place(visit, codes, rules, proposal), _modifiers(visit, codes)
        lines = tuple(
            ServiceLine(code=code, units=units, place=place, modifiers=modifiers)
            for code, units in proposal.codes
        )
    diagnoses = tuple(diagnosis.code for diagnosis in visit.diagnoses if diagnosis.certain)
    if lines and not diagnoses:
        proposal.ask("No diagnosis is documented as certain.", gap="diagnosis-missing")
    claim = Claim(lines=lines, diagnoses=diagnoses)
    findings = judge(visit, claim, book=rules)
    # A time that software filled in gives no minutes, and times that disagree leave them open:
    # their rules warn, and their gaps still hold.
    stops = [
        finding
        for finding in findings
        if finding.fails
        or (finding.outcome is Outcome.UNDETERMINED and finding.strict)
        or (finding.outcome is Outcome.NOT_MET and finding.gap in _HOLDING)
    ]
    ordered = [gap.id for group in codes.gaps for gap in group.gaps]
    named = {finding.gap for finding in stops} | set(proposal.gaps)
    gaps = tuple(Gap(id=name) for name in ordered if name in named)
    # What rests on a time that the note itself disputes is asked about, not decided.
    disputed = {name for f in stops if f.gap == "time-contradicts" for name in f.facts}
    never = any(f.fails and f.gap is None and not disputed.intersection(f.facts) for f in stops)
    open_ended = any(f.outcome is Outcome.UNDETERMINED and f.gap is None for f in stops)
    reasons = [*proposal.questions, *(f"{f.reason} ({f.rule})" for f in stops)]
    if never or not (lines or proposal.questions):
        decision = Decision.NOT_BILLABLE
    elif gaps or proposal.questions or open_ended:
        decision = Decision.HOLD
    else:
        decision = Decision.BILL
        reasons = proposal.reasons
    return Derivation(
        answer=Answer(
            decision=decision,
            claim=claim if decision is Decision.BILL else Claim(),
            gaps=gaps if decision is not Decision.BILL else (),
        ),
        findings=findings,
        reasons=tuple(dict.fromkeys(reasons or proposal.reasons)),
    )
