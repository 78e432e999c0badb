"""What answers led to, kept until somebody taps or types its number, or the day is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from bot.core.model import ChannelId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import draft

LIFE = timedelta(hours=24)


async def add(tx: Tx, channel_id: ChannelId, content: Mapping[str, Any], now: datetime) -> int:
    """Its number. It is never changed."""
    new = draft.insert().values(channel_id=channel_id, content=content, created_at=now)
    return int((await tx.execute(new.returning(draft.c.id))).scalar_one())


async def get(tx: Tx, draft_id: int, channel_id: ChannelId, now: datetime) -> dict[str, Any] | None:
    """None: another channel's, or too old."""
    c = draft.c
    mine = select(c.content).where(
        c.id == draft_id, c.channel_id == channel_id, c.created_at > now - LIFE
    )
    found: dict[str, Any] | None = (await tx.execute(mine)).scalar()
    return found


async def latest(
    tx: Tx, channel_id: ChannelId, person_id: str, key: str, now: datetime
) -> dict[str, Any] | None:
    """The channel's last one that has `key` and was made for that person."""
    c = draft.c
    mine = select(c.content).where(c.channel_id == channel_id, c.created_at > now - LIFE)
    for row in await sql.rows(tx, mine.order_by(c.id.desc())):
        if key in row.content and row.content.get("person") == person_id:
            return dict(row.content)
    return None


async def purge(tx: Tx, now: datetime) -> int:
    return await sql.count(tx, delete(draft).where(draft.c.created_at <= now - LIFE))
