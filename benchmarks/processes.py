"""Veilleur in a process of its own, between far ends that the benchmark plays."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

STOP_SECONDS, LOG_SHOWN = 15.0, 4000
_ROOT = Path(__file__).parents[1]


@asynccontextmanager
async def running(folder: Path, settings: Mapping[str, str], module: str) -> AsyncIterator[int]:
    """`python -m MODULE run` with these settings and no others; gives the process id.

    What it logged is shown when the block fails.
    """
    env_file, log = folder / ".env", folder / "log"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    env_file.chmod(0o600)
    command = ("-m", module, "run", "--env-file", str(env_file))
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=_ROOT, env={}, stdin=DEVNULL, stdout=DEVNULL, stderr=sink
        )
    try:
        yield process.pid
    except BaseException:
        sys.stderr.write(log.read_text(errors="replace")[-LOG_SHOWN:])
        raise
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process and all its helpers; pages they share count each time."""
    own = _status(pid).get("VmRSS", "0 kB").split()[0]
    return int(own) / 1024 + sum(resident_megabytes(child) for child in _children(pid))


def _status(pid: int) -> dict[str, str]:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (row.partition(":") for row in rows)}


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]
