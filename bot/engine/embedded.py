"""One process: APScheduler wakes each chore at its interval. Losing a wake-up loses nothing."""

from __future__ import annotations

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
    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        for chore in self._chores:
            self._scheduler.add_job(
                _safely,
                "interval",
                seconds=chore.seconds,
                args=[chore],
                id=chore.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


async def _safely(chore: Chore) -> None:
    """A chore's fault is logged; it is woken again at its next interval."""
    try:
        await chore.run()
    except StoreUnavailable as error:
        log.warning("store unavailable", chore=chore.name, error=str(error))
    except Exception:
        log.exception("chore failed", chore=chore.name)
