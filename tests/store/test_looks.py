from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.model import TargetState
from bot.store import lanes, looks, targets, watches
from bot.store.engine import Store, Tx
from connectors.types import Coverage, TargetId
from tests.store.world import LATER, NOW, World, an_account


async def _save(tx: Tx, target_id: TargetId, coverage: Coverage, **facts: Any) -> TargetState:
    values: dict[str, Any] = {
        "cursor": None,
        "at": NOW,
        "newest_at": None,
        "error": None,
        "error_until": None,
        "account": None,
        "next_look_at": None,
    }
    return await looks.save(tx, target_id, coverage=coverage, **(values | facts))


async def test_a_new_target_is_due_and_was_never_looked_at(store: Store) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        assert await targets.state(tx, target.id) == TargetState(target, None, NOW)
        with pytest.raises(LookupError):
            await targets.state(tx, TargetId(999))


async def test_a_target_is_made_once(store: Store) -> None:
    async with store.begin() as tx:
        first = await targets.ensure(tx, an_account(), credential="", now=NOW)
        again = await targets.ensure(
            tx, an_account(name="other", key=first.key), credential="x", now=LATER
        )
        assert again == first
        assert (await targets.state(tx, first.id)).next_look_at == NOW


@pytest.mark.parametrize("coverage", [Coverage.COMPLETE, Coverage.PARTIAL])
async def test_a_good_look_makes_the_baseline_once(store: Store, coverage: Coverage) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        state = await _save(tx, target.id, coverage, cursor="c1", newest_at=NOW, next_look_at=LATER)
        assert state == TargetState(
            target,
            cursor="c1",
            next_look_at=LATER,
            baseline_at=NOW,
            last_look_at=NOW,
            last_good_at=NOW,
            newest_at=NOW,
            coverage=coverage,
        )
        state = await _save(tx, target.id, coverage, at=LATER, newest_at=NOW - timedelta(days=1))
        assert (state.baseline_at, state.last_good_at, state.newest_at) == (NOW, LATER, NOW)
        assert (state.cursor, state.next_look_at) == ("c1", LATER)
        assert await targets.state(tx, target.id) == state


@pytest.mark.parametrize("coverage", [Coverage.SUSPECT, Coverage.FAILED])
async def test_failures_are_counted_from_the_first_and_end_with_a_good_look(
    store: Store, coverage: Coverage
) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        await _save(tx, target.id, coverage, error="gone")
        state = await _save(tx, target.id, coverage, at=LATER, error="slow", error_until=LATER)
        assert (state.failures, state.failing_since) == (2, NOW)
        assert (state.error, state.error_until, state.coverage) == ("slow", LATER, coverage)
        assert (state.baseline_at, state.last_good_at, state.last_look_at) == (None, None, LATER)
        await looks.mark_told(tx, target.id, LATER)
        state = await _save(tx, target.id, Coverage.COMPLETE, at=LATER)
        assert (state.failures, state.failing_since, state.error, state.error_until) == (
            0,
            None,
            None,
            None,
        )
        assert state.told_at == LATER
        await looks.mark_told(tx, target.id, None)
        assert (await targets.state(tx, target.id)).told_at is None


async def test_a_cursor_that_is_too_long_is_not_stored(store: Store) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        longest = "é" * (32 * 1024)
        assert (await _save(tx, target.id, Coverage.COMPLETE, cursor=longest)).cursor == longest
        state = await _save(tx, target.id, Coverage.COMPLETE, cursor=longest + "x")
        assert state.cursor == longest


async def test_a_feed_that_moved_has_another_lane_and_the_same_key(store: Store) -> None:
    async with store.begin() as tx:
        watch = await World(tx).watched()
        target = watch.target
        moved = an_account("sage", "new.example", key=target.key, handle="sage2")
        state = await _save(tx, target.id, Coverage.COMPLETE, account=moved)
        assert (state.target.id, state.target.key) == (target.id, target.key)
        assert (state.target.host, state.target.handle) == ("new.example", "sage2")
        lane = await lanes.lease(tx, "w", NOW, LATER)
        assert lane is not None
        assert lane.key.host == "new.example"


async def test_the_watchers_are_the_live_watches_of_every_workspace(store: Store) -> None:
    async with store.begin() as tx:
        world = World(tx)
        one = await world.watched(chat="C1", workspace="T1")
        two = await world.watched(chat="C2", workspace="T2")
        ended = await world.watched(chat="C3", workspace="T2")
        await watches.end(tx, ended.id, LATER)
        await world.watched("other", chat="C4")
        found = await looks.watchers(tx, one.target.id)
        assert [watch for watch, _ in found] == [one, two]
        assert [channel.id for _, channel in found] == [one.channel_id, two.channel_id]
        assert found[0][1].workspace_id != found[1][1].workspace_id


async def test_a_look_at_nothing_is_refused(store: Store) -> None:
    async with store.begin() as tx:
        with pytest.raises(LookupError):
            await _save(tx, TargetId(999), Coverage.COMPLETE)


async def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    async with store.begin() as tx:
        target = await World(tx).target()
        paris = datetime.fromisoformat("2026-07-01T12:00:00.123456+02:00")
        state = await _save(tx, target.id, Coverage.COMPLETE, at=paris)
        assert state.last_look_at == paris
        assert state.last_look_at.utcoffset() == timedelta(0)
