"""What became of a post in one channel, as far as that channel may know.

Posts and looks are shared by all workspaces. A sighting counts only where a watch of this very
channel brought it: whatever others watch leaves no trace here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, distinct, func, or_, select

from bot.core.grammar.links import addresses, page, x_status
from bot.core.model import (
    AlertId,
    ChannelId,
    Delivery,
    DeliveryKind,
    PostId,
    StoredPost,
    Verdict,
    Watch,
    WatchId,
)
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_delivery, to_post, to_watch
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
from connectors.text import short_key

MOST_POSTS = 3


@dataclass(frozen=True, slots=True)
class Trace:
    """A post that one watch of the channel, live or ended, brought.

    `verdict` None: forgotten; it was given `judged_at`. `word`: what excluded the post.
    `ended_at`: the watch's end.
    """

    post: StoredPost
    watch: Watch
    seen_at: datetime
    judged_at: datetime
    verdict: Verdict | None = None
    word: str | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that has the post since `since`. `delivery` None: in no message yet.

    `others`: what else it has of the same announcement; what was deleted upstream is left out.
    """

    post: StoredPost
    since: datetime
    delivery: Delivery | None = None
    others: tuple[StoredPost, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which what is called `name` could not be looked at, as the channel was told."""

    network: str
    name: str
    start: datetime
    end: datetime


async def traces(tx: Tx, channel_id: ChannelId, link: str, forgotten: datetime) -> list[Trace]:
    """What this link (or key) is, newest post first, each with the watches that brought it.

    Several posts may be at one address: an original and those that share it. `forgotten`:
    judgements before may be gone; what is younger and has none was not for the watch.
    """
    ids = await _posts_at(tx, channel_id, link)
    w, v = watch.c, verdict.c
    during = and_(sighting.c.seen_at >= w.created_at, sighting.c.seen_at < forgotten)
    alive = or_(w.ended_at.is_(None), sighting.c.seen_at < w.ended_at)
    found = (
        select(post, watch, target, sighting.c.seen_at, verdict)
        .join_from(post, sighting, sighting.c.post_id == post.c.id)
        .join(watch, w.target_id == sighting.c.target_id)
        .join(target, target.c.id == w.target_id)
        .outerjoin(verdict, and_(v.watch_id == w.id, v.post_id == post.c.id))
        .where(post.c.id.in_(ids), w.channel_id == channel_id)
        .where(or_(v.verdict.is_not(None), and_(during, alive)))
        .order_by(post.c.id.desc(), w.id)
    )
    return [_trace(row) for row in await sql.rows(tx, found)]


def _trace(row: Row[Any]) -> Trace:
    get, v = row._mapping, verdict.c
    judged = get[v.verdict]
    return Trace(
        post=to_post(row),
        watch=to_watch(row),
        seen_at=get[sighting.c.seen_at],
        judged_at=get[v.at] or get[sighting.c.seen_at],
        verdict=Verdict(judged) if judged else None,
        word=get[v.word],
        ended_at=get[watch.c.ended_at],
    )


async def _posts_at(tx: Tx, channel_id: ChannelId, link: str) -> list[int]:
    """Posts of this address among those that targets of the channel showed, newest first."""
    shown = (
        select(sighting.c.post_id)
        .join(watch, watch.c.target_id == sighting.c.target_id)
        .where(watch.c.channel_id == channel_id)
    )
    return await at_link(tx, shown, link)


async def at_link(tx: Tx, shown: Select[tuple[int]], link: str) -> list[int]:
    """The posts of this address (or key) among those `shown`, newest first."""
    c = post.c
    named, wanted = _named(link), page(link)
    found = select(c.id, c.url, named.label("named")).where(c.id.in_(shown))
    every = await sql.rows(tx, found.where(or_(named, _written(link))).order_by(c.id.desc()))
    same = [row.id for row in every if row.named or page(row.url) == wanted]
    return same[:MOST_POSTS]


def _named(link: str) -> ColumnElement[bool]:
    """The link is the post's key, or holds it."""
    c, number = post.c, x_status(link)
    keys = {short_key(one) for one in (link, *addresses(link))}
    if number is None:
        return c.key.in_(keys)
    return and_(c.network == "x", or_(c.key == number, c.url.endswith(f"/status/{number}")))


def _written(link: str) -> ColumnElement[bool]:
    """The post's address begins like the link; what follows may still be another."""
    return or_(*(post.c.url.startswith(one, autoescape=True) for one in addresses(link)))


async def told(tx: Tx, channel_id: ChannelId, of: StoredPost) -> list[Told]:
    """The channel's alerts of the post, oldest first."""
    c = alert_entry.c
    since = select(func.min(c.created_at)).where(c.alert_id == alert.c.id, c.post_id == of.id)
    found = (
        select(alert.c.id.label("alert"), since.scalar_subquery().label("since"), delivery)
        .outerjoin_from(alert, delivery, alert.c.delivery_id == delivery.c.id)
        .where(alert.c.channel_id == channel_id)
        .where(alert.c.id.in_(select(c.alert_id).where(c.post_id == of.id)))
        .order_by(alert.c.id)
    )
    return [
        Told(of, row.since, _delivery(row), await _others(tx, AlertId(row.alert), of))
        for row in await sql.rows(tx, found)
    ]


def _delivery(row: Row[Any]) -> Delivery | None:
    return to_delivery(row) if row._mapping[delivery.c.id] is not None else None


async def _others(tx: Tx, alert_id: AlertId, of: StoredPost) -> tuple[StoredPost, ...]:
    entries = select(alert_entry.c.post_id).where(alert_entry.c.alert_id == alert_id)
    there = select(post).where(post.c.id.in_(entries), post.c.id != of.id, ~post.c.deleted)
    return tuple(map(to_post, await sql.rows(tx, there.order_by(post.c.id))))


async def digest_with(tx: Tx, channel_id: ChannelId, post_id: PostId) -> Delivery | None:
    """The first message of the channel's digest that tells the post."""
    found = (
        select(delivery)
        .join(digest_post, digest_post.c.delivery_id == delivery.c.id)
        .where(delivery.c.channel_id == channel_id, digest_post.c.post_id == post_id)
        .where(delivery.c.kind == DeliveryKind.DIGEST.value)
        .order_by(delivery.c.id)
        .limit(1)
    )
    row = await sql.first(tx, found)
    return None if row is None else to_delivery(row)


async def alerts_between(tx: Tx, watch_id: WatchId, start: datetime, end: datetime) -> int:
    """Stories of this watch that became alerts then, both ends included."""
    c = alert_entry.c
    found = select(func.count(distinct(c.alert_id))).where(
        c.watch_id == watch_id, c.created_at.between(start, end)
    )
    return int((await tx.execute(found)).scalar_one())


async def watched(tx: Tx, channel_id: ChannelId) -> list[tuple[Watch, datetime | None]]:
    """The last watch of each target that the channel watches or watched, and when it ended."""
    found = (
        select(watch, target)
        .join_from(watch, target, watch.c.target_id == target.c.id)
        .where(watch.c.channel_id == channel_id)
        .order_by(watch.c.created_at, watch.c.id)
    )
    last = {row._mapping[target.c.id]: row for row in await sql.rows(tx, found)}
    return [(to_watch(row), row._mapping[watch.c.ended_at]) for row in last.values()]


async def gaps(tx: Tx, channel_id: ChannelId) -> list[Gap]:
    """The gaps that the channel was told of, from the first look that failed until it was back."""
    c = delivery.c
    notices = select(c.payload, c.created_at).where(
        c.channel_id == channel_id, c.kind == DeliveryKind.NOTICE.value
    )
    return _gaps(await sql.rows(tx, notices.order_by(c.id)))


def _gaps(notices: Sequence[Row[Any]]) -> list[Gap]:
    broken: dict[tuple[str, str], datetime] = {}
    over: list[Gap] = []
    for row in notices:
        payload, at = row.payload, row.created_at
        key, source = str(payload["key"]), (payload.get("network", ""), payload.get("name", ""))
        if key.startswith("notice.broken") and payload.get("since"):
            broken[source] = datetime.fromisoformat(payload["since"])
        elif key == "notice.back" and source in broken:
            over.append(Gap(*source, broken.pop(source), at))
    return over
