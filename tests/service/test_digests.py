"""When a digest is made, what it covers, and that it is made once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.model import ChannelId, DeliveryKind, Mode, Watch
from bot.render.terminal import to_text
from bot.render.words import Words
from bot.service.digests import LOOKS_FIRST, Digests, digest_message
from bot.store import channels, targets, watches
from bot.store.engine import Store
from bot.store.tables import delivery, digest
from connectors.errors import Transient
from tests.service.looking import Watchtower, page
from tests.service.world import SetClock, networks
from tests.store.world import World, a_post, an_account

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SUNDAY = datetime(2026, 11, 1, 9, tzinfo=UTC)
OPENS = datetime(2026, 11, 2, 7, 30, tzinfo=UTC)  # Monday, 08:30 in Paris


class Morning:
    """A watch begun on Sunday, and the digests of the days that follow."""

    def __init__(self, store: Store) -> None:
        self.tower = Watchtower(store)
        self.clock: SetClock = self.tower.clock
        self.clock.at = SUNDAY
        self.store = store
        self.digests = self.new_digests()
        self.watch: Watch

    def new_digests(self) -> Digests:
        """As after a start."""
        asked = networks(self.store, self.clock, self.tower.network)
        return Digests(self.store, asked, self.clock)

    async def begin(self) -> None:
        async with self.store.begin() as tx:
            world = World(tx)
            channel = await world.channel()
            target = await targets.ensure(tx, an_account(), credential="", now=SUNDAY)
            self.watch = await world.watch(channel, target, SUNDAY)
        await self.tower.look(page())

    async def tick_at(self, at: datetime) -> int:
        self.clock.at = at
        return await self.digests.tick()

    async def periods(self) -> list[tuple[datetime, datetime]]:
        found = select(digest.c.starts_at, digest.c.ends_at).order_by(digest.c.id)
        async with self.store.read() as tx:
            return [(row[0], row[1]) for row in (await tx.execute(found)).all()]

    async def payloads(self) -> list[dict[str, Any]]:
        found = select(delivery.c.payload).where(delivery.c.kind == DeliveryKind.DIGEST.value)
        async with self.store.read() as tx:
            return list((await tx.execute(found.order_by(delivery.c.id))).scalars())

    async def read(self, number: int = 0) -> str:
        payload = (await self.payloads())[number]
        async with self.store.read() as tx:
            message = await digest_message(
                tx, Words("en", "Europe/Paris", self.clock.now()), payload
            )
        assert message is not None
        return to_text(message)


@pytest.fixture
async def morning(store: Store) -> Morning:
    made = Morning(store)
    await made.begin()
    return made


async def test_a_digest_is_due_at_its_hour_and_once(morning: Morning) -> None:
    assert await morning.tick_at(OPENS - MINUTE) == 0
    assert await morning.tick_at(OPENS) == 1
    assert await morning.tick_at(OPENS) == 0
    assert await morning.tick_at(OPENS + HOUR) == 0
    assert await morning.periods() == [(SUNDAY, OPENS)]


async def test_many_ticks_at_once_make_one_digest(morning: Morning) -> None:
    morning.clock.at = OPENS
    made = await asyncio.gather(*(morning.digests.tick() for _ in range(10)))
    assert sum(made) == 1
    assert len(await morning.payloads()) == 1


async def test_each_digest_begins_where_the_last_one_ended(morning: Morning) -> None:
    for day in range(8):
        await morning.tick_at(OPENS + day * DAY)
    periods = await morning.periods()
    assert len(periods) == 6  # Monday to Friday, and Monday again
    ends = [end for _, end in periods]
    assert [start for start, _ in periods] == [SUNDAY, *ends[:-1]]
    assert ends[4:] == [OPENS + 4 * DAY, OPENS + 7 * DAY]


async def test_after_a_stop_it_comes_the_same_day_and_says_that_it_is_late(
    morning: Morning,
) -> None:
    assert await morning.tick_at(OPENS + 3 * HOUR) == 1
    assert "Veilleur was not running at 08:30" in await morning.read()


async def test_a_day_that_was_slept_through_is_covered_by_the_next_digest(
    morning: Morning,
) -> None:
    await morning.tick_at(OPENS)
    await morning.tick_at(OPENS + 2 * DAY)
    assert await morning.periods() == [(SUNDAY, OPENS), (OPENS, OPENS + 2 * DAY)]
    assert "not running" not in await morning.read(1)


async def test_after_a_start_looks_come_first(morning: Morning) -> None:
    morning.clock.at = OPENS + HOUR
    morning.digests = morning.new_digests()
    assert await morning.digests.tick() == 0
    await morning.tower.look(page(), minutes=0.1)
    assert await morning.digests.tick() == 1


async def test_a_source_that_never_answers_holds_a_digest_back_only_shortly(
    morning: Morning,
) -> None:
    morning.clock.at = OPENS + HOUR
    morning.digests = morning.new_digests()
    assert await morning.tick_at(OPENS + HOUR + LOOKS_FIRST) == 0
    assert await morning.tick_at(OPENS + HOUR + LOOKS_FIRST + timedelta(seconds=1)) == 1


async def test_what_was_found_is_in_it_and_what_comes_later_in_the_next(
    morning: Morning,
) -> None:
    new = a_post("new", "In time", published_at=SUNDAY + HOUR)
    await morning.tower.look(page(new), minutes=90)
    await morning.tick_at(OPENS)
    later = a_post("later", "Too late", published_at=OPENS + HOUR)
    await morning.tower.look(page(later), minutes=90)
    await morning.tick_at(OPENS + DAY)
    first, second = await morning.read(0), await morning.read(1)
    assert ("In time" in first, "Too late" in first) == (True, False)
    assert ("In time" in second, "Too late" in second) == (False, True)


async def test_quiet_is_said_only_after_a_fresh_look(morning: Morning) -> None:
    morning.clock.at = OPENS - 2 * MINUTE
    await morning.tower.look(page(), minutes=1)
    await morning.tick_at(OPENS)
    assert "Nothing new since yesterday 10:00: no post from your account" in await morning.read()


async def test_a_look_of_yesterday_proves_nothing_today(morning: Morning) -> None:
    await morning.tick_at(OPENS)
    text = await morning.read()
    assert "Nothing new" not in text
    assert "could not be checked" in text


async def test_a_failing_source_is_unread_since_it_began_to_fail(morning: Morning) -> None:
    morning.clock.at = OPENS - 80 * MINUTE
    await morning.tower.look(Transient("no answer"))
    await morning.tower.look(Transient("no answer"), minutes=60)
    await morning.tick_at(OPENS)
    assert "since 07:20" in await morning.read()


async def test_a_watch_of_alerts_only_keeps_out_of_the_digest(morning: Morning) -> None:
    async with morning.store.begin() as tx:
        await watches.update(tx, morning.watch.id, mode=Mode.ALERT)
    new = a_post("new", "Told already", published_at=SUNDAY + HOUR)
    await morning.tower.look(page(new), minutes=90)
    await morning.tick_at(OPENS)
    assert "Told already" not in await morning.read()


async def test_more_than_the_front_shows_follows_in_its_thread(morning: Morning) -> None:
    many = [a_post(f"p{n}", f"Post {n}.", published_at=SUNDAY + HOUR) for n in range(25)]
    await morning.tower.look(page(*many), minutes=90)
    await morning.tick_at(OPENS)
    payloads = await morning.payloads()
    assert [one["part"] for one in payloads] == [0, 1, 2]
    whole = "".join([await morning.read(1), await morning.read(2)])
    assert all(f"“Post {n}.”" in whole for n in range(25))


async def test_a_digest_that_was_turned_off_is_not_made(morning: Morning) -> None:
    async with morning.store.begin() as tx:
        await channels.update(tx, ChannelId(morning.watch.channel_id), digest_on=False)
    assert await morning.tick_at(OPENS) == 0


async def test_a_first_digest_of_a_watch_begun_in_the_morning_comes_the_same_day(
    store: Store,
) -> None:
    morning = Morning(store)
    async with store.begin() as tx:
        world = World(tx)
        await world.watch(await world.channel(), await world.target(), OPENS - HOUR)
    assert await morning.tick_at(OPENS) == 1
    assert await morning.periods() == [(OPENS - HOUR, OPENS)]
