"""Starting the bot's process, hearing from it, and ending it."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from multiprocessing.process import BaseProcess
from typing import Final

from connectors import NETWORKS
from tests.scenarios.kill.child import Spec, main

# A server that has imported everything once and forks: hundreds of starts in little time.
_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["tests.scenarios.kill.child", "sqlalchemy.dialects.sqlite.aiosqlite"]
    + [path.partition(":")[0] for path in NETWORKS.values()]
)


class Bot:
    """A running bot in its own process. `killed`: after its end, whether SIGKILL ended it."""

    def __init__(self, spec: Spec) -> None:
        self.killed = False
        self._hear, said = _FORKS.Pipe(duplex=False)
        self._process: BaseProcess = _FORKS.Process(target=main, args=(spec, said), daemon=True)
        self._process.start()
        said.close()
        self._news: asyncio.Queue[int | None] = asyncio.Queue()
        asyncio.get_running_loop().add_reader(self._hear.fileno(), self._take)

    def _take(self) -> None:
        """Only its death closes the other end."""
        try:
            self._news.put_nowait(self._hear.recv())
        except EOFError:
            asyncio.get_running_loop().remove_reader(self._hear.fileno())
            self._hear.close()
            self._process.join()
            self.killed = self._process.exitcode == -signal.SIGKILL
            self._process.close()
            self._news.put_nowait(None)

    async def news(self) -> int | None:
        """How many alerts are settled for good, each time that it changes; None: it has ended."""
        news = await self._news.get()
        if news is None:
            self._news.put_nowait(None)
        return news

    def kill(self) -> None:
        if not self._hear.closed:
            self._process.kill()

    async def ended(self) -> None:
        while await self.news() is not None:
            pass
