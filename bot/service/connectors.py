"""The networks that this installation has switched on, and asking them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from bot.core.pacing import interval
from connectors.base import Connector
from connectors.errors import CredentialRejected
from connectors.http import Http
from connectors.types import Conversation, LaneKey, Priority, Target

T = TypeVar("T")


class Networks:
    """Connectors by name, in the order in which a person's words are offered to them.

    Those that lack a setting are known, but neither offered nor asked. `only`: the networks that
    this installation may ask at all; empty: any.
    """

    def __init__(
        self,
        connectors: Mapping[str, Connector],
        http: Http,
        min_poll: timedelta | None,
        only: Collection[str] = (),
    ) -> None:
        self._known = dict(connectors)
        self._only = frozenset(only)
        self._on = {name: one for name, one in connectors.items() if not self.lacks(one)}
        self._http = http
        self._min_poll = min_poll

    def __iter__(self) -> Iterator[Connector]:
        return iter(self._on.values())

    def __contains__(self, network: str) -> bool:
        return network in self._on

    def all(self) -> Sequence[Connector]:
        """Switched on or not."""
        return list(self._known.values())

    def lacks(self, connector: Connector) -> tuple[str, ...]:
        """The settings that keep it from being asked; empty: it is switched on."""
        kept_out = self._only and connector.network not in self._only
        return (*connector.missing(), *(("NETWORKS",) if kept_out else ()))

    def off(self) -> Sequence[Connector]:
        """Those that a setting would switch on."""
        return [one for name, one in self._known.items() if name not in self._on]

    def get(self, network: str) -> Connector:
        """Switched on or not. Raises KeyError."""
        return self._known[network]

    def interval(self, network: str) -> timedelta:
        """Time between two looks at a target of that network."""
        return interval(self._known[network].pace, self._min_poll)

    @property
    def fixed(self) -> bool:
        """Did the installation set the time between two looks itself?"""
        return self._min_poll is not None

    def lane(self, connector: Connector, host: str, key: str = "") -> LaneKey:
        """Where a target's questions go; without its `key`, those of people."""
        return LaneKey(connector.network, host, connector.credential(host, key))

    def lane_of(self, target: Target) -> LaneKey:
        """The lane that serves a stored target with today's settings."""
        connector = self._known.get(target.network)
        credential = connector.credential(target.host, target.key) if connector else ""
        return LaneKey(target.network, target.host, credential)

    async def ask(
        self,
        connector: Connector,
        lane: LaneKey,
        conversation: Conversation[T],
        priority: Priority = Priority.PERSON,
        person: str = "",
    ) -> T:
        """Run a conversation on a lane. `person`: who asks, for the shares of a paid budget.

        Raises ConnectorError.
        """
        if lacking := self.lacks(connector):
            raise CredentialRejected(lacking[0], "not set")
        return await self._http.run(
            conversation, connector=connector, lane=lane, priority=priority, person=person
        )
