"""Firms, panels, profiles, and what a search shouldn't find again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
TIME = sa.DateTime(timezone=True)


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, primary_key=True)


def _ref(table: str, *, name: str = "", key: bool = False) -> sa.Column[int]:
    return sa.Column(
        name or f"{table}_id", ID, sa.ForeignKey(f"{table}.id"), primary_key=key, nullable=False
    )


def _texts(*names: str, null: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=null) for name in names]


def _time(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, TIME, nullable=null)


def upgrade() -> None:
    _firms()
    _panels()
    op.create_table(
        "profile",
        _ref("target", key=True),
        *_texts("handle"),
        *_texts("name", "bio", "links", "picture", "pinned", "former", null=True),
        _time("told_at", null=True),
        _time("seen_at"),
    )
    op.create_table(
        "unwanted",
        _id(),
        _ref("channel"),
        *_texts("subject", "network", "author_key", "author_name"),
        _time("created_at"),
        sa.UniqueConstraint("channel_id", "subject", "network", "author_key", name="unwanted_once"),
    )
    op.add_column(
        "channel", sa.Column("profiles", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def _firms() -> None:
    op.create_table(
        "firm",
        _id(),
        _ref("workspace"),
        *_texts("slug", "name", "kind"),
        *_texts("relation", null=True),
        *_texts("site", "created_by", "created_by_name"),
        _time("created_at"),
        _time("ended_at", null=True),
    )
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "firm_live",
        "firm",
        ["workspace_id", "slug"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "firm_account",
        _id(),
        _ref("workspace"),
        _ref("firm"),
        _ref("target"),
        *_texts("proof", "confirmed_by"),
        _time("confirmed_at"),
        sa.UniqueConstraint("workspace_id", "target_id", name="firm_account_once"),
    )
    op.create_index("firm_account_of", "firm_account", ["firm_id"])
    op.create_index("ix_firm_account_target_id", "firm_account", ["target_id"])


def _panels() -> None:
    op.create_table(
        "panel",
        _id(),
        _ref("workspace"),
        *_texts("slug", "name", "created_by", "created_by_name"),
        _time("created_at"),
        sa.UniqueConstraint("workspace_id", "slug", name="panel_slug"),
    )
    op.create_table("panel_firm", _ref("panel", key=True), _ref("firm", key=True))
    op.create_index("ix_panel_firm_firm_id", "panel_firm", ["firm_id"])
    op.create_table(
        "panel_channel",
        _ref("panel", key=True),
        _ref("channel", key=True),
        *_texts("mode", "created_by", "created_by_name"),
        _time("created_at"),
    )
    op.create_index("ix_panel_channel_channel_id", "panel_channel", ["channel_id"])
