"""Every change keeps how to invert it; Undo carries that out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from bot.core.grammar import Author, Undo
from bot.core.hours import AlertHours
from bot.core.message import Audience, Button, Reply
from bot.core.model import Change, Changers, Channel, Mode, Purpose, Quiet, WatchId
from bot.core.trends import Sensitivity
from bot.service.commands.confirming import take_back
from bot.service.commands.context import Context, reply
from bot.service.commands.panel_steps import STEPS, put_back
from bot.service.panels import settle
from bot.store import (
    alerts,
    changes,
    channels,
    feeds,
    leaving,
    saved,
    trend_wishes,
    unwanted,
    watches,
)
from bot.store.engine import Tx
from connectors import query
from connectors.query import Expr

UNDO_WITHIN = timedelta(hours=24)
_FIRMS = ("firm", STEPS)

# How a stored value becomes a column's again.
_DECODE: Mapping[str, Any] = {
    "digest_time": time.fromisoformat,
    "digest_days": frozenset,
    "muted_until": datetime.fromisoformat,
    "mode": Mode,
    "query": query.decode,
    "trends": Sensitivity,
    "changers": Changers,
    "purpose": Purpose,
    "alert_hours": lambda row: AlertHours(
        frozenset(row[0]), time.fromisoformat(row[1]), time.fromisoformat(row[2])
    ),
    "quiet": lambda pair: Quiet(time.fromisoformat(pair[0]), time.fromisoformat(pair[1])),
}


def encode(value: Any) -> Any:
    """A field's value as JSON."""
    if isinstance(value, Quiet):
        return [value.start.isoformat(), value.end.isoformat()]
    if isinstance(value, AlertHours):
        return [sorted(value.days), value.start.isoformat(), value.end.isoformat()]
    if isinstance(value, (datetime, time)):
        return value.isoformat()
    if isinstance(value, Expr):
        return query.encode(value)
    return sorted(value) if isinstance(value, frozenset) else value


def _decode(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _DECODE[name](value) if value is not None and name in _DECODE else value
        for name, value in fields.items()
    }


async def note(
    tx: Tx, ctx: Context, channel: Channel, verb: str, invert: dict[str, Any], after: dict[str, Any]
) -> int:
    """Write the change down; its number. `invert`: as _invert carries it out.

    Where it is about firms or panels, those who follow a panel watch afterwards what it asks for;
    an account that a firm has lost is watched on.
    """
    if any(name.startswith(_FIRMS) for name in invert):
        networks, keep = ctx.house.networks, STEPS not in invert
        await settle(tx, networks, channel.workspace_id, None, ctx.now, keep=keep)
    return await changes.add(
        tx,
        workspace_id=channel.workspace_id,
        channel_id=channel.id,
        person=ctx.inbound.person,
        verb=verb,
        before=invert,
        after=after,
        now=ctx.now,
    )


async def note_added(
    tx: Tx, ctx: Context, channel: Channel, verb: str, invert: dict[str, Any], what: str
) -> int:
    """The same of one target: what a command adds is one change, whatever it names."""
    earlier = ctx.change if verb == "watch" and set(invert) == {"end"} else None
    if earlier is not None and await changes.extend(tx, earlier, invert["end"], what):
        return earlier
    return await note(tx, ctx, channel, verb, invert, {"what": what})


async def set_channel(tx: Tx, ctx: Context, channel: Channel, verb: str, **fields: Any) -> int:
    """Change a channel's settings, invertibly."""
    before = {name: encode(getattr(channel, name)) for name in fields}
    await channels.update(tx, channel.id, **fields)
    after = {name: encode(value) for name, value in fields.items()}
    return await note(tx, ctx, channel, verb, {"channel": before}, after)


def undo_button(ctx: Context, change: int, key: str = "button.undo") -> Button:
    return ctx.button(key, f"undo {change}")


async def undo(ctx: Context, command: Undo) -> AsyncIterator[Reply]:
    async with ctx.house.store.read() as tx:
        change, place = await _which(tx, ctx, command)
    if (denied := await ctx.denial(place)) is not None:
        yield denied
        return
    async with ctx.effect() as tx:
        if change is None:
            answer = ctx.say("undo.nothing")
        elif not await changes.mark_undone(tx, change.id, ctx.now):
            answer = ctx.say("undo.already")
        else:
            # Only now: a command may have added to it since.
            change = await changes.get(tx, change.id) or change
            await _invert(tx, change)
            await settle(tx, ctx.house.networks, change.workspace_id, ctx.channel.id, ctx.now)
            answer = reply(ctx.words, _undone(ctx, change), audience=Audience.CHANNEL)
    yield answer


def _undone(ctx: Context, change: Change) -> str:
    every = change.after.get("every", ())
    what = ctx.words.joined(every, "and") if every else change.after.get("what", "")
    return ctx.words(f"undo.done.{change.verb}", what=what, n=len(every) or 1)


async def _which(tx: Tx, ctx: Context, command: Undo) -> tuple[Change | None, Channel]:
    """The change and the channel it was made for: this one, or another that this person steers."""
    here, person = ctx.channel, ctx.inbound.person
    if command.change is None:
        return await changes.latest(tx, here.id, person.id, ctx.now - UNDO_WITHIN), here
    change = await changes.get(tx, command.change)
    if change is None or change.channel_id in (here.id, None):
        return change, here
    place = await channels.get(tx, change.channel_id)
    own = change.person.id == person.id and place.key.platform is here.key.platform
    return (change, place) if own else (None, here)


async def _invert(tx: Tx, change: Change) -> None:
    for watch_id in change.before.get("end", []):
        await alerts.take_back(tx, WatchId(watch_id))
        await watches.end(tx, WatchId(watch_id), change.at)
    if moved := change.before.get("back"):
        assert change.channel_id is not None
        here = await channels.get(tx, change.channel_id)
        await leaving.move_watches(tx, [*map(WatchId, moved)], here, change.at)
    for watch_id in change.before.get("revive", []):
        await watches.revive(tx, WatchId(watch_id))
    for watch_id, fields in change.before.get("watch", {}).items():
        await watches.update(tx, WatchId(int(watch_id)), **_decode(fields))
    await take_back(tx, change)
    await put_back(tx, change)
    await _show_authors(tx, change)
    await trend_wishes.put_back(tx, change)
    await saved.put_back(tx, change)
    await feeds.put_back(tx, change)
    if fields := change.before.get("channel"):
        assert change.channel_id is not None
        await channels.update(tx, change.channel_id, **_decode(fields))


async def _show_authors(tx: Tx, change: Change) -> None:
    """Of a search: those that were left out are shown, those shown again left out."""
    if change.channel_id is None:
        return
    place = await channels.get(tx, change.channel_id)
    if dropped := change.before.get("drop"):
        subject, some = dropped
        await unwanted.remove(tx, place.id, subject, [Author(*one) for one in some])
    if restored := change.before.get("restore"):
        subject, some = restored
        await unwanted.add(tx, place, subject, [Author(*one) for one in some], now=change.at)
