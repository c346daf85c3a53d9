"""Checks of why the service was needed: reasons, links and limits that the note shows."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.shapes import billed, concerned, say
from bhtrain.rules.verdict import Verdict, met, missing, not_met


def linked(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The note ties a diagnosis, symptoms or impairment, and the treatment to each other."""
    lines, note, fact = concerned(visit, claim, codes, values), visit.note, "note.necessity_link"
    if not lines:
        return None
    if note.necessity_link:
        return met("Diagnosis, symptoms and treatment belong together.", (fact,), lines)
    # Where one end of the link is missing, that is the one thing to ask for.
    gap, loose = "necessity-missing", "Nothing ties the treatment to the diagnosis and symptoms."
    if not any(diagnosis.certain for diagnosis in visit.diagnoses):
        gap, loose = "diagnosis-missing", "Without a diagnosis nothing shows what is treated."
    elif not note.symptoms:
        gap, loose = "note-incomplete", "Without symptoms nothing shows why treatment is needed."
    elif not note.intervention:
        gap, loose = "intervention-missing", "What was done for the diagnosis is not described."
    if note.necessity_link is None:
        return missing(fact, loose, lines, gap=gap)
    return not_met(loose, (fact,), lines, gap=gap)


def is_treatment(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """What was done is treatment of a disorder, and a group had a qualified leader."""
    lines = concerned(visit, claim, codes, values)
    if not lines:
        return None
    if visit.note.not_treatment:
        return not_met(say(values, "not_met", claim, lines), ("note.not_treatment",), lines)
    led, fact = visit.group.leader_qualified, "group.leader_qualified"
    if values.get("led") and led is False:
        return not_met(values["say"]["not_led"], (fact,), lines)
    if values.get("led") and led is None:
        return missing(fact, values["say"]["leader"], lines, warns=True)
    if visit.note.not_treatment is None and not visit.note.necessity_link:
        reason = say(values, "missing", claim, lines)
        return missing("note.not_treatment", reason, lines, warns=True)
    return met(say(values, "met", claim, lines), ("note.not_treatment",), lines)


def repeat_has_reason(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """An evaluation soon after the last one says why."""
    lines, intake = billed(claim, values["codes"]), visit.evaluation
    if not lines or intake.continued or visit.patient.established is False:
        return None
    if intake.last_on is None:
        reason = "The note does not say whether there was an evaluation before."
        return missing("evaluation.last_on", reason, lines)
    days, limit = (visit.service_date - intake.last_on).days, visit.payer_flags.eval_repeat_days
    limit = values["days"] if limit is None else limit
    if days > limit:
        return met(f"The last evaluation was {days} days before.", ("evaluation.last_on",), lines)
    fact, since = "evaluation.reason_to_repeat", f"The last evaluation was only {days} days before"
    if intake.reason_to_repeat is None:
        return missing(fact, f"{since}; a reason for another is not shown.", lines)
    if not intake.reason_to_repeat:
        return not_met(f"{since}, and the note gives no reason for another.", (fact,), lines)
    return met(f"{since}, and the note says why another was needed.", (fact,), lines)


def stressor_is_recent(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """An adjustment disorder is not coded long after the stressor ended."""
    named = [diagnosis.code for diagnosis in visit.diagnoses if diagnosis.certain]
    if not any(code.startswith(values["diagnosis"]) for code in (*claim.diagnoses, *named)):
        return None
    fact = "diagnosis_words.months_since_stressor"
    months = visit.diagnosis_words.months_since_stressor
    if months is None:
        return missing(fact, "The note does not say how long ago the stressor ended.")
    if months > values["months"]:
        reason = f"The stressor ended {months} months ago; an adjustment disorder needs a new look."
        return not_met(reason, (fact,))
    return met(f"The stressor ended {months} months ago, not over {values['months']}.", (fact,))


def hour_has_reason(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """A plan that watches the 60-minute code finds the reason for it in the note."""
    lines, fact = billed(claim, values["codes"]), "note.long_session_reason"
    if not lines or not visit.payer_flags.watch_90837:
        return None
    if visit.note.long_session_reason:
        return met("The note says why the session took an hour.", (fact,), lines)
    reason, gap = "The note does not say why the session took an hour.", "long-session-reason"
    if visit.note.long_session_reason is None:
        return missing(fact, reason, lines, gap=gap)
    return not_met(reason, (fact,), lines, gap=gap)


def often_enough(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """Sessions are as frequent as the plan says, and fewer once the disorder is in remission."""
    lines, plan = concerned(visit, claim, codes, values), visit.plan
    if not lines:
        return None
    if plan.in_remission:
        fact, weekly = "plan.sessions_a_week", plan.sessions_a_week
        if weekly is None:
            return missing(fact, "In remission; how often sessions are is not stated.", lines)
        if weekly >= values["sessions_a_week"]:
            return not_met("In remission, and sessions are still weekly.", (fact,), lines)
    if plan.frequency_kept is None and not plan.in_remission:
        reason = "The note does not show whether frequency and duration follow the plan."
        return missing("plan.frequency_kept", reason, lines)
    if plan.frequency_kept is False:
        reason = "Sessions are more frequent, or go on longer, than the plan says."
        return not_met(reason, ("plan.frequency_kept",), lines)
    return met("How often sessions are fits the patient's state.", ("plan.frequency_kept",), lines)


def gets_better(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The patient improves, or the note says what decline the treatment prevents."""
    lines, note = concerned(visit, claim, codes, values), visit.note
    if not lines:
        return None
    if note.improving:
        return met("The note shows that the patient gets better.", ("note.improving",), lines)
    if note.maintenance_reason:
        reason = "The note says why treatment goes on without progress."
        return met(reason, ("note.maintenance_reason",), lines)
    if note.improving is None:
        reason = "The note does not say whether the patient improves."
        return missing("note.improving", reason, lines)
    if note.maintenance_reason is None:
        reason = "The patient does not improve; why treatment goes on is not stated."
        return missing("note.maintenance_reason", reason, lines)
    reason = "The patient does not improve, and nothing says why treatment goes on."
    return not_met(reason, ("note.improving", "note.maintenance_reason"), lines)
