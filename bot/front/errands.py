"""What goes on after a message has been sent: its pictures and files are on their way."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from structlog.typing import FilteringBoundLogger


class Errands:
    """Nothing that breaks in one is ever raised: the words are there already."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._run(errand))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def end(self, seconds: float) -> None:
        """Gives them that long to end."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        try:
            await errand
        except Exception:  # noqa: BLE001 - what was asked for has been answered in words
            self._log.exception("pictures_or_files_lost")
