"""From matches to alerts: what each watch made of a post, and what channels must learn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, select

from bot.core.compose import Pending
from bot.core.match import is_wide, published
from bot.core.model import (
    Alert,
    Channel,
    ChannelId,
    DeliveryId,
    Entry,
    Match,
    PostId,
    Verdict,
    WatchId,
    WorkspaceId,
)
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_alert, to_post, to_target
from bot.store.tables import (
    alert,
    alert_entry,
    delivery,
    post,
    story,
    story_post,
    target,
    verdict,
    watch,
)


async def record_matches(
    tx: Tx, workspace_id: WorkspaceId, matches: Sequence[tuple[Match, PostId]], now: datetime
) -> None:
    """What the watches of a workspace made of the posts; the first judgement stays."""
    rows = [
        {
            "workspace_id": workspace_id,
            "channel_id": match.channel_id,
            "watch_id": match.watch_id,
            "post_id": post_id,
            "verdict": match.verdict.value,
            "word": match.word,
            "at": now,
        }
        for match, post_id in matches
    ]
    await sql.insert_new(tx, verdict, rows)


async def why(tx: Tx, channel_id: ChannelId, post_id: PostId) -> list[tuple[Match, datetime]]:
    """What this channel's watches made of a post, and when."""
    v = verdict.c
    found = (
        select(verdict, post.c.key)
        .join(post, v.post_id == post.c.id)
        .where(v.channel_id == channel_id, v.post_id == post_id)
        .order_by(v.at, v.watch_id)
    )
    return [
        (Match(row.watch_id, row.channel_id, row.key, Verdict(row.verdict), row.word), row.at)
        for row in await sql.rows(tx, found)
    ]


async def purge_matches(tx: Tx, before: datetime) -> int:
    """Forget older judgements; how many."""
    return await sql.count(tx, delete(verdict).where(verdict.c.at < before))


async def raise_alerts(
    tx: Tx, channel: Channel, entries: Sequence[tuple[WatchId, PostId]], now: datetime
) -> int:
    """Make the channel learn these posts, each story once; how many alerts are new."""
    if not entries:
        return 0
    posts = sorted({post_id for _, post_id in entries})
    stories = await _stories(tx, channel.workspace_id, posts, now)
    rows = [
        {
            "workspace_id": channel.workspace_id,
            "channel_id": channel.id,
            "story_id": stories[post_id],
            "created_at": now,
        }
        for post_id in posts
    ]
    new = sql.insert(tx, alert).on_conflict_do_nothing().returning(alert.c.id)
    made = (await tx.execute(new, rows)).all()
    await _enter(tx, channel.id, entries, stories, now)
    return len(made)


async def _stories(
    tx: Tx, workspace_id: WorkspaceId, posts: Sequence[PostId], now: datetime
) -> dict[PostId, int]:
    """The story of each post as the workspace sees it, chosen now where none was."""
    chosen = await _chosen(tx, workspace_id, posts)
    new = [post_id for post_id in posts if post_id not in chosen]
    if not new:
        return chosen
    mine = [{"workspace_id": workspace_id, "post_id": post_id} for post_id in new]
    await sql.insert_new(tx, story, [row | {"created_at": now} for row in mine])
    c = story.c
    begun = select(c.id, c.post_id).where(c.workspace_id == workspace_id, c.post_id.in_(new))
    ids = {row.post_id: row.id for row in await sql.rows(tx, begun)}
    linked = [row | {"story_id": ids[row["post_id"]]} for row in mine]
    await sql.insert_new(tx, story_post, linked)
    return await _chosen(tx, workspace_id, posts)


async def _chosen(tx: Tx, workspace_id: WorkspaceId, posts: Sequence[PostId]) -> dict[PostId, int]:
    c = story_post.c
    found = select(story_post).where(c.workspace_id == workspace_id, c.post_id.in_(posts))
    return {PostId(row.post_id): row.story_id for row in await sql.rows(tx, found)}


async def _enter(
    tx: Tx,
    channel_id: ChannelId,
    entries: Sequence[tuple[WatchId, PostId]],
    stories: dict[PostId, int],
    now: datetime,
) -> None:
    c = alert.c
    raised = select(c.id, c.story_id).where(
        c.channel_id == channel_id, c.story_id.in_(set(stories.values()))
    )
    alerts = {row.story_id: row.id for row in await sql.rows(tx, raised)}
    rows = [
        {
            "alert_id": alerts[stories[post_id]],
            "post_id": post_id,
            "watch_id": watch_id,
            "created_at": now,
        }
        for watch_id, post_id in entries
    ]
    await sql.insert_new(tx, alert_entry, rows)


async def pending(tx: Tx, channel_id: ChannelId) -> list[Alert]:
    """Alerts that are in no message yet, oldest first."""
    waiting = (alert.c.channel_id == channel_id) & alert.c.delivery_id.is_(None)
    return await _load(tx, waiting)


