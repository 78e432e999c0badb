"""A lane's tokens, kept in the store so that searches and looks share them (connectors.Meter)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.budget import month_of, next_month
from bot.core.pacing import limit_from_headers, tokens_within
from bot.store import lanes, spending
from bot.store.engine import Store, Tx
from connectors.errors import BudgetUsed, QuotaUsed, RateLimited
from connectors.status import error_of
from connectors.types import FREE, Answer, Bill, LaneKey, Pace, Priority

LOOK_PATIENCE = 0.2  # seconds a look steps aside while a person waits on its lane


class StoreMeter:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._people: Counter[LaneKey] = Counter()
        self._paces: dict[LaneKey, Pace] = {}

    async def take(
        self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float, bill: Bill = FREE
    ) -> None:
        """One token, or RateLimited(until) when it wouldn't come within `deadline` seconds.

        Raises BudgetUsed or QuotaUsed where the bill can't be met; then no token is used up.
        """
        self._paces[lane] = pace
        if priority is Priority.PERSON:
            self._people[lane] += 1
        try:
            await self._wait(lane, pace, priority, deadline, bill)
        finally:
            if priority is Priority.PERSON:
                self._people[lane] -= 1

    async def _wait(
        self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float, bill: Bill
    ) -> None:
        waited = 0.0
        while True:
            pause = await self._try(lane, pace, priority, bill)
            if pause == 0.0:
                return
            if waited + pause > deadline:
                raise RateLimited(self._clock.now() + timedelta(seconds=pause), "no token in time")
            await self._clock.sleep(pause)
            waited += pause

    async def _try(self, lane: LaneKey, pace: Pace, priority: Priority, bill: Bill) -> float:
        """0.0 when a token was taken, else the seconds to wait for one."""
        if priority is Priority.LOOK and self._people[lane]:
            return LOOK_PATIENCE
        now = self._clock.now()
        async with self._store.begin() as tx:
            until = await lanes.paused_until(tx, lane)
            if until is not None and until > now:
                raise RateLimited(until, "paused")
            pause = await lanes.take_token(tx, lane, now, pace)
            if pause == 0.0:
                await self._set_aside(tx, lane, bill, now)
            return pause

    async def _set_aside(self, tx: Tx, lane: LaneKey, bill: Bill, now: datetime) -> None:
        """Raises BudgetUsed or QuotaUsed: the transaction, token included, is given up."""
        if bill.ceiling and bill.budget is not None:
            month = month_of(bill.at or now)
            short = await spending.reserve(
                tx, lane.network, month, bill.ceiling, bill.budget, bill.person
            )
            if short is not None:
                raise BudgetUsed(next_month(now), short)
        if bill.quota is not None:
            until = await spending.use(tx, lane, bill.quota, now)
            if until is not None:
                raise QuotaUsed(bill.quota.name, until)

    async def settle(self, lane: LaneKey, bill: Bill, cost: int | None, *, counted: bool) -> None:
        """Give back what the request didn't use up. `cost` None: all of it stays spent."""
        unused = bill.ceiling - (bill.ceiling if cost is None else cost)
        owed = unused if bill.budget is not None else 0
        if not owed and (counted or bill.quota is None):
            return
        async with self._store.begin() as tx:
            if owed:
                month = month_of(bill.at or self._clock.now())
                await spending.settle(tx, lane.network, month, owed, bill.person)
            if bill.quota is not None and not counted:
                await spending.give_back(tx, lane, bill.quota)

    async def observe(self, lane: LaneKey, answer: Answer) -> None:
        """The network's own headers win over the documents, whoever asked."""
        now = self._clock.now()
        if (banned := _banned_until(answer, now)) is not None:
            await self._pause(lane, banned)
            return
        limit = limit_from_headers(answer.headers, now)
        if limit is None:
            return
        if limit.remaining == 0:
            await self._pause(lane, limit.reset)
        elif (pace := self._paces.get(lane)) is not None:
            fewest, most = tokens_within(limit, pace, now)
            if fewest > 0 or most < pace.burst:
                async with self._store.begin() as tx:
                    await lanes.keep_tokens_within(tx, lane, now, pace, fewest, most)

    async def _pause(self, lane: LaneKey, until: datetime) -> None:
        async with self._store.begin() as tx:
            await lanes.pause(tx, lane, until, "limit")


def _banned_until(answer: Answer, now: datetime) -> datetime | None:
    """A 429 counts whatever the headers say is left; a 503 only where it names a time."""
    if answer.status not in (429, 503):
        return None
    error = error_of(answer, network="", signed=False, now=now)
    return error.until if isinstance(error, RateLimited) else None
