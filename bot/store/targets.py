"""What is looked at: shared by all workspaces, so nothing here says who watches."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.core.model import TargetState
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_state, to_target
from bot.store.tables import lane, target
from connectors.types import Account, Kind, LaneKey, Target, TargetId


async def ensure(tx: Tx, account: Account, *, credential: str, now: datetime) -> Target:
    """The target of this account, tag, query or feed; a new one is due at once."""
    known = await _find(tx, account.network, account.kind, account.key)
    if known is not None:
        return known
    lane_id = await ensure_lane(tx, LaneKey(account.network, account.host, credential))
    row = identity(account) | {
        "network": account.network,
        "kind": account.kind.value,
        "key": account.key,
        "lane_id": lane_id,
        "created_at": now,
        "next_look_at": now,
        "failures": 0,
    }
    await sql.insert_new(tx, target, [row])
    made = await _find(tx, account.network, account.kind, account.key)
    if made is None:
        raise LookupError(f"target {account.key} vanished")
    return made


def identity(account: Account) -> dict[str, Any]:
    """What may change of an account whose key stays."""
    return {
        "handle": account.handle,
        "name": account.name,
        "url": account.url,
        "host": account.host,
        "ref": account.ref,
    }


async def ensure_lane(tx: Tx, key: LaneKey) -> int:
    """The row of the lane, made at first use."""
    row = {"network": key.network, "host": key.host, "credential": key.credential}
    await sql.insert_new(tx, lane, [row])
    same = [lane.c[column] == value for column, value in row.items()]
    return int((await tx.execute(select(lane.c.id).where(*same))).scalar_one())


async def rehome(tx: Tx, lane_of: Callable[[Target], LaneKey]) -> None:
    """Each target moves to the lane that serves it now: a setting may hold another token."""
    lane_columns = (lane.c.network, lane.c.host, lane.c.credential)
    found = select(target, *(column.label(f"of_{column.name}") for column in lane_columns))
    for row in await sql.rows(tx, found.join_from(target, lane, target.c.lane_id == lane.c.id)):
        one, now = to_target(row), LaneKey(row.of_network, row.of_host, row.of_credential)
        wanted = lane_of(one)
        if wanted != now:
            moved = update(target).where(target.c.id == one.id)
            await tx.execute(moved.values(lane_id=await ensure_lane(tx, wanted)))


async def _find(tx: Tx, network: str, kind: Kind, key: str) -> Target | None:
    c = target.c
    found = select(target).where(c.network == network, c.kind == kind.value, c.key == key)
    row = await sql.first(tx, found)
    return None if row is None else to_target(row)


async def state(tx: Tx, target_id: TargetId) -> TargetState:
    """Raises LookupError."""
    row = await sql.first(tx, select(target).where(target.c.id == target_id))
    if row is None:
        raise LookupError(f"no target {target_id}")
    return to_state(row)


async def states(tx: Tx, target_ids: Collection[TargetId]) -> dict[TargetId, TargetState]:
    found = select(target).where(target.c.id.in_(target_ids))
    return {state.target.id: state for state in map(to_state, await sql.rows(tx, found))}
