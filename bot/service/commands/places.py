"""Where a command acts: here, or another chat that the same person steers."""

from __future__ import annotations

from bot.core.message import Reply
from bot.core.model import Channel
from bot.service.commands.context import Context
from bot.store import channels


async def destination(ctx: Context, to: str | None) -> Channel | Reply:
    """The channel named by `to` (None: this one), or the sentence that says what is wrong.

    Rights there are asked afresh by the caller: a private chat steers only the chats that its
    owner may change.
    """
    if to is None:
        return ctx.channel
    wanted = to.lstrip("#@").casefold()
    async with ctx.house.store.read() as tx:
        known = await channels.on_platform(tx, ctx.channel.key.platform, ctx.channel.key.bot)
    for one in known:
        if wanted in (one.name.lstrip("#@").casefold(), one.key.chat.casefold()):
            return one
    return ctx.say("place.unknown", what=to)
