"""One process: APScheduler wakes each chore at its interval. Losing a wake-up loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.store.errors import StoreUnavailable

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every `seconds`; `run` must return soon and be harmless when repeated."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[object]]


class EmbeddedEngine:
    """A chore that still runs when its next turn comes misses that turn."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        for chore in self._chores:
            self._scheduler.add_job(
                self._wake,
                "interval",
                seconds=chore.seconds,
                args=[chore],
                id=chore.name,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """No more wake-ups; chores under way end by themselves."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await asyncio.gather(*self._running.values())

    async def _wake(self, chore: Chore) -> None:
        """Only starts it: the scheduler cancels what it runs itself when it is shut down."""
        if chore.name not in self._running:
            task = asyncio.create_task(_safely(chore))
            self._running[chore.name] = task
            task.add_done_callback(lambda _: self._running.pop(chore.name))


async def _safely(chore: Chore) -> None:
    """A chore's fault is logged; it is woken again at its next interval."""
    try:
        await chore.run()
    except StoreUnavailable as error:
        log.warning("store unavailable", chore=chore.name, error=str(error))
    except Exception:
        log.exception("chore failed", chore=chore.name)
