"""What accounts have published over the last months, and what a channel was told meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Row, case, distinct, func, select

from bot.core.compare import Seen
from bot.core.compare.reactions import RIPE
from bot.core.model import ChannelId, DeliveryKind, DeliveryState, Mode, TargetState, WatchId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_post
from bot.store.tables import alert, alert_entry, delivery, post, sighting, watch
from connectors.types import Post, PostKind, TargetId

_OWN = (PostKind.ORIGINAL.value, PostKind.QUOTE.value)


async def seen(tx: Tx, states: Collection[TargetState], since: datetime) -> dict[TargetId, Seen]:
    """What each account published itself since then; reposts, replies and what was deleted not.

    Posts have what can be counted, and no words.
    """
    read = {one.target.id: one.last_good_at for one in states}
    posts = await _own_posts(tx, read, since)
    return {one.target.id: _seen(one, posts.get(one.target.id, []), since) for one in states}


def _seen(state: TargetState, posts: Sequence[Post], since: datetime) -> Seen:
    begun = max(state.baseline_at, since) if state.baseline_at else None
    until, target = state.last_good_at, state.target
    return Seen(target.network, target.key, target.name, tuple(posts), begun, until)


async def _own_posts(
    tx: Tx, read: Mapping[TargetId, datetime | None], since: datetime
) -> dict[TargetId, list[Post]]:
    """`read`: when each was last looked at."""
    p = post.c
    columns = (p.network, p.key, p.kind, p.reactions, p.published_at, p.first_seen_at, p.ripe_at)
    found = (
        select(sighting.c.target_id, *columns)
        .join_from(sighting, post, sighting.c.post_id == p.id)
        .where(sighting.c.target_id.in_(read), own(), came_out() >= since)
    )
    posts: dict[TargetId, list[Post]] = {}
    for row in await sql.rows(tx, found):
        target_id = TargetId(row.target_id)
        posts.setdefault(target_id, []).append(_counted(row, read[target_id]))
    return posts


def own() -> ColumnElement[bool]:
    """A post that its account wrote itself, and that is still there."""
    return post.c.kind.in_(_OWN) & ~post.c.deleted


def came_out() -> Label[datetime]:
    """When a post was published, but not later than it was seen."""
    p = post.c
    late = p.published_at.is_(None) | (p.published_at > p.first_seen_at)
    return case((late, p.first_seen_at), else_=p.published_at).label("came_out")


def _counted(row: Any, read: datetime | None) -> Post:
    at = min(row.published_at, row.first_seen_at) if row.published_at else None
    kind, reactions = PostKind(row.kind), counted(row, read)
    return Post(row.network, row.key, "", "", "", "", "", at, kind, reactions=reactions)


def counted(row: Row[Any], now: datetime | None) -> int | None:
    """A post's reactions; None where they were only counted in its first two days, which are over:
    that says too little."""
    get, c = row._mapping, post.c
    at, reactions = get[c.published_at], get[c.reactions]
    if get[c.ripe_at] is None and now is not None and at is not None and now - at >= RIPE:
        return None
    return None if reactions is None else int(reactions)


async def everything(
    tx: Tx, ids: Collection[TargetId], start: datetime, end: datetime
) -> list[tuple[TargetId, Post]]:
    """All that these accounts showed first in that time, passed on or said themselves."""
    p = post.c
    found = (
        select(sighting.c.target_id, post)
        .join_from(sighting, post, sighting.c.post_id == p.id)
        .where(sighting.c.target_id.in_(ids), ~p.deleted)
        .where(p.first_seen_at >= start, p.first_seen_at < end)
        .order_by(p.id, sighting.c.target_id)
    )
    return [(TargetId(row.target_id), to_post(row).post) for row in await sql.rows(tx, found)]


async def told(
    tx: Tx, channel_id: ChannelId, kind: DeliveryKind, start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """The facts of the messages of that kind that were made for a channel, oldest first."""
    c = delivery.c
    made = (c.channel_id == channel_id) & (c.kind == kind.value)
    alive = c.state != DeliveryState.WITHDRAWN.value
    found = select(c.payload).where(made, alive, c.created_at >= start, c.created_at < end)
    return [row.payload or {} for row in await sql.rows(tx, found.order_by(c.id))]


async def alerts_since(tx: Tx, channel_id: ChannelId, since: datetime) -> int:
    """Alerts that were put in a message."""
    c = alert.c
    found = select(func.count()).where(
        c.channel_id == channel_id, c.created_at >= since, c.delivery_id.is_not(None)
    )
    return int((await tx.execute(found)).scalar_one())


async def busiest(tx: Tx, channel_id: ChannelId, since: datetime) -> tuple[WatchId, int] | None:
    """The live watch with alerts that had most of them, and how many."""
    c, many = alert_entry.c, func.count(distinct(alert_entry.c.alert_id)).label("many")
    found = (
        select(c.watch_id, many)
        .join_from(alert_entry, alert, c.alert_id == alert.c.id)
        .join(watch, c.watch_id == watch.c.id)
        .where(alert.c.channel_id == channel_id, alert.c.created_at >= since)
        .where(alert.c.delivery_id.is_not(None), watch.c.ended_at.is_(None))
        .where(watch.c.mode != Mode.DIGEST.value)
        .group_by(c.watch_id)
        .order_by(many.desc(), c.watch_id)
        .limit(1)
    )
    row = await sql.first(tx, found)
    return None if row is None else (WatchId(row.watch_id), int(row.many))
