"""Where attempts are kept. An attempt is never changed; everything else is computed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bhtrain.model.attempt import Attempt, IdentitySource, LearnerId
from bhtrain.places import make_private

_SCHEMA = """
create table if not exists attempts (
    number integer primary key,
    learner text not null,
    at text not null,
    task text not null,
    kind text not null,
    competencies text not null,
    setting text not null,
    try_number integer not null,
    hints integer not null,
    seconds integer not null,
    score real,
    rules_missed text not null,
    content_version text not null,
    identity_source text not null,
    confidence integer
);
create index if not exists attempts_of_learner on attempts (learner, task);
create trigger if not exists attempts_are_never_changed before update on attempts
    begin select raise(abort, 'an attempt is never changed'); end;
create trigger if not exists attempts_are_never_deleted before delete on attempts
    begin select raise(abort, 'an attempt is never deleted'); end;
create table if not exists hints (
    learner text not null,
    task text not null,
    try_number integer not null,
    step integer not null,
    at text not null,
    primary key (learner, task, try_number, step)
);
create trigger if not exists hints_are_never_changed before update on hints
    begin select raise(abort, 'a hint is never changed'); end;
create trigger if not exists hints_are_never_deleted before delete on hints
    begin select raise(abort, 'a hint is never deleted'); end;
create table if not exists time_spent (
    learner text not null,
    task text not null,
    try_number integer not null,
    seconds real not null,
    primary key (learner, task, try_number)
);
"""

_COLUMNS = (
    "learner, at, task, kind, competencies, setting, try_number, hints, seconds, score,"
    " rules_missed, content_version, identity_source, confidence"
)


def attempt_to_dict(attempt: Attempt) -> dict[str, Any]:
    """An attempt as JSON can hold it: times in UTC, ISO 8601."""
    return {
        "learner": attempt.learner,
        "at": attempt.at.astimezone(UTC).isoformat(),
        "task": attempt.task,
        "kind": attempt.kind,
        "competencies": " ".join(attempt.competencies),
        "setting": attempt.setting,
        "try_number": attempt.try_number,
        "hints": attempt.hints,
        "seconds": attempt.seconds,
        "score": attempt.score,
        "rules_missed": " ".join(attempt.rules_missed),
        "content_version": attempt.content_version,
        "identity_source": attempt.identity_source.value,
        "confidence": attempt.confidence,
    }


def attempt_from_dict(data: dict[str, Any]) -> Attempt:
    """The attempt in such a dictionary. `confidence` may be left out, as older rows do.

    Raises:
        ValueError: A field is missing or does not fit; the text says which.
    """
    try:
        at = datetime.fromisoformat(str(data["at"]))
        score, confidence = data["score"], data.get("confidence")
        if at.tzinfo is None:
            raise ValueError("its time has no time zone")
        if score is not None and not 0 <= float(score) <= 1:
            raise ValueError(f"its score is {score!r}, not a share from 0 to 1")
        if confidence not in (None, 1, 2, 3):
            raise ValueError(f"its confidence is {confidence!r}, not 1, 2 or 3")
        return Attempt(
            learner=str(data["learner"]),
            at=at.astimezone(UTC),  # refuses the first and the last day that there is
            task=str(data["task"]),
            kind=str(data["kind"]),
            competencies=tuple(str(data["competencies"]).split()),
            setting=str(data["setting"]),
            try_number=int(data["try_number"]),
            hints=int(data["hints"]),
            seconds=int(data["seconds"]),
            score=None if score is None else float(score),
            rules_missed=tuple(str(data["rules_missed"]).split()),
            content_version=str(data["content_version"]),
            identity_source=IdentitySource(data["identity_source"]),
            confidence=None if confidence is None else int(confidence),
        )
    except KeyError as missing:
        raise ValueError(f"An attempt lacks its field {missing}.") from None
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"An attempt cannot be read: {error}.") from None


class AttemptStore:
    """One learner machine's append-only log, in SQLite. Not for a network share."""

    def __init__(self, path: Path):
        self.path = path
        make_private(path.parent)
        with self._open() as database:
            database.executescript(_SCHEMA)
            _add_later_columns(database)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=10)) as database:
            database.execute("pragma journal_mode=wal")
            with database:
                yield database

    def add(self, attempt: Attempt) -> None:
        """Append one attempt."""
        row = attempt_to_dict(attempt)
        names = _COLUMNS.replace(" ", "").split(",")
        with self._open() as database:
            database.execute(
                f"insert into attempts ({_COLUMNS}) values ({', '.join('?' * len(names))})",
                [row[name] for name in names],
            )

    def attempts(self, learner: LearnerId, *, after: int = 0) -> tuple[Attempt, ...]:
        """A learner's attempts in the order they were made, from row number `after` on."""
        with self._open() as database:
            database.row_factory = sqlite3.Row
            rows = database.execute(
                f"select {_COLUMNS} from attempts where learner = ? and number > ? order by number",
                (learner, after),
            ).fetchall()
        return tuple(attempt_from_dict(dict(row)) for row in rows)

    def last_number(self, learner: LearnerId) -> int:
        """The number of the learner's newest row; 0 when there is none."""
        with self._open() as database:
            found = database.execute(
                "select max(number) from attempts where learner = ?", (learner,)
            ).fetchone()
        return int(found[0] or 0)

    def tries(self, learner: LearnerId, task: str) -> int:
        """How often the learner has tried a task so far."""
        with self._open() as database:
            found = database.execute(
                "select count(*) from attempts where learner = ? and task = ?", (learner, task)
            ).fetchone()
        return int(found[0])

    def note_hint(self, learner: LearnerId, task: str, step: int, at: datetime) -> None:
        """Keep that a step of help was taken before the next try; a step counts once."""
        row = (learner, task, self.tries(learner, task) + 1, step, at.astimezone(UTC).isoformat())
        with self._open() as database:
            database.execute("insert or ignore into hints values (?, ?, ?, ?, ?)", row)

    def hints(self, learner: LearnerId, task: str) -> int:
        """How many hints the learner has taken for the next try of a task."""
        with self._open() as database:
            found = database.execute(
                "select count(*) from hints where learner = ? and task = ? and try_number = ?",
                (learner, task, self.tries(learner, task) + 1),
            ).fetchone()
        return int(found[0])

    def add_seconds(self, learner: LearnerId, task: str, seconds: float) -> None:
        """Add to the time spent on a task before its next try."""
        row = (learner, task, self.tries(learner, task) + 1, seconds)
        with self._open() as database:
            database.execute(
                "insert into time_spent values (?, ?, ?, ?) on conflict do update"
                " set seconds = seconds + excluded.seconds",
                row,
            )

    def seconds(self, learner: LearnerId, task: str) -> int:
        """Whole seconds spent on a task since its last try; 0 where none were measured."""
        with self._open() as database:
            found = database.execute(
                "select seconds from time_spent where learner = ? and task = ? and try_number = ?",
                (learner, task, self.tries(learner, task) + 1),
            ).fetchone()
        return round(found[0]) if found else 0


def _add_later_columns(database: sqlite3.Connection) -> None:
    """A log that an older bhtrain began gets the columns that came since; its rows have none."""
    database.execute("begin immediate")  # two pages may open an old log at the same time
    names = {row[1] for row in database.execute("pragma table_info(attempts)")}
    if "confidence" not in names:
        database.execute("alter table attempts add column confidence integer")
