"""When alerts may come, what a channel is for, and what it was asked or told once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("channel", sa.Column("alert_days", sa.Text()))
    op.add_column("channel", sa.Column("alert_start", sa.Time()))
    op.add_column("channel", sa.Column("alert_end", sa.Time()))
    op.add_column("channel", sa.Column("purpose", sa.Text()))
    op.create_table(
        "told",
        sa.Column("channel_id", ID, sa.ForeignKey("channel.id"), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
