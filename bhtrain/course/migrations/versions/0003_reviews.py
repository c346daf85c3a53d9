"""What people decided about answers: a table to which rows are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_REFUSE = "what was decided stays; add a new entry"


def upgrade() -> None:
    """Create the table, and let the database itself refuse to change or delete a row."""
    op.create_table(
        "reviews",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("assignment", sa.String(128), nullable=False),
        sa.Column("learner", sa.String(64), nullable=False),
        sa.Column("task", sa.String(128), nullable=False),
        sa.Column("was", sa.Float),
        sa.Column("now", sa.Float),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("content_version", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("reviews_of_answer", "reviews", ["assignment", "learner", "task"])
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for change in ("update", "delete"):
            op.execute(
                f"create trigger reviews_no_{change} before {change} on reviews "
                f"begin select raise(abort, '{_REFUSE}'); end"
            )
    elif dialect == "postgresql":
        op.execute(
            "create function reviews_stay() returns trigger language plpgsql as "
            f"$$ begin raise exception '{_REFUSE}'; end $$"
        )
        op.execute(
            "create trigger reviews_stay before update or delete on reviews "
            "for each row execute function reviews_stay()"
        )
