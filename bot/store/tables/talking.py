"""What people asked, changed and were allowed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.store.columns import json_value, reference, row_id, table_of, words


class InboxRow(SQLModel, table=True):
    """Events of the platforms that were acted on."""

    __tablename__ = "inbox"
    platform: str = words(primary_key=True)
    event_id: str = words(primary_key=True)
    at: datetime = Field(index=True)


inbox = table_of(InboxRow)


class ChangeRow(SQLModel, table=True):
    """Who changed what, with enough to invert it."""

    __tablename__ = "change"
    __table_args__ = (Index("change_latest", "channel_id", "person_id", "at"),)
    id: int | None = row_id()
    workspace_id: int = reference("workspace")
    channel_id: int | None = reference("channel", default=None)
    person_id: str = words()
    person_name: str = words()
    verb: str = words()
    old: Any = json_value()
    new: Any = json_value()
    at: datetime
    undone_at: datetime | None = None


change = table_of(ChangeRow)


class ButtonRow(SQLModel, table=True):
    """What a button that was sent stands for. `person_id` empty: for the whole channel."""

    __tablename__ = "button"
    id: str = words(primary_key=True)
    workspace_id: int = reference("workspace")
    channel_id: int = reference("channel", index=True)
    person_id: str | None = words(default=None)
    command: str = words()
    label: str = words()
    issued_at: datetime
    expires_at: datetime = Field(index=True)


button = table_of(ButtonRow)


class QuestionRow(SQLModel, table=True):
    """What the next plain words of a person complete."""

    __tablename__ = "question"
    channel_id: int = reference("channel", primary_key=True)
    person_id: str = words(primary_key=True)
    verb: str = words()
    expires_at: datetime


question = table_of(QuestionRow)


class OperatorRow(SQLModel, table=True):
    """Who runs the installation; `chat`: their conversation with the bot alone."""

    __tablename__ = "operator"
    platform: str = words(primary_key=True)
    bot: str = words(primary_key=True)
    person_id: str = words(primary_key=True)
    person_name: str = words()
    chat: str = words()
    added_at: datetime


operator = table_of(OperatorRow)


class ChatAccessRow(SQLModel, table=True):
    """What the operator answered about a chat that wants the bot."""

    __tablename__ = "chat_access"
    platform: str = words(primary_key=True)
    bot: str = words(primary_key=True)
    chat: str = words(primary_key=True)
    allowed: bool
    at: datetime


chat_access = table_of(ChatAccessRow)


class ChannelFeedRow(SQLModel, table=True):
    """A web feed of what a channel found. `secret_hash`: SHA-256 of its secret address's part."""

    __tablename__ = "channel_feed"
    channel_id: int = reference("channel", primary_key=True)
    secret_hash: str = words(unique=True)
    created_at: datetime


channel_feed = table_of(ChannelFeedRow)


class ToldRow(SQLModel, table=True):
    """What a channel is asked or told once only, or has found out by itself."""

    __tablename__ = "told"
    channel_id: int = reference("channel", primary_key=True)
    name: str = words(primary_key=True)
    at: datetime


told = table_of(ToldRow)


class FactRow(SQLModel, table=True):
    """A fact of the installation itself, such as the hash of its claim code."""

    __tablename__ = "fact"
    name: str = words(primary_key=True)
    value: str = words()
    at: datetime


fact = table_of(FactRow)
