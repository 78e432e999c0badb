"""Adding a watch: the command of a candidate, the row, and the confirmation with its proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.core.budget import month_of
from bot.core.firms.model import shown_site
from bot.core.grammar import Term, Watch
from bot.core.grammar.expression import all_of
from bot.core.message import Audience, Block, Button, Line, Message, Reply, Span, line
from bot.core.model import Channel, Mode
from bot.core.model import Watch as Watched
from bot.core.purposes import usual_mode
from bot.render.alerts import words_of
from bot.service.commands.answers import interval_words, shortfall
from bot.service.commands.confirming import Confirmed, confirm_hint
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.filters import told
from bot.service.commands.first import ask_purpose, must_ask_zone, with_zone_question
from bot.service.commands.picking import is_query, picked
from bot.service.commands.undoing import encode, note, undo_button
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
    answer = _confirmation(ctx, place, account, added, found)
    return with_zone_question(ctx, answer) if added.ask_zone else answer


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
    change = await note(tx, ctx, place, verb, invert, {"what": account.name or account.handle})
    alone = len(command.terms) == 1  # an answer about several has room for their Undo alone
    ask_zone = created and alone and await must_ask_zone(tx, ctx, place)
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


def of_firm(ctx: Context, confirmed: Confirmed) -> str:
    """Whose account it is now, and whose it was."""
    firm, before = confirmed.firm, confirmed.taken_from
    said = ctx.words("firms.account_of", name=firm.name, site=shown_site(firm.site) or firm.slug)
    moved = ctx.words("firms.taken_from", name=before.name) if before else ""
    return f"{said} {moved}".strip()


def _who(ctx: Context, watched: Watched) -> str:
    mine = watched.created_by.id == ctx.inbound.person.id
    return ctx.words("person.you") if mine else watched.created_by.name


def _confirmation(
    ctx: Context, place: Channel, account: Account, added: _Added, found: Found
) -> Reply:
    assert added.change is not None
    guessed = account.kind is Kind.ACCOUNT and not found.exact
    words, watch_id = ctx.words, added.watch.id
    name = account.name or account.handle
    elsewhere = place.id != ctx.channel.id
    key = "watch.done.private" if place.private else "watch.done"
    text = words(
        "watch.done.to" if elsewhere else key,
        who=ctx.inbound.person.name,
        what=name,
        network=words.network(account.network),
        channel=place.name,
    )
    details = promises(ctx, place, account.network, added.watch)
    if added.confirmed is not None:
        details.insert(0, of_firm(ctx, added.confirmed))
    if guessed:
        details.append(words("watch.because", handle=account.handle))
    if account.note:
        details.append(words(f"note.{account.note}"))
    blocks: list[Block] = [lines(*details)]
    if not found.exact:
        blocks += shortfall(ctx, found)
    if account.sample is not None:
        blocks.append(lines(sample_line(ctx, account)))
    undo_key = "button.wrong" if guessed else "button.undo_watch"
    buttons = [undo_button(ctx, added.change, undo_key)]
    if added.watch.mode is not Mode.DIGEST and not elsewhere:
        buttons.append(ctx.button("alert.digest_only", f"watch watch:{watch_id} only:digest"))
    if added.confirmed is not None:
        firm = added.confirmed.firm
        buttons.append(Button(firm.name, command=f"firm {firm.slug}"))
    elif not elsewhere:
        buttons.append(ctx.button("button.settings", "settings"))
    return reply(
        words, text, blocks=tuple(blocks), buttons=tuple(buttons), audience=Audience.CHANNEL
    )


def promises(ctx: Context, place: Channel, network: str, watched: Watched) -> list[str]:
    """When its posts arrive, and which of them don't."""
    return [_when(ctx, place, network, watched.mode), *told(ctx.words, watched.query)]


def _when(ctx: Context, place: Channel, network: str, mode: Mode) -> str:
    words = ctx.words
    hour = words.hour(place.digest_time)
    parts = []
    if mode is not Mode.DIGEST:
        every = ctx.house.networks.interval(network)
        here = "watch.alerts" if place.id == ctx.channel.id else "watch.alerts.to"
        parts.append(words(here, within=interval_words(words, every)))
    if place.digest_on and mode is not Mode.ALERT:
        parts.append(words("watch.digest", hour=hour, city=words.city(place.zone)))
    return " ".join(parts)


def sample_line(ctx: Context, account: Account) -> Line:
    words, post = ctx.words, account.sample
    assert post is not None
    when = f", {words.when(post.published_at)}" if post.published_at else ""
    quoted = words_of(words, post, 110)
    return line(words("watch.latest") + " ", Span(quoted, link=post.url), when)


async def change_mode(ctx: Context, place: Channel, term: Term, command: Watch) -> Reply:
    """watch:12 only:digest, as the buttons of an alert say it."""
    async with ctx.effect() as tx:
        watched = await by_ref(tx, place, term)
        if watched is None:
            return ctx.say("list.gone", ctx.button("button.list", "list"))
        mode = command.only or Mode.BOTH
        await watches.update(tx, watched.id, mode=mode)
        before = {"watch": {str(watched.id): {"mode": encode(watched.mode.value)}}}
        name = watched.label or watched.target.name or watched.target.handle
        change = await note(tx, ctx, place, "mode", before, {"what": name})
    text = ctx.words(f"watch.mode.{mode}", what=name)
    button = undo_button(ctx, change)
    return reply(ctx.words, text, buttons=(button,), audience=Audience.CHANNEL)
