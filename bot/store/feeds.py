"""Which channels have a web feed. Of its secret address only a hash is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select

from bot.core.model import Change, Channel, ChannelId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_channel
from bot.store.tables import channel, channel_feed

UNDO = "feed"
"""How a change says what was there before: a hash, or "" for no feed."""


@dataclass(frozen=True, slots=True)
class Fed:
    """A channel that has a feed since `since`."""

    channel: Channel
    since: datetime


async def of_secret(tx: Tx, secret: str) -> Fed | None:
    """Whose feed it is. None: nobody's, or of a place where nothing can be told any more.

    Found by the hash of 256 random bits: how long it takes says nothing about any secret.
    """
    found = (
        select(channel, channel_feed.c.created_at.label("since"))
        .join_from(channel_feed, channel, channel_feed.c.channel_id == channel.c.id)
        .where(channel_feed.c.secret_hash == _hash(secret), channel.c.parked.is_(None))
    )
    row = await sql.first(tx, found)
    return None if row is None else Fed(to_channel(row), row.since)


async def since(tx: Tx, channel_id: ChannelId) -> datetime | None:
    """When the address that is good now was made; None: there is no feed."""
    c = channel_feed.c
    row = await sql.first(tx, select(c.created_at).where(c.channel_id == channel_id))
    return None if row is None else row.created_at


async def begin(tx: Tx, channel_id: ChannelId, secret: str, now: datetime) -> str:
    """Good from now on instead of any before; what takes that back (UNDO)."""
    before = await end(tx, channel_id)
    await _put(tx, channel_id, _hash(secret), now)
    return before


async def end(tx: Tx, channel_id: ChannelId) -> str:
    """No feed any more; what takes that back (UNDO)."""
    c = channel_feed.c
    gone = delete(channel_feed).where(c.channel_id == channel_id).returning(c.secret_hash)
    row = await sql.first(tx, gone)
    return "" if row is None else str(row.secret_hash)


async def put_back(tx: Tx, change: Change) -> None:
    """The feed as it was before the change; its address is the one that it had then."""
    if change.channel_id is None or UNDO not in change.before:
        return
    await end(tx, change.channel_id)
    if before := change.before[UNDO]:
        await _put(tx, change.channel_id, before, change.at)


async def _put(tx: Tx, channel_id: ChannelId, secret_hash: str, now: datetime) -> None:
    row = {"channel_id": channel_id, "secret_hash": secret_hash, "created_at": now}
    await sql.insert_new(tx, channel_feed, [row])


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
