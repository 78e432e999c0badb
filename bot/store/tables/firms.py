"""Firms with their accounts, panels of firms, and what accounts say of themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.columns import json_value, partial_index, reference, row_id, table_of, words


class FirmRow(SQLModel, table=True):
    """One firm, as one workspace sees it. `slug`: what a person types. `site`: its site, or ""."""

    __tablename__ = "firm"
    __table_args__ = (
        partial_index("firm_live", "workspace_id", "slug", where="ended_at IS NULL", unique=True),
    )
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    slug: str = words()
    name: str = words()
    kind: str = words()
    relation: str | None = words(default=None)
    site: str = words()
    created_by: str = words()
    created_by_name: str = words()
    created_at: datetime
    ended_at: datetime | None = None


firm = table_of(FirmRow)


class FirmAccountRow(SQLModel, table=True):
    """An account that a person confirmed to be the firm's; of one firm only in a workspace."""

    __tablename__ = "firm_account"
    __table_args__ = (
        UniqueConstraint("workspace_id", "target_id", name="firm_account_once"),
        Index("firm_account_of", "firm_id"),
    )
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    firm_id: int = reference("firm")
    target_id: int = reference("target", index=True)
    proof: str = words()
    confirmed_by: str = words()
    confirmed_at: datetime


firm_account = table_of(FirmAccountRow)


class PanelRow(SQLModel, table=True):
    """A named set of firms, shared by the channels of a workspace."""

    __tablename__ = "panel"
    __table_args__ = (UniqueConstraint("workspace_id", "slug", name="panel_slug"),)
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    slug: str = words()
    name: str = words()
    created_by: str = words()
    created_by_name: str = words()
    created_at: datetime


panel = table_of(PanelRow)


class PanelFirmRow(SQLModel, table=True):
    __tablename__ = "panel_firm"
    panel_id: int = reference("panel", primary_key=True)
    firm_id: int = reference("firm", primary_key=True, index=True)


panel_firm = table_of(PanelFirmRow)


class PanelChannelRow(SQLModel, table=True):
    """A channel that follows a panel: firms that are added to it are watched there too."""

    __tablename__ = "panel_channel"
    panel_id: int = reference("panel", primary_key=True)
    channel_id: int = reference("channel", primary_key=True, index=True)
    mode: str = words()
    created_by: str = words()
    created_by_name: str = words()
    created_at: datetime


panel_channel = table_of(PanelChannelRow)


class DraftRow(SQLModel, table=True):
    """What a list that somebody pasted led to, until it is tapped or a day has passed."""

    __tablename__ = "draft"
    id: int | None = row_id()
    channel_id: int = reference("channel")
    content: Any = json_value()
    created_at: datetime = Field(index=True)


draft = table_of(DraftRow)


class ProfileRow(SQLModel, table=True):
    """What an account says of itself, as its channels know it; None where it was never told.

    `links`: a list of addresses. `former`: what was there before, by column: [value, until when].
    `told_at`: when a change was last told.
    """

    __tablename__ = "profile"
    target_id: int = reference("target", primary_key=True)
    handle: str = words()
    name: str | None = words(default=None)
    bio: str | None = words(default=None)
    links: Any = json_value(default=None, nullable=True)
    picture: str | None = words(default=None)
    pinned: str | None = words(default=None)
    former: Any = json_value(default=None, nullable=True)
    told_at: datetime | None = None
    seen_at: datetime


profile = table_of(ProfileRow)


class UnwantedRow(SQLModel, table=True):
    """ "Not this": an author whom a channel doesn't want to find when it looks for `subject`."""

    __tablename__ = "unwanted"
    __table_args__ = (
        UniqueConstraint("channel_id", "subject", "network", "author_key", name="unwanted_once"),
    )
    id: int | None = row_id()
    channel_id: int = reference("channel")
    subject: str = words()
    network: str = words()
    author_key: str = words()
    author_name: str = words()
    created_at: datetime


unwanted = table_of(UnwantedRow)
