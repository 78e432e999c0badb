"""A network that can't be searched: what it is like, and what can be searched instead."""

from __future__ import annotations

from dataclasses import replace

from bot.core.grammar import Search, TermKind
from bot.core.grammar.expression import all_of
from bot.core.message import Button, Reply
from bot.service.commands.context import Context, reply
from bot.service.commands.networks import IMPOSSIBLE, switchable
from bot.service.commands.search.buttons import networks_button, plainly, typed
from bot.service.searches import SEARCHES, Subject, searchable
from connectors.elsewhere import Elsewhere
from connectors.query import Word

_NEWS = "news"


def closed_answer(ctx: Context, command: Search, known: Elsewhere | None = None) -> Reply:
    """`known`: who was meant there; None: the networks that were named can't be searched."""
    words = ctx.words
    names = [known.network] if known else list(command.on)
    if not names:
        return ctx.say("search.no_network", networks_button(ctx))
    said = [words(_key(ctx, name), network=words.network(name)) for name in names]
    search = _instead(command, known)
    others = _others(ctx, search)
    if others:
        listed = words.names([words.network(name) for name in others])
        said.append(words("search.instead", names=listed))
    buttons = (*_ask_for(ctx, names), *_buttons(ctx, search, others), networks_button(ctx))
    return reply(words, " ".join(said), buttons=buttons)


def _key(ctx: Context, network: str) -> str:
    if network in IMPOSSIBLE:
        return f"search.closed.{network}"
    return "search.closed.off" if _can_be_on(ctx, network) else "search.closed.mute"


def _can_be_on(ctx: Context, network: str) -> bool:
    """Would a setting make it searched?"""
    off = switchable(ctx).get(network)
    return off is not None and bool(off.abilities & SEARCHES)


def _instead(command: Search, known: Elsewhere | None) -> Search:
    """The same words for whoever can be asked."""
    query = command.query
    if known is not None and query is None:
        query = all_of(Word(word) for word in known.name.replace("-", " ").split())
    bare = [one for one in command.terms if one.kind not in (TermKind.LINK, TermKind.NAMED)]
    return replace(plainly(command), query=query, terms=tuple(bare), on=())


def _others(ctx: Context, search: Search) -> list[str]:
    if search.query is None and not search.terms:
        return []
    wanted = Subject.of(search, ctx.channel.id).wanted
    return [one.network for one in searchable(ctx.house.networks, wanted)]


def _ask_for(ctx: Context, names: list[str]) -> list[Button]:
    off = next((one for one in names if _can_be_on(ctx, one)), None)
    return [ctx.button("button.ask", f"networks ask {off}")] if off else []


def _buttons(ctx: Context, search: Search, others: list[str]) -> list[Button]:
    if not others:
        return []
    articles = (
        typed(ctx, "button.articles", replace(search, on=(_NEWS,))) if _NEWS in others else []
    )
    return [*articles, *typed(ctx, "button.search_elsewhere", search)]
