"""list to #other, and forget here: what is watched goes elsewhere, or a channel is erased."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from bot.core.firms.model import Firm
from bot.core.grammar import Forget, MoveList
from bot.core.message import Audience, Reply
from bot.core.model import Channel, Watch
from bot.service.commands import panel_steps
from bot.service.commands.context import Context, reply
from bot.service.commands.panel_steps import STEPS
from bot.service.commands.places import destination
from bot.service.commands.undoing import note, undo_button
from bot.store import channels, firms, leaving, panels, watches
from bot.store.engine import Tx
from connectors.types import TargetId


async def move_list(ctx: Context, command: MoveList) -> AsyncIterator[Reply]:
    """All that is watched here, with whose it is, to a channel that this person steers too."""
    place = await destination(ctx, command.to)
    if isinstance(place, Reply):
        yield place
        return
    for one in (ctx.channel, place):
        if (denied := await ctx.denial(one)) is not None:
            yield denied
            return
    if place.id == ctx.channel.id:
        yield ctx.say("move.same")
    elif (closed := await ctx.door.can_post(place.key)) is not None:
        yield ctx.say(f"closed.{closed}")
    else:
        yield await _move(ctx, place)


async def _move(ctx: Context, place: Channel) -> Reply:
    async with ctx.effect() as tx:
        for one in sorted((ctx.channel, place), key=lambda each: each.id):
            await channels.hold(tx, one.id)
        mine = await watches.of_channel(tx, ctx.channel.id)
        if not mine:
            return ctx.say("move.nothing")
        invert = await _moved(tx, ctx, place, mine)
        what = {"what": place.name}
        change = await note(tx, ctx, ctx.channel, "move", invert, what)
    text = ctx.words("move.done", n=len(mine), channel=place.name)
    if invert["revive"]:
        text = f"{text} {ctx.words('move.double', n=len(invert['revive']))}"
    return reply(ctx.words, text, buttons=(undo_button(ctx, change),), audience=Audience.CHANNEL)


async def _moved(tx: Tx, ctx: Context, place: Channel, mine: Sequence[Watch]) -> dict[str, Any]:
    """What takes it back."""
    theirs = await firms.of_targets(tx, ctx.channel.workspace_id, [one.target.id for one in mine])
    steps = await _follow_there(tx, ctx.channel, place)
    moved, ended = await leaving.move_watches(tx, [one.id for one in mine], place, ctx.now)
    if place.workspace_id != ctx.channel.workspace_id:
        await _copy_firms(tx, ctx, place, theirs)
    return {"back": list(moved), "revive": list(ended), STEPS: steps}


async def _follow_there(tx: Tx, source: Channel, into: Channel) -> list[list[Any]]:
    """Panels are a workspace's own: elsewhere their firms are watched, each by itself."""
    steps: list[list[Any]] = []
    for panel in await panels.followed(tx, source):
        following = await panels.followers(tx, panel.id)
        here = next(one for one in following if one.channel_id == source.id)
        steps += [panel_steps.follow(panel, here)]
        if into.workspace_id == source.workspace_id and into.id not in {
            one.channel_id for one in following
        }:
            steps += [panel_steps.leave(panel, into.id)]
            await panels.follow(tx, panel.id, into.id, here.mode, here.created_by, here.created_at)
        await panels.unfollow(tx, panel.id, source.id)
    return steps


async def _copy_firms(
    tx: Tx, ctx: Context, place: Channel, theirs: Mapping[TargetId, Firm]
) -> None:
    for target_id, firm in theirs.items():
        there = await firms.ensure(
            tx,
            place.workspace_id,
            name=firm.name,
            site=firm.site,
            kind=firm.kind,
            person=ctx.inbound.person,
            now=ctx.now,
        )
        if there.relation is None and firm.relation is not None:
            await firms.change(tx, there.id, relation=firm.relation)
        known = await firms.of_targets(tx, place.workspace_id, [target_id])
        if not known:
            await firms.confirm(
                tx, there, target_id, proof="person", person=ctx.inbound.person, now=ctx.now
            )


async def forget(ctx: Context, command: Forget) -> AsyncIterator[Reply]:
    """Asks first: this is the one change that can't be undone."""
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    if not command.agreed:
        yield await _question(ctx)
        return
    async with ctx.effect() as tx:
        await channels.hold(tx, ctx.channel.id)
        await leaving.erase(tx, ctx.channel)
    # No buttons: they would be kept.
    yield reply(ctx.words, ctx.words("forget.done"), audience=Audience.CHANNEL)


async def _question(ctx: Context) -> Reply:
    async with ctx.house.store.read() as tx:
        n = len(await watches.of_channel(tx, ctx.channel.id))
    buttons = (
        ctx.button("button.forget_here", "forget here yes"),
        ctx.button("button.keep", "list"),
    )
    name = ctx.channel.name or ctx.words("settings.here")
    text = ctx.words("forget.question", n=n, channel=name)
    return reply(ctx.words, text, buttons=buttons)
