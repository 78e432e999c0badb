"""Workspaces and their channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any, TypedDict, Unpack

from sqlalchemy import exists, or_, select
from sqlalchemy import update as sql_update

from bot.core.hours import AlertHours
from bot.core.model import Changers, Channel, ChannelId, ChannelKey, Platform, Purpose, Quiet
from bot.core.trends.values import Sensitivity
from bot.store import sql
from bot.store.engine import Tx
from bot.store.moves import merge, rename_chat
from bot.store.rows import to_channel
from bot.store.tables import alert, channel, delivery, operator, watch, workspace


class Fields(TypedDict, total=False):
    """What can change in a channel; as in bot.core.model.Channel."""

    name: str
    language: str
    zone: str
    digest_on: bool
    digest_time: time
    digest_days: frozenset[int]
    quiet: Quiet | None
    muted_until: datetime | None
    parked: str | None
    changers: Changers | None
    next_send_at: datetime | None
    profiles: bool
    rhythm: bool
    trends: Sensitivity | None
    weekly: bool
    monthly: bool
    for_outsiders: bool
    dark: bool
    alert_hours: AlertHours | None
    purpose: Purpose | None


async def ensure(
    tx: Tx,
    key: ChannelKey,
    *,
    workspace: str,
    name: str,
    private: bool,
    language: str,
    zone: str,
    digest_time: time,
    digest_days: frozenset[int],
    now: datetime,
) -> Channel:
    """The channel, made at first sight with its workspace; later only its name is renewed."""
    known = await by_key(tx, key)
    if known is None:
        row = {
            "workspace_id": await _workspace(tx, key, workspace, now),
            "name": name,
            "private": private,
            "language": language,
            "zone": zone,
            "digest_on": True,
            "digest_time": digest_time,
            "digest_days": _digits(digest_days),
            "profiles": True,
            "rhythm": True,
            "trends": Sensitivity.BALANCED.value,
            "weekly": False,
            "monthly": False,
            "for_outsiders": False,
            "dark": False,
            "created_at": now,
        }
        await sql.insert_new(tx, channel, [row | _names(key)])
        known = await _present(tx, key)
    if not name or known.name == name:
        return known
    await update(tx, known.id, name=name)
    return replace(known, name=name)


async def private_chat(tx: Tx, key: ChannelKey, place: Channel, now: datetime) -> Channel:
    """A person's own conversation on Slack, where none is known with `place`'s settings."""
    return await ensure(
        tx,
        key,
        workspace=key.bot,
        name="",
        private=True,
        language=place.language,
        zone=place.zone,
        digest_time=place.digest_time,
        digest_days=place.digest_days,
        now=now,
    )


async def _workspace(tx: Tx, key: ChannelKey, name: str, now: datetime) -> int:
    row = {"platform": key.platform.value, "bot": key.bot, "key": name}
    await sql.insert_new(tx, workspace, [row | {"created_at": now}])
    same = [workspace.c[column] == value for column, value in row.items()]
    return int((await tx.execute(select(workspace.c.id).where(*same))).scalar_one())


async def get(tx: Tx, channel_id: ChannelId) -> Channel:
    """Raises LookupError."""
    row = await sql.first(tx, select(channel).where(channel.c.id == channel_id))
    if row is None:
        raise LookupError(f"no channel {channel_id}")
    return to_channel(row)


async def hold(tx: Tx, channel_id: ChannelId) -> None:
    """Until the end of the transaction nothing is judged, raised or sent for this channel."""
    await sql.one_at_a_time(tx, channel_id)


async def by_key(tx: Tx, key: ChannelKey) -> Channel | None:
    same = [channel.c[column] == value for column, value in _names(key).items()]
    row = await sql.first(tx, select(channel).where(*same))
    return None if row is None else to_channel(row)


async def _present(tx: Tx, key: ChannelKey) -> Channel:
    known = await by_key(tx, key)
    if known is None:
        raise LookupError("the channel vanished while it was made")
    return known


def _names(key: ChannelKey) -> dict[str, str]:
    names = {"bot": key.bot, "chat": key.chat, "topic": key.topic}
    return names | {"platform": key.platform.value}


async def all_active(tx: Tx) -> list[Channel]:
    """Channels with a live watch, or with something still to be sent."""
    watched = exists().where(watch.c.channel_id == channel.c.id, watch.c.ended_at.is_(None))
    told = exists().where(delivery.c.channel_id == channel.c.id, delivery.c.state == "pending")
    waiting = exists().where(alert.c.channel_id == channel.c.id, alert.c.delivery_id.is_(None))
    found = select(channel).where(or_(watched, told, waiting)).order_by(channel.c.id)
    return [to_channel(row) for row in await sql.rows(tx, found)]


async def on_platform(tx: Tx, platform: Platform, bot: str) -> list[Channel]:
    """Every place that this bot knows there."""
    c = channel.c
    found = select(channel).where(c.platform == platform.value, c.bot == bot)
    return [to_channel(row) for row in await sql.rows(tx, found)]


async def of_operators(tx: Tx) -> list[Channel]:
    """The operators' private conversations, and the terminals, whose person runs the machine."""
    c, o = channel.c, operator.c
    theirs = exists().where(o.platform == c.platform, o.bot == c.bot, o.chat == c.chat)
    found = select(channel).where(or_(c.private & theirs, c.platform == Platform.TERMINAL.value))
    return [to_channel(row) for row in await sql.rows(tx, found.order_by(c.id))]


