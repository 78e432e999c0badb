"""Who changed what: the audit, and what Undo inverts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.core.model import Change, ChannelId, Person, WatchId, WorkspaceId
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import change


async def add(
    tx: Tx,
    *,
    workspace_id: WorkspaceId,
    channel_id: ChannelId | None,
    person: Person,
    verb: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: datetime,
) -> int:
    new = change.insert().values(
        workspace_id=workspace_id,
        channel_id=channel_id,
        person_id=person.id,
        person_name=person.name,
        verb=verb,
        old=before,
        new=after,
        at=now,
    )
    return int((await tx.execute(new.returning(change.c.id))).scalar_one())


async def extend(tx: Tx, change_id: int, ended: Sequence[WatchId], what: str) -> bool:
    """One more watch of the same change, which its Undo ends too. False: it was undone before."""
    c = change.c
    found = await sql.first(tx, select(c.old, c.new).where(c.id == change_id))
    if found is None:
        return False
    before = {**found.old, "end": [*found.old.get("end", ()), *ended]}
    after = {**found.new, "every": [*found.new.get("every", (found.new["what"],)), what]}
    added = update(change).where(c.id == change_id, c.undone_at.is_(None))
    return await sql.changed(tx, added.values(old=before, new=after))


async def get(tx: Tx, change_id: int) -> Change | None:
    row = await sql.first(tx, select(change).where(change.c.id == change_id))
    return None if row is None else _to_change(row)


async def latest(tx: Tx, channel_id: ChannelId, person_id: str, since: datetime) -> Change | None:
    """The person's last change in the channel that wasn't undone."""
    c = change.c
    found = select(change).where(
        c.channel_id == channel_id, c.person_id == person_id, c.at >= since, c.undone_at.is_(None)
    )
    row = await sql.first(tx, found.order_by(c.at.desc(), c.id.desc()).limit(1))
    return None if row is None else _to_change(row)


async def mark_undone(tx: Tx, change_id: int, now: datetime) -> bool:
    """False: it was undone before."""
    c = change.c
    done = update(change).where(c.id == change_id, c.undone_at.is_(None))
    return await sql.changed(tx, done.values(undone_at=now))


def _to_change(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        workspace_id=row.workspace_id,
        channel_id=row.channel_id,
        person=Person(row.person_id, row.person_name),
        verb=row.verb,
        before=row.old,
        after=row.new,
        at=row.at,
        undone_at=row.undone_at,
    )
