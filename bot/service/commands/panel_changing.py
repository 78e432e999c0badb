"""panel … add, remove, as, forget: who is in a set of firms, each change with its Undo."""

from __future__ import annotations

from typing import Any

from bot.core.firms.model import Firm
from bot.core.grammar import Category, Panel, PanelAction, Search, render, sayable
from bot.core.grammar.expression import all_of
from bot.core.message import Audience, Button, Reply
from bot.core.model import Channel
from bot.core.panels import Panel as Known
from bot.service.commands import panel_steps as steps
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.undoing import note, undo_button
from bot.service.panels import Settled, settle
from bot.store import firms, panels
from bot.store.engine import Tx
from connectors.query import Word


async def changed(ctx: Context, command: Panel) -> Reply:
    if (denied := await ctx.denial()) is not None:
        return denied
    async with ctx.effect() as tx:
        of = await panels.by_words(tx, ctx.channel.workspace_id, command.name)
        if command.action is PanelAction.ADD:
            return await _add(tx, ctx, command, of)
        if of is None:
            return unknown(ctx, command.name)
        if command.action is PanelAction.REMOVE:
            return await _remove(tx, ctx, command, of)
        if command.action is PanelAction.NAME:
            return await _rename(tx, ctx, of, command.value)
        return await _forget(tx, ctx, of)


def unknown(ctx: Context, name: str) -> Reply:
    panel, button = ctx.spelled(f"panel {sayable(name)}"), ctx.button("button.panels", "panel")
    return ctx.say("panels.unknown", button, name=ctx.words.quote(name), panel=panel)


async def _add(tx: Tx, ctx: Context, command: Panel, of: Known | None) -> Reply:
    """Firms that are known here; the first ones make the panel."""
    known, missing = await _meant(tx, ctx, command.firms)
    if not known:
        return _nobody(ctx, missing)
    undo: list[list[Any]] = []
    if of is None:
        of, _ = await panels.ensure(
            tx,
            ctx.channel.workspace_id,
            name=sayable(command.name),
            person=ctx.inbound.person,
            now=ctx.now,
        )
        undo.append(steps.end(of))
    new = [one for one in known if await panels.add_firm(tx, of.id, one.id)]
    if not new:
        already = ctx.words("panels.added.already", name=of.name)
        told = " ".join([already, *([_unknown_firms(ctx, missing)] if missing else [])])
        return reply(ctx.words, told, buttons=(_open(of), *_find_buttons(ctx, missing)))
    undo = [*(steps.drop(of, one) for one in new), *undo]
    text = ctx.words("panels.added", names=_names(ctx, new), name=of.name, n=len(new))
    return await _done(tx, ctx, of, "panel.add", undo, text, missing)


async def _remove(tx: Tx, ctx: Context, command: Panel, of: Known) -> Reply:
    known, missing = await _meant(tx, ctx, command.firms)
    gone = [one for one in known if await panels.drop_firm(tx, of.id, one.id)]
    if not gone:
        return ctx.say("panels.not_in", _open(of), name=of.name)
    undo = [steps.put(of, one) for one in gone]
    text = ctx.words("panels.removed", names=_names(ctx, gone), name=of.name, n=len(gone))
    return await _done(tx, ctx, of, "panel.remove", undo, text, missing)


async def _rename(tx: Tx, ctx: Context, of: Known, value: str) -> Reply:
    name = sayable(value) or of.name
    await panels.rename(tx, of.id, name)
    text = ctx.words("panels.renamed", before=of.name, name=name)
    return await _done(tx, ctx, of, "panel.change", [steps.call(of)], text)


async def _forget(tx: Tx, ctx: Context, of: Known) -> Reply:
    undo = [steps.make(of)]
    undo += [steps.put(of, one) for one in await panels.firms_in(tx, of)]
    undo += [steps.follow(of, one) for one in await panels.followers(tx, of.id)]
    await panels.end(tx, of.id)
    text = ctx.words("panels.forgotten", name=of.name)
    return await _done(tx, ctx, of, "panel.forget", undo, text, shown=False)


async def _done(
    tx: Tx,
    ctx: Context,
    of: Known,
    verb: str,
    undo: list[list[Any]],
    text: str,
    missing: tuple[str, ...] = (),
    *,
    shown: bool = True,
) -> Reply:
    here = await settled_here(tx, ctx, ctx.channel)
    change = await note(tx, ctx, ctx.channel, verb, {steps.STEPS: undo}, {"what": of.name})
    told = [*said(ctx, here)]
    if missing:
        told.append(_unknown_firms(ctx, missing))
    buttons = [undo_button(ctx, change)]
    buttons += [_open(of)] if shown else []
    buttons += _find_buttons(ctx, missing)
    blocks = (lines(*told),) if told else ()
    return reply(ctx.words, text, blocks=blocks, buttons=tuple(buttons), audience=Audience.CHANNEL)


async def settled_here(tx: Tx, ctx: Context, place: Channel) -> Settled:
    """What that does to the channel's watches; other channels are told."""
    networks = ctx.house.networks
    done = await settle(tx, networks, place.workspace_id, place.id, ctx.now)
    return done.get(place.id, Settled())


def said(ctx: Context, here: Settled) -> list[str]:
    told = []
    if here.begun:
        told.append(ctx.words("panels.begun", n=len(here.begun)))
    if here.ended:
        told.append(ctx.words("panels.ended", n=len(here.ended)))
    return told


async def _meant(
    tx: Tx, ctx: Context, names: tuple[str, ...]
) -> tuple[list[Firm], tuple[str, ...]]:
    """The firms that are known by these names, and the names of no firm."""
    found = {name: await firms.by_words(tx, ctx.channel.workspace_id, name) for name in names}
    known = dict.fromkeys(one for one in found.values() if one is not None)
    return list(known), tuple(name for name, one in found.items() if one is None)


def _names(ctx: Context, known: list[Firm]) -> str:
    return ctx.words.names([one.name for one in known])


def _open(of: Known) -> Button:
    return Button(of.name, command=render(Panel(of.slug)))


def _unknown_firms(ctx: Context, missing: tuple[str, ...]) -> str:
    quoted = ctx.words.names([ctx.words.quote(name) for name in missing])
    return ctx.words("panels.no_firm", names=quoted, n=len(missing))


def _find_buttons(ctx: Context, missing: tuple[str, ...]) -> list[Button]:
    wanted = [said for name in missing[:3] if (said := sayable(name))]
    return [ctx.button("button.find_firm", _find(name), name=name) for name in wanted]


def _find(name: str) -> str:
    return render(Search(all_of(map(Word, name.split())), first=Category.ACCOUNTS))


def _nobody(ctx: Context, missing: tuple[str, ...]) -> Reply:
    buttons = (*_find_buttons(ctx, missing), ctx.button("button.firms", "firm"))
    return reply(ctx.words, _unknown_firms(ctx, missing), buttons=buttons)
