""" "Not this": authors that a channel doesn't want to find when it looks for something."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace

from bot.core.grammar import Author, Search, sayable
from bot.core.message import Audience, Button, Items, Line, Reply
from bot.render.found import post_line
from bot.service.commands.context import Context, reply
from bot.service.commands.search.asking import asked, remembered
from bot.service.commands.search.buttons import plainly, typed
from bot.service.commands.search.wording import understood
from bot.service.commands.undoing import note, undo_button
from bot.service.searches import Subject
from bot.store import unwanted
from bot.store.engine import Tx
from connectors.types import Post

CHOICES = 5
_LONGEST = 500


async def choose(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    """The authors of what was shown, each with one of its posts."""
    subject = Subject.of(command, ctx.channel.id)
    results = await remembered(ctx, replace(command, task=None), asked(ctx, command))
    what = understood(ctx.words, subject.wanted)
    rows: list[Line] = []
    buttons: list[Button] = []
    for post, author in _authors([*results.shown, *results.leading]):
        drop = typed(ctx, "button.not_this", replace(plainly(command), drop=author))
        if drop and len(rows) < CHOICES:
            rows.append(post_line(ctx.words, post))
            buttons.append(replace(drop[0], label=f"{len(rows)} {author.name}"))
    if not rows:
        again = typed(ctx, "button.refresh", plainly(command))
        yield ctx.say("search.drop.nobody", *again, what=what)
        return
    shown = Items(tuple(rows), numbered=True)
    yield reply(
        ctx.words, ctx.words("search.drop", what=what), blocks=(shown,), buttons=tuple(buttons)
    )


def _authors(posts: Iterable[Post]) -> Iterator[tuple[Post, Author]]:
    """Each once. Somebody whose key could not be typed can't be named by a button."""
    seen: set[tuple[str, str]] = set()
    for post in posts:
        who = (post.network, post.author_key)
        name = sayable(post.author_name or post.author_handle) or post.network
        if who not in seen and sayable(post.author_key, _LONGEST) == post.author_key:
            seen.add(who)
            yield post, Author(*who, name)


async def drop(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    author, subject = command.drop, Subject.of(command, ctx.channel.id)
    assert author is not None  # else this isn't what was asked
    facts = {
        "name": author.name,
        "network": ctx.words.network(author.network),
        "what": understood(ctx.words, subject.wanted),
    }
    again = typed(ctx, "button.refresh", plainly(command))
    async with ctx.effect() as tx:
        known = await unwanted.authors(tx, ctx.channel.id, subject.key)
        if (author.network, author.key) in {(one.network, one.key) for one in known}:
            answer = ctx.say("search.dropped.already", *again, **facts)
        else:
            await unwanted.add(tx, ctx.channel, subject.key, [author], now=ctx.now)
            answer = await _changed(tx, ctx, "drop", subject, [author], facts, again)
    yield answer


async def restore(ctx: Context, command: Search) -> AsyncIterator[Reply]:
    """All of them at once."""
    if (denied := await ctx.denial()) is not None:
        yield denied
        return
    subject = Subject.of(command, ctx.channel.id)
    facts = {"what": understood(ctx.words, subject.wanted)}
    again = typed(ctx, "button.refresh", plainly(command))
    async with ctx.effect() as tx:
        known = await unwanted.authors(tx, ctx.channel.id, subject.key)
        if not known:
            answer = ctx.say("search.restored.already", *again, **facts)
        else:
            await unwanted.remove(tx, ctx.channel.id, subject.key, known)
            answer = await _changed(tx, ctx, "restore", subject, known, facts, again)
    yield answer


async def _changed(
    tx: Tx,
    ctx: Context,
    verb: str,
    subject: Subject,
    some: list[Author],
    facts: Mapping[str, str],
    again: list[Button],
) -> Reply:
    before = {verb: [subject.key, [[one.network, one.key, one.name] for one in some]]}
    change = await note(tx, ctx, ctx.channel, verb, before, {"what": facts.get("name", "")})
    key = "search.dropped" if verb == "drop" else "search.restored"
    text = ctx.words(key, **facts)
    buttons = (undo_button(ctx, change), *again)
    return reply(ctx.words, text, buttons=buttons, audience=Audience.CHANNEL)
