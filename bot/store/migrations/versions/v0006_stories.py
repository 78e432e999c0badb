"""Whose announcement a story is, and when it began: the recent ones of a firm are found by both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    # alembic would add the reference by itself afterwards, which SQLite can't.
    number = ID.compile(dialect=op.get_bind().dialect)
    op.execute(f"ALTER TABLE story ADD COLUMN firm_id {number} REFERENCES firm (id)")
    op.add_column("story", sa.Column("first_at", TIME, nullable=True))
    of_a_firm = sa.text("firm_id IS NOT NULL")
    op.create_index(
        "story_recent",
        "story",
        ["firm_id", "first_at"],
        sqlite_where=of_a_firm,
        postgresql_where=of_a_firm,
    )
