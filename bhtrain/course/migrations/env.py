"""What alembic runs to change the schema of the course's records, on the connection it is given."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="bhtrain_version",  # nbgrader keeps its own beside it, in one database or two
)
with context.begin_transaction():
    context.run_migrations()
