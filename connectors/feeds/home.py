"""Networks of many servers where each account has a feed at its own: what they share."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist, Point, done, exempt
from connectors.errors import Refused, TargetGone, Transient
from connectors.feeds.checklist import FEED_CHECKLIST
from connectors.feeds.look import Source, feed_of, host_of
from connectors.guard import checked_url
from connectors.text import short_key
from connectors.types import (
    Ability,
    Account,
    Batch,
    Conversation,
    Kind,
    Lead,
    Look,
    Pace,
    Request,
    TargetId,
)

NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?"
HOST = r"[^@/\s?#]{1,260}"
_ANSWERED = frozenset({200, 404, 410})

HOME_CHECKLIST: Checklist = {
    **FEED_CHECKLIST,
    Point.AUTH: exempt("The feeds are public: no account and no token is asked for."),
    Point.RENAMED: done(
        "A name on a server never changes; the title of its feed, and a feed that moved, are"
        " followed with the next look."
    ),
    Point.SUSPENDED: done("404 and 410 of its own server are told as gone after several looks."),
}


class HomeConfig(BaseSettings):
    """Asked at each account's own server: there is nothing to set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead's feed may be. Both start with a slash; `feed` may have a query."""

    feed: str
    page: str
    handle: str


class HomeFeeds(Connector):
    """A target is an account on one server; its key is the address of its page there."""

    abilities = frozenset({Ability.ACCOUNT})
    # A person's question asks up to four addresses at once, a look one.
    pace = Pace(usual=timedelta(minutes=15), burst=10, per_second=0.5)
    Config: ClassVar[type[BaseSettings]] = HomeConfig
    source: ClassVar[Source] = Source()

    def __init__(self, config: HomeConfig | None = None) -> None:
        self.config = config or HomeConfig()

    @abstractmethod
    def places(self, lead: Lead) -> Sequence[Place]:
        """Where the feed of what was named may be, likeliest first."""

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """The account whose feed answers first; by plain http only for an explicit port."""
        origins = _origins(lead.host or "")
        for origin in origins:
            try:
                return (yield from self._at(origin, self.places(lead)))
            except Transient as error:
                if not error.lane_wide or origin == origins[-1]:
                    raise
        return ()

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return each(batch, self.source.look)

    def search_host(self) -> str:
        return ""

    def lead(self, name: str, host_text: str) -> Lead | None:
        """The lead of a canonical name at a server, None where that can't be one."""
        host = server(host_text)
        return (
            Lead(self.network, Kind.ACCOUNT, f"{name}@{host}", host, exact=True) if host else None
        )

    def _at(self, origin: str, places: Sequence[Place]) -> Conversation[Sequence[Account]]:
        for place in places:
            try:
                answer = yield Request(
                    f"{origin}{place.feed}", accept=_ANSWERED, parse=self.source.parse
                )
            except TargetGone:
                continue
            feed = feed_of(answer)
            if feed:
                account = self._account(origin, place, answer.url, feed.title)
                return (self.source.sampled(account, feed, answer.url),)
        return ()

    def _account(self, origin: str, place: Place, feed_url: str, title: str) -> Account:
        page = f"{origin}{place.page}"
        return Account(
            network=self.network,
            key=short_key(page.lower()),
            handle=place.handle,
            name=title or place.handle,
            url=page,
            host=host_of(feed_url),
            ref=feed_url,
            proof="exact",
        )


def server(text: str) -> str | None:
    """A canonical "host" or "host:port", None if it can't be one."""
    if not re.fullmatch(HOST, text):
        return None
    try:
        host = checked_url(f"https://{text}").netloc.decode("ascii")
    except Refused:
        return None
    return host.lower() if "." in host or ":" in host else None


def path_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The server and the path's pieces of a link; None for what is no link."""
    if not text.lower().startswith(("https://", "http://")):
        return None
    try:
        url = checked_url(text)
    except Refused:
        return None
    return url.netloc.decode("ascii"), tuple(piece for piece in url.path.split("/") if piece)


def _origins(host: str) -> tuple[str, ...]:
    _, colon, port = host.rpartition(":")
    explicit = bool(colon) and port.isdigit() and port != "443"
    return (f"https://{host}", f"http://{host}") if explicit else (f"https://{host}",)
