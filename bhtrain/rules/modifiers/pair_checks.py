"""Checks of services of one date that the national code pairs (NCCI) bar or release."""

from collections.abc import Iterator, Mapping
from typing import Any

from bhtrain.codebook import Codebook, Pair
from bhtrain.model.claim import Claim
from bhtrain.model.finding import Outcome
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import names_of
from bhtrain.rules.line_terms import apart
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_SEPARATE = "separate_sessions"
_GAP = "time-missing"


def _kind(codes: Codebook, number: str) -> ActivityKind | None:
    code = codes.codes.get(number)
    return ActivityKind(code.activity) if code is not None and code.activity else None


def disjoint(visit: Visit, codes: Codebook, one: str, other: str) -> bool | None:
    """Whether the services of two codes were apart in time; None: the note does not show it."""
    kinds = [_kind(codes, number) for number in (one, other)]
    if kinds[0] is kinds[1] or any(kind is None or not visit.spent_on(kind) for kind in kinds):
        return visit.separate_sessions
    first, second = (kind for kind in kinds if kind is not None)
    return apart(visit, first, second)


def _facts(visit: Visit, codes: Codebook, *numbers: str) -> tuple[str, ...]:
    kinds = dict.fromkeys(_kind(codes, number) for number in numbers)
    return (_SEPARATE, *(name for kind in kinds if kind for name in names_of(visit, kind)))


def _table(pair: Pair) -> str:
    return f"national code pairs, {pair.quarter}" if pair.quarter else "a rule of CPT"


def _unknown_yet(pair: Pair, lines: tuple[int, ...]) -> Verdict:
    reason = (
        f"Whether {pair.column1} and {pair.column2} were a pair before "
        f"{pair.start:%Y-%m-%d} is not known ({_table(pair)})."
    )
    return Verdict(outcome=Outcome.UNDETERMINED, reason=reason, lines=lines, warns=True)


