"""The process that reads hostile documents: little memory, little time, no secret in reach.

Started by connectors.parsing.worker as `python -m connectors.parsing.process`; it imports nothing
but what a parse function needs. Frames on both pipes: four bytes of length (big endian), then
MessagePack.
"""

from __future__ import annotations

import contextlib
import importlib
import math
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

MEMORY = 512 * 1024 * 1024  # bytes of address space
CPU = 5  # seconds for one parse
KEPT = 96 * 1024 * 1024  # bytes: a process that holds more is replaced after its answer
LENGTH = struct.Struct(">I")


class Job(msgspec.Struct, array_like=True):
    """A document to parse. `module`, `name`: where the parse function stands."""

    module: str
    name: str
    headers: dict[str, str]
    body: bytes


class Done(msgspec.Struct, array_like=True):
    """`result`: MessagePack of what the function returned. `error`: the kind of what it raised.

    `spent`: this process holds too much memory to go on.
    """

    result: msgspec.Raw = msgspec.Raw(b"\xc0")
    error: str = ""
    spent: bool = False


def main() -> None:
    """Answer jobs until the input ends."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    while head := jobs.read(LENGTH.size):
        job = msgspec.msgpack.decode(jobs.read(LENGTH.unpack(head)[0]), type=Job)
        _limit(resource.RLIMIT_CPU, _cpu_used() + CPU)
        _write(answers, msgspec.msgpack.encode(_run(job)))


def _run(job: Job) -> Done:
    try:
        parse: Callable[..., Any] = getattr(importlib.import_module(job.module), job.name)
        result = msgspec.msgpack.encode(parse(job.body, job.headers))
    except Exception as error:  # noqa: BLE001 - whatever a document makes a parser do is an answer
        return Done(error=type(error).__name__, spent=isinstance(error, MemoryError))
    return Done(result=msgspec.Raw(result), spent=_memory_used() > KEPT)


def _limit(what: int, soft: int) -> None:
    # Some systems know the limit but let nobody set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))


def _cpu_used() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return math.ceil(used.ru_utime + used.ru_stime)


def _memory_used() -> int:
    """Resident bytes; 0 where the system doesn't tell. (ru_maxrss counts our parent's too.)"""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _write(stream: BinaryIO, frame: bytes) -> None:
    stream.write(LENGTH.pack(len(frame)) + frame)
    stream.flush()


if __name__ == "__main__":
    main()
