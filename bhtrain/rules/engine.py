"""Judge a visit and its claim by every rule. Each check ends in one of five outcomes."""

from datetime import date

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.finding import Finding, Outcome, Severity, Source
from bhtrain.model.visit import Visit
from bhtrain.rules.book import Rule, RuleBook, load_rulebook
from bhtrain.rules.verdict import Verdict

HORIZON = date(2013, 1, 1)  # the first date of service bhtrain knows anything about

# domain/README "Payers and scope": scopes that bind a payer, and those that only warn it.
_STRICT = {
    Payer.MEDICARE: {"all", "medicare"},
    Payer.TRICARE: {"all", "tricare"},
    Payer.VA: {"all", "va"},
}
_WARNS = {
    Payer.ANY: {"medicare", "tricare", "va", "medicaid-varies", "commercial-varies"},
    Payer.MEDICARE: set[str](),
    Payer.MEDICAID: {"medicaid-varies"},
}


def binds(rule: Rule, payer: Payer) -> bool | None:
    """Whether a rule binds a payer (True), only warns (False) or does not touch it (None)."""
    if _STRICT.get(payer, {"all"}).intersection(rule.scope):
        return True
    return False if _WARNS.get(payer, {"commercial-varies"}).intersection(rule.scope) else None


def judge_rule(
    rule: Rule, visit: Visit, claim: Claim, *, on: date, codebook: Codebook | None = None
) -> Finding:
    """Say whether a documented visit and its claim meet one rule, and why."""
    bound = binds(rule, visit.payer)
    if on < HORIZON:
        reason = f"Dates of service before {HORIZON:%Y-%m-%d} are outside what bhtrain knows."
        return _finding(rule, Verdict(outcome=Outcome.UNDETERMINED, reason=reason), bound)
    version = rule.version_on(on)
    if version is None:
        reason = f"This rule is not in force on {on:%Y-%m-%d}."
        return _finding(rule, Verdict(outcome=Outcome.NOT_IN_FORCE, reason=reason), bound)
    codes = (codebook or load_codebook()).on(on)
    verdict = None
    reason = "The rule speaks of another kind of visit or claim."
    if bound is None:
        reason = "The rule does not speak to this payer."
    else:
        verdict = version.check(visit, claim, codes, version.values)
    if verdict is None:
        verdict = Verdict(outcome=Outcome.NOT_APPLICABLE, reason=reason)
    return _finding(
        rule,
        verdict,
        bound,
        missing_fails=rule.fails_when_missing and visit.whole_note,
        sources=tuple(codes.sources[name] for name in version.sources),
    )


def _finding(
    rule: Rule,
    verdict: Verdict,
    bound: bool | None,
    *,
    missing_fails: bool = False,
    sources: tuple[Source, ...] = (),
) -> Finding:
    outcome = verdict.outcome
    if outcome is Outcome.UNDETERMINED and missing_fails:
        outcome = Outcome.NOT_MET
    sure = rule.confidence == "sourced" or rule.certainty == "high"
    harmful = rule.severity in (Severity.DENY, Severity.RECOUP)
    return Finding(
        rule=rule.id,
        title=rule.title,
        outcome=outcome,
        reason=verdict.reason,
        severity=Severity.WARN if verdict.warns else rule.severity,
        strict=bound is True and harmful and sure and not verdict.warns,
        facts=verdict.facts,
        lines=verdict.lines,
        gap=verdict.gap,
        denial_codes=rule.denial_codes,
        sources=sources,
        confidence=rule.confidence,
        certainty=rule.certainty,
    )


def judge(
    visit: Visit, claim: Claim, *, on: date | None = None, book: RuleBook | None = None
) -> tuple[Finding, ...]:
    """Judge a visit and its claim by every rule, in the order of the rules' ids.

    Args:
        visit: What the note documents; what it does not state is None, never zero.
        claim: The service lines and diagnoses to be judged.
        on: Date of service that picks the version of each rule; the visit's own by default.
        book: Other rules than those that came with bhtrain.

    Returns:
        One Finding a rule. Only NOT_MET with `strict` makes the claim wrong. UNDETERMINED
        names the missing fact; its `gap`, where it has one, is what to ask the clinician for.
    """
    service_date = visit.service_date if on is None else on
    rules = load_rulebook() if book is None else book
    return tuple(judge_rule(rule, visit, claim, on=service_date) for rule in rules)
