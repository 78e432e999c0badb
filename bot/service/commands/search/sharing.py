"""What one person found, shown to everybody in the channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.core.grammar import Search, render
from bot.core.message import Reply
from bot.service.commands.context import Context
from bot.service.commands.search.asking import Results, asked, remembered
from bot.service.commands.search.buttons import plainly, typed
from bot.service.commands.search.showing import shared
from bot.service.commands.search.wording import understood


async def share(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    """Anybody may: it changes nothing that is watched, and nobody is asked again."""
    search = replace(command, task=None)
    results = await remembered(ctx, search, asked(ctx, search))
    if not _is_at_hand(ctx, results) or not results.has_any:
        again = typed(ctx, "button.search", plainly(search))
        what = understood(ctx.words, results.subject.wanted)
        yield ctx.say("search.share.nothing", *again, what=what)
        return
    if (shut := await ctx.door.can_post(ctx.channel.key)) is not None:
        yield ctx.say(f"closed.{shut}", ctx.button("button.again", render(command)))
        return
    async with ctx.effect():
        pass  # said once, however often the event arrives
    yield shared(ctx, results)


def _is_at_hand(ctx: Context, results: Results) -> bool:
    """Of each network it is still known what it found or why it found nothing."""
    known = {*results.answered, *results.missing, *(note.network for note in results.notes)}
    return {one.network for one in asked(ctx, results.command)} <= known
