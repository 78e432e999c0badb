"""Which digests were made, and what belongs in one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from bot.core.model import (
    ChannelId,
    DeliveryId,
    DigestRow,
    Match,
    PostId,
    StoredPost,
    Verdict,
    Watch,
    WatchId,
)
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_post, to_watch
from bot.store.tables import channel, digest, digest_post, post, target, verdict, watch

_TOLD = (Verdict.NEWS.value, Verdict.DIGEST.value, Verdict.LATE.value)
_LEFT_OUT = (Verdict.EXCLUDED.value, Verdict.NOT_INCLUDED.value, Verdict.DROPPED.value)


async def last(tx: Tx, channel_id: ChannelId, kind: str) -> DigestRow | None:
    c = digest.c
    found = select(digest).where(c.channel_id == channel_id, c.kind == kind)
    row = await sql.first(tx, found.order_by(c.ends_at.desc()).limit(1))
    if row is None:
        return None
    return DigestRow(row.id, channel_id, row.kind, row.local_date, row.starts_at, row.ends_at)


async def open(
    tx: Tx, channel_id: ChannelId, kind: str, local_date: date, start: datetime, end: datetime
) -> int | None:
    """Take the day's digest; None: it was taken before. The period is [start, end)."""
    of_channel = select(channel.c.workspace_id).where(channel.c.id == channel_id)
    new = sql.insert(tx, digest).on_conflict_do_nothing().returning(digest.c.id)
    row = await sql.first(
        tx,
        new.values(
            workspace_id=of_channel.scalar_subquery(),
            channel_id=channel_id,
            kind=kind,
            local_date=local_date,
            starts_at=start,
            ends_at=end,
        ),
    )
    return None if row is None else int(row.id)


async def period(tx: Tx, channel_id: ChannelId, row: int) -> tuple[datetime, datetime] | None:
    """From when to when a digest of the channel goes; None: it has none of that number."""
    c = digest.c
    found = select(c.starts_at, c.ends_at).where(c.id == row, c.channel_id == channel_id)
    one = await sql.first(tx, found)
    return None if one is None else (one.starts_at, one.ends_at)


async def tells(tx: Tx, delivery_id: DeliveryId, post_ids: Collection[PostId]) -> None:
    """Which posts the digest that begins with this message tells, so that edits reach it."""
    rows = [{"delivery_id": delivery_id, "post_id": post_id} for post_id in set(post_ids)]
    await sql.insert_new(tx, digest_post, rows)


async def heard(tx: Tx, channel_id: ChannelId, start: datetime, end: datetime) -> set[WatchId]:
    """Watches for which something was published from `start` until before `end`, told or not.

    What isn't its account's own (a share, a reply) doesn't count.
    """
    v = verdict.c
    within = (v.channel_id == channel_id, v.at >= start, v.at < end)
    some = select(v.watch_id).where(*within, v.verdict.in_((*_TOLD, *_LEFT_OUT))).distinct()
    return {row.watch_id for row in await sql.rows(tx, some)}


async def posts_between(
    tx: Tx, channel_id: ChannelId, start: datetime, end: datetime
) -> list[tuple[StoredPost, Watch, Match]]:
    """What live watches found from `start` until before `end`, in the order recorded.

    A post may come once for each watch; those deleted upstream are left out.
    """
    v = verdict.c
    found = (
        select(verdict, watch, target, post)
        .join_from(verdict, watch, v.watch_id == watch.c.id)
        .join(target, watch.c.target_id == target.c.id)
        .join(post, v.post_id == post.c.id)
        .where(v.channel_id == channel_id, v.at >= start, v.at < end)
        .where(v.verdict.in_(_TOLD), watch.c.ended_at.is_(None), ~post.c.deleted)
        .order_by(v.at, v.post_id, v.watch_id)
    )
    every: list[tuple[StoredPost, Watch, Match]] = []
    for row in await sql.rows(tx, found):
        stored, watched, get = to_post(row), to_watch(row), row._mapping
        match = Match(watched.id, channel_id, stored.post.key, Verdict(get[v.verdict]), get[v.word])
        every.append((stored, watched, match))
    return every
