"""Live messages: at most one a channel. Its name among the facts says when it is to go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from bot.core.found.living import without_posts
from bot.core.model import ChannelId, Delivery, DeliveryId, DeliveryKind
from bot.store import deliveries, sql
from bot.store.engine import Tx
from bot.store.rows import to_delivery
from bot.store.tables import delivery, fact

_PREFIX = "live:"
# Longer than a process is away.
_AWAY = timedelta(days=90)


def _name(channel_id: ChannelId) -> str:
    return f"{_PREFIX}{channel_id}"


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(fact.c.name.startswith(_PREFIX, autoescape=True), fact.c.at <= now)


async def begin(
    tx: Tx, channel_id: ChannelId, payload: Mapping[str, Any], now: datetime
) -> DeliveryId | None:
    """None: there is one in this channel already."""
    mine = sql.insert(tx, fact).values(name=_name(channel_id), value="", at=now)
    if await sql.first(tx, mine.on_conflict_do_nothing().returning(fact.c.name)) is None:
        return None
    made = await deliveries.add(tx, channel_id, DeliveryKind.LIVE, payload=payload, now=now)
    named = update(fact).where(fact.c.name == _name(channel_id))
    await tx.execute(named.values(value=str(made)))
    return made


async def any_due(tx: Tx, now: datetime) -> bool:
    """Without writing: mostly there is none."""
    return await sql.first(tx, select(fact.c.name).where(_due(now)).limit(1)) is not None


async def claim(tx: Tx, now: datetime, until: datetime) -> list[Delivery]:
    """Those that are to go on now; nobody else gets them before `until`."""
    due = update(fact).where(_due(now)).values(at=until)
    rows = await sql.rows(tx, due.returning(fact.c.value))
    ids = [int(row.value) for row in rows]
    found = select(delivery).where(delivery.c.id.in_(ids)).order_by(delivery.c.id)
    return [to_delivery(row) for row in await sql.rows(tx, found)]


async def of_channel(tx: Tx, channel_id: ChannelId) -> Delivery | None:
    named = select(fact.c.value).where(fact.c.name == _name(channel_id))
    value = (await tx.execute(named)).scalar()
    if not value:
        return None
    row = await sql.first(tx, select(delivery).where(delivery.c.id == int(value)))
    return None if row is None else to_delivery(row)


async def go_on(
    tx: Tx, one: Delivery, payload: Mapping[str, Any], at: datetime, *, changed: bool
) -> bool:
    """Keep what is known now, and ask again `at`. `changed`: so does its message.

    False: it was ended meanwhile.
    """
    mine = update(fact).where(fact.c.name == _name(one.channel_id), fact.c.value == str(one.id))
    if not await sql.changed(tx, mine.values(at=at)):
        return False
    await _write(tx, one.id, payload, changed=changed)
    return True


async def end(tx: Tx, one: Delivery, payload: Mapping[str, Any]) -> bool:
    """Its message says so. False: it was ended already."""
    mine = delete(fact).where(fact.c.name == _name(one.channel_id), fact.c.value == str(one.id))
    if not await sql.changed(tx, mine):
        return False
    await _write(tx, one.id, payload, changed=True)
    return True


async def forget(tx: Tx, before: datetime) -> None:
    """Nobody's words stay in those that began before that: they have ended, and been shown."""
    c = delivery.c
    old = select(c.id, c.payload).where(
        c.kind == DeliveryKind.LIVE.value, c.created_at <= before, c.created_at > before - _AWAY
    )
    for row in await sql.rows(tx, old):
        if row.payload["posts"]:
            mine = update(delivery).where(c.id == row.id)
            await tx.execute(mine.values(payload=without_posts(row.payload)))


async def _write(
    tx: Tx, delivery_id: DeliveryId, payload: Mapping[str, Any], *, changed: bool
) -> None:
    c = delivery.c
    mine = update(delivery).where(c.id == delivery_id)
    await tx.execute(mine.values(payload=payload, wanted=c.wanted + (1 if changed else 0)))
