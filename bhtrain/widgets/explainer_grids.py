"""What the grid of credentials and the matrix of one day show, for a payer and a date of service.

Pure functions, as in explainer_data. A cell is [state, text, why]; a rule's own words say why.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from bhtrain.codebook import Code, Codebook, Credential
from bhtrain.codebook.entries import Exclusion, Pair
from bhtrain.errors import BhtrainError, UnknownNameError
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim, ServiceLine
from bhtrain.model.finding import Finding, Outcome
from bhtrain.model.people import Clinician
from bhtrain.model.visit import Visit
from bhtrain.rules import load_rulebook
from bhtrain.rules.engine import judge_rule
from bhtrain.rules.verdict import listed
from bhtrain.widgets.explainer_data import Data, framed
from bhtrain.widgets.explainer_texts import EXPLAINER_TEXTS as TEXTS

Cell = list[str]

EVERYDAY = (
    "90791", "90792", "90834", "90833", "90785", "90839",
    "90847", "90853", "99214", "96130", "96156", "96127",
)  # fmt: skip
ON_ONE_DAY = (
    "90791", "90834", "90833", "90785", "90847", "90853", "90839", "99214", "96127",
)  # fmt: skip
MOST_CODES = 14
_TELLING = 4  # words: a note of fewer repeats the reason ("NCCI indicator 0")

_SCOPE = "scope-code-by-credential"
_SCOPE_RULES = (_SCOPE, "em-therapist-no-em", "scope-bcba", "scope-peer", "scope-rbt")
_PAIRS = {0: "mod-ncci-zero", 1: "mod-ncci-one"}


def payer_of(name: str) -> Payer:
    """A payer by its name.

    Raises:
        UnknownNameError: There is no such payer.
    """
    try:
        return Payer(name)
    except ValueError:
        raise UnknownNameError("payer", str(name), [payer.value for payer in Payer]) from None


def _codes_on(book: Codebook, numbers: Iterable[str], day: date) -> list[Code]:
    """The codes as they stood that day.

    Raises:
        UnknownNameError: The codebook does not hold one of them.
        BhtrainError: One of them is not in force that day.
    """
    codes, found = book.on(day).codes, list[Code]()
    for number in dict.fromkeys(map(str, numbers)):
        if book.code(number).code not in codes:
            words = TEXTS["explainer.not-in-force"]
            raise BhtrainError(words.format(code=number, day=day.isoformat()))
        found.append(codes[number])
    return found


def _grid(frame: Data, corner: str, columns: Sequence[Code], rows: list[Data]) -> Data:
    heads = [[code.code, code.summary] for code in columns]
    return {**frame, "corner": corner, "columns": heads, "rows": rows}


# -- who may bill -------------------------------------------------------------------------------


def who_data(book: Codebook, payer: Payer, day: date) -> Data:
    """Credentials by everyday codes: whether the rules of scope let each be billed."""
    known = book.on(day).codes
    codes = [known[number] for number in EVERYDAY if number in known]
    rows, grouped = list[Data](), dict[tuple[str, str], list[str]]()
    for one in book.credentials.values():
        cells = [_who_cell(book, payer, day, one, code) for code in codes]
        rows.append({"head": one.abbreviation, "words": one.full_name, "cells": cells})
    states = ("yes", "if", "usually", "from", "open", "ask", "no")
    # Who may bill most comes first; Python's sort keeps the codebook's order among equals.
    rows.sort(key=lambda row: sum(states.index(cell[0]) for cell in row["cells"]))
    for place, code in enumerate(codes):
        for row in rows:
            text = row["cells"][place][1]
            grouped.setdefault((code.code, text), []).append(row["head"])
    table = {
        "head": [TEXTS[f"who.column.{name}"] for name in ("code", "answer", "who")],
        "rows": [[*key, ", ".join(dict.fromkeys(who))] for key, who in grouped.items()],
    }
    title = TEXTS["who.title"].format(payer=TEXTS[f"payer.{payer.value}"])
    frame = framed(title, day, TEXTS["who.about"], table, (_SCOPE,))
    return _grid(frame, TEXTS["who.corner"], codes, rows)


def _who_cell(book: Codebook, payer: Payer, day: date, one: Credential, code: Code) -> Cell:
    visit = Visit(service_date=day, payer=payer, clinician=Clinician(credential=one.id))
    claim = Claim(lines=(ServiceLine(code=code.code),))
    rules = load_rulebook()
    found = [judge_rule(rules[rule], visit, claim, on=day, codebook=book) for rule in _SCOPE_RULES]
    state, finding = _verdict(found)
    text, reasons = TEXTS.get(f"who.{state}", ""), [finding.reason]
    since = code.billable_later.get(one.id)
    if state == "no" and finding.rule == _SCOPE and since is not None:
        state, text = "from", TEXTS["who.from"].format(day=since.isoformat())
    elif state == "yes":
        if code.kind == "add_on":
            state, text = "if", TEXTS["who.if"]
            reasons.append(TEXTS["who.condition.add-on"])
        elif payer is not Payer.MEDICARE:
            state, text = "usually", TEXTS["who.usually"]
    if payer is not Payer.MEDICARE and state != "no":
        reasons.append(TEXTS["who.contract"])
    if payer is Payer.MEDICARE and one.billing_note:
        reasons.append(one.billing_note)
    why = TEXTS["who.why"].format(name=one.full_name, code=code.code, reason=" ".join(reasons))
    return [state, text, why]


def _verdict(found: Sequence[Finding]) -> tuple[str, Finding]:
    """The gravest of the findings: a failure, an open question, a warning, all well."""
    failed = [finding for finding in found if finding.outcome is Outcome.NOT_MET]
    for finding in failed:
        if finding.strict:
            return "no", finding
    if found[0].outcome is Outcome.UNDETERMINED:
        return "open", found[0]
    return ("ask", failed[0]) if failed else ("yes", found[0])


# -- same day -----------------------------------------------------------------------------------


def same_day_data(book: Codebook, numbers: Sequence[str], payer: Payer, day: date) -> Data:
    """Codes by codes: together, with a modifier, or not together on one day.

    Raises:
        UnknownNameError: The codebook does not hold one of the codes.
        BhtrainError: Too few or too many codes, or one is not in force that day.
    """
    codes = _codes_on(book, (numbers,) if isinstance(numbers, str) else numbers, day)
    if len(codes) < 2:
        raise BhtrainError(TEXTS["same.few"])
    if len(codes) > MOST_CODES:
        raise BhtrainError(TEXTS["same.many"].format(count=len(codes), most=MOST_CODES))
    apart = {
        (one.code, other.code): _pair_cell(book, payer, day, one, other)
        for one, other in combinations(codes, 2)
    }
    cells = {(code.code, code.code): _twice(code) for code in codes}
    for (one, other), (state, text, why) in apart.items():
        named = TEXTS["same.pair.why"].format(one=one, other=other, reason=why)
        cells[one, other] = cells[other, one] = [state, text, named]
    rows = [
        {"head": row.code, "words": "", "cells": [cells[row.code, code.code] for code in codes]}
        for row in codes
    ]
    table = {
        "head": [TEXTS[f"same.column.{name}"] for name in ("one", "other", "answer", "why")],
        "rows": [[one, other, text, why] for (one, other), (_, text, why) in apart.items()],
    }
    title = TEXTS["same.title"].format(payer=TEXTS[f"payer.{payer.value}"])
    frame = framed(title, day, TEXTS["same.about"], table, tuple(_PAIRS.values()))
    return _grid(frame, TEXTS["same.corner"], codes, rows)


def _twice(code: Code) -> Cell:
    words = TEXTS["same.why.twice" if code.max_units_basis else "same.why.twice.unknown"]
    return ["self", TEXTS["same.self"], words.format(code=code.code, basis=code.max_units_basis)]


def _pair_cell(book: Codebook, payer: Payer, day: date, one: Code, other: Code) -> Cell:
    barred = [
        exclusion
        for code, beside in ((one, other), (other, one))
        for exclusion in code.excludes
        if beside.code in exclusion.codes
    ]
    pair = book.pair(one.code, other.code)
    by_table = _of_pair(book, payer, day, pair) if pair is not None else None
    by_book = _of_exclusions(barred)
    # The national table says which modifier; where both speak, the stricter one decides.
    said = [cell for cell in (by_table, by_book) if cell is not None]
    if said:
        order = ("no", "ask", "unknown", "with", "if")
        state, text, reason = min(said, key=lambda cell: order.index(cell[0]))
        notes = [exclusion.note for exclusion in barred] + ([pair.note] if pair else [])
        telling = [note for note in dict.fromkeys(notes) if len(note.split()) >= _TELLING]
        reasons = [reason, *(TEXTS["same.note"].format(note=note) for note in telling)]
    else:
        state, text = "together", TEXTS["same.together"]
        reasons = _of_bases(one, other)
    return [state, text, " ".join(reasons)]


def _of_bases(one: Code, other: Code) -> list[str]:
    """Nothing bars two codes: whether one is the other's add-on, or an add-on of neither."""
    reasons = [
        TEXTS["same.why.add-on"].format(add_on=code.code, base=beside.code)
        for code, beside in ((one, other), (other, one))
        if beside.code in code.required_base
    ]
    if reasons:
        return reasons
    lonely = [
        TEXTS["same.why.lonely"].format(code=code.code)
        for code in (one, other)
        if code.kind == "add_on"
    ]
    return [TEXTS["same.why.nothing"], *lonely]


