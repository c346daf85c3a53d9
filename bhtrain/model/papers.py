"""What lies on the desk beside the note: a denial, a month of claims, a day's queue."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceLine:
    """What the payer said of one service line of the claim as it was sent.

    `line` counts from 1. `group` says who owes (CO), `code` why (CARC), `remarks` more (RARC);
    what they mean stands in the codebook.
    """

    line: int
    group: str
    code: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledLine:
    """One line of a month of claims. Untimed services have no start and stop."""

    service_date: date
    client: str  # P01: one client of the month, not a person
    code: str
    units: int = 1
    modifiers: tuple[str, ...] = ()
    place: str = ""
    start: time | None = None
    stop: time | None = None

    @property
    def minutes(self) -> int | None:
        """Minutes from start to stop; None where a time is not given."""
        if self.start is None or self.stop is None:
            return None
        began, ended = (at.hour * 60 + at.minute for at in (self.start, self.stop))
        return (ended - began) % (24 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One thing of a day's queue: a claim to send, a denial to answer, a record to find."""

    id: str
    text: str
