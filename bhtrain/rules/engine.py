"""Judge a visit by every rule. Each check ends in one of five outcomes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.model.billing import Payer, PayerFlags
from bhtrain.model.claim import Claim
from bhtrain.model.finding import Finding, Outcome, Severity, Source
from bhtrain.model.visit import Visit
from bhtrain.rules.book import Rule, RuleBook, Version, load_rulebook
from bhtrain.rules.verdict import Verdict

HORIZON = date(2013, 1, 1)  # the first date of service bhtrain knows anything about

# domain/README "Payers and scope": the scopes that bind a payer, and the one of rules that vary
# among plans: those bind where the plan's profile holds the rule's flag, and warn elsewhere.
_STRICT = {
    Payer.MEDICARE: {"all", "medicare"},
    Payer.TRICARE: {"all", "tricare"},
    Payer.VA: {"all", "va"},
}
_VARIES = {Payer.MEDICAID: "medicaid-varies", Payer.MEDICARE: None}


def binds(rule: Rule, visit: Visit) -> bool | None:
    """Whether a rule binds the visit's payer (True), only warns (False) or does not touch it."""
    bound = _bond(rule.scope, visit.payer)
    if bound is False and rule.flag is not None and visit.payer not in (Payer.ANY, Payer.OTHER):
        return getattr(visit.payer_flags, rule.flag) is not None
    return bound


@lru_cache(maxsize=512)
def _bond(scope: tuple[str, ...], payer: Payer) -> bool | None:
    """What a scope means to a payer, as long as nobody knows the plan's own rule."""
    if not _STRICT.get(payer, {"all"}).isdisjoint(scope):
        return True
    known_to_vary = _VARIES.get(payer, "commercial-varies") in scope
    return False if payer is Payer.ANY or known_to_vary else None


def with_profile(visit: Visit, codes: Codebook) -> Visit:
    """The visit with the flags of its payer's profile; what the visit itself says goes before.

    Raises:
        UnknownNameError: The visit names a profile that the codebook does not hold.
    """
    profile = codes.payer_profile(visit.payer_profile, visit.payer)
    if not profile:
        return visit
    own = {f.name: getattr(visit.payer_flags, f.name) for f in fields(PayerFlags)}
    stated = {name: value for name, value in own.items() if value is not None}
    return replace(visit, payer_flags=PayerFlags(**{**profile, **stated}))


