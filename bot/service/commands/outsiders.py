"""Where people from outside read along, nothing is posted before a private question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace

from bot.core.grammar import (
    Command,
    Digest,
    DigestAction,
    Import,
    Ok,
    Publish,
    Search,
    Task,
    Unmute,
    Watch,
    parse,
    render,
)
from bot.core.message import Audience, Button, Reply
from bot.core.model import Channel, ChannelId
from bot.service.commands.context import AlreadyDone, Context
from bot.service.commands.places import destination
from bot.service.commands.undoing import set_channel, undo_button
from bot.service.outsiders import HELD
from bot.service.ports import SendError
from bot.store import channels

CarryOut = Callable[[Context, Command], AsyncIterator[Reply]]

_READ_ONLY = (DigestAction.SHOW, DigestAction.OFF)
# The agreement is an effect of its own, beside that of the command which waited for it.
_AGREEMENT = -1


async def refusal(ctx: Context) -> Reply | None:
    """Somebody of another firm is told nothing: what is watched is none of their business."""
    crowd = ctx.house.crowds.get(ctx.channel.key.platform)
    if crowd is None or not await crowd.stranger(ctx.channel.key, ctx.inbound.person):
        return None
    return ctx.say("outsiders.stranger")


async def question(ctx: Context, command: Command) -> Reply | None:
    """Asked in private before the first thing that would bring posts there; None: go on."""
    place = await _brought_to(ctx, command)
    if place is None or not await _read_outside(ctx, place, in_doubt=False):
        return None
    if (denied := await ctx.denial(place)) is not None:
        return denied
    buttons = (
        ctx.button("button.post_here", _asked(place, command, here=True)),
        ctx.button("button.post_elsewhere", _asked(place, command, here=False)),
    )
    return ctx.say("outsiders.ask", *buttons, channel=place.name)


def _asked(place: Channel, command: Command, *, here: bool) -> str:
    """A pasted list is too long to wait in a button: it is sent again."""
    answer = Publish(place.id, here)
    if isinstance(command, Import):
        return render(answer)
    try:
        return render(replace(answer, then=render(command)))
    except ValueError:
        return render(answer)


async def hushed(ctx: Context, answer: Reply) -> Reply:
    """What all would read, for the person alone where nobody has agreed yet."""
    if answer.audience is not Audience.CHANNEL or ctx.channel.private:
        return answer
    if ctx.channel.key.platform not in ctx.house.crowds:
        return answer
    async with ctx.house.store.read() as tx:
        place = await channels.by_key(tx, ctx.channel.key)
    if place is None or not await _read_outside(ctx, place, in_doubt=True):
        return answer  # None: forgotten by this very command
    return replace(answer, audience=Audience.PERSON)


async def publish(ctx: Context, command: Publish, carry_out: CarryOut) -> AsyncIterator[Reply]:
    """The person's word, then the command that waited for it."""
    place = await _named(ctx, command)
    if place is None:
        yield ctx.say("button.expired", ctx.button("button.list", "list"))
        return
    if (denied := await ctx.denial(place)) is not None:
        yield denied
        return
    if not command.here:
        yield _elsewhere(ctx, place, command)
        return
    agreed = await _agree(ctx, place)
    waiting = parse(command.then) if command.then else None
    if not isinstance(waiting, Ok) or isinstance(waiting.command, Publish):
        yield agreed
        return
    here = replace(ctx.channel, for_outsiders=True) if place.id == ctx.channel.id else ctx.channel
    async for answer in carry_out(replace(ctx, channel=here), waiting.command):
        yield answer


async def _agree(ctx: Context, place: Channel) -> Reply:
    undo: tuple[Button, ...] = ()
    with suppress(AlreadyDone):
        async with replace(ctx, part=_AGREEMENT).effect() as tx:
            change = await set_channel(tx, ctx, place, "publish", for_outsiders=True)
            await channels.unpark(tx, place.id, HELD)
            undo = (undo_button(ctx, change),)
    return ctx.say("outsiders.agreed", *undo, channel=place.name)


def _elsewhere(ctx: Context, place: Channel, command: Publish) -> Reply:
    """With the form for another channel, filled in, where the front can open it."""
    said = ctx.say("outsiders.elsewhere", channel=place.name, slash=ctx.slash)
    waiting = parse(command.then) if command.then else None
    if isinstance(waiting, Ok) and isinstance(waiting.command, Watch):
        given = render(replace(waiting.command, to=None, only=None))
        return replace(said, modal="watch", given=given.partition(" ")[2])
    return said


async def _named(ctx: Context, command: Publish) -> Channel | None:
    try:
        async with ctx.house.store.read() as tx:
            place = await channels.get(tx, ChannelId(command.channel))
    except LookupError:
        return None
    return place if place.workspace_id == ctx.channel.workspace_id else None


async def _read_outside(ctx: Context, place: Channel, *, in_doubt: bool) -> bool:
    """And nobody has agreed to it. `in_doubt`: the answer where the platform gives none."""
    crowd = ctx.house.crowds.get(place.key.platform)
    if crowd is None or place.private or place.for_outsiders:
        return False
    try:
        return await crowd.outsiders(place.key)
    except SendError:
        return in_doubt


async def _brought_to(ctx: Context, command: Command) -> Channel | None:
    """The channel in which something will be posted if the command is carried out."""
    if isinstance(command, Watch):
        place = await destination(ctx, command.to)
        return None if isinstance(place, Reply) else place
    posted = isinstance(command, Search) and command.task in (Task.LIVE, Task.SHARE)
    digest = isinstance(command, Digest) and command.action not in _READ_ONLY
    brings = posted or digest or isinstance(command, (Import, Unmute))
    return ctx.channel if brings else None
