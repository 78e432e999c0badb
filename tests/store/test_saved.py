"""A channel's board, and what may come on it."""

from __future__ import annotations

from datetime import timedelta

from bot.core.model import Change, Channel, PostId
from bot.core.saved import Entry, entry_of
from bot.store import channels, posts, saved, watches
from bot.store.engine import Store, Tx
from connectors.types import PostKind
from tests.store.world import ANNE, NOW, World, a_post

MINUTE = timedelta(minutes=1)
LINK = "https://www.linkedin.com/posts/1"
ALONE = Entry("linkedin.com/posts/1", LINK, "", "", "", ANNE, NOW)


async def a_board(tx: Tx, *keys: str) -> tuple[Channel, list[Entry]]:
    """A channel with these posts on its board, the last one saved last."""
    world = World(tx)
    watch = await world.watched()
    channel = await channels.get(tx, watch.channel_id)
    seen = await world.see(watch.target, *map(a_post, keys))
    entries = [entry_of(one, "", ANNE, NOW + at * MINUTE) for at, one in enumerate(seen)]
    for one in entries:
        assert await saved.add(tx, channel, one)
    return channel, entries


def change_of(channel: Channel, *steps: list[object]) -> Change:
    before = {saved.STEPS: list(steps)}
    return Change(1, channel.workspace_id, channel.id, ANNE, "save", before, {}, NOW)


async def test_a_board_shows_the_newest_first_each_once(store: Store) -> None:
    async with store.begin() as tx:
        channel, (first, second) = await a_board(tx, "p1", "p2")
        assert not await saved.add(tx, channel, first)
        assert await saved.add(tx, channel, ALONE)
        board = await saved.board_of(tx, channel.id)
    assert [one.entry for one in board] == [second, ALONE, first]
    assert [one.post and one.post.id for one in board] == [second.post_id, None, first.post_id]


async def test_another_channel_has_a_board_of_its_own(store: Store) -> None:
    async with store.begin() as tx:
        _, (entry,) = await a_board(tx, "p1")
        other = await World(tx).channel("C2")
        assert await saved.board_of(tx, other.id) == []
        assert await saved.at(tx, other.id, entry.place) is None
        assert not await saved.remove(tx, other.id, entry.place)


async def test_a_recap_asks_for_what_was_saved_since(store: Store) -> None:
    async with store.begin() as tx:
        channel, (_, second) = await a_board(tx, "p1", "p2")
        found = await saved.board_of(tx, channel.id, NOW + MINUTE)
    assert [one.entry for one in found] == [second]


async def test_words_go_with_the_post_and_the_link_stays(store: Store) -> None:
    async with store.begin() as tx:
        channel, (entry, gone) = await a_board(tx, "p1", "p2")
        assert gone.post_id is not None
        await posts.delete(tx, [gone.post_id])
        await posts.purge_text(tx, NOW + MINUTE)
        deleted, kept = await saved.board_of(tx, channel.id)
    assert deleted.post is not None
    assert deleted.post.deleted
    assert kept.post is not None
    assert (kept.post.post.text, kept.entry.url) == ("", entry.url)


async def test_each_step_takes_a_change_back(store: Store) -> None:
    async with store.begin() as tx:
        channel, (entry,) = await a_board(tx, "p1")
        await saved.put_back(tx, change_of(channel, saved.drop(entry)))
        assert await saved.board_of(tx, channel.id) == []
        await saved.put_back(tx, change_of(channel, saved.put(entry)))
        [back] = await saved.board_of(tx, channel.id)
        assert back.entry == entry
        assert await saved.annotate(tx, channel.id, entry.place, "good")
        assert not await saved.annotate(tx, channel.id, entry.place, "good")
        await saved.put_back(tx, change_of(channel, saved.call(entry)))
        [back] = await saved.board_of(tx, channel.id)
        assert back.entry == entry


async def test_a_post_is_found_by_its_link_where_the_workspace_has_seen_it(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        here = await world.watched()
        there = await world.watched("other", "C9", workspace="T9")
        [mine] = await world.see(here.target, a_post("p1"))
        [theirs] = await world.see(there.target, a_post("p2"))
        link = f"{mine.post.url}/?utm_source=mail"
        assert await saved.at_link(tx, here.workspace_id, link) == [mine]
        assert await saved.seen(tx, here.workspace_id, mine.id) == mine
        assert await saved.at_link(tx, here.workspace_id, theirs.post.url) == []
        assert await saved.seen(tx, here.workspace_id, theirs.id) is None
        assert await saved.seen(tx, here.workspace_id, PostId(999)) is None


async def test_what_others_see_after_a_watch_has_ended_leaves_no_trace(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        await watches.end(tx, watch.id, NOW)
        await world.watched(chat="C9", workspace="T9")
        [later] = await world.see(watch.target, a_post("p1"), at=NOW + MINUTE)
        assert await saved.seen(tx, watch.workspace_id, later.id) is None


async def test_of_a_post_and_who_shares_it_the_post_itself_is_meant(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        watch = await world.watched()
        own = a_post("p1")
        share = a_post("p2", url=own.url, kind=PostKind.REPOST)
        original, _ = await world.see(watch.target, own, share)
        first, *_ = await saved.at_link(tx, watch.workspace_id, own.url)
    assert first == original


async def test_a_chat_that_is_merged_takes_its_board_along(store: Store) -> None:
    async with store.begin() as tx:
        channel, (entry,) = await a_board(tx, "p1")
        into = await World(tx).channel("C2", workspace="T2")
        await saved.add(tx, into, ALONE)
        await saved.move_channel(tx, channel, into)
        assert await saved.board_of(tx, channel.id) == []
        places = {one.entry.place for one in await saved.board_of(tx, into.id)}
    assert places == {entry.place, ALONE.place}