async def waiting(tx: Tx, channel_id: ChannelId) -> list[Pending]:
    """The same, as bot.core.compose wants them: each with the first watch that wanted it."""
    open_ones = (alert.c.channel_id == channel_id) & alert.c.delivery_id.is_(None)
    found = _entries().add_columns(target).join(watch, alert_entry.c.watch_id == watch.c.id)
    found = found.join(target, watch.c.target_id == target.c.id).where(open_ones)
    every = await sql.rows(tx, found)
    return [_pending(next(rows)) for _, rows in groupby(every, _alert_id)]


def _pending(row: Any) -> Pending:
    get = row._mapping
    seen = to_post(row)
    return Pending(
        alert_id=get[alert.c.id],
        watch_id=get[alert_entry.c.watch_id],
        post_published_at=published(seen.post, seen.first_seen_at),
        wide=is_wide(to_target(row)),
    )


async def of_delivery(tx: Tx, delivery_id: DeliveryId) -> list[Alert]:
    """What a message tells, oldest first."""
    return await _load(tx, alert.c.delivery_id == delivery_id)


def _entries() -> Select[Any]:
    return (
        select(alert, alert_entry.c.watch_id, post)
        .join_from(alert, alert_entry, alert_entry.c.alert_id == alert.c.id)
        .join(post, alert_entry.c.post_id == post.c.id)
        .order_by(alert.c.id, alert_entry.c.created_at, post.c.id, alert_entry.c.watch_id)
    )


async def _load(tx: Tx, which: ColumnElement[bool]) -> list[Alert]:
    found = await sql.rows(tx, _entries().where(which))
    return [_alert(list(rows)) for _, rows in groupby(found, _alert_id)]


def _alert_id(row: Any) -> Any:
    return row._mapping[alert.c.id]


def _alert(rows: list[Any]) -> Alert:
    """Each post once, though several watches may have wanted it."""
    entries: dict[PostId, Entry] = {}
    for row in rows:
        stored = to_post(row)
        entry = Entry(stored, WatchId(row._mapping[alert_entry.c.watch_id]))
        entries.setdefault(stored.id, entry)
    return to_alert(rows[0], tuple(entries.values()))


async def channels_with_pending(tx: Tx) -> list[ChannelId]:
    found = select(alert.c.channel_id).where(alert.c.delivery_id.is_(None)).distinct()
    return [ChannelId(row.channel_id) for row in await sql.rows(tx, found)]


async def alerts_on_day(tx: Tx, watch_id: WatchId, since: datetime) -> int:
    """Posts of this watch that became alerts since then."""
    c = alert_entry.c
    found = select(func.count()).where(c.watch_id == watch_id, c.created_at >= since)
    return int((await tx.execute(found)).scalar_one())


async def shown_with_post(tx: Tx, post_ids: Collection[PostId]) -> list[DeliveryId]:
    """Messages that tell one of these posts."""
    if not post_ids:
        return []
    found = (
        select(alert.c.delivery_id)
        .join(alert_entry, alert_entry.c.alert_id == alert.c.id)
        .where(alert_entry.c.post_id.in_(post_ids), alert.c.delivery_id.is_not(None))
        .distinct()
    )
    return [DeliveryId(row.delivery_id) for row in await sql.rows(tx, found)]


async def withdraw(tx: Tx, watch_id: WatchId) -> None:
    """Tell nothing more of this watch: what wasn't sent yet leaves its alerts and messages."""
    channel_id = (
        await tx.execute(select(watch.c.channel_id).where(watch.c.id == watch_id))
    ).scalar_one()
    await sql.one_at_a_time(tx, channel_id)
    unsent = [row.id for row in await sql.rows(tx, _unsent(watch_id))]
    c = alert_entry.c
    await tx.execute(delete(alert_entry).where(c.watch_id == watch_id, c.alert_id.in_(unsent)))
    empty = ~exists().where(c.alert_id == alert.c.id)
    emptied = delete(alert).where(alert.c.id.in_(unsent), empty).returning(alert.c.delivery_id)
    touched = {row.delivery_id for row in await sql.rows(tx, emptied)} - {None}
    await _withdraw_empty(tx, touched)


def _unsent(watch_id: WatchId) -> Select[Any]:
    not_sent = delivery.c.state.is_(None) | (delivery.c.state == "pending")
    return (
        select(alert.c.id)
        .join(alert_entry, alert_entry.c.alert_id == alert.c.id)
        .outerjoin(delivery, alert.c.delivery_id == delivery.c.id)
        .where(alert_entry.c.watch_id == watch_id, not_sent)
    )


async def _withdraw_empty(tx: Tx, deliveries: Collection[int]) -> None:
    c = delivery.c
    nothing_left = ~exists().where(alert.c.delivery_id == c.id)
    unsent = delivery.update().where(c.id.in_(deliveries), c.state == "pending", nothing_left)
    await tx.execute(unsent.values(state="withdrawn"))
