"""Bring the course's records to the schema of this bhtrain, from whichever they have."""

from pathlib import Path

import sqlalchemy as sa

from bhtrain.errors import CourseError

NEWEST = "0003"
_SCRIPTS = Path(__file__).with_name("migrations")
_VERSION = "bhtrain_version"


def bring_up_to_date(connection: sa.Connection) -> None:
    """Run the migrations that are missing, inside the connection's transaction.

    Raises:
        CourseError: The records were written by a newer bhtrain; nothing is changed.
    """
    tables = sa.inspect(connection).get_table_names()
    if _VERSION in tables:
        found = connection.execute(sa.text(f"select version_num from {_VERSION}")).scalar()
        if found == NEWEST:
            return  # without loading alembic, which takes a while
        if found is not None and found > NEWEST:
            raise CourseError(
                f"The course's records have the schema {found}, and this bhtrain knows {NEWEST}. "
                "Install the newer bhtrain."
            )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    if _VERSION not in tables and "attempts" in tables:
        command.stamp(config, _before_versions(connection))
    command.upgrade(config, "head")


def _before_versions(connection: sa.Connection) -> str:
    """The schema of records that were begun before schemas had numbers."""
    columns = {column["name"] for column in sa.inspect(connection).get_columns("attempts")}
    return "0002" if "confidence" in columns else "0001"
