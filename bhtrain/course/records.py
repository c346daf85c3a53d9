"""What the course keeps beside nbgrader's gradebook: attempts as reported, and accounts.

SQLAlchemy Core, so that any database will do. Attempts are only ever added.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bhtrain.course.layout import Course
from bhtrain.course.migrate import bring_up_to_date
from bhtrain.errors import CourseError
from bhtrain.model.attempt import Attempt, LearnerId
from bhtrain.progress.store import attempt_from_dict, attempt_to_dict

REPORTED_BY = "reported by the learner's machine"

_METADATA = sa.MetaData()
_ATTEMPTS = sa.Table(
    "attempts",
    _METADATA,
    sa.Column("id", sa.String(64), primary_key=True),  # a hash of the attempt: imported once
    sa.Column("learner", sa.String(64), nullable=False, index=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("task", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("competencies", sa.Text, nullable=False),
    sa.Column("setting", sa.Text, nullable=False),
    sa.Column("try_number", sa.Integer, nullable=False),
    sa.Column("hints", sa.Integer, nullable=False),
    sa.Column("seconds", sa.Integer, nullable=False),
    sa.Column("score", sa.Float),
    sa.Column("rules_missed", sa.Text, nullable=False),
    sa.Column("content_version", sa.Text, nullable=False),
    sa.Column("identity_source", sa.String(16), nullable=False),
    sa.Column("reported_by", sa.Text, nullable=False),
    sa.Column("received_at", sa.String(40), nullable=False),
    sa.Column("confidence", sa.Integer),
)
_ACCOUNTS = sa.Table(
    "accounts",
    _METADATA,
    sa.Column("learner", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(128), nullable=False),
)


def _id(row: Mapping[str, Any]) -> str:
    """The same for an attempt that came before there was a confidence, and comes again."""
    told = {name: value for name, value in row.items() if (name, value) != ("confidence", None)}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _one_transaction(engine: sa.Engine) -> None:
    """Python's sqlite3 leaves changes of the schema outside of transactions; take them in."""

    @sa.event.listens_for(engine, "connect")
    def connected(database: Any, _record: object) -> None:
        database.isolation_level = None

    @sa.event.listens_for(engine, "begin")
    def begins(connection: sa.Connection) -> None:
        connection.exec_driver_sql("begin")


@lru_cache(maxsize=8)
def _engine(url: str) -> sa.Engine:
    """Kept for the queries that it has compiled; no connection stays open."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        _one_transaction(engine)
    return engine


class CourseRecords:
    """The course's records at a database URL."""

    def __init__(self, url: str):
        self.url = url

    @classmethod
    def of(cls, course: Course) -> "CourseRecords":
        """The records of a course."""
        return cls(course.attempts_url)

    @contextmanager
    def open(self) -> Iterator[sa.Connection]:
        """A connection in one transaction, its schema up to date.

        Raises:
            CourseError: The database refuses.
        """
        try:
            with _engine(self.url).begin() as connection:
                bring_up_to_date(connection)
                yield connection
        except sa.exc.SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise CourseError(f"The course's records refuse: {reason}.") from error

    def add(self, attempts: Iterable[Attempt], *, received_at: datetime) -> int:
        """Add the attempts that are not there yet; return how many were new."""
        rows: dict[str, dict[str, Any]] = {}
        for attempt in attempts:
            row = attempt_to_dict(attempt)
            rows[_id(row)] = row
        added = {"reported_by": REPORTED_BY, "received_at": received_at.astimezone(UTC).isoformat()}
        with self.open() as connection:
            learners = {row["learner"] for row in rows.values()}
            query = sa.select(_ATTEMPTS.c.id).where(_ATTEMPTS.c.learner.in_(learners))
            known = set(connection.execute(query).scalars())
            new = [{"id": name, **row, **added} for name, row in rows.items() if name not in known]
            if new:
                connection.execute(_ATTEMPTS.insert(), new)
        return len(new)

    def attempts(self, learner: LearnerId | None = None) -> tuple[Attempt, ...]:
        """Attempts in the order of time, of one learner or of all."""
        query = sa.select(_ATTEMPTS).order_by(_ATTEMPTS.c.at, _ATTEMPTS.c.id)
        if learner is not None:
            query = query.where(_ATTEMPTS.c.learner == learner)
        with self.open() as connection:
            return tuple(
                attempt_from_dict(dict(row)) for row in connection.execute(query).mappings()
            )

    def accounts(self) -> Mapping[LearnerId, str]:
        """The hub's or system's account of each learner who has one."""
        with self.open() as connection:
            rows = connection.execute(sa.select(_ACCOUNTS)).all()
        return {row.learner: row.account for row in rows}

    def set_accounts(self, accounts: Mapping[LearnerId, str | None]) -> None:
        """Set learners' accounts; None takes one away."""
        with self.open() as connection:
            connection.execute(_ACCOUNTS.delete().where(_ACCOUNTS.c.learner.in_(accounts)))
            rows = [
                {"learner": name, "account": value} for name, value in accounts.items() if value
            ]
            if rows:
                connection.execute(_ACCOUNTS.insert(), rows)
