"""Checks of what one plan asks for: minutes, crisis codes, authorization, filing, two sessions."""

from collections.abc import Mapping
from typing import Any

from bhtrain.codebook import Codebook
from bhtrain.model.billing import Payer
from bhtrain.model.claim import Claim
from bhtrain.model.documentation import CrisisCriterion
from bhtrain.model.visit import ActivityKind, Timing, Visit
from bhtrain.rules.documented import documented_time, kind_behind, lines_of
from bhtrain.rules.payer_rules.claim_file import (
    attended,
    missed_visit_fee,
    no_duplicate,
    remark_beside,
)
from bhtrain.rules.payer_rules.medicare import (
    center_visit,
    home_pays_more,
    may_enrol,
    not_for_inpatients,
    programme,
    skilled_nursing,
    within_a_year,
)
from bhtrain.rules.shapes import billed
from bhtrain.rules.verdict import Verdict, listed, met, missing, not_met

__all__ = [
    "attended",
    "center_visit",
    "home_pays_more",
    "may_enrol",
    "missed_visit_fee",
    "no_duplicate",
    "not_for_inpatients",
    "programme",
    "remark_beside",
    "skilled_nursing",
    "within_a_year",
]

Values = Mapping[str, Any]


def clock_times(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Where the plan wants clock times, start and stop stand in the note, not only a total."""
    lines = billed(claim, values["codes"])
    if not lines or not visit.payer_flags.requires_start_stop:
        return None
    kind = kind_behind(codes.code(claim.lines[lines[0]].code), visit)
    if kind is None:
        return None
    time, parts = documented_time(visit, kind), visit.spent_on(kind)
    if parts and all(
        part.start is not None and part.stop is not None and part.timing is Timing.STATED
        for part in parts
    ):
        return met("Start and stop stand in the note, as the plan wants.", time.facts, lines)
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap, warns=time.by_software)
    reason = "The plan wants start and stop times, and the note gives only the total minutes."
    return missing(time.facts[0], reason, lines, gap="clock-times-missing", decisive=True)


def crisis_family(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Crisis lines are of the family that the plan takes, and a time supports one code only."""
    families = values["families"]
    lines = billed(claim, [code for family in families.values() for code in family])
    wanted = visit.payer_flags.crisis_code
    apart = sorted({line.code for line in claim.lines} & set(values["never_the_same_minutes"]))
    if not lines or (wanted is None and len(apart) < 2):
        return None
    if wanted is not None:
        own = families.get(wanted, [wanted])
        wrong = tuple(i for i in lines if claim.lines[i].code not in own)
        if wrong:
            names = listed(sorted({claim.lines[index].code for index in wrong}))
            reason = f"This plan takes crisis work as {wanted}, not as {names}."
            return not_met(reason, ("payer_flags.crisis_code",), wrong)
    times = visit.spent_on(ActivityKind.CRISIS) + visit.spent_on(ActivityKind.NAMED_SERVICE)
    if len(apart) > 1 and visit.separate_sessions is not True:
        if visit.separate_sessions is None and len(times) != 1:
            reason = f"Whether {listed(apart)} stand for different minutes is not stated."
            return missing("separate_sessions", reason, lines)
        reason = f"The same minutes do not support {listed(apart)}."
        return not_met(reason, ("separate_sessions",), lines)
    reason = "The crisis work is billed once for its minutes, with a code that the plan takes."
    return met(reason, ("payer_flags.crisis_code",), lines)


def plan_minimum(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """A session lasts as long as the plan's own minimum: `flag`, `activity`, `called`."""
    lines = billed(claim, values["codes"])
    least = getattr(visit.payer_flags, values["flag"])
    if not lines or least is None:
        return None
    time = documented_time(visit, ActivityKind(values["activity"]))
    if time.minutes is None:
        return missing(time.facts[0], time.why, lines, gap=time.gap)
    reason = (
        f"This plan accepts {values['called']} from {least} minutes; {time.minutes} are documented."
    )
    if time.minutes < least:
        return not_met(reason, time.facts, lines)
    return met(reason, time.facts, lines)


def authorized(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """An authorization covers each code for which the plan wants one, and its units."""
    wanted = visit.payer_flags.auth_required or ()
    lines = tuple(
        index
        for index, line in enumerate(claim.lines)
        if line.code in wanted or (values["every_code"] in wanted and not _urgent(visit))
    )
    if not lines:
        return None
    names = listed(list(dict.fromkeys(claim.lines[index].code for index in lines)))
    facts = ("claim_file.authorization_on_file",)
    covered, units = visit.claim_file.authorization_on_file, _units_left(visit)
    if covered is None:
        reason = f"Whether an authorization covers {names} is not stated."
        named = any(claim.lines[index].code in wanted for index in lines)
        return missing(facts[0], reason, lines, decisive=named)
    if not covered:
        return not_met(f"This plan wants an authorization before {names}.", facts, lines)
    if units is not None and units < 0:
        reason = f"The authorization does not cover all units of {names}."
        return not_met(reason, ("claim_file.used_units",), lines)
    return met(f"An authorization covers {names}.", facts, lines)


def _urgent(visit: Visit) -> bool:
    return bool(visit.spent_on(ActivityKind.CRISIS))


def _units_left(visit: Visit) -> int | None:
    allowed, used = visit.claim_file.authorized_units, visit.claim_file.used_units
    return None if allowed is None or used is None else allowed - used


def authorized_units(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """The units used, this claim included, stay within the authorization that is on file."""
    file, left = visit.claim_file, _units_left(visit)
    on_file = file.authorization_on_file
    if not claim.lines or on_file is False or (on_file is None and file.authorized_units is None):
        return None
    if left is None:
        which = "used_units" if file.used_units is None else "authorized_units"
        reason = "How many units are authorized, and how many are used, is not stated."
        return missing(f"claim_file.{which}", reason)
    facts = ("claim_file.authorized_units", "claim_file.used_units")
    reason = f"{file.used_units} units are used with this claim, of {file.authorized_units}."
    return not_met(reason, facts) if left < 0 else met(reason, facts)


def within_plans_days(
    visit: Visit, claim: Claim, codes: Codebook, values: Values
) -> Verdict | None:
    """The plan received the claim within its days; without a known limit, late ones warn."""
    limit, received = visit.payer_flags.timely_days, visit.claim_file.received_on
    if not claim.lines:
        return None
    if received is None:
        reason = "The day on which the payer received the claim is not stated."
        return missing("claim_file.received_on", reason)
    days = (received - visit.service_date).days
    most = values["default_days"] if limit is None else limit
    whose = "many plans allow no more than" if limit is None else "this plan allows"
    reason = f"The claim was received after {days} days; {whose} {most}."
    facts = ("claim_file.received_on", "payer_flags.timely_days")
    return not_met(reason, facts, warns=limit is None) if days > most else met(reason, facts)


def one_of_a_type(visit: Visit, claim: Claim, codes: Codebook, values: Values) -> Verdict | None:
    """Two sessions of one type on a date are paid in a crisis, or where the plan allows it."""
    beside, facts = visit.history.other_codes or (), ("crisis.criterion", "history.other_codes")
    found: tuple[int, ...] = ()
    for name, families in values["types"].items():
        lines = lines_of(claim, codes, *families)
        others = [c for c in beside if c in codes.codes and codes.codes[c].family in families]
        count = sum(claim.lines[index].units for index in lines) + len(others)
        found += lines
        if not lines or count <= values["sessions_a_day"]:
            continue
        if visit.payer is not Payer.TRICARE and visit.payer_flags.several_sessions:
            reason = "This plan pays two sessions of one type on a date."
            return met(reason, ("payer_flags.several_sessions",), lines)
        if visit.spent_on(ActivityKind.CRISIS):
            return met("A crisis is documented, so a second session may be paid.", facts, lines)
        criterion = visit.crisis.criterion
        if criterion is None and not visit.activities:
            reason = f"{count} {name} sessions on one date; whether it was a crisis is not stated."
            return missing("crisis.criterion", reason, lines)
        if criterion in (None, CrisisCriterion.NONE):  # none of the activities is crisis work
            reason = f"{count} {name} sessions on one date, and no crisis is documented."
            return not_met(reason, facts, lines)
    if not found:
        return None
    return met("No two sessions of one type without a crisis stand on this date.", facts, found)
