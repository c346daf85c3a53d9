"""Checks of how the words of the note pick the code."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.codebook.icd10cm import normal
from bhtrain.model.billing import DepressionWord
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.diagnosed import diagnoses_of
from bhtrain.rules.diagnosis.claimed import among, unspecified
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

_WORD, _STATE = "diagnosis_words.depression", "diagnosis_words.depression_state"


def none_suspected(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """What the note only suspects is not coded, and traits of personality are no disorder."""
    billed = tuple(normal(code) for code in claim.diagnoses)
    if not billed:
        return None
    traits = among(billed, values["personality"])
    if traits and visit.diagnosis_words.traits_only:
        reason = f"The note names traits or features of personality; {traits[0]} is a disorder."
        return not_met(reason, ("diagnosis_words.traits_only",))
    if not visit.diagnoses:
        # In a part of a note the diagnoses may stand in the rest; nothing speaks against the claim.
        reason = "The diagnoses of the note are not given."
        return missing("diagnoses", reason, warns=not visit.whole_note)
    certain = {normal(d.code) for d in visit.diagnoses if d.certain}
    suspected = {normal(d.code) for d in visit.diagnoses} - certain
    wrong = tuple(code for code in billed if code in suspected)
    if wrong:
        reason = f"The note only suspects {listed(wrong)}; code the symptom or what is confirmed."
        return not_met(reason, ("diagnoses",))
    return met("No diagnosis of the claim is only suspected in the note.", ("diagnoses",))


def in_the_note(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Each diagnosis of the claim stands in the note, as a code or in the words that pick it."""
    if not claim.diagnoses:
        return None
    fact, stated = "diagnosis_words.in_assessment", visit.diagnosis_words.in_assessment
    if stated is not None:
        if stated:
            return met("Each diagnosis of the claim stands in the assessment.", (fact,))
        return not_met("A diagnosis of the claim does not stand in the assessment.", (fact,))
    worded = {normal(code) for code in diagnoses_of(visit, codes, ())}
    noted = {normal(diagnosis.code) for diagnosis in visit.diagnoses} | worded
    if not noted:
        reason = "The diagnoses of the note are not given."
        return missing("diagnoses", reason, gap="diagnosis-missing", warns=not visit.whole_note)
    stems = [code[:3] for code in among(noted, values["severity_in"])]
    absent = [
        code
        for code in map(normal, claim.diagnoses)
        if code not in noted and not (unspecified(code) and among([code], stems))
    ]
    circumstances = among(absent, values["elsewhere"])
    if len(absent) > len(circumstances):
        wrong = listed([code for code in absent if code not in circumstances])
        return not_met(f"{wrong} is on the claim and not in the note.", ("diagnoses",))
    if absent:
        reason = f"{listed(absent)} is no disorder of the assessment; it may stand elsewhere in it."
        return missing(fact, reason, warns=True)
    return met(f"{listed(claim.diagnoses)} stands in the note.", ("diagnoses",))


def left_open(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """An unspecified code fits a first visit, and no note that says more."""
    left = tuple(normal(code) for code in claim.diagnoses if unspecified(code))
    if not left:
        return None
    words, visits = visit.diagnosis_words, visit.history.visits_in_episode
    graded = among(left, values["severity_in"])
    depressed = bool(words.depression_state and among(left, values["depressive"]))
    if graded and (words.severity_stated or depressed):
        fact = _STATE if depressed else "diagnosis_words.severity_stated"
        reason = f"The note states a severity or an episode that {listed(graded)} leaves out."
        return not_met(reason, (fact,))
    fact = "history.visits_in_episode"
    if visits is None:
        return missing(fact, "How many visits the episode has had is not stated.")
    if visits >= values["visits"]:
        return not_met(f"{listed(left)} is still unspecified at visit {visits}.", (fact,))
    return met(f"{listed(left)} is unspecified, as an early visit may be.", (fact,))


def plain_or_major(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The word of the note picks between the two codes that name no severity."""
    wanted = values["wanted"]
    billed = among(claim.diagnoses, values["codes_without_severity"])
    words = visit.diagnosis_words
    detailed = words.depression is DepressionWord.DEPRESSION and words.severity_stated
    if not billed or detailed:
        return None
    if words.depression is None:
        return missing(_WORD, "How the assessment names the depression is not stated.")
    right = wanted[words.depression]
    called = words.depression.replace("-", ", ")
    if billed != (right,):
        return not_met(f"The note says {called}; that takes {right}, not {billed[0]}.", (_WORD,))
    return met(f"The note says {called}, and {right} says the same.", (_WORD,))


def one_mood_disorder(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """One of the mood categories stands on a claim, and it is the one the note words."""
    moods = among(claim.diagnoses, values["moods"])
    if not moods:
        return None
    if len({code[:3] for code in moods}) > 1:
        return not_met(f"{listed(moods)} exclude each other; one course is reported.", ())
    words, code = visit.diagnosis_words, moods[0]
    depressed = code[:3] in values["categories"].values()
    if depressed and words.past_mania:
        reason = f"An earlier manic episode is documented; {code} is for people without one."
        return not_met(reason, ("diagnosis_words.past_mania",))
    if not depressed or words.depression is None:
        return met(f"{listed(moods)}: one mood disorder stands on the claim.", ())
    called = words.depression.replace("-", ", ")
    category = values["categories"][words.depression]
    if code[:3] != category:
        return not_met(f"The note says {called}; that is {category}, not {code}.", (_WORD,))
    states = values["states"].get(words.depression, {})
    wanted = states.get(words.depression_state)
    if wanted and code in states.values() and code != wanted:
        state = str(words.depression_state).replace("-", " ")
        reason = f"The note says {called}, {state}; that is {wanted}, not {code}."
        return not_met(reason, (_WORD, _STATE))
    return met(f"The note says {called}, and {code} is of that course.", (_WORD,))
