"""All answers as one: each post and account once, what wasn't wanted left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, zip_longest
from typing import TypeAlias, TypeVar

from bot.core.match import published
from connectors.types import Account, Post, SearchPage, Tag

T = TypeVar("T")
Pages: TypeAlias = Mapping[str, Sequence[SearchPage]]
"""What each network answered, page by page."""

Author: TypeAlias = tuple[str, str]
"""(network, the author's key there)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the pages of one network go.

    `since`: everything from then on was searched; None: it can't tell. `read`: posts that it gave.
    `next_page`: where it goes on, None: that was all. `whole`: no alternative was left out.
    `posts`: were posts searched at all?
    """

    since: datetime | None
    read: int = 0
    next_page: str | None = None
    whole: bool = True
    posts: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """`posts`: newest first. `left_out`: authors whose posts were found, but aren't wanted."""

    posts: tuple[Post, ...] = ()
    accounts: tuple[Account, ...] = ()
    tags: tuple[Tag, ...] = ()
    reach: Mapping[str, Reach] = field(default_factory=dict)
    left_out: int = 0


def merge(
    pages: Pages,
    matches: Callable[[Post], bool],
    since: datetime,
    now: datetime,
    unwanted: Collection[Author] = frozenset(),
) -> Found:
    """Posts that came out after `since` and match, but for those of `unwanted` authors."""
    posts: dict[str, Post] = {}
    left_out: set[Author] = set()
    for post in chain.from_iterable(page.posts for some in pages.values() for page in some):
        author = (post.network, post.author_key)
        if published(post, now) < since or not matches(post):
            continue
        if author in unwanted:
            left_out.add(author)
        else:
            posts.setdefault(post.url or post.key, post)
    newest = sorted(posts.values(), key=lambda post: (published(post, now), post.url), reverse=True)
    tags = (tag for some in pages.values() for page in some for tag in page.tags)
    return Found(
        tuple(newest),
        _accounts(pages),
        tuple({tag.name.casefold(): tag for tag in tags}.values()),
        {network: _reach(some) for network, some in pages.items() if some},
        len(left_out),
    )


def _accounts(pages: Pages) -> tuple[Account, ...]:
    """The networks in turn, so that none fills the first places; sure ones before the others."""
    each = ((one for page in some for one in page.accounts) for some in pages.values())
    every = {(one.network, one.key): one for one in _in_turn(each)}
    return tuple(sorted(every.values(), key=lambda one: one.proof == "similar"))


def _in_turn(each: Iterable[Iterable[T]]) -> Iterable[T]:
    missing = object()
    rounds = zip_longest(*each, fillvalue=missing)
    return (one for some in rounds for one in some if one is not missing)  # type: ignore[misc]


def _reach(pages: Sequence[SearchPage]) -> Reach:
    last = pages[-1]
    read = sum(len(page.posts) for page in pages)
    return Reach(
        since=last.since,
        read=read,
        next_page=last.next_page,
        whole=all(page.complete for page in pages),
        # A network that says why there are no posts has not looked for any.
        posts=bool(read or last.since or not any(page.notes for page in pages)),
    )
