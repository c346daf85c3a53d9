"""What a learner's log says, in plain sentences. Nothing here shames; where notes are few, it
says so."""

from collections.abc import Mapping
from datetime import date

from bhtrain.grading.accuracy import Proportion
from bhtrain.model.attempt import competency_in_a_sentence
from bhtrain.progress.mastery import LATELY, CompetencyProgress

CONFIDENCE = {3: "Sure", 2: "Fairly sure", 1: "Guessing"}
FEW = 20  # with fewer notes the likely range is so wide that it has to be said
ENOUGH = 5  # fewer notes than this say nothing about how sure somebody is
CLEARLY = 0.2  # a change of share that is worth a word
SURE_TOO_OFTEN, BETTER_THAN_THOUGHT = 0.7, 0.8


def why_this_note(progress: CompetencyProgress | None, competency: str, *, today: date) -> str:
    """Why this note comes now: what the log says of the competency that it trains."""
    name = competency_in_a_sentence(competency)
    if progress is None or not progress.evidence:
        return f"Why this note: you have not coded a note on {name} yet."
    accuracy, seen = progress.accuracy, seen_in_words(progress, today)
    counted = "1 note" if accuracy.n == 1 else f"{accuracy.n} notes"
    right = f"you have coded {counted} on {name} so far, {accuracy.right} right"
    graded = graded_in_words(progress)
    if not accuracy.n:
        right = f"{graded} on {name}"
    elif graded:
        right += f", and {graded}"
    return f"Why this note: {right}; {seen}." if seen else f"Why this note: {right}."


def graded_in_words(progress: CompetencyProgress) -> str:
    """What graded work adds; empty without any."""
    right, n = progress.graded_accuracy.right, progress.graded_accuracy.n
    return f"your graded work had {right} of {n} {'task' if n == 1 else 'tasks'} right" if n else ""


def seen_in_words(progress: CompetencyProgress, today: date) -> str:
    """When it was last seen; empty where the clock was set back since, and nobody can tell."""
    days = (today - progress.last_seen.astimezone().date()).days
    if days < 0:
        return ""
    if days < 2:
        return "last seen yesterday" if days else "last seen today"
    return f"last seen {days} days ago"


def right_of(accuracy: Proportion) -> str:
    """4 of 6 right."""
    return f"{accuracy.right} of {accuracy.n} right"


def range_of(accuracy: Proportion) -> str:
    """30% to 90%: between what the true share likely lies."""
    low, high = accuracy.interval
    return f"{low:.0%} to {high:.0%}"


def accuracy_in_words(accuracy: Proportion) -> str:
    """4 of 6 right; with so few, the true share may lie between 30% and 90%."""
    if not accuracy.n:
        return "No first try yet"
    low, high = accuracy.interval
    if accuracy.n < FEW:
        return (
            f"{right_of(accuracy)}; with so few, the true share may lie "
            f"between {low:.0%} and {high:.0%}"
        )
    return f"{right_of(accuracy)}; the true share likely lies between {low:.0%} and {high:.0%}"


def hints_in_words(progress: CompetencyProgress) -> str:
    """How many of the first tries had hints."""
    tries = "1 first try" if progress.with_hints == 1 else f"{progress.with_hints} first tries"
    return f"{tries} with hints"


def trend_in_words(progress: CompetencyProgress) -> str:
    """The last five first tries against those before them."""
    if progress.trend is None:
        return "Too few to tell"
    lately, before = progress.trend
    change = (lately.share or 0) - (before.share or 0)
    counted = f"{lately.right} of the last {LATELY}, {before.right} of {before.n} before"
    if change >= CLEARLY:
        return f"Going up: {counted}"
    if change <= -CLEARLY:
        return f"Lower lately: {counted}"
    return f"About the same: {counted}"


def confidence_in_words(found: Mapping[int, Proportion]) -> str:
    """How well "sure" and "guessing" fitted what came out."""
    sure, guessed = found.get(3, Proportion(0, 0)), found.get(1, Proportion(0, 0))
    if sure.n >= ENOUGH and (sure.share or 0) < SURE_TOO_OFTEN:
        return (
            "You were often sure where something was still open. When you are sure, look once "
            "more at the sentence that decides."
        )
    if guessed.n >= ENOUGH and (guessed.share or 0) >= BETTER_THAN_THOUGHT:
        return "You know more than you think: most of your guesses were right."
    if sure.n >= ENOUGH:
        return "When you were sure, you were mostly right. You can trust that."
    return "Too few to tell yet. Say at each note how sure you are, and it shows here."
