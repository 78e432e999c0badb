"""Asking who is meant: leads that a network takes in one request are asked about together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from bot.service.connectors import Networks
from connectors.base import Identified
from connectors.errors import ConnectorError
from connectors.types import Account, Conversation, Kind, Lead

T = TypeVar("T")


class Identifying:
    """The leads of one command. `person`: who asks, for the shares of a paid budget.

    Those that go together are asked about as soon as one of them is. `close` when no more answers
    are wanted.
    """

    def __init__(self, networks: Networks, leads: Iterable[Lead], person: str = "") -> None:
        self._networks = networks
        self._person = person
        self._groups = {lead: group for group in _groups(networks, leads) for lead in group}
        self._joint: dict[tuple[Lead, ...], asyncio.Future[Sequence[Identified]]] = {}

    async def identify(self, lead: Lead) -> Sequence[Account]:
        """Candidates. Raises ConnectorError."""
        connector, group = self._networks.get(lead.network), self._groups[lead]
        if len(group) == 1:
            return await self._ask(lead, connector.identify(lead))
        if group not in self._joint:
            asking = self._ask(lead, connector.identify_all(group))
            self._joint[group] = asyncio.ensure_future(asking)
        # Who stops waiting takes the answer from nobody else.
        answers = await asyncio.shield(self._joint[group])
        answer = answers[group.index(lead)]
        if isinstance(answer, ConnectorError):
            raise answer
        return answer

    def close(self) -> None:
        for asking in self._joint.values():
            asking.cancel()

    async def _ask(self, lead: Lead, conversation: Conversation[T]) -> T:
        connector = self._networks.get(lead.network)
        lane = self._networks.lane(connector, connector.lead_host(lead))
        return await self._networks.ask(connector, lane, conversation, person=self._person)


def _groups(networks: Networks, leads: Iterable[Lead]) -> Iterator[tuple[Lead, ...]]:
    """Accounts of one host, as many as one request takes; anything else alone."""
    mine: dict[tuple[str, str], list[Lead]] = {}
    for lead in dict.fromkeys(leads):
        connector = networks.get(lead.network)
        if lead.kind is Kind.ACCOUNT and connector.at_once > 1:
            mine.setdefault((lead.network, connector.lead_host(lead)), []).append(lead)
        else:
            yield (lead,)
    for (network, _), some in mine.items():
        size = networks.get(network).at_once
        yield from (tuple(some[start : start + size]) for start in range(0, len(some), size))
