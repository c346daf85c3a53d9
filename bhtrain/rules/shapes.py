"""Checks that many rules share: what they look at, and what they say, stands in the rule's YAML.

Each is named by a version's `check` and reads from its `values`:

    codes, families   lines that the rule speaks of; without either, every claim with a line
    payers            the payers it speaks of; without it, all
    when              facts that have to be so, or the rule does not apply: {modality: audio-only}
    say               sentences: met, not_met, missing ({codes} stands for the codes concerned)
    gap, warns        the gap that it names; true where it only ever warns
    decisive          true where the claim turns on the missing fact, wherever it stands

A check that needs more than this is a function of its own in the competency's `checks.py`.
"""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.facts import fact_of
from bhtrain.model.visit import ActivityKind, Visit
from bhtrain.rules.documented import documented_time, lines_of
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

Values = Mapping[str, Any]


def concerned(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> tuple[int, ...]:
    """The lines that a rule speaks of, counted from 0; none where it does not apply."""
    if "payers" in values and visit.payer not in values["payers"]:
        return ()
    for name, wanted in values.get("when", {}).items():
        stated = fact_of(visit, name)
        held = wanted in stated if isinstance(stated, tuple) else stated == wanted
        if not held:
            return ()
    if "codes" not in values and "families" not in values:
        return tuple(range(len(claim.lines)))
    numbers = billed(claim, values.get("codes", ()))
    return tuple(sorted({*numbers, *lines_of(claim, codes, *values.get("families", ()))}))


def billed(claim: Claim, codes: Any) -> tuple[int, ...]:
    """The lines with one of these codes, counted from 0."""
    return tuple(index for index, line in enumerate(claim.lines) if line.code in codes)


def say(values: Values, which: str, claim: Claim, lines: tuple[int, ...], **more: Any) -> str:
    """One of the rule's sentences, with the codes of its lines and other figures filled in."""
    found = [claim.lines[index].code for index in lines]
    sentence: str = values["say"][which]
    return sentence.format(codes=listed(list(dict.fromkeys(found))) if found else "", **more)


def _judged(
    held: bool | None, fact: str, claim: Claim, lines: tuple[int, ...], values: Values, **more: Any
) -> Verdict:
    gap, warns = values.get("gap"), bool(values.get("warns"))
    if held is None:
        reason = say(values, "missing", claim, lines, **more)
        decisive = bool(values.get("decisive"))
        return missing(fact, reason, lines, gap=gap, warns=warns, decisive=decisive)
    if held:
        return met(say(values, "met", claim, lines, **more), (fact,), lines)
    reason = say(values, "not_met", claim, lines, **more)
    return not_met(reason, (fact,), lines, gap=gap, warns=warns)


def is_so(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A fact has the value that the rule wants: `fact`, `wanted` (true where left out)."""
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    stated, wanted = fact_of(visit, values["fact"]), values.get("wanted", True)
    accepted = wanted if isinstance(wanted, list) else [wanted]
    held = None if stated is None else stated in accepted
    return _judged(held, values["fact"], claim, lines, values, stated=stated)


def holds_all(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A list of the note has each element that the rule wants: `fact`, `needs`.

    `{lacking}` in a sentence stands for the elements that are not there.
    """
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    stated = fact_of(visit, values["fact"])
    lacking = [need for need in values["needs"] if need not in (stated or ())]
    held = None if stated is None else not lacking
    words = listed([str(element).replace("-", " ") for element in lacking]) if lacking else ""
    return _judged(held, values["fact"], claim, lines, values, lacking=words)


def within(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A number of the note stays within `least` and `most`, both included: `fact`."""
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    stated = fact_of(visit, values["fact"])
    least, most = values.get("least"), values.get("most")
    held = None
    if stated is not None:
        held = (least is None or stated >= least) and (most is None or stated <= most)
    return _judged(held, values["fact"], claim, lines, values, stated=stated)


def none_billed(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """None of the `codes` is on the claim; where one is, the rule is broken."""
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    reason = say(values, "not_met", claim, lines)
    return not_met(reason, (), lines, warns=bool(values.get("warns")))


def not_together(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The `codes` stand on no claim with one of `never_with`.

    With `same_session: true` services that the note shows as separate sessions may.
    `{others}` in a sentence stands for the codes that exclude them.
    """
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    others = tuple(i for i in billed(claim, values["never_with"]) if i not in lines)
    apart = bool(values.get("same_session")) and visit.separate_sessions is True
    names = listed([claim.lines[index].code for index in others]) if others else ""
    if others and not apart:
        reason = say(values, "not_met", claim, lines, others=names)
        return not_met(reason, (), lines + others, warns=bool(values.get("warns")))
    return met(say(values, "met", claim, lines, others=names), (), lines)


def at_most_units(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The lines together have at most `units` units: `{units}` and `{billed}` in sentences."""
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    count = sum(claim.lines[index].units for index in lines)
    figures = {"units": values["units"], "billed": count}
    if count > values["units"]:
        reason = say(values, "not_met", claim, lines, **figures)
        return not_met(reason, (), lines, warns=bool(values.get("warns")))
    return met(say(values, "met", claim, lines, **figures), (), lines)


def by_credential(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The clinician has one of `credentials`; one of `warned` only warns.

    `fact` names whose credential it is (the rendering clinician's where left out), and `{who}`
    in a sentence stands for it.
    """
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    fact = values.get("fact", "clinician.credential")
    credential = codes.credentials.get(fact_of(visit, fact) or "")
    if credential is None:
        reason, decisive = (
            say(values, "missing", claim, lines, who=""),
            bool(values.get("decisive")),
        )
        return missing(fact, reason, lines, decisive=decisive)
    who = credential.abbreviation
    if credential.id in values["credentials"]:
        return met(say(values, "met", claim, lines, who=who), (fact,), lines)
    reason = say(values, "not_met", claim, lines, who=who)
    return not_met(reason, (fact,), lines, warns=credential.id in values.get("warned", ()))


def units_after(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """An add-on has one unit from minute `first` and one more for each `step` minutes after it.

    `codes` are the base and add-on codes, `add_on` the add-on among them, `activity` the kind
    of time. With `only_above: true` fewer units than the time allows warn. `{minutes}`,
    `{units}` and `{billed}` may stand in the sentences.
    """
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    kind = ActivityKind(values["activity"])
    time = documented_time(visit, kind)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    first, step = values["first"], values["step"]
    units = 0 if time.minutes < first else (time.minutes - first) // step + 1
    count = sum(claim.lines[index].units for index in billed(claim, [values["add_on"]]))
    figures = {"minutes": time.minutes, "units": units, "billed": count, "add_on": values["add_on"]}
    if count == units:
        return met(say(values, "met", claim, lines, **figures), time.facts, lines)
    warns = bool(values.get("warns")) or (bool(values.get("only_above")) and count < units)
    return not_met(say(values, "not_met", claim, lines, **figures), time.facts, lines, warns=warns)


def units_rounded(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Units of each of `codes` are its minutes over `unit`, a rest of `rounds_from` counting.

    Minutes are those of the code's own kind of activity, added up over the date of service.
    """
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    unit, rounds_from = values["unit"], values["rounds_from"]
    facts: tuple[str, ...] = ()
    for index in lines:
        line = claim.lines[index]
        kind = getattr(codes.code(line.code), "activity", None)
        time = documented_time(visit, ActivityKind(kind or ActivityKind.NAMED_SERVICE))
        if time.minutes is None:
            return missing(time.facts[0], time.why, (index,), gap=time.gap)
        facts += time.facts
        units = (time.minutes + unit - rounds_from) // unit
        count = sum(other.units for other in claim.lines if other.code == line.code)
        if count != units:
            figures = {"minutes": time.minutes, "units": units, "billed": count}
            reason = say(values, "not_met", claim, (index,), **figures)
            return not_met(reason, time.facts, (index,), warns=bool(values.get("warns")))
    return met(say(values, "met", claim, lines), facts, lines)
