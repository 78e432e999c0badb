"""What is forgotten, and when: texts after the retention period, traces of events sooner."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.render.profiles import CHANGED
from bot.service.connectors import Networks
from bot.service.operators import tell_operators
from bot.service.partings import KEPT
from bot.store import (
    alerts,
    buttons,
    drafts,
    facts,
    inbox,
    leaving,
    lives,
    posts,
    profiles,
    rhythms,
    spending,
    trends,
)
from bot.store.engine import Store

KEEP_MATCHES = timedelta(days=30)
# Slack redelivers within minutes, Telegram keeps updates for a day.
KEEP_EVENTS = timedelta(days=3)
# A live search lasts ten minutes; what its network deletes must not stay here.
KEEP_LIVES = timedelta(hours=1)
# More than a detector looks back.
KEEP_HASHTAGS = timedelta(days=30)
WARN_EVERY = timedelta(days=30)
log = structlog.get_logger(__name__)


class Housekeeping:
    def __init__(self, store: Store, networks: Networks, clock: Clock, retention_days: int) -> None:
        self._store = store
        self._networks = networks
        self._clock = clock
        self._retention = timedelta(days=retention_days)

    async def tick(self) -> None:
        """Short transactions, each safe to repeat."""
        now = self._clock.now()
        async with self._store.begin() as tx:
            texts = await posts.purge_text(tx, now - self._retention)
        for connector in self._networks.all():
            if connector.keeps is not None:
                async with self._store.begin() as tx:
                    before = now - min(connector.keeps, self._retention)
                    texts += await posts.purge_text(tx, before, connector.network)
        async with self._store.begin() as tx:
            await alerts.purge_matches(tx, now - KEEP_MATCHES)
            await inbox.purge(tx, now - KEEP_EVENTS)
            await buttons.purge(tx, now)
            await drafts.purge(tx, now)
            await lives.forget(tx, now - KEEP_LIVES)
            await spending.purge(tx, now - KEEP_MATCHES)
            await trends.purge(tx, now - KEEP_HASHTAGS)
            await profiles.purge(tx, now - self._retention, CHANGED)
            await rhythms.purge(tx, now - KEEP_MATCHES)
            ended = await leaving.end_closed(tx, now - KEPT, now)
        await self._warn(now)
        log.info("housekeeping", texts_removed=texts, watches_ended=ended)

    async def _warn(self, now: datetime) -> None:
        """Tell operators once a month of settings that will soon stop working."""
        for connector in self._networks:
            key = connector.warning(now)
            if key is not None:
                async with self._store.begin() as tx:
                    if await facts.once(tx, f"warning:{key}", now, WARN_EVERY):
                        told = {"key": f"note.{key}", "network": connector.network}
                        await tell_operators(tx, told, now)
