from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text

from bot.core.model import Channel, DeliveryKind, Quiet, Watch
from bot.service.deliver import Deliverer
from bot.service.look import Looker, Observation
from bot.service.messages import Messages
from bot.service.notices import Notices
from bot.store import channels, deliveries, digests
from bot.store.engine import Store, Tx
from bot.store.tables import verdict
from connectors.types import Coverage, Look
from tests.service.world import Chat, SetClock, Upstream, networks
from tests.store.world import World, a_post

QUIET = Quiet(time(20), time(7))
EVENING = datetime(2026, 11, 2, 18, 59, 50, tzinfo=UTC)  # 19:59:50 in Paris


async def _waiting(store: Store) -> tuple[Channel, Watch]:
    """An alert that is composed ten seconds before quiet hours and waits for its turn."""
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        waiting = await world.alert(watch, "p1")
        await deliveries.add(
            tx, watch.channel_id, DeliveryKind.ALERT, alert_ids=waiting, now=EVENING
        )
        notice = {"key": "notice.back", "name": "Sage", "network": "mastodon"}
        await deliveries.add(tx, watch.channel_id, DeliveryKind.NOTICE, payload=notice, now=EVENING)
        return await channels.get(tx, watch.channel_id), watch


async def _work(deliverer: Deliverer) -> None:
    await deliverer.tick()
    await deliverer.settle()


@pytest.mark.parametrize("why", ["quiet", "muted"])
async def test_an_alert_that_was_not_sent_before_quiet_hours_waits_until_they_end(
    store: Store, why: str
) -> None:
    channel, _ = await _waiting(store)
    clock, chat = SetClock(EVENING + timedelta(seconds=20)), Chat()
    morning = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)  # 07:00 in Paris
    async with store.begin() as tx:
        if why == "quiet":
            await channels.update(tx, channel.id, quiet=QUIET)
        else:
            await channels.update(tx, channel.id, muted_until=morning)
    new_id = iter(map(str, range(99))).__next__
    deliverer = Deliverer(store, {channel.key.platform: chat}, Messages(new_id), clock)
    await _work(deliverer)
    clock.move(seconds=30)
    await _work(deliverer)
    assert [one.kind for one in chat.sent] == [DeliveryKind.NOTICE]
    clock.at = morning
    await _work(deliverer)
    assert [one.kind for one in chat.sent] == [DeliveryKind.NOTICE, DeliveryKind.ALERT]


async def _until_it_waits(tx: Tx, recording: asyncio.Task[bool]) -> None:
    """The look has come as far as it can. On SQLite it waits before its first statement."""
    await asyncio.wait([recording], timeout=0)
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with asyncio.timeout(10):
        while tx.dialect.name == "postgresql" and not (await tx.execute(waiting)).scalar_one():
            pass


async def test_no_post_falls_between_two_digest_periods(store: Store) -> None:
    clock = SetClock()
    async with store.begin() as tx:
        watch = await World(tx).watched()
    every = networks(store, clock, Upstream())
    looker = Looker(store, every, Notices(), clock, "me")
    seen = Look((a_post("p1"),), None, Coverage.COMPLETE)
    async with store.begin() as tx:
        await channels.hold(tx, watch.channel_id)
        recording = asyncio.create_task(looker.record(Observation(watch.target, seen)))
        await _until_it_waits(tx, recording)
        end = clock.move(seconds=5)
        today = end.date()
        await digests.open(tx, watch.channel_id, "daily", today, end - timedelta(days=1), end)
    assert await recording
    async with store.read() as tx:
        at = (await tx.execute(verdict.select())).one().at
    assert at >= end
