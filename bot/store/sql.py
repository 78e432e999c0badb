"""Small pieces of statements that several subjects share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Delete,
    Executable,
    Row,
    Table,
    Update,
    exists,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.model import ChannelId
from bot.store.tables import channel, target, watch

Insert = sqlite.Insert | postgresql.Insert


def insert(tx: AsyncConnection, table: Table) -> Insert:
    """An INSERT that can say what happens on a conflict."""
    return insert_on(tx.dialect.name, table)


def insert_on(dialect: str, table: Table) -> Insert:
    """The same, for statements that are built once and kept."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


async def insert_new(tx: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that break no unique rule; the others are there already."""
    if rows:
        await tx.execute(insert(tx, table).on_conflict_do_nothing(), rows)


async def count(tx: AsyncConnection, statement: Update | Delete) -> int:
    """How many rows the statement changed. (For an INSERT drivers don't tell: RETURNING does.)"""
    result: CursorResult[Any] = await tx.execute(statement)
    return result.rowcount


async def changed(tx: AsyncConnection, statement: Update | Delete) -> bool:
    """Did the conditional change happen?"""
    return await count(tx, statement) > 0


async def rows(tx: AsyncConnection, statement: Executable) -> Sequence[Row[Any]]:
    return (await tx.execute(statement)).all()


async def first(tx: AsyncConnection, statement: Executable) -> Row[Any] | None:
    return (await tx.execute(statement)).first()


async def one_at_a_time(tx: AsyncConnection, channel_id: ChannelId) -> None:
    """Until the end of the transaction no other claims or empties this channel's messages."""
    await tx.execute(select(channel.c.id).where(channel.c.id == channel_id).with_for_update())


def over(column: ColumnElement[datetime | None], now: datetime) -> ColumnElement[bool]:
    """The time is empty or past."""
    return or_(column.is_(None), column <= now)


def live_watch() -> ColumnElement[bool]:
    """Somebody watches the target of the query around it."""
    alive = (watch.c.target_id == target.c.id) & watch.c.ended_at.is_(None)
    return exists().where(alive).correlate(target)
