"""A clock for tests: it moves only when it is told to."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

# Monday 2 November 2026, 10:00 in Paris.
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


class VirtualClock:
    """Implements bot.clock.Clock."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self._start = start
        self._elapsed = timedelta()
        self._sleepers: list[tuple[timedelta, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> datetime:
        return self._start + self._elapsed

    def monotonic(self) -> float:
        return self._elapsed.total_seconds()

    async def sleep(self, seconds: float) -> None:
        wakes_at = self._elapsed + timedelta(seconds=max(seconds, 0.0))
        waiting = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (wakes_at, next(self._numbers), waiting))
        await waiting

    def move(self, seconds: float) -> None:
        """Forward; those who sleep until then wake in their order."""
        self._elapsed += timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= self._elapsed:
            waiting = heapq.heappop(self._sleepers)[2]
            if not waiting.done():
                waiting.set_result(None)

    def move_to(self, instant: datetime) -> None:
        self.move((instant - self.now()).total_seconds())
