"""Feeds that the user's own bridge makes: RSSHub or RSS-Bridge, run by the user.

https://docs.rsshub.app/guide/ and https://rss-bridge.github.io/rss-bridge/
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from pydantic_settings import BaseSettings, SettingsConfigDict

from connectors.base import Connector, each
from connectors.checklist import Checklist, Point, done, exempt
from connectors.errors import ConnectorError, NotPossible, Refused, Transient
from connectors.feeds.checklist import FEED_CHECKLIST
from connectors.feeds.look import Source, certain, host_of, origin_of
from connectors.guard import checked_url
from connectors.text import one_line, short_key
from connectors.types import (
    Ability,
    Account,
    Answer,
    Batch,
    Conversation,
    Due,
    Kind,
    Lead,
    Look,
    Pace,
    Request,
    TargetId,
)

NETWORK = "bridge"
SETTING = "BRIDGE_URL"
SOURCE = Source()
_PREFIX = re.compile(r"(?:bridge|rsshub|pont)\s?:\s?(?=/)", re.IGNORECASE)
# One slash at the start, so that no path can be read as another host's address.
_PATH = re.compile(r"/(?![/\\])[^\s\\#]{0,490}")


class BridgeConfig(BaseSettings):
    """`bridge_url`: the user's own RSSHub or RSS-Bridge."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    bridge_url: str = ""


class Bridge(Connector):
    """A target is a path on the bridge: its key too, so that the bridge may move."""

    network = NETWORK
    display_name = "Bridge"
    abilities = frozenset({Ability.FEED})
    # The bridge is the user's own; RSSHub keeps each route's answer for five minutes.
    pace = Pace(usual=timedelta(minutes=15), burst=10, per_second=1.0)
    Config: ClassVar[type[BaseSettings]] = BridgeConfig
    checklist: ClassVar[Checklist] = {
        **FEED_CHECKLIST,
        Point.AUTH: exempt("The bridge is the user's own; what it needs itself is set there."),
        Point.PACE: done(
            "A path every 15 minutes, at most one request a second; a bridge keeps its answers "
            "for minutes and paces what it asks of networks itself.",
            "https://docs.rsshub.app/deploy/config#cache-configurations",
        ),
        Point.RENAMED: done(
            "The bridge's path is the key and stays; a new title becomes its name with the next "
            "look."
        ),
        Point.SUSPENDED: done("410 is told as gone; a bridge's 404 and 503 are asked again."),
        Point.LIMITS: done("What can be read, and whether it may be, depends on the bridge."),
    }

    def __init__(self, config: BridgeConfig | None = None) -> None:
        self._base = (config or BridgeConfig()).bridge_url.strip().rstrip("/")

    def missing(self) -> tuple[str, ...]:
        return () if self._base else (SETTING,)

    def parse_target(self, text: str) -> Lead | None:
        """`bridge:/path`, with its query if it has one."""
        typed = text.strip()
        prefix = _PREFIX.match(typed)
        path = typed[prefix.end() :] if prefix else ""
        if not _PATH.fullmatch(path) or ".." in path:
            return None
        try:
            checked_url(f"https://bridge.example{path}")
        except Refused:
            return None
        return Lead(NETWORK, Kind.FEED, path, host=self.search_host() or None, exact=True)

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        """The feed at that path. Raises Transient where the bridge could not make one."""
        url = self._url(lead.text)
        answer = yield Request(url, parse=SOURCE.parse)
        feed = certain(answer)
        account = Account(
            network=NETWORK,
            key=short_key(lead.text),
            handle=lead.text,
            name=feed.title or one_line(lead.text),
            url=url,
            host=self.search_host(),
            ref=lead.text,
            kind=Kind.FEED,
            proof="link",
        )
        return (SOURCE.sampled(account, feed, url),)

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return each(batch, self._look)

    def search_host(self) -> str:
        return host_of(self._base) if self._base else ""

    def origins(self) -> frozenset[str]:
        return frozenset({origin_of(self._base)}) if self._base else frozenset()

    def probe(self) -> Conversation[None]:
        """The bridge's front page."""
        yield Request(self._url("/"))

    def refusal(self, answer: Answer) -> ConnectorError | None:
        """A bridge answers 404 and 503 to faults of what it reads."""
        return Transient(f"HTTP {answer.status}") if answer.status in (404, 503) else None

    def _look(self, due: Due) -> Conversation[Look]:
        return (yield from SOURCE.look(due, self._url(due.target.ref)))

    def _url(self, path: str) -> str:
        if not self._base:
            raise NotPossible("bridge_url")
        return f"{self._base}{path}"
