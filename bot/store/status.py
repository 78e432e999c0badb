"""The installation in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, Table, case, func, select

from bot.core.model import DeliveryState
from bot.store import deliveries, sql, watches
from bot.store.engine import Tx
from bot.store.tables import channel, lane, target


@dataclass(frozen=True, slots=True)
class Totals:
    """`targets`: watched ones. The others count messages in that state."""

    channels: int
    watches: int
    targets: int
    pending: int
    unknown: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class NetworkState:
    """Watched targets of one network. `failing`: their last look failed.

    `paused_until`: the latest pause of a lane. `error`: of the last look that failed.
    """

    network: str
    targets: int
    failing: int
    last_good_at: datetime | None
    paused_until: datetime | None
    error: str | None


async def totals(tx: Tx) -> Totals:
    states = await deliveries.counts(tx)
    return Totals(
        channels=await _number(tx, _count(channel)),
        watches=await watches.count(tx),
        targets=await _number(tx, _count(target).where(sql.live_watch())),
        pending=states.get(DeliveryState.PENDING, 0),
        unknown=states.get(DeliveryState.UNKNOWN, 0),
        unconfirmed=states.get(DeliveryState.UNCONFIRMED, 0),
    )


def _count(table: Table) -> Select[int]:
    return select(func.count()).select_from(table)


async def _number(tx: Tx, statement: Select[int]) -> int:
    return (await tx.execute(statement)).scalar_one()


async def networks(tx: Tx) -> list[NetworkState]:
    """Networks with watched targets, by name."""
    c = target.c
    found = (
        select(
            c.network,
            func.count().label("targets"),
            func.sum(case((c.failures > 0, 1), else_=0)).label("failing"),
            func.max(c.last_good_at).label("last_good_at"),
            func.max(lane.c.paused_until).label("paused_until"),
        )
        .join(lane, c.lane_id == lane.c.id)
        .where(sql.live_watch())
        .group_by(c.network)
        .order_by(c.network)
    )
    errors = await _errors(tx)
    return [
        NetworkState(**row._mapping, error=errors.get(row.network))
        for row in await sql.rows(tx, found)
    ]


async def _errors(tx: Tx) -> dict[str, str]:
    """The newest error of each network."""
    c = target.c
    failing = select(c.network, c.error).where(c.failures > 0, sql.live_watch())
    rows = await sql.rows(tx, failing.order_by(c.last_look_at))
    return {row.network: row.error for row in rows if row.error}
