"""Web feeds: RSS, Atom and JSON Feed, found from any web address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist
from connectors.errors import ConnectorError, Refused, Transient
from connectors.feeds.checklist import FEED_CHECKLIST
from connectors.feeds.look import Source, absolute, host_of
from connectors.guard import checked_url
from connectors.parsing.feed import ParsedFeed, ParsedPage, parse_feed, parse_page
from connectors.text import short_key
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Kind,
    Lead,
    Look,
    Pace,
    Request,
    TargetId,
)

NETWORK = "feed"
ANNOUNCED = 3  # feeds tried that a page announces
USUAL_PATHS = ("/feed", "/rss", "/feed.xml", "/atom.xml", "/rss.xml", "/index.xml")
SOURCE = Source()

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
    checklist: ClassVar[Checklist] = FEED_CHECKLIST

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
        return each(batch, SOURCE.look)

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
    links = (absolute(url, link) for link in (*announced, *USUAL_PATHS))
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
    host = host_of(url)
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
    return SOURCE.sampled(account, feed, url)
