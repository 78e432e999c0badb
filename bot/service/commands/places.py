"""Where a command acts: here, or another chat that the same person steers."""

from __future__ import annotations

from bot.core.grammar import fold
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
    async with ctx.house.store.read() as tx:
        known = await channels.on_platform(tx, ctx.channel.key.platform, ctx.channel.key.bot)
    for one in known:
        if one.key.chat == to and not one.key.topic:  # as `channels` writes it: no name is meant
            return one
    wanted = _letters(to)
    exact = [one for one in known if wanted in (_letters(one.name), _letters(one.key.chat))]
    close = exact or [one for one in known if wanted and _letters(one.name).startswith(wanted)]
    return close[0] if len(close) == 1 else ctx.say("place.unknown", what=to)


def _letters(name: str) -> str:
    """Letters and digits only: "Cabinet Martin" is reached as #cabinet-martin or #cabinet."""
    return "".join(char for char in fold(name) if char.isalnum())
