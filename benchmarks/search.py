"""How long a person who searches waits: all networks are asked in one wave.

Real: the command from its text to its first answer, the store, the HTTP client. Simulated: small
networks on loopback, each of which lets everybody wait for a given time, and one that never
answers. The naive way asks the same networks one after the other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import time, timedelta
from pathlib import Path
from secrets import token_urlsafe
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import ClassVar

from aiohttp import web
from pydantic_settings import BaseSettings

from benchmarks.report import Comparison, Figure
from bot.clock import SystemClock
from bot.core.model import ChannelId, ChannelKey, Person, Platform
from bot.logs import configure
from bot.service.commands import Commands
from bot.service.commands.context import Defaults, House
from bot.service.connectors import Networks
from bot.service.digests import Digests
from bot.service.finding import BUDGET
from bot.service.messages import Messages
from bot.service.meter import StoreMeter
from bot.service.ports import Inbound
from bot.service.searches import Subject, ask
from bot.store.engine import Store, normalise_url, upgrade
from connectors.base import Connector
from connectors.http import Http
from connectors.query import Word
from connectors.types import (
    Ability,
    Account,
    Batch,
    Conversation,
    Lead,
    Look,
    Pace,
    Post,
    Query,
    Request,
    SearchPage,
    TargetId,
)

# Names that the texts know; what stands for them here is none of them.
DELAYS: Mapping[str, float] = {"mastodon": 0.2, "bluesky": 0.5, "hackernews": 1.0, "reddit": 2.0}
NEVER: Mapping[str, float] = {"youtube": 60.0}
RUNS, TARGET_MS = 5, 100.0
HOUR = timedelta(hours=1)


async def measure() -> AsyncIterator[Figure | Comparison]:
    """Milliseconds beyond the slowest network, and the seconds that the naive way takes."""
    configure(level="ERROR", as_json=False, secrets=())
    for delays in (DELAYS, {**DELAYS, **NEVER}):
        silent = f", {len(NEVER)} never answers" if len(delays) > len(DELAYS) else ""
        async with _running(delays) as bench:
            first = median([await bench.first_answer(run) for run in range(RUNS)])
            slowest = min(max(delays.values()), BUDGET)
            name = f"a search of {len(delays)} networks{silent}: first answer after the slowest"
            yield Figure(name, (first - slowest) * 1000, "ms", TARGET_MS)
            yield Comparison("asked one after the other", first, await bench.in_turn(), "s")


class _Slow(Connector):
    """Asks one address, which answers when it likes."""

    display_name: ClassVar[str] = "Slow"
    abilities = frozenset({Ability.SEARCH_POSTS})
    Config: ClassVar[type[BaseSettings]] = BaseSettings

    def __init__(self, network: str, origin: str, delay: float, pace: Pace) -> None:
        self.network = network  # type: ignore[misc]
        self.pace = pace
        self._origin, self._delay = origin, delay

    def parse_target(self, text: str) -> Lead | None:
        return None

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        yield from ()
        return ()

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        yield from ()
        return {}

    def search_host(self) -> str:
        return self._origin.removeprefix("http://")

    def origins(self) -> frozenset[str]:
        return frozenset({self._origin})

    def search(self, query: Query) -> Conversation[SearchPage]:
        yield Request(f"{self._origin}/{self._delay}")
        return SearchPage((_post(self.network),), since=query.since)


class _Bench:
    def __init__(self, commands: Commands, networks: Networks) -> None:
        self._commands, self._networks = commands, networks

    async def first_answer(self, run: int) -> float:
        """Seconds from the command's text to its first answer."""
        key = ChannelKey(Platform.SLACK, "T1", "C1")
        asked = Inbound(key, "T1", Person("U1", "Anne"), f"e{run}", "search einvoicing")
        began = perf_counter()
        answers = self._commands.handle(asked)
        await anext(answers)
        waited = perf_counter() - began
        await answers.aclose()  # type: ignore[attr-defined]
        return waited

    async def in_turn(self) -> float:
        """Seconds until all have been asked one after the other, none longer than the budget."""
        subject = Subject(ChannelId(1), Word("einvoicing"), 7)
        began = perf_counter()
        for connector in self._networks:
            asking = ask(self._networks, connector, subject, SystemClock().now())
            with suppress(TimeoutError):
                await asyncio.wait_for(asking, BUDGET)
        return perf_counter() - began


@asynccontextmanager
async def _running(delays: Mapping[str, float]) -> AsyncIterator[_Bench]:
    with TemporaryDirectory() as folder:
        url = normalise_url("sqlite:///bench.db", Path(folder))
        await upgrade(url)
        store, clock = Store(url), SystemClock()
        http = Http(StoreMeter(store, clock), now=clock.now)
        async with _serving() as origin:
            networks = Networks(_connectors(origin, delays), http, None)
            try:
                yield _Bench(Commands(_house(store, networks, clock)), networks)
            finally:
                await http.aclose()
                await store.close()


def _connectors(origin: str, delays: Mapping[str, float]) -> Mapping[str, Connector]:
    pace = Pace(usual=HOUR, burst=100, per_second=100)
    return {name: _Slow(name, origin, delay, pace) for name, delay in delays.items()}


def _house(store: Store, networks: Networks, clock: SystemClock) -> House:
    return House(
        store,
        networks,
        Digests(store, networks, clock),
        Messages(lambda: token_urlsafe(6)),
        clock,
        Defaults("en", "Europe/Paris", time(8, 30), frozenset(range(5)), open_access=True),
        "bench",
    )


@asynccontextmanager
async def _serving() -> AsyncIterator[str]:
    async def wait(request: web.Request) -> web.Response:
        await SystemClock().sleep(float(request.match_info["seconds"]))
        return web.Response(text="{}")

    app = web.Application()
    app.router.add_get("/{seconds}", wait)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _post(network: str) -> Post:
    return Post(
        network=network,
        key=network,
        url=f"https://{network}.example/1",
        author_key="anne",
        author_handle="anne",
        author_name="Anne",
        text="What einvoicing changes for small firms",
        published_at=SystemClock().now(),
    )
