"""Once the installation has an operator, unknown chats and Slack workspaces are asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.core.grammar import Allow
from bot.core.message import Reply
from bot.core.model import Channel, ChannelId, DeliveryKind, Platform
from bot.service import workspaces
from bot.service.commands.context import Context
from bot.service.operators import is_operator, tell_operators
from bot.service.ports import SendError
from bot.store import channels, deliveries, inbox, operators
from bot.store.engine import Tx
from bot.store.operators import Access


async def refusal(ctx: Context) -> Reply | None:
    """None when this chat may use the bot; the first refusal also asks the operators."""
    key = ctx.channel.key
    if key.platform is Platform.SLACK:
        return await _of_workspace(ctx)
    if key.platform is not Platform.TELEGRAM or ctx.house.defaults.open_access:
        return None
    async with ctx.house.store.read() as tx:
        if await operators.access(tx, key.platform, key.bot, key.chat) is Access.ALLOWED:
            return None
    async with ctx.house.store.begin() as tx:
        if not await operators.operators(tx, None):
            return None
        if await is_operator(tx, key.platform, key.bot, ctx.inbound.person):
            await operators.allow(tx, key.platform, key.bot, key.chat, allowed=True, now=ctx.now)
            return None
        known = await operators.access(tx, key.platform, key.bot, key.chat)
        if known is Access.ALLOWED:
            return None
        if known is None:
            await _ask_once(tx, ctx)
    return ctx.say("access.refused" if known is Access.REFUSED else "access.asked")


async def _of_workspace(ctx: Context) -> Reply | None:
    found = await workspaces.shut(
        ctx.house, ctx.channel.key.bot, ctx.inbound.person, ctx.channel.id
    )
    return None if found is None else ctx.say(f"slack.workspace.{found}")


def answer(ctx: Context, command: Allow) -> AsyncIterator[Reply]:
    """The operator's word about a chat or a workspace, from the notice's buttons."""
    return _about_workspace(ctx, command) if command.team else _about_chat(ctx, command)


async def _about_workspace(ctx: Context, command: Allow) -> AsyncIterator[Reply]:
    key, team = ctx.channel.key, command.team
    async with ctx.house.store.read() as tx:
        allowed = await is_operator(tx, key.platform, key.bot, ctx.inbound.person)
        name = await workspaces.name_of(tx, team)
        stays = await workspaces.has_operator(tx, team)
    if not allowed:
        yield ctx.say("denied.operator")
    elif name is None:
        yield ctx.say("workspace.unknown", channel=team)
    elif command.yes:
        await _let_in(ctx, team)
        yield ctx.say("workspace.yes", channel=name)
    elif stays:
        yield ctx.say("workspace.ours", channel=name)
    else:
        async with ctx.effect() as tx:
            await workspaces.refuse(tx, team, ctx.now)
        yield ctx.say("workspace.no", channel=name)


async def _let_in(ctx: Context, team: str) -> None:
    """And say so where it was asked for, but in channels that it may not post in."""
    async with ctx.house.store.read() as tx:
        waiting = await workspaces.waiting(tx, team)
    places = [one for one in waiting if await _may_post(ctx, one)]
    async with ctx.effect() as tx:
        await workspaces.let_in(tx, team, ctx.now)
        for one in places:
            await workspaces.tell(tx, one, ctx.now)


async def _may_post(ctx: Context, place: Channel) -> bool:
    """Not where the bot wasn't invited, nor where people from outside would read it."""
    if place.private:
        return True
    crowd = ctx.house.crowds.get(Platform.SLACK)
    try:
        if crowd is None or await crowd.outsiders(place.key):
            return False
        return await ctx.house.doors[Platform.SLACK].can_post(place.key) is None
    except SendError:
        return False


async def _about_chat(ctx: Context, command: Allow) -> AsyncIterator[Reply]:
    key = ctx.channel.key
    async with ctx.effect() as tx:
        if not await is_operator(tx, key.platform, key.bot, ctx.inbound.person):
            said = ctx.say("denied.operator")
        elif (chat := await _asking(tx, ChannelId(command.channel))) is None:
            said = ctx.say("access.unknown")
        else:
            await _judge(tx, ctx, chat, allowed=command.yes)
            said = ctx.say("access.yes" if command.yes else "access.no", channel=chat.name)
    yield said


async def _asking(tx: Tx, number: ChannelId) -> Channel | None:
    """A chat that is let in one by one, as Telegram's are."""
    try:
        chat = await channels.get(tx, number)
    except LookupError:
        return None
    return chat if chat.key.platform is Platform.TELEGRAM else None


async def _judge(tx: Tx, ctx: Context, chat: Channel, *, allowed: bool) -> None:
    key = chat.key
    await operators.allow(tx, key.platform, key.bot, key.chat, allowed=allowed, now=ctx.now)
    if allowed:
        facts = {"key": "notice.allowed"}
        await deliveries.add(tx, chat.id, DeliveryKind.NOTICE, payload=facts, now=ctx.now)


async def _ask_once(tx: Tx, ctx: Context) -> None:
    key = ctx.channel.key
    asked = f"access:{key.bot}:{key.chat}"
    if not await inbox.first_time(tx, key.platform, asked, ctx.now):
        return
    facts = {
        "key": "notice.access",
        "name": ctx.inbound.person.name,
        "channel": ctx.channel.name,
        "access": ctx.channel.id,
    }
    await tell_operators(tx, facts, ctx.now)
