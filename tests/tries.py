"""Attempts for the tests of everything that is computed from them."""

from datetime import UTC, datetime

from bhtrain.model.attempt import Attempt, IdentitySource
from bhtrain.progress.graded import GradedTask, GradedWork

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def tried(task, competency, *, right=True, at=NOON, first=True, setting="practice", sure=None):
    """One try of Ana's at a task that trains one competency."""
    return Attempt(
        learner="ana",
        at=at,
        task=task,
        kind="code",
        competencies=(competency,),
        setting=setting,
        try_number=1 if first else 2,
        hints=0,
        seconds=60,
        score=1.0 if right else 0.3,
        rules_missed=() if right else ("a-rule",),
        content_version="abc",
        identity_source=IdentitySource.ACCOUNT,
        confidence=sure,
    )


def graded(competency, *, right=True, tasks=1, at=NOON):
    """A hand-in whose tasks all train one competency."""
    one = GradedTask(competencies=(competency,), right=right)
    return GradedWork(at=at, tasks=(one,) * tasks)
