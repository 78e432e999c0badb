"""From matches to alerts: what each watch made of a post, and what channels must learn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    delete,
    distinct,
    exists,
    func,
    or_,
    select,
)

from bot.core.compose import Pending
from bot.core.match import is_wide, published
from bot.core.model import (
    Alert,
    ChannelId,
    DeliveryId,
    Entry,
    Match,
    PostId,
    WatchId,
)
from bot.core.stories import WINDOW
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


async def record_matches(tx: Tx, matches: Sequence[tuple[Match, PostId]], now: datetime) -> None:
    """What watches, of whatever channels, made of posts; the first judgement stays."""
    rows = [
        {
            "of_watch": match.watch_id,
            "of_post": post_id,
            "as_verdict": match.verdict.value,
            "by_word": match.word,
            "now": now,
        }
        for match, post_id in matches
    ]
    if rows:
        await tx.execute(_judging(tx.dialect.name), rows)


@cache
def _judging(dialect: str) -> sql.Insert:
    c = verdict.c
    said = bindparam("as_verdict", type_=c.verdict.type), bindparam("by_word", type_=c.word.type)
    judged = select(watch.c.workspace_id, watch.c.channel_id, watch.c.id, _POST, *said, _NOW)
    columns = ["workspace_id", "channel_id", "watch_id", "post_id", "verdict", "word", "at"]
    new = sql.insert_on(dialect, verdict).from_select(columns, judged.where(_OF_WATCH))
    return new.on_conflict_do_nothing()


async def purge_matches(tx: Tx, before: datetime) -> int:
    """Forget older judgements; how many."""
    return await sql.count(tx, delete(verdict).where(verdict.c.at < before))


async def raise_alerts(tx: Tx, entries: Sequence[tuple[WatchId, PostId]], now: datetime) -> None:
    """Make the channels of these watches learn these posts, each channel each story once.

    Four statements serve all channels: a post that ten of them watch costs little more than one.
    """
    # Always in this order, so that two looks can't wait for each other.
    rows = [
        {"of_watch": watch_id, "of_post": post_id, "now": now}
        for watch_id, post_id in sorted(entries, key=lambda entry: (entry[1], entry[0]))
    ]
    if rows:
        for statement in _raising(tx.dialect.name):
            await tx.execute(statement, rows)


@cache
def _raising(dialect: str) -> tuple[sql.Insert, ...]:
    """A story where the workspace has none for the post, its link, the alert and its entry."""
    link, place = story_post.c, watch.c.workspace_id
    chosen = (link.workspace_id == place) & (link.post_id == _POST)
    begun = (story.c.workspace_id == place) & (story.c.post_id == _POST)
    raised = (alert.c.channel_id == watch.c.channel_id) & (alert.c.story_id == link.story_id)
    told = select(place, watch.c.channel_id, link.story_id, _NOW)
    entry = select(alert.c.id, _POST, watch.c.id, _NOW)
    steps = (
        (story, select(place, _POST, _NOW).where(~exists().where(chosen))),
        (story_post, select(place, _POST, story.c.id).join_from(watch, story, begun)),
        (alert, told.join_from(watch, story_post, chosen)),
        (alert_entry, entry.join_from(watch, story_post, chosen).join(alert, raised)),
    )
    return tuple(
        sql.insert_on(dialect, table)
        .from_select(_COLUMNS[table], found.where(_OF_WATCH))
        .on_conflict_do_nothing()
        for table, found in steps
    )


_COLUMNS = {
    story: ["workspace_id", "post_id", "created_at"],
    story_post: ["workspace_id", "post_id", "story_id"],
    alert: ["workspace_id", "channel_id", "story_id", "created_at"],
    alert_entry: ["alert_id", "post_id", "watch_id", "created_at"],
}
_POST: BindParameter[int] = bindparam("of_post", type_=post.c.id.type)
_NOW: BindParameter[datetime] = bindparam("now", type_=alert.c.created_at.type)
_OF_WATCH = watch.c.id == bindparam("of_watch", type_=watch.c.id.type)


async def spread(tx: Tx, post_ids: Collection[PostId], now: datetime) -> None:
    """These joined alerts now: the messages that tell those already will be edited.

    One that was sent more than 72 hours ago stays as it is.
    """
    if not post_ids:
        return
    c, e, before = delivery.c, alert_entry.c, alert_entry.alias()
    known = exists().where(
        before.c.alert_id == e.alert_id, before.c.post_id == e.post_id, before.c.created_at < now
    )
    telling = (
        select(alert.c.delivery_id)
        .join(alert_entry, e.alert_id == alert.c.id)
        .where(e.post_id.in_(post_ids), e.created_at == now, ~known)
        .where(alert.c.delivery_id.is_not(None))
    )
    young = or_(c.sent_at.is_(None), c.sent_at >= now - WINDOW)
    grown = delivery.update().where(c.id.in_(telling), young)
    await tx.execute(grown.values(wanted=c.wanted + 1))


async def waiting(tx: Tx, channel_id: ChannelId) -> list[Pending]:
    """Alerts that are in no message yet, oldest first, each with the first watch that wanted it."""
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
    """Stories of this watch that became alerts since then."""
    c = alert_entry.c
    found = select(func.count(distinct(c.alert_id))).where(
        c.watch_id == watch_id, c.created_at >= since
    )
    return int((await tx.execute(found)).scalar_one())


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


async def take_back(tx: Tx, watch_id: WatchId) -> None:
    """The same of a watch that was a mistake: announcements that others tell too go without it."""
    await withdraw(tx, watch_id)
    c, d, other = alert_entry.c, delivery.c, alert_entry.alias()
    shared = exists().where(other.c.alert_id == c.alert_id, other.c.watch_id != watch_id)
    gone = delete(alert_entry).where(c.watch_id == watch_id, shared).returning(c.alert_id)
    touched = {row.alert_id for row in await sql.rows(tx, gone)}
    telling = select(alert.c.delivery_id).where(alert.c.id.in_(touched))
    await tx.execute(delivery.update().where(d.id.in_(telling)).values(wanted=d.wanted + 1))


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
