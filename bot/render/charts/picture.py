"""Charts drawn in short-lived processes, so that the bot never carries matplotlib."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bot.core.charts import Chart
from bot.render.charts import process

DEADLINE = 20.0  # seconds for one picture
_ROOT = Path(__file__).parents[3]
_PNG = b"\x89PNG\r\n\x1a\n"


class Undrawn(Exception):
    """There is no picture: its text must do."""


class Painter:
    """One picture at a time: each takes a second of a processor, and 80 MB."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._turn = asyncio.Lock()

    async def picture(self, chart: Chart, *, dark: bool = False) -> bytes:
        """The PNG. Raises Undrawn when it isn't there within the deadline, turns included."""
        job = msgspec.msgpack.encode(process.Job(chart, dark))
        try:
            async with asyncio.timeout(self._deadline), self._turn:
                drawn = await _drawn(job)
        except (TimeoutError, OSError):
            raise Undrawn("no picture within the deadline") from None
        if not drawn.startswith(_PNG):
            raise Undrawn("no picture")
        return drawn


async def _drawn(job: bytes) -> bytes:
    # matplotlib writes a list of fonts somewhere; the process gets none of our environment.
    with TemporaryDirectory(prefix="veilleur-") as scratch:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            process.__name__,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=_ROOT,
            env={"MPLCONFIGDIR": scratch, "MALLOC_ARENA_MAX": "1"},
        )
        try:
            return (await child.communicate(job))[0]
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
