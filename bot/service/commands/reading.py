"""digest now, digest all, and the recaps: what a person reads at once, and how often it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.digest import RecapKind
from bot.core.grammar import Digest, DigestAction, render
from bot.core.message import Audience, Button, Reply
from bot.render.digests import Occasion, everything, front
from bot.render.recaps import recap_message
from bot.service.commands.context import Context, reply
from bot.service.commands.undoing import set_channel, undo_button
from bot.service.recaps import span, wants
from bot.store import digests

DAY = timedelta(days=1)
_KINDS = {DigestAction.WEEKLY: RecapKind.WEEKLY, DigestAction.MONTHLY: RecapKind.MONTHLY}
ACTIONS = frozenset({DigestAction.NOW, DigestAction.ALL, *_KINDS})


async def read(ctx: Context, command: Digest) -> AsyncIterator[Reply]:
    """`command.action`: one of ACTIONS."""
    match command.action:
        case DigestAction.NOW:
            yield await _now(ctx)
        case DigestAction.ALL:
            yield await _all(ctx, command)
        case _ if command.on is None:
            yield await _recap(ctx, _KINDS[command.action])
        case _:
            yield await _wish(ctx, _KINDS[command.action], command.on)


async def _now(ctx: Context) -> Reply:
    async with ctx.house.store.read() as tx:
        content = await ctx.house.digests.content(tx, ctx.channel, ctx.now - DAY, ctx.now)
    message = front(ctx.words, content, Occasion(now=True))
    return Reply(message, audience=Audience.CHANNEL, kind="digest")


async def _all(ctx: Context, command: Digest) -> Reply:
    """Every publication of a digest of this channel, a page at a time, for who asks."""
    async with ctx.house.store.read() as tx:
        period: tuple[datetime, datetime] | None = (ctx.now - DAY, ctx.now)
        if command.row is not None:
            period = await digests.period(tx, ctx.channel.id, command.row)
        if period is None:
            return ctx.say("digest.all.gone", slash=ctx.slash)
        content = await ctx.house.digests.content(tx, ctx.channel, *period)
    every = everything(ctx.words, content)
    if not 1 <= command.page <= len(every):
        return ctx.say("digest.all.none", ctx.button("button.list", "list"))
    page = every[command.page - 1]
    return Reply(replace(page, buttons=tuple(_next(ctx, command, len(every)))))


def _next(ctx: Context, command: Digest, pages: int) -> list[Button]:
    following = render(replace(command, page=command.page + 1))
    return [ctx.button("button.more", following)] if command.page < pages else []


async def _recap(ctx: Context, kind: RecapKind) -> Reply:
    start = ctx.now - span(kind)
    async with ctx.house.store.read() as tx:
        content = await ctx.house.digests.recap(tx, ctx.channel, kind, start, ctx.now)
    message = recap_message(ctx.words, content, wanted=wants(ctx.channel, kind))
    return Reply(message, audience=Audience.CHANNEL, kind="digest")


async def _wish(ctx: Context, kind: RecapKind, wanted: bool) -> Reply:
    if (denied := await ctx.denial()) is not None:
        return denied
    async with ctx.effect() as tx:
        if kind is RecapKind.WEEKLY:
            change = await set_channel(tx, ctx, ctx.channel, "digest", weekly=wanted)
        else:
            change = await set_channel(tx, ctx, ctx.channel, "digest", monthly=wanted)
    text = ctx.words(f"recap.{'on' if wanted else 'off'}.{kind}")
    buttons = [undo_button(ctx, change)]
    if wanted and not ctx.channel.digest_on:
        text = f"{text} {ctx.words('recap.no_digest')}"
        buttons.append(ctx.button("button.digest_on", "digest on"))
    return reply(ctx.words, text, buttons=tuple(buttons), audience=Audience.CHANNEL)
