"""networks: what works here, what a setting would switch on, what nobody can read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

from bot.core.grammar import Networks
from bot.core.message import Block, Button, Items, Line, Reply, Span, line
from bot.service.commands.context import Context, bold, lines, reply
from bot.service.operators import is_operator, tell_operators
from bot.store import facts, operators
from bot.store.engine import Tx
from connectors.base import Connector

# What no setting can switch on; LinkedIn lets one read one's own page only.
IMPOSSIBLE = ("linkedin", "viadeo", "tiktok")
ASK_EVERY = timedelta(days=7)


async def networks(ctx: Context, command: Networks) -> AsyncIterator[Reply]:
    if command.wanted is not None:
        yield await _wanted(ctx, command.wanted)
        return
    words, off = ctx.words, switchable(ctx)
    async with ctx.house.store.read() as tx:
        operator = await _asks_operator(tx, ctx)
    on = tuple(line(words(f"networks.on.{one.network}")) for one in ctx.house.networks)
    later = tuple(_later(ctx, one, operator=operator) for one in off.values())
    never = tuple(line(words(f"networks.never.{name}")) for name in IMPOSSIBLE)
    blocks: list[Block] = [Items(on)]
    if later:
        blocks += [lines(line(bold(words("networks.later")))), Items(later)]
    blocks += [lines(line(bold(words("networks.never")))), Items(never)]
    buttons = () if operator else tuple(_ask_button(ctx, name) for name in off)
    yield reply(words, words("networks.title"), blocks=tuple(blocks), buttons=buttons)


def switchable(ctx: Context) -> Mapping[str, Connector]:
    """The networks that a setting would switch on, by name."""
    off = ctx.house.networks.off()
    return {one.network: one for one in off if one.network not in IMPOSSIBLE}


async def _asks_operator(tx: Tx, ctx: Context) -> bool:
    """Is it the operator who asks? Only they read the names of settings."""
    key = ctx.channel.key
    return await is_operator(tx, key.platform, key.bot, ctx.inbound.person)


def _ask_button(ctx: Context, network: str) -> Button:
    name = ctx.words.network(network)
    return ctx.button("button.ask_for", f"networks ask {network}", network=name)


def _later(ctx: Context, connector: Connector, *, operator: bool) -> Line:
    """What it takes, in words; the operator also reads which settings."""
    state = "later" if connector.missing() else "on"
    text = ctx.words(f"networks.{state}.{connector.network}")
    if not operator:
        return line(text)
    settings = ", ".join(ctx.house.networks.lacks(connector))
    return line(Span(text), " " + ctx.words("networks.settings", names=settings))


async def _wanted(ctx: Context, network: str) -> Reply:
    """Pass the wish on to the operators in private, once a week for each network."""
    name, off = ctx.words.network(network), switchable(ctx)
    list_button = ctx.button("button.networks", "networks")
    if network in ctx.house.networks:
        return ctx.say("networks.already", list_button, network=name)
    if network not in off:
        return ctx.say("networks.impossible", list_button, network=name)
    settings = ", ".join(ctx.house.networks.lacks(off[network]))
    async with ctx.effect() as tx:
        if await _asks_operator(tx, ctx):
            return ctx.say("networks.yours", network=name, names=settings)
        if not await operators.operators(tx):
            return ctx.say("networks.nobody", network=name)
        if await facts.once(tx, f"wanted:{network}", ctx.now, ASK_EVERY):
            told = {
                "key": "notice.wanted",
                "name": ctx.inbound.person.name,
                "channel": ctx.channel.name,
                "network": network,
                "setting": settings,
            }
            await tell_operators(tx, told, ctx.now)
    return ctx.say("networks.asked", network=name)
