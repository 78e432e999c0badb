"""Channels' boards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, or_, select, update

from bot.core.model import (
    Change,
    Channel,
    ChannelId,
    Person,
    PostId,
    StoredPost,
    WorkspaceId,
)
from bot.core.saved import Entry, Saved, SavedId
from bot.store import channels, posts, sql, tracing
from bot.store.engine import Tx
from bot.store.rows import to_post
from bot.store.tables import post, saved, sighting, watch
from connectors.types import PostKind

STEPS = "board"
"""How a change says what takes it back: the steps of `put`, `drop` and `call`."""


async def add(tx: Tx, channel: Channel, entry: Entry) -> bool:
    """False: it is on the board already, and stays as it is."""
    row = {
        "workspace_id": channel.workspace_id,
        "channel_id": channel.id,
        "post_id": entry.post_id,
        "place": entry.place,
        "url": entry.url,
        "network": entry.network,
        "author": entry.author,
        "note": entry.note,
        "saved_by": entry.by.id,
        "saved_by_name": entry.by.name,
        "saved_at": entry.at,
    }
    new = sql.insert(tx, saved).on_conflict_do_nothing().values(row)
    return await sql.first(tx, new.returning(saved.c.id)) is not None


async def board_of(tx: Tx, channel_id: ChannelId, since: datetime | None = None) -> list[Saved]:
    """The newest first. `since`: only what was saved from then on."""
    c = saved.c
    found = _every().where(c.channel_id == channel_id)
    if since is not None:
        found = found.where(c.saved_at >= since)
    rows = await sql.rows(tx, found.order_by(c.saved_at.desc(), c.id.desc()))
    return [_to_saved(row) for row in rows]


async def at(tx: Tx, channel_id: ChannelId, place: str) -> Saved | None:
    c = saved.c
    row = await sql.first(tx, _every().where(c.channel_id == channel_id, c.place == place))
    return None if row is None else _to_saved(row)


async def remove(tx: Tx, channel_id: ChannelId, place: str) -> bool:
    """False: it wasn't there."""
    c = saved.c
    return await sql.changed(tx, delete(saved).where(c.channel_id == channel_id, c.place == place))


async def annotate(tx: Tx, channel_id: ChannelId, place: str, note: str) -> bool:
    """False: it isn't there, or says that already."""
    c = saved.c
    mine = update(saved).where(c.channel_id == channel_id, c.place == place, c.note != note)
    return await sql.changed(tx, mine.values(note=note))


async def move_channel(tx: Tx, source: Channel, into: Channel) -> None:
    """What `source` kept is on the board of `into`."""
    for one in await board_of(tx, source.id):
        await add(tx, into, one.entry)
    await tx.execute(delete(saved).where(saved.c.channel_id == source.id))


# --- what may be kept


async def at_link(tx: Tx, workspace_id: WorkspaceId, link: str) -> list[StoredPost]:
    """The posts of this address (or key) that the workspace has seen, its author's own first."""
    ids = await tracing.at_link(tx, _seen_by(workspace_id), link)
    found = await posts.get(tx, [PostId(one) for one in ids])
    return sorted(found.values(), key=lambda one: (one.post.kind is PostKind.REPOST, -one.id))


async def seen(tx: Tx, workspace_id: WorkspaceId, post_id: PostId) -> StoredPost | None:
    """The post; None: the workspace has never seen one of that number."""
    mine = _seen_by(workspace_id).where(sighting.c.post_id == post_id)
    there = await sql.first(tx, mine.limit(1)) is not None
    return (await posts.get(tx, [post_id])).get(post_id) if there else None


def _seen_by(workspace_id: WorkspaceId) -> Select[tuple[int]]:
    """What came through the workspace's watches, not after they ended: others may watch on."""
    w, s = watch.c, sighting.c
    alive = or_(w.ended_at.is_(None), s.seen_at < w.ended_at)
    return (
        select(s.post_id)
        .join(watch, w.target_id == s.target_id)
        .where(w.workspace_id == workspace_id, alive)
    )


# --- taking a change back


def put(entry: Entry) -> list[Any]:
    by, at = entry.by, entry.at.isoformat()
    facts = [entry.place, entry.url, entry.network, entry.author, entry.note]
    return ["put", *facts, by.id, by.name, at, entry.post_id]


def drop(entry: Entry) -> list[Any]:
    return ["drop", entry.place]


def call(entry: Entry) -> list[Any]:
    """Back to the note that it has now."""
    return ["call", entry.place, entry.note]


async def put_back(tx: Tx, change: Change) -> None:
    """Take back what a change did to its channel's board."""
    steps = change.before.get(STEPS, [])
    if change.channel_id is None or not steps:
        return
    channel = await channels.get(tx, change.channel_id)
    for step, place, *facts in steps:
        match step, facts:
            case "put", [url, network, author, note, by, by_name, at, post_id]:
                person, since = Person(by, by_name), datetime.fromisoformat(at)
                entry = Entry(place, url, network, author, note, person, since, post_id)
                await add(tx, channel, entry)
            case "drop", []:
                await remove(tx, channel.id, place)
            case "call", [note]:
                await annotate(tx, channel.id, place, note)


def _every() -> Any:
    return select(saved, post).outerjoin_from(saved, post, saved.c.post_id == post.c.id)


def _to_saved(row: Row[Any]) -> Saved:
    get, c = row._mapping, saved.c
    post_id = get[c.post_id]
    entry = Entry(
        place=get[c.place],
        url=get[c.url],
        network=get[c.network],
        author=get[c.author],
        note=get[c.note],
        by=Person(get[c.saved_by], get[c.saved_by_name]),
        at=get[c.saved_at],
        post_id=None if post_id is None else PostId(post_id),
    )
    return Saved(SavedId(get[c.id]), entry, None if post_id is None else to_post(row))
