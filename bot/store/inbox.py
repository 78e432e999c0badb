"""Events of the chat platforms, so that a redelivery acts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import inbox


async def first_time(tx: Tx, platform: str, event_id: str, now: datetime) -> bool:
    """False: it was acted on. Belongs in the transaction of the event's effect."""
    row = {"platform": str(platform), "event_id": event_id, "at": now}
    new = sql.insert(tx, inbox).on_conflict_do_nothing().values(row)
    return await sql.first(tx, new.returning(inbox.c.event_id)) is not None


async def seen(tx: Tx, platform: str, event_id: str) -> bool:
    """Whether it was acted on already."""
    c = inbox.c
    found = select(c.at).where(c.platform == str(platform), c.event_id == event_id)
    return await sql.first(tx, found) is not None


async def purge(tx: Tx, before: datetime) -> int:
    """Forget older events; how many."""
    return await sql.count(tx, delete(inbox).where(inbox.c.at < before))
