"""Checks of substance use codes: F1x.1 is abuse, F1x.2 dependence, F1x.9 use."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import UseWord
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.diagnosis.claimed import among
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_PATTERN = 4  # where the digit of the pattern stands in a code with its dot
_CALLED = {"1": "abuse", "2": "dependence", "9": "use"}
_SEVERITY, _WORD = "diagnosis_words.use_severity", "diagnosis_words.use_word"


def _digit(code: str) -> str:
    return code[_PATTERN : _PATTERN + 1]


def _mismatch(use: tuple[str, ...], wanted: str, said: str, fact: str) -> Verdict:
    """Whether the codes are of the pattern that the note's word asks for."""
    wrong = tuple(code for code in use if _digit(code) != wanted)
    pattern = f"{said} is coded as {_CALLED[wanted]}"
    if not wrong:
        return met(f"The note says {pattern}, and {listed(use)} is.", (fact,))
    if len({code[:3] for code in use}) > 1:
        reason = "The claim names several substances, and which of them the word is about is open."
        return missing(fact, reason, warns=True)
    return not_met(f"The note says {pattern}; {listed(wrong)} is not.", (fact,))


def one_pattern(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One pattern for each substance, and of several that the note names the strongest."""
    use = among(claim.diagnoses, values["substances"])
    if not use:
        return None
    noted = among((d.code for d in visit.diagnoses if d.certain), values["substances"])
    for substance in dict.fromkeys(code[:3] for code in use):
        billed = {_digit(code) for code in use if code[:3] == substance}
        if len(billed) > 1:
            both = listed([code for code in use if code[:3] == substance])
            return not_met(f"{both} are two patterns of one substance; one is reported.", ())
        found = {_digit(code) for code in noted if code[:3] == substance}
        strongest = next((digit for digit in values["order"] if digit in found), "")
        if billed & found and strongest not in billed:
            reason = (
                f"The note names {_CALLED[strongest]} beside a weaker pattern of {substance}; "
                f"the code is {substance}.{strongest}."
            )
            return not_met(reason, ("diagnoses",))
    return met(f"{listed(use)}: one pattern for each substance.", ())


def severity_pattern(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The severity of a use disorder picks abuse or dependence."""
    use = among(claim.diagnoses, values["substances"])
    words = visit.diagnosis_words
    if not use or (words.use_severity is None and words.use_word in values["own_words"]):
        return None
    if words.use_severity is None:
        reason = "The note does not say whether the use disorder is mild, moderate or severe."
        warns = words.use_word is None or not visit.whole_note
        return missing(_SEVERITY, reason, gap="use-severity-missing", warns=warns)
    said = f"{words.use_severity}, which"
    return _mismatch(use, values["patterns"][words.use_severity], said, _SEVERITY)


def word_pattern(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Without a severity the note's own word picks the pattern; "use disorder" picks none."""
    use = among(claim.diagnoses, values["substances"])
    words = visit.diagnosis_words
    if not use or words.use_severity is not None:
        return None
    if words.use_word is None:
        return missing(_WORD, "Which word the note uses for the substance use is not known.")
    if words.use_word is not UseWord.USE_DISORDER:
        said = f"{words.use_word}, which"
        return _mismatch(use, values["words"][words.use_word], said, _WORD)
    assumed = tuple(code for code in use if _digit(code) in values["assumed"])
    if not assumed:
        return None
    reason = f"A use disorder without its severity has no code of its own; {listed(assumed)}"
    if not visit.whole_note:
        return missing(_SEVERITY, f"{reason} may rest on a part that is not shown.")
    return not_met(f"{reason} assumes one.", (_WORD,), gap="use-severity-missing")


def one_code_for_induced(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A disorder that a substance induced has one code together with the substance."""
    use = among(claim.diagnoses, values["substances"])
    apart = among(claim.diagnoses, values["disorders"])
    named, fact = visit.diagnosis_words.induced_named, "diagnosis_words.induced_named"
    if named is False or not (use or apart):
        return None
    if named is None:
        if not (use and apart):
            return None
        return missing(fact, "Whether the substance induced the disorder is open.", warns=True)
    joint = tuple(c for c in use if c[_PATTERN + 1 : _PATTERN + 2] in values["induced"])
    if not joint:
        billed = listed(use + apart)
        reason = f"The note names an induced disorder; one combined code replaces {billed}."
        return not_met(reason, (fact,))
    twice = tuple(
        other
        for code in joint
        for state, patterns in values["same"].items()
        if code[_PATTERN + 1 :].startswith(state)
        for other in among(apart, patterns)
    )
    if twice:
        reason = f"{listed(joint)} already holds the induced disorder; {listed(twice)} repeats it."
        return not_met(reason, (fact,))
    return met(f"{listed(joint)} holds the substance and the disorder in one code.", (fact,))
