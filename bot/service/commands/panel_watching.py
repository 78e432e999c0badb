"""watch panel:…, unwatch panel:…: a channel that follows a set of firms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.core.firms.model import FirmAccount
from bot.core.grammar import Term, TermKind, Unwatch, Watch
from bot.core.grammar.words import PANEL
from bot.core.message import Audience, Button, Reply
from bot.core.model import Channel, Mode
from bot.core.panels import FEW, Panel, usual_mode
from bot.service.commands import panel_steps as steps
from bot.service.commands.confirmation import promises
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.first import must_ask_zone, with_zone_question
from bot.service.commands.panel_changing import settled_here, unknown
from bot.service.commands.panels import follow_buttons, networks_of
from bot.service.commands.undoing import encode, note, undo_button
from bot.service.panels import Settled, costs
from bot.store import firms, panels, watches
from bot.store.engine import Tx


def is_panel(term: object) -> bool:
    return isinstance(term, Term) and term.kind is TermKind.NAMED and term.network == PANEL


async def watch_panel(ctx: Context, place: Channel, command: Watch, name: str) -> Reply:
    """The channel follows it from now on; a second time, only how it is told may change."""
    async with ctx.house.store.read() as tx:
        of = await panels.by_words(tx, place.workspace_id, name)
    if of is None:
        return unknown(ctx, name)
    if (closed := await ctx.door.can_post(place.key)) is not None:
        return ctx.say(f"closed.{closed}")
    async with ctx.effect() as tx:
        before = {one.channel_id: one for one in await panels.followers(tx, of.id)}.get(place.id)
        if before is not None and command.only in (None, before.mode):
            again = await _again(tx, ctx, place, of)
            return again or ctx.say("panels.already", _open(of), name=of.name)
        if before is not None:
            return await _other_mode(tx, ctx, place, of, command.only or Mode.BOTH)
        followed = await follow(tx, ctx, place, of, command.only)
        undo = {steps.STEPS: [steps.leave(of, place.id)]}
        change = await note(tx, ctx, place, "panel.follow", undo, {"what": of.name})
        return await _told(tx, ctx, place, followed, change)


@dataclass(frozen=True, slots=True)
class Followed:
    """`accounts`: all of the panel's firms. `firms`: how many it has."""

    panel: Panel
    mode: Mode
    firms: int
    accounts: tuple[FirmAccount, ...]
    here: Settled = field(default_factory=Settled)


async def follow(
    tx: Tx, ctx: Context, place: Channel, of: Panel, only: Mode | None = None
) -> Followed:
    """`only` None: many firms are told in the digest only."""
    inside = await panels.firms_in(tx, of)
    mode = only or usual_mode(len(inside))
    await panels.follow(tx, of.id, place.id, mode, ctx.inbound.person, ctx.now)
    accounts = [each for one in inside for each in await firms.accounts(tx, one, ctx.now)]
    here = await settled_here(tx, ctx, place)
    return Followed(of, mode, len(inside), tuple(accounts), here)


async def _told(tx: Tx, ctx: Context, place: Channel, followed: Followed, change: int) -> Reply:
    words, of = ctx.words, followed.panel
    targets = [one.target for one in followed.accounts]
    key = "private" if place.private else ""
    key = "to" if place.id != ctx.channel.id else key
    text = words(
        f"panels.followed.{key}" if key else "panels.followed",
        who=ctx.inbound.person.name,
        channel=place.name,
        name=of.name,
        firms=words("panels.firms", n=followed.firms),
        accounts=networks_of(ctx, targets) if targets else words("panels.no_account"),
    )
    told = await _details(tx, ctx, place, followed)
    buttons = [undo_button(ctx, change)]
    if place.id == ctx.channel.id:
        buttons += follow_buttons(ctx, of, followed.mode)[:1]
    buttons.append(_open(of))
    blocks = (lines(*told),) if told else ()
    public = Audience.CHANNEL
    answer = reply(words, text, blocks=blocks, buttons=tuple(buttons), audience=public)
    ask_zone = bool(followed.here.begun) and await must_ask_zone(tx, ctx, place)
    return with_zone_question(ctx, answer) if ask_zone else answer


