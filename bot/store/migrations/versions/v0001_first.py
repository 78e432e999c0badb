"""The first schema."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _watched()
    _seen()
    _judged()
    _told()
    _talked()
    _ruled()


def _id() -> sa.Column[int]:
    return sa.Column("id", ID, primary_key=True)


def _ref(name: str, to: str, ondelete: str | None = None, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, ID, sa.ForeignKey(f"{to}.id", ondelete=ondelete), nullable=nullable)


def _cols(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _maybe(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _index(name: str, table: str, *columns: str, where: str = "", unique: bool = False) -> None:
    partial = sa.text(where) if where else None
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=partial, postgresql_where=partial
    )


def _watched() -> None:
    op.create_table(
        "workspace",
        _id(),
        *_cols(TEXT, "platform", "bot", "key"),
        *_cols(TIME, "created_at"),
        sa.UniqueConstraint("platform", "bot", "key", name="workspace_key"),
    )
    op.create_table(
        "channel",
        _id(),
        _ref("workspace_id", "workspace"),
        *_cols(TEXT, "platform", "bot", "chat", "topic", "name"),
        *_cols(sa.Boolean(), "private"),
        *_cols(TEXT, "language", "zone"),
        *_cols(sa.Boolean(), "digest_on"),
        *_cols(sa.Time(), "digest_time"),
        *_cols(TEXT, "digest_days"),
        *_maybe(sa.Time(), "quiet_start", "quiet_end"),
        *_maybe(TIME, "muted_until"),
        *_maybe(TEXT, "parked"),
        *_maybe(TIME, "next_send_at"),
        *_cols(TIME, "created_at"),
        sa.UniqueConstraint("platform", "bot", "chat", "topic", name="channel_key"),
    )
    _index("ix_channel_workspace_id", "channel", "workspace_id")
    op.create_table(
        "lane",
        _id(),
        *_cols(TEXT, "network", "host", "credential"),
        *_maybe(TEXT, "owner"),
        *_maybe(TIME, "lease_until", "paused_until"),
        *_maybe(TEXT, "pause_reason"),
        *_maybe(sa.Float(), "tokens", "tokens_at"),
        sa.UniqueConstraint("network", "host", "credential", name="lane_key"),
    )
    op.create_table(
        "target",
        _id(),
        _ref("lane_id", "lane"),
        *_cols(TEXT, "network", "kind", "key", "handle", "name", "url", "host", "ref"),
        *_cols(TIME, "created_at"),
        *_maybe(TEXT, "cursor"),
        *_cols(TIME, "next_look_at"),
        *_maybe(TIME, "baseline_at", "last_look_at", "last_good_at", "newest_at"),
        *_maybe(TEXT, "coverage"),
        *_cols(sa.Integer(), "failures"),
        *_maybe(TIME, "failing_since"),
        *_maybe(TEXT, "error"),
        *_maybe(TIME, "error_until", "told_at"),
        sa.UniqueConstraint("network", "kind", "key", name="target_key"),
    )
    _index("target_due", "target", "next_look_at")
    _index("target_due_of_lane", "target", "lane_id", "next_look_at")


def _seen() -> None:
    op.create_table(
        "post",
        _id(),
        *_cols(TEXT, "network", "key", "url", "author_key", "author_handle", "author_name", "kind"),
        *_maybe(TEXT, "title"),
        *_cols(TEXT, "text", "text_hash"),
        *_maybe(TEXT, "language", "warning"),
        *_cols(TEXT, "extras"),
        *_cols(sa.Boolean(), "pinned"),
        *_maybe(ID, "reactions"),
        *_maybe(TIME, "published_at", "edited_at"),
        *_cols(TIME, "first_seen_at"),
        *_maybe(TIME, "rechecked_at", "missing_at"),
        *_cols(sa.Boolean(), "deleted"),
        sa.UniqueConstraint("network", "key", name="post_key"),
    )
    _index("post_first_seen", "post", "first_seen_at")
    op.create_table(
        "sighting",
        _ref("target_id", "target"),
        _ref("post_id", "post"),
        *_cols(TEXT, "text_hash"),
        *_cols(TIME, "seen_at"),
        sa.PrimaryKeyConstraint("target_id", "post_id"),
    )
    _index("ix_sighting_post_id", "sighting", "post_id")


def _judged() -> None:
    op.create_table(
        "watch",
        _id(),
        _ref("workspace_id", "workspace"),
        _ref("channel_id", "channel"),
        _ref("target_id", "target"),
        *_cols(TEXT, "mode", "include", "exclude"),
        *_cols(sa.Boolean(), "originals_only"),
        *_maybe(TIME, "muted_until"),
        *_maybe(TEXT, "label"),
        *_cols(TEXT, "created_by", "created_by_name"),
        *_cols(TIME, "created_at"),
        *_maybe(TIME, "ended_at"),
    )
    _index("ix_watch_channel_id", "watch", "channel_id")
    _index("watch_live", "watch", "channel_id", "target_id", where="ended_at IS NULL", unique=True)
    _index("watch_of_target", "watch", "target_id", where="ended_at IS NULL")
    op.create_table(
        "verdict",
        _ref("watch_id", "watch"),
        _ref("post_id", "post"),
        _ref("workspace_id", "workspace"),
        _ref("channel_id", "channel"),
        *_cols(TEXT, "verdict"),
        *_maybe(TEXT, "word"),
        *_cols(TIME, "at"),
        sa.PrimaryKeyConstraint("watch_id", "post_id"),
    )
    _index("verdict_at", "verdict", "at")
    _index("verdict_of_channel", "verdict", "channel_id", "at")
    _index("verdict_of_post", "verdict", "post_id")
    op.create_table(
        "story",
        _id(),
        _ref("workspace_id", "workspace"),
        _ref("post_id", "post"),
        *_cols(TIME, "created_at"),
        sa.UniqueConstraint("workspace_id", "post_id", name="story_first"),
    )
    op.create_table(
        "story_post",
        _ref("workspace_id", "workspace"),
        _ref("post_id", "post"),
        _ref("story_id", "story"),
        sa.PrimaryKeyConstraint("workspace_id", "post_id"),
    )
    _index("ix_story_post_story_id", "story_post", "story_id")


def _told() -> None:
    op.create_table(
        "delivery",
        _id(),
        _ref("workspace_id", "workspace"),
        _ref("channel_id", "channel"),
        *_cols(TEXT, "kind", "state"),
        *_cols(TIME, "created_at"),
        _ref("follows", "delivery", nullable=True),
        *_maybe(TIME, "not_before"),
        *_cols(sa.Integer(), "attempt"),
        *_maybe(TIME, "attempt_at"),
        *_cols(sa.Integer(), "repeats"),
        *_maybe(TEXT, "message_id"),
        *_maybe(TIME, "sent_at", "edited_at"),
        *_cols(sa.Integer(), "wanted", "shown"),
        *_cols(sa.Boolean(), "silent"),
        *_maybe(TEXT, "payload"),
    )
    _index(
        "delivery_in_flight",
        "delivery",
        "attempt_at",
        where="state = 'sending' OR state = 'unknown'",
    )
    _index("delivery_pending", "delivery", "channel_id", "id", where="state = 'pending'")
    _index("delivery_recent", "delivery", "channel_id", "sent_at")
    _index("delivery_sent", "delivery", "sent_at")
    _index("delivery_answers", "delivery", "follows", where="follows IS NOT NULL")
    _index("delivery_sending", "delivery", "channel_id", where="state = 'sending'", unique=True)
    _index("delivery_to_edit", "delivery", "id", where="state = 'sent' AND shown < wanted")
    op.create_table(
        "alert",
        _id(),
        _ref("workspace_id", "workspace"),
        _ref("channel_id", "channel"),
        _ref("story_id", "story"),
        _ref("delivery_id", "delivery", nullable=True),
        *_cols(TIME, "created_at"),
        sa.UniqueConstraint("channel_id", "story_id", name="alert_story"),
    )
    _index("alert_waiting", "alert", "channel_id", where="delivery_id IS NULL")
    _index("ix_alert_delivery_id", "alert", "delivery_id")
    _index("ix_alert_story_id", "alert", "story_id")
    op.create_table(
        "alert_entry",
        _ref("alert_id", "alert", ondelete="CASCADE"),
        _ref("post_id", "post"),
        _ref("watch_id", "watch"),
        *_cols(TIME, "created_at"),
        sa.PrimaryKeyConstraint("alert_id", "post_id", "watch_id"),
    )
    _index("alert_entry_of_watch", "alert_entry", "watch_id", "created_at")
    _index("ix_alert_entry_post_id", "alert_entry", "post_id")
    op.create_table(
        "digest",
        _id(),
        _ref("workspace_id", "workspace"),
        _ref("channel_id", "channel"),
        *_cols(TEXT, "kind"),
        *_cols(sa.Date(), "local_date"),
        *_cols(TIME, "starts_at", "ends_at"),
        sa.UniqueConstraint("channel_id", "kind", "local_date", name="digest_day"),
    )
    op.create_table(
        "digest_post",
        _ref("delivery_id", "delivery"),
        _ref("post_id", "post"),
        sa.PrimaryKeyConstraint("delivery_id", "post_id"),
    )
    _index("ix_digest_post_post_id", "digest_post", "post_id")


def _talked() -> None:
    op.create_table(
        "inbox",
        *_cols(TEXT, "platform", "event_id"),
        *_cols(TIME, "at"),
        sa.PrimaryKeyConstraint("platform", "event_id"),
    )
    _index("ix_inbox_at", "inbox", "at")
    op.create_table(
        "change",
        _id(),
        _ref("workspace_id", "workspace"),
        _ref("channel_id", "channel", nullable=True),
        *_cols(TEXT, "person_id", "person_name", "verb", "old", "new"),
        *_cols(TIME, "at"),
        *_maybe(TIME, "undone_at"),
    )
    _index("change_latest", "change", "channel_id", "person_id", "at")
    op.create_table(
        "button",
        *_cols(TEXT, "id"),
        _ref("workspace_id", "workspace"),
        _ref("channel_id", "channel"),
        *_maybe(TEXT, "person_id"),
        *_cols(TEXT, "command", "label"),
        *_cols(TIME, "issued_at", "expires_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("ix_button_channel_id", "button", "channel_id")
    _index("ix_button_expires_at", "button", "expires_at")
    op.create_table(
        "question",
        _ref("channel_id", "channel"),
        *_cols(TEXT, "person_id", "verb"),
        *_cols(TIME, "expires_at"),
        sa.PrimaryKeyConstraint("channel_id", "person_id"),
    )


def _ruled() -> None:
    op.create_table(
        "operator",
        *_cols(TEXT, "platform", "bot", "person_id", "person_name", "chat"),
        *_cols(TIME, "added_at"),
        sa.PrimaryKeyConstraint("platform", "bot", "person_id"),
    )
    op.create_table(
        "chat_access",
        *_cols(TEXT, "platform", "bot", "chat"),
        *_cols(sa.Boolean(), "allowed"),
        *_cols(TIME, "at"),
        sa.PrimaryKeyConstraint("platform", "bot", "chat"),
    )
    op.create_table(
        "fact",
        *_cols(TEXT, "name", "value"),
        *_cols(TIME, "at"),
        sa.PrimaryKeyConstraint("name"),
    )
