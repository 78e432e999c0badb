from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.pacing import refill
from bot.store import lanes, tables, targets, watches
from bot.store.engine import Store, Tx
from connectors.types import LaneKey, Pace, TargetId
from tests.store.world import LATER, NOW, PACE, World, an_account, lane_of

T = TypeVar("T")
UNTIL = NOW + timedelta(seconds=60)
KEY = LaneKey("mastodon", "social.example", "")
CLAIMS = 200


async def _at_once(store: Store, claim: Callable[[Tx, int], Awaitable[T]]) -> list[T]:
    """What each of 200 transactions that start together got."""

    async def one(number: int) -> T:
        async with store.begin() as tx:
            return await claim(tx, number)

    return list(await asyncio.gather(*map(one, range(CLAIMS))))


async def test_of_200_that_want_a_lane_one_gets_it(store: Store) -> None:
    async with store.begin() as tx:
        await World(tx).watched()
    got = await _at_once(store, lambda tx, number: lanes.lease(tx, f"w{number}", NOW, UNTIL))
    assert sum(lane is not None for lane in got) == 1


async def test_200_that_want_any_lane_get_each_lane_once(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        for number in range(20):
            await world.watch(channel, await world.target("sage", f"h{number}.example"))
    got = await _at_once(store, lambda tx, number: lanes.lease(tx, f"w{number}", NOW, UNTIL))
    hosts = [lane.key.host for lane in got if lane is not None]
    assert sorted(hosts) == sorted(f"h{number}.example" for number in range(20))


async def test_of_200_that_want_tokens_as_many_get_one_as_there_are(store: Store) -> None:
    waits = await _at_once(store, lambda tx, _: lanes.take_token(tx, KEY, NOW, PACE))
    assert waits.count(0.0) == PACE.burst
    assert set(waits) == {0.0, 2.0}


async def test_of_200_that_claim_a_due_target_one_gets_it(store: Store) -> None:
    async with store.begin() as tx:
        await World(tx).watched()
        lane = await lanes.lease(tx, "w", NOW, UNTIL)
    assert lane is not None
    got = await _at_once(
        store, lambda tx, _: lanes.claim_due(tx, lane.id, NOW, 9, timedelta(0), lambda _: LATER)
    )
    assert sum(len(due) for due, _ in got) == 1


async def test_the_lane_that_waits_longest_goes_first(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        for host, minutes in (("b.example", 1), ("a.example", 9), ("c.example", 5)):
            account = an_account("sage", host)
            since = NOW - timedelta(minutes=minutes)
            made = await targets.ensure(tx, account, credential="", now=since)
            await world.watch(channel, made)
        order = [await lanes.lease(tx, "w", NOW, UNTIL) for _ in range(4)]
    assert [lane.key.host if lane else None for lane in order] == [
        "a.example",
        "c.example",
        "b.example",
        None,
    ]


async def test_what_nobody_watches_is_not_looked_at(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        await world.target("unwatched", "other.example")
        watch = await world.watched()
        await watches.end(tx, watch.id, NOW)
        assert await lanes.lease(tx, "w", NOW, UNTIL) is None


async def test_a_lane_is_free_again_when_released_expired_or_cleared(store: Store) -> None:
    async with store.begin() as tx:
        await World(tx).watched()
        lane = await lanes.lease(tx, "one", NOW, UNTIL)
        assert lane is not None
        assert await lanes.lease(tx, "two", NOW, UNTIL) is None
        await lanes.release(tx, lane.id, "two")
        assert await lanes.lease(tx, "two", NOW, UNTIL) is None
        await lanes.release(tx, lane.id, "one")
        assert await lanes.lease(tx, "two", NOW, UNTIL) == lane
        assert await lanes.lease(tx, "three", UNTIL, UNTIL + timedelta(seconds=60)) == lane
        await lanes.clear_leases(tx)
        assert await lanes.lease(tx, "four", NOW, UNTIL) == lane


async def test_a_worker_that_wakes_late_holds_nothing(store: Store) -> None:
    async with store.begin() as tx:
        await World(tx).watched()
        lane = await lanes.lease(tx, "one", NOW, UNTIL)
        assert lane is not None
        assert await lanes.held(tx, lane.id, "one", NOW)
        assert not await lanes.held(tx, lane.id, "one", UNTIL)
        assert await lanes.renew(tx, lane.id, "one", UNTIL + timedelta(seconds=60))
        assert await lanes.held(tx, lane.id, "one", UNTIL)
        later = UNTIL + timedelta(seconds=60)
        assert await lanes.lease(tx, "two", later, later + timedelta(seconds=60)) == lane
        assert not await lanes.renew(tx, lane.id, "one", later + timedelta(seconds=60))
        assert not await lanes.held(tx, lane.id, "one", later)


async def test_a_claim_moves_the_next_look_on_first(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        made = [await world.target(name) for name in ("first", "second", "third")]
        for target in made:
            await world.watch(channel, target)
        lane = await lanes.lease(tx, "w", NOW, UNTIL)
        assert lane is not None
        pushed = {made[0].id: LATER, made[1].id: LATER + timedelta(hours=1)}
        due, soon = await lanes.claim_due(
            tx, lane.id, NOW, 2, timedelta(minutes=2), pushed.__getitem__
        )
        assert [one.target for one in due] == made[:2]
        assert soon == []
        states = await targets.states(tx, [one.id for one in made])
        assert states[made[0].id].next_look_at == LATER
        assert states[made[1].id].next_look_at == LATER + timedelta(hours=1)
        assert states[made[2].id].next_look_at == NOW
        due, soon = await lanes.claim_due(
            tx, lane.id, NOW, 9, timedelta(minutes=2), lambda _: LATER + timedelta(hours=2)
        )
        assert [one.target for one in due] == made[2:]
        assert [one.target for one in soon] == made[:1]


async def test_a_paused_lane_is_left_alone_and_gives_no_token(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        key = lane_of(watch.target)
        await lanes.pause(tx, key, UNTIL, "limit")
        await lanes.pause(tx, key, NOW + timedelta(seconds=5), "short")
        assert await lanes.paused_until(tx, key) == UNTIL
        assert await lanes.lease(tx, "w", NOW, UNTIL) is None
        assert await lanes.take_token(tx, key, NOW, PACE) == 60.0
        assert await lanes.lease(tx, "w", UNTIL, UNTIL + timedelta(seconds=60)) is not None
        assert await lanes.take_token(tx, key, UNTIL, PACE) == 0.0


async def test_a_lane_that_was_never_used_is_not_paused(store: Store) -> None:
    async with store.read() as tx:
        assert await lanes.paused_until(tx, KEY) is None


async def test_lanes_have_buckets_of_their_own(store: Store) -> None:
    other = LaneKey("mastodon", "social.example", "second")
    async with store.begin() as tx:
        waits = [await lanes.take_token(tx, KEY, NOW, PACE) for _ in range(4)]
        assert waits == [0.0, 0.0, 0.0, 2.0]
        assert await lanes.take_token(tx, other, NOW, PACE) == 0.0


@pytest.mark.parametrize("burst", [1, 3])
async def test_whoever_waits_as_told_gets_a_token(store: Store, burst: int) -> None:
    pace, at = Pace(timedelta(minutes=5), burst, 0.3), NOW
    async with store.begin() as tx:
        for _ in range(30):
            wait = await lanes.take_token(tx, KEY, at, pace)
            if wait:
                at += timedelta(seconds=wait)
                assert await lanes.take_token(tx, KEY, at, pace) == 0.0


async def test_a_clock_set_back_neither_gives_nor_blocks(store: Store) -> None:
    async with store.begin() as tx:
        for _ in range(PACE.burst):
            await lanes.take_token(tx, KEY, NOW, PACE)
        back = NOW - timedelta(hours=1)
        assert await lanes.take_token(tx, KEY, back, PACE) == 2.0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9000), max_size=30))
def test_the_bucket_of_the_database_is_the_one_of_the_core(steps: list[int]) -> None:
    asyncio.run(_compare(steps))


async def _compare(steps: list[int]) -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    tokens, last, at = float(PACE.burst), NOW, NOW
    async with engine.begin() as tx:
        await tx.run_sync(tables.lane.create)
        for milliseconds in steps:
            at += timedelta(milliseconds=milliseconds)
            here = refill(tokens, last, at, PACE)
            took = await lanes.take_token(tx, KEY, at, PACE) == 0.0
            assert took == (here >= 0.999)
            if took:
                tokens, last = here - 1.0, at
    await engine.dispose()


def _never(_: TargetId) -> datetime:
    raise AssertionError("nothing was due")


async def test_nothing_due_moves_nothing(store: Store) -> None:
    async with store.begin() as tx:
        await World(tx).watched()
        lane = await lanes.lease(tx, "w", NOW, UNTIL)
        assert lane is not None
        early = NOW - timedelta(seconds=1)
        assert await lanes.claim_due(tx, lane.id, early, 9, timedelta(0), _never) == ([], [])
