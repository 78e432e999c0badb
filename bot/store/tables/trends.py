"""What is remembered of hashtags, a workspace at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import SQLModel

from bot.store.columns import json_value, reference, row_id, table_of, words


class TrendScopeRow(SQLModel, table=True):
    """`since`: when counting began. `now`: the newest use so far."""

    __tablename__ = "trend_scope"
    workspace_id: int = reference("workspace", primary_key=True)
    since: datetime
    now: datetime | None = None


trend_scope = table_of(TrendScopeRow)


class TrendTagRow(SQLModel, table=True):
    """A tag's past. `hours`: accounts by hour since 1970. `voices`: who used it in the last day,
    by fingerprint. `risen`: when it last took off, by sensitivity. `bots`: automated accounts of
    the last day, with their last use. Times within them are in microseconds since 1970."""

    __tablename__ = "trend_tag"
    __table_args__ = (Index("trend_tag_used", "workspace_id", "used_at"),)
    workspace_id: int = reference("workspace", primary_key=True)
    tag: str = words(primary_key=True)
    hours: Any = json_value()
    voices: Any = json_value()
    risen: Any = json_value()
    bots: Any = json_value(default=None, nullable=True)
    used_at: datetime


trend_tag = table_of(TrendTagRow)


class TrendAccountRow(SQLModel, table=True):
    """An account that was seen, by fingerprint. `only`: its one tag so far.

    `since` NULL: it was there when counting began.
    """

    __tablename__ = "trend_account"
    workspace_id: int = reference("workspace", primary_key=True)
    account: str = words(primary_key=True)
    since: datetime | None = None
    used_at: datetime
    only: str | None = words(default=None)


trend_account = table_of(TrendAccountRow)


class TrendUseRow(SQLModel, table=True):
    """A post that a workspace's looks brought and that isn't counted yet."""

    __tablename__ = "trend_use"
    __table_args__ = (Index("trend_use_of", "workspace_id", "id"),)
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    target_id: int = reference("target")
    post_id: int = reference("post")


trend_use = table_of(TrendUseRow)


class TrendIgnoredRow(SQLModel, table=True):
    """A tag of which a channel doesn't want to be told."""

    __tablename__ = "trend_ignored"
    channel_id: int = reference("channel", primary_key=True)
    tag: str = words(primary_key=True)
    created_at: datetime


trend_ignored = table_of(TrendIgnoredRow)
