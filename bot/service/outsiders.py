"""Channels that wait until a person has said whether people from outside may read along."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from bot.clock import Clock
from bot.core.model import Channel, ChannelKey, DeliveryKind, Person, Platform
from bot.service.operators import tell_operators
from bot.service.ports import Crowd, SendError
from bot.store import channels, deliveries, watches
from bot.store.engine import Store, Tx

TO_ASK, ASKED = "slack_outsiders", "slack_asked"
HELD = (TO_ASK, ASKED)
"""Why such a channel is parked: nobody was asked yet, or no one has answered."""

log = structlog.get_logger(__name__)


class Outsiders:
    """Asks, in private, who last wanted something watched there."""

    def __init__(self, store: Store, crowds: Mapping[Platform, Crowd], clock: Clock) -> None:
        self._store = store
        self._crowds = crowds
        self._clock = clock

    async def tick(self) -> None:
        async with self._store.read() as tx:
            held = await channels.parked(tx, HELD)
        for one in held:
            try:
                await self._about(one)
            except SendError as error:
                log.warning("can't ask about a channel", channel=one.id, error=str(error))

    async def _about(self, place: Channel) -> None:
        crowd = self._crowds.get(place.key.platform)
        if crowd is None:
            return
        if not await crowd.outsiders(place.key):
            async with self._store.begin() as tx:
                await channels.unpark(tx, place.id, HELD)
        elif place.parked == TO_ASK:
            await self._ask(place, crowd)

    async def _ask(self, place: Channel, crowd: Crowd) -> None:
        """Whoever cannot be asked is passed over; then the operators learn of it."""
        for person in await self._who(place):
            key = await crowd.private_chat(place.key, person)
            if key is None:
                continue
            async with self._store.begin() as tx:
                if await channels.park(tx, place.id, ASKED, before=TO_ASK):
                    await self._put(tx, key, place)
            return
        async with self._store.begin() as tx:
            if await channels.park(tx, place.id, ASKED, before=TO_ASK):
                facts = {"key": "notice.parked", "channel": place.name, "reason": TO_ASK}
                await tell_operators(tx, facts, self._clock.now())

    async def _put(self, tx: Tx, key: ChannelKey, place: Channel) -> None:
        """In the person's own conversation, in the language of the channel."""
        now = self._clock.now()
        private = await channels.private_chat(tx, key, place, now)
        facts = {"key": "outsiders.notice", "channel": place.name, "publish": place.id}
        await deliveries.add(tx, private.id, DeliveryKind.NOTICE, payload=facts, now=now)

    async def _who(self, place: Channel) -> list[Person]:
        """Those who wanted its watches, the last first."""
        async with self._store.read() as tx:
            every = await watches.of_channel(tx, place.id)
        found = {one.created_by.id: one.created_by for one in reversed(every)}
        return list(found.values())
