"""What is watched, by whom, and what was seen."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.columns import Id, json_value, partial_index, reference, row_id, table_of, words


class WorkspaceRow(SQLModel, table=True):
    """A tenant. `key`: Slack team, Telegram chat, or "local"."""

    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("platform", "bot", "key", name="workspace_key"),)
    id: int | None = row_id()
    platform: str = words()
    bot: str = words()
    key: str = words()
    created_at: datetime


workspace = table_of(WorkspaceRow)


class ChannelRow(SQLModel, table=True):
    """`digest_days`: digits, Monday is 0. `profiles`: tell what changes in profiles. `trends`: how
    soon it is told that a hashtag takes off, NULL: never. `rhythm`: tell who is unusually silent
    or loud. `weekly`, `monthly`: the recaps it wants.
    `for_outsiders`: people from outside may read what is posted. `dark`: of its pictures.

    `parked`: a key of the texts; `parked_at`: when those who added watches were told of it.
    `changers`: who may change what it watches, NULL: as is usual there.
    `alert_days`, `alert_start`, `alert_end`: when alerts may come, NULL: at any time.
    `purpose`: what it is for, NULL: nobody said.
    """

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "bot", "chat", "topic", name="channel_key"),)
    id: int | None = row_id()
    workspace_id: int = reference("workspace", index=True)
    platform: str = words()
    bot: str = words()
    chat: str = words()
    topic: str = words()
    name: str = words()
    private: bool
    language: str = words()
    zone: str = words()
    digest_on: bool
    digest_time: time
    digest_days: str = words()
    profiles: bool = True
    rhythm: bool = True
    trends: str | None = words(default=None)
    weekly: bool = False
    monthly: bool = False
    for_outsiders: bool = False
    dark: bool = False
    quiet_start: time | None = None
    quiet_end: time | None = None
    alert_days: str | None = words(default=None)
    alert_start: time | None = None
    alert_end: time | None = None
    muted_until: datetime | None = None
    parked: str | None = words(default=None)
    parked_at: datetime | None = None
    changers: str | None = words(default=None)
    purpose: str | None = words(default=None)
    next_send_at: datetime | None = None
    created_at: datetime


channel = table_of(ChannelRow)


class LaneRow(SQLModel, table=True):
    """`tokens` at `tokens_at` (seconds since 1970); both empty until the first is taken."""

    __tablename__ = "lane"
    __table_args__ = (UniqueConstraint("network", "host", "credential", name="lane_key"),)
    id: int | None = row_id()
    network: str = words()
    host: str = words()
    credential: str = words()
    owner: str | None = words(default=None)
    lease_until: datetime | None = None
    paused_until: datetime | None = None
    pause_reason: str | None = words(default=None)
    tokens: float | None = None
    tokens_at: float | None = None


lane = table_of(LaneRow)


class TargetRow(SQLModel, table=True):
    """What is looked at, and what is known of it. Shared by all workspaces."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("network", "kind", "key", name="target_key"),
        Index("target_due", "next_look_at"),
        Index("target_due_of_lane", "lane_id", "next_look_at"),
    )
    id: int | None = row_id()
    lane_id: int = reference("lane")
    network: str = words()
    kind: str = words()
    key: str = words()
    handle: str = words()
    name: str = words()
    url: str = words()
    host: str = words()
    ref: str = words()
    created_at: datetime
    cursor: str | None = words(default=None)
    next_look_at: datetime
    baseline_at: datetime | None = None
    last_look_at: datetime | None = None
    last_good_at: datetime | None = None
    newest_at: datetime | None = None
    coverage: str | None = words(default=None)
    failures: int
    failing_since: datetime | None = None
    error: str | None = words(default=None)
    error_until: datetime | None = None
    told_at: datetime | None = None


target = table_of(TargetRow)


class PostRow(SQLModel, table=True):
    """`deleted`: gone upstream; the key stays, so that it is never new again.

    `text_hash`: of the text stored, or once stored. `extras`: media, hashtags, links.
    `rechecked_at`: when its network was last asked whether it is still there; `missing_at`: since
    when the answers say that it isn't. `bot`: its author says that it is automated. `ripe_at`: when
    its reactions were counted at an age at which they hardly grow; NULL: not since.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("network", "key", name="post_key"),
        Index("post_first_seen", "first_seen_at"),
        partial_index("post_unripe", "network", "published_at", where="ripe_at IS NULL"),
    )
    id: int | None = row_id()
    network: str = words()
    key: str = words()
    url: str = words()
    author_key: str = words()
    author_handle: str = words()
    author_name: str = words()
    kind: str = words()
    title: str | None = words(default=None)
    text: str = words()
    text_hash: str = words()
    language: str | None = words(default=None)
    warning: str | None = words(default=None)
    extras: Any = json_value()
    pinned: bool
    reactions: int | None = Field(default=None, sa_type=Id)
    published_at: datetime | None = None
    edited_at: datetime | None = None
    first_seen_at: datetime
    rechecked_at: datetime | None = None
    missing_at: datetime | None = None
    ripe_at: datetime | None = None
    bot: bool = False
    deleted: bool


post = table_of(PostRow)


class SightingRow(SQLModel, table=True):
    """Through which target a post was seen; `text_hash` as this target last showed it."""

    __tablename__ = "sighting"
    target_id: int = reference("target", primary_key=True)
    post_id: int = reference("post", primary_key=True, index=True)
    text_hash: str = words()
    seen_at: datetime


sighting = table_of(SightingRow)


class WatchRow(SQLModel, table=True):
    """At most one live watch for a target in a channel; ended ones stay, so Undo can revive.

    `query`: what posts must match, as connectors.query encodes it; NULL: any do. `panel_id`: with
    which panel it came, which may be forgotten since; NULL: a person wanted it for itself.
    """

    __tablename__ = "watch"
    __table_args__ = (
        partial_index(
            "watch_live", "channel_id", "target_id", where="ended_at IS NULL", unique=True
        ),
        partial_index("watch_of_target", "target_id", where="ended_at IS NULL"),
    )
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    channel_id: int = reference("channel", index=True)
    target_id: int = reference("target")
    mode: str = words()
    query: str | None = words(default=None)
    originals_only: bool
    muted_until: datetime | None = None
    label: str | None = words(default=None)
    panel_id: int | None = Field(default=None, sa_type=Id)
    created_by: str = words()
    created_by_name: str = words()
    created_at: datetime
    ended_at: datetime | None = None


watch = table_of(WatchRow)
