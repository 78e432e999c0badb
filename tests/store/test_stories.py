"""One announcement on several networks is one story, whoever sees it first."""

from __future__ import annotations

import asyncio
from itertools import permutations

import pytest
from sqlalchemy import func, select, text

from bot.core.model import PostId, StoryId, WorkspaceId
from bot.store import firms, posts, stories
from bot.store.engine import Store
from bot.store.tables import post, story, story_post
from tests.store.spreading import (
    GUIDE,
    HIRING,
    NETWORKS,
    Spreading,
    a_firm,
    account_on,
    hours,
    networks_told,
    said,
    told,
)
from tests.store.world import NOW, World, a_post


@pytest.fixture
def spreading(store: Store) -> Spreading:
    return Spreading(store)


async def shape(spreading: Spreading) -> list[list[str]]:
    """The networks of each story that has posts, in the order in which the stories began."""
    found = select(story_post.c.story_id, post.c.network).join(
        post, story_post.c.post_id == post.c.id
    )
    by_story: dict[int, list[str]] = {}
    async with spreading.store.read() as tx:
        for row in (await tx.execute(found.order_by(story_post.c.story_id, post.c.id))).all():
            by_story.setdefault(row.story_id, []).append(row.network)
    return list(by_story.values())


async def test_the_same_words_on_three_networks_are_one_alert(spreading: Spreading) -> None:
    await spreading.watched()
    for network in NETWORKS:
        await spreading.see(network)
    assert await shape(spreading) == [[*NETWORKS]]
    assert await networks_told(spreading) == [[*NETWORKS]]


async def test_other_news_of_the_same_firm_is_a_story_of_its_own(spreading: Spreading) -> None:
    await spreading.watched()
    await spreading.see("mastodon")
    await spreading.see("bluesky", HIRING)
    assert await networks_told(spreading) == [["mastodon"], ["bluesky"]]


async def test_without_a_firm_each_post_is_its_own_story(spreading: Spreading) -> None:
    await spreading.watched(firm=False)
    for network in NETWORKS:
        await spreading.see(network)
    assert await networks_told(spreading) == [[one] for one in NETWORKS]


@pytest.mark.parametrize("order", list(permutations(NETWORKS)), ids=" ".join)
async def test_in_whatever_order_it_is_seen_it_is_one_story(
    spreading: Spreading, order: tuple[str, ...]
) -> None:
    await spreading.watched()
    spreading.clock.move(hours=2)
    for network in order:
        await spreading.see(network, at=NOW + hours(1 + NETWORKS.index(network) / 4))
    assert [sorted(one) for one in await shape(spreading)] == [sorted(NETWORKS)]
    async with spreading.store.read() as tx:
        began = (await tx.execute(select(story.c.first_at))).scalar_one()
    assert began == NOW + hours(1)


async def test_a_page_that_shows_it_twice_makes_one_story(spreading: Spreading) -> None:
    watch = (await spreading.watched())["mastodon"]
    at = NOW + hours(1)
    spreading.clock.move(hours=2)
    twice = [said("mastodon", at=at, key="1"), said("mastodon", at=at, key="2")]
    await spreading.look(watch.target, *twice, said("mastodon", HIRING, at))
    assert await shape(spreading) == [["mastodon", "mastodon"], ["mastodon"]]


async def test_looks_at_once_of_all_networks_end_in_one_story_each(spreading: Spreading) -> None:
    """In channels of their own, so that only the firm keeps the looks apart."""
    async with spreading.store.begin() as tx:
        world = World(tx)
        for network in NETWORKS:
            channel = await world.channel(f"C of {network}")
            target = await account_on(tx, network)
            await a_firm(tx, channel, target)
            spreading.watches[network] = await world.watch(channel, target)
    for one in spreading.watches.values():
        await spreading.look(one.target)
    spreading.clock.move(hours=2)
    for number in range(8):
        words = f"{GUIDE}, chapitre {number + 10} : {'abcdefgh'[number] * 9}"
        await asyncio.gather(*(_record(spreading, network, words) for network in NETWORKS))
    every = await shape(spreading)
    assert [sorted(one) for one in every] == [sorted(NETWORKS)] * 8


async def _record(spreading: Spreading, network: str, words: str) -> None:
    await spreading.look(spreading.watches[network].target, said(network, words, NOW + hours(1)))


async def test_many_looks_at_once_of_several_workspaces_wait_in_one_order(
    spreading: Spreading,
) -> None:
    """Each workspace has its own firm of the same accounts: all looks hold all of them."""
    for number in range(4):
        await spreading.watched(f"C{number}", workspace=f"T{number}")
    spreading.clock.move(hours=2)
    texts = [GUIDE, HIRING] * 3
    await asyncio.gather(
        *(_record(spreading, one, words) for words in texts for one in NETWORKS),
    )
    assert [sorted(one) for one in await shape(spreading)] == [sorted(NETWORKS)] * 8


async def test_each_workspace_groups_by_its_own_firms(spreading: Spreading) -> None:
    await spreading.watched("C1")
    others = await spreading.watched("C2", workspace="T2", firm=False)
    await spreading.see("mastodon")
    await spreading.see("bluesky")
    assert await networks_told(spreading) == [["mastodon", "bluesky"]]
    async with spreading.store.begin() as tx:
        elsewhere = await told(tx, others["mastodon"].channel_id)
    assert [len(one.entries) for one in elsewhere] == [1, 1]


