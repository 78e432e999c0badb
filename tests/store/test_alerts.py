from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.core.compose import Pending
from bot.core.model import (
    AlertId,
    DeliveryId,
    DeliveryKind,
    DeliveryState,
    Match,
    PostId,
    Verdict,
    Watch,
)
from bot.store import alerts, deliveries
from bot.store.engine import Store, Tx
from tests.store.world import LATER, NOW, World, a_post, ids, judgements, tell, waiting_in


async def _raise(tx: Tx, watch: Watch, *posts: PostId) -> int:
    """How many alerts of its channel wait then."""
    await alerts.raise_alerts(tx, [(watch.id, post) for post in posts], NOW)
    return len(await waiting_in(tx, watch.channel_id))


async def test_a_channel_learns_a_post_once(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        seen = ids(await world.see(watch.target, a_post("p1"), a_post("p2")))
        assert await _raise(tx, watch, *seen) == 2
        assert await _raise(tx, watch, *seen) == 2
        assert await _raise(tx, watch) == 2
        assert await alerts.channels_with_pending(tx) == [watch.channel_id]
        pending = await tell(tx, watch.channel_id)
        assert [[entry.post.id for entry in one.entries] for one in pending] == [
            [seen[0]],
            [seen[1]],
        ]
        assert {one.created_at for one in pending} == {NOW}
        assert await alerts.channels_with_pending(tx) == []


async def test_many_that_raise_the_same_at_once_raise_it_once(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        seen = ids(await world.see(watch.target, *(a_post(f"p{n}") for n in range(5))))

    async def again() -> int:
        async with store.begin() as tx:
            return await _raise(tx, watch, *seen)

    assert set(await asyncio.gather(*(again() for _ in range(50)))) == {5}
    async with store.read() as tx:
        assert len(await waiting_in(tx, watch.channel_id)) == 5


async def test_two_watches_that_want_a_post_tell_it_once(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch, other = await world.watched("sage"), await world.watched("tag")
        seen = ids(await world.see(watch.target, a_post("p1")))
        assert await _raise(tx, watch, *seen) == 1
        assert await _raise(tx, other, *seen) == 1
        (one,) = await alerts.waiting(tx, watch.channel_id)
        assert one.watch_id == watch.id
        await alerts.withdraw(tx, watch.id)
        (told,) = await tell(tx, watch.channel_id)
        assert [(entry.post.id, entry.watch_id) for entry in told.entries] == [(seen[0], other.id)]


async def test_workspaces_learn_the_same_post_each_on_its_own(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        one = await world.watched(chat="C1", workspace="T1")
        two = await world.watched(chat="C2", workspace="T2")
        seen = ids(await world.see(one.target, a_post("p1")))
        assert await _raise(tx, one, *seen) == 1
        assert await _raise(tx, two, *seen) == 1
        await alerts.withdraw(tx, one.id)
        assert await tell(tx, one.channel_id) == []
        assert await _raise(tx, one, *seen) == 1
        (first,) = await tell(tx, one.channel_id)
        (second,) = await tell(tx, two.channel_id)
        assert first.story_id != second.story_id


async def test_what_waits_is_told_to_the_composer(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        watch = await world.watch(channel, await world.target())
        tag = await world.watch(channel, await world.hashtag("compta"))
        future = a_post("future", published_at=NOW + timedelta(days=9))
        await _raise(tx, watch, *ids(await world.see(watch.target, future)))
        undated = a_post("undated", published_at=None)
        await _raise(tx, tag, *ids(await world.see(tag.target, undated, at=LATER)))
        composed = await alerts.waiting(tx, channel.id)
        first, second = await tell(tx, channel.id)
        assert composed == [
            Pending(first.id, watch.id, NOW, wide=False),
            Pending(second.id, tag.id, LATER, wide=True),
        ]


async def _deliver(tx: Tx, watch: Watch, waiting: list[AlertId]) -> DeliveryId:
    return await deliveries.add(
        tx, watch.channel_id, DeliveryKind.CATCHUP, alert_ids=waiting, now=NOW
    )


async def test_a_withdrawn_watch_leaves_the_messages_that_were_not_sent(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch, other = await world.watched("sage"), await world.watched("cegid")
        mixed = await _deliver(tx, watch, await world.alert(watch, "p1"))
        await deliveries.append(tx, mixed, await world.alert(other, "p2"))
        alone = await _deliver(tx, watch, await world.alert(watch, "p3"))
        await alerts.withdraw(tx, watch.id)
        left = await alerts.of_delivery(tx, mixed)
        assert [[entry.watch_id for entry in one.entries] for one in left] == [[other.id]]
        assert await alerts.of_delivery(tx, alone) == []
        counted = await deliveries.counts(tx)
        assert counted == {DeliveryState.PENDING: 1, DeliveryState.WITHDRAWN: 1}


async def test_a_withdrawn_watch_changes_nothing_that_was_sent(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        one = await _deliver(tx, watch, await world.alert(watch, "p1"))
        claimed = await deliveries.claim(tx, watch.channel_id, NOW)
        assert claimed is not None
        await alerts.withdraw(tx, watch.id)
        assert len(await alerts.of_delivery(tx, one)) == 1
        assert await deliveries.sent(tx, one, claimed.attempt, "m1", NOW)


async def test_a_watchs_alerts_of_a_day_are_counted(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch, other = await world.watched("sage"), await world.watched("cegid")
        await world.alert(watch, "p1", at=NOW - timedelta(days=1))
        await world.alert(watch, "p2", "p3", at=NOW)
        await world.alert(other, "p4")
        assert await alerts.alerts_on_day(tx, watch.id, NOW) == 2
        assert await alerts.alerts_on_day(tx, watch.id, LATER) == 0


async def test_judgements_stay_with_their_channel_until_they_are_forgotten(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched(chat="C1", workspace="T1")
        other = await world.watched(chat="C2", workspace="T2")
        (seen,) = ids(await world.see(watch.target, a_post("p1")))
        mine = Match(watch.id, watch.channel_id, "p1", Verdict.EXCLUDED, "job")
        theirs = Match(other.id, other.channel_id, "p1", Verdict.NEWS)
        await alerts.record_matches(tx, [(mine, seen)], NOW)
        await alerts.record_matches(tx, [(theirs, seen)], NOW)
        again = Match(watch.id, watch.channel_id, "p1", Verdict.NEWS)
        await alerts.record_matches(tx, [(again, seen)], LATER)
        assert await judgements(tx, watch.channel_id) == [(watch.id, "excluded", "job")]
        assert await judgements(tx, other.channel_id) == [(other.id, "news", None)]
        assert await alerts.purge_matches(tx, NOW) == 0
        assert await alerts.purge_matches(tx, LATER) == 2
        assert await judgements(tx, watch.channel_id) == []
