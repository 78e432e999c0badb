"""owners: who runs this installation, one more of them, one less."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.core.grammar import Owners, OwnersAction
from bot.core.message import Items, Reply, line
from bot.core.model import Platform
from bot.service.commands.context import Context, reply
from bot.service.operators import INVITATION_LIFE, invitation, is_operator, tell_operators
from bot.store import operators


async def owners(ctx: Context, command: Owners) -> AsyncIterator[Reply]:
    """Only for those who are one; a code, which is a secret, only in private."""
    key, person = ctx.channel.key, ctx.inbound.person
    async with ctx.house.store.read() as tx:
        allowed = await is_operator(tx, key.platform, key.bot, person)
    if not allowed:
        yield ctx.say("denied.operator")
    elif command.action is OwnersAction.SHOW:
        yield await _shown(ctx)
    elif not ctx.inbound.private:
        yield ctx.say("owners.private")
    elif command.action is OwnersAction.NEW:
        yield await _invited(ctx)
    else:
        yield await _left(ctx)


async def _shown(ctx: Context) -> Reply:
    async with ctx.house.store.read() as tx:
        known = await operators.operators(tx)
    rows = tuple(
        line(f"{one.person.name} · {ctx.words(f'owners.on.{one.platform}')}") for one in known
    )
    text = ctx.words("owners.title", n=len(known)) if known else ctx.words("owners.none")
    buttons = (ctx.button("button.owner_new", "owners new"),)
    return reply(ctx.words, text, blocks=(Items(rows),) if rows else (), buttons=buttons)


async def _invited(ctx: Context) -> Reply:
    async with ctx.effect() as tx:
        code = await invitation(tx, ctx.now)
    slash = "/veille claim" if ctx.channel.key.platform is Platform.SLACK else "/claim"
    until = ctx.words.until(ctx.now + INVITATION_LIFE)
    return ctx.say("owners.code", command=f"{slash} {code}", until=until)


async def _left(ctx: Context) -> Reply:
    key, person = ctx.channel.key, ctx.inbound.person
    async with ctx.effect() as tx:
        if not await operators.remove_operator(tx, key.platform, key.bot, person):
            return ctx.say("owners.last", ctx.button("button.owner_new", "owners new"))
        await tell_operators(tx, {"key": "notice.owner_left", "name": person.name}, ctx.now)
    return ctx.say("owners.left")
