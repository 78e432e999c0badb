"""Parses what strangers wrote in a process of its own, so that no document can stop the loop."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias, get_type_hints

import msgspec

from connectors.errors import UnexpectedPayload
from connectors.parsing import process as parser_process
from connectors.parsing.process import LENGTH, Done, Job

Parse: TypeAlias = Callable[[bytes, Mapping[str, str]], Any]

WALL = 20.0  # seconds: the limit of CPU time counts less on a busy machine
IDLE = 60.0  # seconds after which the process ends
GRACE = 5.0  # seconds that a process has to end by itself
LARGEST_RESULT = 32 * 1024 * 1024

_ROOT = Path(__file__).parents[2]


class ParseWorker:
    """One limited process, started at the first parse and replaced when it dies.

    It gets none of our environment. What it answers is data, checked against the return type that
    the parse function declares: never pickled objects.
    """

    def __init__(self, *, wall: float = WALL, idle: float = IDLE) -> None:
        self._wall = wall
        self._idle = idle
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._farewell: asyncio.TimerHandle | None = None

    async def parse(self, function: Parse, body: bytes, headers: Mapping[str, str]) -> Any:
        """What `function(body, headers)` returns; `function` stands at the top of a module.

        Raises UnexpectedPayload when it raises, dies, or takes too much time or memory.
        """
        job = Job(function.__module__, function.__name__, dict(headers), body)
        async with self._turn:
            self._stay()
            done = await self._ask(msgspec.msgpack.encode(job))
            self._leave_later()
        if done.error:
            raise UnexpectedPayload(f"unreadable: {done.error}")
        try:
            return msgspec.msgpack.decode(done.result, type=_returned(function))
        except msgspec.DecodeError:
            raise UnexpectedPayload("unreadable: odd result") from None

    async def aclose(self) -> None:
        """End the process. A later parse would start another."""
        async with self._turn:
            self._stay()
            await self._end()

    async def _ask(self, frame: bytes) -> Done:
        # Whatever cuts an exchange short (a limit, a cancelled caller) leaves half a frame in the
        # pipe: that process is of no more use.
        kept = died = False
        try:
            async with asyncio.timeout(self._wall):
                done = await self._exchange(frame)
            kept = not done.spent
        except (EOFError, ConnectionError):
            died = True
            raise UnexpectedPayload("unreadable within the limits of time and memory") from None
        except (TimeoutError, OSError, msgspec.DecodeError):
            raise UnexpectedPayload("unreadable within the limits of time") from None
        finally:
            if not kept:
                await self._end(died=died)
        return done

    async def _exchange(self, frame: bytes) -> Done:
        process = await self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(LENGTH.pack(len(frame)) + frame)
        await process.stdin.drain()
        (size,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        if size > LARGEST_RESULT:
            raise OSError
        return msgspec.msgpack.decode(await process.stdout.readexactly(size), type=Done)

    async def _started(self) -> Process:
        if self._process is not None and self._leaving(self._process):
            await self._process.wait()
            self._process = None
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                parser_process.__name__,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=_ROOT,
                env={"MALLOC_ARENA_MAX": "1"},
            )
        return self._process

    @staticmethod
    def _leaving(process: Process) -> bool:
        assert process.stdin is not None
        return process.returncode is not None or process.stdin.is_closing()

    async def _end(self, *, died: bool = False) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        # Killing what is dying anyway would take its exit status from asyncio's own watcher.
        if not died and not self._leaving(process):
            process.kill()
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
        except TimeoutError:
            process.kill()

    def _leave_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._farewell = loop.call_later(self._idle, self._leave)

    def _leave(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def _stay(self) -> None:
        if self._farewell is not None:
            self._farewell.cancel()
            self._farewell = None


@lru_cache(maxsize=64)
def _returned(function: Parse) -> Any:
    return get_type_hints(function).get("return", Any)
