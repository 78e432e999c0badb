"""What accounts are used to, and which departures from it channels were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update

from bot.core.compare import Unknown
from bot.core.compare.values import Known
from bot.core.model import ChannelId
from bot.core.rhythm import Usual
from bot.core.spread import Hours
from bot.store import sql
from bot.store.engine import Tx
from bot.store.histories import came_out, own
from bot.store.tables import (
    channel,
    post,
    publishing,
    rhythm,
    sighting,
    target,
    told_break,
    watch,
)
from connectors.types import Kind, TargetId

KINDS = (Kind.ACCOUNT.value, Kind.FEED.value)
SILENCE, BURST = "silence", "burst"


async def zones(tx: Tx) -> dict[TargetId, dict[str, date | None]]:
    """The time zones in which each watched account is read about, and when its habits there were
    last worked out."""
    r = rhythm.c
    found = (
        select(watch.c.target_id, channel.c.zone, r.day)
        .join_from(watch, channel, watch.c.channel_id == channel.c.id)
        .join(target, watch.c.target_id == target.c.id)
        .outerjoin(rhythm, (r.target_id == target.c.id) & (r.zone == channel.c.zone))
        .where(watch.c.ended_at.is_(None), target.c.kind.in_(KINDS))
        .where(target.c.baseline_at.is_not(None))
        .distinct()
    )
    every: dict[TargetId, dict[str, date | None]] = defaultdict(dict)
    for row in await sql.rows(tx, found.order_by(watch.c.target_id, channel.c.zone)):
        every[TargetId(row.target_id)][row.zone] = row.day
    return every


async def save(tx: Tx, target_id: TargetId, zone: str, day: date, known: Known[Usual]) -> None:
    """What was worked out on the local day."""
    values: dict[str, Any] = {"day": day, "hours": []} | dict.fromkeys(_FIGURES)
    if not isinstance(known, Unknown):
        values |= _row(known)
    new = sql.insert(tx, rhythm).values(values | {"target_id": target_id, "zone": zone})
    same = [rhythm.c.target_id, rhythm.c.zone]
    await tx.execute(new.on_conflict_do_update(index_elements=same, set_=values))


_FIGURES = ("weekly", "daily", "gap", "longest", "busiest", "last_at")


def _row(known: Usual) -> dict[str, Any]:
    return {
        "weekly": known.weekly,
        "daily": known.daily,
        "hours": known.hours,
        "gap": known.gap.total_seconds(),
        "longest": known.longest.total_seconds(),
        "busiest": known.busiest,
        "last_at": known.last,
    }


async def usual(
    tx: Tx, ids: Collection[TargetId], zone: str, day: date | None = None
) -> dict[TargetId, Usual]:
    """Known habits in a zone. `day`: only those that were worked out on that local day."""
    c = rhythm.c
    found = select(rhythm).where(c.target_id.in_(ids), c.zone == zone, c.weekly.is_not(None))
    if day is not None:
        found = found.where(c.day == day)
    return {TargetId(row.target_id): _to_usual(row) for row in await sql.rows(tx, found)}


def _to_usual(row: Any) -> Usual:
    return Usual(
        weekly=row.weekly,
        daily=row.daily,
        hours=tuple(row.hours),
        gap=timedelta(seconds=row.gap),
        longest=timedelta(seconds=row.longest),
        busiest=row.busiest,
        last=row.last_at,
    )


async def save_hours(tx: Tx, target_id: TargetId, known: Hours | None) -> None:
    """By which the looks at it are spread; None: too little is known."""
    if known is None:
        return
    values = {"weeks": known.weeks, "posts": known.posts}
    new = sql.insert(tx, publishing).values(values | {"target_id": target_id})
    same = [publishing.c.target_id]
    await tx.execute(new.on_conflict_do_update(index_elements=same, set_=values))


async def hours(tx: Tx, ids: Collection[TargetId]) -> dict[TargetId, Hours]:
    c = publishing.c
    rows = await sql.rows(tx, select(publishing).where(c.target_id.in_(ids)))
    return {TargetId(row.target_id): Hours(row.weeks, tuple(row.posts)) for row in rows}


async def lately(tx: Tx, since: datetime) -> Mapping[TargetId, list[datetime]]:
    """When what was first seen since then came out: own posts, by account, oldest first."""
    found = (
        select(sighting.c.target_id, came_out())
        .join_from(post, sighting, sighting.c.post_id == post.c.id)
        .where(post.c.first_seen_at >= since, own())
    )
    every: dict[TargetId, list[datetime]] = defaultdict(list)
    for row in await sql.rows(tx, found.order_by(came_out())):
        every[TargetId(row.target_id)].append(row.came_out)
    return every


async def first_after(tx: Tx, target_id: TargetId, instant: datetime) -> datetime | None:
    """When the account published again."""
    found = (
        select(func.min(came_out()))
        .join_from(post, sighting, sighting.c.post_id == post.c.id)
        .where(sighting.c.target_id == target_id, came_out() > instant, own())
    )
    again: datetime | None = (await tx.execute(found)).scalar()
    return again


# --- what channels were told


async def tell(
    tx: Tx, channel_id: ChannelId, target_id: TargetId, kind: str, at: datetime, now: datetime
) -> bool:
    """Is it ours to tell? False: it was told, or an older silence still lasts."""
    c = told_break.c
    mine = (c.channel_id == channel_id) & (c.target_id == target_id)
    lasting = select(c.id).where(mine, c.kind == SILENCE, c.ended_at.is_(None))
    if kind == SILENCE and await sql.first(tx, lasting) is not None:
        return False
    row = {"channel_id": channel_id, "target_id": target_id, "kind": kind, "at": at}
    new = sql.insert(tx, told_break).on_conflict_do_nothing().values(row | {"told_at": now})
    return await sql.first(tx, new.returning(c.id)) is not None


async def silences(tx: Tx, channel_id: ChannelId) -> dict[TargetId, datetime]:
    """Since when the accounts are silent of which the channel was told so."""
    c = told_break.c
    found = select(c.target_id, c.at).where(
        c.channel_id == channel_id, c.kind == SILENCE, c.ended_at.is_(None)
    )
    return {TargetId(row.target_id): row.at for row in await sql.rows(tx, found)}


async def end(tx: Tx, channel_id: ChannelId, target_id: TargetId, now: datetime) -> bool:
    """The silence is over. False: it was noticed before."""
    c = told_break.c
    lasting = (c.kind == SILENCE) & c.ended_at.is_(None)
    mine = update(told_break).where(c.channel_id == channel_id, c.target_id == target_id, lasting)
    return await sql.changed(tx, mine.values(ended_at=now))


async def purge(tx: Tx, before: datetime) -> None:
    """Forget what was told before then and is over, and accounts that nobody watches."""
    c = told_break.c
    over = or_(c.kind == BURST, c.ended_at.is_not(None))
    await tx.execute(delete(told_break).where(over, c.told_at < before))
    here = (watch.c.channel_id == c.channel_id) & (watch.c.target_id == c.target_id)
    await tx.execute(delete(told_break).where(~exists().where(here, watch.c.ended_at.is_(None))))
    for table in (rhythm, publishing):
        mine = (watch.c.target_id == table.c.target_id) & watch.c.ended_at.is_(None)
        await tx.execute(delete(table).where(~exists().where(mine)))


async def move_channel(tx: Tx, source: ChannelId, into: ChannelId) -> None:
    """What one channel was told counts as told to the other."""
    c = told_break.c
    mine = select(c.target_id, c.kind, c.at, c.told_at, c.ended_at).where(c.channel_id == source)
    rows = [dict(row._mapping) | {"channel_id": into} for row in await sql.rows(tx, mine)]
    await sql.insert_new(tx, told_break, rows)
    await tx.execute(delete(told_break).where(c.channel_id == source))
