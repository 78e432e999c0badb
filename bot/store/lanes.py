"""Leases, claims and tokens: who may look, at what, and when the next request may leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NewType

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, or_, select, update

from bot.core.pacing import refill, wait_for_token
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_target
from bot.store.tables import lane, target
from bot.store.targets import ensure_lane
from connectors.types import Due, LaneKey, Pace, Target, TargetId

LaneId = NewType("LaneId", int)
# A waiter that slept exactly as told must find its token, whatever floats lost on the way.
_WHOLE = 0.999
_SOON = 0.001


@dataclass(frozen=True, slots=True)
class Lane:
    id: LaneId
    key: LaneKey


async def clear_leases(tx: Tx) -> None:
    """After a crash nobody holds the leases that stand in the rows."""
    held = update(lane).where(lane.c.owner.is_not(None))
    await tx.execute(held.values(owner=None, lease_until=None))


async def lease(tx: Tx, owner: str, now: datetime, until: datetime) -> Lane | None:
    """The free lane whose watched targets wait the longest, for `owner` until `until`."""
    c = lane.c
    free = and_(sql.over(c.lease_until, now), sql.over(c.paused_until, now))
    waiting = (
        select(c.id)
        .join_from(target, lane, target.c.lane_id == c.id)
        .where(target.c.next_look_at <= now, free, sql.live_watch())
        .order_by(target.c.next_look_at, c.id)
        .limit(1)
        .with_for_update(of=lane, skip_locked=True)
        .correlate(None)
    )
    taken = (
        update(lane)
        .where(c.id == waiting.scalar_subquery(), free)
        .values(owner=owner, lease_until=until)
        .returning(c.id, c.network, c.host, c.credential)
    )
    row = await sql.first(tx, taken)
    if row is None:
        return None
    return Lane(LaneId(row.id), LaneKey(row.network, row.host, row.credential))


async def renew(tx: Tx, lane_id: LaneId, owner: str, until: datetime) -> bool:
    """False: another has it now."""
    mine = update(lane).where(lane.c.id == lane_id, lane.c.owner == owner)
    return await sql.changed(tx, mine.values(lease_until=until))


async def release(tx: Tx, lane_id: LaneId, owner: str) -> None:
    mine = update(lane).where(lane.c.id == lane_id, lane.c.owner == owner)
    await tx.execute(mine.values(owner=None, lease_until=None))


async def held(tx: Tx, lane_id: LaneId, owner: str, now: datetime) -> bool:
    """Is the lease still ours? If so nobody else gets it before this transaction ends."""
    c = lane.c
    mine = select(c.id).where(c.id == lane_id, c.owner == owner, c.lease_until > now)
    return await sql.first(tx, mine.with_for_update()) is not None


async def busy(tx: Tx) -> list[tuple[Lane, int]]:
    """The lanes on which anything is looked at, and how much."""
    c = lane.c
    found = (
        select(c.id, c.network, c.host, c.credential, func.count().label("watched"))
        .join_from(target, lane, target.c.lane_id == c.id)
        .where(sql.live_watch())
        .group_by(c.id, c.network, c.host, c.credential)
        .order_by(c.id)
    )
    return [
        (Lane(LaneId(row.id), LaneKey(row.network, row.host, row.credential)), row.watched)
        for row in await sql.rows(tx, found)
    ]


async def watched(tx: Tx, lane_id: LaneId) -> list[Target]:
    """All that is looked at on the lane."""
    mine = select(target).where(target.c.lane_id == lane_id, sql.live_watch())
    return [to_target(row) for row in await sql.rows(tx, mine.order_by(target.c.id))]


async def claim_due(
    tx: Tx,
    lane_id: LaneId,
    now: datetime,
    limit: int,
    soon: timedelta,
    push: Callable[[TargetId], datetime],
) -> tuple[list[Due], list[Due]]:
    """Targets to look at now, and those due within `soon`, which a batch may take along.

    The next look of the former is moved on first, to `push(target)`: a target that kills its
    look costs one interval, not a loop.
    """
    c = target.c
    mine = select(target).where(c.lane_id == lane_id, sql.live_watch())
    order = mine.order_by(c.next_look_at, c.id).limit(limit)
    now_due = await sql.rows(
        tx, order.where(c.next_look_at <= now).with_for_update(of=target, skip_locked=True)
    )
    nearly = order.where(c.next_look_at > now, c.next_look_at <= now + soon)
    nearly_due = await sql.rows(tx, nearly)
    due = [_due(row) for row in now_due]
    await _push(tx, due, now, push)
    return due, [_due(row) for row in nearly_due]


def _due(row: Row[Any]) -> Due:
    return Due(to_target(row), row._mapping[target.c.cursor])


async def _push(
    tx: Tx, due: list[Due], now: datetime, push: Callable[[TargetId], datetime]
) -> None:
    if not due:
        return
    moved = update(target).where(target.c.id == bindparam("due"), target.c.next_look_at <= now)
    await tx.execute(
        moved.values(next_look_at=bindparam("next")),
        [{"due": one.target.id, "next": push(one.target.id)} for one in due],
    )


async def pause(tx: Tx, key: LaneKey, until: datetime, reason: str) -> None:
    """No look and no token before `until`; a longer pause stays. `reason`: a key of the texts."""
    lane_id = await ensure_lane(tx, key)
    longer = update(lane).where(lane.c.id == lane_id, sql.over(lane.c.paused_until, until))
    await tx.execute(longer.values(paused_until=until, pause_reason=reason))


async def paused_until(tx: Tx, key: LaneKey) -> datetime | None:
    row = await sql.first(tx, select(lane.c.paused_until).where(_is(key)))
    return None if row is None else row.paused_until


async def take_token(tx: Tx, key: LaneKey, now: datetime, pace: Pace) -> float:
    """0.0 when a token of the lane was taken, else the seconds until one may be there."""
    there = _there(now, pace)
    take = (
        update(lane)
        .where(_is(key), there >= _WHOLE, sql.over(lane.c.paused_until, now))
        .values(tokens=there - 1.0, tokens_at=now.timestamp())
    )
    if await sql.changed(tx, take):
        return 0.0
    await ensure_lane(tx, key)
    if await sql.changed(tx, take):
        return 0.0
    return max(await _wait(tx, key, now, pace), _SOON)  # 0.0 would say that one was taken


async def keep_tokens_within(
    tx: Tx, key: LaneKey, now: datetime, pace: Pace, fewest: float, most: float
) -> None:
    """Fill the lane's bucket up, or empty it, as the network's own count says."""
    there = _there(now, pace)
    outside = update(lane).where(_is(key), or_(there < fewest, there > most))
    right = case((there > most, most), else_=fewest)
    await tx.execute(outside.values(tokens=right, tokens_at=now.timestamp()))


def _there(now: datetime, pace: Pace) -> ColumnElement[float]:
    """A bucket's tokens now; one that was never used is full."""
    c, at = lane.c, now.timestamp()
    elapsed = case((at > c.tokens_at, at - c.tokens_at), else_=0.0)
    grown = c.tokens + elapsed * pace.per_second
    full = or_(c.tokens.is_(None), grown > pace.burst)
    return case((full, float(pace.burst)), else_=grown)


async def _wait(tx: Tx, key: LaneKey, now: datetime, pace: Pace) -> float:
    row = (
        await tx.execute(
            select(lane.c.tokens, lane.c.tokens_at, lane.c.paused_until).where(_is(key))
        )
    ).one()
    pause = (row.paused_until - now).total_seconds() if row.paused_until else 0.0
    if row.tokens is None:
        return max(pause, 0.0)
    at = datetime.fromtimestamp(row.tokens_at, now.tzinfo)
    return max(pause, wait_for_token(refill(row.tokens, at, now, pace), pace))


def _is(key: LaneKey) -> Any:
    c = lane.c
    return and_(c.network == key.network, c.host == key.host, c.credential == key.credential)
