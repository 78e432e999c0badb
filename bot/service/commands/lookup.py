"""find with a name, an address or a link: the very accounts that it stands for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from bot.core.grammar import Search, Term, TermKind
from bot.core.message import Button, Items, Message, Reply
from bot.service.commands.accounts import account_line
from bot.service.commands.answers import elsewhere_answer, shortfall, unfound
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.picking import pick_command
from bot.service.commands.watching import CHOICES, typed
from bot.service.finding import Found, find, leads
from bot.service.identifying import Identifying
from connectors.elsewhere import Elsewhere, recognise
from connectors.types import Account

# What names one place, which is there or not: its words needn't be looked for.
_PLACES = frozenset({TermKind.NAMED, TermKind.LINK, TermKind.ADDRESS, TermKind.DOMAIN})


async def lookup(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    """Who is meant; again when late networks answered. No reply: look for the words instead."""
    if not command.terms or not _names_somebody(command, command.terms[0]):
        return
    term = command.terms[0]
    text = typed(term)
    asked = leads(ctx.house.networks, text, command.on)
    if not asked:
        return
    by = Identifying(ctx.house.networks, asked.values(), ctx.asker)
    async with aclosing(find(by, asked)) as answers:
        async for found in answers:
            if not found.candidates and term.kind not in _PLACES:
                return
            yield _answer(ctx, term, text, found)


def _names_somebody(command: Search, term: Term) -> bool:
    about_words = command.query is not None or command.page
    named = term.kind is TermKind.HANDLE or term.kind in _PLACES
    return command.accounts_first and named and not about_words


def _answer(ctx: Context, term: Term, text: str, found: Found) -> Reply:
    if found.candidates:
        return _candidates(ctx, term, found)
    known = recognise(text)
    if known and found.unreadable:
        return _page(ctx, known, found)
    return unfound(ctx, text, found, "find")


def _candidates(ctx: Context, term: Term, found: Found) -> Reply:
    words, shown = ctx.words, found.candidates[:CHOICES]
    if all(one.proof == "similar" for one in shown):
        text = words("watch.similar", n=len(shown), what=term.text)
    else:
        text = words("lookup.found", n=len(shown), what=words.quote(term.text))
    rows = Items(tuple(account_line(ctx, one) for one in shown), numbered=len(shown) > 1)
    blocks = (rows, *shortfall(ctx, found))
    return reply(words, text, blocks=blocks, buttons=_buttons(ctx, shown))


def _buttons(ctx: Context, shown: tuple[Account, ...]) -> tuple[Button, ...]:
    if len(shown) == 1:
        [one] = shown
        name = one.name or one.handle
        return (ctx.button("button.watch_account", pick_command(one), name=name),)
    return tuple(
        ctx.button("lookup.watch", pick_command(one), n=n, network=ctx.words.network(one.network))
        for n, one in enumerate(shown, start=1)
    )


def _page(ctx: Context, known: Elsewhere, found: Found) -> Reply:
    """Who it is; then that its publications can't be read, and what works instead."""
    pages = found.unreadable
    names = [one.name or one.handle for one in pages]
    network = ctx.words.network(known.network)
    head = ctx.words("lookup.page", what=ctx.words.joined(names, "and"), network=network)
    rows = Items(tuple(account_line(ctx, one) for one in pages))
    instead = elsewhere_answer(ctx, known)
    said = instead.message
    message: Message = replace(
        said, summary=f"{head} {said.summary}", blocks=(lines(head), rows, *said.blocks)
    )
    return replace(instead, message=message)
