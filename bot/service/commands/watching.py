"""watch: from a person's words to a watch, or to a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import time, timedelta

from bot.core.grammar import Command, Search, Term, TermKind, Watch, render
from bot.core.message import Button, Items, Line, Message, Reply, Span, line
from bot.core.model import Channel
from bot.service.commands.adding import add, change_mode, is_paid, picked, price_question, together
from bot.service.commands.answers import (
    closed,
    elsewhere_answer,
    not_found,
    shortfall,
)
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.places import destination
from bot.service.finding import Found, credible, find, leads
from connectors.elsewhere import Elsewhere, recognise
from connectors.errors import NeedsApproval, NotPossible
from connectors.types import Account, Kind

CHOICES = 5
# Where a name of several words is a phrase to look for, and was typed in quotation marks.
_WORDS = frozenset({"news", "hackernews", "x"})


def typed(term: Term) -> str:
    """The term as a network's parse_target reads it."""
    sign = {TermKind.HANDLE: "@", TermKind.ADDRESS: "@", TermKind.TAG: "#"}.get(term.kind, "")
    prefix = f"{term.network}:" if term.network else ""
    if term.network in _WORDS and " " in term.text:
        return f'{prefix}"{term.text}"'
    return f"{prefix}{sign}{term.text}"


def closed_network(ctx: Context, choices: Sequence[Command]) -> Elsewhere | None:
    """The unreadable network that a question is about: to be answered, not asked."""
    terms = [term for one in choices if isinstance(one, Watch) for term in one.terms]
    return closed(ctx, typed(terms[0])) if len(terms) == 1 else None


async def watch(ctx: Context, command: Watch) -> AsyncIterator[Reply]:
    place = await destination(ctx, command.to)
    if isinstance(place, Reply):
        yield place
        return
    if (denied := await ctx.denial(place)) is not None:
        yield denied
        return
    said: list[Reply] = []
    for number, term in enumerate(command.terms):
        part = replace(ctx, part=number)
        async for answer in _watch_one(part, place, command, term):
            said[number:] = [answer]
            yield together(ctx, said)


async def _watch_one(
    ctx: Context, place: Channel, command: Watch, term: Term
) -> AsyncIterator[Reply]:
    if term.kind is TermKind.NAMED and term.network == "watch":
        yield await change_mode(ctx, place, term, command)
        return
    text = typed(term)
    asked = leads(ctx.house.networks, text, command.on)
    known = recognise(text)
    # Any address may have a feed: that alone makes no network readable.
    if known is not None and not any(asked[name].exact for name in asked if name != "feed"):
        yield elsewhere_answer(ctx, known)
        return
    if term.kind is TermKind.PHRASE or not asked:
        search = ctx.button("button.search", render(Search((term,))))
        yield ctx.say("watch.no_network", search, what=ctx.words.quote(text))
        return
    if len(asked) > 1:
        yield ctx.say("watch.looking", what=text, n=len(asked))
    last: Found | None = None
    done: Reply | None = None
    async for found in find(ctx.house.networks, asked, ctx.asker):
        if last is not None and found.candidates == last.candidates and not last.late:
            continue
        if done is not None:
            yield _with_late(ctx, command, done, last, found)
            continue
        answer, done = await _answer(ctx, place, command, text, found)
        last = found
        yield answer


async def _answer(
    ctx: Context, place: Channel, command: Watch, text: str, found: Found
) -> tuple[Reply, Reply | None]:
    """The reply, and again if something was added (then a late network only adds to it)."""
    one = credible(found, ctx.now)
    if one is not None and is_paid(ctx, one) and not command.agreed:
        return await price_question(ctx, command, one), None
    if one is not None:
        added = await add(ctx, place, command, one, found)
        return added, added
    if found.candidates:
        return _choose(ctx, command, text, found), None
    known = recognise(text)
    refused = found.failed.get(known.network) if known else None
    if known and isinstance(refused, NotPossible | NeedsApproval):
        return elsewhere_answer(ctx, known), None
    return not_found(ctx, text, found), None


def _with_late(
    ctx: Context, command: Watch, done: Reply, before: Found | None, found: Found
) -> Reply:
    """What was added, and the other accounts of that name that a late network knows."""
    known = set(before.candidates) if before else set()
    fresh = [one for one in found.candidates if one not in known and one.proof != "similar"]
    said, missed = done.message, shortfall(ctx, before) if before else ()
    blocks = [one for one in said.blocks if one not in missed]
    blocks += shortfall(ctx, found)
    if fresh:
        blocks.append(lines(ctx.words("watch.late", n=len(fresh))))
        blocks.append(_candidates(ctx, fresh))
    every = (*said.buttons[:1], *_candidate_buttons(ctx, command, fresh), *said.buttons[1:])
    message: Message = replace(
        said, blocks=tuple(blocks), buttons=every[:3], more=(*every[3:], *said.more)[:5]
    )
    return replace(done, message=message)


def _choose(ctx: Context, command: Watch, text: str, found: Found) -> Reply:
    """Nobody is guessed: numbered candidates with what tells them apart."""
    shown = found.candidates[:CHOICES]
    sure = [one for one in shown if one.proof != "similar"]
    key = "watch.choose" if sure else "watch.similar"
    buttons = _candidate_buttons(ctx, command, shown)
    if len(sure) == 2:
        buttons.insert(2, ctx.button("button.both", picked(command, *sure)))
    return reply(
        ctx.words,
        ctx.words(key, n=len(shown), what=text),
        blocks=(_candidates(ctx, shown), *shortfall(ctx, found)),
        buttons=tuple(buttons),
    )


def _candidates(ctx: Context, shown: Sequence[Account]) -> Items:
    return Items(tuple(account_line(ctx, one) for one in shown), numbered=True)


def account_line(ctx: Context, one: Account) -> Line:
    words = ctx.words
    handle = f"#{one.handle}" if one.kind is Kind.HASHTAG else f"@{one.handle}"
    parts = [words.network(one.network), handle if one.kind is not Kind.FEED else one.host]
    if one.followers is not None:
        count = words.compact(one.followers)
        parts.append(words("account.followers", count=count, n=one.followers))
    if one.last_post_at is not None:
        # Some networks tell the day only: its noon is that day in nearly every zone.
        whole_day = one.last_post_at.time() == time.min
        at = one.last_post_at
        when = words.date(at + timedelta(hours=12)) if whole_day else words.when(at)
        parts.append(words("account.last_post", when=when))
    return line(Span(one.name or one.handle, strong=True, link=one.url), " · ", " · ".join(parts))


def _candidate_buttons(ctx: Context, command: Watch, shown: Sequence[Account]) -> list[Button]:
    return [
        Button(f"{number} {ctx.words.network(one.network)}", command=picked(command, one))
        for number, one in enumerate(shown, start=1)
    ]
