"""Money and quotas are counted once, whoever asks at the same moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.store import lanes, spending
from bot.store.engine import Store, Tx
from connectors.types import LaneKey, Pace, Quota
from tests.store.world import NOW

LANE = LaneKey("x", "api.x.example", "abc")
MONTH, BUDGET = "2026-11", 1000
TAGS = Quota("tags", 3, timedelta(days=7))
QUICK = Pace(timedelta(minutes=5), burst=1000, per_second=1000.0)


class _Refused(Exception):
    pass


async def reserve(store: Store, ceiling: int, person: str = "") -> str | None:
    """Whose share is used up, None when the money is set aside."""
    refused: str | None = None
    try:
        async with store.begin() as tx:
            refused = await spending.reserve(tx, "x", MONTH, ceiling, BUDGET, person)
            if refused:
                raise _Refused
    except _Refused:
        return refused
    return None


async def spent(store: Store) -> spending.Spent:
    async with store.read() as tx:
        return await spending.spent(tx, "x", MONTH)


async def test_of_many_requests_none_passes_the_ceiling(store: Store) -> None:
    taken = await asyncio.gather(*(reserve(store, 30) for _ in range(100)))
    assert taken.count(None) == BUDGET // 30
    assert {one for one in taken if one} == {"all"}
    assert (await spent(store)).micros == BUDGET // 30 * 30


async def test_searches_use_half_at_most_and_one_person_a_quarter(store: Store) -> None:
    assert await reserve(store, 250, "anne") is None
    assert await reserve(store, 1, "anne") == "person"
    assert await reserve(store, 250, "bruno") is None
    assert await reserve(store, 1, "chloe") == "searches"
    assert await reserve(store, 500) is None
    assert await reserve(store, 1) == "all"


async def test_what_is_refused_counts_nowhere(store: Store) -> None:
    assert await reserve(store, 251, "anne") == "person"
    assert (await spent(store)).micros == 0
    assert await reserve(store, 250, "anne") is None


async def test_what_was_not_spent_is_given_back_to_all_its_shares(store: Store) -> None:
    await reserve(store, 250, "anne")
    async with store.begin() as tx:
        await spending.settle(tx, "x", MONTH, 249, "anne")
    assert (await spent(store)).micros == 1
    assert await reserve(store, 249, "anne") is None


async def test_each_month_and_network_has_its_own_money(store: Store) -> None:
    await reserve(store, BUDGET)
    async with store.begin() as tx:
        assert await spending.reserve(tx, "x", "2026-12", BUDGET, BUDGET, "") is None
        assert await spending.reserve(tx, "y", MONTH, BUDGET, BUDGET, "") is None


@pytest.mark.parametrize(("reported", "counted"), [(400, 400), (50, 100)])
async def test_the_networks_own_count_wins_where_it_is_higher(
    store: Store, reported: int, counted: int
) -> None:
    await reserve(store, 100)
    async with store.begin() as tx:
        await spending.report(tx, "x", MONTH, reported)
    now = await spent(store)
    assert (now.micros, now.reported) == (counted, reported)


async def test_the_networks_count_may_come_before_any_spending(store: Store) -> None:
    async with store.begin() as tx:
        await spending.report(tx, "x", MONTH, 700)
    assert await reserve(store, 400) == "all"
    assert await reserve(store, 300) is None


async def test_a_threshold_is_told_by_one_only(store: Store) -> None:
    await reserve(store, 500)

    async def tell() -> bool:
        async with store.begin() as tx:
            return await spending.mark_told(tx, "x", MONTH, 50)

    assert sum(await asyncio.gather(*(tell() for _ in range(20)))) == 1


# --- quotas


async def use(tx: Tx, item: str, days: float = 0, quota: Quota = TAGS) -> object:
    item_of = Quota(quota.name, quota.limit, quota.window, item)
    return await spending.use(tx, LANE, item_of, NOW + timedelta(days=days))


async def test_the_item_beyond_the_limit_waits_for_the_oldest_to_leave(store: Store) -> None:
    async with store.begin() as tx:
        assert [await use(tx, tag, day) for tag, day in (("a", 0), ("b", 1), ("c", 2))] == [
            None
        ] * 3
        assert await use(tx, "d", 3) == NOW + timedelta(days=7)
        assert await use(tx, "d", 7.5) is None
        assert await use(tx, "e", 7.5) == NOW + timedelta(days=8)


async def test_the_same_item_counts_once_in_its_window(store: Store) -> None:
    async with store.begin() as tx:
        for tag in ("a", "b", "c", "a", "b", "c"):
            assert await use(tx, tag) is None


async def test_requests_without_an_item_each_count(store: Store) -> None:
    async with store.begin() as tx:
        assert [await use(tx, "") for _ in range(3)] == [None] * 3
        assert await use(tx, "") == NOW + timedelta(days=7)


async def test_what_the_network_did_not_count_leaves_room(store: Store) -> None:
    async with store.begin() as tx:
        for _ in range(3):
            await use(tx, "")
        await spending.give_back(tx, LANE, TAGS)
        assert await use(tx, "") is None


async def test_another_credential_has_a_count_of_its_own(store: Store) -> None:
    async with store.begin() as tx:
        for tag in "abc":
            await use(tx, tag)
        other = LaneKey("x", "api.x.example", "other")
        assert await spending.use(tx, other, TAGS, NOW) is None


async def test_of_many_at_once_no_more_than_the_limit_are_counted(store: Store) -> None:
    async def one() -> bool:
        async with store.begin() as tx:
            assert await lanes.take_token(tx, LANE, NOW, QUICK) == 0.0
            return await use(tx, "") is None

    assert sum(await asyncio.gather(*(one() for _ in range(30)))) == TAGS.limit


async def test_old_uses_are_forgotten(store: Store) -> None:
    async with store.begin() as tx:
        for tag in "abc":
            await use(tx, tag)
        await spending.purge(tx, NOW + timedelta(seconds=1))
        assert await use(tx, "d") is None
