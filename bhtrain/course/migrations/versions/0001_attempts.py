"""Attempts as reported, and the accounts of learners."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create what the first bhtrain kept."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(64), primary_key=True),
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
    )
    op.create_table(
        "accounts",
        sa.Column("learner", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(128), nullable=False),
    )
