"""The only calls to the wall clock. The core never asks what day it is."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Today's date at this machine."""
    return datetime.now().astimezone().date()


def local_words(moment: datetime) -> str:
    """A moment as a person at this machine reads it: "Tue 24 Nov 2026, 4:02 PM"."""
    return f"{moment.astimezone():%a %d %b %Y, %I:%M %p}".replace(", 0", ", ")


def local_day(moment: str) -> str:
    """The day of a moment, as ISO text, as a person at this machine reads it: "Tue 24 Nov 2026"."""
    return f"{datetime.fromisoformat(moment).astimezone():%a %d %b %Y}".replace(" 0", " ")