def _of_pair(book: Codebook, payer: Payer, day: date, pair: Pair) -> Cell | None:
    table = (
        TEXTS["same.quarter"].format(quarter=pair.quarter) if pair.quarter else TEXTS["same.cpt"]
    )
    in_force = pair.in_force(day)
    if in_force is None:
        why = TEXTS["same.why.unknown"].format(day=pair.start.isoformat(), table=table)
        return ["unknown", TEXTS["same.unknown"], why]
    if not in_force:
        return None
    version = load_rulebook()[_PAIRS[pair.indicator]].version_on(day)
    values: Any = version.values if version is not None else {}
    binding = [Payer(name) for name in values.get("binding", ())]
    profile = book.payer_profile(None, payer)
    binds = payer in binding or profile.get("ncci") is True
    names = listed([TEXTS[f"payer.{payer.value}"] for payer in binding])
    if pair.indicator == 0:
        words = TEXTS["same.why.closed"]
        why = words.format(first=pair.column1, second=pair.column2, table=table, payers=names)
        state, text = "no", TEXTS["same.no"]
    else:
        marks = _opening(book, profile, pair, values)
        several = TEXTS["same.one-of"].format(modifiers=listed(marks))
        which = several if len(marks) > 1 else marks[0]
        why = TEXTS["same.why.opened"].format(
            first=pair.column1, second=pair.column2, modifiers=which, table=table, payers=names
        )
        state, text = "with", TEXTS["same.with"].format(modifier=marks[0])
    return [state, text, why] if binds else ["ask", TEXTS["same.ask"], why]


