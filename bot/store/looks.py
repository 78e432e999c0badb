"""What a look changes in its target."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, exists, func, select, update

from bot.core.model import Channel, TargetState, Watch, WorkspaceId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_channel, to_state, to_target, to_watch
from bot.store.tables import channel, firm_account, lane, target, watch
from bot.store.targets import ensure_lane, identity
from connectors.types import Account, Coverage, LaneKey, TargetId

CURSOR_BYTES = 64 * 1024
_GOOD = frozenset({Coverage.COMPLETE, Coverage.PARTIAL})


async def save(
    tx: Tx,
    target_id: TargetId,
    *,
    cursor: str | None,
    coverage: Coverage,
    at: datetime,
    newest_at: datetime | None,
    error: str | None,
    error_until: datetime | None,
    account: Account | None,
    next_look_at: datetime | None,
) -> TargetState:
    """Write a look made at `at` down; the target's new state.

    `cursor` None, or longer than 64 KB: the stored one stays. `error`: a key of the texts.
    `next_look_at` None: as the claim set it. Raises LookupError.
    """
    values = _good(at) if coverage in _GOOD else _bad(at, error, error_until)
    values |= {"last_look_at": at, "coverage": coverage.value}
    if cursor is not None and len(cursor.encode(errors="replace")) <= CURSOR_BYTES:
        values["cursor"] = cursor
    if next_look_at is not None:
        values["next_look_at"] = next_look_at
    if newest_at is not None:
        newest = target.c.newest_at
        values["newest_at"] = case((newest > newest_at, newest), else_=newest_at)
    if account is not None:
        values |= identity(account) | {"lane_id": await _lane(tx, target_id, account)}
    looked = update(target).where(target.c.id == target_id).values(values).returning(target)
    row = await sql.first(tx, looked)
    if row is None:
        raise LookupError(f"no target {target_id}")
    return to_state(row)


def _good(at: datetime) -> dict[str, Any]:
    return {
        "failures": 0,
        "failing_since": None,
        "error": None,
        "error_until": None,
        "last_good_at": at,
        "baseline_at": func.coalesce(target.c.baseline_at, at),
    }


def _bad(at: datetime, error: str | None, until: datetime | None) -> dict[str, Any]:
    return {
        "failures": target.c.failures + 1,
        "failing_since": func.coalesce(target.c.failing_since, at),
        "error": error,
        "error_until": until,
    }


async def _lane(tx: Tx, target_id: TargetId, account: Account) -> int:
    """A feed that moved to another host has another lane; its credential stays."""
    joined = select(lane.c.credential).join(target, target.c.lane_id == lane.c.id)
    credential = (await tx.execute(joined.where(target.c.id == target_id))).scalar_one()
    return await ensure_lane(tx, LaneKey(account.network, account.host, credential))


async def mark_told(tx: Tx, target_id: TargetId, at: datetime | None) -> None:
    """When its channels were told that it is broken; None: it is well again."""
    await tx.execute(update(target).where(target.c.id == target_id).values(told_at=at))


async def watchers(tx: Tx, target_id: TargetId) -> list[tuple[Watch, Channel]]:
    """Who watches it now, in any workspace. Their channels are held (channels.hold)."""
    return (await watchers_and_firms(tx, target_id))[0]


async def watchers_and_firms(
    tx: Tx, target_id: TargetId
) -> tuple[list[tuple[Watch, Channel]], set[WorkspaceId]]:
    """The same, and those of their workspaces that know any firm's accounts."""
    found = (await tx.execute(_WATCHERS, {"of_target": target_id})).all()
    of = to_target(found[0]) if found else None
    watching = [(to_watch(row, of), to_channel(row)) for row in found]
    return watching, {WorkspaceId(row.firms_of) for row in found if row.knows_firms}


_NAMES = ("id", "network", "kind", "key", "handle", "name", "url", "host", "ref")  # to_target's
_FIRMS = exists().where(firm_account.c.workspace_id == watch.c.workspace_id)
_WATCHERS = (
    select(
        watch,
        *(target.c[name] for name in _NAMES),
        channel,
        watch.c.workspace_id.label("firms_of"),
        _FIRMS.label("knows_firms"),
    )
    .join_from(watch, target, watch.c.target_id == target.c.id)
    .join(channel, watch.c.channel_id == channel.c.id)
    .where(watch.c.target_id == bindparam("of_target"), watch.c.ended_at.is_(None))
    .order_by(channel.c.id, watch.c.id)  # two looks can't wait for each other
    .with_for_update(of=channel, key_share=True)
)


async def any_failing(tx: Tx, network: str, error: str) -> bool:
    """Did the last look of a watched target of the network fail with that key of the texts?"""
    c = target.c
    failing = select(c.id).where(c.network == network, c.error == error, sql.live_watch())
    return await sql.first(tx, failing.limit(1)) is not None
