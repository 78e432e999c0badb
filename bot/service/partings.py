"""Where the bot can't post any more, what is watched there is kept for a while, and people told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.core.model import Channel, ChannelKey, DeliveryKind, Person, Platform
from bot.service.outsiders import HELD
from bot.service.ports import Crowd, SendError
from bot.store import channels, deliveries, leaving, watches
from bot.store.engine import Store, Tx

KEPT = timedelta(days=30)
"""Housekeeping ends them then."""
log = structlog.get_logger(__name__)


class Partings:
    """Tells, in private, those who added the watches; operators have their own notice."""

    def __init__(self, store: Store, crowds: Mapping[Platform, Crowd], clock: Clock) -> None:
        self._store = store
        self._crowds = crowds
        self._clock = clock

    async def tick(self) -> None:
        async with self._store.read() as tx:
            closed = await leaving.just_closed(tx, HELD)
        for place, people in closed:
            await self._tell(place, [await self._private(place, one) for one in people])

    async def _private(self, place: Channel, person: Person) -> ChannelKey | None:
        """Their own conversation with the bot; None: there is none, and none can be begun."""
        crowd = self._crowds.get(place.key.platform)
        if crowd is None:
            return replace(place.key, chat=person.id, topic="")
        try:
            return await crowd.private_chat(place.key, person)
        except SendError as error:
            log.warning("can't tell a person", channel=place.id, error=str(error))
            return None

    async def _tell(self, place: Channel, private: list[ChannelKey | None]) -> None:
        now = self._clock.now()
        async with self._store.begin() as tx:
            if not await leaving.told(tx, place.id, now):
                return
            n = len(await watches.of_channel(tx, place.id))
            facts = {
                "key": "notice.parted",
                "channel": place.name,
                "reason": place.parked,
                "n": n,
                "back": (now + KEPT).isoformat(),
            }
            for key in private:
                there = await self._known(tx, key, place)
                if there is not None:
                    await deliveries.add(tx, there.id, DeliveryKind.NOTICE, payload=facts, now=now)

    async def _known(self, tx: Tx, key: ChannelKey | None, place: Channel) -> Channel | None:
        """On Slack a conversation may be begun; on Telegram only a person begins one."""
        if key is None:
            return None
        if key.platform not in self._crowds:
            return await channels.by_key(tx, key)
        return await channels.private_chat(tx, key, place, self._clock.now())