async def test_an_account_that_joins_a_firm_changes_nothing_of_the_past(
    spreading: Spreading,
) -> None:
    made = await spreading.watched(firm=False)
    await spreading.see("mastodon")
    async with spreading.store.begin() as tx:
        channel = await World(tx).channel()
        await a_firm(tx, channel, *(one.target for one in made.values()))
    await spreading.see("bluesky")
    await spreading.see("feed")
    assert await networks_told(spreading) == [["mastodon"], ["bluesky", "feed"]]


async def test_an_account_that_left_its_firm_stands_alone(spreading: Spreading) -> None:
    made = await spreading.watched()
    await spreading.see("mastodon")
    async with spreading.store.begin() as tx:
        (of,) = await firms.all_of(tx, made["feed"].workspace_id)
        await firms.drop(tx, of.id, made["feed"].target.id)
    await spreading.see("feed")
    assert await networks_told(spreading) == [["mastodon"], ["feed"]]


async def test_a_forgotten_firm_groups_nothing(spreading: Spreading) -> None:
    made = await spreading.watched()
    await spreading.see("mastodon")
    async with spreading.store.begin() as tx:
        (of,) = await firms.all_of(tx, made["feed"].workspace_id)
        await firms.end(tx, of.id, NOW)
    await spreading.see("feed")
    assert await networks_told(spreading) == [["mastodon"], ["feed"]]


async def test_after_72_hours_the_same_words_are_news_again(spreading: Spreading) -> None:
    await spreading.watched()
    await spreading.see("mastodon")
    await spreading.see("bluesky", minutes=71 * 60)
    await spreading.see("feed", minutes=2 * 60)
    assert await networks_told(spreading) == [["mastodon", "bluesky"], ["feed"]]


async def test_what_a_hashtag_shows_first_is_still_its_authors_firms(
    spreading: Spreading,
) -> None:
    await spreading.watched()
    async with spreading.store.begin() as tx:
        world = World(tx)
        tag = await world.watch(await world.channel(), await world.hashtag("compta"))
    await spreading.look(tag.target)
    await spreading.see("bluesky")
    spreading.clock.move(minutes=10)
    at = spreading.clock.now()
    await spreading.look(tag.target, said("mastodon", at=at), a_post("s", GUIDE, published_at=at))
    assert await shape(spreading) == [["bluesky", "mastodon"], ["mastodon"]]


async def test_a_post_that_had_its_story_keeps_it(spreading: Spreading) -> None:
    """It was told before the firm was known, and its account shows it only now."""
    made = await spreading.watched(firm=False)
    async with spreading.store.begin() as tx:
        world = World(tx)
        channel = await world.channel()
        tag = await world.watch(channel, await world.hashtag("compta"))
    await spreading.look(tag.target)
    spreading.clock.move(minutes=10)
    early = said("mastodon", at=spreading.clock.now())
    await spreading.look(tag.target, early)
    async with spreading.store.begin() as tx:
        await a_firm(tx, channel, *(one.target for one in made.values()))
    await spreading.see("bluesky")
    await spreading.look(made["mastodon"].target, early)
    assert await shape(spreading) == [["mastodon"], ["bluesky"]]


async def test_deleted_words_are_compared_with_nothing(spreading: Spreading) -> None:
    await spreading.watched()
    await spreading.see("mastodon")
    async with spreading.store.begin() as tx:
        await posts.delete(tx, [PostId(1)])
    await spreading.see("bluesky")
    assert await networks_told(spreading) == [["mastodon"], ["bluesky"]]


async def test_recent_stories_are_found_by_their_index(spreading: Spreading) -> None:
    if spreading.store.path is None:
        pytest.skip("Postgres reads a small table whole")
    began = "SELECT id FROM story WHERE firm_id = 1 AND first_at BETWEEN 'a' AND 'b'"
    async with spreading.store.read() as tx:
        plan = (await tx.execute(text(f"EXPLAIN QUERY PLAN {began}"))).all()
    assert "story_recent" in str(plan)


async def test_stories_move_with_their_workspace_but_for_what_the_other_knows(
    spreading: Spreading,
) -> None:
    old = (await spreading.watched("C1"))["mastodon"].workspace_id
    new = (await spreading.watched("C2", workspace="T2"))["mastodon"].workspace_id
    await spreading.see("mastodon")
    await spreading.see("bluesky")
    both = await _stories(spreading, new)
    async with spreading.store.begin() as tx:
        of = stories.Owner((await firms.all_of(tx, old))[0].id, old)
        (alone,) = await World(tx).see(spreading.watches["feed"].target, said("feed", HIRING))
        await stories.begin(tx, of, {alone.id: NOW}, NOW)
        opened = await stories.opened_by(tx, old, [alone.id])
        await stories.place(tx, of, [(alone.id, opened[alone.id])], {alone.id: NOW})
        await stories.move_all(tx, old, new)
    assert await _stories(spreading, new) == both | opened
    assert len(await _stories(spreading, old)) == 2


async def _stories(spreading: Spreading, workspace_id: WorkspaceId) -> dict[PostId, StoryId]:
    async with spreading.store.read() as tx:
        every = (await tx.execute(select(func.max(post.c.id)))).scalar_one()
        return await stories.of_posts(tx, workspace_id, [PostId(n) for n in range(1, every + 1)])
