"""Boards of saved publications, and when a publication's reactions were counted for good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()


def _ref(table: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(f"{table}_id", ID, sa.ForeignKey(f"{table}.id"), nullable=null)


def upgrade() -> None:
    texts = ("place", "url", "network", "author", "note", "saved_by", "saved_by_name")
    op.create_table(
        "saved",
        sa.Column("id", ID, primary_key=True),
        _ref("workspace"),
        _ref("channel"),
        _ref("post", null=True),
        *(sa.Column(name, TEXT, nullable=False) for name in texts),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("channel_id", "place", name="saved_once"),
    )
    op.add_column("post", sa.Column("ripe_at", sa.DateTime(timezone=True), nullable=True))
    # Until now every count was taken as it stood.
    op.execute("UPDATE post SET ripe_at = first_seen_at")
    op.create_index(
        "post_unripe",
        "post",
        ["network", "published_at"],
        sqlite_where=sa.text("ripe_at IS NULL"),
        postgresql_where=sa.text("ripe_at IS NULL"),
    )
