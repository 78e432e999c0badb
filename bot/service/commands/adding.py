"""Adding a watch: the command of a candidate, the row, and the confirmation with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.budget import month_of
from bot.core.grammar import Term, Watch
from bot.core.grammar.expression import all_of
from bot.core.message import Audience, Message, Reply
from bot.core.model import Channel, Mode
from bot.core.model import Watch as Watched
from bot.core.purposes import usual_mode
from bot.service.commands.answers import shortfall
from bot.service.commands.confirmation import Addition, confirm, of_firm, on_networks
from bot.service.commands.confirming import Confirmed, confirm_hint
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.filters import told
from bot.service.commands.first import ask_purpose, must_ask_zone
from bot.service.commands.picking import is_query, picked
from bot.service.commands.undoing import encode, note, note_added, undo_button
from bot.service.finding import Found
from bot.service.watchlist import by_ref
from bot.store import spending, targets, watches
from bot.store.engine import Tx
from connectors.types import Account, Kind, Target


async def price_question(ctx: Context, command: Watch, account: Account) -> Reply:
    """Nothing is watched, and nothing paid, before the person has read what it costs."""
    words, network = ctx.words, account.network
    connector = ctx.house.networks.get(network)
    budget, price = connector.budget() or 0, connector.monthly_cost(account)
    async with ctx.house.store.read() as tx:
        spent = await spending.spent(tx, network, month_of(ctx.now))
    facts = {"what": account.name or account.handle, "network": words.network(network)}
    if price is None:
        text, yes = words("watch.price.unknown", **facts), "button.watch_anyway"
    else:
        text, yes = words("watch.price", cost=words.dollars(price), **facts), "button.watch_price"
    used = words(
        "watch.price.used", spent=words.dollars(spent.micros), budget=words.dollars(budget)
    )
    filtered = told(words, command.query)
    agreed = picked(replace(command, agreed=True), account)
    buttons = (
        ctx.button(yes, agreed, cost=words.dollars(price or 0)),
        ctx.button("button.list", "list"),
    )
    return reply(words, text, blocks=(lines(*filtered, used),), buttons=buttons)


@dataclass(frozen=True, slots=True)
class _Added:
    watch: Watched
    created: bool
    change: int | None
    confirmed: Confirmed | None = None
    refiltered: bool = False
    ask_zone: bool = False


async def add(
    ctx: Context, place: Channel, command: Watch, account: Account, found: Found
) -> Reply:
    """Proof first that messages can arrive there, then the watch, with how to undo it.

    `found`: all that the person's words led to.
    """
    closed = await ctx.door.can_post(place.key)
    if closed is not None:
        again = ctx.button("button.again", picked(command, account))
        return ctx.say(f"closed.{closed}", again)
    async with ctx.effect() as tx:
        added = await _store(tx, ctx, place, command, account)
    if added.refiltered:
        return _refiltered(ctx, account, added)
    if not added.created:
        since, who = ctx.words.day(added.watch.created_at), _who(ctx, added.watch)
        key = "watch.already.by" if who else "watch.already"
        list_button = ctx.button("button.list", "list")
        answer = ctx.say(key, list_button, what=account.name, since=since, who=who)
        return _now_of_firm(ctx, answer, added)
    return confirm(ctx, [_addition(ctx, place, account, added, found)])


async def _store(tx: Tx, ctx: Context, place: Channel, command: Watch, account: Account) -> _Added:
    target = await target_of(tx, ctx, account)
    watched, created = await store(tx, ctx, place, command, target)
    confirmed, invert = None, dict[str, Any]()
    refiltered = not created and _wants_other_words(command, watched)
    if created:
        invert["end"] = [watched.id]
    elif refiltered:
        before = {"query": encode(watched.query)}
        await watches.update(tx, watched.id, query=command.query)
        invert["watch"] = {str(watched.id): before}
        watched = replace(watched, query=command.query)
    if command.firm is not None:
        [confirmed] = await confirm_hint(tx, ctx, place, command.firm, [target.id])
        invert |= confirmed.undo(target.id)
    if not invert:
        return _Added(watched, created, None, confirmed)
    verb = "watch" if created else "filter" if refiltered else "firm.add"
    change = await note_added(tx, ctx, place, verb, invert, account.name or account.handle)
    ask_zone = created and await must_ask_zone(tx, ctx, place)
    return _Added(watched, created, change, confirmed, refiltered, ask_zone)


def _wants_other_words(command: Watch, watched: Watched) -> bool:
    """Of what is watched already, other posts were asked for. Without a filter: nothing was."""
    return command.query not in (None, watched.query) and not is_query(command)


def _refiltered(ctx: Context, account: Account, added: _Added) -> Reply:
    assert added.change is not None
    text = ctx.words("watch.refiltered", what=account.name or account.handle)
    said = lines(*told(ctx.words, added.watch.query))
    undo = (undo_button(ctx, added.change),)
    return reply(ctx.words, text, blocks=(said,), buttons=undo, audience=Audience.CHANNEL)


async def target_of(tx: Tx, ctx: Context, account: Account) -> Target:
    """The account as what is looked at."""
    networks = ctx.house.networks
    lane = networks.lane(networks.get(account.network), account.host, account.key)
    return await targets.ensure(tx, account, credential=lane.credential, now=ctx.now)


async def store(
    tx: Tx, ctx: Context, place: Channel, command: Watch, target: Target
) -> tuple[Watched, bool]:
    """The watch as the command wants it; False: there was one."""
    query = command.query
    if is_query(command):
        # The network may have been asked for more.
        asked = ctx.house.networks.get(target.network).wanted(target)
        query = all_of(part for part in (asked, query) if part is not None)
    first = await watches.first_at(tx, place.id) is None
    added = await watches.add(
        tx,
        place,
        target,
        ctx.inbound.person,
        mode=command.only or usual_mode(place.purpose),
        query=query,
        originals_only=True,
        label=command.label,
        now=ctx.now,
    )
    if first:
        await ask_purpose(tx, ctx, place)
    return added


def _now_of_firm(ctx: Context, answer: Reply, added: _Added) -> Reply:
    """What was watched already, but is known as a firm's account only now."""
    if added.confirmed is None or added.change is None:
        return answer
    message: Message = replace(
        answer.message,
        blocks=(*answer.message.blocks, lines(of_firm(ctx, added.confirmed))),
        buttons=(undo_button(ctx, added.change), *answer.message.buttons),
    )
    return replace(answer, message=message, audience=Audience.CHANNEL)


