"""Which posts to ask their networks about again: are they still there, and the same?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    and_,
    func,
    or_,
    select,
    union,
    update,
)

from bot.core.compare.reactions import RIPE
from bot.core.model import PostId, StoredPost
from bot.store import sql
from bot.store.engine import Tx
from bot.store.histories import own
from bot.store.rows import to_post
from bot.store.tables import alert, alert_entry, delivery, digest_post, post, sighting, target
from connectors.types import Kind, Rereading

YOUNG = timedelta(days=7)
# No outage lasts so long: an account that is still gone has taken its posts along.
GONE_FOR_GOOD = timedelta(days=2)
PER_HOST, PER_PASS = 100, 300


@dataclass(frozen=True, slots=True)
class Told:
    """A post to ask about. `host`: of a target that showed it.

    `missing_at`: when it was first found missing; None: it was there.
    """

    post: StoredPost
    host: str
    missing_at: datetime | None


async def claim(
    tx: Tx, network: str, way: Rereading, now: datetime, *, free: bool = True
) -> list[Told]:
    """The network's posts to ask about now, those that waited longest first.

    They are not due again soon. Beside those that were told, where asking is `free`: those whose
    reactions can now be counted for good.

    A target that can't be looked at proves nothing about its posts: they wait.
    """
    if way.together and await _asked_since(tx, network, now - way.again):
        return []
    per_host, per_pass = (way.batch, way.batch) if way.together else (PER_HOST, PER_PASS)
    turns = _turns(network, way, now, free)
    mine = select(post, turns.c.host).join(turns, turns.c.id == post.c.id)
    fair = mine.where(turns.c.turn <= per_host).order_by(turns.c.turn, post.c.id)
    first = fair.limit(per_pass)
    rows = {row._mapping[post.c.id]: row for row in await sql.rows(tx, first)}
    due = update(post).where(post.c.id.in_(rows), _due(way, now)).values(rechecked_at=now)
    taken = {row.id for row in await sql.rows(tx, due.returning(post.c.id))}
    return [
        Told(to_post(row), row.host, row._mapping[post.c.missing_at])
        for post_id, row in rows.items()
        if post_id in taken
    ]


async def _asked_since(tx: Tx, network: str, since: datetime) -> bool:
    asked = select(post.c.id).where(post.c.network == network, post.c.rechecked_at > since)
    return await sql.first(tx, asked.limit(1)) is not None


def _turns(network: str, way: Rereading, now: datetime, free: bool) -> Subquery:
    """Due posts, each with a host to ask and its place in that host's queue."""
    first = func.row_number().over(
        partition_by=post.c.id, order_by=(target.c.kind != Kind.ACCOUNT.value, target.c.id)
    )
    since = func.coalesce(post.c.rechecked_at, post.c.first_seen_at)
    told = post.c.id.in_(_told(way, now))
    wanted = or_(told, post.c.id.in_(_ripening(network, now))) if free else told
    seen = (
        select(
            post.c.id,
            post.c.network,
            target.c.host,
            since.label("since"),
            first.label("first"),
        )
        .join_from(post, sighting, sighting.c.post_id == post.c.id)
        .join(target, sighting.c.target_id == target.c.id)
        .where(post.c.network == network, wanted)
        .where(~post.c.deleted, _due(way, now), _trusted(now))
        .subquery()
    )
    s = seen.c
    turn = func.row_number().over(partition_by=(s.network, s.host), order_by=(s.since, s.id))
    return select(s.id, s.host, turn.label("turn")).where(s.first == 1).subquery()


def _told(way: Rereading, now: datetime) -> CompoundSelect[tuple[int]]:
    sent = and_(
        delivery.c.state == "sent",
        delivery.c.sent_at > now - YOUNG,
        delivery.c.sent_at <= now - way.first,
    )
    in_alerts = (
        select(alert_entry.c.post_id)
        .join(alert, alert_entry.c.alert_id == alert.c.id)
        .join(delivery, alert.c.delivery_id == delivery.c.id)
    )
    in_digests = select(digest_post.c.post_id).join(
        delivery, digest_post.c.delivery_id == delivery.c.id
    )
    return union(in_alerts.where(sent), in_digests.where(sent))


def _ripening(network: str, now: datetime) -> Select[tuple[int]]:
    """What watched accounts said themselves and was not counted for good yet."""
    c = post.c
    age = c.published_at.between(now - YOUNG, now - RIPE)
    return (
        select(c.id)
        .join(sighting, sighting.c.post_id == c.id)
        .join(target, sighting.c.target_id == target.c.id)
        .where(c.network == network, c.ripe_at.is_(None), age, c.reactions.is_not(None))
        .where(own(), target.c.kind == Kind.ACCOUNT.value, sql.live_watch())
    )


def _due(way: Rereading, now: datetime) -> ColumnElement[bool]:
    c = post.c
    return or_(
        sql.over(c.rechecked_at, now - way.again),
        and_(c.missing_at.is_not(None), c.rechecked_at <= now - way.sure),
    )


def _trusted(now: datetime) -> ColumnElement[bool]:
    c = target.c
    for_good = and_(c.error.in_(("gone", "taken_over")), c.failing_since <= now - GONE_FOR_GOOD)
    return or_(c.failures == 0, for_good)


async def missed(tx: Tx, post_ids: Collection[PostId], now: datetime) -> None:
    """Their network doesn't have them."""
    c = post.c
    newly = update(post).where(c.id.in_(post_ids), c.missing_at.is_(None))
    await tx.execute(newly.values(missing_at=now))


async def found(tx: Tx, post_ids: Collection[PostId]) -> None:
    """They are where they were."""
    c = post.c
    back = update(post).where(c.id.in_(post_ids), c.missing_at.is_not(None))
    await tx.execute(back.values(missing_at=None))
