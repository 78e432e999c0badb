"""Which watches came with a panel, and lists of firms that wait for a tap."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    # No foreign key: the panel may be forgotten.
    op.add_column("watch", sa.Column("panel_id", ID, nullable=True))
    op.create_table(
        "draft",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel_id", ID, sa.ForeignKey("channel.id"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_index("ix_draft_created_at", "draft", ["created_at"])
