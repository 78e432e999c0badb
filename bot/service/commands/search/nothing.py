"""Nothing found: where, how long ago, and what may be tried instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.found import close
from bot.core.grammar import Search
from bot.core.message import Block, Button, Reply
from bot.service.commands.answers import unanswered
from bot.service.commands.context import Context, reply
from bot.service.commands.search.asking import Results
from bot.service.commands.search.buttons import longer, networks_button, typed, watch_buttons
from bot.service.commands.search.wording import understood
from connectors.query import Tagged
from connectors.types import Tag


def nothing(ctx: Context, results: Results, asides: Sequence[Block]) -> Reply:
    """Nothing found where everyone answered is not the same as nothing found so far."""
    words, accounts = ctx.words, results.command.accounts_first
    read = results.answered if accounts else results.read()
    what = understood(words, results.subject.wanted, posts=False)
    where = words.joined([words.network(name) for name in read], "nor") if read else ""
    nowhere = "search.not_found" if accounts else "search.nothing" if read else "search.unread"
    sentences = [words(nowhere, what=what, where=where, n=results.subject.days)]
    if results.missing:
        sentences.append(unanswered(words, results.missing))
    near = close(results.subject.wanted, (*results.here.tags, *results.found.tags))
    if near:
        sentences.append(words("search.close", tags=words.names(_counted(ctx, near))))
    buttons = [button for tag in near for button in _look_for(ctx, tag)]
    if not accounts:
        buttons += longer(ctx, results) if read else []
        buttons += watch_buttons(ctx, results.command, results.subject.wanted)
    buttons.append(networks_button(ctx))
    return reply(words, " ".join(sentences), blocks=tuple(asides), buttons=tuple(buttons))


def _counted(ctx: Context, tags: Iterable[Tag]) -> list[str]:
    return [f"#{tag.name} ({ctx.words.number(tag.uses)})" if tag.uses else f"#{tag.name}"
            for tag in tags]  # fmt: skip


def _look_for(ctx: Context, tag: Tag) -> list[Button]:
    found = typed(ctx, "button.search", Search(Tagged(tag.name)))
    return [Button(f"#{tag.name}", command=one.command) for one in found]
