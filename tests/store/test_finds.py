"""What a channel found: its own, the newest first, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.core.exporting import Find
from bot.core.firms.kinds import FirmKind
from bot.core.model import Channel, DeliveryKind, Match, PostId, Verdict, Watch
from bot.store import alerts, deliveries, digests, finds, firms, posts, watches
from bot.store.engine import Store, Tx
from connectors.types import Post
from tests.store.world import ANNE, NOW, World, a_post, tell

HOUR = timedelta(hours=1)
START, END = NOW - timedelta(days=30), NOW + timedelta(days=1)


async def found(tx: Tx, place: Channel, limit: int = 100) -> list[Find]:
    """The newest so many."""
    ids = await finds.listed(tx, place.id, START, END, limit=limit)
    return await finds.of_posts(tx, place, ids)


async def judge(tx: Tx, watch: Watch, post: PostId, verdict: Verdict) -> None:
    match = Match(watch.id, watch.channel_id, "", verdict)
    await alerts.record_matches(tx, [(match, post)], NOW)


async def seen(world: World, watch: Watch, *posts: Post, verdict: Verdict = Verdict.DIGEST) -> None:
    for one in await world.see(watch.target, *posts):
        await judge(world.tx, watch, one.id, verdict)


def keys(some: list[Find]) -> list[str]:
    return [one.stored.post.key for one in some]


def dated(key: str, at: datetime | None) -> Post:
    return a_post(key, published_at=at)


async def test_the_newest_come_first_by_when_they_came_out(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        same = [dated(f"same{number}", NOW - HOUR) for number in range(4)]
        await seen(world, watch, *same, dated("old", NOW - 9 * HOUR), dated("ahead", NOW + HOUR))
        await seen(world, watch, dated("undated", None), dated("gone by", START - HOUR))
        listed = keys(await found(tx, await world.channel()))
        assert keys(await found(tx, await world.channel(), 3)) == listed[:3]
    # What is dated ahead, or not at all, came out when it was seen.
    assert listed[:2] == ["undated", "ahead"]
    assert sorted(listed[2:6]) == [f"same{number}" for number in range(4)]
    assert listed[6:] == ["old"]


@pytest.mark.parametrize(
    ("verdict", "there"),
    [
        (Verdict.NEWS, True),
        (Verdict.DIGEST, True),
        (Verdict.LATE, True),
        (Verdict.BASELINE, False),
        (Verdict.EXCLUDED, False),
        (Verdict.NOT_ORIGINAL, False),
    ],
)
async def test_what_a_watch_left_out_was_not_found(
    store: Store, verdict: Verdict, there: bool
) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        await seen(world, watch, a_post(), verdict=verdict)
        assert bool(await found(tx, await world.channel())) is there


async def test_a_channel_has_nothing_of_the_others_though_they_watch_the_same(
    store: Store,
) -> None:
    async with store.begin() as tx:
        world = World(tx)
        here, there = await world.watched(), await world.watched(chat="C2")
        far = await world.watched(chat="C3", workspace="T2")
        await seen(world, here, a_post("here"))
        await seen(world, there, a_post("there"))
        await seen(world, far, a_post("far"))
        for watch in (here, there, far):
            await seen(world, watch, dated("shared", NOW - HOUR))
        mine = await found(tx, await world.channel())
    assert keys(mine) == ["here", "shared"]
    assert [[one.id for one in find.watches] for find in mine] == [[here.id], [here.id]]


async def test_what_its_author_deleted_is_gone(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        await seen(world, watch, a_post("kept"), a_post("deleted"))
        [gone] = await world.see(watch.target, a_post("deleted"))
        await posts.delete(tx, [gone.id])
        assert keys(await found(tx, await world.channel())) == ["kept"]


async def test_judgements_are_forgotten_but_not_what_was_told(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        place = await world.channel()
        await world.alert(watch, "alerted")
        [told] = await tell(tx, place.id)
        assert told.delivery_id is not None
        await sent(tx, place, NOW + HOUR)
        [other] = await world.see(watch.target, a_post("digested"))
        made = await deliveries.add(tx, place.id, DeliveryKind.DIGEST, payload={}, now=NOW)
        await digests.tells(tx, made, [other.id])
        await seen(world, watch, a_post("judged"))
        assert sorted(keys(await found(tx, place))) == ["alerted", "digested", "judged"]
        await alerts.purge_matches(tx, NOW + HOUR)
        left = {one.stored.post.key: one for one in await found(tx, place)}
    assert sorted(left) == ["alerted", "digested"]
    assert (left["alerted"].told_at, left["alerted"].told_in) == (NOW + HOUR, finds.ALERT)
    assert (left["digested"].told_at, left["digested"].told_in) == (None, "")
    assert [one.id for one in left["digested"].watches] == [watch.id]


async def sent(tx: Tx, place: Channel, at: datetime) -> None:
    claimed = await deliveries.claim(tx, place.id, at)
    assert claimed is not None
    await deliveries.sent(tx, claimed.id, claimed.attempt, "m1", at)


async def test_a_watch_that_ended_keeps_only_what_it_told(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        await world.alert(watch, "alerted")
        place = await world.channel()
        await tell(tx, place.id)
        await seen(world, watch, a_post("waiting"))
        await watches.end(tx, watch.id, NOW)
        assert keys(await found(tx, place)) == ["alerted"]


async def test_the_firm_is_the_one_of_this_workspace(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch, far = await world.watched(), await world.watched(chat="C3", workspace="T2")
        for one, name in ((watch, "Sage"), (far, "Their secret name")):
            place = await world.channel(*PLACES[name][:1], workspace=PLACES[name][1])
            firm = await firms.ensure(
                tx,
                place.workspace_id,
                name=name,
                site="",
                kind=FirmKind.OTHER,
                person=ANNE,
                now=NOW,
            )
            await firms.confirm(tx, firm, one.target.id, proof="said", person=ANNE, now=NOW)
        await seen(world, watch, a_post())
        [mine] = await found(tx, await world.channel())
    assert mine.firm == "Sage"


PLACES = {"Sage": ("C1", "T1"), "Their secret name": ("C3", "T2")}
