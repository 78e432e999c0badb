"""why: what happened to a post in this channel, or why nothing did."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.core.digest import next_digest, start_of_day
from bot.core.grammar import Term, TermKind, Watch, Why, render
from bot.core.grammar.links import page
from bot.core.match import WIDE_ALERTS_A_DAY, is_wide
from bot.core.message import Block, Button, Items, Line, Reply, line
from bot.core.model import (
    Mode,
    StoredPost,
    TargetState,
    Verdict,
)
from bot.core.model import Watch as Watching
from bot.render.alerts import ITEM_LIMIT, reference, said, watch_name
from bot.render.times import timed
from bot.render.words import Words
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.filters import described, typed_part
from bot.service.commands.why_told import in_digest, told
from bot.service.digest_facts import account_name
from bot.service.digests import DAILY
from bot.service.housekeeping import KEEP_MATCHES
from bot.store import digests, targets, tracing
from bot.store.engine import Tx
from bot.store.tracing import Gap, Trace
from connectors.query import plain
from connectors.types import Coverage, Kind

MOST_GAPS = 3
_HELD_BACK = (Verdict.DIGEST, Verdict.LATE)


@dataclass(frozen=True, slots=True)
class _Fate:
    """A post and what is to be said of it."""

    post: StoredPost
    facts: tuple[Line, ...]


async def why(ctx: Context, command: Why) -> AsyncIterator[Reply]:
    """Anybody in the channel may ask: it changes nothing and tells of this channel alone."""
    async with ctx.house.store.read() as tx:
        forgotten = ctx.now - KEEP_MATCHES
        found = await tracing.traces(tx, ctx.channel.id, command.link, forgotten)
        every = [list(of) for _, of in groupby(found, key=lambda one: one.post.id)]
        fates = [_Fate(of[0].post, await _facts(tx, ctx, of)) for of in every]
        answer = _seen(ctx, fates) if fates else await _unseen(tx, ctx, command.link)
    yield answer


# --- seen


def _seen(ctx: Context, fates: Sequence[_Fate]) -> Reply:
    first, *others = fates
    blocks: list[Block] = [Items(first.facts)]
    for fate in others:
        blocks += [lines(_headline(ctx, fate.post)), Items(fate.facts)]
    there = [fate.post.post for fate in fates if not fate.post.deleted]
    buttons = tuple(Button(ctx.words("alert.open"), url=post.url) for post in there[:1])
    answer = reply(ctx.words, _headline(ctx, first.post), blocks=tuple(blocks), buttons=buttons)
    posts = tuple(map(reference, there))
    return replace(answer, message=replace(answer.message, posts=posts))


def _headline(ctx: Context, stored: StoredPost) -> str:
    words, post = ctx.words, stored.post
    return words(
        "alert.summary",
        name=post.author_name or post.author_handle,
        network=words.network(post.network),
        words=said(words, stored, ITEM_LIMIT),
    )


async def _facts(tx: Tx, ctx: Context, of: Sequence[Trace]) -> tuple[Line, ...]:
    """How the watches met one post, then which messages tell it."""
    stored = of[0].post
    met = [_marked(ctx, one, [_met(ctx, one), *await _judged(tx, ctx, one)]) for one in of]
    every = await tracing.told(tx, ctx.channel.id, stored)
    digest = await tracing.digest_with(tx, ctx.channel.id, stored.id)
    alerts = [told(ctx, one) for one in every]
    if digest is not None:
        return (*met, *alerts, in_digest(ctx, digest))
    if alerts:
        return (*met, *alerts)
    return (*met, *map(line, await _untold(tx, ctx, of)))


def _met(ctx: Context, trace: Trace) -> str:
    words, at = ctx.words, trace.post.post.published_at
    seen, name = words.when(trace.seen_at), watch_name(trace.watch)
    if at is None:
        return words("why.seen", seen=seen, watch=name)
    return words("why.seen.published", published=words.when(at), seen=seen, watch=name)


def _marked(ctx: Context, trace: Trace, sentences: Sequence[str]) -> Line:
    """When it came out and was seen, marked as instants."""
    instants = [at for at in (trace.post.post.published_at, trace.seen_at) if at is not None]
    return timed(" ".join(sentences), *((ctx.words.when(at), at) for at in instants))


async def _judged(tx: Tx, ctx: Context, trace: Trace) -> list[str]:
    """Why the watch gave no alert."""
    words, watch = ctx.words, trace.watch
    name, since = watch_name(watch), words.since(watch.created_at)
    match trace.verdict:
        case Verdict.BASELINE:
            return [words("why.baseline", watch=name, since=since)]
        case Verdict.NOT_ORIGINAL:
            return [words(f"why.not_original.{trace.post.post.kind}")]
        case Verdict.EXCLUDED | Verdict.NOT_INCLUDED:
            return [_unmatched(words, trace)]
        case Verdict.DROPPED:
            return [words("search.why.dropped", name=trace.post.post.author_name)]
        case Verdict.LATE:
            return [_late(ctx, trace, since)]
        case Verdict.DIGEST:
            return [await _only_in_digest(tx, ctx, trace)]
        case _:
            return []


def _unmatched(words: Words, trace: Trace) -> str:
    """The word, or the condition, that kept it out."""
    part, excluded = typed_part(trace.word), trace.verdict is Verdict.EXCLUDED
    if part is not None:
        key = "query.why.excluded" if excluded else "query.why.missing"
        return words(key, what=described(words, part))
    if excluded:
        return words("why.excluded", word=words.quote(trace.word or ""))
    query = trace.watch.query
    wanted = [trace.word] if trace.word else [] if query is None else [plain(query)]
    return words("why.not_included", words=words.names([*map(words.quote, wanted)]))


def _late(ctx: Context, trace: Trace, since: str) -> str:
    at = trace.post.post.published_at
    if at is not None and at < trace.watch.created_at:
        return ctx.words("why.late.older", since=since)
    return ctx.words("why.late")


async def _only_in_digest(tx: Tx, ctx: Context, trace: Trace) -> str:
    words, watch = ctx.words, trace.watch
    if watch.mode is Mode.DIGEST:
        return words("why.digest.only", watch=watch_name(watch))
    if is_wide(watch.target):
        midnight = start_of_day(trace.judged_at, ctx.channel.zone)
        given = await tracing.alerts_between(tx, watch.id, midnight, trace.judged_at)
        if given >= WIDE_ALERTS_A_DAY:
            most = words.number(WIDE_ALERTS_A_DAY)
            return words("why.digest.cap", watch=watch_name(watch), most=most)
    return words("why.digest.paused", watch=watch_name(watch))


async def _untold(tx: Tx, ctx: Context, of: Sequence[Trace]) -> list[str]:
    """No message tells it: when one will, or why none will."""
    if any(one.verdict is Verdict.NEWS for one in of):
        return [ctx.words("why.stopped")]
    if all(one.verdict is None for one in of):
        return [ctx.words("why.forgotten")]
    held = [one for one in of if one.verdict in _HELD_BACK]
    if not held or of[0].post.deleted:
        return []
    if all(one.ended_at is not None for one in held):
        return [ctx.words("why.stopped")]
    return await _coming(tx, ctx, max(one.judged_at for one in held))


async def _coming(tx: Tx, ctx: Context, judged_at: datetime) -> list[str]:
    """The digest whose period the post belongs to, if that is yet to come."""
    coming = next_digest(ctx.channel, ctx.now)
    if coming is None:
        return [ctx.words("why.digest.none")]
    last = await digests.last(tx, ctx.channel.id, DAILY)
    over = last is not None and last.end > judged_at
    return [] if over else [ctx.words("why.digest.next", when=ctx.words.when(coming))]


# --- never seen


async def _unseen(tx: Tx, ctx: Context, link: str) -> Reply:
    every = await tracing.watched(tx, ctx.channel.id)
    watched = [(one, ended) for one, ended in every if _may_show(ctx, one, link)]
    if not watched:
        button = ctx.button("choice.watch", render(Watch((Term(TermKind.LINK, link),))))
        return ctx.say("why.unseen.unwatched", button)
    states = await targets.states(tx, [one.target.id for one, _ in watched])
    gaps = await tracing.gaps(tx, ctx.channel.id)
    told = [
        line(" ".join(_account(ctx, one, ended, states[one.target.id], gaps)))
        for one, ended in watched
    ]
    return reply(ctx.words, ctx.words("why.unseen"), blocks=(Items(tuple(told)),))


def _may_show(ctx: Context, watch: Watching, link: str) -> bool:
    """Does the link say that what is watched published it?"""
    target = watch.target
    lead = ctx.house.networks.get(target.network).parse_target(link)
    if lead is None or lead.kind is not target.kind:
        return False
    names = {target.handle, target.key, target.ref, target.url}
    same_site = lead.kind is Kind.FEED and _host(target.url) == _host(link)
    return same_site or lead.text.casefold() in {name.casefold() for name in names}


def _host(link: str) -> str:
    return page(link).partition("/")[0]


def _account(
    ctx: Context,
    watch: Watching,
    ended: datetime | None,
    state: TargetState,
    gaps: Sequence[Gap],
) -> list[str]:
    """Since when it is watched, and what of that time could not be looked at."""
    words, name = ctx.words, watch_name(watch)
    if ended is not None:
        return [words("why.unseen.ended", watch=name, since=words.since(ended))]
    names = (account_name(watch), name)  # notices have said either
    mine = [one for one in gaps if one.network == watch.target.network and one.name in names]
    past = [
        words("why.unread.past", start=words.since(start), end=words.since(one.end))
        for one in mine[-MOST_GAPS:]
        if (start := max(one.start, watch.created_at)) < one.end
    ]
    since = words("why.unseen.since", watch=name, since=words.since(watch.created_at))
    return [since, *past, _looked(ctx, watch, state)]


def _looked(ctx: Context, watch: Watching, state: TargetState) -> str:
    """The last look, as far as it was made for this watch: others may watch the same."""
    words, good = ctx.words, state.last_good_at
    if state.failures:
        start = max(good or watch.created_at, watch.created_at)
        why = words(f"error.{state.error or 'transient'}")
        return words("why.unread", start=words.since(start), why=why)
    if good is None or good < watch.created_at:
        return words("why.unread.first")
    key = "why.looked.partly" if state.coverage is Coverage.PARTIAL else "why.looked"
    return words(key, when=words.when(good))
