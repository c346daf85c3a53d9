"""Records of every earlier bhtrain are brought up to date; nothing in them is lost."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bhtrain.course.migrate import NEWEST
from bhtrain.course.records import CourseRecords
from bhtrain.course.reviews import Act, Review, ReviewHistory
from bhtrain.errors import CourseError

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
# As the first bhtrain made it, before schemas had numbers.
FIRST = """
create table attempts (
    id varchar(64) primary key, learner varchar(64) not null, at varchar(40) not null,
    task text not null, kind text not null, competencies text not null, setting text not null,
    try_number integer not null, hints integer not null, seconds integer not null, score float,
    rules_missed text not null, content_version text not null,
    identity_source varchar(16) not null, reported_by text not null,
    received_at varchar(40) not null
);
create table accounts (learner varchar(64) primary key, account varchar(128) not null);
insert into accounts values ('ana', 'alopez');
insert into attempts values (
    'a1', 'ana', '2025-11-30T12:00:00+00:00', 'time-001', 'code', 'time', 'practice', 1, 0, 60,
    0.5, '', 'v1', 'account', 'reported by the learner''s machine', '2025-11-30T12:05:00+00:00'
);
"""
EARLIER = {
    "nothing": "",
    "attempts and accounts": FIRST,
    "with confidence": FIRST + "alter table attempts add column confidence integer;",
}


def begun(tmp_path, script):
    path = tmp_path / "attempts.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as database:
        for statement in filter(str.strip, script.split(";")):
            database.execute(sa.text(statement))
    engine.dispose()
    return CourseRecords(f"sqlite:///{path}")


def schema(records):
    with records.open() as database:
        inspector = sa.inspect(database)
        tables = {
            name: sorted(column["name"] for column in inspector.get_columns(name))
            for name in inspector.get_table_names()
            if not name.startswith("sqlite_")
        }
        version = database.execute(sa.text("select version_num from bhtrain_version")).scalar()
    return tables, version


@pytest.mark.parametrize("script", EARLIER.values(), ids=list(EARLIER))
def test_every_earlier_schema_ends_in_the_same(tmp_path, script):
    """A course that was begun last year and one of today differ in nothing."""
    records = begun(tmp_path, script)
    (tmp_path / "new").mkdir()

    assert schema(records) == schema(begun(tmp_path / "new", ""))
    assert schema(records)[1] == NEWEST


@pytest.mark.parametrize("script", [s for s in EARLIER.values() if s])
def test_what_was_kept_is_kept(tmp_path, script):
    """Attempts, accounts, and new entries beside them."""
    records = begun(tmp_path, script)

    [attempt] = records.attempts()
    assert (attempt.learner, attempt.score, attempt.confidence) == ("ana", 0.5, None)
    assert records.accounts() == {"ana": "alopez"}
    ReviewHistory(records).add(Review(what=Act.KEY_REOPENED, by="maria", assignment="q"), at=NOON)
    [entry] = ReviewHistory(records).entries()
    assert (entry.number, entry.at, entry.by) == (1, NOON, "maria")


def test_records_of_a_newer_bhtrain_are_left_alone(tmp_path):
    """An old program must not write what it does not understand."""
    records = begun(tmp_path, "")
    schema(records)
    with records.open() as database:
        database.execute(sa.text("update bhtrain_version set version_num = '9999'"))

    with pytest.raises(CourseError, match="Install the newer bhtrain"), records.open():
        pass


def test_a_migration_that_is_cut_off_leaves_the_old_schema(tmp_path):
    """The power goes in the middle: everything is as it was, and the next start completes it."""
    records = begun(tmp_path, FIRST)
    with pytest.raises(RuntimeError), records.open():
        raise RuntimeError("the power goes")
    engine = sa.create_engine(records.url)
    assert set(sa.inspect(engine).get_table_names()) == {"attempts", "accounts"}
    engine.dispose()

    assert schema(records)[1] == NEWEST
    assert len(records.attempts()) == 1
