"""What accounts are used to, worked out once a day, and telling channels who departs from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.core.digest import local_day
from bot.core.rhythm import YEAR, usual
from bot.core.spread import hours
from bot.service.rhythm_news import news_of, tell
from bot.store import channels, histories, rhythms, targets
from bot.store.engine import Store, StoreUnavailable
from connectors.types import TargetId

AT_ONCE = 5  # accounts whose year is read in one go
LATELY = timedelta(hours=26)  # holds today in every zone, clock changes included
log = structlog.get_logger(__name__)


class Rhythms:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def tick(self) -> None:
        """Work out what isn't known for today, then look for what is unusual."""
        await self._learn()
        now = self._clock.now()
        async with self._store.read() as tx:
            lately = await rhythms.lately(tx, now - LATELY)
            wanting = [one for one in await channels.all_active(tx) if one.rhythm]
        for channel in wanting:
            try:
                async with self._store.read() as tx:
                    news = await news_of(tx, channel, lately, now)
                if news:
                    async with self._store.begin() as tx:
                        await tell(tx, channel, news, now)
            except StoreUnavailable:
                raise
            except Exception:
                # One channel's fault must not stop the others.
                log.exception("rhythms not told", channel=channel.id)

    async def _learn(self) -> None:
        """Each account's habits in each zone where it is read about, once on each local day."""
        now = self._clock.now()
        async with self._store.read() as tx:
            known = await rhythms.zones(tx)
        stale = {
            one: [zone for zone, day in days.items() if day != local_day(now, zone)]
            for one, days in known.items()
        }
        due = [one for one, zones in stale.items() if zones]
        for start in range(0, len(due), AT_ONCE):
            await self._work_out(due[start : start + AT_ONCE], stale, now)

    async def _work_out(
        self, some: Collection[TargetId], zones: Mapping[TargetId, Collection[str]], now: datetime
    ) -> None:
        async with self._store.read() as tx:
            states = await targets.states(tx, some)
            past = await histories.seen(tx, list(states.values()), now - YEAR)
        async with self._store.begin() as tx:
            for one, account in past.items():
                for zone in zones[one]:
                    known = usual(account, now, zone)
                    await rhythms.save(tx, one, zone, local_day(now, zone), known)
                if account.since is not None and account.until is not None:
                    dates = [post.published_at for post in account.own if post.published_at]
                    await rhythms.save_hours(tx, one, hours(dates, account.since, account.until))
