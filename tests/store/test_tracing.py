from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.model import DeliveryKind, Match, PostId, Verdict, Watch
from bot.store import alerts, deliveries, digests, tracing, watches
from bot.store.engine import Store, Tx
from bot.store.tracing import Gap, Trace
from connectors.types import Post
from tests.store.world import LATER, NOW, World, a_post, ids

DAY = timedelta(days=1)
FORGOTTEN = NOW - 30 * DAY
LINK = "https://social.example/p1"


async def _see(
    tx: Tx, watch: Watch, post: Post | None = None, *, at: datetime = NOW
) -> list[PostId]:
    return ids(await World(tx).see(watch.target, post or a_post("p1"), at=at))


async def _judge(
    tx: Tx, watch: Watch, post: PostId, said: Verdict, word: str | None = None
) -> None:
    match = Match(watch.id, watch.channel_id, "p1", said, word)
    await alerts.record_matches(tx, [(match, post)], LATER)


async def _traces(
    tx: Tx, watch: Watch, link: str = LINK, since: datetime = FORGOTTEN
) -> list[Trace]:
    return await tracing.traces(tx, watch.channel_id, link, since)


async def test_a_post_is_traced_to_the_watch_its_verdict_and_its_word(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        (seen,) = await _see(tx, watch)
        await _judge(tx, watch, seen, Verdict.EXCLUDED, "job")
        (trace,) = await _traces(tx, watch)
        assert (trace.post.id, trace.watch, trace.seen_at) == (seen, watch, NOW)
        assert (trace.verdict, trace.word, trace.judged_at) == (Verdict.EXCLUDED, "job", LATER)


ADDRESSES: list[tuple[dict[str, Any], str, bool]] = [
    ({"url": "https://durand.fr/1/"}, "http://www.durand.fr/1", True),
    ({"url": "https://durand.fr/1?utm_source=rss"}, "https://durand.fr/1", True),
    ({"url": "https://durand.fr/?p=4"}, "https://durand.fr?p=4", True),
    ({"url": "https://durand.fr/?p=4"}, "https://durand.fr/?p=5", False),
    ({"url": "https://durand.fr/12"}, "https://durand.fr/1", False),
    ({"url": "https://durand.fr/a_b"}, "https://durand.fr/axb", False),
    ({"url": "https://durand.fr/%"}, "https://durand.fr/1", False),
    ({"key": "https://a.example/users/b/statuses/1"}, "https://a.example/users/b/statuses/1", True),
    ({"key": "at://did:plc:a/app/b"}, "at://did:plc:a/app/b", True),
    ({"network": "x", "key": "12"}, "https://twitter.com/Sage/status/12", True),
    (
        {"network": "x", "url": "https://x.com/sage/status/12"},
        "https://x.com/i/web/status/12",
        True,
    ),
    ({"network": "x", "key": "12"}, "https://x.com/Sage/status/13", False),
    ({"network": "hackernews", "key": "12"}, "https://x.com/Sage/status/12", False),
]


@pytest.mark.parametrize(("facts", "link", "same"), ADDRESSES)
async def test_a_post_is_found_by_its_address_or_key_however_written(
    sqlite_store: Store, facts: dict[str, Any], link: str, same: bool
) -> None:
    async with sqlite_store.begin() as tx:
        watch = await World(tx).watched()
        (seen,) = await _see(tx, watch, a_post(facts.pop("key", "p1"), **facts))
        await _judge(tx, watch, seen, Verdict.NEWS)
        assert [one.post.id for one in await _traces(tx, watch, link)] == ([seen] if same else [])


async def test_what_only_others_watch_leaves_no_trace(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        mine = await world.watched("cegid", "C1")
        same_team = await world.watched("sage", "C2")
        others = await world.watched("sage", "C3", workspace="T2")
        (stored,) = await world.see(others.target, a_post("p1"))
        await _judge(tx, same_team, stored.id, Verdict.NEWS)
        await _judge(tx, others, stored.id, Verdict.NEWS)
        await world.alert(others, "p1")
        assert await _traces(tx, mine) == []
        assert await tracing.told(tx, mine.channel_id, stored) == []
        assert [one.watch for one in await _traces(tx, same_team)] == [same_team]


async def test_what_others_saw_before_or_after_a_watch_is_not_its_own(store: Store) -> None:
    """Even long ago: a sighting would say that somebody else watches the same."""
    async with store.begin() as tx:
        world = World(tx)
        target = await world.target()
        early = await world.watch(await world.channel(), target, NOW)
        await watches.end(tx, early.id, NOW + 2 * DAY)
        for day, key in ((-1, "before"), (1, "during"), (3, "after")):
            await _see(tx, early, a_post(key), at=NOW + day * DAY)
        found = {
            key: await _traces(tx, early, f"https://social.example/{key}", NOW + 60 * DAY)
            for key in ("before", "during", "after")
        }
        assert {key: len(one) for key, one in found.items()} == {
            "before": 0,
            "during": 1,
            "after": 0,
        }
        assert found["during"][0].verdict is None


async def test_without_a_verdict_only_what_is_old_enough_to_be_forgotten_is_traced(
    store: Store,
) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        await _see(tx, watch)
        assert await _traces(tx, watch, since=NOW) == []
        assert len(await _traces(tx, watch, since=LATER)) == 1


async def test_an_original_and_what_shares_it_are_both_found_newest_first(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        one, two = await world.watched("sage"), await world.watched("cegid")
        (first,) = await _see(tx, one, a_post("p1", url=LINK))
        (second,) = await _see(tx, two, a_post("boost", url=LINK))
        await _judge(tx, one, first, Verdict.NEWS)
        await _judge(tx, two, second, Verdict.NOT_ORIGINAL)
        assert [trace.post.id for trace in await _traces(tx, one)] == [second, first]


async def test_an_alert_is_told_with_its_message_or_without_one(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        (waiting,) = await world.alert(watch, "p1", at=LATER)
        (seen,) = await world.see(watch.target, a_post("p1"))
        (told,) = await tracing.told(tx, watch.channel_id, seen)
        assert (told.since, told.delivery) == (LATER, None)
        made = await deliveries.add(
            tx, watch.channel_id, DeliveryKind.ALERT, alert_ids=[waiting], now=NOW
        )
        (told,) = await tracing.told(tx, watch.channel_id, seen)
        assert told.delivery is not None
        assert told.delivery.id == made
        assert await tracing.alerts_between(tx, watch.id, NOW, LATER) == 1
        assert await tracing.alerts_between(tx, watch.id, NOW, NOW) == 0


async def test_a_digest_is_found_by_its_posts_in_its_own_channel(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        mine, others = await world.watched(), await world.watched(chat="C2", workspace="T2")
        (seen,) = await _see(tx, mine)
        made = await deliveries.add(tx, mine.channel_id, DeliveryKind.DIGEST, now=NOW)
        await digests.tells(tx, made, [seen])
        found = await tracing.digest_with(tx, mine.channel_id, seen)
        assert found is not None
        assert found.id == made
        assert await tracing.digest_with(tx, others.channel_id, seen) is None


async def test_a_channels_targets_are_those_of_its_last_watches(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, target = await world.channel(), await world.target()
        await world.watched("cegid", "C2")
        first = await world.watch(channel, target, NOW)
        await watches.end(tx, first.id, LATER)
        assert await tracing.watched(tx, channel.id) == [(first, LATER)]
        again = await world.watch(channel, target, LATER)
        assert await tracing.watched(tx, channel.id) == [(again, None)]


async def test_a_gap_is_what_the_channel_was_told_of(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        channel, other = await world.channel(), await world.channel("C2")
        sage = {"name": "@sage", "network": "mastodon"}
        cegid = sage | {"name": "@cegid"}
        since = {"since": NOW.isoformat()}
        for chat, payload, at in (
            (channel, {"key": "notice.broken", **sage, **since}, LATER),
            (channel, {"key": "notice.broken.gone", **cegid, **since}, LATER),
            (channel, {"key": "notice.busiest", **cegid}, LATER),
            (other, {"key": "notice.back", **cegid}, NOW + DAY),
            (channel, {"key": "notice.back", **sage, "since": None}, NOW + DAY),
            (channel, {"key": "notice.back", **sage, "since": None}, NOW + 2 * DAY),
        ):
            await deliveries.add(tx, chat.id, DeliveryKind.NOTICE, payload=payload, now=at)
        assert await tracing.gaps(tx, channel.id) == [Gap("mastodon", "@sage", NOW, NOW + DAY)]
        assert await tracing.gaps(tx, other.id) == []
