"""Lanes over real HTTP: the server counts what reaches it, on a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from bot.service.connectors import Networks
from bot.service.look import Looker
from bot.service.meter import StoreMeter
from bot.service.notices import Notices
from bot.store import lanes, targets
from bot.store.engine import Store
from connectors.errors import RateLimited
from connectors.http import Http
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.query import Word
from connectors.types import Account, Kind, Query
from tests.clock import VirtualClock
from tests.service.world import SetClock
from tests.store.world import World

BAN = timedelta(seconds=10_000)
WINDOW = timedelta(seconds=300)


class Moving(SetClock):
    """Who sleeps moves it."""

    async def sleep(self, seconds: float) -> None:
        self.move(seconds=seconds)


class Sleepers(VirtualClock):
    """`asleep`: released whenever somebody lies down."""

    def __init__(self) -> None:
        super().__init__(SetClock().now())
        self.asleep = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.asleep.release()
        await super().sleep(seconds)


@dataclass
class Gate:
    """A Mastodon server without posts that counts, bans and limits, each token for itself.

    `limit`: requests that a token has in each window; `refused`: those beyond. `asked`: when, by
    whom. `paths`: the same requests' paths.
    """

    clock: Clock
    limit: int = 100_000
    origin: str = ""
    asked: list[tuple[datetime, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    refused: int = 0
    _bans: dict[str, tuple[datetime, dict[str, str]]] = field(default_factory=dict)
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def ban(self, token: str, until: datetime, header: tuple[str, str]) -> None:
        self._bans[token] = until, dict([header])

    def count(self, token: str, since: datetime | None = None) -> int:
        return sum(one == token and at >= (since or at) for at, one in self.asked)

    async def serve(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append((self.clock.now(), token))
        self.paths.append(request.path)
        until, headers = self._bans.get(token, (self.clock.now(), {}))
        if until > self.clock.now():
            return web.json_response({"error": "Too many requests"}, status=429, headers=headers)
        nothing = '{"accounts": [], "statuses": [], "hashtags": []}'
        body = nothing if request.path == "/api/v2/search" else "[]"
        answer = web.Response(text=body, content_type="application/json")
        answer.headers.update(self._limits(token))
        return answer

    def _limits(self, token: str) -> dict[str, str]:
        number = int(self.clock.now().timestamp() // WINDOW.total_seconds())
        used = self._counts[token, number] = self._counts.get((token, number), 0) + 1
        self.refused += used > self.limit
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.limit - used, 0)),
            "X-RateLimit-Reset": str(int((number + 1) * WINDOW.total_seconds())),
        }


class Bot:
    """One run of the looker on a database; the next run begins where it stopped."""

    def __init__(self, url: str, connector: Mastodon, clock: Clock) -> None:
        self.store = Store(url)
        self.connector = connector
        self._http = Http(StoreMeter(self.store, clock), now=clock.now)
        self.networks = Networks({"mastodon": connector}, self._http, timedelta(seconds=30))
        self._looker = Looker(self.store, self.networks, Notices(), clock, "me")

    async def look(self) -> None:
        await self._looker.tick()
        await self._looker.settle()

    async def search(self) -> None:
        lane = self.networks.lane(self.connector, self.connector.search_host())
        await self.networks.ask(self.connector, lane, self.connector.search(Query(Word("tva"))))

    async def watch(self, *tags: str) -> None:
        host = self.connector.search_host()
        async with self.store.begin() as tx:
            world = World(tx)
            channel = await world.channel()
            for tag in tags:
                key = f"{host}#{tag}"
                account = Account("mastodon", key, tag, tag, "", host, tag, kind=Kind.HASHTAG)
                token = self.connector.credential(host, key)
                since = SetClock().now()
                target = await targets.ensure(tx, account, credential=token, now=since)
                await world.watch(channel, target)

    async def stop(self) -> None:
        await self._http.aclose()
        await self.store.close()


@asynccontextmanager
async def running(url: str, connector: Mastodon, clock: Clock) -> AsyncIterator[Bot]:
    bot = Bot(url, connector, clock)
    try:
        yield bot
    finally:
        await bot.stop()


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
async def gate(clock: Moving) -> AsyncIterator[Gate]:
    gate = Gate(clock)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", gate.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        gate.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield gate
    finally:
        await runner.cleanup()


def connector(gate: Gate, tokens: str = "") -> Mastodon:
    token = SecretStr(tokens) if tokens else None
    return Mastodon(MastodonConfig(mastodon_url=gate.origin, mastodon_token=token))


def in_seconds(until: datetime, now: datetime) -> tuple[str, str]:
    return "Retry-After", str(int((until - now).total_seconds()))


def as_a_date(until: datetime, now: datetime) -> tuple[str, str]:
    return "Retry-After", format_datetime(until, usegmt=True)


def as_an_epoch(until: datetime, now: datetime) -> tuple[str, str]:
    return "X-RateLimit-Reset", str(int(until.timestamp()))


Form = Callable[[datetime, datetime], tuple[str, str]]


async def live(bot: Bot, clock: SetClock, seconds: int, step: int = 5) -> int:
    """Looks, and a search a minute, for so long. How many searches were refused."""
    refused = 0
    for second in range(0, seconds, step):
        clock.move(seconds=step)
        await bot.look()
        if second % 60 == 0:
            try:
                await bot.search()
            except RateLimited:
                refused += 1
    return refused


@pytest.mark.parametrize("found_by", ["look", "search"])
@pytest.mark.parametrize("form", [in_seconds, as_a_date, as_an_epoch])
async def test_nothing_is_asked_during_a_ban_and_a_restart_doesnt_end_it(
    sqlite_url: str, gate: Gate, clock: Moving, form: Form, found_by: str
) -> None:
    async with running(sqlite_url, connector(gate), clock) as bot:
        await bot.watch("tva", "paie")
        assert await live(bot, clock, 300) == 0
        before = len(gate.asked)
        assert before > 20
        clock.move(seconds=31)
        began = clock.now()
        gate.ban("", began + BAN, form(began + BAN, began))
        with suppress(RateLimited):
            await (bot.look() if found_by == "look" else bot.search())
        assert len(gate.asked) == before + 1
        refused = await live(bot, clock, 4_000)
    async with running(sqlite_url, connector(gate), clock) as bot:
        refused += await live(bot, clock, 5_995)
        assert clock.now() < began + BAN
        assert len(gate.asked) == before + 1
        assert refused > 160
        assert await live(bot, clock, 300) == 0
        assert len(gate.asked) > before + 20


async def test_each_credential_has_a_lane_and_one_banned_stops_no_other(
    sqlite_url: str, gate: Gate, clock: Moving
) -> None:
    both = connector(gate, "first, second")
    host, served = both.search_host(), defaultdict[str, list[str]](list)
    for tag in (f"tag{number}" for number in range(40)):
        served[both.credential(host, f"{host}#{tag}")].append(tag)
    assert len(served) == 2
    tags = [tag for by_one in served.values() for tag in by_one[:4]]
    async with running(sqlite_url, both, clock) as bot:
        await bot.watch(*tags)
        await live(bot, clock, 300)
        assert {token for _, token in gate.asked} == {"first", "second"}
        began = clock.now()
        gate.ban("first", began + BAN, in_seconds(began + BAN, began))
        await live(bot, clock, 1_000)
        told = gate.count("first", since=began)
        others = gate.count("second", since=began)
        await live(bot, clock, 1_000)
        assert gate.count("first", since=began) == told == 1
        assert gate.count("second", since=began) > others > 30


async def test_two_credentials_have_two_buckets(sqlite_url: str, gate: Gate, clock: Moving) -> None:
    both = connector(gate, "first,second")
    host = both.search_host()
    async with running(sqlite_url, both, clock) as bot, bot.store.begin() as tx:
        used, fresh = (
            bot.networks.lane(both, host, key)
            for key in {both.credential(host, str(n)): str(n) for n in range(20)}.values()
        )
        for _ in range(both.pace.burst):
            assert await lanes.take_token(tx, used, clock.now(), both.pace) == 0.0
        assert await lanes.take_token(tx, used, clock.now(), both.pace) > 0.0
        assert await lanes.take_token(tx, fresh, clock.now(), both.pace) == 0.0


@pytest.mark.parametrize("limit", [10, 60, 290])
async def test_a_server_that_takes_fewer_than_documented_is_never_overrun(
    sqlite_url: str, gate: Gate, clock: Moving, limit: int
) -> None:
    """Asked as fast as the bucket gives, it would be with the documents' numbers."""
    gate.limit = limit
    began = clock.now()
    async with running(sqlite_url, connector(gate), clock) as bot:
        while clock.now() - began < 2 * WINDOW:
            try:
                await bot.search()
            except RateLimited as limited:
                clock.at = max(limited.until, clock.now())
    assert gate.refused == 0
    assert len(gate.asked) >= limit * 1.5


