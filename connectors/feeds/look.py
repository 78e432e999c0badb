"""Looking at one feed: shared by every network that is read through feeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import urljoin

import httpx

from connectors.errors import UnexpectedPayload
from connectors.feeds.keys import Cursor, Named, name
from connectors.frequency import with_posts
from connectors.parsing.feed import TOLERANT, Entry, ParsedFeed, parse_feed, parse_tolerant
from connectors.profile import profile_of
from connectors.text import hashtags_in, short_key, web_url
from connectors.types import (
    Account,
    Answer,
    Conversation,
    Coverage,
    Due,
    Look,
    Post,
    Profile,
    Request,
    Target,
)

LONGEST_TAG = 1_000
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Owner: TypeAlias = Account | Target
Parse: TypeAlias = Callable[[bytes, Mapping[str, str]], Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed. `ident`: its id within the feed. `base`: the address that answered."""

    ident: str
    entry: Entry
    base: str = ""
    language: str = ""

    def link(self) -> str:
        """Its own address, absolute; "" where it has none that can be shown."""
        return absolute(self.base, self.entry.link)


Write: TypeAlias = Callable[[Owner, Item], Post]


def post_of(owner: Owner, item: Item) -> Post:
    """An item as its feed tells it, told apart from other feeds' items by the feed's key."""
    entry = item.entry
    return Post(
        network=owner.network,
        key=short_key(f"{owner.key}#{item.ident}"),
        url=item.link() or owner.url,
        author_key=owner.key,
        author_handle=owner.handle,
        author_name=owner.name,
        title=entry.title or None,
        text=entry.text,
        published_at=entry.published,
        language=item.language.lower().partition("-")[0] or None,
        hashtags=hashtags_in(entry.text),
        links=entry.links,
    )


@dataclass(frozen=True, slots=True)
class Source:
    """How a network's feeds are asked for and read. `write`: what an item is as a post.

    `titled`: the owner's name is the feed's title, and changes with it.
    """

    write: Write = post_of
    titled: bool = True
    parse: Parse = parse_feed
    auth: bool = False

    def look(self, due: Due, url: str = "") -> Conversation[Look]:
        """What is new at `url`, by default where the target was found or has moved to.

        Empty, or no feed, where there were items: suspect, and nothing is forgotten for it. A
        feed that breaks off is partial, and is asked for as a whole the next time.
        """
        cursor = Cursor.read(due.cursor)
        answer = yield self._request(url or cursor.at or due.target.ref, cursor)
        if answer.status == 304:
            return Look((), None, Coverage.COMPLETE, unchanged=True)
        feed = feed_of(answer)
        if _is_suspect(feed, cursor):
            return Look((), None, Coverage.SUSPECT)
        return self.read(due.target, cursor, feed, answer)

    def read(self, target: Target, cursor: Cursor, feed: ParsedFeed, answer: Answer) -> Look:
        """What a feed that was answered says, and what the next look must know."""
        named = name(feed.entries, cursor)
        moved = web_url(answer.moved) if feed.entries else ""
        after = Cursor(
            at=moved or cursor.at,
            parser=feed.parser if feed.entries else cursor.parser,
            etag=_tag(answer, "etag") if feed.whole else "",
            modified=_tag(answer, "last-modified") if feed.whole else "",
            by_link=named.by_link if feed.whole else cursor.by_link,
            seen=dict(named.seen),
        )
        told = feed.title if self.titled and feed.whole else ""
        return Look(
            posts=self.posts(target, feed, answer.url, named),
            cursor=after.write(),
            coverage=Coverage.COMPLETE if named.joined and feed.whole else Coverage.PARTIAL,
            account=_changed(target, moved, told or target.name),
            profile=self.profile(feed, answer.url),
        )

    def profile(self, feed: ParsedFeed, base: str) -> Profile | None:
        """What the feed says of itself; None where it says nothing or isn't whole."""
        if not (self.titled and feed.whole and (feed.title or feed.about)):
            return None
        links = [absolute(base, link) for link in feed.links]
        return profile_of(feed.title or None, feed.about or None, links or None)

    def posts(
        self, owner: Owner, feed: ParsedFeed, base: str, named: Named | None = None
    ) -> tuple[Post, ...]:
        """`base`: the address that answered, for links that are relative."""
        entries = (named or name(feed.entries, Cursor())).entries
        items = (Item(ident, entry, base, feed.language) for ident, entry in entries)
        return tuple(self.write(owner, item) for item in items)

    def sampled(self, account: Account, feed: ParsedFeed, base: str) -> Account:
        """`account` with what its feed says of itself, its newest post and how much there is."""
        posts = self.posts(account, feed, base)
        newest = max(posts, key=lambda post: post.published_at or LONG_AGO, default=None)
        told = account.profile or self.profile(feed, base)
        return with_posts(replace(account, profile=told), posts, newest)

    def _request(self, url: str, cursor: Cursor) -> Request:
        tolerant = self.parse is parse_feed and cursor.parser == TOLERANT
        tags = {"If-None-Match": cursor.etag, "If-Modified-Since": cursor.modified}
        return Request(
            url,
            headers={header: value for header, value in tags.items() if value},
            accept=frozenset({200, 304}),
            parse=parse_tolerant if tolerant else self.parse,
            auth=self.auth,
        )


def feed_of(answer: Answer) -> ParsedFeed:
    """The feed that was answered; one that is false for anything else."""
    return answer.parsed if isinstance(answer.parsed, ParsedFeed) else ParsedFeed()


def certain(answer: Answer) -> ParsedFeed:
    """The feed that was answered. Raises UnexpectedPayload for anything else."""
    if not (feed := feed_of(answer)):
        raise UnexpectedPayload("the answer is no feed")
    return feed


def absolute(base: str, link: str) -> str:
    """`link` as `base` means it; "" where that can't be shown."""
    try:
        return web_url(urljoin(base, link)) if link else ""
    except ValueError:
        return ""


def host_of(url: str) -> str:
    """ "host[:port]" of an address, as lanes are named."""
    return httpx.URL(url).netloc.decode("ascii")


def origin_of(url: str) -> str:
    """ "scheme://host[:port]" of a configured base URL."""
    parts = httpx.URL(url.strip())
    return f"{parts.scheme}://{parts.netloc.decode('ascii')}"


def _tag(answer: Answer, header: str) -> str:
    value = answer.headers.get(header, "")
    return value if len(value) <= LONGEST_TAG else ""


def _is_suspect(feed: ParsedFeed, cursor: Cursor) -> bool:
    """Another parser might give the entries of what breaks off other ids."""
    if not feed.whole and (not feed.entries or cursor.parser not in ("", feed.parser)):
        return True
    return not feed or bool(cursor.seen and not feed.entries)


def _changed(target: Target, moved: str, name: str) -> Account | None:
    """`moved`: where it is asked from now on, "" as before. A page for people stays its address."""
    if not moved and name == target.name:
        return None
    ref = moved or target.ref
    return replace(
        target.called(name),
        url=ref if target.url == target.ref else target.url,
        host=host_of(moved) if moved else target.host,
        ref=ref,
        proof="link",
    )
