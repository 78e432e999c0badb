"""What the networks themselves call trends, and what asking costs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.core.budget import month_of
from bot.core.grammar import Trends, render
from bot.core.message import Block, Items, Line, Reply, Span, line, plain
from bot.render.words import capital
from bot.service.commands.answers import unanswered
from bot.service.commands.context import Context, bold, lines, reply
from bot.service.excuses import excuse, told
from bot.service.finding import Gathered, gather
from bot.store import spending
from connectors.base import Connector
from connectors.errors import ConnectorError
from connectors.types import Ability, Tag

SHOWN, SHOWN_OF_ONE = 5, 15
Ask = Callable[[], Awaitable[Sequence[Tag]]]


async def by_networks(ctx: Context) -> AsyncIterator[tuple[Block, ...]]:
    """A line for each network that has trends; those that cost money are asked by name only."""
    able = [one for one in ctx.house.networks if Ability.TRENDS in one.abilities]
    free = {one.network: _asking(ctx, one, "") for one in able if one.budget() is None}
    paid = [line(_on_demand(ctx, one)) for one in able if one.budget() is not None]
    if not able:
        yield ()
        return
    async for so_far in gather(free):
        rows = [*_rows(ctx, so_far), *paid]
        yield (lines(line(bold(ctx.words("trends.networks")))), Items(tuple(rows)))


def _on_demand(ctx: Context, connector: Connector) -> str:
    name = ctx.words.network(connector.network)
    example = ctx.spelled(f"trends on {connector.network}")
    return ctx.words("trends.on_demand", network=name, example=example)


def _rows(ctx: Context, so_far: Gathered[Sequence[Tag]]) -> list[Line]:
    rows = [_row(ctx, name, tags, SHOWN) for name, tags in so_far.answers.items()]
    excuses = {name: excuse(name, error) for name, error in so_far.failed.items()}
    rows += [line(told(ctx.words, note)) for note in excuses.values() if note]
    silent = [name for name in (*so_far.failed, *so_far.late) if not excuses.get(name)]
    return [*rows, line(unanswered(ctx.words, silent))] if silent else rows


def _row(ctx: Context, network: str, tags: Sequence[Tag], most: int, *, place: str = "") -> Line:
    words, name = ctx.words, capital(ctx.words.network(network))
    if not tags:
        return line(words("trends.network.none", network=name))
    where = place or urlsplit(tags[0].url).netloc
    head, _, tail = words("trends.network", network=name, where=where, tags="\n").partition("\n")
    spans = [Span(tag.name, link=tag.url) for tag in tags[:most]]
    listed = [part for span in spans for part in (", ", span)][1:]
    return line(head, *listed, *([tail] if tail else []))


def _asking(ctx: Context, connector: Connector, place: str) -> Ask:
    async def ask() -> Sequence[Tag]:
        networks = ctx.house.networks
        lane = networks.lane(connector, connector.search_host())
        conversation = connector.trends(place or None)
        return await networks.ask(connector, lane, conversation, person=ctx.asker)

    return ask


# --- one network, by name


async def asked_by_name(ctx: Context, command: Trends) -> AsyncIterator[Reply]:
    """Where it costs money, not before the person has read how much."""
    networks, name = ctx.house.networks, ctx.words.network(command.on)
    if command.on not in networks:
        off = ctx.button("button.networks", "networks")
        yield ctx.say("search.closed.off", off, network=capital(name))
        return
    connector = networks.get(command.on)
    if Ability.TRENDS not in connector.abilities:
        yield ctx.say("trends.cannot", network=capital(name))
        return
    if connector.budget() is not None and not command.agreed:
        yield await _price_question(ctx, connector, command)
        return
    ask = _asking(ctx, connector, command.place)
    async for so_far in gather({command.on: ask}):
        yield _answer(ctx, command, so_far)


def _answer(ctx: Context, command: Trends, so_far: Gathered[Sequence[Tag]]) -> Reply:
    again = ctx.button("button.trends", "trends")
    tags = so_far.answers.get(command.on)
    if tags is None:
        return reply(ctx.words, plain(_rows(ctx, so_far)[0]), buttons=(again,))
    row = _row(ctx, command.on, tags, SHOWN_OF_ONE, place=command.place)
    return reply(ctx.words, ctx.words("trends.networks"), blocks=(lines(row),), buttons=(again,))


async def _price_question(ctx: Context, connector: Connector, command: Trends) -> Reply:
    words, name = ctx.words, capital(ctx.words.network(connector.network))
    try:
        price = _price(connector, command.place)
    except ConnectorError as error:
        note = excuse(connector.network, error)
        return reply(words, told(words, note) if note else words("trends.cannot", network=name))
    async with ctx.house.store.read() as tx:
        spent = await spending.spent(tx, connector.network, month_of(ctx.now))
    cost, budget = words.dollars(price), words.dollars(connector.budget() or 0)
    used = words("trends.price.used", spent=words.dollars(spent.micros), budget=budget)
    yes = ctx.button("button.trends_price", render(replace(command, agreed=True)), cost=cost)
    text = words("trends.price", network=name, cost=cost)
    return reply(words, text, blocks=(lines(used),), buttons=(yes,))


def _price(connector: Connector, place: str) -> int:
    """What the question may cost at most, in millionths of a US dollar. Raises ConnectorError."""
    conversation = connector.trends(place or None)
    try:
        return next(conversation).ceiling
    finally:
        conversation.close()
