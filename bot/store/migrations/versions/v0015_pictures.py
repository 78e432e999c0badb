"""Which channels want pictures on a dark ground."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column(
        "channel", sa.Column("dark", sa.Boolean(), nullable=False, server_default=sa.false())
    )
