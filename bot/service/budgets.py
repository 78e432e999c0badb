"""Paid networks: what was spent, what the network itself counts, and telling the operator."""

from __future__ import annotations

from datetime import date

import structlog

from bot.clock import Clock
from bot.core.budget import crossed, month_of, next_month
from bot.service.connectors import Networks
from bot.service.operators import tell_operators
from bot.store import looks, spending
from bot.store.engine import Store
from connectors.base import Connector
from connectors.errors import ConnectorError
from connectors.types import Priority

log = structlog.get_logger(__name__)


class Budgets:
    """`tick` compares and tells; the ceiling itself is kept by the meter, before each request."""

    def __init__(self, store: Store, networks: Networks, clock: Clock) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock
        self._asked: dict[str, date] = {}

    async def tick(self) -> None:
        for connector in self._networks:
            budget = connector.budget()
            if budget is not None:
                await self._compare(connector)
                await self._tell(connector.network, budget)

    async def _compare(self, connector: Connector) -> None:
        """Once a day, and at the start, ask the network itself what was used."""
        now = self._clock.now()
        if self._asked.get(connector.network) == now.date():
            return
        lane = self._networks.lane(connector, connector.search_host())
        try:
            used = await self._networks.ask(connector, lane, connector.usage(), Priority.LOOK)
        except ConnectorError as error:
            log.info("usage not told", network=connector.network, error=type(error).__name__)
            used = None
        self._asked[connector.network] = now.date()
        if used is not None:
            async with self._store.begin() as tx:
                await spending.report(tx, connector.network, month_of(now), used)

    async def _tell(self, network: str, budget: int) -> None:
        """At 50, 80 and 100 %, each once a month. What stops looks is 100 %, whatever is left."""
        now = self._clock.now()
        async with self._store.begin() as tx:
            spent = await spending.spent(tx, network, month_of(now))
            used = budget if await looks.any_failing(tx, network, "budget") else spent.micros
            percent = crossed(spent.told, used, budget)
            if percent is None:
                return
            if not await spending.mark_told(tx, network, month_of(now), percent):
                return
            facts = {
                "key": f"notice.budget.{percent}",
                "network": network,
                "spent": spent.micros,
                "budget": budget,
                "back": next_month(now).isoformat(),
            }
            await tell_operators(tx, facts, now)
