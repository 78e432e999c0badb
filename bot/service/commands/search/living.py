"""A search that goes on in one message of the channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.found.living import LASTS, Live, from_payload, to_payload, with_posts
from bot.core.grammar import Search, render
from bot.core.message import Reply
from bot.core.model import DeliveryId
from bot.service.commands.context import Context
from bot.service.commands.search.asking import asked, remembered
from bot.service.commands.search.buttons import plainly, watch_command
from bot.service.commands.search.wording import understood
from bot.service.searches import Subject, is_paid
from bot.store import lives

_STOP = "search live:off"


async def begin(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    """The message goes through the outbox; what is known already stands in it at once."""
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    search = replace(plainly(command), first=None)
    free = [one for one in asked(ctx, search) if not is_paid(one)]
    if not free:
        yield ctx.say("live.no_network", ctx.button("button.networks", "networks"))
        return
    if (shut := await ctx.door.can_post(ctx.channel.key)) is not None:
        yield ctx.say(f"closed.{shut}", ctx.button("button.again", render(command)))
        return
    live = await _live(ctx, search)
    async with ctx.effect() as tx:
        begun = await lives.begin(tx, ctx.channel.id, to_payload(live), ctx.now)
        other = await lives.of_channel(tx, ctx.channel.id)
    running = live if begun or other is None else from_payload(other.payload or {})
    yield _begun(ctx, running, begun)


def _begun(ctx: Context, live: Live, made: DeliveryId | None) -> Reply:
    stop = ctx.button("button.stop", _STOP)
    key = "live.busy" if made is None else "live.begun"
    return ctx.say(key, stop, what=live.what, until=ctx.words.hour(live.until))


async def _live(ctx: Context, search: Search) -> Live:
    subject = Subject.of(search, ctx.channel.id)
    watch, tag = watch_command(subject.wanted, search.on)
    live = Live(
        search=render(search),
        what=understood(ctx.words, subject.wanted),
        watch=render(watch),
        tag=tag,
        began=ctx.now,
        until=ctx.now + LASTS,
    )
    known = await remembered(ctx, search, asked(ctx, search))
    return with_posts(live, known.posts, ctx.now)


async def stop(ctx: Context, _: Search) -> AsyncIterator[Reply]:
    """Anybody may: nothing is lost."""
    async with ctx.effect() as tx:
        one = await lives.of_channel(tx, ctx.channel.id)
        if one is None:
            answer = ctx.say("live.nothing")
        else:
            live = replace(from_payload(one.payload or {}), ended="stop")
            await lives.end(tx, one, to_payload(live))
            answer = ctx.say("live.stopped")
    yield answer
