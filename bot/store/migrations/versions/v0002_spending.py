"""What paid and rationed networks have used up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()


def upgrade() -> None:
    op.create_table(
        "spending",
        *(sa.Column(name, TEXT, primary_key=True) for name in ("network", "month", "payer")),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("reported", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "quota_use",
        sa.Column("id", ID, primary_key=True),
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in ("network", "credential", "quota", "item")
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_quota_use_at", "quota_use", ["at"])
    op.create_index("quota_use_of", "quota_use", ["network", "credential", "quota", "at"])
