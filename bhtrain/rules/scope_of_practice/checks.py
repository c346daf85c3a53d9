"""Checks of who may report a code."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.visit import Visit
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met


def credential_may_report(
    visit: Visit, claim: Claim, codes: Codebook, values: Mapping[str, Any]
) -> Verdict | None:
    """The rendering clinician's credential is one that the payer accepts for the code."""
    lines = tuple(i for i, line in enumerate(claim.lines) if line.code in codes.codes)
    if not lines:
        return None
    fact = "clinician.credential"
    credential = codes.credentials.get(visit.clinician.credential or "")
    if credential is None:
        stated = visit.clinician.credential
        reason = "The note does not state the clinician's credential."
        if stated is not None:
            reason = f"bhtrain does not know the credential {stated!r}."
        return missing(fact, reason, lines)
    name, refused = credential.abbreviation, []
    for index in lines:
        code = codes.code(claim.lines[index].code)
        if visit.payer is not Payer.MEDICARE:
            if not credential.usually_reports(code):
                refused.append(index)
        elif code.billable_by.keys().isdisjoint({credential.id}):
            since = code.billable_later.get(credential.id)
            ever = f" before {since:%Y-%m-%d}" if since else ""
            reason = f"Medicare does not pay {code.code} to this credential ({name}){ever}."
            return not_met(reason, (fact,), (index,))
    if refused:
        wrong = listed([claim.lines[index].code for index in refused])
        reason = f"Payers do not usually recognise this credential ({name}) for {wrong}; ask first."
        return not_met(reason, (fact,), tuple(refused), warns=True)
    billed = listed([claim.lines[index].code for index in lines])
    return met(f"This credential ({name}) may report {billed}.", (fact,), lines)
