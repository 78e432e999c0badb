"""What accounts are used to, and which channels want to be told of departures from it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()


def _target(*, key: bool = False) -> sa.Column[int]:
    return sa.Column("target_id", ID, sa.ForeignKey("target.id"), primary_key=key, nullable=False)


def _time(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def upgrade() -> None:
    op.create_table(
        "rhythm",
        _target(key=True),
        sa.Column("zone", TEXT, primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Float()) for name in ("weekly", "daily", "gap", "longest")),
        sa.Column("hours", TEXT, nullable=False),
        sa.Column("busiest", sa.Integer()),
        _time("last_at", null=True),
    )
    op.create_table(
        "publishing",
        _target(key=True),
        sa.Column("weeks", sa.Float(), nullable=False),
        sa.Column("posts", TEXT, nullable=False),
    )
    op.create_table(
        "told_break",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel_id", ID, sa.ForeignKey("channel.id"), nullable=False),
        _target(),
        sa.Column("kind", TEXT, nullable=False),
        _time("at"),
        _time("told_at"),
        _time("ended_at", null=True),
        sa.UniqueConstraint("channel_id", "target_id", "kind", "at", name="told_once"),
    )
    op.add_column(
        "channel", sa.Column("rhythm", sa.Boolean(), nullable=False, server_default=sa.true())
    )
