"""The networks that this installation has switched on, and asking them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TypeVar

from bot.core.pacing import interval
from connectors.base import Connector
from connectors.http import Http
from connectors.types import Conversation, LaneKey, Priority

T = TypeVar("T")


class Networks:
    """Connectors by name, in the order in which a person's words are offered to them."""

    def __init__(
        self, connectors: Mapping[str, Connector], http: Http, min_poll: timedelta | None
    ) -> None:
        self._connectors = dict(connectors)
        self._http = http
        self._min_poll = min_poll

    def __iter__(self) -> Iterator[Connector]:
        return iter(self._connectors.values())

    def __contains__(self, network: str) -> bool:
        return network in self._connectors

    def get(self, network: str) -> Connector:
        return self._connectors[network]

    def interval(self, network: str) -> timedelta:
        """Time between two looks at a target of that network."""
        return interval(self._connectors[network].pace, self._min_poll)

    def lane(self, connector: Connector, host: str) -> LaneKey:
        return LaneKey(connector.network, host, connector.credential(host))

    async def ask(
        self,
        connector: Connector,
        host: str,
        conversation: Conversation[T],
        priority: Priority = Priority.PERSON,
    ) -> T:
        """Run a conversation on the lane of that host. Raises ConnectorError."""
        lane = self.lane(connector, host)
        return await self._http.run(conversation, connector=connector, lane=lane, priority=priority)
