"""Which note next: by what is missed most and was not seen for long, from bank and templates.

Time and randomness are passed in, so that the same log gives the same note again.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from bhtrain.model.attempt import Attempt
from bhtrain.progress.graded import GradedWork
from bhtrain.progress.mastery import PRACTICE, CompetencyProgress, by_competency
from bhtrain.scenarios.bank import Listed, hardness

LAST_TRIES = 10  # older first tries and graded tasks no longer say what somebody knows today
DAYS_TO_HALF = 30  # after so long, half of what was known counts as known
SHARPNESS = 3  # how much more often a weak competency comes than a strong one
NEW_AT_A_TIME = 3  # competencies nobody has told the learner about yet come a few at a time
FRESH_SHARE = 1 / 3  # of notes that are made from a template, while the bank has untried ones

Make = Callable[[str, str, Random], str | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A note, and the competency for which it was chosen."""

    note: str
    competency: str


class Urgency(Protocol):
    """How urgently each competency wants practice: above 0, larger is sooner.

    The place for another schedule, such as FSRS: it gets the whole log of practice, and every
    graded hand-in.
    """

    def __call__(
        self,
        competencies: Iterable[str],
        attempts: Sequence[Attempt],
        graded: Sequence[GradedWork],
        *,
        at: datetime,
    ) -> Mapping[str, float]: ...


def likely_miss(
    competencies: Iterable[str],
    attempts: Sequence[Attempt],
    graded: Sequence[GradedWork] = (),
    *,
    at: datetime,
) -> dict[str, float]:
    """How likely a note is missed today, 0 to 1.

    From the last ten first tries and graded tasks, with one right and one wrong added, so that
    few stay near one half; it fades with the days since the competency was seen. A clock that was
    set back adds no days.
    """
    standing = {one.competency: one for one in by_competency(attempts, graded)}
    return {name: _likely_miss(standing.get(name), at) for name in competencies}


def _likely_miss(progress: CompetencyProgress | None, at: datetime) -> float:
    if progress is None:
        return 0.5
    days = max(0.0, (at - progress.last_seen).total_seconds() / 86_400)
    return 1 - _likely_right(progress) * math.exp2(-days / DAYS_TO_HALF)


def _likely_right(progress: CompetencyProgress) -> float:
    last = progress.evidence[-LAST_TRIES:]
    return (sum(last) + 1) / (len(last) + 2)


def level_for(progress: CompetencyProgress | None) -> str:
    """How hard the next note of a competency should be."""
    likely = 0.5 if progress is None else _likely_right(progress)
    return "first" if likely <= 0.5 else "core" if likely < 0.8 else "hard"


def next_note(
    notes: Sequence[Listed],
    attempts: Sequence[Attempt],
    *,
    at: datetime,
    random: Random,
    graded: Sequence[GradedWork] = (),
    after: str | None = None,
    competency: str | None = None,
    held_back: Collection[str] = (),
    introduced: Sequence[str] = (),
    make: Make | None = None,
    urgency: Urgency = likely_miss,
) -> Choice | None:
    """Choose the next note; None only where there is none at all.

    Args:
        notes: The notes of the bank that may come, already narrowed by level and kind.
        attempts: The learner's log.
        at: Now.
        graded: Hand-ins whose feedback was released, each once.
        after: The note just seen. It does not come again while there is any other.
        competency: Only notes that train it.
        held_back: Notes that a lesson keeps for itself; they come when nothing else is left.
        introduced: Competencies in the order in which the course speaks of them.
        make: Makes a fresh note for (competency, level, random) and returns its id; None where
            no template fits.
        urgency: What orders the competencies.
    """
    log = [attempt for attempt in attempts if attempt.setting == PRACTICE]
    standing = {one.competency: one for one in by_competency(log, graded)}
    trained = {name for note in notes for name in note.competencies}
    names = trained & {competency} if competency else trained
    draw = _Draw(log, after, held_back, make, random)
    urgent = urgency(sorted(names), log, graded, at=at)
    for name in _in_turn(names, standing, introduced, urgent, random):
        training = [note for note in notes if name in note.competencies]
        found = draw.note_of(name, training, level_for(standing.get(name)))
        if found is not None:
            return Choice(found, name)
    fitting = [note for note in notes if names & set(note.competencies)]
    left = [note for note in fitting if note.id != after] or fitting
    if left:
        note = random.choice(left)
        return Choice(note.id, next(name for name in note.competencies if name in names))
    if competency and make:  # the bank has none; a template may
        made = make(competency, level_for(standing.get(competency)), random)
        return Choice(made, competency) if made else None
    return None


def _in_turn(
    names: Collection[str],
    standing: Mapping[str, CompetencyProgress],
    introduced: Sequence[str],
    urgency: Mapping[str, float],
    random: Random,
) -> list[str]:
    """Competencies in a random order that favors the urgent ones; too many new ones come last."""
    course = [name for name in introduced if name in names]
    new = [name for name in dict.fromkeys([*course, *sorted(names)]) if name not in standing]
    later = new[NEW_AT_A_TIME:]
    now = sorted(set(names).difference(later))
    # A random number to the power of 1 / weight, largest first, draws by weight without repeats.
    drawn = {name: random.random() ** (1 / urgency[name] ** SHARPNESS) for name in now}
    return sorted(now, key=lambda name: -drawn[name]) + later


class _Draw:
    """Draws one note of one competency."""

    def __init__(
        self,
        log: Sequence[Attempt],
        after: str | None,
        held_back: Collection[str],
        make: Make | None,
        random: Random,
    ):
        self.last_place = {attempt.task: place for place, attempt in enumerate(log)}
        self.after = after
        self.held_back = held_back
        self.make = make
        self.random = random

    def note_of(self, competency: str, training: Sequence[Listed], level: str) -> str | None:
        may_come = [n for n in training if n.id != self.after and n.id not in self.held_back]
        untried = [note for note in may_come if note.id not in self.last_place]
        if self.make and (not untried or self.random.random() < FRESH_SHARE):
            made = self.make(competency, level, self.random)
            if made is not None and made != self.after:
                return made
        if untried:
            nearest = min(_apart(note.level, level) for note in untried)
            return self.random.choice(
                [note for note in untried if _apart(note.level, level) == nearest]
            ).id
        if may_come:  # all tried: the one that was tried longest ago, as the log has it
            return min(may_come, key=lambda note: self.last_place[note.id]).id
        return None


def _apart(one: str, other: str) -> int:
    return abs(hardness(one) - hardness(other))
