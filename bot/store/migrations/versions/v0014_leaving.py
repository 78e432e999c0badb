"""When people were told that a channel can't be reached, and who may change what it watches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("channel", sa.Column("parked_at", sa.DateTime(timezone=True)))
    op.add_column("channel", sa.Column("changers", sa.Text()))