def _opening(book: Codebook, profile: Any, pair: Pair, values: Any) -> list[str]:
    """The modifiers that open a pair on its second code, as rule mod-ncci-one names them."""
    second = book.codes.get(pair.column2)
    if second is not None and second.kind == "em":
        return [values["visit_modifier"]]
    own = profile.get("distinct_modifier")
    return [own] if own else list(values["modifiers"])


def _of_exclusions(barred: Sequence[Exclusion]) -> Cell | None:
    """What the codebook's own exclusions say: the strictest of them."""
    cells = [_of_exclusion(exclusion) for exclusion in barred]
    order = ("no", "ask", "with", "if")
    return min(cells, key=lambda cell: order.index(cell[0]), default=None)


def _of_exclusion(exclusion: Exclusion) -> Cell:
    override, scope = exclusion.override, exclusion.scope
    if override == "none":
        why = TEXTS[f"same.why.{scope}"]
        if scope == "same_session":
            return ["if", TEXTS["same.apart"], why]
        return ["no", TEXTS["same.no"], why]
    if override == "payer-specific":
        return ["ask", TEXTS["same.ask"], TEXTS["same.why.condition"].format(override=override)]
    modifier = override.split(" ", 1)[0].split("/", 1)[0]
    if modifier.isdigit():
        text = TEXTS["same.with"].format(modifier=modifier)
        return ["with", text, TEXTS["same.why.release"].format(override=override)]
    return ["if", TEXTS["same.if"], TEXTS["same.why.condition"].format(override=override)]
