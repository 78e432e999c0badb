"""A web server on loopback whose answers are given byte by byte, and the parts a driver needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import httpx
from pydantic_settings import BaseSettings

from connectors.base import Connector
from connectors.errors import ConnectorError
from connectors.guard import Allowed, Guard
from connectors.http import Http
from connectors.types import (
    FREE,
    Ability,
    Account,
    Answer,
    Batch,
    Bill,
    Conversation,
    LaneKey,
    Lead,
    Look,
    Pace,
    Priority,
    Request,
    TargetId,
)

TLS = b"\x16"  # first byte of a greeting that a plain server doesn't understand
NOW = datetime(2026, 5, 4, 8, 30, tzinfo=UTC)
LANE = LaneKey("toy", "toy.example.com")
Write = Callable[[asyncio.StreamWriter], Awaitable[None]]


def reply(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """An HTTP answer; underscores in header names become dashes."""
    named = {"content-length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode("latin-1") + body


@dataclass
class Web:
    """`pages`: by path with query. `asked`: the heads of the requests that came."""

    port: int = 0
    pages: dict[str, bytes | Write] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connections: int = 0

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                first = await reader.readexactly(1)
                if first == TLS:
                    break
                head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.asked.append(head)
                page = self.pages.get(head.split(" ")[1], reply(b"nothing here", 404))
                if callable(page):
                    await page(writer)
                    break
                writer.write(page)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def web() -> AsyncIterator[Web]:
    site = Web()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        await server.wait_closed()


@dataclass
class Tokens:
    """Counts tokens. `refusal`: what the next take raises."""

    taken: list[tuple[LaneKey, Priority, float]] = field(default_factory=list)
    observed: list[int] = field(default_factory=list)
    refusal: ConnectorError | None = None

    async def take(
        self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float, bill: Bill = FREE
    ) -> None:
        self.taken.append((lane, priority, deadline))
        if self.refusal:
            raise self.refusal

    async def observe(self, lane: LaneKey, answer: Answer) -> None:
        self.observed.append(answer.status)

    async def settle(self, lane: LaneKey, bill: Bill, cost: int | None, *, counted: bool) -> None:
        return None


class Toy(Connector):
    """A network of which only the transport matters."""

    network = "toy"
    display_name = "Toy"
    abilities = frozenset({Ability.ACCOUNT})
    pace = Pace(timedelta(minutes=1), 10, 1.0)
    Config: ClassVar[type[BaseSettings]] = BaseSettings

    def __init__(self, origin: str = "https://toy.example.com", token: str = "") -> None:
        self.origin = origin
        self.token = token

    def parse_target(self, text: str) -> Lead | None:
        return None

    def identify(self, lead: Lead) -> Conversation[Sequence[Account]]:
        raise NotImplementedError

    def look(self, batch: Batch) -> Conversation[Mapping[TargetId, Look]]:
        raise NotImplementedError

    def search_host(self) -> str:
        return "toy.example.com"

    def origins(self) -> frozenset[str]:
        return frozenset({self.origin})

    def auth(self, credential: str) -> httpx.Auth | None:
        return httpx.BasicAuth("toy", self.token) if self.token else None


def one(request: Request) -> Conversation[Answer]:
    return (yield request)


def http_on_loopback(meter: Tokens | None = None, total: float = 20.0) -> Http:
    guard = Guard(Allowed.parse("127.0.0.1"))
    return Http(meter or Tokens(), now=lambda: NOW, guard=guard, total=total)
