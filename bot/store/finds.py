"""What a channel found: posts that it was told, that its digests have, or that wait for one.

Posts are shared by all workspaces; only what this channel's own watches brought is here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import case, func, select, union

from bot.core.exporting import Find
from bot.core.model import (
    Channel,
    ChannelId,
    PostId,
    Verdict,
    Watch,
)
from bot.store import firms, posts, sql, stories
from bot.store.engine import Tx
from bot.store.rows import to_watch
from bot.store.tables import (
    alert,
    alert_entry,
    delivery,
    digest_post,
    post,
    sighting,
    target,
    verdict,
    watch,
)

_TOLD = (Verdict.NEWS.value, Verdict.DIGEST.value, Verdict.LATE.value)
ALERT, DIGEST = "alert", "digest"


async def listed(
    tx: Tx, channel_id: ChannelId, start: datetime, end: datetime, *, limit: int
) -> list[PostId]:
    """What came out from `start` until before `end`, the newest first.

    What was deleted upstream is left out.
    """
    c = post.c
    at = case((c.published_at < c.first_seen_at, c.published_at), else_=c.first_seen_at)
    found = (
        select(c.id)
        .where(c.id.in_(_found_ids(channel_id)), ~c.deleted, at >= start, at < end)
        .order_by(at.desc(), c.id.desc())
        .limit(limit)
    )
    return [PostId(row.id) for row in await sql.rows(tx, found)]


async def of_posts(tx: Tx, of: Channel, ids: Sequence[PostId]) -> list[Find]:
    """These of `listed`, in their order, as the channel knows them; but for those deleted since."""
    stored = await posts.get(tx, ids)
    why = await _watches(tx, of.id, ids)
    owners = await firms.of_targets(
        tx, of.workspace_id, {one.target.id for some in why.values() for one in some}
    )
    placed = await stories.of_posts(tx, of.workspace_id, ids)
    told = await _told(tx, of.id, ids)
    found = []
    for one in (stored[key] for key in ids if key in stored and not stored[key].deleted):
        brought = why.get(one.id, ())
        owner = next((owners[w.target.id].name for w in brought if w.target.id in owners), "")
        at, kind = told.get(one.id, (None, ""))
        found.append(Find(one, brought, owner, placed.get(one.id), at, kind))
    return found


def _found_ids(channel_id: ChannelId) -> Any:
    """Judgements are forgotten after 30 days; alerts and digests remember what they told."""
    v = verdict.c
    judged = (
        select(v.post_id)
        .join_from(verdict, watch, v.watch_id == watch.c.id)
        .where(v.channel_id == channel_id, v.verdict.in_(_TOLD), watch.c.ended_at.is_(None))
    )
    alerted = (
        select(alert_entry.c.post_id)
        .join_from(alert_entry, alert, alert_entry.c.alert_id == alert.c.id)
        .where(alert.c.channel_id == channel_id)
    )
    digested = (
        select(digest_post.c.post_id)
        .join_from(digest_post, delivery, digest_post.c.delivery_id == delivery.c.id)
        .where(delivery.c.channel_id == channel_id)
    )
    return union(judged, alerted, digested)


async def _watches(
    tx: Tx, channel_id: ChannelId, ids: Sequence[PostId]
) -> dict[PostId, tuple[Watch, ...]]:
    """The channel's watches that brought each: by judgement, or by alert, or by what they show."""
    wanted = await _brought(tx, channel_id, _judged(ids))
    left = [one for one in ids if one not in wanted]
    return wanted | (await _brought(tx, channel_id, _shown(left)) if left else {})


def _judged(ids: Sequence[PostId]) -> Any:
    v, e = verdict.c, alert_entry.c
    judged = select(v.post_id, v.watch_id).where(v.post_id.in_(ids), v.verdict.in_(_TOLD))
    return union(judged, select(e.post_id, e.watch_id).where(e.post_id.in_(ids)))


def _shown(ids: Sequence[PostId]) -> Any:
    return (
        select(sighting.c.post_id, watch.c.id.label("watch_id"))
        .join_from(sighting, watch, watch.c.target_id == sighting.c.target_id)
        .where(sighting.c.post_id.in_(ids))
    )


async def _brought(tx: Tx, channel_id: ChannelId, pairs: Any) -> dict[PostId, tuple[Watch, ...]]:
    each = pairs.subquery()
    found = (
        select(each.c.post_id, each.c.watch_id)
        .join_from(each, watch, each.c.watch_id == watch.c.id)
        .where(watch.c.channel_id == channel_id)
        .order_by(each.c.post_id, each.c.watch_id)
    )
    rows = await sql.rows(tx, found)
    known = await _by_id(tx, {row.watch_id for row in rows})
    return {
        PostId(post_id): _once(known[row.watch_id] for row in some)
        for post_id, some in groupby(rows, lambda row: row.post_id)
    }


def _once(some: Iterable[Watch]) -> tuple[Watch, ...]:
    """Of a target that was watched, left and watched again: the last watch."""
    return tuple({one.target.id: one for one in some}.values())


async def _by_id(tx: Tx, ids: Collection[int]) -> dict[int, Watch]:
    found = select(watch, target).join_from(watch, target, watch.c.target_id == target.c.id)
    return {
        one.id: one for one in map(to_watch, await sql.rows(tx, found.where(watch.c.id.in_(ids))))
    }


async def _told(
    tx: Tx, channel_id: ChannelId, ids: Sequence[PostId]
) -> dict[PostId, tuple[datetime, str]]:
    """When each was first told here, and in what."""
    d = delivery.c
    alerts = (
        select(alert_entry.c.post_id, func.min(d.sent_at).label("at"))
        .join_from(alert_entry, alert, alert_entry.c.alert_id == alert.c.id)
        .join(delivery, alert.c.delivery_id == d.id)
        .where(alert.c.channel_id == channel_id, alert_entry.c.post_id.in_(ids))
        .group_by(alert_entry.c.post_id)
    )
    digests = (
        select(digest_post.c.post_id, func.min(d.sent_at).label("at"))
        .join_from(digest_post, delivery, digest_post.c.delivery_id == d.id)
        .where(d.channel_id == channel_id, digest_post.c.post_id.in_(ids))
        .group_by(digest_post.c.post_id)
    )
    told: dict[PostId, tuple[datetime, str]] = {}
    for kind, statement in ((ALERT, alerts), (DIGEST, digests)):
        for row in await sql.rows(tx, statement):
            if row.at is not None:
                told[row.post_id] = min(told.get(row.post_id, (row.at, kind)), (row.at, kind))
    return told