async def test_what_is_left_of_a_narrow_limit_is_spread(
    sqlite_url: str, gate: Gate, clock: Moving
) -> None:
    """A person is served in every minute of the window, however greedy the others were."""
    gate.limit, began = 60, clock.now()
    async with running(sqlite_url, connector(gate), clock) as bot:
        while clock.now() - began < WINDOW:
            try:
                await bot.search()
            except RateLimited as limited:
                clock.at = max(limited.until, clock.now())
    minutes = {int((at - began).total_seconds() // 60) for at, _ in gate.asked}
    assert minutes >= {0, 1, 2, 3, 4}


async def test_a_server_that_takes_more_than_documented_is_asked_faster(
    sqlite_url: str, gate: Gate, clock: Moving
) -> None:
    gate.limit, began = 7_500, clock.now()
    async with running(sqlite_url, connector(gate), clock) as bot:
        for _ in range(300):
            await bot.search()
    assert clock.now() - began < timedelta(seconds=10)
    assert gate.refused == 0


async def test_a_search_goes_ahead_of_the_look_that_waits_for_the_same_bucket(
    sqlite_url: str, gate: Gate
) -> None:
    clock = Sleepers()
    async with running(sqlite_url, connector(gate), clock) as bot:
        await bot.watch("tva")
        lane, pace = bot.networks.lane(bot.connector, bot.connector.search_host()), Mastodon.pace
        async with bot.store.begin() as tx:
            for _ in range(pace.burst):
                await lanes.take_token(tx, lane, clock.now(), pace)
        waiting = {asyncio.create_task(bot.look())}
        await clock.asleep.acquire()
        waiting.add(asyncio.create_task(bot.search()))
        await clock.asleep.acquire()
        clock.move(2.1)
        while waiting:
            waiting = (await asyncio.wait(waiting, timeout=0.05))[1]
            clock.move(1.0)
    assert len(gate.paths) == 3
    assert gate.paths[0] == "/api/v2/search"
