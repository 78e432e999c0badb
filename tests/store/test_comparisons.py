"""What comparisons read of the store, on both databases."""

from __future__ import annotations

from datetime import timedelta

from bot.core.model import Channel
from bot.store import comparisons, posts, watches
from bot.store.engine import Store, Tx
from connectors.types import PostKind, Target
from tests.store.world import LATER, NOW, World, a_post

DAY = timedelta(days=1)


async def followed(tx: Tx, channel: Channel) -> list[tuple[str, float]]:
    """Names, and days ago."""
    found = await comparisons.followed(tx, channel.workspace_id)
    return [(one.state.target.name, (NOW - one.since) / DAY) for one in found]


async def test_an_account_is_known_since_the_workspace_first_watched_it(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        here, there = await world.channel(), await world.channel("C2")
        other = await world.channel("C9", workspace="T9")
        sage, kpl = await world.target("sage"), await world.target("kpl")
        await world.watch(other, sage, NOW - 90 * DAY)
        first = await world.watch(here, sage, NOW - 30 * DAY)
        await watches.end(tx, first.id, NOW - 20 * DAY)
        await world.watch(there, sage, NOW - 10 * DAY)
        await world.watch(other, kpl, NOW - 5 * DAY)
        assert await followed(tx, here) == [("Sage", 30)]
        assert await followed(tx, other) == [("Sage", 90), ("Kpl", 5)]


async def test_what_nobody_watches_any_more_and_hashtags_are_left_out(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        gone = await world.watched("sage")
        await watches.end(tx, gone.id, NOW)
        channel = await world.channel()
        await world.watch(channel, await world.hashtag("tva"))
        assert await followed(tx, channel) == []


async def said(tx: Tx, *targets: Target) -> list[tuple[str, str, bool]]:
    ids = [one.id for one in targets]
    found = await comparisons.said(tx, ids, NOW - 7 * DAY, NOW)
    return [(one.post.key, one.post.text, one.kept) for one in found]


async def test_only_an_accounts_own_posts_of_the_period_are_read(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target, other = await world.target("sage"), await world.target("kpl")
        old = a_post("old", published_at=NOW - 8 * DAY)
        late = a_post("late", published_at=NOW)
        kinds = [
            a_post(kind.value, "Words", kind=kind, published_at=NOW - DAY) for kind in PostKind
        ]
        seen = await world.see(target, old, late, *kinds, at=NOW - DAY / 2)
        await world.see(other, a_post("theirs", published_at=NOW - DAY))
        quote = next(one.id for one in seen if one.post.key == PostKind.QUOTE.value)
        await posts.delete(tx, [quote])
        assert await said(tx, target) == [("late", "Words", True), ("original", "Words", True)]


async def test_words_that_were_forgotten_are_told_from_a_post_without_words(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        target = await world.target()
        at = NOW - 2 * DAY
        await world.see(target, a_post("a", "Words", published_at=at), at=at)
        await world.see(target, a_post("b", "", published_at=at), at=LATER)
        await posts.purge_text(tx, NOW)
        assert await said(tx, target) == [("a", "", False), ("b", "", True)]
