"""Publications and through which targets they were seen. Shared by all workspaces."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from bot.core.compare.reactions import is_ripe
from bot.core.model import PostId, StoredPost
from bot.store import sql
from bot.store.columns import clean
from bot.store.engine import Tx
from bot.store.rows import to_post
from bot.store.tables import post, sighting, target
from connectors.types import Post, TargetId

_EMPTY: dict[str, Any] = {"text": "", "title": None, "warning": None, "extras": {}}
_MOST_REACTIONS = 2**53  # networks' counts are JSON numbers; more than that is not a count


async def known(tx: Tx, target_id: TargetId, keys: Collection[str]) -> dict[str, str]:
    """Text hashes of those posts that were already seen through this target."""
    network = select(target.c.network).where(target.c.id == target_id).scalar_subquery()
    seen = (
        select(post.c.key, sighting.c.text_hash)
        .join_from(post, sighting, sighting.c.post_id == post.c.id)
        .where(sighting.c.target_id == target_id)
        .where(post.c.network == network, post.c.key.in_(keys))
    )
    return {row.key: row.text_hash for row in await sql.rows(tx, seen)}


async def record(
    tx: Tx,
    target_id: TargetId,
    posts: Sequence[Post],
    hashes: Mapping[str, str],
    now: datetime,
) -> dict[str, StoredPost]:
    """Keep what a look showed; all of it as stored, by key.

    New posts and sightings are added, reactions and the target's own text hashes renewed; a
    changed text is only taken over by `edit`. `hashes`: by key.
    """
    if not posts:
        return {}
    ordered = sorted(posts, key=lambda one: one.key)  # two looks can't wait for each other
    await sql.insert_new(tx, post, [_row(one, hashes[one.key], now) for one in ordered])
    stored, unripe = await _stored(tx, ordered)
    await _see(tx, target_id, stored, hashes, now)
    await _count_reactions(tx, [(stored[one.key], one) for one in ordered])
    shown = {stored[one.key].id for one in ordered if is_ripe(one, now)}
    await _ripen(tx, shown & unripe, now)
    return stored


async def _stored(tx: Tx, posts: Sequence[Post]) -> tuple[dict[str, StoredPost], set[PostId]]:
    """By key; and which of them were never counted for good."""
    given = {clean(one.key): one.key for one in posts}
    found = select(post).where(post.c.network == posts[0].network, post.c.key.in_(given))
    rows = await sql.rows(tx, found)
    unripe = {PostId(row.id) for row in rows if row.ripe_at is None}
    return {given[one.post.key]: one for one in map(to_post, rows)}, unripe


async def _see(
    tx: Tx,
    target_id: TargetId,
    stored: Mapping[str, StoredPost],
    hashes: Mapping[str, str],
    now: datetime,
) -> None:
    seen = sql.insert(tx, sighting)
    renewed = seen.on_conflict_do_update(
        index_elements=[sighting.c.target_id, sighting.c.post_id],
        set_={"text_hash": seen.excluded.text_hash},
        where=sighting.c.text_hash != seen.excluded.text_hash,
    )
    await tx.execute(
        renewed,
        [
            {
                "target_id": target_id,
                "post_id": one.id,
                "text_hash": hashes[key],
                "seen_at": now,
            }
            for key, one in stored.items()
        ],
    )


async def recount(tx: Tx, answers: Sequence[tuple[StoredPost, Post]], now: datetime) -> None:
    """Take over the reactions of posts that were read again."""
    await _count_reactions(tx, answers)
    await _ripen(tx, [kept.id for kept, new in answers if is_ripe(new, now)], now)


async def _ripen(tx: Tx, ids: Collection[PostId], now: datetime) -> None:
    if ids:
        young = update(post).where(post.c.id.in_(ids), post.c.ripe_at.is_(None))
        await tx.execute(young.values(ripe_at=now))


async def _count_reactions(tx: Tx, answers: Iterable[tuple[StoredPost, Post]]) -> None:
    moved = [
        {"row": kept.id, "count": _reactions(new)}
        for kept, new in answers
        if new.reactions is not None and _reactions(new) != kept.post.reactions
    ]
    if moved:
        counted = update(post).where(post.c.id == bindparam("row"))
        await tx.execute(counted.values(reactions=bindparam("count")), moved)


def _reactions(one: Post) -> int | None:
    return None if one.reactions is None else min(one.reactions, _MOST_REACTIONS)


def _row(one: Post, text_hash: str, now: datetime) -> dict[str, Any]:
    return _content(one) | {
        "network": one.network,
        "key": one.key,
        "url": one.url,
        "author_key": one.author_key,
        "author_handle": one.author_handle,
        "author_name": one.author_name,
        "kind": one.kind.value,
        "language": one.language,
        "pinned": one.pinned,
        "bot": one.bot,
        "reactions": _reactions(one),
        "published_at": one.published_at,
        "text_hash": text_hash,
        "first_seen_at": now,
        "deleted": False,
    }


def _content(one: Post) -> dict[str, Any]:
    """What an edit may change."""
    extras = {
        "media": [(item.kind, item.url, item.alt) for item in one.media],
        "hashtags": one.hashtags,
        "links": one.links,
    }
    return {
        "title": one.title,
        "text": one.text,
        "warning": one.warning,
        "extras": extras,
        "edited_at": one.edited_at,
    }


async def edit(tx: Tx, posts: Sequence[Post], hashes: Mapping[str, str]) -> list[PostId]:
    """Take over changed texts; which posts really changed. `hashes`: by key."""
    c = post.c
    changed: list[PostId] = []
    for one in posts:
        other = (c.text_hash != hashes[one.key]) & ~c.deleted
        same = update(post).where(c.network == one.network, c.key == one.key, other)
        new = same.values(text_hash=hashes[one.key], **_content(one)).returning(c.id)
        changed += [PostId(row.id) for row in await sql.rows(tx, new)]
    return changed


async def get(tx: Tx, ids: Collection[PostId]) -> dict[PostId, StoredPost]:
    found = select(post).where(post.c.id.in_(ids))
    return {one.id: one for one in map(to_post, await sql.rows(tx, found))}


async def delete(tx: Tx, post_ids: Collection[PostId]) -> list[PostId]:
    """Gone upstream: the words go, the key stays, so that it is never new again.

    Which of them were there until now.
    """
    gone = update(post).where(post.c.id.in_(post_ids), ~post.c.deleted)
    emptied = gone.values(deleted=True, **_EMPTY).returning(post.c.id)
    return [PostId(row.id) for row in await sql.rows(tx, emptied)]


async def purge_text(tx: Tx, before: datetime, network: str | None = None) -> int:
    """Empty the words, pictures and links of what was first seen before; how many had some.

    `network`: only its posts.
    """
    c = post.c
    more = c.extras != _EMPTY["extras"]
    wordy = or_(c.text != "", c.title.is_not(None), c.warning.is_not(None), more)
    old = update(post).where(c.first_seen_at < before, wordy)
    mine = old if network is None else old.where(c.network == network)
    return await sql.count(tx, mine.values(**_EMPTY))
