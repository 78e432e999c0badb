"""What a channel learns of an announcement that spreads."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.core.model import DeliveryId, DeliveryKind
from bot.store import alerts, deliveries
from bot.store.engine import Store
from bot.store.tables import delivery
from connectors.query import Not, Word
from tests.store.spreading import HIRING, NETWORKS, Spreading, hours, networks_told
from tests.store.world import NOW, waiting_in


@pytest.fixture
def spreading(store: Store) -> Spreading:
    return Spreading(store)


async def wanted(spreading: Spreading, delivery_id: DeliveryId) -> int:
    found = select(delivery.c.wanted).where(delivery.c.id == delivery_id)
    async with spreading.store.read() as tx:
        return int((await tx.execute(found)).scalar_one())


async def message(spreading: Spreading) -> DeliveryId:
    """The channel's first alert is sent now."""
    now = spreading.clock.now()
    channel_id = spreading.watches["mastodon"].channel_id
    async with spreading.store.begin() as tx:
        ready = await waiting_in(tx, channel_id)
        kind = DeliveryKind.ALERT
        made = await deliveries.add(tx, channel_id, kind, alert_ids=ready, now=now)
        claimed = await deliveries.claim(tx, channel_id, now)
        assert claimed is not None
        assert await deliveries.sent(tx, made, claimed.attempt, "m1", now)
        await deliveries.shown(tx, made, claimed.wanted, now)
    return made


async def test_a_post_that_its_watch_left_out_is_not_told_with_the_others(
    spreading: Spreading,
) -> None:
    await spreading.watched()
    await spreading.set_watch("bluesky", query=Not(Word("guide")))
    await spreading.digest_only("feed")
    for network in NETWORKS:
        await spreading.see(network)
    assert await networks_told(spreading) == [["mastodon"]]


async def test_an_announcement_is_told_when_its_first_wanted_post_comes(
    spreading: Spreading,
) -> None:
    await spreading.watched()
    await spreading.digest_only("mastodon")
    await spreading.see("mastodon")
    assert await networks_told(spreading) == []
    await spreading.see("bluesky")
    assert await networks_told(spreading) == [["bluesky"]]


async def test_a_sent_message_is_to_be_edited_once_for_each_post_that_joins(
    spreading: Spreading,
) -> None:
    made = await spreading.watched()
    await spreading.see("mastodon")
    sent = await message(spreading)
    before = await wanted(spreading, sent)
    joined = await spreading.see("bluesky")
    assert await wanted(spreading, sent) == before + 1
    await spreading.look(made["bluesky"].target, joined)
    await spreading.see("feed", HIRING)
    assert await wanted(spreading, sent) == before + 1


async def test_a_message_of_more_than_72_hours_ago_is_left_as_it_is(
    spreading: Spreading,
) -> None:
    """The second post is seen late: its network could not be asked."""
    await spreading.watched()
    first = await spreading.see("mastodon")
    sent = await message(spreading)
    before = await wanted(spreading, sent)
    assert first.published_at is not None
    await spreading.see("bluesky", minutes=73 * 60, at=first.published_at + hours(1))
    assert await wanted(spreading, sent) == before
    assert await networks_told(spreading) == []


async def test_undoing_a_watch_takes_its_post_out_of_what_others_tell_too(
    spreading: Spreading,
) -> None:
    made = await spreading.watched()
    await spreading.see("mastodon")
    await spreading.see("bluesky")
    sent = await message(spreading)
    before = await wanted(spreading, sent)
    async with spreading.store.begin() as tx:
        await alerts.take_back(tx, made["bluesky"].id)
        (left,) = await alerts.of_delivery(tx, sent)
    assert [one.post.post.network for one in left.entries] == ["mastodon"]
    assert await wanted(spreading, sent) == before + 1
    async with spreading.store.begin() as tx:
        await alerts.take_back(tx, made["mastodon"].id)
        (left,) = await alerts.of_delivery(tx, sent)
    assert len(left.entries) == 1
    assert await wanted(spreading, sent) == before + 1


async def test_a_watch_that_stops_leaves_what_was_told_as_it_is(spreading: Spreading) -> None:
    made = await spreading.watched()
    await spreading.see("mastodon")
    await spreading.see("bluesky")
    sent = await message(spreading)
    async with spreading.store.begin() as tx:
        await alerts.withdraw(tx, made["bluesky"].id)
        (left,) = await alerts.of_delivery(tx, sent)
    assert len(left.entries) == 2


async def test_a_days_alerts_are_counted_by_announcement(spreading: Spreading) -> None:
    watch = (await spreading.watched())["mastodon"]
    await spreading.see("mastodon", key="1")
    await spreading.see("mastodon", key="2")
    await spreading.see("mastodon", HIRING)
    async with spreading.store.read() as tx:
        assert await alerts.alerts_on_day(tx, watch.id, NOW) == 2
