"""Reactions are counted for good when a post is two days old, and only such counts are judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.core.compare.reactions import usual_reactions
from bot.core.model import TargetState
from bot.service.digest_facts import habits
from bot.service.rereads import Rereads
from bot.store import comparisons, histories, looks, targets, watches
from bot.store.engine import Store
from connectors.errors import Transient
from connectors.types import Coverage, Post, PostKind, Target
from tests.service.world import Deaf, SetClock, Upstream, networks
from tests.store.world import NOW, World, a_post

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Paid(Upstream):
    """Asking it again costs money."""

    def budget(self) -> int | None:
        return 10_000_000


def told(key: str = "p1", at: datetime = NOW, reactions: int | None = 3) -> Post:
    return a_post(key, published_at=at, reactions=reactions)


@dataclass
class Desk:
    """One account that is watched, and a network whose answers are set."""

    store: Store
    clock: SetClock
    upstream: Upstream
    rereads: Rereads
    target: Target

    async def see(self, *found: Post) -> None:
        """A look, now."""
        now = self.clock.now()
        async with self.store.begin() as tx:
            await World(tx).see(self.target, *found, at=now)
            await looks.save(
                tx,
                self.target.id,
                cursor=None,
                coverage=Coverage.COMPLETE,
                at=now,
                newest_at=None,
                error=None,
                error_until=None,
                account=None,
                next_look_at=None,
            )

    async def passes(self, *hours: float) -> None:
        """Passes of the chore, each so many hours after the one before."""
        for wait in hours:
            self.clock.move(hours=wait)
            await self.rereads.tick()

    async def known(self) -> dict[str, int | None]:
        """Reactions by post, as figures are made of them now."""
        await self.see()
        async with self.store.read() as tx:
            [state] = (await targets.states(tx, [self.target.id])).values()
            [seen] = (await histories.seen(tx, [state], NOW - 90 * DAY)).values()
            end = self.clock.now()
            said = await comparisons.said(tx, [self.target.id], NOW - 90 * DAY, end)
        counts = {post.key: post.reactions for post in seen.posts}
        assert {one.post.key: one.post.reactions for one in said} == counts
        return counts

    def asked(self) -> list[str]:
        """Since the last time."""
        found, self.upstream.asked = self.upstream.asked, []
        return [key for batch in found for key in batch]


async def opened(store: Store, upstream: Upstream) -> Desk:
    clock = SetClock()
    async with store.begin() as tx:
        watch = await World(tx).watched()
    chore = Rereads(store, networks(store, clock, upstream), clock)
    return Desk(store, clock, upstream, chore, watch.target)


@pytest.fixture
async def desk(store: Store) -> Desk:
    return await opened(store, Upstream())


async def test_a_post_is_read_again_once_when_it_is_two_days_old(desk: Desk) -> None:
    await desk.see(told())
    desk.upstream.answers["p1"] = told(reactions=40)
    asked = []
    for hours in range(1, 9 * 24):
        desk.clock.at = NOW + hours * HOUR
        await desk.rereads.tick()
        asked += [hours for _ in desk.asked()]
    assert asked == [48]
    assert await desk.known() == {"p1": 40}


async def test_until_then_its_count_stands_and_then_it_is_unknown_where_nobody_answers(
    desk: Desk,
) -> None:
    await desk.see(told())
    desk.upstream.answers["p1"] = Transient("down")
    await desk.passes(47)
    assert await desk.known() == {"p1": 3}
    await desk.passes(1)
    assert await desk.known() == {"p1": None}


async def test_who_did_not_answer_is_asked_again_for_a_week(desk: Desk) -> None:
    await desk.see(told())
    desk.upstream.answers["p1"] = Transient("down")
    await desk.passes(48, 1, 5)
    assert desk.asked() == ["p1", "p1"]
    desk.upstream.answers["p1"] = told(reactions=9)
    await desk.passes(6, 6)
    assert desk.asked() == ["p1"]
    assert await desk.known() == {"p1": 9}


async def test_a_post_that_nobody_answers_for_is_left_alone_after_a_week(desk: Desk) -> None:
    await desk.see(told())
    desk.upstream.answers["p1"] = Transient("down")
    await desk.passes(7 * 24 + 1)
    assert desk.asked() == []
    assert await desk.known() == {"p1": None}


async def test_a_look_that_shows_an_old_post_counts_as_well(desk: Desk) -> None:
    await desk.see(told())
    desk.clock.move(hours=49)
    await desk.see(told(reactions=12))
    await desk.passes(1)
    assert desk.asked() == []
    assert await desk.known() == {"p1": 12}


async def test_a_network_that_cannot_be_asked_again_counts_by_its_looks(store: Store) -> None:
    clock = SetClock()
    desk = await opened(store, Upstream())
    desk.clock, desk.rereads = clock, Rereads(store, networks(store, clock, Deaf()), clock)
    await desk.see(told(), told("p2"))
    clock.move(hours=48)
    await desk.see(told(reactions=8))
    assert await desk.known() == {"p1": 8, "p2": None}


async def test_what_was_old_at_the_first_look_is_known_for_good(desk: Desk) -> None:
    await desk.see(told(at=NOW - 3 * DAY, reactions=20))
    await desk.passes(1)
    assert desk.asked() == []
    assert await desk.known() == {"p1": 20}


async def test_money_is_not_spent_for_a_count(store: Store) -> None:
    desk = await opened(store, Paid())
    await desk.see(told(), told("old", NOW - 3 * DAY, 7))
    await desk.passes(48, 24)
    assert desk.asked() == []
    assert await desk.known() == {"p1": None, "old": 7}


@pytest.mark.parametrize(
    "post",
    [
        told(reactions=None),
        replace(told(), kind=PostKind.REPOST),
        replace(told(), kind=PostKind.REPLY),
        replace(told(), published_at=None),
    ],
    ids=["without reactions", "shared", "a reply", "undated"],
)
async def test_what_is_never_judged_is_not_asked_about(desk: Desk, post: Post) -> None:
    await desk.see(post)
    await desk.passes(48, 24)
    assert desk.asked() == []


async def test_what_nobody_watches_any_more_is_not_asked_about(desk: Desk) -> None:
    await desk.see(told())
    async with desk.store.begin() as tx:
        [watch] = await watches.of_channel(tx, (await World(tx).channel()).id)
        await watches.end(tx, watch.id, NOW)
    await desk.passes(48)
    assert desk.asked() == []


async def test_a_median_is_made_of_what_was_counted_for_good(desk: Desk) -> None:
    """Six old posts of 20, then a hundred of which only the first minutes are known."""
    old = [told(f"old{n}", NOW - (3 + n) * DAY, 20) for n in range(6)]
    young = [told(f"new{n}", NOW, 0) for n in range(20)]
    await desk.see(*old, *young)
    desk.upstream.answers = {post.key: Transient("down") for post in young}
    await desk.passes(72)
    await desk.see()
    async with desk.store.read() as tx:
        [state] = (await targets.states(tx, [desk.target.id])).values()
        assert isinstance(state, TargetState)
        [seen] = (await histories.seen(tx, [state], NOW - 90 * DAY)).values()
    assert usual_reactions(seen.own, desk.clock.now()) == 20
    begun = replace(seen, since=NOW - 90 * DAY)
    of = habits(begun, desk.clock.now() - DAY, desk.clock.now())
    assert (of.usual, of.record("old0")) == (20, None)
