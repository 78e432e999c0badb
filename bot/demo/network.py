"""The fake network of the tour: two Mastodon servers and a site, on this machine's loopback."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.demo.fediverse import Fediverse, Item
from bot.demo.firms import CASTS, FIRMS, SITES, Cast, Firm
from bot.demo.server import serving

EVERY = 30.0  # seconds between two publications while somebody plays
# A gateway's answer for a server behind it that is down.
DOWN = 502


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    """`main`: where the firms are. `far`: the server of one firm, which stops answering."""

    cast: Cast
    clock: Clock
    main: Fediverse = field(default_factory=Fediverse)
    far: Fediverse = field(default_factory=Fediverse)

    @property
    def remote_address(self) -> str:
        return f"@{self.cast.remote.handle}@{self.far.origin.partition('://')[2]}"

    @property
    def site_address(self) -> str:
        return f"{self.main.origin}{self.cast.site}"

    def publish(self) -> str:
        """The competitor says something new. Returns the publication's address."""
        author = self.cast.competitor
        status = self.main.post(author, self.cast.news, self.clock.now())
        return f"{self.main.origin}/@{author}/{status}"

    def times_read(self) -> int:
        """How often the competitor's publications were asked for, over HTTP."""
        person = self.main.people[self.cast.competitor]
        return self.main.requests[f"/api/v1/accounts/{person.id}/statuses"]

    def cut(self) -> None:
        """The far server answers nobody any more."""
        self.far.fail(None, DOWN)

    async def keep_posting(self, language: str) -> None:
        """Something new every EVERY seconds, by each firm and the site in turn, until cancelled."""
        for turn in itertools.count():
            for firm in FIRMS:
                if firm.language != language:
                    continue
                await self.clock.sleep(EVERY)
                text = firm.coming[turn % len(firm.coming)]
                self.main.post(firm.handle, text, self.clock.now(), language=language)
            await self.clock.sleep(EVERY)
            self._add_article(turn)

    def _add_article(self, number: int) -> None:
        path, now = self.cast.site, self.clock.now()
        coming = SITES[path].coming
        title, items = self.main.feeds[path]
        fresh = Item(f"{path}-new-{number}", coming[number % len(coming)], now)
        self.main.feed(path, title, (fresh, *items))


@asynccontextmanager
async def opened(language: str, clock: Clock) -> AsyncIterator[DemoNetwork]:
    """The network with everything that the firms said before the tour, served over HTTP."""
    network = DemoNetwork(CASTS.get(language, CASTS["en"]), clock)
    now = clock.now()
    for firm in FIRMS:
        _fill(network.main, firm, now)
    _fill(network.far, network.cast.remote, now)
    for path, site in SITES.items():
        items = [
            Item(f"{path}-{number}", one.text, now - timedelta(hours=one.hours))
            for number, one in enumerate(site.articles)
        ]
        network.main.feed(path, site.title, items)
    async with serving(network.main), serving(network.far):
        yield network


def _fill(server: Fediverse, firm: Firm, now: datetime) -> None:
    server.add(firm.handle, firm.name, firm.followers)
    for one in sorted(firm.past, key=lambda said: -said.hours):
        at = now - timedelta(hours=one.hours)
        server.post(firm.handle, one.text, at, likes=one.likes, language=firm.language)
