from __future__ import annotations

from typing import Any

from bot.core.model import DeliveryKind
from bot.store import deliveries, lanes, looks, status, targets
from bot.store.engine import Store, Tx
from bot.store.status import NetworkState, Totals
from connectors.types import Coverage, Target
from tests.store.world import LATER, NOW, World, an_account, lane_of


async def _look(tx: Tx, target: Target, error: str | None, **facts: Any) -> None:
    values: dict[str, Any] = {
        "cursor": None,
        "coverage": Coverage.FAILED if error else Coverage.COMPLETE,
        "at": NOW,
        "newest_at": None,
        "error": error,
        "error_until": None,
        "account": None,
        "next_look_at": None,
    }
    await looks.save(tx, target.id, **(values | facts))


async def test_an_empty_installation_counts_nothing(store: Store) -> None:
    async with store.read() as tx:
        assert await status.totals(tx) == Totals(0, 0, 0, 0, 0, 0)
        assert await status.networks(tx) == []


async def test_totals_count_what_is_watched_and_what_waits(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched("sage", chat="C1")
        await world.watched("sage", chat="C2")
        await world.target("unwatched")
        for _ in range(3):
            await deliveries.add(tx, watch.channel_id, DeliveryKind.NOTICE, payload={}, now=NOW)
        for end in (deliveries.unconfirmed, None):
            claimed = await deliveries.claim(tx, watch.channel_id, NOW)
            assert claimed is not None
            await deliveries.unknown(tx, claimed.id, 1)
            if end:
                await end(tx, claimed.id, 1)
        assert await status.totals(tx) == Totals(
            channels=2, watches=2, targets=1, pending=1, unknown=1, unconfirmed=1
        )


async def test_each_network_tells_its_health(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        well, slow, gone = [await world.target(name) for name in ("a", "b", "c")]
        for target in (well, slow, gone):
            await world.watch(channel, target)
        feed = await targets.ensure(
            tx, an_account("f", network="feed", key="f"), credential="", now=NOW
        )
        await world.watch(channel, feed)
        await _look(tx, well, None)
        await _look(tx, gone, "gone")
        await _look(tx, slow, "slow", at=LATER)
        await lanes.pause(tx, lane_of(well), LATER, "limit")
        assert await status.networks(tx) == [
            NetworkState("feed", 1, 0, None, None, None),
            NetworkState("mastodon", 3, 2, NOW, LATER, "slow"),
        ]
