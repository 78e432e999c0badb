"""The schedule of looks where more is watched than limits or money allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from datetime import timedelta

import pytest

from bot.core.budget import month_of
from bot.core.spread import Hours
from bot.service.connectors import Networks
from bot.service.digesting import content
from bot.service.look import Looker
from bot.service.meter import StoreMeter
from bot.service.notices import Notices
from bot.service.turns import slowed
from bot.store import rhythms, spending
from bot.store.engine import Store
from connectors.http import Http
from connectors.types import (
    Answer,
    Batch,
    Coverage,
    Due,
    LaneKey,
    Look,
    Pace,
    Request,
    Target,
    TargetId,
)
from tests.connectors.web import Toy
from tests.service.world import SetClock
from tests.store.world import NOW, World

EVERY, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
ROOM = 3  # looks that the limits allow in one interval
LANE = LaneKey("mastodon", "social.example")


class Narrow(Toy):
    """A network that lets little be asked; it counts its looks."""

    network = "mastodon"
    pace = Pace(EVERY, burst=1000, per_second=ROOM / EVERY.total_seconds())

    def __init__(self) -> None:
        super().__init__()
        self.looks: Counter[str] = Counter()
        self.money: int | None = None

    def budget(self) -> int | None:
        return self.money

    def look(self, batch: Batch) -> Generator[Request, Answer, Mapping[TargetId, Look]]:
        self.looks.update(due.target.handle for due in batch.dues)
        yield from ()
        return {due.target.id: Look((), "c", Coverage.COMPLETE) for due in batch.dues}


class Packing(Narrow):
    """The same, asked about many at once."""

    together = True

    def pack(self, due: Sequence[Due], soon: Sequence[Due]) -> Iterable[Batch]:
        return [Batch(tuple(due))] if due else []


class Schedule:
    """A looker on a clock that is moved by hand."""

    def __init__(self, store: Store, network: Narrow, min_poll: timedelta | None = None) -> None:
        self.store, self.network, self.clock = store, network, SetClock()
        http = Http(StoreMeter(store, self.clock), now=self.clock.now)
        self.networks = Networks({"mastodon": network}, http, min_poll)
        self.looker = Looker(store, self.networks, Notices(), self.clock, "me")
        self.targets: dict[str, Target] = {}

    async def watch(self, *names: str) -> None:
        async with self.store.begin() as tx:
            world = World(tx)
            for name in names:
                self.targets[name] = await world.target(name)
                await world.watch(await world.channel(), self.targets[name])

    async def knows(self, name: str, *, weekly: int, hour: int = 9) -> None:
        posts = [0] * 48
        posts[hour] = weekly * 8
        async with self.store.begin() as tx:
            await rhythms.save_hours(tx, self.targets[name].id, Hours(8, tuple(posts)))

    async def run(self, hours: float, step: timedelta = EVERY / 2) -> Counter[str]:
        """Looks at each account from now on."""
        self.network.looks.clear()
        for _ in range(int(hours * HOUR / step)):
            await self.looker.tick()
            await self.looker.settle()
            self.clock.at += step
        handles = self.network.looks
        return Counter({name: handles[f"{name}@social.example"] for name in self.targets})


NAMES = [f"a{number}" for number in range(12)]


@pytest.fixture
def crowded(sqlite_store: Store) -> Schedule:
    return Schedule(sqlite_store, Narrow())


async def test_within_the_limits_everybody_is_looked_at_at_the_usual_interval(
    sqlite_store: Store,
) -> None:
    schedule = Schedule(sqlite_store, Narrow())
    await schedule.watch(*NAMES[:ROOM])
    await schedule.knows("a0", weekly=40)
    await schedule.knows("a1", weekly=1)
    assert set((await schedule.run(2)).values()) <= {24, 25}


async def test_beyond_them_nobody_known_waits_by_turns(crowded: Schedule) -> None:
    await crowded.watch(*NAMES)
    seen = await crowded.run(4)
    fair = 48 / (len(NAMES) / ROOM)
    assert all(abs(count - fair) <= 1 for count in seen.values())


async def test_beyond_them_who_publishes_more_is_looked_at_more_and_nobody_never(
    crowded: Schedule,
) -> None:
    await crowded.watch(*NAMES)
    for number, name in enumerate(NAMES[:-1]):
        await crowded.knows(name, weekly=40 if number < 2 else 1)
    seen = await crowded.run(12)
    fair = 12 * HOUR / (EVERY * len(NAMES) / ROOM)
    assert sum(seen.values()) <= 1.03 * fair * len(NAMES)
    assert sum(seen.values()) >= 0.9 * fair * len(NAMES)
    assert min(seen["a0"], seen["a1"]) > 1.5 * max(seen[name] for name in NAMES[2:-1])
    assert min(seen.values()) >= fair / 4
    assert seen["a11"] == pytest.approx(fair, abs=1)  # of which nothing is known yet


async def test_the_usual_hours_are_looked_at_more_closely(crowded: Schedule) -> None:
    await crowded.watch(*NAMES)
    for number, name in enumerate(NAMES):
        await crowded.knows(name, weekly=10, hour=10 if number < 3 else 16)
    crowded.clock.at = NOW.replace(hour=10)
    within = await crowded.run(1)
    crowded.clock.at = NOW.replace(hour=16)
    without = await crowded.run(1)
    assert within["a0"] > 1.5 * without["a0"]


async def test_who_can_be_asked_about_together_is_no_crowd(sqlite_store: Store) -> None:
    schedule = Schedule(sqlite_store, Packing())
    await schedule.watch(*NAMES)
    await schedule.knows("a0", weekly=40)
    assert set((await schedule.run(2)).values()) <= {24, 25}


async def test_an_interval_that_the_installation_set_is_not_lengthened_by_rhythm(
    sqlite_store: Store,
) -> None:
    schedule = Schedule(sqlite_store, Narrow(), min_poll=EVERY)
    await schedule.watch(*NAMES)
    await schedule.knows("a0", weekly=1)
    assert set((await schedule.run(2)).values()) <= {24, 25}


async def test_where_money_is_short_looks_go_where_and_when_there_is_most_to_see(
    sqlite_store: Store,
) -> None:
    network = Narrow()
    network.pace = Pace(EVERY, burst=1000, per_second=10.0)
    network.money = 1000
    schedule = Schedule(sqlite_store, network)
    await schedule.watch(*NAMES[:4])
    for name, weekly in (("a0", 40), ("a1", 1), ("a2", 1), ("a3", 1)):
        await schedule.knows(name, weekly=weekly)
    schedule.clock.at = NOW.replace(day=22, hour=0)
    async with sqlite_store.begin() as tx:
        await spending.report(tx, "mastodon", month_of(schedule.clock.at), 4200)
    night = await schedule.run(4)
    schedule.clock.at = NOW.replace(day=23, hour=9)
    morning = await schedule.run(1)
    assert morning["a0"] >= 10
    assert night["a0"] / 4 < morning["a0"] / 2
    assert min(night.values()) >= 1


async def test_it_can_be_told_how_far_looks_are_slowed_down(crowded: Schedule) -> None:
    await crowded.watch(*NAMES[:ROOM])
    async with crowded.store.read() as tx:
        assert await slowed(tx, crowded.networks, NOW) == {}
    await crowded.watch(*NAMES)
    async with crowded.store.read() as tx:
        fair = EVERY * len(NAMES) / ROOM
        assert await slowed(tx, crowded.networks, NOW) == {LANE: fair}


async def test_an_account_whose_turn_comes_seldom_is_not_called_unread(
    crowded: Schedule,
) -> None:
    await crowded.watch(*NAMES)
    for name in NAMES:
        await crowded.knows(name, weekly=40 if name == "a0" else 0)
    await crowded.run(3)
    async with crowded.store.read() as tx:
        channel = await World(tx).channel()
        told = await content(
            tx, crowded.networks, channel, crowded.clock.at - DAY, crowded.clock.at
        )
        late = await content(
            tx, crowded.networks, channel, crowded.clock.at, crowded.clock.at + DAY
        )
    assert (len(told.quiet), len(told.unread)) == (12, 0)
    assert (len(late.quiet), len(late.unread)) == (0, 12)
