"""Which lane serves a target: the settings may hold another token today."""

from __future__ import annotations

from bot.store import lanes, targets
from bot.store.engine import Store
from connectors.types import LaneKey, Target
from tests.store.world import LATER, NOW, World, an_account


async def test_targets_move_to_the_lanes_of_todays_tokens(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        for name, credential in (("sage", "old"), ("cegid", "kept")):
            target = await targets.ensure(tx, an_account(name), credential=credential, now=NOW)
            await World(tx).watch(channel, target)

    def today(target: Target) -> LaneKey:
        return LaneKey(target.network, target.host, "new" if target.name == "Sage" else "kept")

    async with store.begin() as tx:
        await targets.rehome(tx, today)
        taken = [await lanes.lease(tx, "me", LATER, LATER.replace(hour=23)) for _ in range(3)]
    assert {lane.key.credential for lane in taken if lane} == {"new", "kept"}
