"""The diagnoses that go on a claim: those that the note states, in the order that coding asks."""

from collections.abc import Mapping
from datetime import date

from bhtrain.codebook import Codebook
from bhtrain.model.billing import DepressionState, DepressionWord, UseSeverity, UseWord
from bhtrain.model.visit import Visit

_State = DepressionState
# Pattern pat-dep-choice; without a severity, 9 (single) or 9 (recurrent).
_SINGLE: Mapping[DepressionState | None, str] = {
    _State.MILD: "F32.0",
    _State.MODERATE: "F32.1",
    _State.SEVERE: "F32.2",
    _State.PSYCHOTIC: "F32.3",
    _State.PARTIAL_REMISSION: "F32.4",
    _State.FULL_REMISSION: "F32.5",
    None: "F32.9",
}
_RECURRENT: Mapping[DepressionState | None, str] = {
    _State.MILD: "F33.0",
    _State.MODERATE: "F33.1",
    _State.SEVERE: "F33.2",
    _State.PSYCHOTIC: "F33.3",
    _State.PARTIAL_REMISSION: "F33.41",
    _State.FULL_REMISSION: "F33.42",
    None: "F33.9",
}
_PLAIN, _PLAIN_FROM = "F32.A", date(2021, 10, 1)  # pattern pat-dep-plain
_UNSPECIFIED = {"F32.9", "F32.A", "F33.9"}
# Never first: the cause is, or the disorder (rules dx-f01-f09-first, dx-z-secondary).
_NEVER_FIRST = ("F02", "F04", "F05", "F06", "F07", "F09", "F54")
_SOCIAL = tuple(f"Z{number}" for number in range(55, 66))
_SUBSTANCES = ("F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19")
_EXTENT = "219"  # the fourth character: dependence before abuse before use


def diagnoses_of(visit: Visit, codes: Codebook, billed: tuple[str, ...]) -> tuple[str, ...]:
    """The certain diagnoses, made as exact as the note's words make them, the first one first."""
    stated = [diagnosis.code for diagnosis in visit.diagnoses if diagnosis.certain]
    if visit.diagnosis_words.traits_only:
        stated = [code for code in stated if not code.startswith("F60")]  # pat-personality
    stated = _substances(_depression(stated, visit), visit, codes)
    return tuple(sorted(dict.fromkeys(stated), key=lambda code: _rank(code, codes, billed)))


def _rank(code: str, codes: Codebook, billed: tuple[str, ...]) -> int:
    """0 for what may come first; the sort keeps the order of the note among equals."""
    families = {codes.codes[number].family for number in billed if number in codes.codes}
    if families == {"health_behavior"}:  # rule dx-hbai-physical: the physical condition first
        return int(code.startswith("F"))
    return int(code.startswith(_NEVER_FIRST) or code.startswith(_SOCIAL))


def _depression(stated: list[str], visit: Visit) -> list[str]:
    words = visit.diagnosis_words
    listed = [code for code in stated if code.startswith(("F32", "F33"))]
    if words.depression is None or words.past_mania or (stated and not listed):
        return stated
    if words.depression is DepressionWord.DEPRESSION:
        exact = _PLAIN if visit.service_date >= _PLAIN_FROM else _SINGLE[None]
    else:
        single = words.depression is DepressionWord.MAJOR_SINGLE
        exact = (_SINGLE if single else _RECURRENT)[words.depression_state]
    if not stated:
        unknown = words.severity_stated and exact in _UNSPECIFIED
        return [] if unknown else [exact]
    vague = exact in _UNSPECIFIED
    if len(listed) > 1 or (vague and (listed[0] not in _UNSPECIFIED or words.severity_stated)):
        return stated  # what is written says more than the words
    return [exact if code == listed[0] else code for code in stated]


def _substances(stated: list[str], visit: Visit, codes: Codebook) -> list[str]:
    """One code for a substance (pat-sud-hierarchy), with the extent that the words give it."""
    found = list(stated)
    for stem in _SUBSTANCES:
        mine = [code for code in found if code.startswith(f"{stem}.") and code[4:5] in [*_EXTENT]]
        if not mine:
            continue
        first = min(mine, key=lambda code: _EXTENT.index(code[4]))
        found = [code for code in found if code not in mine or code[4] == first[4]]
        extent = _extent(visit)
        exact = f"{first[:4]}{extent}{first[5:]}"
        known = codes.diagnoses.get(exact)
        alone = sum(code.startswith(_SUBSTANCES) for code in found) == 1
        if alone and extent and known is not None and known.start <= visit.service_date:
            found = [exact if code == first else code for code in found]
    return found


def _extent(visit: Visit) -> str:
    """The fourth character that the words give (pat-sud-build); empty where they give none."""
    words = visit.diagnosis_words
    if words.use_severity is not None:
        return "1" if words.use_severity is UseSeverity.MILD else "2"
    return {UseWord.DEPENDENCE: "2", UseWord.ABUSE: "1"}.get(words.use_word or UseWord.USE, "")
