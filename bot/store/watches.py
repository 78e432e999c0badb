"""Channels' subscriptions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Select, exists, func, select
from sqlalchemy import update as sql_update

from bot.core.model import Channel, ChannelId, Mode, Person, Watch, WatchId
from bot.core.panels import PanelId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_watch
from bot.store.tables import target, watch
from connectors.query import Expr, encode
from connectors.types import Target


class Fields(TypedDict, total=False):
    """What can change in a watch; as in bot.core.model.Watch."""

    mode: Mode
    query: Expr | None
    originals_only: bool
    muted_until: datetime | None
    label: str | None


async def add(
    tx: Tx,
    channel: Channel,
    target: Target,
    person: Person,
    *,
    mode: Mode,
    query: Expr | None,
    originals_only: bool,
    label: str | None,
    now: datetime,
    panel_id: PanelId | None = None,
) -> tuple[Watch, bool]:
    """The channel's live watch of the target; False when there was one, left as it is.

    `panel_id`: the panel with which it comes; None: it is wanted for itself, from now on too.
    """
    row = {
        "workspace_id": channel.workspace_id,
        "channel_id": channel.id,
        "target_id": target.id,
        "mode": mode.value,
        "query": _encoded(query),
        "originals_only": originals_only,
        "label": label,
        "panel_id": panel_id,
        "created_by": person.id,
        "created_by_name": person.name,
        "created_at": now,
    }
    new = sql.insert(tx, watch).on_conflict_do_nothing().values(row)
    added = await sql.first(tx, new.returning(watch.c.id)) is not None
    same = watch.c.target_id == target.id
    found = await sql.first(tx, _live().where(watch.c.channel_id == channel.id, same))
    if found is None:
        raise LookupError(f"watch of {target.id} vanished")
    if not added and panel_id is None:
        own = sql_update(watch).where(watch.c.id == found._mapping[watch.c.id])
        await tx.execute(own.where(watch.c.panel_id.is_not(None)).values(panel_id=None))
    return to_watch(found), added


def _every() -> Select[Any]:
    return select(watch, target).join_from(watch, target, watch.c.target_id == target.c.id)


def _live() -> Select[Any]:
    return _every().where(watch.c.ended_at.is_(None))


async def get(tx: Tx, watch_id: WatchId) -> Watch | None:
    """Live or ended."""
    row = await sql.first(tx, _every().where(watch.c.id == watch_id))
    return None if row is None else to_watch(row)


async def of_channel(tx: Tx, channel_id: ChannelId) -> list[Watch]:
    """The live ones, oldest first."""
    found = _live().where(watch.c.channel_id == channel_id)
    ordered = found.order_by(watch.c.created_at, watch.c.id)
    return [to_watch(row) for row in await sql.rows(tx, ordered)]


async def end(tx: Tx, watch_id: WatchId, now: datetime) -> bool:
    """False: it had ended."""
    live = sql_update(watch).where(watch.c.id == watch_id, watch.c.ended_at.is_(None))
    return await sql.changed(tx, live.values(ended_at=now))


async def revive(tx: Tx, watch_id: WatchId) -> bool:
    """Undo `end`. False: it lives, or the channel has watched the same target anew."""
    other = watch.alias()
    again = exists().where(
        other.c.channel_id == watch.c.channel_id,
        other.c.target_id == watch.c.target_id,
        other.c.ended_at.is_(None),
    )
    ended = sql_update(watch).where(watch.c.id == watch_id, watch.c.ended_at.is_not(None), ~again)
    return await sql.changed(tx, ended.values(ended_at=None))


async def update(tx: Tx, watch_id: WatchId, **fields: Unpack[Fields]) -> None:
    values: dict[str, Any] = dict(fields)
    if "mode" in fields:
        values["mode"] = fields["mode"].value
    if "query" in fields:
        values["query"] = _encoded(fields["query"])
    await tx.execute(sql_update(watch).where(watch.c.id == watch_id).values(values))


async def count(tx: Tx) -> int:
    """Live watches of the whole installation."""
    live = select(func.count()).select_from(watch).where(watch.c.ended_at.is_(None))
    return int((await tx.execute(live)).scalar_one())


async def first_at(tx: Tx, channel_id: ChannelId) -> datetime | None:
    """When the channel's first watch began, even if it has ended since."""
    first = select(func.min(watch.c.created_at)).where(watch.c.channel_id == channel_id)
    found: datetime | None = (await tx.execute(first)).scalar()
    return found


def _encoded(query: Expr | None) -> str | None:
    return None if query is None else encode(query)
