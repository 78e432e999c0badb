"""settings feed: a secret address at which feed readers find what this channel found."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator

from bot.core.message import Aside, Block, Button, Reply, line
from bot.core.model import Platform
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.undoing import note, undo_button
from bot.service.feeds import address
from bot.store import feeds

SECRET_BYTES = 32
"""As 43 letters: nobody guesses one."""


async def feed(ctx: Context, value: str) -> AsyncIterator[Reply]:
    """`value`: on, new or off."""
    if (denied := await ctx.denial()) is not None:
        yield denied
    elif value == "off":
        yield await _off(ctx)
    elif ctx.house.public_url is None:
        yield ctx.say("feed.not_here")
    else:
        yield await _on(ctx, ctx.house.public_url, anew=value == "new")


async def _off(ctx: Context) -> Reply:
    async with ctx.effect() as tx:
        before = await feeds.end(tx, ctx.channel.id)
        if not before:
            return ctx.say("feed.none")
        change = await note(tx, ctx, ctx.channel, "feed", {feeds.UNDO: before}, {})
    return ctx.say("feed.off", undo_button(ctx, change))


async def _on(ctx: Context, base: str, *, anew: bool) -> Reply:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    async with ctx.effect() as tx:
        since = await feeds.since(tx, ctx.channel.id)
        if since is not None and not anew:
            return ctx.say("feed.already", *_again(ctx), day=ctx.words.day(since))
        before = await feeds.begin(tx, ctx.channel.id, secret, ctx.now)
        await note(tx, ctx, ctx.channel, "feed", {feeds.UNDO: before}, {})
    return _shown(ctx, address(base, secret), replaced=bool(before))


def _shown(ctx: Context, url: str, *, replaced: bool) -> Reply:
    """The only time that anybody reads the address: it isn't stored."""
    words = ctx.words
    blocks: list[Block] = [lines(url), lines(words("feed.secret"))]
    if ctx.channel.key.platform is Platform.TELEGRAM and not ctx.inbound.private:
        blocks.append(lines(words("feed.seen")))
    if replaced:
        blocks.append(Aside(line(words("feed.replaced"))))
    return reply(words, words("feed.on"), blocks=tuple(blocks), buttons=_again(ctx))


def _again(ctx: Context) -> tuple[Button, ...]:
    return (
        ctx.button("feed.button.new", "settings feed new"),
        ctx.button("feed.button.off", "settings feed off"),
    )
