"""Firms of a list become firms of the workspace, watched here: one change, one Undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.firms.model import Firm
from bot.core.grammar import Watch, sayable
from bot.core.model import Mode
from bot.core.model import Watch as Watched
from bot.core.panels import Panel
from bot.service.commands import panel_steps as steps
from bot.service.commands.adding import store, target_of
from bot.service.commands.confirming import confirm
from bot.service.commands.context import Context
from bot.service.commands.panel_changing import settled_here
from bot.service.commands.panel_watching import change_mode, follow
from bot.service.commands.picking import is_paid
from bot.service.commands.undoing import encode
from bot.service.drafting import Draft, Ready
from bot.store import firms, panels, watches
from bot.store.engine import Tx


@dataclass(slots=True)
class Added:
    """`firms`: how many were in the list. `begun`: what is watched here now and wasn't before.

    `undo`: for note(), empty where nothing changed.
    """

    firms: int
    begun: list[Watched] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    undo: dict[str, Any] = field(default_factory=dict)


async def add_firms(tx: Tx, ctx: Context, ready: Sequence[Ready], mode: Mode) -> Added:
    """`mode`: of the watches of firms that go into no panel."""
    added, seen = Added(len(ready)), set[int]()
    undo: dict[str, Any] = {"end": [], "firm_accounts": [], "firm": {}, steps.STEPS: []}
    inside: dict[str, list[Firm]] = {}
    for one in ready:
        of = await _firm(tx, ctx, one, undo)
        if one.panel:
            inside.setdefault(one.panel, []).append(of)
        for choice in one.choices:
            if is_paid(ctx, choice.account):
                continue
            target = await target_of(tx, ctx, choice.account)
            if target.id in seen:
                continue
            seen.add(target.id)
            confirmed = await confirm(tx, ctx, of, target.id, choice.proof)
            undo["firm_accounts"] += confirmed.undo(target.id).get("firm_accounts", [])
            if not one.panel:
                command = Watch((), only=mode)
                watched, new = await store(tx, ctx, ctx.channel, command, target)
                undo["end"] += [watched.id] if new else []
                added.begun += [watched] if new else []
    await _into_panels(tx, ctx, inside, added, undo)
    added.undo = {name: what for name, what in undo.items() if what}
    return added


async def _firm(tx: Tx, ctx: Context, one: Ready, undo: dict[str, Any]) -> Firm:
    of = await firms.ensure(
        tx,
        ctx.channel.workspace_id,
        name=sayable(one.name) or one.site or one.choices[0].account.handle,
        site=one.site,
        kind=one.kind,
        person=ctx.inbound.person,
        now=ctx.now,
    )
    if one.relation is not None and of.relation is None:
        await firms.change(tx, of.id, relation=one.relation)
        undo["firm"][str(of.id)] = {"relation": None}
    return of


async def _into_panels(
    tx: Tx,
    ctx: Context,
    inside: dict[str, list[Firm]],
    added: Added,
    undo: dict[str, Any],
) -> None:
    """The channel follows the panels, and so watches what is in them."""
    here, begun = ctx.channel, set[int]()
    followed = {one.id for one in await panels.followed(tx, here)}
    for name, some in inside.items():
        of, made = await _panel(tx, ctx, name)
        new = [one for one in some if await panels.add_firm(tx, of.id, one.id)]
        undo[steps.STEPS] += [steps.drop(of, one) for one in new]
        if of.id not in followed:
            begun |= {one.target.id for one in (await follow(tx, ctx, here, of)).here.begun}
            undo[steps.STEPS].append(steps.leave(of, here.id))
        undo[steps.STEPS] += [steps.end(of)] if made else []
        added.panels.append(of)
    if inside:
        begun |= {one.target.id for one in (await settled_here(tx, ctx, here)).begun}
        every = await watches.of_channel(tx, here.id)
        added.begun += [one for one in every if one.target.id in begun]


async def _panel(tx: Tx, ctx: Context, name: str) -> tuple[Panel, bool]:
    """As it is called here already; True: it is new."""
    workspace_id = ctx.channel.workspace_id
    known = await panels.by_words(tx, workspace_id, name)
    if known is not None:
        return known, False
    person = ctx.inbound.person
    return await panels.ensure(tx, workspace_id, name=sayable(name), person=person, now=ctx.now)


async def tell_at_once(tx: Tx, ctx: Context, draft: Draft) -> tuple[dict[str, Any], int]:
    """Alerts for what the list has added here: for note(), and how many watches they are."""
    here = ctx.channel
    keys = {choice.key for one in (*draft.found, *draft.unsure) for choice in one.choices}
    mine = [
        one
        for one in await watches.of_channel(tx, here.id)
        if (one.target.network, one.target.kind, one.target.key) in keys
    ]
    undo: dict[str, Any] = {"watch": {}, steps.STEPS: []}
    for name in {one.panel for one in (*draft.found, *draft.unsure) if one.panel}:
        of = await panels.by_words(tx, here.workspace_id, name)
        if of is not None:
            changed = await change_mode(tx, ctx, here, of, Mode.BOTH)
            undo["watch"] |= changed["watch"]
            undo[steps.STEPS] += changed[steps.STEPS]
    for one in mine:
        if str(one.id) not in undo["watch"]:
            undo["watch"][str(one.id)] = {"mode": encode(one.mode.value)}
            await watches.update(tx, one.id, mode=Mode.BOTH)
    return undo, len(mine)
