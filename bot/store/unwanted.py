"""Authors whom a channel doesn't want to find when it looks for a subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from bot.core.grammar import Author
from bot.core.grammar.expression import all_of
from bot.core.model import Channel, ChannelId, Watch
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import unwanted
from connectors.query import Tagged, Word, decode, key_of
from connectors.types import Kind


async def authors(tx: Tx, channel_id: ChannelId, subject: str) -> list[Author]:
    """`subject`: connectors.query.key_of the search."""
    c = unwanted.c
    mine = select(c.network, c.author_key, c.author_name).where(
        c.channel_id == channel_id, c.subject == subject
    )
    rows = await sql.rows(tx, mine.order_by(c.id))
    return [Author(row.network, row.author_key, row.author_name) for row in rows]


async def of_watch(tx: Tx, watch: Watch) -> frozenset[tuple[str, str]]:
    """(network, key) of those who aren't wanted where what is watched is looked for."""
    c = unwanted.c
    mine = select(c.network, c.author_key).where(
        c.channel_id == watch.channel_id, c.subject.in_(_subjects(watch))
    )
    return frozenset((row.network, row.author_key) for row in await sql.rows(tx, mine))


def _subjects(watch: Watch) -> list[str]:
    """The searches that the watch may have come from."""
    target = watch.target
    try:
        hashtag = target.kind is Kind.HASHTAG
        wanted = Tagged(target.handle) if hashtag else decode(target.ref)
    except ValueError:
        return []
    searches = [wanted, all_of([wanted, watch.query]) if watch.query else None]
    searches += [Word(target.handle)] if hashtag else []
    return [key_of(one) for one in searches if one is not None]


async def add(
    tx: Tx, channel: Channel, subject: str, some: Iterable[Author], *, now: datetime
) -> None:
    """Those that are there already stay."""
    rows = [
        {
            "channel_id": channel.id,
            "subject": subject,
            "network": one.network,
            "author_key": one.key,
            "author_name": one.name,
            "created_at": now,
        }
        for one in some
    ]
    await sql.insert_new(tx, unwanted, rows)


async def remove(tx: Tx, channel_id: ChannelId, subject: str, some: Iterable[Author]) -> None:
    c = unwanted.c
    mine = delete(unwanted).where(c.channel_id == channel_id, c.subject == subject)
    for one in some:
        await tx.execute(mine.where(c.network == one.network, c.author_key == one.key))


async def move_channel(tx: Tx, source: Channel, into: Channel) -> None:
    """What `source` doesn't want `into` doesn't want either."""
    c = unwanted.c
    mine = select(c.subject, c.network, c.author_key, c.author_name, c.created_at)
    rows = await sql.rows(tx, mine.where(c.channel_id == source.id))
    moved = [{**row._mapping, "channel_id": into.id} for row in rows]
    await sql.insert_new(tx, unwanted, moved)
    await tx.execute(delete(unwanted).where(c.channel_id == source.id))
