"""Publications of accounts that say they are automated, and those that used a hashtag."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("post", sa.Column("bot", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("trend_tag", sa.Column("bots", sa.Text(), nullable=True))