def apart_with_modifier(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Two services of a date are apart, and the second in the pair carries the modifier."""
    first, second = billed(claim, values["paid"]), billed(claim, values["released"])
    if not first or not second:
        return None
    fact, lines, releasing = values.get("also"), first + second, values["modifiers"]
    for one, other in ((claim.lines[i].code, claim.lines[j].code) for i in first for j in second):
        facts, separate = _facts(visit, codes, one, other), disjoint(visit, codes, one, other)
        if separate is None:
            reason = f"The note does not show whether {one} and {other} were apart in time."
            return missing(_SEPARATE, reason, lines, gap=_GAP)
        if not separate:
            reason = f"{one} and {other} were not apart in time; bill one of them."
            return not_met(reason, facts, second)
        pair = codes.pair(one, other)
    if fact is not None and (differ := visit.screening.different_tests) is not True:
        if differ is None:
            reason = "Whether clinician and technician gave different tests is not stated."
            return missing(fact, reason, lines, gap=values["gap"])
        return not_met("Clinician and technician gave the same tests.", (fact,), second)
    bare = [j for j in second if not set(claim.lines[j].modifiers) & set(releasing)]
    on_first = all(set(claim.lines[i].modifiers) & set(releasing) for i in first)
    facts = (*facts, *([fact] if fact else []))
    if not bare or (on_first and visit.payer in values["either_line"]):
        return met("They were apart in time, and the modifier says so.", facts, lines)
    wrong = listed(list(dict.fromkeys(claim.lines[j].code for j in bare)))
    where = f" ({_table(pair)})" if pair is not None else ""
    reason = f"{wrong} needs one of {listed(releasing)} beside {one}{where}."
    return not_met(reason, facts, tuple(bare))


def distinct(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """59 and its like stand on column 2 of a pair that they can open, for separate services."""
    marked = [
        i for i, line in enumerate(claim.lines) if set(line.modifiers) & set(values["modifiers"])
    ]
    if not marked:
        return None
    found = [_distinct_line(visit, claim, codes, values, index) for index in marked]
    return min(found, key=_gravity)


def _gravity(verdict: Verdict) -> tuple[bool, bool, bool]:
    """Worst first: a failure, an open question, a warning, all well."""
    outcome = verdict.outcome
    return outcome is Outcome.MET, verdict.warns, outcome is Outcome.UNDETERMINED


def _distinct_line(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any], index: int
) -> Verdict:
    line, lines = claim.lines[index], (index,)
    code, flag = codes.codes.get(line.code), visit.payer_flags.distinct_modifier
    used = [mark for mark in line.modifiers if mark in values["modifiers"]]
    if line.code in values["never_on"] or (code is not None and code.kind == "em"):
        return not_met(f"{used[0]} never goes on {line.code}.", (), lines)
    if flag and flag not in used:
        reason = f"This plan takes {flag}, not {used[0]}."
        return not_met(reason, ("payer_flags.distinct_modifier",), lines)
    beside = [other.code for number, other in enumerate(claim.lines) if number != index]
    others = [*beside, *(visit.history.other_codes or ())]
    pairs = [pair for other in others if (pair := codes.pair(line.code, other))]
    in_force = [pair for pair in pairs if pair.in_force(visit.service_date)]
    open_ones = [pair for pair in in_force if pair.indicator == 1]
    if not open_ones:
        return _without_pair(visit, codes, line.code, used[0], others, pairs, lines)
    second = [pair for pair in open_ones if pair.column2 == line.code]
    for pair in second or open_ones:
        separate = disjoint(visit, codes, pair.column1, pair.column2)
        both = f"{pair.column1} and {pair.column2}"
        if separate is None:
            reason = f"The note does not show whether {both} were apart in time."
            return missing(_SEPARATE, reason, lines, gap=_GAP)
        if not separate:
            reason = f"{both} were not apart in time, so {used[0]} does not open the pair."
            return not_met(reason, _facts(visit, codes, pair.column1, pair.column2), lines)
    pair = (second or open_ones)[0]
    if second or visit.payer in values["either_line"]:
        reason = f"{used[0]} opens {pair.column1} with {pair.column2} ({_table(pair)})."
        return met(reason, (_SEPARATE,), lines)
    reason = f"{used[0]} belongs on {pair.column2}, the second code of the pair ({_table(pair)})."
    return not_met(reason, (), lines, warns=True)


def _without_pair(
    visit: Visit,
    codes: Codebook,
    code: str,
    used: str,
    others: list[str],
    pairs: list[Pair],
    lines: tuple[int, ...],
) -> Verdict:
    """Why a modifier stands on a line that no pair lets it open."""
    closed = [pair for pair in pairs if pair.in_force(visit.service_date)]
    if closed:
        pair = closed[0]
        reason = f"No modifier opens {pair.column1} with {pair.column2} ({_table(pair)})."
        return not_met(reason, (), lines)
    early = [pair for pair in pairs if pair.in_force(visit.service_date) is None]
    if early:
        return _unknown_yet(early[0], lines)
    if code in others and visit.separate_sessions is not False:
        reason = f"A second {code} of the date is no pair; ask the payer for its modifier."
        return not_met(reason, (), lines, warns=True)
    if not set(others) - {code}:
        reason = f"{used} on {code} opens nothing: no other code stands beside it."
        return not_met(reason, (), lines)
    # The codebook does not hold every pair of CMS, so one that it lacks is no proof.
    quarter = max((pair.quarter for pair in codes.pairs.values()), default="")
    reason = f"{used} on {code} opens no pair that bhtrain holds (national code pairs, {quarter})."
    return not_met(reason, (), lines, warns=True)


def never_opened(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The second code of a pair that no modifier opens is denied."""
    numbers = [*claim.codes, *(visit.history.other_codes or ())]
    barred, early = list[Pair](), list[Pair]()
    for pair in _pairs(codes, numbers, values["elsewhere"], indicator=0):
        if not billed(claim, [pair.column2]):
            continue  # the other claim's line is the one denied
        in_force = pair.in_force(visit.service_date)
        (early if in_force is None else barred if in_force else []).append(pair)
    binding = visit.payer in values["binding"] or visit.payer_flags.ncci is True
    if barred:
        pair = barred[0]
        reason = (
            f"{pair.column2} is denied beside {pair.column1}, with any modifier ({_table(pair)})."
        )
        lines = billed(claim, [pair.column2 for pair in barred])
        return not_met(reason, (), lines, warns=not binding)
    return _unknown_yet(early[0], billed(claim, [early[0].column2])) if early else None


def needs_opening(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The second code of a pair that a modifier can open is denied without one."""
    numbers = [*claim.codes, *(visit.history.other_codes or ())]
    open_pairs = [
        pair
        for pair in _pairs(codes, numbers, values["elsewhere"], indicator=1)
        if billed(claim, [pair.column2]) and pair.in_force(visit.service_date)
    ]
    if not open_pairs:
        return None
    binding = visit.payer in values["binding"] or visit.payer_flags.ncci is True
    for pair in open_pairs:
        second = billed(claim, [pair.column2])
        wanted = _opening(visit, codes, pair.column2, values)
        marked = second + (
            billed(claim, [pair.column1]) if visit.payer in values["either_line"] else ()
        )
        if not any(set(claim.lines[i].modifiers) & set(wanted) for i in marked):
            reason = (
                f"{pair.column2} is denied beside {pair.column1} without {_one_of(wanted)}, which "
                f"says that they were separate services ({_table(pair)})."
            )
            return not_met(reason, (_SEPARATE,), second, warns=not binding)
    pair, lines = open_pairs[0], billed(claim, [pair.column2 for pair in open_pairs])
    reason = f"A modifier opens {pair.column1} with {pair.column2} ({_table(pair)})."
    return met(reason, (_SEPARATE,), lines)


def _opening(
    visit: Visit, codes: Codebook, number: str, values: Mapping[str, Any]
) -> tuple[str, ...]:
    """The modifiers that open a pair on its second code: 25 on a visit, else 59 and its like."""
    code, flag = codes.codes.get(number), visit.payer_flags.distinct_modifier
    if code is not None and code.kind == "em":
        return (values["visit_modifier"],)
    return (flag,) if flag else tuple(values["modifiers"])


def _one_of(modifiers: tuple[str, ...]) -> str:
    return modifiers[0] if len(modifiers) == 1 else f"one of {listed(modifiers)}"


def _pairs(
    codes: Codebook, numbers: list[str], elsewhere: list[Mapping[str, Any]], *, indicator: int
) -> Iterator[Pair]:
    """Pairs of one indicator in a table of CMS that no rule of its own judges."""

    def named(number: str, group: Mapping[str, Any]) -> bool:
        code = codes.codes.get(number)
        return number in group.get("codes", ()) or (
            code is not None
            and (code.kind in group.get("kinds", ()) or code.family in group.get("families", ()))
        )

    for pair in codes.pairs_of(numbers):
        judged = any(
            named(one, entry["one"]) and named(other, entry["other"])
            for entry in elsewhere
            for one, other in ((pair.column1, pair.column2), (pair.column2, pair.column1))
        )
        if pair.indicator == indicator and pair.quarter and not judged:
            yield pair
