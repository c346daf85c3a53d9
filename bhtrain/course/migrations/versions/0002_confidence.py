"""How sure a learner was, with each attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Attempts that came before have none."""
    op.add_column("attempts", sa.Column("confidence", sa.Integer))
