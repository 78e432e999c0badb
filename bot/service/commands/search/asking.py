"""Asking the networks in one wave, and what they found as one."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from bot.core import found as of_found
from bot.core.found import Found, Pages, Reach, Volume
from bot.core.grammar import Author, Category, Search
from bot.core.query import Matcher
from bot.service.commands.context import Context
from bot.service.excuses import Note, excuse
from bot.service.finding import Gathered, gather
from bot.service.searches import Subject, ask, is_paid, searchable
from bot.store import unwanted, watches
from connectors.base import Connector
from connectors.types import Kind, Post, SearchPage, Tag

PAGE = 5
_LAST_PAGE = 200
Asks: TypeAlias = Mapping[str, Callable[[], Awaitable[SearchPage]]]


@dataclass(frozen=True, slots=True)
class Here:
    """`dropped`: authors whom the channel doesn't want to find; `tags`: hashtags it watches."""

    dropped: tuple[Author, ...] = ()
    tags: tuple[Tag, ...] = ()

    @staticmethod
    async def of(ctx: Context, subject: Subject) -> Here:
        async with ctx.house.store.read() as tx:
            dropped = await unwanted.authors(tx, ctx.channel.id, subject.key)
            watched = [one.target for one in await watches.of_channel(tx, ctx.channel.id)]
        tags = (Tag(one.handle, one.url) for one in watched if one.kind is Kind.HASHTAG)
        return Here(tuple(dropped), tuple(tags))


@dataclass(frozen=True, slots=True)
class Results:
    """What was asked and found. `posts`: those of the period, newest first.

    `answered`, `missing`: networks; `notes`: why one has nothing to say. `here`: what this channel
    has to do with it.
    """

    command: Search
    subject: Subject
    found: Found
    posts: tuple[Post, ...]
    volume: Volume
    answered: tuple[str, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    here: Here = field(default_factory=Here, compare=False)

    @property
    def page(self) -> int:
        return page_of(self.command)

    @property
    def leading(self) -> tuple[Post, ...]:
        """The posts that are shown first, all pages of them."""
        return leading(self.command, self.posts)

    @property
    def shown(self) -> tuple[Post, ...]:
        return self.leading[(self.page - 1) * PAGE : self.page * PAGE]

    @property
    def has_any(self) -> bool:
        """Is there something to show, on this page?"""
        if self.page > 1:
            return bool(self.shown)
        tags = self.found.tags if self.command.first is Category.HASHTAGS else ()
        return bool(self.posts or self.found.accounts or tags)

    def read(self) -> tuple[str, ...]:
        """The networks whose posts were searched."""
        return tuple(name for name in self.answered if self.found.reach[name].posts)


def page_of(command: Search) -> int:
    text = command.page or "1"
    return min(int(text), _LAST_PAGE) if text.isdecimal() and int(text) else 1


def leading(command: Search, posts: tuple[Post, ...]) -> tuple[Post, ...]:
    if command.first is Category.TOP:
        return of_found.top(posts)
    return of_found.with_media(posts) if command.first is Category.MEDIA else posts


def asked(ctx: Context, command: Search) -> list[Connector]:
    """Empty: no network that is switched on can be searched for that."""
    subject = Subject.of(command, ctx.channel.id)
    return searchable(ctx.house.networks, subject.wanted, command.on)


async def gathered(
    ctx: Context, command: Search, connectors: Sequence[Connector]
) -> AsyncGenerator[Results, None]:
    """What is known within the budget; once more if late networks add to it."""
    subject = Subject.of(command, ctx.channel.id)
    here = await Here.of(ctx, subject)
    known = _known(ctx, command, subject, connectors)
    last: Results | None = None
    async for so_far in gather(_asks(ctx, command, subject, connectors, known)):
        more = {name: (*known.get(name, ()), page) for name, page in so_far.answers.items()}
        failed = {name: why for name, why in so_far.failed.items() if name not in known}
        ctx.house.searches.put(subject, {**failed, **more}, ctx.now)
        results = _results(ctx, command, subject, {**known, **more}, so_far, here)
        if not known and not results.shown:  # what the page before had is forgotten
            results = replace(results, command=replace(command, page=None))
        if results != last:
            yield results
        last = results


async def remembered(ctx: Context, command: Search, connectors: Sequence[Connector]) -> Results:
    """What is known of it without asking anybody."""
    subject = Subject.of(command, ctx.channel.id)
    here = await Here.of(ctx, subject)
    names = [one.network for one in connectors]
    pages = ctx.house.searches.get(subject, names, ctx.now)
    failed = ctx.house.searches.failed(subject, names, ctx.now)
    return _results(ctx, command, subject, pages, Gathered(failed=failed), here)


def _known(
    ctx: Context, command: Search, subject: Subject, connectors: Sequence[Connector]
) -> Pages:
    """Only a further page builds on what was fetched before."""
    if page_of(command) == 1:
        return {}
    return ctx.house.searches.get(subject, [one.network for one in connectors], ctx.now)


def _asks(
    ctx: Context,
    command: Search,
    subject: Subject,
    connectors: Sequence[Connector],
    known: Pages,
) -> Asks:
    """The first pages; of what is known already those that follow, where they are needed."""
    one = partial(ask, ctx.house.networks, subject=subject, now=ctx.now, person=ctx.asker)
    if not known:
        return {each.network: partial(one, each) for each in connectors}
    so_far = _results(ctx, command, subject, known, Gathered(), Here())
    if len(so_far.leading) >= page_of(command) * PAGE:
        return {}
    following = {each: so_far.found.reach.get(each.network) for each in connectors}
    return {
        each.network: partial(one, each, page=reach.next_page)
        for each, reach in following.items()
        if reach is not None and _goes_on(ctx, subject, reach) and _is_free(each, command)
    }


def _goes_on(ctx: Context, subject: Subject, reach: Reach) -> bool:
    """Is there more of the period?"""
    began = ctx.now - subject.period
    return reach.next_page is not None and (reach.since is None or reach.since > began)


def goes_on(ctx: Context, results: Results, connector: Connector) -> bool:
    """May a further page of that network be asked for, without paying unasked?"""
    reach = results.found.reach.get(connector.network)
    further = reach is not None and _goes_on(ctx, results.subject, reach)
    return further and _is_free(connector, results.command)


def _is_free(connector: Connector, command: Search) -> bool:
    return not is_paid(connector) or connector.network in command.on


def _results(
    ctx: Context,
    command: Search,
    subject: Subject,
    pages: Pages,
    so_far: Gathered[SearchPage],
    here: Here,
) -> Results:
    """Each post once, in the period, and only what matches."""
    now, days = ctx.now, subject.days
    matches = Matcher.of(command.query).confirms if command.query is not None else _anything
    hidden = frozenset((one.network, one.key) for one in here.dropped)
    found = of_found.merge(pages, matches, now - subject.reach, now, hidden)
    excuses = {name: excuse(name, error) for name, error in so_far.failed.items()}
    notes = [Note(name, key) for name, some in pages.items() for page in some for key in page.notes]
    notes += [note for note in excuses.values() if note]
    failed = [name for name, note in excuses.items() if note is None]
    return Results(
        command=command,
        subject=subject,
        found=found,
        posts=of_found.within(found.posts, now - subject.period, now),
        volume=of_found.volume(found, days, now),
        answered=tuple(pages),
        missing=(*failed, *so_far.late),
        notes=tuple(dict.fromkeys(notes)),
        here=here,
    )


def _anything(_: Post) -> bool:
    return True
