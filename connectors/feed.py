"""Web feeds: RSS, Atom and JSON Feed, found from any web address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import urljoin

import httpx
from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.errors import ConnectorError, Refused, Transient
from connectors.feedkeys import Cursor, name
from connectors.feedparse import (
    TOLERANT,
    Entry,
    ParsedFeed,
    ParsedPage,
    parse_feed,
    parse_page,
    parse_tolerant,
)
from connectors.guard import checked_url
from connectors.text import hashtags_in, short_key, web_url
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Coverage,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Post,
    Request,
    Target,
    TargetId,
)

NETWORK = "feed"
ANNOUNCED = 3  # feeds tried that a page announces
USUAL_PATHS = ("/feed", "/rss", "/feed.xml", "/atom.xml", "/rss.xml", "/index.xml")
LONGEST_TAG = 1_000
LONG_AGO = datetime.min.replace(tzinfo=UTC)

_PREFIX = re.compile(r"(?:rss|atom|feed|web):(?://)?(?=\S)", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,10}[^\W\d_]{2,63}(?::\d{1,5})?(?:[/?]\S*)?")
# Answers of a site that has no page or no feed there: an answer to the question, not a fault.
_NO_PAGE = frozenset({200, 400, 401, 403, 404, 405, 406, 410})


class FeedConfig(BaseSettings):
    """Feeds need no setting of their own."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")


class Feed(Connector):
    """A target is a feed; its key is the address at which it was first found."""

    network = NETWORK
    display_name = "Web"
    abilities = frozenset({Ability.FEED})
    # No site publishes a limit: a person's question asks up to ten pages at once, a look one.
    pace = Pace(usual=timedelta(minutes=15), burst=20, per_second=1.0)
    Config: ClassVar[type[BaseSettings]] = FeedConfig

    def __init__(self, config: FeedConfig | None = None) -> None:
        self.config = config or FeedConfig()

    def parse_target(self, text: str) -> Lead | None:
        """A link, a domain with or without a path, or rss:, feed:, web: before either."""
        typed = text.strip()
        bare = _PREFIX.sub("", typed, count=1)
        if not (bare != typed or _SCHEME.match(bare) or _DOMAIN.fullmatch(bare)):
            return None
        try:
            url = checked_url(bare if _SCHEME.match(bare) else f"https://{bare}")
        except Refused:
            return None
        canonical = str(url.copy_with(fragment=None))
        canonical = canonical.removesuffix("/") if url.raw_path == b"/" else canonical
        shown = canonical if _SCHEME.match(bare) else canonical.removeprefix("https://")
        host = url.netloc.decode("ascii")
        return Lead(NETWORK, Kind.FEED, shown, host=host, exact=True)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """The feed at that address, else one that the page announces, else one at a usual place."""
        answer = yield from _first_page(lead)
        page = _page(answer)
        if page.feed:
            return (_account(answer.url, page.feed),)
        for url in _candidates(answer.url, page):
            found = yield from _feed_at(url)
            if found is not None:
                return (found,)
        return ()

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return each(batch, _look)

    def search_host(self) -> str:
        return ""

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """Feed programs answer 404 to errors of their own; only 410 says that a feed is gone."""
        return Transient("HTTP 404") if answer.status == 404 else None


def _first_page(lead: Lead) -> Conversation[Answer]:
    if _SCHEME.match(lead.text):
        return (yield _page_request(lead.text))
    try:
        return (yield _page_request(f"https://{lead.text}"))
    except Transient:
        return (yield _page_request(f"http://{lead.text}"))


def _page_request(url: str) -> Request:
    return Request(url, accept=_NO_PAGE, parse=parse_page)


def _page(answer: Answer) -> ParsedPage:
    return answer.parsed if isinstance(answer.parsed, ParsedPage) else ParsedPage(ParsedFeed())


def _candidates(url: str, page: ParsedPage) -> Iterator[str]:
    """A site's own feeds come before the feeds of its comments."""
    announced = sorted(page.links, key=lambda link: "comment" in link.lower())[:ANNOUNCED]
    links = (_absolute(url, link) for link in (*announced, *USUAL_PATHS))
    return iter(dict.fromkeys(filter(None, links)))


