"""Each field of an answer against the key, and the auditor's name for what is wrong in it."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from itertools import combinations

from bhtrain.codebook import load_codebook
from bhtrain.errors import UnknownNameError
from bhtrain.grading.lines import MatchedLines, equivalent, is_neutral
from bhtrain.model.claim import Answer, Claim, Decision
from bhtrain.model.scenario import Kind, Scenario

ERROR_KINDS = (
    "overcoded",
    "undercoded",
    "missing",
    "unsupported",
    "wrong modifier",
    "wrong units",
    "wrong place",
    "wrong diagnosis",
    "missed gap",
    "false gap",
    "missed cause",
    "false cause",
    "wrong order",
    "wrong decision",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldScore:
    """How much of one field is right. `near` is a wrong code of the right family."""

    name: str
    correct: float
    out_of: float
    near: bool = False

    @property
    def share(self) -> float:
        """Right over the larger of entered and expected, 0 to 1."""
        return self.correct / self.out_of

    @property
    def status(self) -> str:
        """right, near or wrong."""
        if self.correct >= self.out_of:
            return "right"
        return "near" if self.near or self.correct > 0 else "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedError:
    """A mistake under the name an auditor would give it (one of ERROR_KINDS)."""

    kind: str
    field: str
    text: str


Graded = tuple[FieldScore, list[TypedError]]


def decision_field(scenario: Scenario, answer: Answer) -> Graded:
    """Bill, hold or not billable."""
    wanted, given = scenario.key.decision, answer.decision
    if wanted is None:
        return FieldScore(name="decision", correct=0, out_of=0), []
    part = FieldScore(name="decision", correct=float(wanted is given), out_of=1)
    denied = scenario.task.kind is Kind.DENIAL  # its decisions have other names
    if wanted is given:
        return part, []
    if given is None:
        kind, text = "wrong decision", "No decision was made."
    elif scenario.task.kind is Kind.PATTERN:
        kind, text = "wrong decision", "The month calls for another step than this one."
    elif given is Decision.BILL:
        kind = "unsupported"
        text = (
            "Sent again or appealed, though the note does not support it as it stands."
            if denied
            else "Billed, though the note does not support a claim as it stands."
        )
    elif wanted is Decision.BILL:
        kind = "missing"
        text = (
            "It can be sent again or appealed, and nothing was sent."
            if denied
            else "The note supports a claim, and none was sent."
        )
    elif denied:
        kind, text = "wrong decision", "The denial calls for another step than this one."
    else:
        kind, text = "wrong decision", "Held or refused for the wrong reason."
    return part, [TypedError(kind=kind, field="decision", text=text)]


def procedure_field(matched: MatchedLines) -> Graded:
    """The procedure codes; a code of the right family is near."""
    errors = []
    near = False
    right = 0
    for pair in matched.pairs:
        if pair.entered.code == pair.wanted.code:
            right += 1
            continue
        kind = _direction(pair.entered.code, pair.wanted.code)
        near = near or kind in ("overcoded", "undercoded")
        errors.append(
            TypedError(
                kind=kind,
                field="procedure",
                text=f"{pair.entered.code} was entered; the note supports {pair.wanted.code}.",
            )
        )
    errors += [
        TypedError(kind="unsupported", field="procedure", text=f"Nothing supports {line.code}.")
        for line in matched.extra
    ]
    errors += [
        TypedError(kind="missing", field="procedure", text=f"{line.code} was left out.")
        for line in matched.missing
    ]
    part = FieldScore(name="procedure", correct=right, out_of=matched.larger, near=near)
    return part, errors


def _direction(entered: str, wanted: str) -> str:
    """Overcoded or undercoded within one family of codes, else unsupported."""
    codes = load_codebook().codes
    if entered not in codes or wanted not in codes:
        return "unsupported"
    one, other = codes[entered], codes[wanted]
    if one.family != other.family:
        return "unsupported"
    return (
        "overcoded"
        if (one.minutes_min or 0, entered) > (other.minutes_min or 0, wanted)
        else "undercoded"
    )


def units_field(matched: MatchedLines) -> Graded:
    """Units of each line."""
    wrong = [pair for pair in matched.pairs if pair.entered.units != pair.wanted.units]
    errors = [
        TypedError(
            kind="wrong units",
            field="units",
            text=f"{pair.entered.code}: {pair.entered.units} units; {pair.wanted.units} expected.",
        )
        for pair in wrong
    ]
    right = len(matched.pairs) - len(wrong)
    return FieldScore(name="units", correct=right, out_of=matched.larger), errors


def place_field(matched: MatchedLines) -> Graded:
    """Place of service of each line."""
    asked = [pair for pair in matched.pairs if pair.wanted.place is not None]
    wrong = [pair for pair in asked if pair.entered.place != pair.wanted.place]
    errors = [
        TypedError(
            kind="wrong place",
            field="place",
            text=f"{pair.entered.code}: place of service {pair.entered.place or 'left out'};"
            f" {pair.wanted.place} expected.",
        )
        for pair in wrong
    ]
    out_of = len(asked) + len(matched.missing) + len(matched.extra)
    return FieldScore(name="place", correct=len(asked) - len(wrong), out_of=out_of), errors


def modifiers_field(scenario: Scenario, matched: MatchedLines) -> Graded:
    """Modifiers of each line; free ones are left out."""
    right = out_of = 0
    errors = []
    for pair in matched.pairs:
        wanted = {equivalent(modifier) for modifier in pair.wanted.modifiers}
        given = {equivalent(modifier) for modifier in pair.entered.modifiers}
        given = {m for m in given if m in wanted or not is_neutral(m, pair, matched, scenario)}
        right += len(wanted & given)
        out_of += max(len(wanted), len(given))
        for extra in sorted(given - wanted):
            text = f"{pair.entered.code}: modifier {extra} does not belong here."
            errors.append(TypedError(kind="wrong modifier", field="modifiers", text=text))
        for missing in sorted(wanted - given):
            text = f"{pair.entered.code}: modifier {missing} is missing."
            errors.append(TypedError(kind="wrong modifier", field="modifiers", text=text))
    out_of += sum(len(line.modifiers) for line in (*matched.missing, *matched.extra))
    return FieldScore(name="modifiers", correct=right, out_of=out_of), errors


def diagnosis_field(entered: Claim, wanted: Claim) -> Graded:
    """Diagnoses, the first-listed one in front."""
    given, expected = entered.diagnoses, wanted.diagnoses
    common = set(given) & set(expected)
    right = float(len(common))
    errors = []
    if common and given and expected and given[0] != expected[0]:
        right -= 0.5
        text = f"{expected[0]} is listed first: it is what the visit was for."
        errors.append(TypedError(kind="wrong diagnosis", field="diagnosis", text=text))
    for code in given:
        if code not in expected:
            text = f"{code} is not what the note documents."
            errors.append(TypedError(kind="wrong diagnosis", field="diagnosis", text=text))
    for code in expected:
        if code not in given:
            text = f"{code} was left out."
            errors.append(TypedError(kind="wrong diagnosis", field="diagnosis", text=text))
    out_of = max(len(set(given)), len(set(expected)))
    return FieldScore(name="diagnosis", correct=right, out_of=out_of), errors


def gaps_field(scenario: Scenario, answer: Answer) -> Graded:
    """What is missing from the note."""
    key = scenario.key
    wanted, neutral = {gap.id for gap in key.gaps}, key.optional_gaps
    label, words = load_codebook().gap_label, "Named, but the note has it"
    return _ticked("gaps", "gap", wanted, answer.gap_ids, neutral, label, words)


def causes_field(scenario: Scenario, answer: Answer) -> Graded:
    """Why the claim was denied, or what stands out in the month."""
    wanted, neutral = frozenset(scenario.key.causes), scenario.key.optional_causes
    label, words = load_codebook().cause_label, "Named, but not so here"
    return _ticked("causes", "cause", wanted, answer.causes, neutral, label, words)


def _ticked(
    field: str,
    thing: str,
    wanted: Set[str],
    answered: Iterable[str],
    neutral: Set[str],
    label: Callable[[str], str],
    not_so: str,
) -> Graded:
    """A list to tick: what was left out and what was ticked wrongly, each by its own words."""

    def words(name: str) -> str:
        try:
            return label(name)
        except UnknownNameError:
            return f"“{name}” is no {thing} that bhtrain knows"

    given = {name for name in answered if name in wanted or name not in neutral}
    errors = [
        TypedError(kind=f"missed {thing}", field=field, text=f"Not named: {words(name)}.")
        for name in sorted(wanted - given)
    ] + [
        TypedError(kind=f"false {thing}", field=field, text=f"{not_so}: {words(name)}.")
        for name in sorted(given - wanted)
    ]
    out_of = max(len(wanted), len(given))
    return FieldScore(name=field, correct=len(wanted & given), out_of=out_of), errors


def order_field(scenario: Scenario, answer: Answer) -> Graded:
    """What of the queue comes first: the share of pairs that stand in the right order.

    Source:
        Kendall's count of concordant pairs. A thing that was left out is in no pair.
    """
    wanted = scenario.key.order
    if not wanted:
        return FieldScore(name="order", correct=0, out_of=0), []
    place = {item: index for index, item in reversed(list(enumerate(answer.order)))}
    pairs = list(combinations(wanted, 2))
    wrong = [
        (one, other)
        for one, other in pairs
        if one not in place or other not in place or place[one] > place[other]
    ]
    late: dict[str, list[str]] = {}
    for one, other in wrong:
        late.setdefault(one, []).append(other.upper())
    errors = [
        TypedError(
            kind="wrong order",
            field="order",
            text=f"{one.upper()} comes before {_listed(others)}.",
        )
        for one, others in late.items()
    ]
    return FieldScore(name="order", correct=len(pairs) - len(wrong), out_of=len(pairs)), errors


def _listed(names: list[str]) -> str:
    """A, B and C."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def evidence_field(scenario: Scenario, answer: Answer) -> Graded:
    """The sentences marked for what was billed or found missing.

    Asked only where the key has a line or a gap to mark sentences for: nobody can point at the
    words for "not billable".
    """
    key = scenario.key
    billed = scenario.task.kind.asks_for_claim and key.claim.lines
    wanted = set(key.deciding) if billed or key.gaps else set()
    if not wanted:
        return FieldScore(name="evidence", correct=0, out_of=0), []
    marked = {number for gap in answer.gaps for number in gap.evidence}
    if answer.decision is Decision.BILL:
        marked.update(number for line in answer.claim.lines for number in line.evidence)
    out_of = max(len(wanted), len(marked))
    return FieldScore(name="evidence", correct=len(wanted & marked), out_of=out_of), []
