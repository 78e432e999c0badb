"""What channels want to be told of hashtags, and what they were told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, func, select

from bot.core.model import (
    Change,
    Channel,
    ChannelId,
    DeliveryKind,
    DeliveryState,
    Mode,
    WorkspaceId,
)
from bot.core.trends import same
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_channel
from bot.store.tables import channel, delivery, target, trend_ignored, watch
from connectors.types import Kind

UNDO = {"ignore": "trend_ignore", "heed": "trend_heed"}
"""How a change says what takes it back."""


async def listeners(tx: Tx, scope: WorkspaceId) -> list[Channel]:
    """The workspace's channels that follow something and want to be told."""
    c = channel.c
    follows = exists().where(watch.c.channel_id == c.id, watch.c.ended_at.is_(None))
    found = select(channel).where(c.workspace_id == scope, c.trends.is_not(None), follows)
    open_ones = found.where(c.parked.is_(None)).order_by(c.id)
    return [to_channel(row) for row in await sql.rows(tx, open_ones)]


async def told_since(tx: Tx, channel_id: ChannelId, since: datetime) -> int:
    """Messages about hashtags that were made for it."""
    c = delivery.c
    mine = (c.channel_id == channel_id) & (c.kind == DeliveryKind.TREND.value)
    alive = c.state != DeliveryState.WITHDRAWN.value
    found = select(func.count()).where(mine, alive, c.created_at >= since)
    return int((await tx.execute(found)).scalar_one())


async def hashtags(tx: Tx, channel_id: ChannelId) -> dict[str, bool]:
    """The hashtags that it watches: do they come as alerts?"""
    of_channel = (watch.c.channel_id == channel_id) & watch.c.ended_at.is_(None)
    found = (
        select(target.c.handle, watch.c.mode)
        .join_from(watch, target, watch.c.target_id == target.c.id)
        .where(of_channel, target.c.kind == Kind.HASHTAG.value)
    )
    alerts: dict[str, bool] = {}
    for row in await sql.rows(tx, found):
        tag = same(row.handle)
        alerts[tag] = alerts.get(tag, False) or row.mode != Mode.DIGEST.value
    return alerts


async def ignored(tx: Tx, channel_id: ChannelId) -> list[str]:
    """The tags that it doesn't want to hear of, the last one first."""
    c = trend_ignored.c
    found = select(c.tag).where(c.channel_id == channel_id).order_by(c.created_at.desc(), c.tag)
    return [row.tag for row in await sql.rows(tx, found)]


async def ignore(tx: Tx, channel_id: ChannelId, tag: str, now: datetime) -> bool:
    """False: it was ignored already."""
    row = {"channel_id": channel_id, "tag": same(tag), "created_at": now}
    new = sql.insert(tx, trend_ignored).on_conflict_do_nothing().values(row)
    return await sql.first(tx, new.returning(trend_ignored.c.tag)) is not None


async def heed(tx: Tx, channel_id: ChannelId, tag: str) -> bool:
    """Ignore it no more. False: it wasn't ignored."""
    c = trend_ignored.c
    mine = delete(trend_ignored).where(c.channel_id == channel_id, c.tag == same(tag))
    return await sql.changed(tx, mine)


async def put_back(tx: Tx, change: Change) -> None:
    """Take back what a change did to the tags that its channel ignores."""
    if change.channel_id is None:
        return
    if tag := change.before.get(UNDO["ignore"]):
        await ignore(tx, change.channel_id, tag, change.at)
    if tag := change.before.get(UNDO["heed"]):
        await heed(tx, change.channel_id, tag)
