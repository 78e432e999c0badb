"""What a watch with a filter, or of a query, would have caught: shown before it is saved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from bot.core.grammar import Watch, render
from bot.core.match import published
from bot.core.message import Block, Button, Items, Line, Message, Reply, Span, line
from bot.core.query import Matcher
from bot.render.alerts import reference, words_of
from bot.service.commands.answers import shortfall, unanswered
from bot.service.commands.context import Context, lines, reply
from bot.service.commands.filters import is_of_words, named, told
from bot.service.commands.picking import is_paid, picked
from bot.service.finding import Found, Gathered, gather
from connectors.query import Expr
from connectors.types import Account, Batch, Due, Kind, Post, PostKind, Target, TargetId

DAYS, SHOWN = 7, 3
_NOBODYS = TargetId(0)
_NOT_ORIGINAL = frozenset({PostKind.REPLY, PostKind.REPOST})


@dataclass(frozen=True, slots=True)
class _Caught:
    """`posts`: those that match, the newest first, `of` so many. `asked`: who answered."""

    posts: tuple[Post, ...]
    of: int
    asked: tuple[str, ...]
    missing: tuple[str, ...]


async def preview(
    ctx: Context, accounts: Sequence[Account], wanted: Expr, answer: Callable[[], Reply]
) -> AsyncIterator[Reply]:
    """`answer()` with what each of `accounts` shows that is `wanted`; again for late networks."""
    asks = {one.network: partial(_posts, ctx, one) for one in accounts}
    finds = Matcher.of(wanted).finds
    if any(one.kind is Kind.QUERY for one in accounts):
        finds = Matcher.of(wanted).confirms
    async for so_far in gather(asks):
        yield _with(ctx, answer(), wanted, _caught(ctx, so_far, finds))


def question(ctx: Context, command: Watch, account: Account) -> Reply:
    """About an account, a tag or a feed whose posts are filtered."""
    words = ctx.words
    what = account.name or account.handle
    text = words("query.preview", what=what, network=words.network(account.network))
    filtered = command.query is not None and is_of_words(command.query)
    without = picked(replace(command, query=None), account)
    buttons = (
        ctx.button("choice.watch", picked(replace(command, agreed=True), account)),
        ctx.button("button.without_words" if filtered else "button.without_filter", without),
    )
    return reply(words, text, buttons=buttons)


def query_question(ctx: Context, command: Watch, query: Expr, found: Found) -> Reply:
    """About a query: a button for all networks that cost nothing, and one for each network."""
    words = ctx.words
    networks = [one.network for one in found.candidates if not is_paid(ctx, one)]
    also = [one.network for one in found.candidates if is_paid(ctx, one)]
    every = words.joined([words.network(name) for name in networks], "and")
    buttons = [_watch_on(ctx, command, networks, every)]
    if len(networks) > 1:
        buttons += [_watch_on(ctx, command, [name], words.network(name)) for name in networks]
    for name in also:
        priced = render(replace(command, on=(name,)))
        buttons.append(ctx.button("button.watch_on", priced, names=words.network(name)))
    text = words("query.preview.query", what=named(words, query))
    return reply(words, text, blocks=shortfall(ctx, found), buttons=tuple(buttons))


def _watch_on(ctx: Context, command: Watch, networks: Sequence[str], names: str) -> Button:
    agreed = render(replace(command, on=tuple(networks), agreed=True))
    return ctx.button("button.watch_on", agreed, names=names)


async def _posts(ctx: Context, account: Account) -> tuple[Post, ...]:
    """One look at what isn't a target yet."""
    networks = ctx.house.networks
    connector = networks.get(account.network)
    lane = networks.lane(connector, account.host, account.key)
    batch = Batch((Due(_target(account), None, ctx.now),))
    look = (await networks.ask(connector, lane, connector.look(batch), person=ctx.asker))[_NOBODYS]
    if look.error is not None:
        raise look.error
    return look.posts


def _target(one: Account) -> Target:
    return Target(
        id=_NOBODYS,
        network=one.network,
        kind=one.kind,
        key=one.key,
        handle=one.handle,
        name=one.name,
        url=one.url,
        host=one.host,
        ref=one.ref,
    )


def _caught(
    ctx: Context, so_far: Gathered[tuple[Post, ...]], finds: Callable[[Post], bool]
) -> _Caught:
    since = ctx.now - timedelta(days=DAYS)
    every = [
        post
        for posts in so_far.answers.values()
        for post in posts
        if published(post, ctx.now) >= since and post.kind not in _NOT_ORIGINAL
    ]
    caught = sorted(filter(finds, every), key=lambda post: published(post, ctx.now), reverse=True)
    missing = (*so_far.failed, *so_far.late)
    return _Caught(tuple(caught), len(every), tuple(so_far.answers), missing)


def _with(ctx: Context, answer: Reply, wanted: Expr, caught: _Caught) -> Reply:
    words, first = ctx.words, caught.posts[:SHOWN]
    said = told(words, wanted)
    if caught.asked:
        said.append(_count(ctx, caught))
    if caught.missing:
        said.append(unanswered(words, caught.missing))
    blocks: list[Block] = [lines(*said)]
    if first:
        blocks.append(Items(tuple(_line(ctx, post) for post in first)))
    head, *rest = answer.message.blocks
    message: Message = replace(
        answer.message,
        blocks=(head, *blocks, *rest),
        posts=tuple(map(reference, first)),
    )
    return replace(answer, message=message)


def _count(ctx: Context, caught: _Caught) -> str:
    words = ctx.words
    names = words.joined([words.network(name) for name in caught.asked], "and")
    key = "query.caught" if caught.posts else "query.caught.none"
    if not caught.of:
        key = "query.caught.quiet"
    n, of = len(caught.posts), words.number(caught.of)
    return words(key, n=n, of=of, names=names, days=words.number(DAYS))


def _line(ctx: Context, post: Post) -> Line:
    words = ctx.words
    parts = [post.author_name or post.author_handle]
    if post.published_at is not None:
        parts.append(words.when(post.published_at))
    return line(Span(words_of(words, post, 110), link=post.url), f" · {' · '.join(parts)}")