def judge_rule(
    rule: Rule, visit: Visit, claim: Claim, *, on: date, codebook: Codebook | None = None
) -> Finding:
    """Say whether a documented visit and its claim meet one rule, and why."""
    codes = (codebook or load_codebook()).on(on)
    return _judged(
        Quiet.of(rule), rule.version_on(on), with_profile(visit, codes), claim, codes, on
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """A rule with its two findings that say nothing of a visit, and are always the same."""

    rule: Rule
    other_payer: Finding
    other_visit: Finding

    @classmethod
    def of(cls, rule: Rule) -> "Quiet":
        """The rule with both."""
        return cls(
            rule=rule,
            other_payer=_silent(rule, "The rule does not speak to this payer."),
            other_visit=_silent(rule, "The rule speaks of another kind of visit or claim."),
        )


@lru_cache(maxsize=256)
def _ready(book: RuleBook, epoch: int) -> tuple[tuple[Quiet, Version | None], ...]:
    """The rules that can be judged, with the version of each between two days of change."""
    day = book.days_of_change[epoch - 1] if epoch else date.min
    return tuple((Quiet.of(rule), rule.version_on(day)) for rule in book.judged)


def _judged(
    quiet: Quiet, version: Version | None, visit: Visit, claim: Claim, codes: Codebook, on: date
) -> Finding:
    if version is None or on < HORIZON:
        return _out_of_time(quiet.rule, on)
    bound = binds(quiet.rule, visit)
    if bound is None:
        return quiet.other_payer
    verdict = version.check(visit, claim, codes, version.values) if version.check else None
    if verdict is None:
        return quiet.other_visit
    return _finding(quiet.rule, version, verdict, bound, codes, whole_note=visit.whole_note)


def _silent(rule: Rule, why: str, outcome: Outcome = Outcome.NOT_APPLICABLE) -> Finding:
    return Finding(
        rule=rule.id,
        title=rule.title,
        outcome=outcome,
        reason=why,
        severity=rule.severity,
        strict=False,
    )


def _out_of_time(rule: Rule, on: date) -> Finding:
    if on < HORIZON:
        why = f"Dates of service before {HORIZON:%Y-%m-%d} are outside what bhtrain knows."
        return _silent(rule, why, Outcome.UNDETERMINED)
    return _silent(rule, f"This rule is not in force on {on:%Y-%m-%d}.", Outcome.NOT_IN_FORCE)


def _finding(
    rule: Rule,
    version: Version,
    verdict: Verdict,
    bound: bool,
    codes: Codebook,
    *,
    whole_note: bool,
) -> Finding:
    outcome = verdict.outcome
    unseen = False  # what is not in a part of a note may stand in the rest
    if outcome is Outcome.UNDETERMINED and rule.fails_when_missing:
        outcome = Outcome.NOT_MET if whole_note else outcome
        unseen = not whole_note and not verdict.decisive
    sure = rule.confidence == "sourced" or rule.certainty == "high"
    harmful = rule.severity in (Severity.DENY, Severity.RECOUP)
    return Finding(
        rule=rule.id,
        title=rule.title,
        outcome=outcome,
        reason=verdict.reason,
        severity=Severity.WARN if verdict.warns else rule.severity,
        strict=bound and harmful and sure and not verdict.warns and not unseen,
        facts=verdict.facts,
        lines=verdict.lines,
        gap=verdict.gap,
        denial_codes=rule.denial_codes,
        remark_codes=rule.remark_codes,
        sources=_sources(codes, version.sources),
        confidence=rule.confidence,
        certainty=rule.certainty,
        decisive=verdict.decisive,
    )


@lru_cache(maxsize=2048)
def _sources(codes: Codebook, names: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(codes.sources[name] for name in names)


def judge(
    visit: Visit,
    claim: Claim,
    *,
    on: date | None = None,
    book: RuleBook | None = None,
    codebook: Codebook | None = None,
) -> tuple[Finding, ...]:
    """Judge a visit and its claim by every rule that can be judged, in the order of their ids.

    Args:
        visit: What the note documents; what it does not state is None, never zero.
        claim: The service lines and diagnoses to be judged.
        on: Date of service that picks the version of each rule; the visit's own by default.
        book: Other rules than those that came with bhtrain.
        codebook: Another codebook, such as one with a practice's own payers laid over it.

    Returns:
        One Finding a rule; rules that are only taught have none. Only NOT_MET with `strict`
        makes the claim wrong. UNDETERMINED names the missing fact; its `gap`, where it has one,
        is what to ask the clinician for.

    Raises:
        UnknownNameError: The visit names a payer profile that the codebook does not hold.
    """
    day = visit.service_date if on is None else on
    codes = (codebook or load_codebook()).on(day)
    known = with_profile(visit, codes)
    rules = load_rulebook() if book is None else book
    ready = _ready(rules, bisect_right(rules.days_of_change, day))
    versions = {quiet.rule.id: (quiet, version) for quiet, version in ready}
    found = {name: _judged(*one, known, claim, codes, day) for name, one in versions.items()}
    for narrower in rules.judged:
        result = found[narrower.id]
        if result.outcome not in _RESULTS:
            continue
        for name in narrower.overrides:
            if name in found and found[name].outcome is not Outcome.NOT_IN_FORCE:
                rest, places = _without(claim, result.lines)
                again = _judged(*versions[name], known, rest, codes, day) if places else None
                found[name] = _narrowed(found[name], result, again, places)
    return tuple(found.values())


_RESULTS = (Outcome.MET, Outcome.NOT_MET)


def _without(claim: Claim, lines: Sequence[int]) -> tuple[Claim, tuple[int, ...]]:
    """The claim without some lines, and where its lines stood; none where the lines are all."""
    places = tuple(i for i in range(len(claim.lines)) if lines and i not in lines)
    return replace(claim, lines=tuple(claim.lines[i] for i in places)), places


def _narrowed(
    wider: Finding, narrower: Finding, again: Finding | None, places: Sequence[int]
) -> Finding:
    """A narrower rule replaces what a wider one says of its lines, not what it says of others."""
    if again is not None and again.outcome in (Outcome.NOT_MET, Outcome.UNDETERMINED):
        return replace(again, lines=tuple(places[index] for index in again.lines))
    why = f"A narrower rule decides here: {narrower.rule}."
    return replace(wider, outcome=Outcome.NOT_APPLICABLE, reason=why, strict=False, gap=None)
