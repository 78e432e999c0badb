from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.core.model import Mode
from bot.store import channels, watches
from bot.store.engine import Store
from connectors.query import All, Not, Phrase, Some, Word
from tests.store.world import ANNE, LATER, NOW, World

QUERY = All((Some((Word("e-facture"), Word("été"))), Not(Phrase("offre d'emploi"))))


async def test_a_watch_comes_back_as_it_was_made(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, target = await world.channel(), await world.target()
        made, new = await watches.add(
            tx,
            channel,
            target,
            ANNE,
            mode=Mode.DIGEST,
            query=QUERY,
            originals_only=False,
            label="Sage France",
            now=NOW,
        )
        assert new
        assert (made.workspace_id, made.channel_id) == (channel.workspace_id, channel.id)
        assert (made.target, made.created_by, made.created_at) == (target, ANNE, NOW)
        assert (made.mode, made.query) == (Mode.DIGEST, QUERY)
        assert (made.originals_only, made.label) == (False, "Sage France")
        assert await watches.get(tx, made.id) == made
        assert await watches.of_channel(tx, channel.id) == [made]


async def test_a_channel_watches_a_target_once(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, target = await world.channel(), await world.target()

    async def add() -> bool:
        async with store.begin() as tx:
            _, new = await watches.add(
                tx,
                channel,
                target,
                ANNE,
                mode=Mode.BOTH,
                query=None,
                originals_only=True,
                label=None,
                now=NOW,
            )
            return new

    assert sum(await asyncio.gather(*(add() for _ in range(20)))) == 1
    async with store.read() as tx:
        assert await watches.count(tx) == 1


async def test_two_channels_may_watch_the_same(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        one, two = await world.watched(chat="C1"), await world.watched(chat="C2")
        assert one.target == two.target
        assert await watches.count(tx) == 2
        assert await watches.of_channel(tx, one.channel_id) == [one]


async def test_an_ended_watch_can_be_revived(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        assert not await watches.revive(tx, watch.id)
        assert await watches.end(tx, watch.id, LATER)
        assert not await watches.end(tx, watch.id, LATER)
        assert await watches.of_channel(tx, watch.channel_id) == []
        assert await watches.get(tx, watch.id) == watch
        assert await watches.revive(tx, watch.id)
        assert await watches.of_channel(tx, watch.channel_id) == [watch]


async def test_a_watch_made_anew_keeps_the_old_one_ended(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        old = await world.watched()
        await watches.end(tx, old.id, LATER)
        new = await world.watched()
        assert new.id != old.id
        assert not await watches.revive(tx, old.id)
        assert await watches.of_channel(tx, old.channel_id) == [new]


async def test_the_list_is_in_the_order_of_making(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        late = await world.watch(channel, await world.target("late"), LATER)
        early = await world.watch(channel, await world.target("early"), NOW)
        assert await watches.of_channel(tx, channel.id) == [early, late]
        assert await watches.first_at(tx, channel.id) == NOW
        await watches.end(tx, early.id, LATER)
        assert await watches.first_at(tx, channel.id) == NOW
        assert await watches.first_at(tx, (await world.channel("empty")).id) is None


async def test_a_watch_is_changed_field_by_field(store: Store) -> None:
    until = NOW + timedelta(days=1)
    async with store.begin() as tx:
        world = World(tx)
        watch, other = await world.watched(), await world.watched("other")
        await watches.update(tx, watch.id, mode=Mode.ALERT, query=QUERY, muted_until=until)
        changed = await watches.get(tx, watch.id)
        assert changed is not None
        assert (changed.mode, changed.query) == (Mode.ALERT, QUERY)
        assert (changed.muted_until, changed.label) == (until, watch.label)
        await watches.update(tx, watch.id, query=None)
        again = await watches.get(tx, watch.id)
        assert again is not None
        assert again.query is None
        assert await watches.get(tx, other.id) == other


async def test_a_watch_that_waits_keeps_its_channel_active(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        await world.channel("idle")
        assert [one.id for one in await channels.all_active(tx)] == [watch.channel_id]
        await watches.end(tx, watch.id, LATER)
        assert await channels.all_active(tx) == []
