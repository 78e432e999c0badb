"""Adding a watch: the command of a candidate, the row, and the confirmation with its proof."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.budget import month_of
from bot.core.grammar import Ok, Term, Watch, parse, render
from bot.core.message import Audience, Block, Line, Message, Reply, Span, line
from bot.core.model import Channel, Mode
from bot.core.model import Watch as Watched
from bot.render.alerts import words_of
from bot.render.words import Words
from bot.service.commands.answers import interval_words, shortfall
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.undoing import encode, note, undo_button
from bot.service.finding import Found
from bot.service.watchlist import by_ref
from bot.store import spending, targets, watches
from bot.store.engine import Tx
from connectors.types import Account, Kind

_PLAIN = re.compile(r"@?[\w.-]+(?:@[\w.:-]+)?")


def pick_command(account: Account) -> str:
    """The canonical command that watches exactly this candidate."""
    if account.kind is Kind.HASHTAG:
        return f"watch #{account.handle} on {account.network}"
    if account.network == "mastodon":
        return f"watch @{account.handle}"
    if account.network == "feed":
        return f"watch {account.url}"
    handle = account.handle.strip('"')
    if account.network == "hackernews" and account.kind is Kind.QUERY and " " not in handle:
        return f"watch hackernews:#{handle}"  # without the sign it is a person's name
    return f"watch {account.network}:" + (handle if _PLAIN.fullmatch(handle) else f'"{handle}"')


def picked(command: Watch, *accounts: Account) -> str:
    """The command that was typed, for exactly these candidates: its words and place stay."""
    read = [parse(pick_command(one)) for one in accounts]
    chosen = [one.command for one in read if isinstance(one, Ok) and isinstance(one.command, Watch)]
    terms = tuple(term for one in chosen for term in one.terms)
    on = chosen[0].on if len(chosen) == 1 else ()
    return render(replace(command, terms=terms, on=on))


def together(ctx: Context, said: Sequence[Reply]) -> Reply:
    """What was said of several targets of one command, as one answer."""
    if len(said) == 1:
        return said[0]
    parts = [one.message for one in said]
    buttons = tuple(
        replace(one.buttons[0], label=f"{number} {one.buttons[0].label}")
        for number, one in enumerate(parts, start=1)
        if one.buttons
    )
    message = Message(
        summary=" ".join(one.summary for one in parts),
        blocks=tuple(block for one in parts for block in one.blocks),
        buttons=buttons[:3],
        more=buttons[3:8],
        language=ctx.words.language,
    )
    public = all(one.audience is Audience.CHANNEL for one in said)
    return Reply(message, audience=Audience.CHANNEL if public else Audience.PERSON)


def is_paid(ctx: Context, account: Account) -> bool:
    return ctx.house.networks.get(account.network).budget() is not None


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
    agreed = picked(replace(command, agreed=True), account)
    buttons = (
        ctx.button(yes, agreed, cost=words.dollars(price or 0)),
        ctx.button("button.list", "list"),
    )
    return reply(words, text, blocks=(lines(used),), buttons=buttons)


@dataclass(frozen=True, slots=True)
class _Added:
    watch: Watched
    created: bool
    change: int | None


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
    if not added.created:
        since, who = ctx.words.day(added.watch.created_at), _who(ctx, added.watch)
        key = "watch.already.by" if who else "watch.already"
        list_button = ctx.button("button.list", "list")
        return ctx.say(key, list_button, what=account.name, since=since, who=who)
    return _confirmation(ctx, place, account, added, found)


async def _store(tx: Tx, ctx: Context, place: Channel, command: Watch, account: Account) -> _Added:
    connector = ctx.house.networks.get(account.network)
    lane = ctx.house.networks.lane(connector, account.host, account.key)
    target = await targets.ensure(tx, account, credential=lane.credential, now=ctx.now)
    watched, created = await watches.add(
        tx,
        place,
        target,
        ctx.inbound.person,
        mode=command.only or Mode.BOTH,
        include=command.include,
        exclude=command.exclude,
        originals_only=True,
        label=command.label,
        now=ctx.now,
    )
    if not created:
        return _Added(watched, created, None)
    change = await note(
        tx, ctx, place, "watch", {"end": [watched.id]}, {"what": account.name or account.handle}
    )
    return _Added(watched, created, change)


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
    details = [_when(ctx, place, account, added.watch.mode), *_filters(words, added.watch)]
    if guessed:
        details.append(words("watch.because", handle=account.handle))
    if account.note:
        details.append(words(f"note.{account.note}"))
    blocks: list[Block] = [lines(*details)]
    if not found.exact:
        blocks += shortfall(ctx, found)
    if account.sample is not None:
        blocks.append(lines(_sample(ctx, account)))
    undo_key = "button.wrong" if guessed else "button.undo_watch"
    buttons = [undo_button(ctx, added.change, undo_key)]
    if added.watch.mode is not Mode.DIGEST and not elsewhere:
        buttons.append(ctx.button("alert.digest_only", f"watch watch:{watch_id} only:digest"))
    if not elsewhere:
        buttons.append(ctx.button("button.settings", "settings"))
    return reply(
        words, text, blocks=tuple(blocks), buttons=tuple(buttons), audience=Audience.CHANNEL
    )


def _filters(words: Words, watched: Watched) -> list[str]:
    """What is left out, so that a word misread as a filter is seen at once."""
    told = []
    if watched.include:
        quoted = [words.quote(one) for one in watched.include]
        told.append(words("watch.with", words=words.joined(quoted, "and")))
    if watched.exclude:
        quoted = [words.quote(one) for one in watched.exclude]
        told.append(words("watch.without", words=words.joined(quoted, "nor")))
    return told


def _when(ctx: Context, place: Channel, account: Account, mode: Mode) -> str:
    words = ctx.words
    hour = words.hour(place.digest_time)
    parts = []
    if mode is not Mode.DIGEST:
        every = ctx.house.networks.interval(account.network)
        here = "watch.alerts" if place.id == ctx.channel.id else "watch.alerts.to"
        parts.append(words(here, within=interval_words(words, every)))
    if place.digest_on and mode is not Mode.ALERT:
        parts.append(words("watch.digest", hour=hour, city=words.city(place.zone)))
    return " ".join(parts)


def _sample(ctx: Context, account: Account) -> Line:
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
