"""digest, mute and unmute: how and when a channel is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.grammar import Digest, DigestAction, Mute, Unmute
from bot.core.grammar.times import moment
from bot.core.message import Audience, Reply
from bot.core.model import Watch
from bot.render.alerts import watch_name
from bot.service.commands import reading
from bot.service.commands.changing import change, digest_facts, digest_state
from bot.service.commands.context import Context, reply
from bot.service.commands.undoing import encode, note, undo_button
from bot.service.watchlist import by_ref
from bot.store import watches
from bot.store.engine import Tx

FOREVER = timedelta(days=3650)


async def digest(ctx: Context, command: Digest) -> AsyncIterator[Reply]:
    if command.action in reading.ACTIONS:
        async for answer in reading.read(ctx, command):
            yield answer
        return
    if command.action is DigestAction.SHOW:
        now_button = ctx.button("button.digest_now", "digest now")
        yield ctx.say(digest_state(ctx), now_button, **digest_facts(ctx))
        return
    fields: dict[str, Any] = {"digest_on": command.action is not DigestAction.OFF}
    if command.at is not None:
        fields["digest_time"] = command.at
    if command.days is not None:
        fields["digest_days"] = command.days
    async for answer in change(ctx, "digest", fields):
        yield answer


async def mute(ctx: Context, command: Mute) -> AsyncIterator[Reply]:
    """Alerts wait until the end; what was published is in the next digest."""
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    until = _until(ctx, command)
    if until <= ctx.now:
        yield ctx.say("mute.past")
        return
    if command.ref is None:
        async for answer in change(ctx, "mute", {"muted_until": until}, until=until):
            yield answer
        return
    yield await _mute_watch(ctx, command, until)


async def _mute_watch(ctx: Context, command: Mute, until: datetime | None) -> Reply:
    assert command.ref is not None
    async with ctx.effect() as tx:
        every = [await by_ref(tx, ctx.channel, ref) for ref in (command.ref, *command.also)]
        live = [one for one in every if one is not None]
        if not live:
            return ctx.say("list.gone", ctx.button("button.list", "list"))
        made = await _set_watches(ctx, tx, live, until)
    return _muted(ctx, _named(ctx, live), until, made)


def _named(ctx: Context, live: Sequence[Watch]) -> str:
    names = dict.fromkeys(one.target.name or watch_name(one) for one in live)
    return ctx.words.names([*names])


async def _set_watches(ctx: Context, tx: Tx, live: Sequence[Watch], until: datetime | None) -> int:
    before = {str(one.id): {"muted_until": encode(one.muted_until)} for one in live}
    for one in live:
        await watches.update(tx, one.id, muted_until=until)
    verb, what = "mute" if until else "unmute", {"what": _named(ctx, live)}
    return await note(tx, ctx, ctx.channel, verb, {"watch": before}, what)


def _muted(ctx: Context, name: str, until: datetime | None, made: int) -> Reply:
    words = ctx.words
    if until is None:
        text = words("unmute.done", what=name)
    elif until - ctx.now > FOREVER / 2:
        text = words("mute.done.open", what=name)
    else:
        text = words("mute.done", what=name, until=words.until(until))
    button = undo_button(ctx, made)
    return reply(words, text, buttons=(button,), audience=Audience.CHANNEL)


def _until(ctx: Context, command: Mute) -> datetime:
    if command.duration is not None:
        return ctx.now + command.duration
    if command.until is not None:
        local = ctx.now.astimezone(ZoneInfo(ctx.channel.zone))
        return moment(command.until, local).astimezone(UTC)
    return ctx.now + FOREVER


async def unmute(ctx: Context, command: Unmute) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    if command.ref is None:
        async for answer in change(ctx, "unmute", {"muted_until": None}):
            yield answer
        return
    async with ctx.effect() as tx:
        one = await by_ref(tx, ctx.channel, command.ref)
        if one is None:
            answer = ctx.say("list.gone", ctx.button("button.list", "list"))
        else:
            made = await _set_watches(ctx, tx, [one], None)
            answer = _muted(ctx, one.target.name or watch_name(one), None, made)
    yield answer
