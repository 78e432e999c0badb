"""The outbox: one row a message, and every change of its state one conditional UPDATE."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Update,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    true,
    union,
    update,
)

from bot.core.compose import Recent
from bot.core.model import (
    AlertId,
    ChannelId,
    Delivery,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    PostId,
    WatchId,
)
from bot.store import sql
from bot.store.engine import Tx
from bot.store.rows import to_delivery
from bot.store.tables import alert, alert_entry, channel, delivery, digest_post

_PENDING, _SENDING, _UNKNOWN = (
    DeliveryState.PENDING.value,
    DeliveryState.SENDING.value,
    DeliveryState.UNKNOWN.value,
)
_SENT, _UNCONFIRMED, _WITHDRAWN = (
    DeliveryState.SENT.value,
    DeliveryState.UNCONFIRMED.value,
    DeliveryState.WITHDRAWN.value,
)
_IN_FLIGHT = (_SENDING, _UNKNOWN)
_CALM = (DeliveryKind.DIGEST.value, DeliveryKind.NOTICE.value, DeliveryKind.LIVE.value)
LIVE_EVERY = timedelta(seconds=10)
_FINAL = (_SENT, _UNCONFIRMED, _WITHDRAWN)


async def add(
    tx: Tx,
    channel_id: ChannelId,
    kind: DeliveryKind,
    *,
    alert_ids: Collection[AlertId] = (),
    follows: DeliveryId | None = None,
    not_before: datetime | None = None,
    silent: bool = False,
    payload: Mapping[str, Any] | None = None,
    now: datetime,
) -> DeliveryId:
    """A message to send, with those of the alerts that are in no other message."""
    of_channel = select(channel.c.workspace_id).where(channel.c.id == channel_id)
    new = delivery.insert().values(
        workspace_id=of_channel.scalar_subquery(),
        channel_id=channel_id,
        kind=kind.value,
        state=_PENDING,
        created_at=now,
        follows=follows,
        not_before=not_before,
        attempt=0,
        repeats=0,
        wanted=1,
        shown=0,
        silent=silent,
        payload=payload,
    )
    made = (await tx.execute(new.returning(delivery.c.id))).scalar_one()
    await _assign(tx, DeliveryId(made), alert_ids)
    return DeliveryId(made)


async def _assign(tx: Tx, delivery_id: DeliveryId, alert_ids: Collection[AlertId]) -> None:
    if alert_ids:
        free = alert.update().where(alert.c.id.in_(alert_ids), alert.c.delivery_id.is_(None))
        await tx.execute(free.values(delivery_id=delivery_id))


async def append(tx: Tx, delivery_id: DeliveryId, alert_ids: Collection[AlertId]) -> None:
    """Let a message tell more. One that can't be edited any more takes none: they wait."""
    c = delivery.c
    alive = update(delivery).where(c.id == delivery_id, c.state.not_in((_UNCONFIRMED, _WITHDRAWN)))
    if await sql.changed(tx, alive.values(wanted=c.wanted + 1)):
        await _assign(tx, delivery_id, alert_ids)


# --- claiming


def _may_go(now: datetime) -> ColumnElement[bool]:
    c, before, sending = delivery.c, delivery.alias(), delivery.alias()
    answered = exists().where(before.c.id == c.follows, before.c.state.in_(_FINAL))
    busy = exists().where(sending.c.channel_id == c.channel_id, sending.c.state == _SENDING)
    open_channel = exists().where(
        channel.c.id == c.channel_id,
        channel.c.parked.is_(None),
        sql.over(channel.c.next_send_at, now),
    )
    return and_(
        c.state == _PENDING,
        sql.over(c.not_before, now),
        or_(c.follows.is_(None), answered),
        open_channel,
        ~busy,
    )


async def channels_ready(tx: Tx, now: datetime) -> list[ChannelId]:
    """Channels in which a message may be claimed now."""
    found = select(delivery.c.channel_id).where(_may_go(now)).distinct()
    return [ChannelId(row.channel_id) for row in await sql.rows(tx, found)]


async def claim(
    tx: Tx, channel_id: ChannelId, now: datetime, *, quietly: bool = False
) -> Delivery | None:
    """The channel's oldest message that may go, now being sent. `shown`: what is being sent.

    `quietly`: no alerts, however old; digests, notices and live messages go.
    """
    await sql.one_at_a_time(tx, channel_id)
    c = delivery.c
    oldest = (
        select(c.id)
        .where(c.channel_id == channel_id, _may_go(now))
        .where(c.kind.in_(_CALM) if quietly else true())
        .order_by(c.id)
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )
    taken = update(delivery).where(c.id == oldest, c.state == _PENDING)
    begun = taken.values(state=_SENDING, attempt=c.attempt + 1, attempt_at=now, shown=c.wanted)
    row = await sql.first(tx, begun.returning(delivery))
    return None if row is None else to_delivery(row)


# --- what became of an attempt: False when another attempt or state overtook it


def _attempt(delivery_id: DeliveryId, attempt: int, *states: str) -> Update:
    c = delivery.c
    return update(delivery).where(c.id == delivery_id, c.attempt == attempt, c.state.in_(states))


async def sent(
    tx: Tx, delivery_id: DeliveryId, attempt: int, message_id: str, at: datetime
) -> bool:
    done = _attempt(delivery_id, attempt, *_IN_FLIGHT)
    return await sql.changed(tx, done.values(state=_SENT, message_id=message_id, sent_at=at))


async def back(tx: Tx, delivery_id: DeliveryId, attempt: int, not_before: datetime | None) -> bool:
    """Surely not sent: again, from `not_before` on."""
    mine = _attempt(delivery_id, attempt, *_IN_FLIGHT)
    return await sql.changed(tx, mine.values(state=_PENDING, not_before=not_before))


