"""status, help and claim."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.budget import month_of
from bot.core.grammar import Claim, Help, Verb
from bot.core.grammar.running import OPERATORS, WELCOME, WORDS
from bot.core.message import Items, Line, Reply, line
from bot.core.model import Platform
from bot.render.first import GROUP, PRIVATE, welcome
from bot.render.words import capital
from bot.service.commands.answers import interval_words
from bot.service.commands.context import Context, lines, reply
from bot.service.operators import claim as claim_code
from bot.service.operators import is_operator
from bot.service.turns import dear, slowed
from bot.store import spending
from bot.store import status as status_of
from bot.store.engine import Tx
from bot.store.status import NetworkState
from connectors.base import Connector
from connectors.types import LaneKey

_TERMS = (
    "watch",
    "alert",
    "digest",
    "firm",
    "panel",
    "hashtag",
    "reaction",
    "story",
    "rhythm",
    "unread",
)
_OVERVIEW = (
    "watch",
    "firm",
    "search",
    "operators",
    "digest",
    "inspire",
    "list",
    "mute",
    "settings",
)


async def status(ctx: Context) -> AsyncIterator[Reply]:
    words = ctx.words
    async with ctx.house.store.read() as tx:
        totals = await status_of.totals(tx)
        networks = await status_of.networks(tx)
        paid = [
            await _paid_row(tx, ctx, one) for one in ctx.house.networks if one.budget() is not None
        ]
        slow = await slowed(tx, ctx.house.networks, ctx.now)
    rows = [line(_network_row(ctx, one)) for one in networks]
    if not rows:
        rows = [line(words("status.no_watch"))]
    rows += [line(text) for text in (*paid, *_crowded_rows(ctx, slow))]
    tail = [words("status.pending", n=totals.pending)] if totals.pending else []
    if totals.unconfirmed:
        tail.append(words("status.unconfirmed", n=totals.unconfirmed))
    tail.append(words("status.version", version=ctx.house.version))
    text = words("status.title", n=totals.watches)
    blocks = (Items(tuple(rows)), lines(*tail))
    yield reply(words, text, blocks=blocks, buttons=(ctx.button("button.list", "list"),))


async def _paid_row(tx: Tx, ctx: Context, connector: Connector) -> str:
    """Spent, left, and what that does to looks."""
    words, budget = ctx.words, connector.budget() or 0
    spent = await spending.spent(tx, connector.network, month_of(ctx.now))
    every = ctx.house.networks.interval(connector.network)
    factor = await dear(tx, connector, ctx.now)
    key = "status.paid" if factor == 1.0 else "status.paid.slower"
    return words(
        key,
        network=words.network(connector.network),
        spent=words.dollars(spent.micros),
        budget=words.dollars(budget),
        left=words.dollars(max(budget - spent.micros, 0)),
        every=interval_words(words, every * factor),
        usual=interval_words(words, every),
    )


def _crowded_rows(ctx: Context, slow: Mapping[LaneKey, timedelta]) -> Iterator[str]:
    """Free networks of which more is watched than their limits allow at the usual pace."""
    words, networks = ctx.words, ctx.house.networks
    for lane, fair in slow.items():
        connector = networks.get(lane.network)
        if connector.budget() is None:
            every = networks.interval(lane.network)
            yield words(
                "status.slower",
                network=capital(words.network(lane.network)),
                host=lane.host,
                every=interval_words(words, fair),
                usual=interval_words(words, every),
            )


def _network_row(ctx: Context, one: NetworkState) -> str:
    words, name = ctx.words, capital(ctx.words.network(one.network))
    if one.paused_until is not None and one.paused_until > ctx.now:
        why = words(f"error.{one.error or 'rate_limited'}")
        return words("status.paused", network=name, until=words.until(one.paused_until), why=why)
    if one.failing:
        return words("status.failing", network=name, n=one.failing, total=one.targets)
    if one.last_good_at is None:
        return words("status.not_yet", network=name, n=one.targets)
    return words("status.good", network=name, n=one.targets, when=words.when(one.last_good_at))


async def help_(ctx: Context, command: Help) -> AsyncIterator[Reply]:
    """At most ten lines, three examples that work when tapped."""
    words = ctx.words
    if (about := _HELP.get(command.topic or "")) is not None:
        yield about(ctx)
        return
    if command.topic == WELCOME:
        yield _welcome(ctx)
        return
    text = words("help.title")
    rows: tuple[Line, ...] = tuple(
        line(words(f"help.{name}", slash=ctx.slash)) for name in _OVERVIEW
    )
    buttons = (
        ctx.button("button.example_watch", "watch"),
        ctx.button("button.example_search", "search #rgpd"),
        ctx.button("button.networks", "networks"),
    )
    yield reply(words, text, blocks=(Items(rows), lines(words("help.scope"))), buttons=buttons)


def _welcome(ctx: Context) -> Reply:
    """In private the next plain words are the answer; in a group people talk to each other."""
    private = ctx.inbound.private
    message = welcome(ctx.words, PRIVATE if private else GROUP, ctx.slash)
    if private and ctx.channel.key.platform is Platform.TELEGRAM:
        mine = ctx.button("steer.mine", "channels")  # which nobody would guess
        message = replace(message, buttons=(*message.buttons, mine))
    return Reply(message, asks="watch" if private else None)


def _help_firm(ctx: Context) -> Reply:
    words = ctx.words
    rows = (words(f"help.firm.{name}", slash=ctx.slash) for name in ("find", "show", "say", "all"))
    buttons = (ctx.button("button.firms", "firm"), ctx.button("button.help", "help"))
    title = words("help.firm.title")
    return reply(words, title, blocks=(Items(tuple(map(line, rows))),), buttons=buttons)


def _help_panels(ctx: Context) -> Reply:
    words, names = ctx.words, ("all", "add", "follow", "import", "table")
    rows = tuple(line(words(f"help.panel.{name}", slash=ctx.slash)) for name in names)
    buttons = (ctx.button("button.panels", "panel"), ctx.button("button.help", "help"))
    return reply(words, words("help.panel.title"), blocks=(Items(rows),), buttons=buttons)


def _help_examples(ctx: Context) -> Reply:
    words, names = ctx.words, ("models", "one", "save", "board")
    rows = tuple(line(words(f"help.inspire.{name}", slash=ctx.slash)) for name in names)
    buttons = (ctx.button("button.inspire", "inspire"), ctx.button("button.board", "board"))
    return reply(words, words("help.inspire.title"), blocks=(Items(rows),), buttons=buttons)


def _help_export(ctx: Context) -> Reply:
    words, names = ctx.words, ("posts", "counts", "list", "feed")
    rows = tuple(line(words(f"help.export.{name}", slash=ctx.slash)) for name in names)
    buttons = (ctx.button("export.button", "export"), ctx.button("button.help", "help"))
    return reply(words, words("help.export.title"), blocks=(Items(rows),), buttons=buttons)


def _help_terms(ctx: Context) -> Reply:
    """Ten terms in one line each."""
    words = ctx.words
    rows = tuple(line(words(f"terms.{name}")) for name in _TERMS)
    more = lines(words("terms.more", slash=ctx.slash))
    buttons = (ctx.button("terms.button", "help operators"), ctx.button("button.help", "help"))
    return reply(words, words("terms.title"), blocks=(Items(rows), more), buttons=buttons)


def _help_operators(ctx: Context) -> Reply:
    words, names = ctx.words, ("and", "or", "not", "phrase", "filter", "watch")
    rows = tuple(line(words(f"help.operators.{name}", slash=ctx.slash)) for name in names)
    button = ctx.button("button.help", "help")
    return reply(words, words("help.operators.title"), blocks=(Items(rows),), buttons=(button,))


def _help_search(ctx: Context) -> Reply:
    """What is searched, and what works best."""
    words, names = ctx.words, ("where", "how", "narrow", "first", "trust")
    rows = tuple(line(words(f"help.search.{name}", slash=ctx.slash)) for name in names)
    buttons = (
        ctx.button("button.example_search", "search #rgpd"),
        ctx.button("button.networks", "networks"),
    )
    return reply(words, words("help.search.title"), blocks=(Items(rows),), buttons=buttons)


def _help_compare(ctx: Context) -> Reply:
    words, names = ctx.words, ("several", "one", "period", "on", "panel")
    rows = tuple(line(words(f"help.compare.{name}", slash=ctx.slash)) for name in names)
    buttons = (ctx.button("button.compare", "compare"), ctx.button("button.help", "help"))
    return reply(words, words("help.compare.title"), blocks=(Items(rows),), buttons=buttons)


_HELP: Mapping[str, Callable[[Context], Reply]] = {
    Verb.FIRM: _help_firm,
    Verb.PANEL: _help_panels,
    Verb.IMPORT: _help_panels,
    Verb.EXPORT: _help_export,
    Verb.INSPIRE: _help_examples,
    Verb.SAVE: _help_examples,
    Verb.BOARD: _help_examples,
    Verb.COMPARE: _help_compare,
    WORDS: _help_terms,
    OPERATORS: _help_operators,
    Verb.SEARCH: _help_search,
    Verb.FIND: _help_search,
}


async def claim(ctx: Context, command: Claim) -> AsyncIterator[Reply]:
    """Only in private: a code read in a channel would be used up by anyone."""
    if not ctx.inbound.private:
        yield ctx.say("claim.private")
        return
    key, person = ctx.channel.key, ctx.inbound.person
    async with ctx.effect() as tx:
        if await is_operator(tx, key.platform, key.bot, person):
            answer = ctx.say("claim.already")
        elif await claim_code(tx, command.code, key, person, ctx.now):
            answer = ctx.say("claim.done", ctx.button("button.help", "help"))
        else:
            answer = ctx.say("claim.wrong")
    yield answer
