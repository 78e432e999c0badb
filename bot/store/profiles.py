"""What accounts say of themselves, as channels know it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, exists, select, type_coerce, update

from bot.core.model import DeliveryKind, PostId
from bot.core.profiles import Former, Known
from bot.store import sql
from bot.store.engine import Tx
from bot.store.tables import delivery, post, profile, watch
from connectors.types import TargetId


async def get(tx: Tx, target_id: TargetId) -> Known | None:
    """None: the account was never read."""
    row = await sql.first(tx, select(profile).where(profile.c.target_id == target_id))
    if row is None:
        return None
    former = {
        name: Former(tuple(value) if isinstance(value, list) else value, datetime.fromisoformat(at))
        for name, (value, at) in (row.former or {}).items()
    }
    return Known(
        handle=row.handle,
        name=row.name,
        bio=row.bio,
        links=None if row.links is None else tuple(row.links),
        picture=row.picture,
        pinned=row.pinned,
        former=former,
        told_at=row.told_at,
    )


async def save(tx: Tx, target_id: TargetId, known: Known, now: datetime) -> None:
    """Replace what was known."""
    values: dict[str, Any] = {
        "handle": known.handle,
        "name": known.name,
        "bio": known.bio,
        "links": known.links,
        "picture": known.picture,
        "pinned": known.pinned,
        "former": {name: (one.value, one.until.isoformat()) for name, one in known.former.items()},
        "told_at": known.told_at,
        "seen_at": now,
    }
    new = sql.insert(tx, profile).values(values | {"target_id": target_id})
    await tx.execute(new.on_conflict_do_update(index_elements=[profile.c.target_id], set_=values))


async def pinned_post(tx: Tx, network: str, key: str) -> PostId | None:
    """The post of that key, if it was ever seen."""
    found = select(post.c.id).where(post.c.network == network, post.c.key == key)
    row = await sql.first(tx, found)
    return None if row is None else PostId(row.id)


async def purge(tx: Tx, before: datetime, notice: str) -> None:
    """Forget accounts that nobody watches, and the words of changes told before then.

    `notice`: the key in the payloads that told them.
    """
    watched = exists().where(watch.c.target_id == profile.c.target_id, watch.c.ended_at.is_(None))
    await tx.execute(delete(profile).where(~watched))
    c = delivery.c
    told = c.kind == DeliveryKind.NOTICE.value, c.created_at < before
    words = cast(type_coerce(c.payload, Text), Text).like(f'%"{notice}", %')
    await tx.execute(update(delivery).where(*told, words).values(payload={"key": notice}))
