"""A paid network, from the request that it refuses to what people and operators read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.model import Platform
from bot.render.notices import notice
from bot.render.words import Words
from bot.service.budgets import Budgets
from bot.service.look import Looker
from bot.service.meter import StoreMeter
from bot.service.notices import Notices
from bot.store import looks, operators, spending, targets
from bot.store.engine import Store
from bot.store.tables import delivery
from connectors.errors import BudgetUsed, QuotaUsed, Transient
from connectors.types import (
    Batch,
    Bill,
    Conversation,
    Coverage,
    LaneKey,
    Look,
    Pace,
    Priority,
    Quota,
    TargetId,
)
from tests.connectors.web import Toy
from tests.service.world import SetClock, networks
from tests.store.world import ANNE, NOW, World, an_account

LANE = LaneKey("x", "api.example")
PACE = Pace(timedelta(minutes=5), burst=1000, per_second=1000.0)
BUDGET = 1000
MONTH = "2026-11"


class Paid(Toy):
    network = "x"

    def __init__(self, reported: int | None = None) -> None:
        super().__init__()
        self.reported = reported
        self.asked = 0

    def budget(self) -> int | None:
        return BUDGET

    def usage(self) -> Conversation[int]:
        self.asked += 1
        if self.reported is None:
            raise Transient("no answer")
        return self.reported
        yield


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


async def take(meter: StoreMeter, ceiling: int, person: str = "") -> Bill:
    bill = Bill(ceiling=ceiling, budget=BUDGET, person=person, at=NOW)
    await meter.take(LANE, PACE, Priority.LOOK, 1.0, bill)
    return bill


async def operator(store: Store) -> None:
    """Anne runs the installation, and has written to the bot in private."""
    async with store.begin() as tx:
        await World(tx).channel("D1", private=True)
        await operators.add_operator(tx, Platform.SLACK, "T1", ANNE, NOW, chat="D1")


async def told(store: Store) -> list[str]:
    """What the operator reads."""
    words = Words("en", "Europe/Paris", NOW)
    async with store.read() as tx:
        found = await tx.execute(select(delivery.c.payload).order_by(delivery.c.id))
        return [notice(words, payload).summary for (payload,) in found]


async def test_no_request_leaves_that_could_pass_the_budget(store: Store, clock: SetClock) -> None:
    meter = StoreMeter(store, clock)
    for _ in range(3):
        await take(meter, 300)
    with pytest.raises(BudgetUsed) as refused:
        await take(meter, 101)
    assert refused.value.until.isoformat() == "2026-12-01T00:00:00+00:00"
    await take(meter, 100)


async def test_what_a_request_did_not_cost_may_be_spent_again(
    store: Store, clock: SetClock
) -> None:
    meter = StoreMeter(store, clock)
    for _ in range(50):
        bill = await take(meter, 400)
        await meter.settle(LANE, bill, 10, counted=True)
    async with store.read() as tx:
        assert (await spending.spent(tx, "x", MONTH)).micros == 500


async def test_a_request_without_an_answer_may_have_cost_all_it_could(
    store: Store, clock: SetClock
) -> None:
    meter = StoreMeter(store, clock)
    await meter.settle(LANE, await take(meter, 900), None, counted=True)
    with pytest.raises(BudgetUsed):
        await take(meter, 101)


async def test_money_of_a_month_is_settled_in_that_month(store: Store, clock: SetClock) -> None:
    meter = StoreMeter(store, clock)
    bill = await take(meter, 900)
    clock.move(days=40)
    await meter.settle(LANE, bill, 100, counted=True)
    async with store.read() as tx:
        assert (await spending.spent(tx, "x", MONTH)).micros == 100
        assert (await spending.spent(tx, "x", "2026-12")).micros == 0


async def test_a_refusal_uses_up_neither_token_nor_quota(store: Store, clock: SetClock) -> None:
    meter = StoreMeter(store, clock)
    slow = Pace(timedelta(minutes=5), burst=1, per_second=0.001)
    bill = Bill(ceiling=2000, budget=BUDGET, quota=Quota("q", 1, timedelta(days=1)), at=NOW)
    with pytest.raises(BudgetUsed):
        await meter.take(LANE, slow, Priority.LOOK, 0.0, bill)
    fits = Bill(quota=bill.quota)
    await meter.take(LANE, slow, Priority.LOOK, 0.0, fits)
    clock.move(hours=1)
    with pytest.raises(QuotaUsed) as refused:
        await meter.take(LANE, slow, Priority.LOOK, 0.0, fits)
    assert refused.value.until == NOW + timedelta(days=1)


async def test_an_answer_that_does_not_count_leaves_the_quota(
    store: Store, clock: SetClock
) -> None:
    meter = StoreMeter(store, clock)
    bill = Bill(quota=Quota("q", 1, timedelta(days=1)))
    for _ in range(3):
        await meter.take(LANE, PACE, Priority.LOOK, 0.0, bill)
        await meter.settle(LANE, bill, 0, counted=False)


async def test_the_operator_hears_of_each_threshold_once(store: Store, clock: SetClock) -> None:
    await operator(store)
    budgets, meter = Budgets(store, networks(store, clock, Paid()), clock), StoreMeter(store, clock)
    heard = []
    for _ in range(10):
        await take(meter, 100)
        await budgets.tick()
        heard.append(len(await told(store)))
    assert heard == [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]
    assert (await told(store))[2] == (
        "X: this month's budget is used ($0.00 of $0.00). I look again from 1 December. "
        "To go on sooner, raise it in .env and restart."
    )


async def test_a_network_that_stopped_short_of_its_ceiling_is_told_as_used(
    store: Store, clock: SetClock
) -> None:
    """What is left is less than the next request could cost."""
    await operator(store)
    async with store.begin() as tx:
        world = World(tx)
        target = await targets.ensure(tx, an_account(network="x", key="1"), credential="", now=NOW)
        await world.watch(await world.channel(), target)
        await looks.save(
            tx,
            target.id,
            cursor=None,
            coverage=Coverage.FAILED,
            at=NOW,
            newest_at=None,
            error="budget",
            error_until=None,
            account=None,
            next_look_at=None,
        )
    await Budgets(store, networks(store, clock, Paid()), clock).tick()
    assert [text for text in await told(store) if "budget is used" in text] != []


async def test_the_networks_own_count_is_asked_once_a_day(store: Store, clock: SetClock) -> None:
    paid = Paid(reported=600)
    budgets = Budgets(store, networks(store, clock, paid), clock)
    for _ in range(4):
        await budgets.tick()
        clock.move(hours=10)
    assert paid.asked == 2
    async with store.read() as tx:
        spent = await spending.spent(tx, "x", MONTH)
    assert (spent.micros, spent.reported) == (600, 600)


async def test_a_network_that_does_not_tell_changes_nothing(store: Store, clock: SetClock) -> None:
    await Budgets(store, networks(store, clock, Paid()), clock).tick()
    async with store.read() as tx:
        assert await spending.spent(tx, "x", MONTH) == spending.Spent()


# --- looks


class Lookable(Paid):
    """Its looks find nothing."""

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        return {due.target.id: Look((), "c", Coverage.COMPLETE) for due in batch.dues}
        yield


@pytest.mark.parametrize(("spent", "factor"), [(0, 1), (600, 1), (1000, 1.5)])
async def test_looks_are_spread_apart_while_the_money_goes_too_fast(
    store: Store, clock: SetClock, spent: int, factor: float
) -> None:
    """On the 22nd: by then 7 tenths of a month's money may be gone."""
    paid = Lookable()
    paid.pace = Pace(timedelta(hours=1), burst=1000, per_second=1000.0)
    clock.at = NOW.replace(day=22, hour=0)
    async with store.begin() as tx:
        world = World(tx)
        target = await targets.ensure(
            tx, an_account(network="x", key="1"), credential="", now=clock.at
        )
        await world.watch(await world.channel(), target)
        if spent:
            await spending.report(tx, "x", MONTH, spent)
    looker = Looker(store, networks(store, clock, paid), Notices(), clock, "me")
    gaps = []
    for _ in range(3):
        await looker.tick()
        await looker.settle()
        async with store.read() as tx:
            following = (await targets.state(tx, target.id)).next_look_at
        gaps.append(following - clock.at)
        clock.at = following
    assert gaps[1:] == [timedelta(hours=factor)] * 2
