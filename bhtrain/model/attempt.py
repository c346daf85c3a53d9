"""One try at one task. Attempts are only ever added; everything else is computed from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LearnerId = str  # an id on the course's roster, never a typed name


class IdentitySource(StrEnum):
    """Who vouches for the learner's identity."""

    HUB = "hub"  # JupyterHub's user
    ACCOUNT = "account"  # the operating system's account
    PIN = "pin"  # name and PIN on a shared computer: convenience, not proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A learner and who vouches for them; `account` is the hub's or system's user name."""

    learner: LearnerId
    source: IdentitySource
    account: str | None = None

    @property
    def verified(self) -> bool:
        """False for name and PIN: a manager has to confirm such a hand-in."""
        return self.source is not IdentitySource.PIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: when (UTC), at which task, with what result.

    `score` is the share of the points, 0 to 1; None while the key is not open
    (an assessment handed in, not yet graded).
    """

    learner: LearnerId
    at: datetime
    task: str
    kind: str
    competencies: tuple[str, ...]
    setting: str  # "practice" or the name of the assignment
    try_number: int  # 1 is the first; only first tries count for mastery
    hints: int
    seconds: int
    score: float | None
    rules_missed: tuple[str, ...]
    content_version: str
    identity_source: IdentitySource
    confidence: int | None = None  # 1 guessing, 2 fairly sure, 3 sure; None where it was not said

    @property
    def right(self) -> bool | None:
        """Whether everything was right but the marked sentences; None while there is no score."""
        return None if self.score is None else self.score > 0 and not self.rules_missed


def competency_in_words(competency: str) -> str:
    """The name of a competency as people read it."""
    words = competency.replace("-", " ").replace("_", " ")
    if words == "add ons":
        return "Add-ons"
    if words == "family group":
        return "Family and group"
    if words.startswith("e m "):
        return "E/M and " + words.removeprefix("e m ")
    return words[:1].upper() + words[1:]


def competency_in_a_sentence(competency: str) -> str:
    """The same within a sentence: "time", "E/M and psychotherapy"."""
    words = competency_in_words(competency)
    return words if words.startswith("E/M") else words[:1].lower() + words[1:]
