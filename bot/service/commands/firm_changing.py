"""firm … is, kind, as, add, remove, forget: what people say of a firm, each with its Undo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from bot.core.firms.kinds import FirmKind, Relation
from bot.core.firms.model import Firm, FirmAccount, shown_site
from bot.core.grammar import Firm as Command
from bot.core.grammar import FirmAction, Ref, Watch, sayable
from bot.core.grammar.words import NO_RELATION
from bot.core.message import Audience, Button, Reply
from bot.service.commands.adding import target_of
from bot.service.commands.confirming import BY_PERSON, confirm
from bot.service.commands.context import Context, reply
from bot.service.commands.firm_card import every_firm, one_firm, relation_word
from bot.service.commands.firm_watching import unknown_firm
from bot.service.commands.firms import propose, unreadable
from bot.service.commands.undoing import note, undo_button
from bot.service.commands.watching import typed
from bot.service.exploring import read_site
from bot.service.finding import credible, find_each
from bot.service.watchlist import by_ref, means
from bot.store import firms
from bot.store.engine import Tx
from connectors.errors import ConnectorError
from connectors.types import Account


async def firm(ctx: Context, command: Command) -> AsyncIterator[Reply]:
    if not command.name:
        yield await every_firm(ctx)
        return
    async with ctx.house.store.read() as tx:
        of = await firms.by_words(tx, ctx.channel.workspace_id, command.name)
    if of is None:
        yield await unknown_firm(ctx, ctx.channel, command.name)
    elif command.action is FirmAction.SHOW:
        yield await one_firm(ctx, of)
    elif command.action is FirmAction.FIND:
        async for answer in _find_more(ctx, of):
            yield answer
    elif (denied := await ctx.denial()) is not None:
        yield denied
    else:
        yield await _changed(ctx, of, command)


async def _changed(ctx: Context, of: Firm, command: Command) -> Reply:
    match command.action:
        case FirmAction.ADD if command.ref is not None:
            return await _add(ctx, of, command.ref)
        case FirmAction.REMOVE if command.ref is not None:
            return await _remove(ctx, of, command.ref)
        case FirmAction.FORGET:
            return await _forget(ctx, of)
    return await _say(ctx, of, command)


async def _say(ctx: Context, of: Firm, command: Command) -> Reply:
    """Its relation, kind or name is what the person says."""
    words, value = ctx.words, command.value
    if command.action is FirmAction.RELATION:
        relation = None if value == NO_RELATION else Relation(value)
        facts: firms.Facts = {"relation": relation}
        text = words("firms.now", name=of.name, value=relation_word(words, relation))
    elif command.action is FirmAction.KIND:
        facts = {"kind": FirmKind(value)}
        text = words("firms.now", name=of.name, value=words(f"firms.kind.{value}"))
    else:
        facts = {"name": sayable(value) or of.name}
        text = words("firms.renamed", before=of.name, name=facts["name"])
    before = {name: getattr(of, name) for name in facts}
    async with ctx.effect() as tx:
        await firms.change(tx, of.id, **facts)
        return await _done(tx, ctx, of, "firm.change", {"firm": {str(of.id): before}}, text)


async def _done(
    tx: Tx, ctx: Context, of: Firm, verb: str, invert: dict[str, Any], text: str, what: str = ""
) -> Reply:
    change = await note(tx, ctx, ctx.channel, verb, invert, {"what": what or of.name})
    buttons = (undo_button(ctx, change), Button(of.name, command=f"firm {of.slug}"))
    return reply(ctx.words, text, buttons=buttons, audience=Audience.CHANNEL)


async def _forget(ctx: Context, of: Firm) -> Reply:
    text = ctx.words("firms.forgotten", name=of.name)
    async with ctx.effect() as tx:
        await firms.end(tx, of.id, ctx.now)
        change = await note(
            tx, ctx, ctx.channel, "firm.forget", {"firm_revive": [of.id]}, {"what": of.name}
        )
    return reply(ctx.words, text, buttons=(undo_button(ctx, change),), audience=Audience.CHANNEL)


async def _remove(ctx: Context, of: Firm, ref: Ref) -> Reply:
    async with ctx.effect() as tx:
        found = _numbered(await firms.accounts(tx, of, ctx.now), ref)
        if found is None or not await firms.drop(tx, of.id, found.target.id):
            button = Button(of.name, command=f"firm {of.slug}")
            return ctx.say("firms.no_account", button, name=of.name)
        what = found.target.name or found.target.handle
        lost = {"firm_lost": [[of.id, found.target.id, found.proof]]}
        text = ctx.words("firms.removed", what=what, name=of.name)
        return await _done(tx, ctx, of, "firm.add", lost, text, what)


def _numbered(accounts: list[FirmAccount], ref: Ref) -> FirmAccount | None:
    if isinstance(ref, int):
        return accounts[ref - 1] if ref <= len(accounts) else None
    return next((one for one in accounts if means(one.target, ref)), None)


async def _add(ctx: Context, of: Firm, ref: Ref) -> Reply:
    """A number is one of what this channel watches; a name is asked for at its network."""
    async with ctx.house.store.read() as tx:
        watched = await by_ref(tx, ctx.channel, ref)
    known = None if watched is not None else await _identified(ctx, ref)
    if watched is None and known is None:
        return ctx.say("firms.add.unsure")
    async with ctx.effect() as tx:
        if watched is not None:
            target = watched.target
        else:
            assert known is not None
            target = await target_of(tx, ctx, known)
        confirmed = await confirm(tx, ctx, of, target.id, BY_PERSON)
        what = target.name or target.handle
        if not confirmed.added:
            return ctx.say("firms.added.already", what=what, name=of.name)
        text = ctx.words("firms.added", what=what, name=of.name)
        if confirmed.taken_from is not None:
            moved = ctx.words("firms.taken_from", name=confirmed.taken_from.name)
            text = f"{text} {moved}"
        return await _done(tx, ctx, of, "firm.add", confirmed.undo(target.id), text, what)


async def _identified(ctx: Context, ref: Ref) -> Account | None:
    if isinstance(ref, int):
        return None
    found: Account | None = None
    async with aclosing(find_each(ctx.house.networks, [typed(ref)], (), ctx.asker)) as answers:
        async for _, answer in answers:
            found = credible(answer, ctx.now)
    return found


async def _find_more(ctx: Context, of: Firm) -> AsyncIterator[Reply]:
    """Its site is read again; what is new there is proposed."""
    if not of.site:
        yield ctx.say("firms.no_site", name=of.name)
        return
    site = shown_site(of.site)
    yield ctx.say("firms.reading", site=site)
    try:
        read = await read_site(ctx.house.networks, of.site, ctx.asker)
    except ConnectorError as error:
        yield unreadable(ctx, site, error) or ctx.say("watch.site_silent", what=site)
        return
    async with ctx.house.store.read() as tx:
        known = await firms.accounts(tx, of, ctx.now)
    async for answer in propose(ctx, ctx.channel, Watch(()), read, of, known):
        yield answer
