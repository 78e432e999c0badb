"""The whole way of looks at many accounts of one lane: the server counts its requests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from bot.service.connectors import Networks
from bot.service.look import Looker
from bot.service.meter import StoreMeter
from bot.service.notices import Notices
from bot.store import targets
from bot.store.engine import Store
from connectors.base import Connector
from connectors.bluesky import Bluesky
from connectors.guard import Allowed, Guard
from connectors.http import Http
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Account
from tests.connectors.driving import driving
from tests.connectors.sky import config
from tests.fakes.bluesky import Sky
from tests.service.world import SetClock
from tests.store.world import NOW, World

PROFILES, FEED = "app.bsky.actor.getProfiles", "app.bsky.feed.getAuthorFeed"


class House:
    """A looker with one network, on a clock that is moved by hand."""

    def __init__(self, store: Store, http: Http, connector: Connector, clock: SetClock) -> None:
        self._store = store
        self._clock = clock
        self._every = connector.pace.usual
        networks = Networks({connector.network: connector}, http, None)
        self._looker = Looker(store, networks, Notices(), clock, "me")

    async def watch(self, accounts: list[Account]) -> None:
        async with self._store.begin() as tx:
            world = World(tx)
            channel = await world.channel()
            for one in accounts:
                target = await targets.ensure(tx, one, credential="", now=NOW)
                await world.watch(channel, target)

    async def look(self, times: int = 1) -> None:
        """All that is due in so many intervals, asked every 10 seconds as the bot does."""
        for _ in range(times * int(self._every / timedelta(seconds=10))):
            self._clock.move(seconds=10)
            await self._looker.tick()
            await self._looker.settle()


@asynccontextmanager
async def house(store: Store, connector: Connector) -> AsyncIterator[House]:
    clock = SetClock()
    guard = Guard(Allowed.parse("127.0.0.1"))
    http = Http(StoreMeter(store, clock), now=clock.now, guard=guard)
    try:
        yield House(store, http, connector, clock)
    finally:
        await http.aclose()


async def found(connector: Connector, names: list[str]) -> list[Account]:
    async with driving(connector) as driver:
        return [(await driver.found(name))[0] for name in names]


async def test_twenty_five_accounts_of_bluesky_are_one_request_in_each_interval(
    sqlite_store: Store,
) -> None:
    sky = Sky()
    async with sky.serving():
        connector = Bluesky(config(sky))
        actors = [sky.actor(f"firm{number}.fr") for number in range(25)]
        for actor in actors:
            sky.post(actor, "Bonjour", NOW - timedelta(hours=1))
        accounts = await found(connector, [f"@{one.handle}" for one in actors])
        async with house(sqlite_store, connector) as bot:
            await bot.watch(accounts)
            await bot.look(2)
            sky.requests.clear()
            await bot.look(2)
            assert sky.requests == {PROFILES: 2}
            sky.post(actors[3], "News", NOW)
            sky.requests.clear()
            await bot.look()
            assert sky.requests == {PROFILES: 1, FEED: 1}


async def test_forty_accounts_and_a_hashtag_of_a_server_are_two_requests_in_each_interval(
    sqlite_store: Store,
) -> None:
    world = Fediverse()
    async with serving(world) as origin:
        connector = Mastodon(MastodonConfig(mastodon_url=origin))
        names = [f"firm{number}" for number in range(40)]
        for name in names:
            world.post(name, "Bonjour #tva", NOW - timedelta(hours=1))
        host = connector.search_host()
        accounts = await found(connector, [*(f"@{name}@{host}" for name in names), "#tva"])
        async with house(sqlite_store, connector) as bot:
            await bot.watch(accounts)
            await bot.look(2)
            world.requests.clear()
            await bot.look()
            assert world.requests == {"/api/v1/accounts": 1, "/api/v1/timelines/tag/tva": 1}
            world.post("firm3", "News", NOW)
            world.requests.clear()
            await bot.look()
            assert sum(world.requests.values()) == 3
