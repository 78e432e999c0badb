"""Hashtags that take off: what is remembered of them, and what channels want to be told."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()


def _ref(table: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(f"{table}_id", ID, sa.ForeignKey(f"{table}.id"), primary_key=key)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, primary_key=True)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=null)


def _time(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def upgrade() -> None:
    op.create_table(
        "trend_scope", _ref("workspace", key=True), _time("since"), _time("now", null=True)
    )
    op.create_table(
        "trend_tag",
        _ref("workspace", key=True),
        _key("tag"),
        _text("hours"),
        _text("voices"),
        _text("risen"),
        _time("used_at"),
    )
    op.create_index("trend_tag_used", "trend_tag", ["workspace_id", "used_at"])
    op.create_table(
        "trend_account",
        _ref("workspace", key=True),
        _key("account"),
        _time("since", null=True),
        _time("used_at"),
        _text("only", null=True),
    )
    _wishes_and_uses()


def _wishes_and_uses() -> None:
    op.create_table("trend_ignored", _ref("channel", key=True), _key("tag"), _time("created_at"))
    references = [_ref(table) for table in ("workspace", "target", "post")]
    for column in references:
        column.nullable = False
    op.create_table("trend_use", sa.Column("id", ID, primary_key=True), *references)
    op.create_index("trend_use_of", "trend_use", ["workspace_id", "id"])
    op.add_column("channel", sa.Column("trends", TEXT, nullable=True, server_default="balanced"))