async def unknown(tx: Tx, delivery_id: DeliveryId, attempt: int) -> bool:
    """Sent or not: nobody knows."""
    mine = _attempt(delivery_id, attempt, _SENDING)
    return await sql.changed(tx, mine.values(state=_UNKNOWN))


async def repeat(tx: Tx, delivery_id: DeliveryId, attempt: int, now: datetime) -> bool:
    """Send it again, though it may have arrived."""
    mine = _attempt(delivery_id, attempt, _UNKNOWN)
    again = mine.values(state=_PENDING, repeats=delivery.c.repeats + 1, not_before=now)
    return await sql.changed(tx, again)


async def unconfirmed(tx: Tx, delivery_id: DeliveryId, attempt: int) -> bool:
    """Nobody will ever know: final."""
    mine = _attempt(delivery_id, attempt, _UNKNOWN)
    return await sql.changed(tx, mine.values(state=_UNCONFIRMED))


async def stuck(tx: Tx, now: datetime, older_than: timedelta) -> list[Delivery]:
    """Messages of unknown outcome, or still being sent, whose attempt began so long ago."""
    c = delivery.c
    in_flight = or_(c.state == _SENDING, c.state == _UNKNOWN)
    found = select(delivery).where(in_flight, c.attempt_at <= now - older_than)
    oldest_first = found.order_by(c.attempt_at, c.id)  # by id it would read the whole outbox
    return [to_delivery(row) for row in await sql.rows(tx, oldest_first)]


async def withdraw(tx: Tx, delivery_ids: Collection[DeliveryId]) -> int:
    """Never send these, unless they were sent; how many."""
    c = delivery.c
    unsent = update(delivery).where(c.id.in_(delivery_ids), c.state.not_in(_FINAL))
    return await sql.count(tx, unsent.values(state=_WITHDRAWN))


# --- edits of what was sent


async def touch(tx: Tx, post_ids: Collection[PostId]) -> None:
    """These posts changed: messages that tell them and were sent, or are being, will be edited.

    A digest changes as a whole, because its parts share its posts out among themselves.
    """
    if not post_ids:
        return
    c, d = delivery.c, digest_post.c
    in_alerts = (
        select(alert.c.delivery_id)
        .join(alert_entry, alert_entry.c.alert_id == alert.c.id)
        .where(alert_entry.c.post_id.in_(post_ids), alert.c.delivery_id.is_not(None))
    )
    in_digests = select(d.delivery_id).where(d.post_id.in_(post_ids))
    parts = select(c.id).join(digest_post, c.follows == d.delivery_id)
    telling = union(in_alerts, in_digests, parts.where(d.post_id.in_(post_ids)))
    await tx.execute(update(delivery).where(c.id.in_(telling)).values(wanted=c.wanted + 1))


async def to_edit(
    tx: Tx, now: datetime, every: timedelta, live: timedelta = LIVE_EVERY
) -> list[Delivery]:
    """Sent messages that show old content, untouched for `every` (or `live`), oldest first."""
    c = delivery.c
    since = case((c.kind == DeliveryKind.LIVE.value, now - live), else_=now - every)
    found = (
        select(delivery)
        .join(channel, c.channel_id == channel.c.id)
        .where(c.state == _SENT, c.shown < c.wanted, channel.c.parked.is_(None))
        .where(func.coalesce(c.edited_at, c.sent_at) <= since)
        .order_by(c.id)
    )
    return [to_delivery(row) for row in await sql.rows(tx, found)]


async def shown(tx: Tx, delivery_id: DeliveryId, version: int, at: datetime) -> None:
    """The message shows at least this version since `at`."""
    c = delivery.c
    newest = case((c.shown > version, c.shown), else_=version)
    mine = update(delivery).where(c.id == delivery_id, c.state == _SENT)
    await tx.execute(mine.values(shown=newest, edited_at=at))


# --- questions


async def message_id_of(tx: Tx, delivery_id: DeliveryId) -> str | None:
    found = select(delivery.c.message_id).where(delivery.c.id == delivery_id)
    message_id: str | None = (await tx.execute(found)).scalar()
    return message_id


async def recent(tx: Tx, channel_id: ChannelId, since: datetime) -> list[Recent]:
    """The channel's messages with alerts that wait or went since then, oldest first."""
    c = delivery.c
    rows = (
        select(c.id, c.kind, c.state, c.sent_at, c.attempt_at, alert_entry.c.watch_id)
        .join_from(delivery, alert, alert.c.delivery_id == c.id)
        .join(alert_entry, alert_entry.c.alert_id == alert.c.id)
        .where(c.channel_id == channel_id, c.state != _WITHDRAWN)
        .where(or_(c.sent_at.is_(None), c.sent_at >= since))
        .where(or_(c.state != _UNCONFIRMED, c.attempt_at >= since))
        .order_by(c.id)
    )
    watches: defaultdict[DeliveryId, set[WatchId]] = defaultdict(set)
    found: dict[DeliveryId, tuple[DeliveryKind, datetime | None]] = {}
    for row in await sql.rows(tx, rows):
        at = row.attempt_at if row.state == _UNCONFIRMED else row.sent_at
        found[row.id] = (DeliveryKind(row.kind), at)
        watches[row.id].add(row.watch_id)
    return [Recent(one, kind, frozenset(watches[one]), at) for one, (kind, at) in found.items()]


async def counts(tx: Tx) -> dict[DeliveryState, int]:
    """How many messages are in each state."""
    found = select(delivery.c.state, func.count().label("number")).group_by(delivery.c.state)
    return {DeliveryState(row.state): row.number for row in await sql.rows(tx, found)}