async def move(tx: Tx, channel_id: ChannelId, new_chat: str) -> None:
    """The chat has a new id; what was met under it already is merged into this channel."""
    here = await get(tx, channel_id)
    if here.key.chat == new_chat:
        return
    other = await by_key(tx, replace(here.key, chat=new_chat))
    if other is not None:
        await merge(tx, other, here)
    await rename_chat(tx, here, new_chat)


async def parked(tx: Tx, reasons: Sequence[str]) -> list[Channel]:
    """Those to which nothing can be sent, for one of these reasons."""
    found = select(channel).where(channel.c.parked.in_(reasons)).order_by(channel.c.id)
    return [to_channel(row) for row in await sql.rows(tx, found)]


async def park(tx: Tx, channel_id: ChannelId, reason: str, *, before: str | None) -> bool:
    """Nothing is sent there from now on. False: it isn't as it was `before`."""
    c = channel.c
    was = c.parked.is_(None) if before is None else c.parked == before
    held = sql_update(channel).where(c.id == channel_id, was)
    return await sql.changed(tx, held.values(parked=reason))


async def unpark(tx: Tx, channel_id: ChannelId, reasons: Sequence[str]) -> bool:
    """What waits there is sent again. False: it doesn't wait for one of these reasons."""
    held = sql_update(channel).where(channel.c.id == channel_id, channel.c.parked.in_(reasons))
    return await sql.changed(tx, held.values(parked=None, parked_at=None))


async def update(tx: Tx, channel_id: ChannelId, **fields: Unpack[Fields]) -> None:
    values = _columns(fields)
    await tx.execute(sql_update(channel).where(channel.c.id == channel_id).values(values))


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(fields)
    for name in ("trends", "changers", "purpose"):
        if (wanted := values.get(name)) is not None:
            values[name] = wanted.value
    if "parked" in values and values["parked"] is None:
        values["parked_at"] = None
    if "digest_days" in values:
        values["digest_days"] = _digits(values["digest_days"])
    if "quiet" in values:
        quiet: Quiet | None = values.pop("quiet")
        values["quiet_start"] = quiet.start if quiet else None
        values["quiet_end"] = quiet.end if quiet else None
    if "alert_hours" in values:
        hours: AlertHours | None = values.pop("alert_hours")
        values["alert_days"] = _digits(hours.days) if hours else None
        values["alert_start"] = hours.start if hours else None
        values["alert_end"] = hours.end if hours else None
    return values


def _digits(days: frozenset[int]) -> str:
    return "".join(str(day) for day in sorted(days))
