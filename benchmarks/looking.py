"""What recording a look costs the processor: compare, match and store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks import one_by_one
from benchmarks.report import Comparison, Figure
from bot.app import load_connectors
from bot.clock import SystemClock
from bot.core.model import ChannelKey, Mode, Person, Platform
from bot.logs import configure
from bot.service.connectors import Networks
from bot.service.look import Looker, Observation
from bot.service.meter import StoreMeter
from bot.service.notices import Notices
from bot.store import channels, targets, watches
from bot.store.engine import Store, Tx, normalise_url, upgrade
from connectors.http import Http
from connectors.mastodon import Mastodon
from connectors.types import Account, Coverage, Look, Post, Target

POSTS, LOOKS, NEW_LOOKS, WATCHES = 20, 1000, 300, 10
LOOK_MS, NEW_MS = 5.0, 2.0
ANNE = Person("U1", "Anne")


async def measure() -> AsyncIterator[Figure | Comparison]:
    """Medians of process time in milliseconds."""
    configure(level="WARNING", as_json=False, secrets=())
    with TemporaryDirectory() as folder:
        async with _house(Path(folder)) as house:
            known = await house.known_posts()
            name = f"a look of {POSTS} known posts: diff, match, store ({WATCHES} watches)"
            yield Figure(name, known, "ms", LOOK_MS)
            other = await house.one_by_one()
            yield Comparison("fetched and saved one by one through the ORM", known, other, "ms")
            added = await house.one_new_post()
            yield Figure(f"what one new post with {WATCHES} watches adds", added, "ms", NEW_MS)


class _House:
    def __init__(self, store: Store, looker: Looker, target: Target) -> None:
        self._store = store
        self._looker = looker
        self._target = target
        self._now = SystemClock().now()

    async def known_posts(self) -> float:
        page = tuple(_post(number, self._now) for number in range(POSTS))

        async def look(number: int) -> None:
            await self._record(page, number)

        return await _median(look, LOOKS)

    async def one_new_post(self) -> float:
        """What it adds to the same page without it, each pair measured in turn."""

        def page(newest: int) -> tuple[Post, ...]:
            return tuple(_post(newest - back, self._now) for back in range(POSTS))

        added = []
        for number in range(POSTS, POSTS + NEW_LOOKS):
            known = await _spent(self._record(page(number - 1), number))
            added.append(await _spent(self._record(page(number), number)) - known)
        return median(added) * 1000

    async def one_by_one(self) -> float:
        engine = self._store._engine
        await one_by_one.create(engine)
        page = [_post(number, self._now) for number in range(POSTS)]

        async def look(number: int) -> None:
            await one_by_one.record(engine, self._target.id, page, f"cursor {number}", self._now)

        return await _median(look, LOOKS)

    async def _record(self, page: tuple[Post, ...], number: int) -> None:
        look = Look(page, f"cursor {number}", Coverage.COMPLETE)
        await self._looker.record(Observation(self._target, look))


async def _median(work: Callable[[int], Awaitable[None]], times: int) -> float:
    """The first run, which also makes what the others find, isn't counted."""
    await work(0)
    return median([await _spent(work(number)) for number in range(1, times + 1)]) * 1000


async def _spent(work: Awaitable[None]) -> float:
    """Seconds of processor time, the database's thread included."""
    began = process_time()
    await work
    return process_time() - began


@asynccontextmanager
async def _house(folder: Path) -> AsyncIterator[_House]:
    url = normalise_url("sqlite:///bench.db", folder)
    await upgrade(url)
    store, clock = Store(url), SystemClock()
    http = Http(StoreMeter(store, clock), now=clock.now)
    connectors = load_connectors({"mastodon": Mastodon.Config()})
    networks = Networks(connectors, http, None)
    looker = Looker(store, networks, Notices(), clock, "bench")
    try:
        async with store.begin() as tx:
            target = await _watched(tx, clock.now() - timedelta(days=1))
        yield _House(store, looker, target)
    finally:
        await http.aclose()
        await store.close()


async def _watched(tx: Tx, since: datetime) -> Target:
    """One account that ten channels watch."""
    account = Account(
        network="mastodon",
        key="https://social.example/users/sage",
        handle="sage@social.example",
        name="Sage",
        url="https://social.example/@sage",
        host="social.example",
        ref="1",
    )
    target = await targets.ensure(tx, account, credential="", now=since)
    for number in range(WATCHES):
        await watch(tx, f"C{number}", target, since)
    return target


async def watch(tx: Tx, chat: str, target: Target, since: datetime) -> None:
    """A channel of its own that watches the target."""
    channel = await channels.ensure(
        tx,
        ChannelKey(Platform.SLACK, "T1", chat),
        workspace="T1",
        name=chat,
        private=False,
        language="en",
        zone="Europe/Paris",
        digest_time=time(8, 30),
        digest_days=frozenset(range(5)),
        now=since,
    )
    await watches.add(
        tx,
        channel,
        target,
        ANNE,
        mode=Mode.BOTH,
        query=None,
        originals_only=True,
        label=None,
        now=since,
    )


def _post(number: int, now: datetime) -> Post:
    return Post(
        network="mastodon",
        key=f"https://social.example/posts/{number}",
        url=f"https://social.example/@sage/{number}",
        author_key="https://social.example/users/sage",
        author_handle="sage@social.example",
        author_name="Sage",
        text=f"Publication {number}: what changes for small firms this year, in five points.",
        published_at=now,
        hashtags=("facturation",),
        reactions=12,
    )
