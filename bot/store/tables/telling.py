"""What the watches made of the posts, and the messages that tell it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from bot.store.columns import json_value, partial_index, reference, row_id, table_of, words


class VerdictRow(SQLModel, table=True):
    """What a watch made of a post, and when."""

    __tablename__ = "verdict"
    __table_args__ = (
        Index("verdict_of_channel", "channel_id", "at"),
        Index("verdict_of_post", "post_id"),
        Index("verdict_at", "at"),
    )
    watch_id: int = reference("watch", primary_key=True)
    post_id: int = reference("post", primary_key=True)
    workspace_id: int = reference("workspace")
    channel_id: int = reference("channel")
    verdict: str = words()
    word: str | None = words(default=None)
    at: datetime


verdict = table_of(VerdictRow)


class StoryRow(SQLModel, table=True):
    """One announcement as one workspace sees it; `post_id` is the one that began it.

    `firm_id`: whose it is; None: the post stands alone. `first_at`: when a firm's first came out.
    """

    __tablename__ = "story"
    __table_args__ = (
        UniqueConstraint("workspace_id", "post_id", name="story_first"),
        partial_index("story_recent", "firm_id", "first_at", where="firm_id IS NOT NULL"),
    )
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    post_id: int = reference("post")
    created_at: datetime
    firm_id: int | None = reference("firm", default=None)
    first_at: datetime | None = None


story = table_of(StoryRow)


class StoryPostRow(SQLModel, table=True):
    """The one story of a post in a workspace, chosen once."""

    __tablename__ = "story_post"
    workspace_id: int = reference("workspace", primary_key=True)
    post_id: int = reference("post", primary_key=True)
    story_id: int = reference("story", index=True)


story_post = table_of(StoryPostRow)


class DeliveryRow(SQLModel, table=True):
    """One message in one channel; at most one of a channel is being sent."""

    __tablename__ = "delivery"
    __table_args__ = (
        partial_index("delivery_pending", "channel_id", "id", where="state = 'pending'"),
        partial_index("delivery_sending", "channel_id", where="state = 'sending'", unique=True),
        partial_index(
            "delivery_in_flight", "attempt_at", where="state = 'sending' OR state = 'unknown'"
        ),
        partial_index("delivery_to_edit", "id", where="state = 'sent' AND shown < wanted"),
        Index("delivery_recent", "channel_id", "sent_at"),
        Index("delivery_sent", "sent_at"),
        partial_index("delivery_answers", "follows", where="follows IS NOT NULL"),
    )
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    channel_id: int = reference("channel")
    kind: str = words()
    state: str = words()
    created_at: datetime
    follows: int | None = reference("delivery", default=None)
    not_before: datetime | None = None
    attempt: int
    attempt_at: datetime | None = None
    repeats: int
    message_id: str | None = words(default=None)
    sent_at: datetime | None = None
    edited_at: datetime | None = None
    wanted: int
    shown: int
    silent: bool
    payload: Any = json_value(default=None, nullable=True)


delivery = table_of(DeliveryRow)


class AlertRow(SQLModel, table=True):
    """What a channel must learn; `delivery_id` empty: in no message yet."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("channel_id", "story_id", name="alert_story"),
        partial_index("alert_waiting", "channel_id", where="delivery_id IS NULL"),
    )
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    channel_id: int = reference("channel")
    story_id: int = reference("story", index=True)
    delivery_id: int | None = reference("delivery", default=None, index=True)
    created_at: datetime


alert = table_of(AlertRow)


class AlertEntryRow(SQLModel, table=True):
    """A post of an alert and a watch that wanted it."""

    __tablename__ = "alert_entry"
    __table_args__ = (Index("alert_entry_of_watch", "watch_id", "created_at"),)
    alert_id: int = reference("alert", primary_key=True, ondelete="CASCADE")
    post_id: int = reference("post", primary_key=True, index=True)
    watch_id: int = reference("watch", primary_key=True)
    created_at: datetime


alert_entry = table_of(AlertEntryRow)


class DigestDayRow(SQLModel, table=True):
    """A digest that was made: never twice for the same day."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("channel_id", "kind", "local_date", name="digest_day"),)
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    channel_id: int = reference("channel")
    kind: str = words()
    local_date: date
    starts_at: datetime
    ends_at: datetime


digest = table_of(DigestDayRow)


class DigestPostRow(SQLModel, table=True):
    """A post that a digest tells; `delivery_id`: its first message, which the others follow."""

    __tablename__ = "digest_post"
    delivery_id: int = reference("delivery", primary_key=True)
    post_id: int = reference("post", primary_key=True, index=True)


digest_post = table_of(DigestPostRow)
