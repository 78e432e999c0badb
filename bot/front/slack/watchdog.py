"""Looks, every now and then, whether Slack still reaches us."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from structlog.typing import FilteringBoundLogger

from bot.clock import Clock
from bot.front.errors import FrontError
from bot.service.ports import SendError


class Watchdog:
    def __init__(self, clock: Clock, log: FilteringBoundLogger, seconds: float) -> None:
        self._clock, self._log, self._seconds = clock, log, seconds
        self._task: asyncio.Task[None] | None = None

    def start(self, check: Callable[[], Awaitable[None]]) -> None:
        """`check` may raise SendError or FrontError: it is asked again."""
        self._task = asyncio.create_task(self._watch(check))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self, check: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._clock.sleep(self._seconds)
            try:
                await check()
            except (SendError, FrontError) as error:
                self._log.warning("slack.not_reached", error=str(error))
