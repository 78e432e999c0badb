"""search and find: all networks at once, first results within the budget."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType

from bot.core.grammar import Search, Task, TermKind
from bot.core.message import Reply
from bot.service.commands.answers import closed, elsewhere_answer
from bot.service.commands.context import Context
from bot.service.commands.lookup import lookup
from bot.service.commands.search import dropping, living, proving, sharing
from bot.service.commands.search.asking import Results, asked, gathered
from bot.service.commands.search.refusing import closed_answer
from bot.service.commands.watching import typed

__all__ = ["search"]

_ANSWERS = 3  # that a search shows one after the other: Slack gives its address for five
_TASKS: Mapping[Task, Callable[[Context, Search], AsyncIterator[Reply]]] = MappingProxyType(
    {
        Task.LIVE: living.begin,
        Task.STOP: living.stop,
        Task.CHOOSE: dropping.choose,
        Task.RESTORE: dropping.restore,
        Task.SHARE: sharing.share,
    }
)


def search(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    """The answer; again where late networks add to it."""
    if command.task is not None:
        return _TASKS[command.task](ctx, command)
    return dropping.drop(ctx, command) if command.drop is not None else _search(ctx, command)


async def _search(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    if (refusal := _elsewhere(ctx, command)) is not None:
        yield refusal
        return
    identified = False
    async for found in lookup(ctx, command):
        identified = True
        yield found
    if identified:
        return
    connectors = asked(ctx, command)
    if not connectors:
        yield closed_answer(ctx, command)
        return
    answers: list[Results] = []
    async for results in gathered(ctx, command, connectors):
        yield proving.beginning(ctx, results)
        answers.append(results)
    if answers:
        async for found in proving.proven(ctx, answers[-1], at_most=_ANSWERS - len(answers)):
            yield found


def _elsewhere(ctx: Context, command: Search) -> Reply | None:
    """A name or link of a network that can't be read here."""
    named = [one for one in command.terms if one.kind in (TermKind.LINK, TermKind.NAMED)]
    known = closed(ctx, typed(named[0])) if named else None
    if known is None:
        return None
    if command.accounts_first:
        return elsewhere_answer(ctx, known)
    return closed_answer(ctx, command, known)
