"""Which channels want a recap of the week, of the month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for name in ("weekly", "monthly"):
        op.add_column(
            "channel", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
