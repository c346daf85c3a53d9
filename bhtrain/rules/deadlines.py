"""The last day on which something can still be done about a claim."""

from datetime import date, timedelta

from bhtrain.codebook import Codebook, load_codebook
from bhtrain.model.billing import Payer
from bhtrain.model.visit import Visit
from bhtrain.rules.book import load_rulebook
from bhtrain.rules.engine import with_profile


def years_on(day: date, years: int) -> date:
    """The same day and month so many years later; for February 29 the 28th."""
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, day.month, 28 if leap_day else day.day)


def last_day(visit: Visit, codebook: Codebook | None = None) -> date | None:
    """The last day to file the claim, or to answer the payer where the visit states that day.

    Returns:
        A date; None where the payer's limit is not known.

    Source:
        Rules pay-timely-medicare (one calendar year) and pay-timely-commercial (the plan's days).
    """
    if visit.claim_file.answer_by is not None:
        return visit.claim_file.answer_by
    if visit.payer is Payer.MEDICARE:
        version = load_rulebook()["pay-timely-medicare"].version_on(visit.service_date)
        years = version.values["calendar_years"] if version else None
        return None if years is None else years_on(visit.service_date, years)
    days = with_profile(visit, codebook or load_codebook()).payer_flags.timely_days
    return None if days is None else visit.service_date + timedelta(days=days)
