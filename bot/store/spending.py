"""Money and quotas: set aside before a request, settled after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, select, update

from bot.core.budget import PERSON, SEARCHES
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import quota_use, spending
from connectors.types import LaneKey, Quota

ALL, SEARCHED = "all", "searches"


@dataclass(frozen=True, slots=True)
class Spent:
    """Of one network in a month, in millionths of a US dollar.

    `reported`: what the network itself says; None: it wasn't asked. `told`: see SpendingRow.
    """

    micros: int = 0
    requests: int = 0
    told: int = 0
    reported: int | None = None


async def reserve(
    tx: Tx, network: str, month: str, ceiling: int, budget: int, person: str
) -> str | None:
    """Set `ceiling` aside; else whose share is used up: "all", "searches" or "person".

    The transaction must be given up then. `person`: "" for a look.
    """
    shares = [(ALL, budget, "all")]
    if person:
        shares += [(SEARCHED, budget // SEARCHES, "searches"), (person, budget // PERSON, "person")]
    for payer, share, name in shares:
        if not await _add(tx, network, month, payer, ceiling, share):
            return name
    return None


async def _add(tx: Tx, network: str, month: str, payer: str, ceiling: int, share: int) -> bool:
    c = spending.c
    await _begin(tx, network, month, payer)
    room = c.micros + ceiling <= share
    mine = update(spending).where(c.network == network, c.month == month, c.payer == payer, room)
    more = {"micros": c.micros + ceiling, "requests": c.requests + 1}
    return await sql.changed(tx, mine.values(more))


async def _begin(tx: Tx, network: str, month: str, payer: str) -> None:
    row = {"network": network, "month": month, "payer": payer}
    empty = {"micros": 0, "requests": 0, "told": 0, "reported": None}
    await sql.insert_new(tx, spending, [row | empty])


async def settle(tx: Tx, network: str, month: str, unused: int, person: str) -> None:
    """Give back what was set aside and not spent."""
    c = spending.c
    payers = [ALL, SEARCHED, person] if person else [ALL]
    mine = update(spending).where(c.network == network, c.month == month, c.payer.in_(payers))
    await tx.execute(mine.values(micros=c.micros - unused))


async def spent(tx: Tx, network: str, month: str) -> Spent:
    c = spending.c
    found = select(c.micros, c.requests, c.told, c.reported)
    row = await sql.first(tx, found.where(c.network == network, c.month == month, c.payer == ALL))
    return Spent(row.micros, row.requests, row.told, row.reported) if row else Spent()


async def mark_told(tx: Tx, network: str, month: str, percent: int) -> bool:
    """Is it ours to tell? False: another has told that much."""
    c = spending.c
    await _begin(tx, network, month, ALL)
    mine = update(spending).where(
        c.network == network, c.month == month, c.payer == ALL, c.told < percent
    )
    return await sql.changed(tx, mine.values(told=percent))


async def report(tx: Tx, network: str, month: str, micros: int) -> None:
    """Keep what the network itself counts for the month; where that is more, it is the truth."""
    c = spending.c
    await _begin(tx, network, month, ALL)
    mine = update(spending).where(c.network == network, c.month == month, c.payer == ALL)
    more = case((c.micros < micros, micros), else_=c.micros)
    await tx.execute(mine.values(reported=micros, micros=more))


async def use(tx: Tx, lane: LaneKey, quota: Quota, now: datetime) -> datetime | None:
    """Count one more item; None when it was counted (or was there), else when room comes.

    The transaction must hold the lane's row (by a token of it), so that none counts in between.
    """
    since = now - quota.window
    every = await _used(tx, lane, quota, since)
    if quota.item and any(item == quota.item for item, _ in every):
        return None
    if len(every) >= quota.limit:
        return every[len(every) - quota.limit][1] + quota.window
    row = {"network": lane.network, "credential": lane.credential, "quota": quota.name}
    await tx.execute(quota_use.insert().values(row | {"item": quota.item, "at": now}))
    return None


async def give_back(tx: Tx, lane: LaneKey, quota: Quota) -> None:
    """The network didn't count the last one."""
    c = quota_use.c
    last = select(func.max(c.id)).where(*_of(lane, quota), c.item == quota.item)
    await tx.execute(delete(quota_use).where(c.id == last.scalar_subquery()))


async def purge(tx: Tx, before: datetime) -> None:
    """Forget uses older than any window."""
    await tx.execute(delete(quota_use).where(quota_use.c.at < before))


async def _used(
    tx: Tx, lane: LaneKey, quota: Quota, since: datetime
) -> Sequence[tuple[str, datetime]]:
    """Oldest first."""
    c = quota_use.c
    found = select(c.item, c.at).where(*_of(lane, quota), c.at > since).order_by(c.at, c.id)
    return [(row.item, row.at) for row in await sql.rows(tx, found)]


def _of(lane: LaneKey, quota: Quota) -> tuple[ColumnElement[bool], ...]:
    c = quota_use.c
    same = c.network == lane.network, c.credential == lane.credential
    return (*same, c.quota == quota.name)
