"""From a due lane to what is recorded, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.model import Platform, Verdict, Watch
from bot.core.reactions import TELL_AFTER
from bot.service.look import Observation
from bot.store import channels, lanes, watches
from bot.store.engine import Store
from bot.store.lanes import Lane
from bot.store.tables import post
from connectors.errors import (
    ConnectorError,
    CredentialRejected,
    NotPossible,
    RateLimited,
    Refused,
    TargetGone,
    Transient,
)
from connectors.types import Coverage
from tests.service.looking import SUSPECT, Watchtower, page
from tests.store.world import NOW, World, a_post, judgements, lane_of, waiting_in

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DOWN = Transient("no answer")


@pytest.fixture
def tower(store: Store) -> Watchtower:
    return Watchtower(store)


async def watched(tower: Watchtower, chat: str = "C1", workspace: str = "T1") -> Watch:
    async with tower.store.begin() as tx:
        return await World(tx).watched(chat=chat, workspace=workspace)


async def alerts_of(tower: Watchtower, watch: Watch) -> int:
    async with tower.store.read() as tx:
        return len(await waiting_in(tx, watch.channel_id))


async def verdicts_of(tower: Watchtower, watch: Watch) -> list[str]:
    async with tower.store.read() as tx:
        return sorted(said for _, said, _ in await judgements(tx, watch.channel_id))


async def test_what_was_there_before_the_watch_floods_nobody(tower: Watchtower) -> None:
    watch = await watched(tower)
    old = [a_post(f"p{n}", published_at=NOW - n * HOUR) for n in range(1, 6)]
    await tower.look(page(*old))
    assert await alerts_of(tower, watch) == 0
    assert set(await verdicts_of(tower, watch)) == {Verdict.BASELINE}


async def test_a_first_look_that_comes_late_still_tells_what_came_since_the_watch(
    tower: Watchtower,
) -> None:
    watch = await watched(tower)
    before, since = a_post("old", published_at=NOW - HOUR), a_post("new", published_at=NOW + MINUTE)
    await tower.look(page(before, since), minutes=180)
    assert await alerts_of(tower, watch) == 1
    assert await verdicts_of(tower, watch) == [Verdict.BASELINE, Verdict.NEWS]


async def test_a_new_post_is_told_once_however_often_it_is_seen(tower: Watchtower) -> None:
    watch = await watched(tower)
    new = a_post("new", published_at=NOW + 15 * MINUTE)
    await tower.look(page(), page(new), page(new), page(new))
    assert await alerts_of(tower, watch) == 1


async def test_a_post_that_a_deletion_pulled_into_the_page_is_not_news(tower: Watchtower) -> None:
    watch = await watched(tower)
    fresh = a_post("fresh", published_at=NOW - HOUR)
    ancient = a_post("ancient", published_at=NOW - timedelta(days=30))
    await tower.look(page(fresh), page(fresh, ancient))
    assert await alerts_of(tower, watch) == 0
    assert await verdicts_of(tower, watch) == [Verdict.BASELINE, Verdict.LATE]


async def test_a_changed_text_is_taken_over_without_a_second_alert(tower: Watchtower) -> None:
    watch = await watched(tower)
    new = a_post("new", "Draft", published_at=NOW + 15 * MINUTE)
    await tower.look(page(), page(new), page(replace(new, text="Final")))
    assert await alerts_of(tower, watch) == 1
    async with tower.store.read() as tx:
        assert (await tx.execute(select(post.c.text))).scalars().all() == ["Final"]


async def test_the_cursor_of_a_good_look_is_given_to_the_next(tower: Watchtower) -> None:
    await watched(tower)
    await tower.look(page(cursor="a"), page(cursor=None), page(cursor="b"), page())
    assert tower.network.cursors == [None, "a", "a", "b"]


@pytest.mark.parametrize("bad", [SUSPECT, DOWN])
async def test_a_look_that_saw_nothing_concludes_nothing(
    tower: Watchtower, bad: ConnectorError
) -> None:
    watch = await watched(tower)
    await tower.look(page(a_post("p1"), cursor="good"), bad)
    state = await tower.state(watch.target)
    assert (state.cursor, state.failures) == ("good", 1)
    assert state.coverage in (Coverage.SUSPECT, Coverage.FAILED)
    assert state.last_good_at == NOW + 10 * MINUTE


async def test_a_broken_source_is_told_once_and_once_when_it_is_back(tower: Watchtower) -> None:
    watch = await watched(tower)
    await tower.look(page(), DOWN, DOWN)
    assert await tower.notices() == []
    await tower.look(DOWN, DOWN, DOWN, minutes=30)
    assert await tower.notices() == [(watch.channel_id, "notice.broken")]
    await tower.look(page(), page(), minutes=400)
    assert [key for _, key in await tower.notices()] == ["notice.broken", "notice.back"]
    await tower.look(DOWN, DOWN, DOWN, minutes=400)
    assert [key for _, key in await tower.notices()][2:] == ["notice.broken"]


async def test_a_source_that_fails_rarely_is_told_after_hours(tower: Watchtower) -> None:
    await watched(tower)
    await tower.look(page(), DOWN)
    await tower.look(DOWN, minutes=TELL_AFTER / MINUTE + 1)
    assert [key for _, key in await tower.notices()] == ["notice.broken"]


async def test_an_account_that_is_gone_is_told_as_gone(tower: Watchtower) -> None:
    await watched(tower)
    gone = TargetGone()
    await tower.look(page(), gone, gone, gone)
    assert [key for _, key in await tower.notices()] == ["notice.broken.gone"]


@pytest.mark.parametrize("error", [CredentialRejected("MASTODON_TOKEN"), Refused("private")])
async def test_what_only_the_operator_can_mend_is_told_to_the_operator(
    tower: Watchtower, error: ConnectorError
) -> None:
    watch = await watched(tower)
    async with tower.store.begin() as tx:
        terminal = await World(tx).channel("me", platform=Platform.TERMINAL)
    await tower.look(page(), error, error, error, minutes=400)
    assert await tower.notices() == [
        (watch.channel_id, "notice.broken.operator"),
        (terminal.id, "notice.operator"),
    ]


async def test_a_short_limit_pauses_the_lane_and_is_no_news(tower: Watchtower) -> None:
    watch = await watched(tower)
    await tower.look(page())
    for _ in range(4):
        limited = RateLimited(tower.clock.now() + 15 * MINUTE)
        await tower.look(limited)
        async with tower.store.read() as tx:
            assert await lanes.paused_until(tx, lane_of(watch.target)) == limited.until
        asked = len(tower.network.cursors)
        await tower.looker.tick()
        assert len(tower.network.cursors) == asked
    assert await tower.notices() == []


async def test_what_a_network_can_not_do_is_asked_again_only_the_next_day(
    tower: Watchtower,
) -> None:
    watch = await watched(tower)
    await tower.look(NotPossible("search"))
    state = await tower.state(watch.target)
    assert state.next_look_at >= tower.clock.now() + timedelta(hours=23)


async def test_who_lost_the_lease_writes_nothing(tower: Watchtower) -> None:
    watch = await watched(tower)
    async with tower.store.begin() as tx:
        lane = await lanes.lease(tx, "another", NOW, NOW + HOUR)
    assert lane is not None
    seen = Observation(watch.target, page(a_post("new")), Lane(lane.id, lane.key))
    assert not await tower.looker.record(seen)
    async with tower.store.read() as tx:
        assert (await tx.execute(select(post.c.text))).scalars().all() == []
    assert (await tower.state(watch.target)).last_look_at is None


async def test_a_lane_is_given_back_even_when_its_look_breaks(tower: Watchtower) -> None:
    await watched(tower)
    await tower.look(page())

    def broken(batch: object) -> object:
        raise RuntimeError("a connector's own fault")

    tower.network.look = broken  # type: ignore[method-assign,assignment]
    tower.clock.move(minutes=10)
    await tower.looker.tick()
    await tower.looker.settle()
    assert await tower.leases() == [None]


async def test_two_workspaces_share_one_look_and_each_gets_its_alert(tower: Watchtower) -> None:
    one = await watched(tower, "C1", "T1")
    two = await watched(tower, "C2", "T2")
    new = a_post("new", published_at=NOW + 15 * MINUTE)
    await tower.look(page(), page(new))
    assert one.target == two.target
    assert len(tower.network.cursors) == 2
    assert [await alerts_of(tower, watch) for watch in (one, two)] == [1, 1]


async def test_what_nobody_watches_any_more_is_not_looked_at(tower: Watchtower) -> None:
    watch = await watched(tower)
    async with tower.store.begin() as tx:
        await watches.end(tx, watch.id, NOW)
    await tower.look(page())
    assert tower.network.cursors == []


async def test_a_muted_channel_reads_it_in_the_digest(tower: Watchtower) -> None:
    watch = await watched(tower)
    async with tower.store.begin() as tx:
        await channels.update(tx, watch.channel_id, muted_until=NOW + timedelta(days=1))
    await tower.look(page(), page(a_post("new", published_at=NOW + 15 * MINUTE)))
    assert await alerts_of(tower, watch) == 0
    assert await verdicts_of(tower, watch) == [Verdict.DIGEST]


async def test_a_hashtag_raises_three_alerts_a_day_and_keeps_the_rest_for_the_digest(
    tower: Watchtower,
) -> None:
    async with tower.store.begin() as tx:
        world = World(tx)
        watch = await world.watch(await world.channel(), await world.hashtag("tva"))
    first = [a_post(f"a{n}", published_at=NOW + 15 * MINUTE) for n in range(2)]
    second = [a_post(f"b{n}", published_at=NOW + 25 * MINUTE) for n in range(4)]
    await tower.look(page(), page(*first), page(*second))
    assert await alerts_of(tower, watch) == 3
    assert (await verdicts_of(tower, watch)).count(Verdict.DIGEST) == 3
