"""A lane's tokens: people before looks, nobody beyond the limit."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.service.meter import LOOK_PATIENCE, StoreMeter
from bot.store import lanes
from bot.store.engine import Store
from connectors.errors import RateLimited
from connectors.types import Answer, LaneKey, Pace, Priority
from tests.store.world import NOW

LANE, OTHER = LaneKey("mastodon", "a.example"), LaneKey("mastodon", "b.example")
PACE = Pace(usual=timedelta(minutes=5), burst=3, per_second=0.5)


class SleepingClock(SystemClock):
    """Time passes only while somebody sleeps. `slept`: how long each time."""

    def __init__(self) -> None:
        self.at = NOW
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> SleepingClock:
    return SleepingClock()


@pytest.fixture
def meter(store: Store, clock: SleepingClock) -> StoreMeter:
    return StoreMeter(store, clock)


async def take(meter: StoreMeter, lane: LaneKey = LANE, deadline: float = 10.0) -> None:
    await meter.take(lane, PACE, Priority.LOOK, deadline)


async def test_a_burst_passes_at_once_and_then_the_pace_holds(
    meter: StoreMeter, clock: SleepingClock
) -> None:
    for _ in range(3):
        await take(meter)
    assert clock.slept == []
    for _ in range(3):
        await take(meter)
    assert sum(clock.slept) == pytest.approx(6.0, abs=0.1)


async def test_who_would_wait_too_long_is_told_until_when(
    meter: StoreMeter, clock: SleepingClock
) -> None:
    for _ in range(3):
        await take(meter)
    with pytest.raises(RateLimited) as limited:
        await take(meter, deadline=1.0)
    assert timedelta(seconds=1) < limited.value.until - NOW <= timedelta(seconds=2)
    assert clock.slept == []


async def test_lanes_do_not_wait_for_each_other(meter: StoreMeter, clock: SleepingClock) -> None:
    for _ in range(3):
        await take(meter)
        await take(meter, OTHER)
    assert clock.slept == []


async def test_a_paused_lane_gives_nothing(store: Store, meter: StoreMeter) -> None:
    until = NOW + timedelta(minutes=5)
    async with store.begin() as tx:
        await lanes.pause(tx, LANE, until, "limit")
    with pytest.raises(RateLimited) as limited:
        await take(meter)
    assert limited.value.until == until


async def test_a_look_steps_aside_while_a_person_waits(
    meter: StoreMeter, clock: SleepingClock
) -> None:
    meter._people[LANE] += 1
    with pytest.raises(RateLimited):
        await take(meter, deadline=1.0)
    assert set(clock.slept) == {LOOK_PATIENCE}
    await take(meter, OTHER)
    meter._people[LANE] -= 1
    await take(meter)


async def test_a_person_who_gave_up_holds_no_look_back(
    meter: StoreMeter, clock: SleepingClock
) -> None:
    for _ in range(3):
        await take(meter)
    with pytest.raises(RateLimited):
        await meter.take(LANE, PACE, Priority.PERSON, 0.5)
    await take(meter)
    assert clock.slept == [pytest.approx(2.0, abs=0.1)]


async def test_many_at_once_never_get_more_than_there_is(store: Store) -> None:
    clock = SleepingClock()
    meter = StoreMeter(store, clock)
    asked = (meter.take(LANE, PACE, Priority.PERSON, 0.0) for _ in range(20))
    got = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(one is None for one in got) == PACE.burst
    assert all(one is None or isinstance(one, RateLimited) for one in got)


@pytest.mark.parametrize(("left", "paused"), [("0", True), ("1", False)])
async def test_the_networks_own_limit_pauses_its_lane(
    store: Store, meter: StoreMeter, left: str, paused: bool
) -> None:
    reset = NOW + timedelta(minutes=3)
    headers = {"x-ratelimit-remaining": left, "x-ratelimit-reset": reset.isoformat()}
    await take(meter)
    await meter.observe(LANE, Answer(200, "https://a.example/", headers))
    async with store.read() as tx:
        assert await lanes.paused_until(tx, LANE) == (reset if paused else None)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "90"}, 90),
        (429, {"retry-after": "Mon, 02 Nov 2026 09:01:30 GMT"}, 90),
        (429, {"x-rate-limit-reset": str(int(NOW.timestamp()) + 90)}, 90),
        (429, {"x-ratelimit-reset": "2026-11-02T09:01:30.070144Z"}, 90.070144),
        (429, {"x-rate-limit-remaining": "12", "retry-after": "90"}, 90),
        (429, {}, 60),
        (503, {"retry-after": "90"}, 90),
        (503, {}, None),
        (500, {"retry-after": "90"}, None),
    ],
)
async def test_a_ban_pauses_its_lane_whoever_was_told_of_it(
    store: Store,
    meter: StoreMeter,
    status: int,
    headers: dict[str, str],
    seconds: float | None,
) -> None:
    await meter.take(LANE, PACE, Priority.PERSON, 0.0)
    await meter.observe(LANE, Answer(status, "https://a.example/", headers))
    until = NOW + timedelta(seconds=seconds) if seconds else None
    async with store.read() as tx:
        assert await lanes.paused_until(tx, LANE) == until
        assert await lanes.paused_until(tx, OTHER) is None


async def test_a_shorter_ban_does_not_end_a_longer_one(store: Store, meter: StoreMeter) -> None:
    for seconds in ("900", "5"):
        await meter.observe(LANE, Answer(429, "https://a.example/", {"retry-after": seconds}))
    async with store.read() as tx:
        assert await lanes.paused_until(tx, LANE) == NOW + timedelta(seconds=900)


def told(left: int, seconds: int, total: int) -> Answer:
    named = {"limit": total, "remaining": left, "reset": seconds}
    headers = {f"ratelimit-{name}": str(value) for name, value in named.items()}
    return Answer(200, "https://a.example/", headers)


async def test_a_bucket_shrinks_to_what_the_network_says_is_left(
    meter: StoreMeter, clock: SleepingClock
) -> None:
    await take(meter)
    await meter.observe(LANE, told(left=2, seconds=100, total=300))
    with pytest.raises(RateLimited) as limited:
        await take(meter)
    assert limited.value.until - NOW == pytest.approx(
        timedelta(seconds=50), abs=timedelta(seconds=0.1)
    )


async def test_a_bucket_fills_up_where_the_network_says_that_much_is_left(
    meter: StoreMeter, clock: SleepingClock
) -> None:
    for _ in range(30):
        await take(meter)
        await meter.observe(LANE, told(left=5000, seconds=100, total=7500))
    assert clock.slept == []


async def test_a_network_that_agrees_with_its_documents_changes_no_bucket(
    meter: StoreMeter, clock: SleepingClock
) -> None:
    for _ in range(3):
        await take(meter)
        await meter.observe(LANE, told(left=60, seconds=100, total=110))
    await take(meter)
    assert clock.slept == [pytest.approx(2.0, abs=0.1)]


async def test_an_answer_without_limits_changes_nothing(store: Store, meter: StoreMeter) -> None:
    await take(meter)
    await meter.observe(LANE, Answer(200, "https://a.example/", {}))
    async with store.read() as tx:
        assert await lanes.paused_until(tx, LANE) is None
