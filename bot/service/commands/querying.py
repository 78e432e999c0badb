"""watch with a query: words, phrases and tags with AND, OR and filters, on whatever can ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from bot.core.grammar import Bad, Search, Term, TermKind, Watch, render
from bot.core.grammar.expression import all_of, read
from bot.core.message import Message, Reply
from bot.core.model import Channel
from bot.service.commands.adding import price_question, store, target_of
from bot.service.commands.answers import shortfall, unfound
from bot.service.commands.confirmation import Addition, confirm, on_networks
from bot.service.commands.context import Context
from bot.service.commands.filters import named
from bot.service.commands.first import must_ask_zone
from bot.service.commands.picking import is_paid
from bot.service.commands.preview import preview, query_question
from bot.service.commands.undoing import note_added
from bot.service.excuses import excuse
from bot.service.finding import Found, find
from bot.service.identifying import Identifying
from connectors.base import Connector
from connectors.query import Expr, Phrase
from connectors.types import Ability, Account, Lead


def wanted(term: Term) -> Expr | None:
    """What a query, or a phrase without a network, means; None: it is something else."""
    if term.kind is TermKind.PHRASE and term.network is None:
        return Phrase(term.text)
    found = read(term.text) if term.kind is TermKind.QUERY else None
    return None if isinstance(found, Bad) else found


def query_leads(ctx: Context, command: Watch, query: Expr) -> dict[str, Lead]:
    """The networks that can be asked: those that are named, else all that cost nothing."""
    found: dict[str, Lead] = {}
    for connector in ctx.house.networks:
        lead = connector.query_lead(query)
        named = connector.network in command.on
        if lead is not None and (named or (not command.on and _is_free(connector))):
            found[connector.network] = lead
    return found


def _is_free(connector: Connector) -> bool:
    return connector.budget() is None and not connector.by_name_only(Ability.SEARCH_POSTS)


async def watch_query(
    ctx: Context,
    place: Channel,
    command: Watch,
    query: Expr,
    asked: Mapping[str, Lead],
    by: Identifying,
) -> AsyncIterator[Reply]:
    """`command`: of this query alone. Shown first; once agreed, watched wherever it can be."""
    if len(asked) > 1:
        yield ctx.say("watch.looking", what=named(ctx.words, query), n=len(asked))
    last = Found((), {}, (), tuple(asked), exact=True)
    async with aclosing(find(by, asked)) as answers:
        async for found in answers:
            last = found
    free = [one for one in last.candidates if not is_paid(ctx, one)]
    if not last.candidates:
        yield _nowhere(ctx, query, last)
    elif command.agreed:
        yield await _add(ctx, place, command, last.candidates, named(ctx.words, query))
    elif not free:
        yield await price_question(ctx, command, last.candidates[0])
    else:
        whole = all_of([query, *([command.query] if command.query else [])])
        assert whole is not None
        ask = partial(query_question, ctx, command, query, last)
        async for answer in preview(ctx, free, whole, ask):
            yield answer


def _nowhere(ctx: Context, query: Expr, found: Found) -> Reply:
    """No network can ask it here, or none answered."""
    if found.late or not all(excuse(name, error) for name, error in found.failed.items()):
        return unfound(ctx, named(ctx.words, query), found)
    answer = no_network(ctx, query)
    message: Message = replace(
        answer.message, blocks=(*answer.message.blocks, *shortfall(ctx, found))
    )
    return replace(answer, message=message)


def no_network(ctx: Context, query: Expr) -> Reply:
    """It can't be watched here: it can be searched."""
    search = ctx.button("button.search", render(Search(query)))
    return ctx.say("watch.no_network", search, what=named(ctx.words, query))


async def _add(
    ctx: Context, place: Channel, command: Watch, accounts: tuple[Account, ...], what: str
) -> Reply:
    """All of them in one change."""
    closed = await ctx.door.can_post(place.key)
    if closed is not None:
        return ctx.say(f"closed.{closed}")
    async with ctx.effect() as tx:
        targets = [await target_of(tx, ctx, one) for one in accounts]
        stored = [await store(tx, ctx, place, command, target) for target in targets]
        new = [watched for watched, created in stored if created]
        ended = {"end": [one.id for one in new]}
        change = await note_added(tx, ctx, place, "watch", ended, what) if new else None
        ask_zone = bool(new) and await must_ask_zone(tx, ctx, place)
    if change is None:
        since = ctx.words.day(min(watched.created_at for watched, _ in stored))
        return ctx.say("watch.already", ctx.button("button.list", "list"), what=what, since=since)
    shown = on_networks(ctx, what, [one.target.network for one in new])
    return confirm(ctx, [Addition(place, shown, tuple(new), change, ask_zone=ask_zone)])