def _who(ctx: Context, watched: Watched) -> str:
    mine = watched.created_by.id == ctx.inbound.person.id
    return ctx.words("person.you") if mine else watched.created_by.name


def _addition(
    ctx: Context, place: Channel, account: Account, added: _Added, found: Found
) -> Addition:
    """What its confirmation tells."""
    assert added.change is not None
    guessed = account.kind is Kind.ACCOUNT and not found.exact
    remarks = [ctx.words("watch.because", handle=account.handle)] if guessed else []
    if account.note:
        remarks.append(ctx.words(f"note.{account.note}"))
    return Addition(
        place,
        on_networks(ctx, account.name or account.handle, [account.network]),
        (added.watch,),
        added.change,
        proof=account,
        firm=added.confirmed,
        remarks=tuple(remarks),
        missed=() if found.exact else shortfall(ctx, found),
        guessed=guessed,
        ask_zone=added.ask_zone,
    )


async def change_mode(
    ctx: Context, place: Channel, refs: Sequence[Term], mode: Mode | None
) -> Reply:
    """watch:12 only:digest, as the buttons of an alert say it. All of them in one change."""
    async with ctx.effect() as tx:
        found = [await by_ref(tx, place, ref) for ref in refs]
        watched = [one for one in found if one is not None]
        if not watched:
            return ctx.say("list.gone", ctx.button("button.list", "list"))
        before, wanted = dict[str, Any](), mode or Mode.BOTH
        for one in watched:
            await watches.update(tx, one.id, mode=wanted)
            before[str(one.id)] = {"mode": encode(one.mode.value)}
        names = [one.label or one.target.name or one.target.handle for one in watched]
        what = ctx.words.joined(names, "and")
        change = await note(tx, ctx, place, "mode", {"watch": before}, {"what": what})
    text = ctx.words(f"watch.mode.{wanted}", what=what)
    button = undo_button(ctx, change)
    return reply(ctx.words, text, buttons=(button,), audience=Audience.CHANNEL)
