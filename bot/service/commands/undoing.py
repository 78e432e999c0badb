"""Every change keeps how to invert it; Undo carries that out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from bot.core.grammar import Undo
from bot.core.message import Audience, Button, Reply
from bot.core.model import Change, Channel, Mode, Quiet, WatchId
from bot.service.commands.context import Context, reply
from bot.store import alerts, changes, channels, watches
from bot.store.engine import Tx

UNDO_WITHIN = timedelta(hours=24)

# How a stored value becomes a column's again.
_DECODE: Mapping[str, Any] = {
    "digest_time": time.fromisoformat,
    "digest_days": frozenset,
    "muted_until": datetime.fromisoformat,
    "mode": Mode,
    "quiet": lambda pair: Quiet(time.fromisoformat(pair[0]), time.fromisoformat(pair[1])),
}


def encode(value: Any) -> Any:
    """A field's value as JSON."""
    if isinstance(value, Quiet):
        return [value.start.isoformat(), value.end.isoformat()]
    if isinstance(value, (datetime, time)):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def _decode(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _DECODE[name](value) if value is not None and name in _DECODE else value
        for name, value in fields.items()
    }


async def note(
    tx: Tx, ctx: Context, channel: Channel, verb: str, invert: dict[str, Any], after: dict[str, Any]
) -> int:
    """Write the change down; its number. `invert`: end, revive, watch or channel (see _invert)."""
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
            await _invert(tx, change)
            text = ctx.words(f"undo.done.{change.verb}", what=change.after.get("what", ""))
            answer = reply(ctx.words, text, audience=Audience.CHANNEL)
    yield answer


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
        await alerts.withdraw(tx, WatchId(watch_id))
        await watches.end(tx, WatchId(watch_id), change.at)
    for watch_id in change.before.get("revive", []):
        await watches.revive(tx, WatchId(watch_id))
    for watch_id, fields in change.before.get("watch", {}).items():
        await watches.update(tx, WatchId(int(watch_id)), **_decode(fields))
    if fields := change.before.get("channel"):
        assert change.channel_id is not None
        await channels.update(tx, change.channel_id, **_decode(fields))
