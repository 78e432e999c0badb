"""Telegram: once the installation has an operator, unknown chats are asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.core.grammar import Allow
from bot.core.message import Reply
from bot.core.model import ChannelId, DeliveryKind, Platform
from bot.service.commands.context import Context
from bot.service.operators import is_operator, tell_operators
from bot.store import channels, deliveries, inbox, operators
from bot.store.engine import Tx
from bot.store.operators import Access


async def refusal(ctx: Context) -> Reply | None:
    """None when this chat may use the bot; the first refusal also asks the operators."""
    key = ctx.channel.key
    if key.platform is not Platform.TELEGRAM or ctx.house.defaults.open_access:
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


async def answer(ctx: Context, command: Allow) -> AsyncIterator[Reply]:
    """The operator's word about a chat, from the notice's buttons."""
    key = ctx.channel.key
    async with ctx.effect() as tx:
        if not await is_operator(tx, key.platform, key.bot, ctx.inbound.person):
            said = ctx.say("denied.operator")
        else:
            chat = await channels.get(tx, ChannelId(command.channel))
            await operators.allow(
                tx,
                chat.key.platform,
                chat.key.bot,
                chat.key.chat,
                allowed=command.yes,
                now=ctx.now,
            )
            if command.yes:
                facts = {"key": "notice.allowed"}
                await deliveries.add(tx, chat.id, DeliveryKind.NOTICE, payload=facts, now=ctx.now)
            said = ctx.say("access.yes" if command.yes else "access.no", channel=chat.name)
    yield said


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
