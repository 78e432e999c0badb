"""How many requests, and how much money, an alert costs, counted by the servers that are asked.

Simulated: the servers, the clock and what firms publish. Real: the connectors and their HTTP.
Looks come at the networks' usual pace, none fails, and nothing is searched or read again. A month
is one simulated day times 30; the naive way, one question for each account at each look, is one
simulated hour times 720, since it asks as often in every hour.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from pydantic import SecretStr

from benchmarks.report import Comparison, Figure
from bot.demo.fediverse import Fediverse
from bot.demo.server import serving
from connectors.bluesky import Bluesky
from connectors.mastodon import Mastodon, MastodonConfig
from connectors.types import Batch, Due, Look, TargetId
from connectors.x import X
from connectors.x.connector import XConfig
from tests.connectors.driving import Driver, again, driving, due
from tests.connectors.sky import config
from tests.fakes.bluesky import Sky
from tests.fakes.x import FakeX

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BUSY = MONDAY + DAY + 10 * HOUR
POSTS_A_DAY, OPEN, CLOSED = 3, 7, 20  # of an account, between these hours
SEED = 7


@dataclass(slots=True)
class Upstream:
    """A network's server with what is watched there.

    `publish`: a post of the account of that number. `requests`, `dollars`: so far, by its count.
    """

    title: str
    driver: Driver
    dues: list[Due]
    publish: Callable[[int, datetime], object]
    requests: Callable[[], int]
    dollars: Callable[[], float] = lambda: 0.0
    tell_time: Callable[[datetime], None] = lambda _: None
    seen: set[str] = field(default_factory=set)
    coming: list[tuple[datetime, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tally:
    """`quietest`: the fewest requests of a look at all accounts."""

    requests: int
    quietest: int
    dollars: float
    alerts: int


async def measure() -> AsyncIterator[Figure | Comparison]:
    """Per alert, as the servers counted."""
    for stage in (_bluesky, _mastodon, _x):
        async with stage() as upstream:
            async for result in _results(upstream):
                yield result


async def _results(upstream: Upstream) -> AsyncIterator[Figure | Comparison]:
    upstream.coming = _calendar(len(upstream.dues))
    await _live(upstream, MONDAY - 2 * HOUR, MONDAY, alone=False)
    ours = await _live(upstream, MONDAY, MONDAY + DAY, alone=False)
    await _live(upstream, BUSY - upstream.driver.connector.pace.usual, BUSY, alone=True)
    naive = await _live(upstream, BUSY, BUSY + HOUR, alone=True)
    written = len(upstream.dues) * POSTS_A_DAY
    if ours.alerts != written:
        raise RuntimeError(f"{upstream.title}: {ours.alerts} of {written} posts were found")
    a_month, naively = ours.requests * 30, naive.requests * 24 * 30
    alerts = ours.alerts * 30
    yield Figure(f"{upstream.title}: requests of a quiet look", ours.quietest, "", 1.5)
    yield Figure(f"{upstream.title}: requests a month", a_month, "")
    yield Figure(f"{upstream.title}: requests an alert", a_month / alerts, "")
    yield Comparison("one question for each account", a_month / alerts, naively / alerts, "")
    if ours.dollars:
        yield Figure(f"{upstream.title}: dollars a month", ours.dollars * 30, "USD")
        each, other = ours.dollars / ours.alerts, naive.dollars / naive.alerts
        yield Figure(f"{upstream.title}: cents an alert", each * 100, "ct")
        yield Comparison("one question for each account", each * 100, other * 100, "ct")


def _calendar(accounts: int) -> list[tuple[datetime, int]]:
    """Who publishes when, on two days."""
    random = Random(SEED)  # noqa: S311 - the same story in each run
    hours = [
        (MONDAY + day * DAY + random.uniform(OPEN, CLOSED) * HOUR, account)
        for day in range(2)
        for account in range(accounts)
        for _ in range(POSTS_A_DAY)
    ]
    return sorted(hours)


async def _live(upstream: Upstream, start: datetime, end: datetime, *, alone: bool) -> Tally:
    """Look at all accounts at the usual pace. `alone`: each in a question of its own."""
    spent, known = upstream.dollars(), len(upstream.seen)
    now, looks = start, list[int]()
    while now < end:
        now += upstream.driver.connector.pace.usual
        while upstream.coming and upstream.coming[0][0] <= now:
            at, account = upstream.coming.pop(0)
            upstream.publish(account, at)
        upstream.tell_time(now)
        before = upstream.requests()
        await _look(upstream, now, alone=alone)
        looks.append(upstream.requests() - before)
    found, dollars = len(upstream.seen) - known, upstream.dollars() - spent
    return Tally(sum(looks), min(looks), dollars, found)


async def _look(upstream: Upstream, now: datetime, *, alone: bool) -> None:
    dues = [replace(one, at=now) for one in upstream.dues]
    connector = upstream.driver.connector
    batches = [Batch((one,)) for one in dues] if alone else list(connector.pack(dues, ()))
    looks: dict[TargetId, Look] = {}
    for batch in batches:
        found = await upstream.driver.looks(*batch.dues)
        looks |= {one.target.id: look for one, look in zip(batch.dues, found, strict=True)}
    failed = [look.error for look in looks.values() if look.error]
    if failed:
        raise RuntimeError(f"{upstream.title}: a look failed") from failed[0]
    upstream.seen |= {post.key for look in looks.values() for post in look.posts}
    upstream.dues = [again(one, looks[one.target.id]) for one in dues]


@asynccontextmanager
async def _bluesky() -> AsyncIterator[Upstream]:
    sky = Sky()
    async with sky.serving(), driving(Bluesky(config(sky))) as driver:
        actors = [sky.actor(f"firm{number}.example") for number in range(25)]
        dues = [due((await driver.found(f"@{one.handle}"))[0], number=number)
                for number, one in enumerate(actors)]  # fmt: skip
        yield Upstream(
            "25 accounts of Bluesky, every 2 min",
            driver,
            dues,
            publish=lambda number, at: sky.post(actors[number], "News", at),
            requests=sky.requests.total,
        )


@asynccontextmanager
async def _mastodon() -> AsyncIterator[Upstream]:
    world = Fediverse()
    async with AsyncExitStack() as stack:
        origin = await stack.enter_async_context(serving(world))
        connector = Mastodon(MastodonConfig(mastodon_url=origin))
        driver = await stack.enter_async_context(driving(connector))
        names = [f"firm{number}" for number in range(40)]
        for name in names:
            world.add(name)
        host = connector.search_host()
        dues = [due((await driver.found(f"@{name}@{host}"))[0], number=number)
                for number, name in enumerate(names)]  # fmt: skip
        yield Upstream(
            "40 accounts of a Mastodon server, every 5 min",
            driver,
            dues,
            publish=lambda number, at: world.post(names[number], "News", at),
            requests=world.requests.total,
        )


@asynccontextmanager
async def _x() -> AsyncIterator[Upstream]:
    fake = FakeX(MONDAY)
    async with AsyncExitStack() as stack:
        origin = await stack.enter_async_context(fake.serving())
        settings = XConfig(x_api_url=origin, x_bearer_token=SecretStr(fake.token))
        driver = await stack.enter_async_context(driving(X(settings)))
        people = [fake.person(f"firm{number}") for number in range(20)]
        dues = [due((await driver.found(f"x:{one.username}"))[0], number=number)
                for number, one in enumerate(people)]  # fmt: skip

        def tell_time(now: datetime) -> None:
            fake.now = now

        yield Upstream(
            "20 accounts of X, every 5 min",
            driver,
            dues,
            publish=lambda number, at: fake.write(people[number], "News", at),
            requests=fake.requests.total,
            dollars=lambda: fake.cost,
            tell_time=tell_time,
        )
