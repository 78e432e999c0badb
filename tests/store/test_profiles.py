"""What is kept of accounts' profiles, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.core.model import DeliveryKind
from bot.core.profiles import Former, Known
from bot.store import deliveries, profiles, watches
from bot.store.engine import Store
from bot.store.tables import delivery
from tests.store.world import LATER, NOW, World

DURAND = Known(
    handle="durand.fr",
    name="Cabinet Durand",
    bio="Expertise \x00 comptable",
    links=("https://durand.fr",),
    pinned="",
    former={"bio": Former("Audit", NOW), "links": Former(("https://a.fr",), NOW)},
    told_at=NOW,
)
DAY = timedelta(days=1)


async def test_what_is_known_comes_back_as_it_was_saved(store: Store) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        assert await profiles.get(tx, target.id) is None
        await profiles.save(tx, target.id, DURAND, NOW)
        expected = replace(DURAND, bio="Expertise \ufffd comptable")
        assert await profiles.get(tx, target.id) == expected


async def test_what_is_saved_later_replaces_it(store: Store) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        await profiles.save(tx, target.id, DURAND, NOW)
        await profiles.save(tx, target.id, Known("durand.fr"), LATER)
        assert await profiles.get(tx, target.id) == Known("durand.fr")


async def test_accounts_that_nobody_watches_any_more_are_forgotten(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        kept, left = await world.watched("kept"), await world.watched("left")
        for one in (kept, left):
            await profiles.save(tx, one.target.id, DURAND, NOW)
        await watches.end(tx, left.id, LATER)
        await profiles.purge(tx, NOW - DAY, "profile.changed")
        assert await profiles.get(tx, kept.target.id) is not None
        assert await profiles.get(tx, left.target.id) is None


async def test_the_words_of_changes_told_long_ago_are_emptied_and_no_other_notice(
    store: Store,
) -> None:
    async with store.begin() as tx:
        channel = await World(tx).channel()
        told = {"key": "profile.changed", "changes": [{"now": "Un é"}], "post": None}
        other = {"key": "notice.back", "name": "@durand"}
        for at, payload in ((NOW, told), (NOW, other), (NOW + 2 * DAY, told)):
            await deliveries.add(tx, channel.id, DeliveryKind.NOTICE, payload=payload, now=at)
        await profiles.purge(tx, NOW + DAY, "profile.changed")
        found = await tx.execute(select(delivery.c.payload).order_by(delivery.c.id))
        assert list(found.scalars()) == [{"key": "profile.changed"}, other, told]
