"""What a channel is asked or told once only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.core.model import ChannelId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import told


async def once(tx: Tx, channel_id: ChannelId, name: str, now: datetime) -> bool:
    """True the first time that this is asked for this channel; it counts as told from then on."""
    new = sql.insert(tx, told).values(channel_id=channel_id, name=name, at=now)
    first = new.on_conflict_do_nothing().returning(told.c.name)
    return await sql.first(tx, first) is not None


async def names(tx: Tx, channel_id: ChannelId) -> frozenset[str]:
    """All that it was asked or told."""
    found = select(told.c.name).where(told.c.channel_id == channel_id)
    return frozenset(row.name for row in await sql.rows(tx, found))


async def move_channel(tx: Tx, source: ChannelId, into: ChannelId) -> None:
    """Told in one is told in the other, where they are the same chat."""
    c = told.c
    mine = delete(told).where(c.channel_id == source).returning(c.name, c.at)
    rows = [
        {"channel_id": into, "name": row.name, "at": row.at} for row in await sql.rows(tx, mine)
    ]
    await sql.insert_new(tx, told, rows)
