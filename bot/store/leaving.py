"""Watches that go to another channel, and channels of which nothing is to stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select, update

from bot.core.model import Channel, ChannelId, Person, WatchId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.moves import MERGED
from bot.store.rows import to_channel
from bot.store.tables import channel, verdict, watch, workspace


async def move_watches(
    tx: Tx, ids: Collection[WatchId], into: Channel, now: datetime
) -> tuple[list[WatchId], list[WatchId]]:
    """Live watches of another channel are `into`'s from now on, with what they made of posts.

    Those that went, and those that ended instead, as `into` watches the same already.
    """
    c = watch.c
    there = select(c.target_id).where(c.channel_id == into.id, c.ended_at.is_(None))
    mine = update(watch).where(c.id.in_(ids), c.channel_id != into.id, c.ended_at.is_(None))
    doubled = mine.where(c.target_id.in_(there.scalar_subquery())).values(ended_at=now)
    ended = [WatchId(row.id) for row in await sql.rows(tx, doubled.returning(c.id))]
    place = {"channel_id": into.id, "workspace_id": into.workspace_id}
    gone = mine.values(place | {"panel_id": None}).returning(c.id)
    moved = [WatchId(row.id) for row in await sql.rows(tx, gone)]
    await tx.execute(update(verdict).where(verdict.c.watch_id.in_(moved)).values(place))
    return moved, ended


async def erase(tx: Tx, of: Channel) -> None:
    """Nothing that belongs to this channel stays; nor to its workspace, if it has no other."""
    others = exists().where(channel.c.workspace_id == of.workspace_id, channel.c.id != of.id)
    shared = bool((await tx.execute(select(others))).scalar_one())
    root, row = (channel, of.id) if shared else (workspace, of.workspace_id)
    for table, theirs in _belonging(root, row):
        await tx.execute(delete(table).where(theirs))


def _belonging(root: Table, row: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Tables with which of their rows lead to that one, those that nothing leads to first."""
    theirs: dict[Table, ColumnElement[bool]] = {root: root.c.id == row}
    for table in root.metadata.sorted_tables:
        leading = [
            key.parent.in_(select(key.column).where(theirs[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in theirs and key.column.table is not table
        ]
        if leading and table is not root:
            theirs[table] = or_(*leading)
    yield from reversed(theirs.items())


async def just_closed(tx: Tx, but: Collection[str]) -> list[tuple[Channel, list[Person]]]:
    """Channels that can't be reached since shortly, with those who added what is watched there.

    Each until `told` is called. `but`: reasons that are somebody's decision, or no parting.
    """
    c = channel.c
    shut = c.parked.is_not(None) & c.parked.not_in([MERGED, *but])
    found = select(channel).where(shut, c.parked_at.is_(None), ~c.private).order_by(c.id)
    places = [to_channel(row) for row in await sql.rows(tx, found)]
    return [(one, await _people(tx, one.id)) for one in places]


async def _people(tx: Tx, channel_id: ChannelId) -> list[Person]:
    c = watch.c
    live = and_(c.channel_id == channel_id, c.ended_at.is_(None))
    found = select(c.created_by, c.created_by_name).where(live).order_by(c.created_at, c.id)
    names = {row.created_by: row.created_by_name for row in await sql.rows(tx, found)}
    return [Person(person, name) for person, name in names.items()]


async def told(tx: Tx, channel_id: ChannelId, now: datetime) -> bool:
    """From now on the watches are kept for a while. False: told before, or the channel is back."""
    c = channel.c
    first = update(channel).where(c.id == channel_id, c.parked.is_not(None), c.parked_at.is_(None))
    return await sql.changed(tx, first.values(parked_at=now))


async def end_closed(tx: Tx, before: datetime, now: datetime) -> int:
    """The watches of channels that can't be reached since then end. How many."""
    c = channel.c
    long_gone = select(c.id).where(c.parked.is_not(None), c.parked_at < before)
    live = update(watch).where(watch.c.channel_id.in_(long_gone), watch.c.ended_at.is_(None))
    return await sql.count(tx, live.values(ended_at=now))
