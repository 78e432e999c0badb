"""What is forgotten, and when: texts after the retention period, traces of events sooner."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.store import alerts, buttons, inbox, posts
from bot.store.engine import Store

KEEP_MATCHES = timedelta(days=30)
# Slack redelivers within minutes, Telegram keeps updates for a day.
KEEP_EVENTS = timedelta(days=3)
log = structlog.get_logger(__name__)


class Housekeeping:
    def __init__(self, store: Store, clock: Clock, retention_days: int) -> None:
        self._store = store
        self._clock = clock
        self._retention = timedelta(days=retention_days)

    async def tick(self) -> None:
        """Short transactions, each safe to repeat."""
        now = self._clock.now()
        async with self._store.begin() as tx:
            texts = await posts.purge_text(tx, now - self._retention)
        async with self._store.begin() as tx:
            await alerts.purge_matches(tx, now - KEEP_MATCHES)
            await inbox.purge(tx, now - KEEP_EVENTS)
            await buttons.purge(tx, now)
        log.info("housekeeping", texts_removed=texts)