def _feed_at(url: str) -> Conversation[Account | None]:
    """Raises the errors that would stop the next question to this site too."""
    try:
        answer = yield Request(url, accept=_NO_PAGE, parse=parse_feed)
    except ConnectorError as error:
        if error.lane_wide:
            raise
        return None
    found = answer.parsed
    return _account(answer.url, found) if isinstance(found, ParsedFeed) and found else None


def _account(url: str, feed: ParsedFeed) -> Account:
    host = _host(url)
    handle = host.removeprefix("www.")
    account = Account(
        network=NETWORK,
        key=short_key(url),
        handle=handle,
        name=feed.title or handle,
        url=url,
        host=host,
        ref=url,
        kind=Kind.FEED,
        proof="link",
    )
    posts = _posts(account, url, name(feed.entries, Cursor()).entries, feed.language)
    newest = max(posts, key=lambda post: post.published_at or LONG_AGO, default=None)
    return replace(account, sample=newest, last_post_at=newest.published_at if newest else None)


def _look(due: Due) -> Conversation[Look]:
    """Empty, or no feed, where there were items: suspect, and nothing is forgotten for it."""
    cursor = Cursor.read(due.cursor)
    answer = yield _look_request(due.target, cursor)
    if answer.status == 304:
        return Look((), None, Coverage.COMPLETE, unchanged=True)
    feed = answer.parsed
    if not isinstance(feed, ParsedFeed) or not feed or (cursor.seen and not feed.entries):
        return Look((), None, Coverage.SUSPECT)
    named = name(feed.entries, cursor)
    moved = web_url(answer.moved) if feed.entries else ""
    after = Cursor(
        at=moved or cursor.at,
        parser=feed.parser if feed.entries else cursor.parser,
        etag=_tag(answer, "etag"),
        modified=_tag(answer, "last-modified"),
        by_link=named.by_link,
        seen=dict(named.seen),
    )
    return Look(
        posts=_posts(due.target, answer.url, named.entries, feed.language),
        cursor=after.write(),
        coverage=Coverage.COMPLETE if named.joined else Coverage.PARTIAL,
        account=_moved(due.target, moved) if moved else None,
    )


def _look_request(target: Target, cursor: Cursor) -> Request:
    headers = {"If-None-Match": cursor.etag, "If-Modified-Since": cursor.modified}
    return Request(
        cursor.at or target.ref,
        headers={header: value for header, value in headers.items() if value},
        accept=frozenset({200, 304}),
        parse=parse_tolerant if cursor.parser == TOLERANT else parse_feed,
    )


def _tag(answer: Answer, header: str) -> str:
    value = answer.headers.get(header, "")
    return value if len(value) <= LONGEST_TAG else ""


def _moved(target: Target, url: str) -> Account:
    return Account(
        network=NETWORK,
        key=target.key,
        handle=target.handle,
        name=target.name,
        url=url,
        host=_host(url),
        ref=url,
        kind=Kind.FEED,
        proof="link",
    )


def _posts(
    owner: Account | Target, base: str, entries: Sequence[tuple[str, Entry]], language: str
) -> tuple[Post, ...]:
    """`base`: the address that answered, for links that are relative."""
    return tuple(
        Post(
            network=NETWORK,
            key=short_key(f"{owner.key}#{ident}"),
            url=_absolute(base, entry.link) or owner.url,
            author_key=owner.key,
            author_handle=owner.handle,
            author_name=owner.name,
            title=entry.title or None,
            text=entry.text,
            published_at=entry.published,
            language=language.lower().partition("-")[0] or None,
            hashtags=hashtags_in(entry.text),
            links=entry.links,
        )
        for ident, entry in entries
    )


def _absolute(base: str, link: str) -> str:
    try:
        return web_url(urljoin(base, link)) if link else ""
    except ValueError:
        return ""


def _host(url: str) -> str:
    return httpx.URL(url).netloc.decode("ascii")
