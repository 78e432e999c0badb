from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

from bot.core.model import DigestRow, Match, PostId, Verdict, Watch
from bot.store import alerts, digests, posts, watches
from bot.store.engine import Store, Tx
from tests.store.world import LATER, NOW, World, a_post, ids

DAY = timedelta(days=1)
TODAY = date(2026, 11, 2)


async def test_a_days_digest_is_taken_once(store: Store) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()

    async def take() -> int | None:
        async with store.begin() as tx:
            return await digests.open(tx, channel.id, "daily", TODAY, NOW - DAY, NOW)

    taken = [row for row in await asyncio.gather(*(take() for _ in range(50))) if row is not None]
    assert len(taken) == 1
    async with store.begin() as tx:
        assert await digests.last(tx, channel.id, "daily") == DigestRow(
            taken[0], channel.id, "daily", TODAY, NOW - DAY, NOW
        )
        assert await digests.last(tx, channel.id, "weekly") is None
        assert await digests.open(tx, channel.id, "weekly", TODAY, NOW - 7 * DAY, NOW) is not None
        tomorrow = await digests.open(tx, channel.id, "daily", TODAY + DAY, NOW, NOW + DAY)
        last = await digests.last(tx, channel.id, "daily")
        assert last is not None
        assert last.id == tomorrow


async def test_channels_take_their_digests_apart(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        for chat in ("C1", "C2"):
            channel = await world.channel(chat)
            assert await digests.open(tx, channel.id, "daily", TODAY, NOW, LATER) is not None


async def _judge(
    tx: Tx, watch: Watch, key: str, verdict: Verdict = Verdict.NEWS, at: datetime = NOW
) -> PostId:
    (seen,) = ids(await World(tx).see(watch.target, a_post(key), at=at))
    match = Match(watch.id, watch.channel_id, key, verdict)
    await alerts.record_matches(tx, [(match, seen)], at)
    return seen


async def _keys(tx: Tx, watch: Watch, start: datetime, end: datetime) -> list[str]:
    found = await digests.posts_between(tx, watch.channel_id, start, end)
    return [stored.post.key for stored, _, _ in found]


async def test_a_digest_holds_what_was_wanted_and_nothing_else(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        for verdict in Verdict:
            await _judge(tx, watch, verdict.value, verdict)
        assert await _keys(tx, watch, NOW, LATER) == ["news", "digest", "late"]


async def test_periods_that_meet_tell_each_post_once(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        await _judge(tx, watch, "p1", at=NOW)
        await _judge(tx, watch, "p2", at=LATER)
        assert await _keys(tx, watch, NOW, LATER) == ["p1"]
        assert await _keys(tx, watch, LATER, LATER + DAY) == ["p2"]


async def test_a_digest_leaves_out_other_workspaces_deletions_and_ended_watches(
    store: Store,
) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch, ended = await world.watched("sage"), await world.watched("cegid")
        other = await world.watched(chat="C2", workspace="T2")
        await _judge(tx, watch, "p1")
        await _judge(tx, ended, "p2")
        await _judge(tx, other, "p3")
        await posts.delete(tx, [await _judge(tx, watch, "p4")])
        await watches.end(tx, ended.id, NOW)
        ((stored, found, match),) = await digests.posts_between(tx, watch.channel_id, NOW, LATER)
        assert (stored.post.key, found, match.verdict) == ("p1", watch, Verdict.NEWS)
