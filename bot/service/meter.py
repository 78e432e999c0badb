"""A lane's tokens, kept in the store so that searches and looks share them (connectors.Meter)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot.clock import Clock
from bot.core.pacing import limit_from_headers
from bot.store import lanes
from bot.store.engine import Store
from connectors.errors import RateLimited
from connectors.types import Answer, LaneKey, Pace, Priority

LOOK_PATIENCE = 0.2  # seconds a look steps aside while a person waits on its lane


class StoreMeter:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._people: Counter[LaneKey] = Counter()

    async def take(self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float) -> None:
        """One token, or RateLimited(until) when it wouldn't come within `deadline` seconds."""
        if priority is Priority.PERSON:
            self._people[lane] += 1
        try:
            await self._wait(lane, pace, priority, deadline)
        finally:
            if priority is Priority.PERSON:
                self._people[lane] -= 1

    async def _wait(self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float) -> None:
        waited = 0.0
        while True:
            pause = await self._try(lane, pace, priority)
            if pause == 0.0:
                return
            if waited + pause > deadline:
                raise RateLimited(self._clock.now() + timedelta(seconds=pause), "no token in time")
            await self._clock.sleep(pause)
            waited += pause

    async def _try(self, lane: LaneKey, pace: Pace, priority: Priority) -> float:
        """0.0 when a token was taken, else the seconds to wait for one."""
        if priority is Priority.LOOK and self._people[lane]:
            return LOOK_PATIENCE
        now = self._clock.now()
        async with self._store.begin() as tx:
            until = await lanes.paused_until(tx, lane)
            if until is not None and until > now:
                raise RateLimited(until, "paused")
            return await lanes.take_token(tx, lane, now, pace)

    async def observe(self, lane: LaneKey, answer: Answer) -> None:
        """The network's own headers win over the documents."""
        limit = limit_from_headers(answer.headers, self._clock.now())
        if limit is None:
            return
        remaining, reset = limit
        if remaining > 0:
            return
        async with self._store.begin() as tx:
            await lanes.pause(tx, lane, reset, "limit")
