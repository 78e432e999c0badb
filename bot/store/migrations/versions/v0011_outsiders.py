"""Channels in which a person has agreed that people from outside read along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column(
        "channel",
        sa.Column("for_outsiders", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
