"""The limited process: what a document can't do to us."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from connectors.errors import UnexpectedPayload
from connectors.parsing.process import CPU
from connectors.parsing.worker import ParseWorker


@dataclass(frozen=True, slots=True)
class Read:
    size: int
    kind: str
    at: datetime
    parts: tuple[str, ...]


def read(body: bytes, headers: Mapping[str, str]) -> Read:
    at = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
    return Read(len(body), headers.get("content-type", ""), at, ("a", "é"))


def spin(body: bytes, headers: Mapping[str, str]) -> int:
    number = 0
    while True:
        number += 1


def hoard(body: bytes, headers: Mapping[str, str]) -> int:
    return len(b"x" * (600 * 1024 * 1024))


kept: list[bytes] = []


def swell(body: bytes, headers: Mapping[str, str]) -> int:
    kept.append(b"x" * (150 * 1024 * 1024))
    return os.getpid()


def die(body: bytes, headers: Mapping[str, str]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(body: bytes, headers: Mapping[str, str]) -> None:
    raise ValueError(f"the secret is {body!r}")


def who(body: bytes, headers: Mapping[str, str]) -> int:
    return os.getpid()


def environment(body: bytes, headers: Mapping[str, str]) -> list[str]:
    return sorted(os.environ)


def modules(body: bytes, headers: Mapping[str, str]) -> list[str]:
    import sys

    return sorted(sys.modules)


def liar(body: bytes, headers: Mapping[str, str]) -> int:
    return "not a number"  # type: ignore[return-value]


def sleepy(body: bytes, headers: Mapping[str, str]) -> None:
    signal.pause()


@pytest.fixture
async def worker() -> AsyncIterator[ParseWorker]:
    worker = ParseWorker()
    yield worker
    await worker.aclose()


async def test_a_parse_gives_back_the_type_that_its_function_declares(worker: ParseWorker) -> None:
    got = await worker.parse(read, b"12345", {"content-type": "text/xml"})
    assert got == Read(5, "text/xml", datetime(2026, 5, 4, 8, 30, tzinfo=UTC), ("a", "é"))


async def test_one_process_serves_many_parses(worker: ParseWorker) -> None:
    assert await worker.parse(who, b"", {}) == await worker.parse(who, b"", {}) != os.getpid()


async def test_parses_asked_at_once_each_get_their_own_answer(worker: ParseWorker) -> None:
    got = await asyncio.gather(*(worker.parse(read, b"x" * n, {}) for n in range(20)))
    assert [one.size for one in got] == list(range(20))


@pytest.mark.parametrize("bad", [hoard, die, refuse, liar])
async def test_a_parse_that_fails_is_an_unexpected_payload_and_the_next_works(
    worker: ParseWorker, bad: object
) -> None:
    with pytest.raises(UnexpectedPayload):
        await worker.parse(bad, b"", {})  # type: ignore[arg-type]
    assert (await worker.parse(read, b"1", {})).size == 1


async def test_the_processor_limit_ends_a_parse_and_the_loop_goes_on(worker: ParseWorker) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    turns = 0
    parsing = asyncio.ensure_future(worker.parse(spin, b"", {}))
    while not parsing.done():
        await asyncio.wait({parsing}, timeout=0.05)
        turns += 1
    with pytest.raises(UnexpectedPayload):
        await parsing
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert spent < CPU + 2
    assert turns > 20
    assert (await worker.parse(read, b"1", {})).size == 1


async def test_a_parse_that_only_waits_is_ended_by_the_wall_clock() -> None:
    worker = ParseWorker(wall=0.5)
    with pytest.raises(UnexpectedPayload):
        await worker.parse(sleepy, b"", {})
    await worker.aclose()


async def test_a_cancelled_parse_leaves_no_stale_answer_for_the_next(worker: ParseWorker) -> None:
    await worker.parse(who, b"", {})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(worker.parse(sleepy, b"", {}), 0.2)
    assert (await worker.parse(read, b"1", {})).size == 1


async def test_a_process_swollen_by_one_document_is_replaced(worker: ParseWorker) -> None:
    first = await worker.parse(swell, b"", {})
    assert await worker.parse(who, b"", {}) != first


async def test_an_idle_process_ends_and_the_next_parse_starts_another() -> None:
    worker = ParseWorker(idle=0.0)
    first = await worker.parse(who, b"", {})
    later = asyncio.Event()
    asyncio.get_running_loop().call_later(0.001, later.set)
    await later.wait()
    assert await worker.parse(who, b"", {}) != first
    assert (await worker.parse(read, b"1", {})).size == 1
    await worker.aclose()


async def test_no_environment_variable_of_ours_reaches_the_process(
    worker: ParseWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "canary")
    assert "SLACK_BOT_TOKEN" not in await worker.parse(environment, b"", {})


async def test_an_error_text_never_holds_the_document(worker: ParseWorker) -> None:
    with pytest.raises(UnexpectedPayload) as caught:
        await worker.parse(refuse, b"hunter2", {})
    assert "hunter2" not in caught.value.detail


async def test_closing_twice_or_before_a_parse_is_fine() -> None:
    worker = ParseWorker()
    await worker.aclose()
    await worker.parse(who, b"", {})
    await worker.aclose()
    await worker.aclose()


async def test_the_process_loads_neither_the_bot_nor_a_database(worker: ParseWorker) -> None:
    loaded = await worker.parse(modules, b"", {})
    assert not {"sqlmodel", "sqlalchemy", "httpx", "bot"} & set(loaded)
