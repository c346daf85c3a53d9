"""Checks of the claim file: missed visits, claims sent twice, and what a denial says."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

Values = Mapping[str, Any]


def attended(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A session that needs the patient is billed only where the patient came."""
    needed = list(values["patient_needed"])
    if not visit.family.present:
        needed.append(values["or_informants"])
    lines = tuple(
        index
        for index, line in enumerate(claim.lines)
        if line.code in codes.codes and codes.codes[line.code].patient.startswith(tuple(needed))
    )
    if not lines:
        return None
    came = visit.patient.present if visit.attended is None else visit.attended
    facts = ("attended", "patient.present")
    names = listed(list(dict.fromkeys(claim.lines[index].code for index in lines)))
    if came:
        return met("The patient came, so the session may be billed.", facts, lines)
    if visit.attended is None:
        reason = f"Whether the patient came to the visit behind {names} is not stated."
        return missing("attended", reason, lines, gap="participants-missing")
    return not_met(f"The patient did not come, so {names} cannot be billed.", facts, lines)


def missed_visit_fee(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Whether a patient may be charged for a missed visit depends on who pays for the others."""
    file, fact = visit.claim_file, "claim_file.no_show_fee"
    if file.no_show_fee is None:
        if visit.attended is not False:
            return None
        return missing(fact, "Whether the patient is charged for the missed visit is not stated.")
    if not file.no_show_fee:
        return met("The patient is not charged for the missed visit.", (fact,))
    if visit.payer is Payer.ANY:
        return missing("payer", "Who pays is not stated, and it decides whether a fee is allowed.")
    if visit.payer in values["never"]:
        reason = f"A patient of this payer ({visit.payer}) may not be charged for a missed visit."
        return not_met(reason, (fact,))
    if visit.payer is not Payer.MEDICARE:
        reason = "Whether a fee for a missed visit is allowed stands in the plan's contract."
        return not_met(reason, (fact,), warns=True)
    if file.no_show_fee_sent:
        reason = "The fee for a missed visit was sent to Medicare, which never pays it."
        return not_met(reason, ("claim_file.no_show_fee_sent",))
    if file.no_show_fee_to_all is False:
        reason = "Medicare patients may be charged only what all other patients are charged."
        return not_met(reason, ("claim_file.no_show_fee_to_all",))
    for name, stated in (
        ("no_show_fee_to_all", file.no_show_fee_to_all),
        ("no_show_fee_sent", file.no_show_fee_sent),
    ):
        if stated is None:
            reason = "Whether all patients pay the fee and Medicare was left out is not stated."
            return missing(f"claim_file.{name}", reason, decisive=True)
    return met("All patients are charged alike, and Medicare is not billed.", (fact,))


def no_duplicate(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The same service is sent again only as a correction, or for a second, real session."""
    if not claim.lines:
        return None
    file, facts = visit.claim_file, ("claim_file.duplicate", "claim_file.corrected")
    if file.duplicate is None:
        reason = "Whether the same service was already sent is not stated."
        return missing("claim_file.duplicate", reason)
    if not file.duplicate:
        return met("No other claim has the same patient, date, code and clinician.", facts)
    if file.corrected:
        return met("It is sent again as a corrected claim.", facts)
    only = visit.payer_flags.distinct_modifier
    distinct = (only,) if only else codes.modifiers[values["distinct"]].same_as
    marks = {values["repeat"], *distinct}
    bare = tuple(i for i, line in enumerate(claim.lines) if not marks & set(line.modifiers))
    if file.corrected is None and (bare or file.second_session is not True):
        reason = (
            "The same service was sent before; whether this is a corrected claim is not stated."
        )
        return missing("claim_file.corrected", reason, decisive=True)
    if bare:
        reason = "The same service was sent before, and nothing marks a second, real session."
        return not_met(reason, facts, bare)
    if file.second_session is None:
        reason = "The line is marked as a second session; whether there was one is not stated."
        return missing("claim_file.second_session", reason, decisive=True)
    if not file.second_session:
        reason = "The line is marked as a second session, and there was none."
        return not_met(reason, ("claim_file.second_session",))
    return met("It is a second, real session, and the line is marked so.", facts)


def remark_beside(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A denial with the code for missing information has a remark code that says which."""
    denial, remark = visit.claim_file.denial_code, visit.claim_file.remark_code
    if denial is None or denial.rpartition("-")[2] != values["needs_remark"]:
        return None
    facts = ("claim_file.denial_code", "claim_file.remark_code")
    if remark is None:
        reason = (
            f"Denial {denial} says what is missing only in its remark code, which is not stated."
        )
        return missing("claim_file.remark_code", reason)
    if remark == "none":
        reason = f"Denial {denial} came without a remark code; ask the payer for it."
        return not_met(reason, facts)
    return met(f"Remark code {remark} says what denial {denial} is about.", facts)