async def _details(tx: Tx, ctx: Context, place: Channel, followed: Followed) -> list[str]:
    words, networks, told = ctx.words, ctx.house.networks, list[str]()
    if followed.mode is Mode.DIGEST and followed.firms > FEW:
        told.append(words("panels.digest_only", n=FEW))
    if begun := {one.target.id for one in followed.here.begun}:
        mine = [one for one in await watches.of_channel(tx, place.id) if one.target.id in begun]
        told += promises(ctx, place, mine)
    told.append(words("panels.later"))
    paid = [one.target.name for one in followed.accounts if costs(networks, one.target)]
    if paid:
        told.append(words("firms.several.paid", names=words.names(paid)))
    return told


def _open(of: Panel) -> Button:
    return Button(of.name, command=f"panel {of.slug}")


async def _again(tx: Tx, ctx: Context, place: Channel, of: Panel) -> Reply | None:
    """What a person had ended of it is watched again; None: nothing was."""
    ended = [
        one.watch_id
        for one in await panels.held(tx, place.workspace_id)
        if one.channel_id == place.id and one.panel_id == of.id and not one.live
    ]
    await panels.now_of(tx, ended, None)
    here = await settled_here(tx, ctx, place)
    if not here.begun:
        return None
    mine = {one.target.id: one.id for one in await watches.of_channel(tx, place.id)}
    ids = [mine[one.target.id] for one in here.begun]
    change = await note(tx, ctx, place, "watch", {"end": ids}, {"what": of.name})
    text = ctx.words("panels.again", name=of.name, n=len(ids))
    buttons = (undo_button(ctx, change), _open(of))
    return reply(ctx.words, text, buttons=buttons, audience=Audience.CHANNEL)


async def _other_mode(tx: Tx, ctx: Context, place: Channel, of: Panel, mode: Mode) -> Reply:
    undo = await change_mode(tx, ctx, place, of, mode)
    change = await note(tx, ctx, place, "mode", undo, {"what": of.name})
    text = ctx.words(f"panels.mode.{mode}", name=of.name)
    buttons = (undo_button(ctx, change), _open(of))
    return reply(ctx.words, text, buttons=buttons, audience=Audience.CHANNEL)


async def change_mode(
    tx: Tx, ctx: Context, place: Channel, of: Panel, mode: Mode
) -> dict[str, Any]:
    """How the panel's firms are told here; what note() needs to take it back."""
    before = [one for one in await panels.followers(tx, of.id) if one.channel_id == place.id]
    for one in before:
        await panels.follow(tx, of.id, place.id, mode, one.created_by, one.created_at)
    held = {
        one.watch_id
        for one in await panels.held(tx, place.workspace_id)
        if one.channel_id == place.id and one.panel_id == of.id
    }
    mine = [one for one in await watches.of_channel(tx, place.id) if one.id in held]
    for watched in mine:
        await watches.update(tx, watched.id, mode=mode)
    modes = {str(one.id): {"mode": encode(one.mode.value)} for one in mine}
    return {steps.STEPS: [steps.follow(of, one) for one in before], "watch": modes}


@dataclass(frozen=True, slots=True)
class Left:
    """Panels that a channel follows no more. `undo`: for note()."""

    names: tuple[str, ...]
    ended: int
    undo: dict[str, Any]


async def leave(tx: Tx, ctx: Context, command: Unwatch) -> Left:
    """The panels that the command names; with `all`, every one."""
    here, left = ctx.channel, list[Panel]()
    followed = await panels.followed(tx, here)
    wanted = [
        await panels.by_words(tx, here.workspace_id, ref.text)
        for ref in command.refs
        if isinstance(ref, Term) and is_panel(ref)
    ]
    undo: list[list[Any]] = []
    for of in followed:
        if command.all or of in wanted:
            mine = [one for one in await panels.followers(tx, of.id) if one.channel_id == here.id]
            undo += [steps.follow(of, one) for one in mine]
            await panels.unfollow(tx, of.id, here.id)
            left.append(of)
    ended = len((await settled_here(tx, ctx, here)).ended) if left else 0
    return Left(tuple(one.name for one in left), ended, {steps.STEPS: undo} if undo else {})
