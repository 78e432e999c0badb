"""Drives a connector's conversations over real HTTP against a fake server on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from connectors.base import Connector
from connectors.guard import Allowed, Guard
from connectors.http import Http
from connectors.types import (
    FREE,
    Account,
    Answer,
    Batch,
    Bill,
    Conversation,
    Due,
    LaneKey,
    Look,
    Pace,
    Priority,
    Target,
    TargetId,
)

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Unlimited:
    """A meter that always has a token."""

    async def take(
        self, lane: LaneKey, pace: Pace, priority: Priority, deadline: float, bill: Bill = FREE
    ) -> None:
        return None

    async def observe(self, lane: LaneKey, answer: Answer) -> None:
        return None

    async def settle(self, lane: LaneKey, bill: Bill, cost: int | None, *, counted: bool) -> None:
        return None


@dataclass(slots=True)
class Driver:
    """One connector with its HTTP client."""

    connector: Connector
    http: Http

    async def run(self, conversation: Conversation[T], host: str = "") -> T:
        """`host`: the lane's, by default the one that searches are asked at."""
        host = host or self.connector.search_host()
        lane = LaneKey(self.connector.network, host, self.connector.credential(host))
        return await self.http.run(
            conversation, connector=self.connector, lane=lane, priority=Priority.PERSON
        )

    async def found(self, text: str) -> list[Account]:
        """What identifying `text` gives."""
        lead = self.connector.parse_target(text)
        assert lead is not None, f"{text} is not for {self.connector.network}"
        return list(await self.run(self.connector.identify(lead), self.connector.lead_host(lead)))

    async def looks(self, *dues: Due) -> list[Look]:
        """One look at all of them together, in order."""
        looks = await self.run(self.connector.look(Batch(dues)), dues[0].target.host)
        return [looks[due.target.id] for due in dues]


@asynccontextmanager
async def driving(connector: Connector) -> AsyncIterator[Driver]:
    http = Http(Unlimited(), now=lambda: NOW, guard=Guard(Allowed.parse("127.0.0.1,localhost")))
    try:
        yield Driver(connector, http)
    finally:
        await http.aclose()


def due(account: Account, cursor: str | None = None, number: int = 1) -> Due:
    """What is due once `account` is watched."""
    target = Target(
        id=TargetId(number),
        network=account.network,
        kind=account.kind,
        key=account.key,
        handle=account.handle,
        name=account.name,
        url=account.url,
        host=account.host,
        ref=account.ref,
    )
    return Due(target, cursor)


def again(before: Due, look: Look) -> Due:
    """The same target as it is due after `look`."""
    return replace(before, cursor=look.cursor or before.cursor)
